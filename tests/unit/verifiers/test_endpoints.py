"""The ends between which a person moves."""

from __future__ import annotations

import math

import numpy as np
import pytest

from handtrack.landmarks.hand import Floats
from handtrack.verifiers.endpoints import (
    PLATEAU_S,
    open_gaps,
    range_endpoints,
    transport_path,
    turns,
)
from synthetic_hand.time_course import repetitions


def own_ends(signal: Floats, least: float = 20.0, fps: float = 30.0) -> tuple[float, float, int]:
    found = range_endpoints(np.arange(len(signal)) / fps, signal, least)
    assert found
    return found


# --- turns


def test_turns_are_where_the_way_back_is_long_enough() -> None:
    signal = np.array([0, 5, 10, 9, 10, 2, 1, 2, 8, 0], float)
    assert [signal[i] for i in turns(signal, 3.0)] == [0, 10, 1, 8, 0]
    assert [signal[i] for i in turns(signal, 8.0)] == [0, 10, 0]
    assert turns(signal, 100.0) == []


def test_a_signal_that_only_rises_has_two_turns_its_ends() -> None:
    assert turns(np.arange(10.0), 3.0) == [0, 9]
    assert turns(-np.arange(10.0), 3.0) == [0, 9]
    assert turns(np.zeros(0), 1.0) == []


# --- from a signal


def test_the_ends_are_those_of_full_movements() -> None:
    assert own_ends(10 + 60 * repetitions([1, 1, 1, 1])) == pytest.approx((10, 70, 4))


def test_a_movement_downward_has_the_same_ends() -> None:
    assert own_ends(70 - 60 * repetitions([1, 1, 1])) == pytest.approx((10, 70, 3))


@pytest.mark.parametrize(
    "peaks",
    [[1, 0.5, 1, 0.4, 1], [0.5, 1, 1, 0.6, 1, 1], [1, 1, 0.35, 1], [0.5, 0.5, 1, 1]],
)
def test_partial_movements_leave_the_ends_where_they_are(peaks: list[float]) -> None:
    low, high, _ = own_ends(100 * repetitions(peaks))
    assert low == pytest.approx(0, abs=0.5)
    assert high == pytest.approx(100, abs=0.5)


def test_one_wild_movement_leaves_the_ends_where_they_are() -> None:
    low, high, _ = own_ends(60 * repetitions([1, 1, 1.7, 1, 1, 1]))
    assert low == pytest.approx(0, abs=0.5)
    assert high == pytest.approx(60, abs=0.5)


def test_wild_frames_leave_the_ends_where_they_are() -> None:
    signal = 60 * repetitions([1, 1, 1, 1])
    signal[[50, 120, 200]] = [300, -300, 300]
    low, high, _ = own_ends(signal)
    assert low == pytest.approx(0, abs=1.0)
    assert high == pytest.approx(60, abs=1.0)


def test_an_end_is_a_level_that_is_kept() -> None:
    fps = 100.0
    spiky = 60 * repetitions([1, 1, 1], fps=fps, hold_s=1.0)
    peak = np.flatnonzero(spiky >= 60)[30]
    spiky[peak : peak + round(PLATEAU_S * fps) - 1] += 30
    assert own_ends(spiky, fps=fps)[1] == pytest.approx(60, abs=1.0)


def test_tremor_does_not_widen_the_ends_by_its_size() -> None:
    rng = np.random.default_rng(0)
    signal = 60 * repetitions([1] * 6)
    low, high, count = own_ends(signal + rng.normal(0, 1.0, len(signal)))
    assert low == pytest.approx(0, abs=2.0)
    assert high == pytest.approx(60, abs=2.0)
    assert count == 6


def test_movements_too_small_to_tell_from_noise_are_none() -> None:
    rng = np.random.default_rng(0)
    low, high, count = own_ends(rng.normal(0, 0.7, 600))
    assert low == high
    assert low == pytest.approx(0, abs=0.2)
    assert count == 0


def test_small_movements_give_a_small_range_and_no_more() -> None:
    small = own_ends(12 * repetitions([1, 1, 1]), least=20.0)
    assert small == pytest.approx((0, 12, 3), abs=0.1)


