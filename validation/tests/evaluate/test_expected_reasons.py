"""Which verdicts are right for a repetition that must not count."""

from dataclasses import replace
from pathlib import Path

import pytest

from handtrack.definitions.library import find
from handtrack.events import Action, Reason, Status
from handtrack.scoring.results import Note, Repetition
from synthetic_hand.make import make_repetition
from validation.evaluate.clips import Made, TrueRep, TruthError, read_clip
from validation.evaluate.expected_reasons import as_asked_for, right_reason

SHORT = Path(__file__).parents[2] / "evaluate/short_clips"


def found(status: Status, *reasons: Reason) -> Repetition:
    action = Action.UNVERIFIABLE if status is Status.UNVERIFIABLE else Action.REJECT
    notes = tuple(Note(reason, action, "") for reason in reasons)
    return make_repetition(status=status, notes=notes)


def spoiled(kind: str) -> TrueRep:
    return TrueRep(0.0, 1.0, Made.SPOILED, kind)


def test_the_right_sentence_is_right() -> None:
    rep = found(Status.REJECTED, Reason.FOREARM_MOVED)
    assert right_reason(spoiled("forearm_moves"), rep)


def test_another_sentence_is_wrong_though_it_was_turned_down() -> None:
    rep = found(Status.REJECTED, Reason.TOO_FAST)
    assert not right_reason(spoiled("forearm_moves"), rep)


def test_the_first_reason_is_the_one_that_is_told() -> None:
    rep = found(Status.REJECTED, Reason.TOO_FAST, Reason.FOREARM_MOVED)
    assert not right_reason(spoiled("forearm_moves"), rep)


def test_a_spoiled_repetition_that_counts_is_never_right() -> None:
    assert not right_reason(spoiled("forearm_moves"), found(Status.VALID, Reason.FOREARM_MOVED))


def test_one_nobody_noticed_is_wrong() -> None:
    assert not right_reason(spoiled("no_return"), None)


def test_a_partial_one_must_be_called_partial() -> None:
    true = TrueRep(0.0, 1.0, Made.PARTIAL)
    assert right_reason(true, found(Status.PARTIAL, Reason.TOO_SMALL))
    assert not right_reason(true, found(Status.REJECTED, Reason.TOO_SMALL))


def test_a_way_to_spoil_that_is_not_known_is_an_error() -> None:
    with pytest.raises(TruthError, match="'sneezed'"):
        right_reason(spoiled("sneezed"), found(Status.REJECTED, Reason.TOO_FAST))


@pytest.mark.parametrize(("exercise", "made"), [("20", Made.FLAGGED), ("34", Made.SPOILED)])
def test_what_an_exercise_only_flags_shall_count_and_be_told(exercise: str, made: Made) -> None:
    clip = read_clip(min(SHORT.glob("33_*.json")))
    (rep,) = as_asked_for(replace(clip, reps=(spoiled("short_hold"),)), find(exercise)).reps
    assert rep.made is made
    told = found(Status.VALID, Reason.SHORT_HOLD)
    assert right_reason(rep, told) is (made is Made.FLAGGED)
    assert not right_reason(rep, found(Status.VALID))


def test_a_movement_done_another_way_never_counts() -> None:
    clip = read_clip(min(SHORT.glob("33_*.json")))
    (rep,) = as_asked_for(replace(clip, reps=(spoiled("forearm_moves"),)), find("11")).reps
    assert rep.made is Made.SPOILED


def test_what_hides_itself_shall_count_or_be_told_as_unverifiable() -> None:
    clip = read_clip(min(SHORT.glob("33_*.json")))
    whole = TrueRep(0.0, 1.0, Made.FULL)
    (rep,) = as_asked_for(replace(clip, reps=(whole,)), find("3")).reps
    assert rep.made is Made.HIDDEN
    assert right_reason(rep, found(Status.VALID))
    assert right_reason(rep, found(Status.UNVERIFIABLE, Reason.HANDS_MERGED))
    assert not right_reason(rep, found(Status.UNVERIFIABLE, Reason.WRONG_VIEW))
    assert not right_reason(rep, found(Status.REJECTED, Reason.HANDS_MERGED))
    assert not right_reason(rep, found(Status.PARTIAL, Reason.SHORT_HOLD))
    assert not right_reason(rep, None)
