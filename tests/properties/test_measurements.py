"""What must hold for every measurement in the table, whatever it measures."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from handtrack.landmarks.geometry import forearm_line
from handtrack.landmarks.hand import LANDMARKS, Finger, Floats, Hand, Landmark, Side
from handtrack.measurements import MEASUREMENTS, Measurement, Steady
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_hand
from synthetic_hand.make import make_hand
from synthetic_hand.pose import OPEN, Angles


def over_measurements(*steady: Steady) -> pytest.MarkDecorator:
    """Run a test for every measurement, per finger, that is steady in one of these ways."""
    cases = [
        pytest.param(m, finger, id=f"{m.name}-{finger}" if finger else m.name)
        for m in MEASUREMENTS.values()
        for finger in (m.fingers or (None,))
        if m.steady in steady
    ]
    return pytest.mark.parametrize(("m", "finger"), cases)


every_measurement = over_measurements(*Steady)
of_the_hand = over_measurements(*[s for s in Steady if s is not Steady.PICTURE])
"""Those that do not read how the hand lies in the picture."""
quick = settings(max_examples=20)

LIMITS = {
    "_abd": (-10.0, 15.0),
    "_mcp": (0.0, 85.0),
    "_pip": (0.0, 100.0),
    "_dip": (0.0, 70.0),
    "_ip": (0.0, 70.0),
    "_radial": (0.0, 60.0),
    "_palmar": (0.0, 60.0),
    "wrist_flexion": (-60.0, 70.0),
    "wrist_deviation": (-20.0, 35.0),
    "forearm_rotation": (-15.0, 15.0),
}


def limits(name: str) -> tuple[float, float]:
    return next(bounds for ending, bounds in LIMITS.items() if name.endswith(ending))


poses = st.fixed_dictionaries({name: st.floats(*limits(name)) for name in OPEN})
sides = st.sampled_from(Side)
degrees = st.floats(-180.0, 180.0)
HALF_TURNED = Camera(rotation_deg=45.0)
"""Both the palm and the thumb's side lean aside on the screen, so every sign is known."""


def hand_of(image: Floats, world: Floats, side: Side) -> Hand:
    """A hand with a pen in it: its ends are two of the hand's own joints and go where they go."""
    pen = image[..., PEN, :] * np.array([1.0, 1.0, 0.0]) + np.array([0.0, 0.0, 5.0])
    return make_hand(image, world, side, object_px=pen)


PEN = (Landmark.LITTLE_DIP, Landmark.MIDDLE_PIP)


def pair(pose: Angles, side: Side) -> tuple[Hand, Hand]:
    """A pose, and the neutral hand before it that gives the forearm line."""
    hand, neutral = (hand_of(*synthetic_hand(a, side, HALF_TURNED), side) for a in (pose, {}))
    return hand, neutral


def changed(hand: Hand, change: Callable[[Floats], Floats]) -> Hand:
    return hand_of(change(hand.image_px), change(hand.world_m), hand.side)


def read(m: Measurement, finger: Finger | None, hand: Hand, neutral: Hand) -> Floats:
    return m.read(hand, finger, forearm_line(neutral) if m.needs_forearm else None)


def assert_same(m: Measurement, a: Floats, b: Floats) -> None:
    assert np.isfinite(a)
    assert abs(m.difference(a, b)) < 1e-4


