"""A clothespin keeps the tips apart: what then counts as a squeeze with each finger."""

from __future__ import annotations

import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find
from handtrack.events import Reason, Status
from handtrack.landmarks.hand import FINGERS, Finger, Side
from handtrack.scoring.results import ExerciseResult
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.sequence import touching_in_order
from synthetic_hand.performances.style import Style

PEG_BETWEEN = 0.85
"""Share of the way to a touch at which a peg's two centimetres stay between the tips."""


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return find("6")


def squeezed(exercise: Exercise, fingers: tuple[Finger, ...], share: float) -> ExerciseResult:
    own = score(perform(exercise, Style(amplitudes=(1.0,))), exercise, Side.RIGHT)
    recording = touching_in_order(fingers, share=share)
    return score(recording, exercise, Side.RIGHT, own.result.calibration).result


def test_tips_that_a_peg_keeps_apart_count(exercise: Exercise) -> None:
    result = squeezed(exercise, FINGERS * 2, PEG_BETWEEN)
    assert [r.status for r in result.repetitions] == [Status.VALID] * 2


def test_an_open_hand_that_only_leans_to_the_peg_does_not(exercise: Exercise) -> None:
    assert squeezed(exercise, FINGERS * 2, 0.5).summary.valid == 0


def test_a_finger_left_out_is_told(exercise: Exercise) -> None:
    index, _, ring, little = FINGERS
    result = squeezed(exercise, (*FINGERS, index, ring, little), PEG_BETWEEN)
    assert result.summary.valid == 1
    told = {n.reason for r in result.repetitions if r.status is not Status.VALID for n in r.notes}
    assert told & {Reason.SKIPPED_FINGER, Reason.OUT_OF_ORDER, Reason.WRONG_FINGER}
