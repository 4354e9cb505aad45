"""One face for all verifiers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from frozen_exercises import frozen

from handtrack.counting.cycle import CycleMachine
from handtrack.counting.sequence import BeatMachine, SequenceMachine
from handtrack.counting.table import counting
from handtrack.definition import Exercise
from handtrack.hand import Floats
from handtrack.library import find

THUMB = [1.0, 1.0, 1.0, 1.0]
ON_INDEX = [0.1, 0.9, 0.9, 0.9]


@pytest.mark.parametrize(
    ("wanted", "kind"), [("34", CycleMachine), ("18", SequenceMachine), ("39", BeatMachine)]
)
def test_an_exercise_gets_the_machine_it_asks_for(wanted: str, kind: type) -> None:
    assert isinstance(counting(find(wanted)).machine(), kind)


def progress(exercise: Exercise) -> Floats:
    """Two seconds of rest, and two and a half repetitions, at ten frames a second."""
    if exercise.cycle:
        return np.array([0.0] * 20 + [0.5, 0.9, 0.1, 0.1] * 2 + [0.5, 0.9])
    pass_ = [THUMB] * 2
    for finger in range(4):
        touch = list(THUMB)
        touch[finger] = 0.1
        pass_ += [touch, touch, THUMB]
    return np.array([THUMB] * 20 + pass_ * 2 + pass_[:5])


@pytest.mark.parametrize("wanted", ["34", "11", "18"])
def test_whole_and_frame_by_frame_agree(wanted: str) -> None:
    exercise = find(wanted)
    share = progress(exercise)
    time_s = np.arange(len(share)) / 10
    fed = counting(exercise).machine()
    found = [c for t, x in zip(time_s, share, strict=True) for c in fed.push(float(t), x)]
    found += fed.finish()
    assert found == list(counting(exercise).machine().run(time_s, share))
    assert [c.status for c in found] == ["valid", "valid", "partial"]


@pytest.mark.parametrize("wanted", ["34", "11", "18"])
def test_no_candidate_starts_before_the_time_that_is_still_open(wanted: str) -> None:
    exercise = find(wanted)
    share = progress(exercise)
    fed = counting(exercise).machine()
    open_since_s = -math.inf
    for frame, x in enumerate(share):
        found = fed.push(frame / 10, x)
        assert all(c.start_s >= open_since_s for c in found)
        open_since_s = fed.open_since_s
        assert open_since_s <= frame / 10
    assert all(c.start_s >= open_since_s for c in fed.finish())


def test_what_is_open_begins_with_the_first_touch() -> None:
    fed = counting(frozen("18")).machine()
    for frame, gaps in enumerate([THUMB] * 5 + [ON_INDEX] * 5 + [THUMB] * 30):
        fed.push(frame / 10, np.array(gaps))
    assert fed.open_since_s == pytest.approx(0.5)


def test_what_is_open_begins_with_the_movement() -> None:
    fed = counting(frozen("34")).machine()
    for frame, share in enumerate([0.0] * 5 + [0.5, 0.9, 0.9]):
        fed.push(frame / 10, share)
    assert fed.open_since_s == pytest.approx(0.5)
