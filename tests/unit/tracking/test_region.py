"""The region of a hand goes with the hand, and its crop's points come back into the picture."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from handtrack.landmarks.hand import Landmark
from handtrack.tracking.litert.networks import CROP_PX
from handtrack.tracking.litert.region import Region
from tests.helpers.known_hands import known

HANDS = known().hand.image_px
WHICH = st.integers(0, len(HANDS) - 1)
TURNS = st.floats(-math.pi, math.pi)
SIZES = st.floats(0.2, 5.0)
SHIFTS = st.tuples(st.floats(-500, 500), st.floats(-500, 500))
RAMP = np.zeros((256, 256, 3), np.uint8)
"""A picture whose red is how far right a pixel lies, and whose green how far down."""
RAMP[..., 0], RAMP[..., 1] = np.meshgrid(np.arange(256), np.arange(256))


def turned(points: NDArray[np.floating], turn_rad: float) -> NDArray[np.floating]:
    """Turn points clockwise on the screen, their depth untouched."""
    cos, sin = math.cos(turn_rad), math.sin(turn_rad)
    rotated = points.copy()
    rotated[..., 0] = cos * points[..., 0] - sin * points[..., 1]
    rotated[..., 1] = sin * points[..., 0] + cos * points[..., 1]
    return rotated


def between_rad(a: float, b: float) -> float:
    """The angle between two directions."""
    return abs(math.remainder(a - b, 2 * math.pi))


@given(WHICH, TURNS, SIZES, SHIFTS)
def test_a_region_turns_grows_and_moves_with_its_hand(
    which: int, turn_rad: float, size: float, shift: tuple[float, float]
) -> None:
    before = Region.around_landmarks(HANDS[which])
    moved = size * turned(HANDS[which], turn_rad) + (*shift, 0)
    after = Region.around_landmarks(moved)
    middle = size * turned(np.array([before.x_px, before.y_px, 0.0]), turn_rad) + (*shift, 0)
    assert (after.x_px, after.y_px) == pytest.approx(middle[:2].tolist(), abs=1e-6)
    assert after.size_px == pytest.approx(size * before.size_px)
    assert between_rad(after.turn_rad, before.turn_rad + turn_rad) < 1e-9


@given(WHICH)
def test_a_hand_lies_in_its_region_with_its_fingers_up(which: int) -> None:
    region = Region.around_landmarks(HANDS[which])
    centred = HANDS[which] - (region.x_px, region.y_px, 0)
    upright = turned(centred, -region.turn_rad)
    palm = [Landmark.WRIST, *(f for f in (Landmark.INDEX_MCP, Landmark.LITTLE_MCP))]
    assert (np.abs(upright[palm, :2]) < region.size_px / 2).all()
    assert upright[Landmark.MIDDLE_MCP, 1] < upright[Landmark.WRIST, 1]


@given(WHICH)
def test_fingertips_do_not_shake_a_region(which: int) -> None:
    bent = HANDS[which].copy()
    bent[[Landmark.THUMB_TIP, Landmark.INDEX_TIP, Landmark.MIDDLE_TIP, Landmark.RING_TIP]] += 50
    assert Region.around_landmarks(bent) == Region.around_landmarks(HANDS[which])


def test_the_region_of_a_palm_reaches_to_its_fingers() -> None:
    low, high = np.array([100.0, 100.0]), np.array([200.0, 180.0])
    up = Region.around_palm(low, high, np.array([150.0, 180.0]), np.array([150.0, 100.0]))
    assert (up.x_px, up.y_px, up.size_px, up.turn_rad) == pytest.approx((150, 100, 260, 0))
    right = Region.around_palm(low, high, np.array([100.0, 140.0]), np.array([200.0, 140.0]))
    assert (right.x_px, right.y_px) == pytest.approx((190, 140))
    assert right.turn_rad == pytest.approx(math.pi / 2)


@given(
    st.floats(100, 156),
    st.floats(100, 156),
    st.floats(40, 120),
    TURNS,
    st.sampled_from([(1.0, 1.0), (3.0, 3.0), (2.0, 1.5)]),
)
def test_points_of_a_crop_come_back_to_where_it_was_cut(
    x: float, y: float, size: float, turn_rad: float, scale: tuple[float, float]
) -> None:
    region = Region(x * scale[0], y * scale[1], size * min(scale), turn_rad)
    crop = region.crop(RAMP, scale)
    assert crop.shape == (CROP_PX, CROP_PX, 3)
    at = np.random.default_rng(0).integers(0, CROP_PX, (21, 2))
    seen = crop[at[:, 1], at[:, 0], :2].astype(float)  # the pixel of the image it was taken from
    depth = np.linspace(-1, 1, 21)
    back = region.to_picture(np.column_stack([at.astype(float), depth]))
    assert np.abs(back[:, :2] / scale - seen).max() < 1.0
    assert back[:, 2] == pytest.approx(depth * region.size_px / CROP_PX)


def test_beyond_the_edge_the_picture_goes_on_as_it_ends() -> None:
    crop = Region(0.0, 128.0, 100.0, 0.0).crop(RAMP, (1.0, 1.0))
    assert (crop[:, : CROP_PX // 2 - 2, 0] == 0).all()


@given(WHICH, TURNS)
def test_vectors_turn_and_keep_their_length(which: int, turn_rad: float) -> None:
    region = Region(100.0, 50.0, 30.0, turn_rad)
    vectors = HANDS[which].copy()
    out = region.vectors_to_picture(vectors)
    assert out == pytest.approx(turned(HANDS[which], turn_rad))
    assert np.array_equal(vectors, HANDS[which])
