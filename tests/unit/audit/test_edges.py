"""Where a true repetition begins and ends."""

import numpy as np
import pytest
from audit.edges import stay

TIME_S = np.arange(0, 2.01, 0.1)


def test_a_touch_lasts_as_long_as_the_gap_is_small() -> None:
    gap = np.abs(TIME_S - 1)
    assert stay(TIME_S, gap, 0.45, (0.95, 1.05)) == pytest.approx((0.55, 1.45))


def test_a_touch_that_no_gap_shows_is_left_as_it_was_told() -> None:
    assert stay(TIME_S, np.ones_like(TIME_S), 0.45, (0.9, 1.1)) == (0.9, 1.1)
    assert stay(TIME_S, TIME_S * 0, 0.45, (0.9, 1.1)) == (0.9, 1.1)
