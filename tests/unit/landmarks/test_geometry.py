import numpy as np
import pytest

from handtrack.landmarks.geometry import (
    angle_between_deg,
    arctan2_deg,
    chain_flexion_deg,
    cross,
    distance,
    flexion_deg,
    forearm_line,
    nan_for_zero,
    palm_frame,
    palm_normal,
    signed_angle_2d_deg,
    unit,
    wrap_deg,
)
from handtrack.landmarks.hand import LANDMARKS, Floats, Hand, Landmark, Side
from synthetic_hand.make import make_hand

X, Y, Z = np.eye(3)


def right_palm_to_the_camera() -> Floats:
    """Fingers up in an unmirrored picture: the thumb side is on the right of the screen."""
    points = np.zeros((LANDMARKS, 3))
    points[Landmark.MIDDLE_MCP] = (0.0, -100.0, 0.0)
    points[Landmark.INDEX_MCP] = (30.0, -95.0, 0.0)
    points[Landmark.LITTLE_MCP] = (-35.0, -80.0, 0.0)
    return points


def hand(points: Floats, side: Side) -> Hand:
    return make_hand(points, points, side)


@pytest.mark.parametrize(
    ("v", "expected"), [(X, 0.0), (X + Y, 45.0), (Y, 90.0), (Y - X, 135.0), (-X, 180.0)]
)
def test_the_angle_between_vectors_goes_from_0_to_180(v: Floats, expected: float) -> None:
    assert angle_between_deg(2.0 * X, 3.0 * v) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("d", [2, 3])
def test_angles_are_accurate_when_very_small(d: int) -> None:
    small = np.radians(0.001)
    u, v = np.eye(d)[0], np.cos(small) * np.eye(d)[0] + np.sin(small) * np.eye(d)[1]
    assert angle_between_deg(u, v) == pytest.approx(0.001, rel=1e-3)


def test_a_straight_joint_is_0_and_a_square_one_90() -> None:
    assert flexion_deg(0 * X, X, 2 * X) == pytest.approx(0.0, abs=1e-6)
    assert flexion_deg(0 * X, X, X + Y) == pytest.approx(90.0)


def test_a_chain_has_a_bend_at_each_inner_point() -> None:
    chain = np.array([0 * X, X, 2 * X, 2 * X + Y, X + Y])
    np.testing.assert_allclose(chain_flexion_deg(chain), [0.0, 90.0, 90.0], atol=1e-6)


def test_a_turn_is_positive_clockwise_on_the_screen() -> None:
    up, right = np.array([0.0, -1.0]), np.array([1.0, 0.0])
    assert signed_angle_2d_deg(up, right) == pytest.approx(90.0)
    assert signed_angle_2d_deg(right, up) == pytest.approx(-90.0)


def test_half_a_turn_is_plus_180_whatever_the_signs_of_zero() -> None:
    for zero in (0.0, -0.0):
        assert arctan2_deg(np.array(zero), np.array(-1.0)) == 180.0


@pytest.mark.parametrize(
    ("angle", "wrapped"), [(180.0, 180.0), (-180.0, 180.0), (190.0, -170.0), (725.0, 5.0)]
)
def test_wrapping_brings_angles_into_one_turn(angle: float, wrapped: float) -> None:
    assert wrap_deg(np.array(angle)) == pytest.approx(wrapped)


def test_what_is_undefined_is_nan() -> None:
    zero = 0 * X
    assert np.isnan(unit(zero)).all()
    assert np.isnan(angle_between_deg(zero, X))
    assert np.isnan(angle_between_deg(X, zero))
    assert np.isnan(flexion_deg(X, X, Y))
    assert np.isnan(signed_angle_2d_deg(zero[:2], X[:2]))
    assert np.isnan(arctan2_deg(np.array(0.0), np.array(0.0)))
    assert np.isnan(nan_for_zero(np.array([0.0, 2.0]))).tolist() == [True, False]


def test_distances_are_in_the_points_own_unit() -> None:
    assert distance(3 * X, 4 * Y) == pytest.approx(5.0)
    assert distance(X, X) == 0.0


def test_the_quick_cross_product_is_the_cross_product() -> None:
    u, v = np.random.default_rng(1).normal(size=(2, 50, 3))
    np.testing.assert_allclose(cross(u, v), np.cross(u, v))


def test_the_palms_normal_comes_out_of_the_palm_for_either_side_mirrored_or_not() -> None:
    points = right_palm_to_the_camera()
    mirrored = points * [-1.0, 1.0, 1.0]
    np.testing.assert_allclose(palm_normal(points, Side.RIGHT), -Z, atol=1e-12)
    np.testing.assert_allclose(palm_normal(mirrored, Side.LEFT), -Z, atol=1e-12)
    # The back of a hand is the palm's picture in a mirror: the same points, the other side.
    np.testing.assert_allclose(palm_normal(mirrored, Side.RIGHT), Z, atol=1e-12)
    np.testing.assert_allclose(palm_normal(points, Side.LEFT), Z, atol=1e-12)


def test_the_palms_axes_are_at_right_angles_and_point_as_named() -> None:
    points = right_palm_to_the_camera()
    palm = palm_frame(points, Side.RIGHT)
    np.testing.assert_allclose(palm.distal, -Y, atol=1e-12)
    np.testing.assert_allclose(palm.ulnar, -X, atol=1e-12)
    np.testing.assert_allclose(palm.palmar, palm_normal(points, Side.RIGHT), atol=1e-12)


def test_the_forearm_line_of_a_palm_knows_the_ulnar_turn_only() -> None:
    line = forearm_line(hand(right_palm_to_the_camera(), Side.RIGHT))
    np.testing.assert_allclose(line.direction, [0.0, -1.0], atol=1e-12)
    assert line.ulnar_turn == -1.0
    assert np.isnan(line.palmar_turn)


def test_the_forearm_line_is_the_middle_of_the_hold_without_frames_that_lack_the_hand() -> None:
    points = right_palm_to_the_camera()
    swung = points[:, [1, 0, 2]] * [-1.0, 1.0, 1.0]
    hold = np.stack([points, points * np.nan, points, swung])
    line = forearm_line(hand(hold, Side.RIGHT))
    np.testing.assert_allclose(line.direction, [0.0, -1.0], atol=1e-12)


def test_a_hold_in_which_the_hand_was_never_seen_gives_no_forearm_line() -> None:
    line = forearm_line(hand(np.full((3, LANDMARKS, 3), np.nan), Side.RIGHT))
    assert np.isnan([*line.direction, line.palmar_turn, line.ulnar_turn]).all()
