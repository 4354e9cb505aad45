"""Stretches of a trace: each is asked by its own frames alone."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handtrack.events import Candidate, Status
from handtrack.landmarks.hand import Floats
from handtrack.scoring.intervals import Intervals

READINGS = st.one_of(st.just(math.nan), st.floats(-200, 200))


def one(signal: Floats) -> Intervals:
    return Intervals(np.array([0]), np.array([len(signal)]))


def swing(signal: Floats) -> float:
    return float(one(signal).p95_p5_range(signal)[0])


def middle(signal: Floats) -> float:
    return float(one(signal).middle(signal)[0])


def test_they_are_half_open_intervals_of_time() -> None:
    time_s = np.arange(10) / 10
    found = [Candidate(a, b, Status.VALID) for a, b in ((-1.0, 0.2), (0.2, 0.5), (0.9, 7.0))]
    intervals = Intervals.of(time_s, found)
    assert list(intervals) == [slice(0, 2), slice(2, 5), slice(9, 10)]
    assert intervals.size.tolist() == [2, 3, 1]
    assert len(Intervals.of(time_s, [])) == 0


def test_a_swing_leaves_wild_frames_out() -> None:
    signal = np.linspace(0, 40, 41)
    assert swing(signal) == 36.0
    signal[[3, 30]] = [900, -900]
    assert swing(signal) == pytest.approx(37.0, abs=1.0)


def test_a_swing_of_few_frames_is_their_whole_range() -> None:
    assert swing(np.array([3.0, 8.0, 5.0])) == 5.0
    assert swing(np.array([np.nan, 8.0, np.nan])) == 0.0


def test_without_a_reading_there_is_no_figure() -> None:
    for signal in (np.empty(0), np.full(4, np.nan), np.array([np.inf])):
        assert math.isnan(swing(signal))
        assert math.isnan(middle(signal))


def test_the_middle_reading_is_one_that_was_read() -> None:
    assert middle(np.array([9.0, 1.0, np.nan, 5.0])) == 5.0


def test_shares_are_of_the_frames_asked_about() -> None:
    intervals = Intervals(np.array([0, 4, 8]), np.array([4, 8, 8]))
    which = np.array([1, 1, 0, 0, 1, 0, 0, 0], bool)
    seen = np.array([1, 1, 1, 0, 0, 0, 0, 0], bool)
    np.testing.assert_array_equal(intervals.share(which), [0.5, 0.25, np.nan])
    np.testing.assert_allclose(intervals.share(which, among=seen), [2 / 3, np.nan, np.nan])


def test_a_direction_is_followed_round_its_ends_and_over_lost_frames() -> None:
    way = np.array([np.nan, 170.0, 178.0, np.nan, -175.0, -165.0, -178.0, 175.0])
    expected = [np.nan, 170, 178, np.nan, 185, 195, 182, 175]
    np.testing.assert_allclose(one(way).unwrapped(way), expected)
    second_half = Intervals(np.array([4]), np.array([8])).unwrapped(way)[4:]
    np.testing.assert_allclose(second_half, [-175, -165, -178, -185])
    blind = np.full(3, np.nan)
    assert np.isnan(one(blind).unwrapped(blind)).all()


@given(
    signal=st.lists(READINGS, min_size=1, max_size=60).map(np.array),
    cuts=st.lists(st.integers(0, 60), min_size=2, max_size=8),
)
@settings(max_examples=100)
def test_what_else_the_trace_holds_changes_no_digit(signal: Floats, cuts: list[int]) -> None:
    edges = np.array(list(pairwise(sorted(min(c, len(signal)) for c in cuts))))
    intervals = Intervals(edges[:, 0], edges[:, 1])
    direction = np.where(np.abs(signal) > 180, np.nan, signal)
    together = (
        intervals.p95_p5_range(signal),
        intervals.middle(signal),
        intervals.p95_p5_range(intervals.unwrapped(direction)),
    )
    for r, frames in enumerate(intervals):
        alone, way = one(signal[frames]), direction[frames]
        apart = alone.p95_p5_range(signal[frames]), alone.middle(signal[frames])
        for a, b in zip((*apart, alone.p95_p5_range(alone.unwrapped(way))), together, strict=True):
            np.testing.assert_array_equal(a[0], b[r])
