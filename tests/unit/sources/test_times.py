from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handtrack.sources.timestamps import MonotonicTimestamps


def repaired(times_s: list[float], step_s: float = 0.1) -> tuple[list[float], int]:
    times = MonotonicTimestamps(step_s)
    return [times.next(t) for t in times_s], times.moved


def test_good_times_are_left_alone_whatever_their_steps() -> None:
    good = [0.0, 0.015, 0.065, 0.08, 5.0, 5.004]
    assert repaired(good) == (good, 0)


def test_a_clip_may_begin_late() -> None:
    assert repaired([2.0, 2.1]) == ([2.0, 2.1], 0)


def test_a_repeated_time_comes_a_millisecond_later_and_the_next_stands() -> None:
    times, moved = repaired([0.0, 0.1, 0.1, 0.1, 0.2, 0.3])
    assert times == pytest.approx([0.0, 0.1, 0.101, 0.102, 0.2, 0.3])
    assert moved == 2


def test_two_pictures_in_the_wrong_order_do_not_shift_the_rest() -> None:
    times, moved = repaired([0.0, 0.2, 0.1, 0.3, 0.5, 0.4, 0.6])
    assert times == pytest.approx([0.0, 0.2, 0.201, 0.3, 0.5, 0.501, 0.6])
    assert moved == 2


@pytest.mark.parametrize("unknown", [0.0, math.nan, math.inf, -math.inf])
def test_an_unknown_time_comes_one_usual_step_later(unknown: float) -> None:
    times, moved = repaired([0.0, 0.04, 0.08, unknown], step_s=0.04)
    assert times == pytest.approx([0.0, 0.04, 0.08, 0.12])
    assert moved == 1


def test_without_any_times_the_announced_step_counts() -> None:
    times, moved = repaired([0.0] * 5, step_s=0.04)
    assert times == pytest.approx([0.0, 0.04, 0.08, 0.12, 0.16])
    assert moved == 4


def test_a_clock_that_starts_anew_goes_on_from_where_it_was() -> None:
    times, moved = repaired([5.0, 5.1, 5.2, 1.0, 1.1, 1.2])
    assert times == pytest.approx([5.0, 5.1, 5.2, 5.3, 5.4, 5.5])
    assert moved == 3


def test_a_pause_is_not_taken_for_the_usual_step() -> None:
    times, _ = repaired([0.0, 0.1, 60.0, math.nan])
    assert times == pytest.approx([0.0, 0.1, 60.0, 60.1])


def test_negative_times_are_moved_to_begin_at_zero() -> None:
    times, moved = repaired([-0.2, -0.1, 0.05])
    assert times == pytest.approx([0.0, 0.1, 0.25])
    assert moved == 3


any_time = st.one_of(st.floats(-1e6, 1e6), st.sampled_from([math.nan, math.inf, -math.inf]))


@given(st.lists(any_time, max_size=50))
def test_any_times_become_finite_and_strictly_increasing(times_s: list[float]) -> None:
    times, _ = repaired(times_s)
    assert all(math.isfinite(t) and t >= 0 for t in times)
    assert all(a < b for a, b in pairwise(times))
