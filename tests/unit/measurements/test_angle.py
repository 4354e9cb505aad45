"""Which way an angle is read, and turns of a fitted palm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handtrack.landmarks.geometry import PalmFrame, cross, forearm_line
from handtrack.landmarks.hand import FINGERS, Finger, Floats, Side
from handtrack.landmarks.pose.learned_pose import JOINTS, estimate_pose
from handtrack.landmarks.views import View
from handtrack.measurements.joint_angle import (
    TURNS,
    angle_from_zero,
    angle_per_frame,
    from_learned_pose,
    has_learned_angle,
    rotation_from_zero,
)
from handtrack.measurements.reading import Reading
from synthetic_hand.landmarks_only import landmarks_only
from tests.helpers.known_hands import Known, known

PIP = Reading(measure="pip_flexion", finger=Finger.INDEX)
ROTATION = Reading(measure="forearm_rotation")
WRIST = Reading(measure="wrist_flexion")


@pytest.fixture(scope="module")
def hands() -> Known:
    return known()


def turned(axis: Floats, deg: float) -> Floats:
    """Rotation about a unit vector."""
    c, s = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    x, y, z = axis
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    way: Floats = c * np.eye(3) + s * skew + (1 - c) * np.outer(axis, axis)
    return way


@given(
    deg=st.floats(-120, 120),
    camera=st.tuples(*[st.floats(-180, 180)] * 3),
    measure=st.sampled_from(TURNS),
    side=st.sampled_from(Side),
)
def test_a_turn_in_space_is_told_wherever_the_camera_stands(
    deg: float, camera: tuple[float, float, float], measure: str, side: Side
) -> None:
    view = np.eye(3)
    for axis, angle in zip(np.eye(3), camera, strict=True):
        view = turned(axis, angle) @ view
    distal, ulnar = view[0], view[1]
    palmar = np.cross(distal, ulnar) * side.sign
    about = {"wrist_flexion": ulnar, "wrist_deviation": palmar, "forearm_rotation": distal}[measure]
    toward = {"wrist_flexion": palmar, "wrist_deviation": ulnar, "forearm_rotation": palmar}
    moved = ulnar if measure == "forearm_rotation" else distal
    sense = np.sign(np.dot(np.cross(about, moved), toward[measure]))
    way = turned(about, sense * deg)
    distals, ulnars = np.stack([distal, way @ distal]), np.stack([ulnar, way @ ulnar])
    palm = PalmFrame(distals, ulnars, cross(distals, ulnars) * side.sign)
    found = rotation_from_zero(measure, palm, np.array([True, False]), side)
    np.testing.assert_allclose(found, [0.0, deg], atol=1e-6)


def test_without_a_frame_at_rest_no_turn_is_known(hands: Known) -> None:
    palm = estimate_pose(hands.hand).palm
    nowhere = np.zeros(len(palm.distal), bool)
    assert np.isnan(rotation_from_zero("wrist_flexion", palm, nowhere, Side.RIGHT)).all()


def test_a_frame_at_rest_without_a_hand_spoils_no_turn(hands: Known) -> None:
    image = hands.hand.image_px[:10].copy()
    whole = hands.hand.at(slice(0, 10))
    rest = np.arange(10) < 4
    image[2] = np.nan
    seen = np.flatnonzero(np.arange(10) != 2)
    lost = rotation_from_zero(
        "wrist_flexion", estimate_pose(replace(whole, image_px=image)).palm, rest, Side.RIGHT
    )
    kept = rotation_from_zero(
        "wrist_flexion", estimate_pose(whole.at(seen)).palm, rest[seen], Side.RIGHT
    )
    np.testing.assert_allclose(lost[seen], kept, atol=1e-2)
    assert np.isnan(lost[2])


def test_a_finger_seen_from_the_palm_is_read_off_the_fitted_hand(hands: Known) -> None:
    angle = angle_per_frame(PIP, hands.hand, View.PALM, None)
    deg, sd_deg = estimate_pose(hands.hand).flexions.of("pip_flexion", Finger.INDEX)
    np.testing.assert_array_equal(angle.deg, deg)
    np.testing.assert_array_equal(angle.sd_deg, sd_deg)


@pytest.mark.parametrize("view", [None, View.END])
def test_where_nothing_was_measured_the_landmarks_are_read(hands: Known, view: View | None) -> None:
    angle = angle_per_frame(PIP, hands.hand, view, None)
    np.testing.assert_array_equal(angle.deg, PIP.of(hands.hand, None))
    assert not angle.sd_deg.any()


def test_a_measurement_that_was_not_learned_is_read_off_the_landmarks(hands: Known) -> None:
    spread = Reading(measure="finger_spread")
    assert not has_learned_angle(spread)
    angle = angle_per_frame(spread, hands.hand, View.PALM, None)
    np.testing.assert_array_equal(angle.deg, spread.of(hands.hand, None))


def test_what_can_be_fitted_are_joints_of_fingers_and_turns_of_the_palm() -> None:
    joints = [Reading(measure=name, finger=finger) for name in JOINTS for finger in FINGERS]
    assert all(map(has_learned_angle, [*joints, *(Reading(measure=name) for name in TURNS)]))


@pytest.mark.parametrize(
    ("reading", "view"),
    [(PIP, View.SIDE), (PIP, View.PALM), (ROTATION, View.PALM), (WRIST, View.SIDE)],
)
def test_a_pose_differs_from_itself_by_nothing(hands: Known, reading: Reading, view: View) -> None:
    one = hands.hand.at(np.repeat(5, 4))
    angle = angle_from_zero(reading, one, one, view, forearm_line(one))
    np.testing.assert_allclose(angle.deg, 0.0, atol=1e-2)


def test_reading_again_gives_the_same(hands: Known) -> None:
    once, again = (angle_per_frame(PIP, hands.hand, View.PALM, None) for _ in range(2))
    np.testing.assert_array_equal(once.deg, again.deg)


@pytest.mark.parametrize("reading", [ROTATION, WRIST], ids=lambda r: r.measure)
def test_a_turn_begins_where_the_landmarks_or_the_fitted_hand_have_it(
    hands: Known, reading: Reading
) -> None:
    hand = hands.hand.at(np.repeat([5, 6], 3))
    fitted, rest = estimate_pose(hand), np.repeat([True, False], 3)
    read = np.full(6, 12.0)
    angle = from_learned_pose(reading, read, fitted, rest, hand.side)
    begin = 12.0 if reading is WRIST else float(fitted.palm.rotation_deg[0])
    np.testing.assert_allclose(angle.deg[rest], begin, atol=1e-2)


def test_landmarks_alone_can_be_asked_for_in_tests(hands: Known) -> None:
    with landmarks_only():
        angle = angle_per_frame(PIP, hands.hand, View.PALM, None)
    np.testing.assert_array_equal(angle.deg, PIP.of(hands.hand, None))
