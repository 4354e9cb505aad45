"""What is kept comes back as it was, whatever it is, and patients stay apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from handtrack.errors import HandtrackError, RecordError, StoreError
from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.records.patient import Affected, Patient, Prescription, ReportTime, SelfReport
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from tests.helpers.patients import (
    HOSTILE,
    START,
    assessment,
    day,
    exercise,
    file,
    long_result,
    patient,
    result,
)


def test_a_patient_comes_back_as_given(store: Store) -> None:
    store.add_patient(patient())
    assert store.patient("mk") == patient()
    assert store.patient("MK") == patient()


def test_a_key_alone_is_enough(store: Store) -> None:
    bare = Patient("4711", START)
    store.add_patient(bare)
    assert store.patient("4711") == bare


def test_a_hostile_name_is_only_a_name(store: Store) -> None:
    odd = patient(name=HOSTILE)
    store.add_patient(odd)
    store.add_patient(patient("ab"))
    assert store.patient("mk").name == HOSTILE
    assert len(store.patients()) == 2


def test_a_key_can_be_given_once(store: Store) -> None:
    store.add_patient(patient())
    with pytest.raises(RecordError, match="There is a patient 'mk' already"):
        store.add_patient(patient(name="Somebody else"))
    assert store.patient("mk").name == "M. K."


@pytest.mark.parametrize("key", ["mx", "'; DROP TABLE patients", "\udcff", "ключ", ""])
def test_an_unknown_patient_is_named_with_those_that_come_near(store: Store, key: str) -> None:
    with pytest.raises(RecordError, match=r"There is no patient .* There is none yet"):
        store.patient(key)
    store.add_patient(patient())
    with pytest.raises(RecordError, match=r"Do you mean mk\?"):
        store.patient(key)


def test_a_patient_can_be_changed(store: Store) -> None:
    store.add_patient(patient())
    store.add_patient(patient("ab"))
    store.edit_patient(replace(patient(), affected=Affected.RIGHT, goal=""))
    assert store.patient("mk") == replace(patient(), affected=Affected.RIGHT, goal="")
    assert store.patient("ab") == patient("ab")


@pytest.mark.parametrize(
    "change",
    [
        {"birth_year": 1899},
        {"birth_year": 2027},
        {"name": "n" * 2001},
        {"name": "a\x00b"},
        {"name": "\ud800"},
        {"key": ""},
        {"key": "m k"},
        {"key": "MK"},
        {"key": "k" * 41},
        {"key": "é"},
        {"added_at": datetime(2026, 9, 1)},
    ],
)
def test_what_no_record_can_hold_is_refused_in_a_sentence(change: dict[str, object]) -> None:
    with pytest.raises(RecordError, match=r"^[^\n]*\.$"):
        replace(patient(), **change)  # type: ignore[arg-type]


def test_a_scored_exercise_comes_back_whole(store: Store, tmp_path: Path) -> None:
    store.add_patient(patient())
    new = exercise([file(tmp_path)])
    store.add_session("mk", START, Source.RECORDED, [new])
    (session,) = store.history("mk").sessions
    (done,) = session.exercises
    assert (session.at, session.source) == (START, Source.RECORDED)
    assert store.result(done.id) == new.result
    assert (done.exercise, done.side, done.dose) == ("wrist", Side.RIGHT, result().summary.dose)
    assert (done.assisted, done.resistance) == (True, "red putty")
    assert done.movement == new.result.movement
    assert done.ranges == result().ranges
    assert done.made_by == result().made_by
    assert done.tempo == result().summary.tempo
    assert store.file(done.files[0]).read_bytes() == b"landmarks"


def test_repetitions_come_back_in_order_with_their_reasons(store: Store) -> None:
    store.add_patient(patient())
    store.add_session("mk", START, Source.LIVE, [exercise()])
    kept = store.history("mk").sessions[0].exercises[0].repetitions
    for mine, theirs in zip(kept, result().repetitions, strict=True):
        assert mine.number == theirs.number
        assert mine.status is theirs.status
        assert mine.reasons == tuple(note.reason for note in theirs.reasons)
        assert mine.peak == theirs.peak
        assert mine.range_share == theirs.range_share
        assert mine.duration_s == theirs.duration_s
    assert [r.smoothness for r in kept] == [-1.5, -1.6, -1.7]
    assert store.history("mk").sessions[0].exercises[0].ended(Status.VALID) == 2


def test_an_assessment_comes_back_as_given(store: Store, tmp_path: Path) -> None:
    store.add_patient(patient())
    store.add_assessment("mk", START, assessment(), 3, [file(tmp_path)])
    (kept,) = store.history("mk").assessments
    assert (kept.at, kept.pain, kept.assessment) == (START, 3, assessment())
    assert store.file(kept.files[0]).is_file()


def test_what_the_person_says_stays_with_its_session_or_alone(store: Store) -> None:
    store.add_patient(patient())
    before = SelfReport(START, ReportTime.BEFORE, pain=3)
    after = SelfReport(START, ReportTime.AFTER, pain=5, effort=6, words="tired, but proud\nreally")
    alone = SelfReport(day(1), words="could not sleep")
    session = store.add_session("mk", START, Source.LIVE, [exercise()], [before])
    store.add_report("mk", after, session)
    store.add_report("mk", alone)
    history = store.history("mk")
    assert history.sessions[0].reports == (before, after)
    assert history.reports == (alone,)


@pytest.mark.parametrize("wrong", [{"pain": 11}, {"pain": -1}, {"effort": 11}, {}])
def test_a_self_report_is_0_to_10_and_says_something(wrong: dict[str, int]) -> None:
    with pytest.raises(RecordError):
        SelfReport(START, **wrong)  # type: ignore[arg-type]


def test_a_plan_is_kept_and_ended(store: Store) -> None:
    store.add_patient(patient())
    plan = Prescription(
        "11", date(2026, 9, 1), Side.LEFT, sets=2, reps=15, hold_s=5.0, times_a_day=3
    )
    number = store.add_plan("mk", plan)
    assert store.history("mk").plans == (replace(plan, id=number),)
    ended = store.end_plan("mk", number, date(2026, 9, 30))
    assert store.history("mk").plans == (ended,)
    assert ended.runs_on(date(2026, 9, 30))
    assert not ended.runs_on(date(2026, 10, 1))
    with pytest.raises(RecordError, match="cannot end"):
        store.end_plan("mk", number, date(2026, 8, 31))
    with pytest.raises(RecordError, match="no plan 99"):
        store.end_plan("mk", 99, date(2026, 9, 30))


def test_nobody_can_end_the_plan_of_another(store: Store) -> None:
    store.add_patient(patient())
    store.add_patient(patient("ab"))
    number = store.add_plan("mk", Prescription("11", date(2026, 9, 1)))
    with pytest.raises(RecordError, match="ab has no plan"):
        store.end_plan("ab", number, date(2026, 9, 2))


def test_a_history_is_in_order_of_time_and_can_be_cut(store: Store) -> None:
    store.add_patient(patient())
    store.add_patient(patient("ab"))
    for number in (3, 1, 2, 0):
        store.add_session("mk", day(number), Source.RECORDED, [exercise()])
        store.add_assessment("mk", day(number), assessment())
        store.add_report("mk", SelfReport(day(number), pain=number))
        store.add_session("ab", day(number), Source.RECORDED, [exercise()])
    whole = store.history("mk")
    assert [s.at for s in whole.sessions] == [day(n) for n in range(4)]
    part = store.history("mk", since=day(1), until=day(3))
    assert [s.at for s in part.sessions] == [day(1), day(2)]
    assert [a.at for a in part.assessments] == [day(1), day(2)]
    assert [r.pain for r in part.reports] == [1, 2]
    assert all(len(s.exercises) == 1 for s in part.sessions)
    assert all(len(a.assessment.figures) == 1 for a in part.assessments)


def test_times_keep_their_offset_and_are_ordered_by_the_moment(store: Store) -> None:
    store.add_patient(patient())
    early = datetime(2026, 9, 1, 23, 0, tzinfo=timezone(timedelta(hours=9)))
    late = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
    for at in (late, early):
        store.add_session("mk", at, Source.LIVE)
    sessions = store.history("mk").sessions
    assert [s.at for s in sessions] == [early, late]
    assert [s.at.utcoffset() for s in sessions] == [timedelta(hours=9), timedelta(0)]


def test_the_list_of_patients_tells_how_much_is_kept(store: Store) -> None:
    for key in ("mk", "ab", "zz"):
        store.add_patient(patient(key))
    store.add_session("mk", day(0), Source.LIVE, [exercise()])
    store.add_session("mk", day(2), Source.LIVE, [exercise()])
    store.add_assessment("mk", day(3), assessment())
    lines = {line.patient.key: line for line in store.patients()}
    assert list(lines) == ["ab", "mk", "zz"]
    assert (lines["mk"].sessions, lines["mk"].assessments) == (2, 1)
    assert lines["mk"].last_at == day(3)
    assert lines["zz"].last_at is None


def test_the_same_recording_counts_once_a_day_and_exercise(store: Store, tmp_path: Path) -> None:
    store.add_patient(patient())
    store.add_patient(patient("ab"))
    done = exercise([file(tmp_path)])
    store.add_session("mk", START, Source.RECORDED, [done])
    with pytest.raises(RecordError, match=r"clip\.npz is kept already for exercise wrist"):
        store.add_session("mk", START, Source.RECORDED, [done])
    assert len(store.history("mk").sessions) == 1
    store.add_session("mk", START, Source.RECORDED, [done], again=True)
    store.add_session("mk", day(1), Source.RECORDED, [done])
    store.add_session("ab", START, Source.RECORDED, [done])
    assert len(store.history("mk").sessions) == 3


def test_a_session_that_fails_half_way_leaves_nothing(store: Store, tmp_path: Path) -> None:
    store.add_patient(patient())
    first = exercise([file(tmp_path, b"one")])
    same = exercise([file(tmp_path, b"one")])
    with pytest.raises(RecordError):
        store.add_session("mk", START, Source.RECORDED, [first, same])
    assert store.history("mk").sessions == ()
    store.tidy()
    assert [p for p in store.place.files.rglob("*") if p.is_file()] == []


def test_a_long_history_is_read_whole(store: Store) -> None:
    store.add_patient(patient())
    for number in range(20):
        done = exercise(of=long_result(80))
        store.add_session("mk", day(number), Source.LIVE, [done, done])
    sessions = store.history("mk").sessions
    assert sum(len(e.repetitions) for s in sessions for e in s.exercises) == 20 * 2 * 80


def test_records_are_not_begun_by_reading(place: StoreLocation) -> None:
    with pytest.raises(StoreError, match=r"There are no records in .* Add a patient first"):
        Store.open(place)
    if place.database:
        assert not place.database.exists()


def test_every_error_of_the_store_is_meant_for_the_user() -> None:
    assert issubclass(StoreError, HandtrackError)
    assert issubclass(RecordError, HandtrackError)
