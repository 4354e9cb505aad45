"""Smoothing: what it does to steps, jitter, gaps and odd times."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handtrack.landmarks.hand import Floats
from handtrack.measurements.filters import (
    GAP_S,
    MIDDLE_S,
    MedianOf3,
    OneEuro,
    OneEuroFilter,
    SignalFilter,
    SpeedEstimator,
)

FILTER = OneEuro(min_cutoff_hz=2.0, beta=0.03)
NAN = math.nan


def at_30_hz(frames: int) -> Floats:
    return np.arange(frames) / 30


def smoothed(constants: OneEuro, time_s: Floats, values: Floats) -> Floats:
    filter = OneEuroFilter(constants)
    pairs = zip(time_s.tolist(), values.tolist(), strict=True)
    return np.array([filter.push(t, v) for t, v in pairs], dtype=float)


def straightforward(
    time_s: list[float], values: list[float], min_cutoff_hz: float, beta: float
) -> list[float]:
    """The filter as its paper writes it down, with the two deviations that ours declares."""
    result = []
    last_s, raw_speed_kept, output = None, 0.0, 0.0
    for now_s, x in zip(time_s, values, strict=True):
        if math.isnan(x):
            result.append(math.nan)
            continue
        if last_s is None or now_s - last_s > GAP_S:
            last_s, raw_speed_kept, output = now_s, 0.0, x
            result.append(x)
            continue
        te = now_s - last_s
        tau_d = 1 / (2 * math.pi * 1.0)
        alpha_d = 1 / (1 + tau_d / te)
        dx = (x - output) / te
        raw_speed_kept = alpha_d * dx + (1 - alpha_d) * raw_speed_kept
        cutoff = min_cutoff_hz + beta * abs(raw_speed_kept)
        tau = 1 / (2 * math.pi * cutoff)
        alpha = 1 / (1 + tau / te)
        output = alpha * x + (1 - alpha) * output
        last_s = now_s
        result.append(output)
    return result


@given(
    steps_s=st.lists(st.floats(0.004, 0.5), min_size=1, max_size=40),
    seed=st.integers(0, 100),
    cutoff=st.floats(0.1, 10.0),
    beta=st.floats(0.0, 5.0),
)
@settings(max_examples=80)
def test_it_is_the_filter_of_the_paper(
    steps_s: list[float], seed: int, cutoff: float, beta: float
) -> None:
    rng = np.random.default_rng(seed)
    time_s = np.cumsum(steps_s)
    values = rng.normal(0, 30, len(time_s))
    values[rng.random(len(time_s)) < 0.1] = np.nan
    expected = straightforward(time_s.tolist(), values.tolist(), cutoff, beta)
    found = smoothed(OneEuro(cutoff, beta), time_s, values)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_the_first_value_passes_as_it_is() -> None:
    assert smoothed(FILTER, np.array([5.0]), np.array([12.5])).tolist() == [12.5]


def test_a_constant_stays_what_it_is() -> None:
    assert smoothed(FILTER, at_30_hz(60), np.full(60, 7.0)).tolist() == [7.0] * 60


def test_a_step_is_followed_without_overshoot() -> None:
    signal = np.r_[np.zeros(10), np.full(60, 50.0)]
    followed = smoothed(FILTER, at_30_hz(70), signal)
    assert (np.diff(followed) >= 0).all()
    assert followed.max() <= 50.0
    assert followed[10 + 6] > 45.0
    assert followed[-1] == pytest.approx(50.0, abs=0.05)


def test_without_speed_term_the_step_response_is_that_of_a_low_pass() -> None:
    plain = OneEuro(min_cutoff_hz=1.0, beta=0.0)
    followed = smoothed(plain, at_30_hz(40), np.r_[0.0, np.ones(39)])
    kept = 1 / (1 + math.tau / 30)
    assert followed[1:] == pytest.approx(1 - kept ** np.arange(1, 40))


def test_a_quick_movement_lags_less_than_a_slow_filter_would() -> None:
    ramp = at_30_hz(60) * 200.0
    lag_s = (ramp - smoothed(FILTER, at_30_hz(60), ramp))[-1] / 200.0
    assert 0 < lag_s < 0.05
    plain = OneEuro(FILTER.min_cutoff_hz, 0.0)
    assert (ramp - smoothed(plain, at_30_hz(60), ramp))[-1] / 200.0 > lag_s


def test_jitter_at_rest_shrinks() -> None:
    noise = np.random.default_rng(0).normal(0, 1.0, 600)
    assert smoothed(FILTER, at_30_hz(600), noise)[30:].std() < 0.6 * noise.std()


def test_one_lost_frame_reads_nan_and_changes_nothing_after_it() -> None:
    time_s, values = at_30_hz(20), np.sin(np.arange(20.0))
    values[10] = NAN
    found, kept = smoothed(FILTER, time_s, values), np.arange(20) != 10
    assert math.isnan(found[10])
    assert found[kept].tolist() == smoothed(FILTER, time_s[kept], values[kept]).tolist()


def test_nan_never_spreads() -> None:
    rng = np.random.default_rng(1)
    signal = np.cumsum(rng.normal(0, 1, 300))
    lost = rng.random(300) < 0.3
    signal[lost] = np.nan
    found = smoothed(FILTER, at_30_hz(300), signal)
    assert np.isnan(found).tolist() == lost.tolist()


def test_a_short_gap_is_bridged_and_a_long_one_starts_afresh() -> None:
    for gap_s, afresh in ((GAP_S - 0.01, False), (GAP_S + 0.01, True)):
        _, after = smoothed(FILTER, np.array([0.0, gap_s]), np.array([0.0, 10.0]))
        assert bool(after == 10.0) is afresh


def test_only_the_length_of_a_step_counts_not_when_it_is() -> None:
    values = np.sin(np.arange(50) / 5)
    early = smoothed(FILTER, at_30_hz(50), values)
    late = smoothed(FILTER, at_30_hz(50) + 4096.0, values)
    np.testing.assert_allclose(early, late, atol=1e-9)


def test_irregular_and_regular_times_follow_the_same_movement() -> None:
    rng = np.random.default_rng(2)
    irregular = np.sort(rng.uniform(0, 4, 160))
    regular = np.linspace(0, 4, 160)
    smooth_filter = OneEuro(4.0, 0.05)
    a = smoothed(smooth_filter, irregular, 40 * np.sin(irregular * 2))
    b = smoothed(smooth_filter, regular, 40 * np.sin(regular * 2))
    assert np.abs(np.interp(regular, irregular, a) - b)[20:].max() < 2.5


def test_nothing_gives_nothing() -> None:
    assert smoothed(FILTER, np.empty(0), np.empty(0)).shape == (0,)


def speeds(time_s: Floats, x_px: Floats, unit_px: float = 100.0) -> Floats:
    meter = SpeedEstimator()
    pairs = zip(time_s.tolist(), x_px.tolist(), strict=True)
    return np.array([meter.push(t, x, 7.0, unit_px) for t, x in pairs])


@pytest.mark.parametrize("rate_hz", [15.0, 30.0, 60.0])
def test_an_even_speed_is_read_in_units_a_second_at_any_frame_rate(rate_hz: float) -> None:
    time_s = np.arange(round(3 * rate_hz)) / rate_hz
    found = speeds(time_s, 50.0 * time_s)
    assert math.isnan(found[0])
    assert found[-1] == pytest.approx(0.5, rel=0.15)


def test_a_resting_point_has_no_speed_and_its_jitter_little() -> None:
    assert speeds(at_30_hz(90), np.full(90, 3.0))[1:].max() == 0.0
    jitter = np.random.default_rng(1).normal(size=900)  # a hundredth of the unit
    assert np.nanmax(speeds(at_30_hz(900), jitter)) < 0.15


def test_a_speed_is_not_known_where_the_point_is_not_nor_just_after_a_long_gap() -> None:
    time_s, x_px = at_30_hz(60), np.zeros(60)
    x_px[20:40] = NAN
    x_px[40:] = 500.0
    found = speeds(time_s, x_px)
    assert np.isnan(found[20:41]).all()
    assert (found[41:] == 0.0).all()


def middles(time_s: Floats, values: Floats) -> list[float]:
    filter = MedianOf3()
    return [filter.push(t, v) for t, v in zip(time_s.tolist(), values.tolist(), strict=True)]


@given(
    steps_s=st.lists(st.sampled_from([0.01, 1 / 30, 0.05, MIDDLE_S, 0.4]), min_size=1, max_size=30),
    data=st.data(),
)
def test_middles_of_many_readings_are_those_of_one_after_the_other(
    steps_s: list[float], data: st.DataObject
) -> None:
    readings = st.sampled_from([NAN, -2.0, 0.0, 1.0, 3.5])
    values = np.array([data.draw(readings) for _ in steps_s])
    time_s = np.cumsum(steps_s)
    cut = data.draw(st.integers(0, len(values)))
    filter = MedianOf3()
    found = filter.run(time_s[:cut].tolist(), values[:cut].tolist())
    found += filter.run(time_s[cut:].tolist(), values[cut:].tolist())
    assert np.array_equal(found, middles(time_s, values), equal_nan=True)


@given(jump=st.floats(-1e3, 1e3), place=st.integers(1, 18))
def test_a_reading_that_jumps_for_one_frame_is_gone(jump: float, place: int) -> None:
    values = np.full(20, 3.0)
    values[place] += jump
    found = middles(at_30_hz(20), values)
    # There is no telling yet which of the first two readings is wrong.
    assert found[2:] == [3.0] * 18


def test_a_movement_comes_out_as_it_is_one_frame_late() -> None:
    values = np.minimum(np.arange(20.0), 12.0)
    assert middles(at_30_hz(20), values)[2:] == values[1:-1].tolist()


def test_the_middle_leaves_out_what_was_not_read() -> None:
    values = np.array([1.0, 1.0, NAN, 9.0, 1.0])
    found = middles(np.arange(5) / 40, values)
    assert math.isnan(found[2])
    assert found[3:] == [1.0, 1.0]


@pytest.mark.parametrize("step_s", [MIDDLE_S / 2 + 0.001, 1 / 15, 1.0])
def test_readings_far_apart_are_taken_as_they_are(step_s: float) -> None:
    values = np.random.default_rng(5).normal(size=20)
    assert middles(np.arange(20) * step_s, values) == values.tolist()


def test_a_smoothed_signal_is_the_one_euro_filter_of_the_middles() -> None:
    values = np.random.default_rng(3).normal(size=60)
    smoother = SignalFilter(FILTER)
    time_s = at_30_hz(60)
    found = [smoother.push(t, v) for t, v in zip(time_s.tolist(), values.tolist(), strict=True)]
    expected = smoothed(FILTER, time_s, np.array(middles(time_s, values)))
    assert found == expected.tolist()
