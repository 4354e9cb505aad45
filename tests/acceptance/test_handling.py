"""Ways of handling things that count for nothing, exercise by exercise."""

from __future__ import annotations

import numpy as np
import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Carry, Turning
from handtrack.definitions.library import find, load_all
from handtrack.events import Reason, Status
from handtrack.landmarks.hand import Floats, Side
from handtrack.landmarks.recording import Recording
from handtrack.scoring.results import ExerciseResult
from handtrack.scoring.score import score
from synthetic_hand.landmarks import synthetic_recording, synthetic_track
from synthetic_hand.performances.inhand import STEPS, thumb_round
from synthetic_hand.performances.perform import perform, view_of
from synthetic_hand.performances.style import Besides, Style
from synthetic_hand.performances.transport import grips, whole_way_L
from synthetic_hand.pose import OPEN, PLACE, Angles

CARRIES = [e for e in load_all() if isinstance(e.method, Carry)]
ROUNDS = [e for e in load_all() if isinstance(e.method, Turning)]
EACH_CARRY = pytest.mark.parametrize("exercise", CARRIES, ids=lambda e: e.slug)
EACH_ROUND = pytest.mark.parametrize("exercise", ROUNDS, ids=lambda e: e.slug)


def filmed(exercise: Exercise, angles: Angles) -> Recording:
    hand = synthetic_track({**OPEN, **PLACE, **angles}, Side.RIGHT, view_of(exercise, Style()))
    return synthetic_recording(hand)


def across(exercise: Exercise, shut: Floats, place: Floats) -> ExerciseResult:
    """A hand so far closed and so far on its way in each frame, on a usual person's scale."""
    assert isinstance(exercise.method, Carry)
    closed, opened = grips(exercise, exercise.method)
    pose = {name: opened[name] + shut * (closed[name] - opened[name]) for name in opened}
    pose["right"] = (place - 0.5) * whole_way_L(exercise.method)
    own = score(perform(exercise, Style(amplitudes=(1.0,) * 3)), exercise, Side.RIGHT)
    return score(filmed(exercise, pose), exercise, Side.RIGHT, own.result.calibration).result


def to_and_fro(times: int) -> Floats:
    """From 0 to 1 and back in two seconds, after a second of rest."""
    swing = (1 - np.cos(np.linspace(0.0, 2 * np.pi * times, 60 * times))) / 2
    return np.concatenate([np.zeros(30), swing, np.zeros(30)])


@EACH_CARRY
def test_an_open_hand_that_goes_across_carries_nothing(exercise: Exercise) -> None:
    place = to_and_fro(3)
    result = across(exercise, np.zeros(len(place)), place)
    assert result.summary.valid == 0
    assert exercise.transport
    expected = {Reason.NOT_GRASPED} if exercise.transport.mode == "move" else set()
    assert {n.reason for r in result.repetitions for n in r.notes} == expected


@EACH_CARRY
def test_a_hand_that_never_opens_lets_nothing_go(exercise: Exercise) -> None:
    place = to_and_fro(3)
    shut = np.ones(len(place))
    shut[:15] = 0.0
    result = across(exercise, shut, place)
    assert [r.status for r in result.repetitions] == [Status.REJECTED] * 3
    assert {r.notes[0].reason for r in result.repetitions} == {Reason.NOT_LET_GO}


@EACH_CARRY
def test_closing_and_opening_in_one_place_is_no_transport(exercise: Exercise) -> None:
    shut = to_and_fro(4)
    assert across(exercise, shut, np.zeros(len(shut))).repetitions == ()


def test_what_is_carried_back_to_the_stack_it_came_from_does_not_count() -> None:
    exercise = next(e for e in CARRIES if e.transport and e.transport.mode == "stack")
    there = to_and_fro(1)
    place = np.concatenate([there, there])
    shut = np.zeros(len(place))
    half = len(there) // 2
    shut[20:half] = 1.0  # out, as it should be
    shut[len(there) + half : 2 * len(there) - 20] = 1.0  # and one back from the stack
    result = across(exercise, shut, place)
    assert [r.status for r in result.repetitions] == [Status.VALID, Status.REJECTED]
    assert result.repetitions[1].notes[0].reason is Reason.CARRIED_BACK


def rolled(turned: Floats) -> Angles:
    """The thumb's tip so many rounds on, frame by frame."""
    steps = turned * STEPS
    names = thumb_round(0)
    poses = {n: np.array([thumb_round(i)[n] for i in range(STEPS)] * 2) for n in names}
    base = np.floor(steps).astype(int) % STEPS
    share = steps - np.floor(steps)
    return {n: p[base] + share * (p[base + 1] - p[base]) for n, p in poses.items()}


@EACH_ROUND
def test_rolling_to_and_fro_is_no_round(exercise: Exercise) -> None:
    result = score(filmed(exercise, rolled(0.45 * to_and_fro(4))), exercise, Side.RIGHT).result
    assert result.summary.valid == 0
    assert {n.reason for r in result.repetitions for n in r.notes} <= {
        Reason.TOO_SMALL,
        Reason.TOO_FAST,
    }


@EACH_ROUND
def test_going_straight_across_the_palm_and_back_is_no_round(exercise: Exercise) -> None:
    share = to_and_fro(5)
    here, there = thumb_round(0), thumb_round(STEPS // 2)
    pose = {joint: here[joint] + share * (there[joint] - here[joint]) for joint in here}
    result = score(filmed(exercise, pose), exercise, Side.RIGHT).result
    assert result.summary.valid == 0


@EACH_ROUND
@pytest.mark.parametrize("way", [1.0, -1.0])
def test_rounds_without_a_rest_between_count_either_way(exercise: Exercise, way: float) -> None:
    turned = way * np.concatenate([np.zeros(30), np.linspace(0.0, 5.05, 300), np.full(45, 5.05)])
    result = score(filmed(exercise, rolled(turned)), exercise, Side.RIGHT).result
    assert [r.status for r in result.repetitions] == [Status.VALID] * 5
    signs = {np.sign(r.excursion) for r in result.repetitions if r.excursion}
    assert len(signs) == 1


@pytest.mark.parametrize("number", ["17", "38"])
def test_grips_with_the_other_fingers_straight_do_not_count(number: str) -> None:
    straight = {f"{f}_{j}": 0.0 for f in ("ring", "little") for j in ("mcp", "pip", "dip")}
    gripping = perform(find(number), Style(amplitudes=[1.0] * 3), Besides.always(straight))
    result = score(gripping, find(number)).result
    assert [r.status for r in result.repetitions] == [Status.REJECTED] * 3
