"""Who needs attention comes first, and for a reason that can be read in the records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from handtrack.events import Label, Status
from handtrack.records.attention import (
    AttentionReason,
    PainChange,
    PatientAttention,
    by_attention,
    pain_change,
    window_start,
)
from handtrack.records.change import ChangeVerdict, compare
from handtrack.records.patient import Prescription, ReportTime, SelfReport
from handtrack.records.review import PersonVerdict
from handtrack.records.store.corrections import Author
from handtrack.records.store.location import find_location
from handtrack.records.store.reviews import correct_verdict, remove_trial
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from tests.helpers.patients import assessment, exercise, patient, result

TODAY = date(2026, 11, 30)
DAILY = Prescription("34", TODAY - timedelta(days=60))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(find_location(str(tmp_path / "handtrack.db")), create=True)


def at(days_ago: int, hour: int = 9) -> datetime:
    return datetime.combine(TODAY - timedelta(days=days_ago), time(hour), UTC)


def done(store: Store, key: str, *days_ago: int, **reports: int) -> None:
    said = [SelfReport(at(days_ago[0]), ReportTime(m), pain=pain) for m, pain in reports.items()]
    for number in days_ago:
        of = exercise(of=replace(result(), exercise="34"))
        store.add_session(key, at(number), Source.LIVE, [of], said, again=True)


def told(store: Store) -> dict[str, PatientAttention]:
    since = datetime.combine(window_start(TODAY), time(), UTC)
    return {one.patient.key: one for one in by_attention(store.recent_records(since), TODAY)}


def test_patients_are_sorted_by_what_presses_most(store: Store) -> None:
    for key in ("fine", "low", "stopped", "pain", "new"):
        store.add_patient(patient(key))
        if key != "new":
            store.add_plan(key, DAILY)
    done(store, "fine", *range(1, 29))
    done(store, "pain", *range(2, 29), before=2)
    done(store, "pain", 1, after=6)
    done(store, "low", 1, 5)
    done(store, "stopped", *range(9, 29))
    found = told(store)
    assert list(found) == ["pain", "stopped", "low", "fine", "new"]
    assert {key: one.reasons for key, one in found.items()} == {
        "pain": (AttentionReason.PAIN_UP,),
        "stopped": (AttentionReason.STOPPED,),
        "low": (AttentionReason.LOW_ADHERENCE,),
        "fine": (),
        "new": (),
    }
    assert [found[k].adherence.whole.percent for k in ("fine", "low", "new")] == [100, 7, None]
    assert found["stopped"].last_session == at(9)
    assert found["new"].last_session is None


def test_today_is_missed_only_when_it_is_over(store: Store) -> None:
    store.add_patient(patient())
    store.add_plan("mk", replace(DAILY, from_day=TODAY - timedelta(days=1)))
    done(store, "mk", 1)
    assert told(store)["mk"].adherence.whole.percent == 100
    done(store, "mk", 0)
    whole = told(store)["mk"].adherence.whole
    assert (whole.days_done, whole.days_prescribed) == (2, 2)


def test_doubtful_repetitions_are_counted_until_a_person_has_seen_them(store: Store) -> None:
    store.add_patient(patient())
    first, second, third = result().repetitions
    doubtful = (
        replace(first, label=Label.ESTIMATED),
        second,
        replace(third, status=Status.UNVERIFIABLE),
    )
    of = replace(result(), repetitions=doubtful)
    store.add_session("mk", at(3), Source.LIVE, [exercise(of=of)])
    store.add_session("mk", at(40), Source.LIVE, [exercise(of=of)])
    assert told(store)["mk"].doubtful == 2
    number = store.history("mk").sessions[1].exercises[0].id
    anna = Author("anna", at(0), "seen on the video")
    correct_verdict(store, "mk", number, 3, PersonVerdict.VALID, anna)
    assert told(store)["mk"].doubtful == 1
    assert AttentionReason.DOUBTFUL in told(store)["mk"].reasons
    correct_verdict(store, "mk", number, 1, PersonVerdict.VALID, anna)
    assert told(store)["mk"].doubtful == 0


def test_what_was_no_exercise_was_not_done(store: Store) -> None:
    store.add_patient(patient())
    store.add_plan("mk", replace(DAILY, from_day=TODAY - timedelta(days=2)))
    done(store, "mk", 1, 2)
    assert told(store)["mk"].adherence.whole.percent == 100
    number = store.history("mk").sessions[0].exercises[0].id
    for repetition in (1, 2, 3):
        author = Author("anna", at(0), "washing up")
        correct_verdict(store, "mk", number, repetition, PersonVerdict.NOT_AN_EXERCISE, author)
    assert told(store)["mk"].adherence.whole.percent == 50


def test_a_change_is_told_as_the_trend_tells_it(store: Store) -> None:
    store.add_patient(patient())
    for days_ago, value in ((50, 60.0), (30, 40.0), (10, 20.0)):
        store.add_assessment("mk", at(days_ago), assessment(value))
    (change,) = told(store)["mk"].changes
    assert (change.motion, change.change.verdict) == ("wrist.extension", ChangeVerdict.WORSE)
    assert change.change.delta == -40.0
    assert told(store)["mk"].reasons == (AttentionReason.WORSE,)
    last = store.history("mk").assessments[-1].id
    for trial in (1, 2, 3):
        author = Author("anna", at(0), "the forearm moved")
        remove_trial(store, "mk", last, "wrist.extension", trial, author)
    assert told(store)["mk"].changes == ()


def test_a_motion_measured_later_has_its_own_first_time(store: Store) -> None:
    store.add_patient(patient())
    store.add_assessment("mk", at(50), assessment(60.0))
    store.add_assessment("mk", at(40), assessment(10.0, motion="wrist.flexion"))
    store.add_assessment("mk", at(20), assessment(55.0))
    flexed = assessment(50.0, motion="wrist.flexion").figures
    both = assessment(60.0)
    store.add_assessment("mk", at(1), replace(both, figures=(*both.figures, *flexed)))
    assert [(c.motion, c.change.delta) for c in told(store)["mk"].changes] == [
        ("wrist.flexion", 40.0)
    ]


@pytest.mark.parametrize(
    ("reports", "pain"),
    [
        ([], None),
        ([(3, "other", 2), (2, "other", 3), (1, "other", 5)], (5, 2.5, True)),
        ([(3, "other", 2), (1, "before", 3), (1, "after", 3)], (3, 2.0, False)),
        ([(1, "before", 3), (1, "after", 5)], (5, 3.0, True)),
        ([(1, "after", 8)], (8, None, False)),
    ],
)
def test_pain_is_up_by_two_beside_what_is_usual(
    reports: list[tuple[int, str, int]], pain: tuple[int, float | None, bool] | None
) -> None:
    said = [SelfReport(at(days), ReportTime(moment), pain=n) for days, moment, n in reports]
    found = pain_change(said, (), window_start(TODAY))
    if pain is None:
        assert found is None
    else:
        assert found == PainChange(TODAY - timedelta(days=1), pain[0], pain[1])
        assert found.up is pain[2]


@pytest.mark.parametrize("spread_deg", [1.0, 30.0])
def test_the_trials_of_the_time_between_decide_as_they_do_in_the_whole_history(
    store: Store, spread_deg: float
) -> None:
    store.add_patient(patient())
    for days_ago, value, spread in ((50, 20.0, 1.0), (30, 40.0, spread_deg), (10, 60.0, 1.0)):
        store.add_assessment("mk", at(days_ago), assessment(value, spread_deg=spread))
    history = store.history("mk").assessments
    expected = compare(history, history[-1], "wrist.extension")
    assert expected
    assert expected.baseline
    assert expected.baseline.verdict is (
        ChangeVerdict.BETTER if spread_deg == 1.0 else ChangeVerdict.NO_CHANGE
    )
    assert [c.change for c in told(store)["mk"].changes] == (
        [expected.baseline] if spread_deg == 1.0 else []
    )
