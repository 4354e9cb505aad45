"""One face for all verifiers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from handtrack.definitions.exercise import VERIFIERS, Exercise
from handtrack.definitions.library import find, load_all
from handtrack.landmarks.hand import Floats, Side
from handtrack.scoring.session import score
from handtrack.verifiers.counting.activity import ActivityMachine
from handtrack.verifiers.counting.carry import CarryMachine
from handtrack.verifiers.counting.cycle import CycleMachine
from handtrack.verifiers.counting.hold import HoldMachine
from handtrack.verifiers.counting.items import ItemsMachine
from handtrack.verifiers.counting.sequence import BeatMachine, SequenceMachine
from handtrack.verifiers.counting.table import counting
from handtrack.verifiers.counting.turning import TurningMachine
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.frame_by_frame import streamed
from tests.helpers.frozen_exercises import frozen

THUMB = [0.01, 0.01, 0.01, 0.01]
ON_INDEX = [0.9, 0.01, 0.01, 0.01]


@pytest.mark.parametrize(
    ("wanted", "kind"),
    [
        ("34", CycleMachine),
        ("18", SequenceMachine),
        ("39", BeatMachine),
        ("4", HoldMachine),
        ("7", ActivityMachine),
        ("15", CarryMachine),
        ("24", TurningMachine),
        ("16", CycleMachine),
        ("38", CycleMachine),
    ],
)
def test_an_exercise_gets_the_machine_it_asks_for(wanted: str, kind: type) -> None:
    assert isinstance(counting(find(wanted)).machine(), kind)


@pytest.mark.parametrize(
    ("wanted", "kind"),
    [
        ("15", CarryMachine),
        ("36", TurningMachine),
        ("37", CycleMachine),
        ("38", ItemsMachine),
    ],
)
def test_where_its_object_is_followed_it_may_get_another(wanted: str, kind: type) -> None:
    beside = find(wanted).followed
    assert beside
    assert isinstance(counting(beside).machine(), kind)


def progress(exercise: Exercise) -> Floats:
    """Two seconds of rest, and two and a half repetitions, at ten frames a second."""
    if exercise.cycle:
        return np.array([0.0] * 20 + [0.5, 0.9, 0.1, 0.1] * 2 + [0.5, 0.9])
    pass_ = [THUMB] * 2
    for finger in range(4):
        touch = list(THUMB)
        touch[finger] = 0.9
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
    cut_off = "valid" if exercise.cycle else "partial"  # as the two before it that came back
    assert [c.status for c in found] == ["valid", "valid", cut_off]


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


def test_every_verifier_there_can_be_in_a_file_is_counted_by_something() -> None:
    by_verifier = {e.verifier: e for e in load_all()}
    for verifier in VERIFIERS:
        counted = counting(by_verifier[verifier])
        assert counted.what
        assert counted.title
        assert counted.columns
        assert counted.levels


@pytest.mark.parametrize("wanted", ["4", "7", "9"])
def test_a_hold_and_an_activity_are_the_same_whole_and_frame_by_frame(wanted: str) -> None:
    exercise = find(wanted)
    recording = perform(exercise, Style(amplitudes=(1.0,), fps=15.0))
    scored = score(recording, exercise, Side.RIGHT)
    hand = recording.hand(scored.slot, Side.RIGHT)
    assert tuple(streamed(hand, exercise, scored.result.calibration)) == scored.result.repetitions


@pytest.mark.parametrize(("wanted", "seconds"), [("4", 20.0), ("7", 0.0), ("34", None)])
def test_a_running_timer_is_told_where_there_is_one(wanted: str, seconds: float | None) -> None:
    exercise = find(wanted)
    machine = counting(exercise).machine()
    assert machine.timer_s in (None, 0.0)
    recording = perform(exercise, Style(amplitudes=(1.0,), fps=15.0))
    scored = score(recording, exercise, Side.RIGHT)
    most = machine.timer_s
    for time_s, row in zip(scored.trace.time_s.tolist(), scored.trace.progress, strict=True):
        machine.push(time_s, row)
        if most is not None:
            most = max(most, machine.timer_s or 0.0)
    assert (most is None) == (seconds is None)
    if most is not None and seconds is not None:
        assert most >= seconds
