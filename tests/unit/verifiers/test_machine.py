"""One machine for all verifiers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from handtrack.definitions.exercise import VERIFIERS, Exercise
from handtrack.definitions.library import find, load_all
from handtrack.events import Action, Finding, Reason
from handtrack.landmarks.hand import Floats, Side
from handtrack.scoring.score import score
from handtrack.verifiers.activity import machine as activity
from handtrack.verifiers.cycle import machine as cycle
from handtrack.verifiers.hold import machine as hold
from handtrack.verifiers.inhand import machine as inhand
from handtrack.verifiers.interface import Figures
from handtrack.verifiers.machine import Engine
from handtrack.verifiers.registry import counter_for
from handtrack.verifiers.sequence import machine as sequence
from handtrack.verifiers.sequence import metronome
from handtrack.verifiers.transport import machine as transport
from handtrack.verifiers.transport import piece_machine
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.frame_by_frame import streamed
from tests.helpers.frozen_exercises import frozen

THUMB = [0.01, 0.01, 0.01, 0.01]
ON_INDEX = [0.9, 0.01, 0.01, 0.01]


@pytest.mark.parametrize(
    ("wanted", "engine"),
    [
        ("34", cycle.ENGINE),
        ("18", sequence.ENGINE),
        ("39", metronome.ENGINE),
        ("4", hold.ENGINE),
        ("7", activity.ENGINE),
        ("15", transport.ENGINE),
        ("24", inhand.ENGINE),
        ("16", cycle.ENGINE),
        ("38", cycle.ENGINE),
    ],
)
def test_an_exercise_gets_the_machine_it_asks_for(wanted: str, engine: Engine[Any, Any]) -> None:
    assert counter_for(find(wanted)).machine().engine is engine


@pytest.mark.parametrize(
    ("wanted", "engine"),
    [
        ("15", transport.ENGINE),
        ("36", inhand.ENGINE),
        ("37", cycle.ENGINE),
        ("38", piece_machine.ENGINE),
    ],
)
def test_where_its_object_is_followed_it_may_get_another(
    wanted: str, engine: Engine[Any, Any]
) -> None:
    beside = find(wanted).followed
    assert beside
    assert counter_for(beside).machine().engine is engine


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
    fed = counter_for(exercise).machine()
    found = [c for t, x in zip(time_s, share, strict=True) for c in fed.push(float(t), x)]
    found += fed.finish()
    assert found == list(counter_for(exercise).machine().run(time_s, share))
    cut_off = "valid" if exercise.cycle else "partial"  # as the two before it that came back
    assert [c.status for c in found] == ["valid", "valid", cut_off]


@pytest.mark.parametrize("wanted", ["34", "11", "18"])
def test_no_candidate_starts_before_the_time_that_is_still_open(wanted: str) -> None:
    exercise = find(wanted)
    share = progress(exercise)
    fed = counter_for(exercise).machine()
    open_since_s = -math.inf
    for frame, x in enumerate(share):
        found = fed.push(frame / 10, x)
        assert all(c.start_s >= open_since_s for c in found)
        open_since_s = fed.open_since_s
        assert open_since_s <= frame / 10
    assert all(c.start_s >= open_since_s for c in fed.finish())


def test_what_is_open_begins_with_the_first_touch() -> None:
    fed = counter_for(frozen("18")).machine()
    for frame, gaps in enumerate([THUMB] * 5 + [ON_INDEX] * 5 + [THUMB] * 30):
        fed.push(frame / 10, np.array(gaps))
    assert fed.open_since_s == pytest.approx(0.5)


def test_what_is_open_begins_with_the_movement() -> None:
    fed = counter_for(frozen("34")).machine()
    for frame, share in enumerate([0.0] * 5 + [0.5, 0.9, 0.9]):
        fed.push(frame / 10, share)
    assert fed.open_since_s == pytest.approx(0.5)


def test_every_verifier_there_can_be_in_a_file_is_counted_by_something() -> None:
    by_verifier = {e.verifier: e for e in load_all()}
    for verifier in VERIFIERS:
        counted = counter_for(by_verifier[verifier])
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


@pytest.mark.parametrize(("wanted", "seconds"), [("4", 20.0), ("7", 60.0), ("34", None)])
def test_a_running_timer_is_told_where_there_is_one(wanted: str, seconds: float | None) -> None:
    exercise = find(wanted)
    counter = counter_for(exercise)
    machine = counter.machine()
    recording = perform(exercise, Style(amplitudes=(1.0,), fps=15.0))
    scored = score(recording, exercise, Side.RIGHT)
    shown = [counter.live_progress(machine, None).timer]
    for time_s, row in zip(scored.signals.time_s.tolist(), scored.signals.progress, strict=True):
        machine.push(time_s, row)
        shown.append(counter.live_progress(machine, row).timer)
    if seconds is None:
        assert set(shown) == {None}
        return
    timers = [timer for timer in shown if timer]
    assert timers[0] == (0.0, seconds)
    assert {due_s for _, due_s in timers} == {seconds}
    assert max(now_s for now_s, _ in timers) >= 0.9 * seconds


def test_a_movement_under_way_is_told_by_its_share_and_where_it_counts() -> None:
    fist, wrist = (counter_for(frozen(id)) for id in ("34", "11"))
    assert fist.live_progress(fist.machine(), None).share is None
    shown = fist.live_progress(fist.machine(), np.asarray(0.8))
    assert (shown.share, shown.marks, shown.full) == (0.8, (0.25, 0.8), True)
    assert wrist.live_progress(wrist.machine(), np.asarray(np.nan)).share is None
    assert wrist.live_progress(wrist.machine(), np.asarray(0.5)).marks[0] == pytest.approx(0.2)
    pen = counter_for(find("16"))
    assert pen.live_progress(pen.machine(), np.asarray(0.5)).marks == ()


def test_fingers_touched_so_far_are_told() -> None:
    counter = counter_for(frozen("18"))
    machine = counter.machine()
    for frame, chances in enumerate([THUMB] * 5 + [ON_INDEX] * 5 + [THUMB] * 3):
        machine.push(frame / 10, np.array(chances))
    done = [done for _, done in counter.live_progress(machine, np.array(THUMB)).parts]
    assert done == [True, False, False, False]


def test_a_hand_that_merges_with_the_other_is_lost_in_it() -> None:
    """A hold of two hands says so; one of one hand left the view."""
    left = Finding(Reason.HAND_LEFT_VIEW, Action.UNVERIFIABLE, "after 3.0 s")
    stretch = find("4")
    assert stretch.hands == 2
    together = counter_for(stretch)
    alone = counter_for(stretch.model_copy(update={"hands": 1}))
    assert alone.refined(left, Figures()) == left
    assert together.refined(left, Figures()) == replace(left, reason=Reason.HANDS_MERGED)