def turn(axis: tuple[float, float, float], angle_deg: float) -> Floats:
    """Rotation matrix by Rodrigues' formula."""
    x, y, z = np.array(axis) / np.linalg.norm(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    a = np.radians(angle_deg)
    return np.asarray(np.eye(3) + np.sin(a) * k + (1 - np.cos(a)) * k @ k)


@of_the_hand
@quick
@given(pose=poses, side=sides, where=st.tuples(*[st.floats(-500, 500)] * 3))
def test_moving_the_hand_changes_nothing(
    m: Measurement,
    finger: Finger | None,
    pose: Angles,
    side: Side,
    where: tuple[float, float, float],
) -> None:
    before = pair(pose, side)
    after = [changed(h, lambda p: p + np.array(where)) for h in before]
    assert_same(m, read(m, finger, *before), read(m, finger, *after))


@every_measurement
@quick
@given(pose=poses, side=sides, size=st.floats(0.05, 20.0))
def test_a_larger_or_nearer_hand_reads_the_same(
    m: Measurement, finger: Finger | None, pose: Angles, side: Side, size: float
) -> None:
    before = pair(pose, side)
    after = [changed(h, lambda p: p * size) for h in before]
    assert_same(m, read(m, finger, *before), read(m, finger, *after))


@of_the_hand
@quick
@given(pose=poses, side=sides, angle_deg=degrees)
def test_turning_the_picture_changes_nothing_but_a_direction(
    m: Measurement, finger: Finger | None, pose: Angles, side: Side, angle_deg: float
) -> None:
    matrix = turn((0.0, 0.0, 1.0), angle_deg)
    before = pair(pose, side)
    after = [changed(h, lambda p: p @ matrix.T) for h in before]
    a, b = read(m, finger, *before), read(m, finger, *after)
    if m.steady is Steady.NO_TURN:
        assert abs(m.difference(m.difference(b, a), np.array(angle_deg))) < 1e-4
    else:
        assert_same(m, a, b)


@over_measurements(Steady.ANY_TURN)
@quick
@given(
    pose=poses,
    side=sides,
    axis=st.tuples(*[st.floats(0.1, 1.0)] * 3),
    angle_deg=degrees,
)
def test_turning_the_hand_in_space_changes_nothing_where_that_is_declared(
    m: Measurement,
    finger: Finger | None,
    pose: Angles,
    side: Side,
    axis: tuple[float, float, float],
    angle_deg: float,
) -> None:
    matrix = turn(axis, angle_deg)
    before = pair(pose, side)
    after = [changed(h, lambda p: p @ matrix.T) for h in before]
    assert_same(m, read(m, finger, *before), read(m, finger, *after))


@over_measurements(Steady.ANY_TURN, Steady.TURN_IN_PLANE)
@quick
@given(pose=poses, side=sides)
def test_a_mirrored_hand_with_its_side_swapped_reads_the_same(
    m: Measurement, finger: Finger | None, pose: Angles, side: Side
) -> None:
    other = Side.LEFT if side is Side.RIGHT else Side.RIGHT
    before = pair(pose, side)
    after = [
        replace(changed(h, lambda p: p * np.array([-1.0, 1.0, 1.0])), side=other) for h in before
    ]
    assert_same(m, read(m, finger, *before), read(m, finger, *after))


@every_measurement
@quick
@given(points=arrays(np.float64, (LANDMARKS, 3), elements=st.floats(-100, 100, width=32)))
def test_any_points_at_all_give_a_value_within_the_declared_range_or_none(
    m: Measurement, finger: Finger | None, points: Floats
) -> None:
    _, neutral = pair({}, Side.RIGHT)
    value = read(m, finger, hand_of(points, points, Side.RIGHT), neutral)
    assert np.isnan(value) or m.low <= value <= m.high


@every_measurement
def test_a_hand_shrunk_to_one_point_has_no_reading(m: Measurement, finger: Finger | None) -> None:
    points = np.full((LANDMARKS, 3), 7.0)
    _, neutral = pair({}, Side.RIGHT)
    assert np.isnan(read(m, finger, hand_of(points, points, Side.RIGHT), neutral))


@every_measurement
def test_two_coincident_points_give_no_angle_of_zero_and_no_warning(
    m: Measurement, finger: Finger | None
) -> None:
    bent = {name: limits(name)[1] * 0.4 + 3.0 for name in OPEN}
    bent |= {"middle_abd": 0.0, "ring_abd": 2.0}  # no two fingers side by side
    hand, neutral = pair(bent, Side.RIGHT)
    for a, b in combinations(range(LANDMARKS), 2):
        image, world = hand.image_px.copy(), hand.world_m.copy()
        image[b], world[b] = image[a], world[a]
        value = read(m, finger, hand_of(image, world, Side.RIGHT), neutral)
        assert np.isnan(value) or m.low <= value <= m.high
        if m.unit == "deg" and m.name != "forearm_rotation":
            assert value != 0.0


@every_measurement
def test_a_hand_that_was_not_seen_has_no_reading(m: Measurement, finger: Finger | None) -> None:
    hand, neutral = pair({}, Side.RIGHT)
    assert np.isnan(read(m, finger, changed(hand, lambda p: p * np.nan), neutral))


@every_measurement
@quick
@given(pose=poses, side=sides)
def test_a_frame_alone_reads_exactly_as_inside_its_track(
    m: Measurement, finger: Finger | None, pose: Angles, side: Side
) -> None:
    hand, neutral = pair(pose, side)
    track = changed(hand, lambda p: np.stack([p * 0.9, p, p + 3.0]))
    inside = read(m, finger, track, neutral)
    assert inside.shape == (3,)
    assert inside[1] == read(m, finger, hand, neutral)


@every_measurement
def test_every_measurement_says_what_it_is(m: Measurement, finger: Finger | None) -> None:
    assert m.summary.endswith(".")
    assert m.source
    assert m.views
    assert m.low < m.high
    assert m.circular == (m.low == -180.0 and m.high == 180.0)
