"""Where its object was followed, an exercise is counted by it, and says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find, load_all
from handtrack.errors import CalibrationError
from handtrack.events import Label, Reason, Status
from handtrack.landmarks.hand import Floats, Side
from handtrack.landmarks.recording import Recording
from handtrack.scoring.results import ExerciseResult
from handtrack.scoring.score import score
from handtrack.verifiers.calibration import Calibration
from synthetic_hand.objects import (
    pieces_over_time,
    with_carried_pen,
    with_pieces,
    with_shifted_pen,
    with_turned_pen,
)
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.style import Style
from synthetic_hand.time_course import repetitions
from tests.helpers.frame_by_frame import streamed

FOLLOWED = [exercise for exercise in load_all() if exercise.followed]
GAP_S = 2.0
"""From one piece to the next."""


def scored(recording: Recording, exercise: Exercise) -> ExerciseResult:
    return score(recording, exercise, Side.RIGHT).result


def statuses(result: ExerciseResult) -> list[Status]:
    return [r.status for r in result.repetitions]


def reasons(result: ExerciseResult) -> list[Reason]:
    return [n.reason for r in result.repetitions for n in r.notes if r.status is not Status.VALID]


def moving_pieces(exercise: Exercise, first: int, steps: list[int]) -> Recording:
    """Pieces that come (+) or go (-) two seconds after each other, the hand beside them."""
    hand = still(exercise, GAP_S * (len(steps) + 2))
    changes = [(GAP_S * (n + 1), step) for n, step in enumerate(steps)]
    return with_pieces(hand, pieces_over_time(hand.time_s, first, changes))


def turning_pen(exercise: Exercise, turns: list[float]) -> Recording:
    """A pen that is turned so many times round, and rests for longer than a change of grip."""
    parts = [np.zeros(45)]
    for turn in turns:
        swing = (1 - np.cos(np.pi * np.arange(1, 46) / 45)) / 2
        parts += [parts[-1][-1] + 360.0 * turn * swing]
        parts += [np.full(60, parts[-1][-1])]
    turned = np.concatenate(parts)
    hand = still(exercise, len(turned) / 30)
    return with_turned_pen(hand, turned[: len(hand)])


def shifting_pen(exercise: Exercise, ways: list[float]) -> Recording:
    """A pen held near its tip, then so much farther along it, and back."""
    grip: Floats = 0.2 + 0.6 * repetitions(ways)
    hand = still(exercise, len(grip) / 30)
    return with_shifted_pen(hand, grip[: len(hand)])


def followed(exercise: Exercise) -> Recording:
    """The whole dose, with the object."""
    beside = exercise.followed
    assert beside
    dose = beside.dose.reps
    match exercise.id:
        case "15":
            return with_carried_pen(exercise, Style(amplitudes=(1.0,) * dose), [True] * dose)
        case "5":
            return moving_pieces(exercise, 9, [-1] * 8)
        case "17":
            return moving_pieces(exercise, 0, [1] * 8)
        case "38":
            return moving_pieces(exercise, 10, [-1] * 10 + [1] * 10)
        case "36":
            return turning_pen(exercise, [1.02] * dose)
        case "37":
            return shifting_pen(exercise, [1.0] * dose)
    raise AssertionError(f"nobody shows the object of {exercise.id}")


@pytest.mark.parametrize("exercise", FOLLOWED, ids=lambda e: e.slug)
def test_the_dose_counts_and_is_verified(exercise: Exercise) -> None:
    result = scored(followed(exercise), exercise)
    assert exercise.followed
    assert statuses(result) == [Status.VALID] * exercise.followed.dose.reps
    assert result.summary.dose == exercise.followed.dose.reps
    assert {r.label for r in result.repetitions} == {Label.VERIFIED}
    assert result.estimated == ""


@pytest.mark.parametrize("exercise", FOLLOWED, ids=lambda e: e.slug)
def test_without_the_object_it_is_estimated_and_says_why(exercise: Exercise) -> None:
    result = scored(perform(exercise, Style(amplitudes=(1.0,) * 3)), exercise)
    assert result.summary.valid == 3
    assert {r.label for r in result.repetitions} == {Label.ESTIMATED}
    assert result.estimated.endswith(".")
    assert result.calibration.object is None


@pytest.mark.parametrize("exercise", FOLLOWED, ids=lambda e: e.slug)
def test_frame_by_frame_comes_to_the_same(exercise: Exercise) -> None:
    recording = followed(exercise)
    whole = score(recording, exercise, Side.RIGHT)
    hand = recording.hand(whole.slot, Side.RIGHT)
    found = streamed(hand, exercise, whole.result.calibration)
    assert tuple(found) == whole.result.repetitions


def test_a_pen_left_behind_is_not_carried() -> None:
    exercise = find("15")
    style = Style(amplitudes=(1.0,) * 2)
    result = scored(with_carried_pen(exercise, style, [True, False]), exercise)
    assert statuses(result) == [Status.VALID, Status.REJECTED]
    assert set(reasons(result)) == {Reason.NOT_GRASPED}


@pytest.mark.parametrize(("number", "first", "steps", "valid"), [
    ("17", 0, [1, 2, 1], 2),
    ("5", 9, [-1, -3, -1], 2),
])  # fmt: skip
def test_more_than_one_at_a_time_does_not_count(
    number: str, first: int, steps: list[int], valid: int
) -> None:
    result = scored(moving_pieces(find(number), first, steps), find(number))
    assert result.summary.valid == valid
    assert reasons(result) == [Reason.MORE_THAN_ONE]


def test_putting_one_down_before_all_are_in_the_hand_is_said_so() -> None:
    exercise = find("38")
    result = scored(moving_pieces(exercise, 10, [-1, -1, 1, -1]), exercise)
    assert statuses(result)[2] is Status.REJECTED
    assert reasons(result) == [Reason.PUT_DOWN_EARLY]


def test_a_pen_turned_by_less_than_half_is_a_partial() -> None:
    exercise = find("36")
    result = scored(turning_pen(exercise, [1.02, 0.4, 0.6]), exercise)
    assert statuses(result) == [Status.VALID, Status.PARTIAL, Status.VALID]
    assert reasons(result) == [Reason.TOO_SMALL]


def test_turning_the_whole_hand_does_not_turn_the_pen() -> None:
    exercise = find("36")
    still_pen = turning_pen(exercise, [1.02, 1.02])
    angle = np.radians(np.linspace(0.0, 360.0, len(still_pen)))
    turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], axis=-1)
    turn = turn.reshape(-1, 2, 2)
    middle = np.array([320.0, 240.0])
    pen = with_turned_pen(still_pen, np.zeros(len(still_pen)))
    assert pen.object_px is not None
    image, points = pen.image_px.copy(), pen.object_px.copy()
    image[:, 0, :, :2] = np.einsum("nij,nkj->nki", turn, image[:, 0, :, :2] - middle) + middle
    points[..., :2] = np.einsum("nij,nkj->nki", turn, points[..., :2] - middle) + middle
    result = scored(replace(pen, image_px=image, object_px=points), exercise)
    assert result.repetitions == ()


def test_a_shift_that_stops_half_way_is_a_partial() -> None:
    exercise = find("37")
    result = scored(shifting_pen(exercise, [1.0, 0.55, 1.0, 1.0]), exercise)
    assert [s is Status.VALID for s in statuses(result)] == [True, False, True, True]
    assert reasons(result) == [Reason.TOO_SMALL]


@pytest.mark.parametrize("number", ["36", "37"])
def test_an_object_that_is_hidden_leaves_it_unverifiable(number: str) -> None:
    exercise = find(number)
    recording = followed(exercise)
    assert recording.object_px is not None
    middle_s = 3.0 if number == "37" else 2.2
    hidden = (recording.time_s > middle_s) & (recording.time_s < middle_s + 1.6)
    object_px = np.where(hidden[:, None, None], np.float32(np.nan), recording.object_px)
    result = scored(replace(recording, object_px=object_px), exercise)
    assert Status.UNVERIFIABLE in statuses(result)
    assert Reason.OBJECT_HIDDEN in reasons(result)


def test_half_a_minute_of_rest_with_an_object_is_no_event() -> None:
    for exercise in FOLLOWED:
        beside = exercise.followed
        assert beside
        hand = still(exercise, 30.0, Style(noise_L=0.01))
        rest = np.zeros(len(hand))
        calm = {
            "rod": with_shifted_pen(hand, rest + 0.3),
            "pieces": with_pieces(hand, rest + 5),
        }[str(exercise.object.kind) if exercise.object else ""]
        assert scored(calm, exercise).repetitions == (), exercise.title


def test_an_object_of_another_kind_changes_nothing() -> None:
    exercise = find("15")
    plain = perform(exercise, Style(amplitudes=(1.0,) * 2))
    coins = with_pieces(plain, np.full(len(plain), 3.0))
    assert scored(coins, exercise).repetitions == scored(plain, exercise).repetitions


def test_a_calibration_with_the_object_wants_the_object() -> None:
    exercise = find("15")
    style = Style(amplitudes=(1.0,) * 3)
    own = scored(with_carried_pen(exercise, style, [True] * 3), exercise).calibration
    assert own.object == "rod"
    with pytest.raises(CalibrationError, match="rod followed"):
        score(perform(exercise, style), exercise, Side.RIGHT, own)


def test_a_calibration_without_the_object_counts_without_it() -> None:
    exercise = find("15")
    style = Style(amplitudes=(1.0,) * 3)
    own: Calibration = scored(perform(exercise, style), exercise).calibration
    seen = with_carried_pen(exercise, style, [True, False, True])
    result = score(seen, exercise, Side.RIGHT, own).result
    assert result.summary.valid == 3
    assert {r.label for r in result.repetitions} == {Label.ESTIMATED}
