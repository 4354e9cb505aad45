"""Range of motion as seen during an exercise: arcs with an error, or a reason for none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.events import Label, Status
from handtrack.landmarks.hand import FINGERS, Side
from handtrack.landmarks.views import View
from handtrack.measurements.error_model import MOST_VERIFIED
from handtrack.scoring.joint_ranges import MAX_ESTIMATED_DEG, SEEN_FOREARM_DEG
from handtrack.scoring.results import JointRange
from handtrack.scoring.score import score
from handtrack.verifiers.calibration import Forearm
from synthetic_hand.landmarks_only import landmarks_only
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.style import Style
from synthetic_hand.recording_changes import without_hand
from tests.helpers.frozen_exercises import frozen

FIST, WRIST, SPREAD, CURL = frozen("34"), frozen("11"), frozen("33"), frozen("18")


@pytest.fixture(autouse=True, scope="module")
def exact() -> Iterator[None]:
    with landmarks_only():
        yield


CALM = Style(amplitudes=[1.0] * 3, hold_s=1.0, rest_s=2.0, still_s=2.5)


def told(joint: JointRange) -> tuple[float, float]:
    assert joint.arc_deg is not None
    assert joint.error_deg is not None
    return joint.arc_deg, joint.error_deg


@pytest.mark.parametrize(
    ("wanted", "expected", "label"),
    [("11", 100.0, Label.ESTIMATED), ("12", 43.0, Label.VERIFIED)],
)
def test_an_arc_is_the_way_between_the_two_ends(wanted: str, expected: float, label: Label) -> None:
    exercise = find(wanted)
    (joint,) = score(perform(exercise, CALM), exercise).result.ranges
    arc, error = told(joint)
    assert arc == pytest.approx(expected, abs=2.5)
    assert error >= 2 * 2.5
    assert (joint.label, joint.repetitions) == (label, 3)


def test_every_joint_of_a_fist_is_told_from_the_side() -> None:
    joints = score(perform(FIST, replace(CALM, view=View.SIDE)), FIST).result.ranges
    names = ("mcp_flexion", "pip_flexion", "dip_flexion")
    assert [(j.measure, j.finger) for j in joints] == [(n, f) for n in names for f in FINGERS]
    for joint, bend in zip(joints, np.repeat([80.0, 95.0, 60.0], 4), strict=True):
        arc, error = told(joint)
        assert abs(arc - bend) < error
        assert joint.to_deg == pytest.approx(bend, abs=1.0)
        assert joint.ends_error_deg is not None


def test_a_forearm_in_the_picture_gives_both_ends_with_a_wider_error() -> None:
    recording = perform(WRIST, CALM)
    line = Forearm.of(still(WRIST, 1.0, pose={}).hand(0, Side.RIGHT), known=True)
    assert line
    looks = np.full((len(recording), 1, 2), np.nan, np.float32)
    looks[::30] = line.x, line.y
    header = replace(recording.header, forearms=True)
    seen = score(replace(recording, header=header, forearm=looks), WRIST).result
    without = score(recording, WRIST).result
    assert [r.status for r in seen.repetitions] == [r.status for r in without.repetitions]
    joint, plain = seen.ranges[0], without.ranges[0]
    assert (plain.from_deg, plain.to_deg) == (None, None)
    assert told(joint) == told(plain)
    assert joint.from_deg == pytest.approx(-50, abs=2.5)
    assert joint.to_deg == pytest.approx(50, abs=2.5)
    assert joint.ends_error_deg is not None
    assert joint.ends_error_deg > SEEN_FOREARM_DEG
    assert "the picture's" in joint.note
    assert any("more exact degrees" in text for text in seen.advice)


@pytest.mark.parametrize("fps", [15.0, 30.0])
def test_a_peak_that_is_not_held_is_not_cut_by_the_filter_of_counting(fps: float) -> None:
    quick = Style(amplitudes=[1.0] * 5, move_s=0.5, hold_s=0.1, still_s=2.0, fps=fps)
    (joint,) = score(perform(WRIST, quick), WRIST).result.ranges
    assert told(joint)[0] == pytest.approx(100.0, abs=1.5)


@pytest.mark.parametrize(("wanted", "expected"), [("11", 100.0), ("12", 43.0)])
def test_a_swing_without_a_stay_is_not_read_short(wanted: str, expected: float) -> None:
    exercise = find(wanted)
    swing = Style(amplitudes=[1.0] * 5, move_s=0.8, hold_s=0.0, rest_s=0.0, still_s=2.0)
    (joint,) = score(perform(exercise, swing), exercise).result.ranges
    assert told(joint)[0] == pytest.approx(expected, rel=0.015)


SWING = Style(amplitudes=[1.0] * 3, move_s=1.0, hold_s=0.0, rest_s=1.0, still_s=2.0)
TURNS_S = [3.0, 6.0, 9.0]
"""When the three swings turn round: each goes a second, comes back in one and rests in one."""


def lost_at(*turns_s: float) -> JointRange:
    """The range of swings of a spread, with the hand out of sight where some of them turn round."""
    gaps = [(at_s - 0.15, at_s + 0.15) for at_s in turns_s]
    result = score(perform(SPREAD, replace(SWING, lost_s=gaps)), SPREAD).result
    assert [r.status for r in result.repetitions] == [Status.VALID] * 3
    return result.ranges[0]


def test_a_turn_that_was_not_seen_is_left_out_where_others_were() -> None:
    whole, part = lost_at(), lost_at(TURNS_S[1])
    assert (whole.repetitions, part.repetitions) == (3, 2)
    assert "lost where" not in part.note
    assert told(part)[0] == pytest.approx(told(whole)[0], abs=0.5)


@pytest.mark.parametrize("fps", [6.0, 10.0, 30.0])
def test_a_slow_camera_loses_no_hand(fps: float) -> None:
    joint = score(perform(WRIST, replace(CALM, fps=fps)), WRIST).result.ranges[0]
    assert joint.repetitions == 3
    assert "lost where" not in joint.note


def test_a_range_of_turns_that_were_not_seen_is_estimated_and_says_so() -> None:
    joint = lost_at(*TURNS_S)
    assert (joint.label, joint.repetitions) == (Label.ESTIMATED, 3)
    assert "lost where it turned round" in joint.note


def test_wild_frames_do_not_widen_an_arc() -> None:
    recording = perform(SPREAD, CALM)
    calm = score(recording, SPREAD).result.ranges[0]
    image = recording.image_px.copy()
    image[[100, 180], :, 5:9, :2] += np.float32(60)
    wild = score(replace(recording, image_px=image), SPREAD).result.ranges[0]
    assert told(wild)[0] == pytest.approx(told(calm)[0], abs=0.5)


def test_settling_frames_are_left_out() -> None:
    recording = perform(SPREAD, CALM)
    settling = np.zeros_like(recording.settling)
    settling[::3] = True
    image = recording.image_px.copy()
    image[settling[:, 0], :, 5:9, 0] += np.float32(25)
    shaken = replace(recording, image_px=image, settling=settling)
    calm = score(recording, SPREAD).result
    result = score(shaken, SPREAD, calibration=calm.calibration).result
    assert result.ranges[0].repetitions == 3
    assert told(result.ranges[0])[0] == pytest.approx(told(calm.ranges[0])[0], abs=1.0)


def test_without_a_valid_repetition_there_is_no_arc() -> None:
    (joint,) = score(still(WRIST, 5.0), WRIST).result.ranges
    assert (joint.arc_deg, joint.error_deg, joint.repetitions) == (None, None, 0)
    assert joint.note == "no valid repetition"


@pytest.mark.parametrize("view", [View.PALM, View.OBLIQUE])
def test_a_view_that_does_not_show_the_joint_gives_a_reason(view: View) -> None:
    joints = score(perform(FIST, replace(CALM, view=view)), FIST).result.ranges
    assert all(j.label is Label.ESTIMATED for j in joints)
    assert all(f"{view} view" in j.note and "turn the hand" in j.note for j in joints)
    assert all(j.arc_deg is None or told(j)[1] <= MAX_ESTIMATED_DEG for j in joints)
    assert any(j.arc_deg is None for j in joints)


def test_a_finger_behind_others_is_less_sure_and_an_estimate() -> None:
    joints = score(perform(FIST, replace(CALM, view=View.SIDE)), FIST).result.ranges
    near, *behind = (j for j in joints if j.measure == "pip_flexion")
    errors = [told(j)[1] for j in (near, *behind)]
    assert errors == sorted(errors)
    assert errors[0] < errors[-1]
    assert all(j.label is Label.ESTIMATED and "hidden by other fingers" in j.note for j in behind)
    assert "hidden" not in near.note


def test_the_error_grows_with_what_the_repetitions_differ_by() -> None:
    even = score(perform(SPREAD, CALM), SPREAD).result.ranges[0]
    uneven = replace(CALM, amplitudes=[1.0, 0.85, 1.0, 0.85])
    mixed = score(perform(SPREAD, uneven), SPREAD).result
    assert mixed.summary.valid == 4
    assert told(mixed.ranges[0])[1] > told(even)[1]


@pytest.mark.parametrize("wanted", ["11", "12", "33", "34"])
def test_no_arc_less_exact_than_the_bound_is_verified_and_each_says_so(wanted: str) -> None:
    exercise = find(wanted)
    uneven = replace(CALM, amplitudes=[1.0, 0.85, 1.0, 0.85])
    for style in (CALM, uneven):
        for joint in score(perform(exercise, style), exercise).result.ranges:
            if joint.error_deg is not None:
                wide = joint.error_deg > MOST_VERIFIED["deg"]
                assert joint.label is Label.ESTIMATED or not wide
                assert ("less exact than ± 10°" in joint.note) == wide


def test_without_a_neutral_hold_only_the_arc_is_known() -> None:
    (joint,) = score(perform(WRIST, CALM), WRIST).result.ranges
    assert joint.from_deg is joint.to_deg is joint.ends_error_deg is None
    assert "no neutral hold" in joint.note


def test_a_hand_lost_at_the_peak_leaves_that_repetition_out() -> None:
    recording = perform(SPREAD, CALM)
    own = score(recording, SPREAD).result.calibration
    peak_s = 2.5 + 1.0
    lost = (recording.time_s > peak_s - 0.35) & (recording.time_s < peak_s + 0.55)
    result = score(without_hand(recording, lost), SPREAD, calibration=own).result
    assert result.summary.valid == 3
    usual = score(recording, SPREAD).result.ranges[0]
    assert told(result.ranges[0])[0] == pytest.approx(told(usual)[0], abs=1.0)


def test_unsteady_tracking_makes_an_estimate() -> None:
    recording = perform(SPREAD, CALM)
    image = recording.image_px.copy()
    image[::2, ..., 0] += np.float32(40)
    jumping = score(replace(recording, image_px=image), SPREAD).result.ranges[0]
    assert jumping.label is Label.ESTIMATED
    assert "poor tracking" in jumping.note


def test_a_sequence_reports_no_joint() -> None:
    assert score(perform(CURL, Style(amplitudes=[1.0])), CURL).result.ranges == ()


def test_left_and_right_hands_have_the_same_arcs() -> None:
    for exercise in (WRIST, SPREAD):
        right = score(perform(exercise, CALM), exercise).result.ranges
        left = score(perform(exercise, replace(CALM, side=Side.LEFT)), exercise).result.ranges
        assert [told(j) for j in left] == [pytest.approx(told(j)) for j in right]
