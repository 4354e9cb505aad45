"""Distances in hand lengths: as one by one, of any shape, NaN without a hand length."""

import numpy as np
import pytest

from handtrack.landmarks.gaps import gap_in_lengths, gaps_and_length, pairs_of
from handtrack.landmarks.geometry import distance, hand_length
from handtrack.landmarks.hand import LANDMARKS, Landmark

ENDS = [(Landmark.THUMB_TIP, Landmark.INDEX_TIP), (Landmark.LITTLE_TIP, Landmark.WRIST)]


@pytest.mark.parametrize("before", [(), (5,), (2, 3)])
@pytest.mark.parametrize("d", [2, 3])
def test_all_at_once_is_as_one_by_one(before: tuple[int, ...], d: int) -> None:
    points = np.random.default_rng(1).normal(size=(*before, LANDMARKS, d))
    gaps, length = gaps_and_length(points, pairs_of(ENDS))
    each = [distance(points[..., a, :], points[..., b, :]) for a, b in ENDS]
    np.testing.assert_array_equal(gaps, np.stack(each, axis=-1))
    np.testing.assert_array_equal(length, hand_length(points))
    one = gap_in_lengths(points, pairs_of(ENDS[:1]))
    np.testing.assert_array_equal(one, each[0] / hand_length(points))


def test_a_hand_without_length_has_no_gap() -> None:
    points = np.ones((LANDMARKS, 3))
    assert np.isnan(gap_in_lengths(points, pairs_of(ENDS[:1])))
