"""A person has the last word: it counts, the machine's stays beside it, and it can be undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handtrack.errors import RecordError
from handtrack.events import Label, Status
from handtrack.records.review import REPETITIONS, Goal, PersonVerdict
from handtrack.records.store.backup.archive import write_archive
from handtrack.records.store.backup.archive_import import read_archive
from handtrack.records.store.backup.maintenance import backup, restore
from handtrack.records.store.corrections import Author, move_record
from handtrack.records.store.location import find_location
from handtrack.records.store.reviews import (
    add_note,
    correct_verdict,
    remove_goal,
    remove_note,
    remove_trial,
    restore_trial,
    set_goal,
    undo_verdict,
)
from handtrack.records.store.store import Store
from handtrack.records.values import ExerciseRecord, History, RecordKind, Source
from tests.helpers.patients import START, assessment, day, exercise, patient

ANNA = Author("anna", day(3), "the camera lost the hand")
BEN = Author("ben", day(4), "seen again on the video")


def filled(store: Store) -> int:
    """Two patients, one with an exercise of 2 valid and 1 partial repetition; its id."""
    for key in ("mk", "ab"):
        store.add_patient(patient(key))
    store.add_session("mk", START, Source.RECORDED, [exercise()])
    return done(store).id


def done(store: Store, key: str = "mk") -> ExerciseRecord:
    return store.history(key).sessions[0].exercises[0]


def counts(store: Store) -> tuple[int, int, int]:
    one = done(store)
    return one.ended(Status.VALID), one.ended(Status.PARTIAL), one.ended(Status.REJECTED)


def test_a_persons_verdict_counts_and_the_machines_stays(store: Store) -> None:
    number = filled(store)
    assert counts(store) == (2, 1, 0)
    correct_verdict(store, "mk", number, 3, PersonVerdict.VALID, ANNA)
    assert counts(store) == (3, 0, 0)
    third = done(store).repetitions[2]
    assert (third.status, third.final) == (Status.PARTIAL, Status.VALID)
    assert third.correction
    assert (third.correction.by, third.correction.why) == (ANNA.by, ANNA.why)
    assert third.reviewed == replace(third, status=Status.VALID, label=Label.VERIFIED, reasons=())


def test_tempo_and_movement_are_of_the_repetitions_that_count(store: Store) -> None:
    number = filled(store)
    before = done(store)
    took_s = [r.duration_s for r in before.repetitions]
    smooth = [r.smoothness for r in before.repetitions]
    given = correct_verdict(store, "mk", number, 2, PersonVerdict.REJECTED, ANNA)
    correct_verdict(store, "mk", number, 3, PersonVerdict.VALID, ANNA)
    after = done(store)
    assert after.tempo.median_s == pytest.approx((took_s[0] + took_s[2]) / 2)
    assert smooth[0] is not None
    assert smooth[2] is not None
    assert after.movement.median_smoothness == pytest.approx((smooth[0] + smooth[2]) / 2)
    for one in (given, given + 1):
        undo_verdict(store, "mk", one, ANNA)
    assert replace(done(store), corrections=()) == before


@pytest.mark.parametrize("verdict", [PersonVerdict.OTHER_SIDE, PersonVerdict.NOT_AN_EXERCISE])
def test_what_was_no_repetition_of_this_hand_counts_as_nothing(
    store: Store, verdict: PersonVerdict
) -> None:
    number = filled(store)
    correct_verdict(store, "mk", number, 1, verdict, ANNA)
    assert counts(store) == (1, 1, 0)
    one = done(store)
    assert one.repetitions[0].final is None
    assert [r.number for r in one.reviewed] == [2, 3]


def test_an_undone_verdict_gives_way_to_the_one_before_it(store: Store) -> None:
    number = filled(store)
    correct_verdict(store, "mk", number, 1, PersonVerdict.PARTIAL, ANNA)
    second = correct_verdict(store, "mk", number, 1, PersonVerdict.REJECTED, BEN)
    assert counts(store) == (1, 1, 1)
    assert undo_verdict(store, "mk", second, ANNA).verdict is PersonVerdict.REJECTED
    assert counts(store) == (1, 2, 0)
    first, last = done(store).corrections
    assert first.holds
    assert (last.undone_by, last.undone_at) == ("anna", ANNA.at)
    undo_verdict(store, "mk", first.id, ANNA)
    assert counts(store) == (2, 1, 0)
    assert len(done(store).corrections) == 2


def test_a_persons_verdict_is_certain(store: Store) -> None:
    store.add_patient(patient())
    machine = exercise()
    doubtful = replace(machine.result.repetitions[0], label=Label.ESTIMATED)
    result = replace(machine.result, repetitions=(doubtful, *machine.result.repetitions[1:]))
    store.add_session("mk", START, Source.RECORDED, [replace(machine, result=result)])
    before = done(store).bounds
    assert not before.certain
    correct_verdict(store, "mk", done(store).id, 1, PersonVerdict.VALID, ANNA)
    assert done(store).bounds.at_least == before.at_least + 1
    assert done(store).bounds.at_most == before.at_most


@pytest.mark.parametrize(
    ("key", "number", "author", "words"),
    [
        ("mk", 9, ANNA, "no repetition 9; it has 1 to 3"),
        ("mk", 1, replace(ANNA, why="  "), "needs its reason"),
        ("mk", 1, replace(ANNA, by=""), "author is missing"),
        ("ab", 1, ANNA, "ab has no exercise"),
        ("zz", 1, ANNA, "no patient 'zz'"),
    ],
)
def test_a_wrong_correction_is_refused(
    store: Store, key: str, number: int, author: Author, words: str
) -> None:
    of = filled(store)
    with pytest.raises(RecordError, match=words):
        correct_verdict(store, key, of, number, PersonVerdict.VALID, author)
    assert done(store).corrections == ()


def test_the_same_verdict_twice_is_refused(store: Store) -> None:
    number = filled(store)
    correct_verdict(store, "mk", number, 1, PersonVerdict.PARTIAL, ANNA)
    with pytest.raises(RecordError, match="'partial' already, by anna"):
        correct_verdict(store, "mk", number, 1, PersonVerdict.PARTIAL, BEN)


def test_what_is_not_there_or_undone_cannot_be_undone(store: Store) -> None:
    number = filled(store)
    made = correct_verdict(store, "mk", number, 1, PersonVerdict.PARTIAL, ANNA)
    with pytest.raises(RecordError, match="ab has no correction"):
        undo_verdict(store, "ab", made, ANNA)
    undo_verdict(store, "mk", made, BEN)
    with pytest.raises(RecordError, match="undone already, by ben"):
        undo_verdict(store, "mk", made, ANNA)


def test_corrections_go_with_a_session_to_another_patient(store: Store) -> None:
    number = filled(store)
    correct_verdict(store, "mk", number, 3, PersonVerdict.VALID, ANNA)
    session = store.history("mk").sessions[0]
    move_record(store, "mk", RecordKind.SESSION, session.id, "ab", ANNA)
    assert store.history("ab").sessions == (session,)


def test_a_removed_trial_is_not_in_the_figure_until_it_is_restored(store: Store) -> None:
    store.add_patient(patient())
    taken = store.add_assessment("mk", START, assessment(50.0, spread_deg=4.0))

    def value() -> float | None:
        figure = store.history("mk").assessments[0].assessment.figure("wrist.extension")
        assert figure
        return figure.value

    removals = []
    for trial, left in ((1, 52.0), (2, 54.0), (3, None)):
        removals.append(remove_trial(store, "mk", taken, "wrist.extension", trial, ANNA))
        assert value() == left
    first = store.history("mk").assessments[0].removed_trials[0]
    assert (first.trial, first.value, first.by, first.why) == (1, 46.0, ANNA.by, ANNA.why)
    with pytest.raises(RecordError, match="removed already, by anna"):
        remove_trial(store, "mk", taken, "wrist.extension", 1, BEN)
    for number in removals:
        restore_trial(store, "mk", number, BEN)
    assert store.history("mk").assessments[0].assessment == assessment(50.0, spread_deg=4.0)
    assert [r.undone_by for r in store.history("mk").assessments[0].removed_trials] == ["ben"] * 3


@pytest.mark.parametrize(
    ("motion", "trial", "words"),
    [
        ("wrist.extension", 4, "no trial 4. Its trials: 1, 2, 3"),
        ("wrist.flexion", 1, "has no wrist.flexion. It has: wrist.extension"),
    ],
)
def test_a_trial_that_is_not_there_is_named(
    store: Store, motion: str, trial: int, words: str
) -> None:
    store.add_patient(patient())
    taken = store.add_assessment("mk", START, assessment())
    with pytest.raises(RecordError, match=words):
        remove_trial(store, "mk", taken, motion, trial, ANNA)
    with pytest.raises(RecordError, match="no assessment 99"):
        remove_trial(store, "mk", 99, motion, trial, ANNA)


def test_notes_are_kept_and_removed(store: Store) -> None:
    filled(store)
    number = add_note(store, "mk", "Splint off on Monday.\nAsk for the ring.", ANNA)
    (note,) = store.history("mk").notes
    assert (note.id, note.by, note.at) == (number, "anna", ANNA.at)
    assert note.text == "Splint off on Monday.\nAsk for the ring."
    with pytest.raises(RecordError, match="ab has no note"):
        remove_note(store, "ab", number)
    with pytest.raises(RecordError, match="note is missing"):
        add_note(store, "mk", " ", ANNA)
    remove_note(store, "mk", number)
    assert store.history("mk").notes == ()


def test_a_goal_replaces_the_one_for_the_same_motion_and_side(store: Store) -> None:
    filled(store)
    side = patient().affected
    assert side
    first = Goal("wrist.extension", None, 50, "deg", day(20).date())
    set_goal(store, "mk", first)
    number = set_goal(store, "mk", replace(first, value=60))
    count = set_goal(store, "mk", Goal("34", None, 20, REPETITIONS, day(10).date()))
    assert [(g.id, g.value) for g in store.history("mk").goals] == [(count, 20), (number, 60)]
    remove_goal(store, "mk", number)
    with pytest.raises(RecordError, match="mk has no goal"):
        remove_goal(store, "mk", number)
    assert [g.id for g in store.history("mk").goals] == [count]


@pytest.mark.parametrize(
    ("what", "value", "unit"),
    [
        ("wrist.extension", 50.0, REPETITIONS),
        ("34", 20.0, "deg"),
        ("34", 2.5, REPETITIONS),
        ("34", 0.0, REPETITIONS),
        ("wrist.extension", float("nan"), "deg"),
        (" ", 1.0, REPETITIONS),
    ],
)
def test_a_goal_that_means_nothing_is_refused(what: str, value: float, unit: str) -> None:
    with pytest.raises(RecordError):
        Goal(what, None, value, unit, START.date())


def trail(history: History) -> object:
    """What a person did, whatever numbers the database gave its rows."""
    exercises = [e for session in history.sessions for e in session.exercises]
    return (
        [[replace(c, id=0) for c in e.corrections] for e in exercises],
        [[r.final for r in e.repetitions] for e in exercises],
        [[replace(r, id=0) for r in a.removed_trials] for a in history.assessments],
        [a.assessment for a in history.assessments],
        [(e.tempo, e.movement) for e in exercises],
        [replace(note, id=0) for note in history.notes],
        [replace(goal, id=0) for goal in history.goals],
    )


@pytest.mark.parametrize("way", ["export", "backup"])
def test_the_trail_survives(store: Store, tmp_path: Path, way: str) -> None:
    of = filled(store)
    taken = store.add_assessment("mk", START, assessment(spread_deg=4.0))
    correct_verdict(store, "mk", of, 1, PersonVerdict.OTHER_SIDE, ANNA)
    wrong = correct_verdict(store, "mk", of, 3, PersonVerdict.REJECTED, ANNA)
    undo_verdict(store, "mk", wrong, BEN)
    correct_verdict(store, "mk", of, 3, PersonVerdict.VALID, BEN)
    removals = [remove_trial(store, "mk", taken, "wrist.extension", t, ANNA) for t in (1, 3)]
    restore_trial(store, "mk", removals[1], BEN)
    add_note(store, "mk", "Splint off.", ANNA)
    set_goal(store, "mk", Goal("wrist.extension", None, 60, "deg", day(20).date()))
    before = store.history("mk")
    elsewhere, file = find_location(str(tmp_path / "other/handtrack.db")), tmp_path / "mk.zip"
    if way == "export":
        write_archive(store, ["mk"], file)
        with Store.open(elsewhere, create=True) as other:
            read_archive(other, file)
    else:
        backup(store.location, file)
        restore(elsewhere, file, replace_all=False)
    with Store.open(elsewhere) as other:
        after = other.history("mk")
        assert trail(after) == trail(before)
        (removed, _) = after.assessments[0].removed_trials
        restore_trial(other, "mk", removed.id, BEN)
        for one in [c for c in done(other).corrections if c.holds]:
            undo_verdict(other, "mk", one.id, BEN)
        assert done(other).tempo == exercise().result.summary.tempo
        assert done(other).movement == exercise().result.movement
        back = other.history("mk").assessments[0].assessment
        assert back == assessment(spread_deg=4.0)