def test_a_hand_found_for_a_moment_gives_no_end() -> None:
    signal = 60 * repetitions([1, 1, 1], still_s=1.0)
    lost = np.full(30, np.nan)
    for seconds, high in ((0.2, 60), (0.6, 90)):
        glimpse = np.repeat([90.0, 0.0], round(30 * seconds / 2))
        found = np.concatenate([signal, *[lost, glimpse] * 3])
        assert own_ends(found)[1] == pytest.approx(high, abs=0.5)
    assert range_endpoints(np.arange(5) / 30, np.zeros(5), 20.0) is None


def test_frames_without_the_hand_are_left_out() -> None:
    signal = 60 * repetitions([1, 1, 1])
    blinking = signal.copy()
    blinking[::4] = np.nan
    assert own_ends(blinking)[:2] == pytest.approx(own_ends(signal)[:2], abs=1.0)


@pytest.mark.parametrize("signal", [[], [1.0], [math.nan] * 9, [math.nan, 2.0, math.nan]])
def test_fewer_than_two_readings_give_no_ends(signal: list[float]) -> None:
    assert range_endpoints(np.arange(len(signal)) / 30, np.array(signal), 20.0) is None


def test_the_frame_rate_hardly_moves_the_ends() -> None:
    for fps in (15.0, 30.0, 60.0, 120.0):
        found = own_ends(60 * repetitions([1, 0.5, 1, 1], fps=fps), fps=fps)
        assert found == pytest.approx((0, 60, 4), abs=0.6)


# --- open hand


def test_the_open_hand_is_what_one_frame_in_ten_exceeds() -> None:
    gaps = np.tile(np.linspace(0, 2, 101)[:, None], (1, 4)) * [1, 2, 3, 4]
    assert open_gaps(gaps, 0.5) == pytest.approx((1.8, 3.6, 5.4, 7.2))


def test_a_hand_that_never_opens_is_taken_for_the_least_open() -> None:
    assert open_gaps(np.full((50, 4), 0.1), 0.5) == (0.5,) * 4


def test_half_seen_frames_do_not_tell_how_open_a_hand_is() -> None:
    gaps = np.full((50, 4), 1.0)
    gaps[::2] = [9.0, 9.0, 9.0, math.nan]
    assert open_gaps(gaps, 0.5) == (1.0,) * 4
    assert open_gaps(np.full((5, 4), math.nan), 0.5) == ()


# --- the way of something carried


def carrying(ends: tuple[tuple[float, float], tuple[float, float]], times: int = 3) -> Floats:
    """Places of a palm that goes to and fro between two places, shape (N, 2)."""
    share = repetitions([1.0] * times)
    start, end = np.array(ends)
    places: Floats = start + share[:, None] * (end - start)
    return places


@pytest.mark.parametrize(
    "ends", [((0.2, 0.5), (0.8, 0.5)), ((0.3, 0.2), (0.5, 0.6)), ((0.4, 0.7), (0.4, 0.1))]
)
def test_a_way_runs_between_the_two_places(
    ends: tuple[tuple[float, float], tuple[float, float]],
) -> None:
    places = carrying(ends)
    time_s = np.arange(len(places)) / 30
    way = transport_path(time_s, places, np.full(len(places), 0.2), 1.0)
    assert way
    found = sorted([(way.x, way.y), (way.to_x, way.to_y)])
    assert np.allclose(found, sorted(ends), atol=0.01)
    length = float(np.hypot(*np.subtract(*ends)))
    assert way.length_L == pytest.approx(length / 0.2, rel=0.02)
    along = way.along_L(np.array(found))
    assert sorted(along.tolist()) == pytest.approx([0.0, way.length_L], abs=0.1)


def test_a_palm_that_stays_has_a_way_without_length() -> None:
    places = np.full((60, 2), 0.5)
    way = transport_path(np.arange(60) / 30, places, np.full(60, 0.2), 1.0)
    assert way
    assert way.length_L == 0
    assert way.along_L(np.array([[0.5, 0.5], [0.7, 0.5]])) == pytest.approx([0.0, 1.0])


def test_a_palm_never_seen_has_no_way() -> None:
    assert transport_path(np.arange(9.0), np.full((9, 2), np.nan), np.full(9, np.nan), 1.0) is None
