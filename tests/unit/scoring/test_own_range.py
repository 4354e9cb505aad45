"""The person's own range, from the recording itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handtrack.definitions.verifier_tables import Cycle
from handtrack.events import Status
from handtrack.landmarks.hand import Finger, Side
from handtrack.landmarks.views import View
from handtrack.scoring.score import score
from handtrack.scoring.self_calibration import calibrate
from synthetic_hand.landmarks import synthetic_recording, synthetic_track
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Besides, Style
from synthetic_hand.recording_changes import without_hand
from synthetic_hand.time_course import repetitions
from tests.helpers.concatenation import in_one_go
from tests.helpers.frozen_exercises import frozen

WRIST, FAN, HOOK = frozen("11"), frozen("33"), frozen("32")
OF_THREE = Style(amplitudes=[1.0] * 3)


def test_a_neutral_hold_gives_the_two_directions_of_a_wrist_in_degrees() -> None:
    course = -40 + 80 * repetitions([1, 1, 1], still_s=0.5)
    angle = np.r_[np.zeros(75), np.linspace(0, -40, 30), course]
    swinging = synthetic_recording(synthetic_track({"wrist_flexion": angle}, view=View.SIDE))
    held = score(swinging, WRIST, neutral_s=(0.0, 2.0)).result
    assert held.calibration.forearm
    assert held.calibration.forearm.known
    (bend,) = held.ranges
    assert bend.from_deg == pytest.approx(-40, abs=3)
    assert bend.to_deg == pytest.approx(40, abs=3)
    (unheld,) = score(swinging, WRIST).result.ranges
    assert unheld.from_deg is unheld.to_deg is None
    assert unheld.arc_deg == pytest.approx(80, abs=3)


def test_a_neutral_hold_in_which_no_hand_was_seen_gives_no_line() -> None:
    recording = without_hand(perform(WRIST, OF_THREE), np.arange(360) < 30)
    result = score(recording, WRIST, neutral_s=(0.0, 0.9)).result
    assert result.calibration.forearm is None
    assert result.repetitions == ()


@pytest.mark.parametrize("finger", [Finger.INDEX, Finger.RING])
def test_the_finger_that_moves_most_is_the_one_that_does_it(finger: Finger) -> None:
    recording = perform(HOOK.with_finger(finger), OF_THREE)
    scored = score(recording, HOOK)
    assert scored.result.finger is finger
    assert scored.result.calibration.finger is finger
    assert scored.exercise.signals["bend"].finger is finger
    assert scored.result.signal == f"PIP flexion, {finger} finger"
    assert {r.finger for r in scored.result.ranges} == {finger}
    assert scored.result.summary.valid == 3


def test_a_finger_behind_others_is_not_taken_for_the_one_in_front() -> None:
    guessed = Besides(rest={"ring_pip": 110.0}, peak={"ring_pip": 0.0}, late={"ring_pip": 0.0})
    recording = perform(HOOK.with_finger(Finger.INDEX), OF_THREE, guessed)
    assert score(recording, HOOK).result.finger is Finger.INDEX
    assert score(recording, HOOK.with_finger(Finger.RING)).result.calibration.range > (
        score(recording, HOOK).result.calibration.range
    )


def test_a_finger_that_is_said_is_taken_whatever_moves() -> None:
    scored = score(perform(HOOK.with_finger(Finger.RING), OF_THREE), HOOK.with_finger(Finger.INDEX))
    assert scored.result.finger is Finger.INDEX
    assert scored.result.summary.valid == 0


def test_an_own_range_is_not_that_of_a_faulty_movement() -> None:
    clean = perform(FAN, Style(amplitudes=[0.7] * 3))
    wide = perform(FAN, Style(amplitudes=[1.0] * 3), Besides(peak={"right": 0.9}))
    result = score(in_one_go([clean, wide]), FAN).result
    assert [r.status for r in result.repetitions] == [Status.VALID] * 3 + [Status.REJECTED] * 3


FAULTY = perform(FAN, Style(amplitudes=[1.0]), Besides(peak={"right": 0.9}))
NARROW = perform(FAN, Style(amplitudes=[-0.3] * 2))
"""Beyond the rest, where no repetition is: only an end of the range may be mistaken for it."""


def test_one_clean_repetition_beside_faulty_ones_is_no_own_range() -> None:
    once = perform(FAN, Style(amplitudes=[0.6]))
    recording = in_one_go([once, NARROW, *[FAULTY] * 5])
    result = score(recording, FAN).result
    whole = calibrate(FAN, recording.hand(0, Side.RIGHT))
    assert replace(result.calibration, exercise_share=None) == whole
    assert [r.status for r in result.repetitions] == [Status.PARTIAL] + [Status.REJECTED] * 5


def test_movements_that_a_faulty_one_dwarfs_make_a_range_of_their_own() -> None:
    small = perform(FAN, Style(amplitudes=[0.4] * 2))
    wild = perform(FAN, Style(amplitudes=[1.4]), Besides(peak={"right": 0.9}))
    result = score(in_one_go([small, wild]), FAN).result
    assert [r.status for r in result.repetitions] == [Status.VALID] * 2 + [Status.REJECTED]
    own = calibrate(FAN, small.hand(0, Side.RIGHT))
    assert result.calibration.range == pytest.approx(own.range)


def test_so_do_those_of_which_one_alone_was_large_enough_to_be_found() -> None:
    small = perform(FAN, Style(amplitudes=[0.6, 0.35]))
    wild = perform(FAN, Style(amplitudes=[1.4]), Besides(peak={"right": 0.9}))
    result = score(in_one_go([small, wild]), FAN).result
    told = [Status.VALID, Status.PARTIAL, Status.REJECTED]
    assert [r.status for r in result.repetitions] == told


def test_a_tremble_beside_a_faulty_movement_makes_no_range() -> None:
    assert isinstance(FAN.method, Cycle)
    least = FAN.method.least.value
    tremble = perform(FAN, Style(amplitudes=[0.2] * 4))
    assert calibrate(FAN, tremble.hand(0, Side.RIGHT)).range < least
    result = score(in_one_go([tremble, FAULTY]), FAN).result
    assert [r.status for r in result.repetitions] == [Status.REJECTED]
    assert result.calibration.range > least


def test_what_lies_between_two_faulty_movements_is_no_end_of_the_own_range() -> None:
    clean = perform(FAN, Style(amplitudes=[1.0] * 3))
    result = score(in_one_go([clean, *[FAULTY, NARROW] * 2, FAULTY]), FAN).result
    assert [r.status for r in result.repetitions] == [Status.VALID] * 3 + [Status.REJECTED] * 3
    own = calibrate(FAN, clean.hand(0, Side.RIGHT))
    assert result.calibration.rest == pytest.approx(own.rest, abs=1e-6)
    assert result.calibration.peak == pytest.approx(own.peak, abs=1e-6)
