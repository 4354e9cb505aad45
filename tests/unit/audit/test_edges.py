"""Where a repetition begins and ends by the convention."""

import numpy as np
import pytest
from audit.edges import leaves_and_returns, stay

TIME_S = np.arange(0, 2.01, 0.1)
HILL = 1 - np.abs(TIME_S - 1)


def test_a_movement_begins_and_ends_where_it_crosses_the_rest_band() -> None:
    assert leaves_and_returns(TIME_S, HILL, 0.25) == pytest.approx((0.25, 1.75))


@pytest.mark.parametrize(
    "share", [HILL + 0.5, 0.2 * HILL, np.maximum(HILL, TIME_S / 2)], ids=["high", "small", "stays"]
)
def test_without_two_crossings_there_are_no_edges(share: np.ndarray) -> None:
    assert leaves_and_returns(TIME_S, share, 0.25) is None


def test_a_touch_lasts_as_long_as_the_gap_is_small() -> None:
    gap = np.abs(TIME_S - 1)
    assert stay(TIME_S, gap, 0.45, (0.95, 1.05)) == pytest.approx((0.55, 1.45))


def test_a_touch_that_no_gap_shows_is_left_as_it_was_told() -> None:
    assert stay(TIME_S, np.ones_like(TIME_S), 0.45, (0.9, 1.1)) == (0.9, 1.1)
    assert stay(TIME_S, TIME_S * 0, 0.45, (0.9, 1.1)) == (0.9, 1.1)
