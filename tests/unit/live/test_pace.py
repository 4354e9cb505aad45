"""Figures of a session's speed, and the smaller picture for a slow computer."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from handtrack.live.performance import (
    KEEP,
    LOOK_S,
    SIDES_PX,
    AdaptiveResolution,
    FrameTiming,
    LatencyMeter,
    SessionSpeed,
)


def run(shrink: AdaptiveResolution, took_s: float, seconds: float, start_s: float = 0.0) -> float:
    now_s = start_s
    while now_s < start_s + seconds:
        now_s += max(took_s, 1 / 30)
        shrink.add(now_s, took_s)
    return now_s


def test_a_quick_computer_keeps_the_full_picture() -> None:
    shrink = AdaptiveResolution()
    now_s = run(shrink, 0.03, 60.0)
    assert shrink.side_px == SIDES_PX[0]
    assert not shrink.just_reduced(now_s)


def test_a_slow_computer_gets_smaller_pictures_before_it_falls_below_15_a_second() -> None:
    shrink = AdaptiveResolution()
    now_s = run(shrink, 1 / 16, LOOK_S + 0.2)
    assert shrink.side_px == SIDES_PX[1]
    assert shrink.just_reduced(now_s)
    run(shrink, 0.2, 60.0, now_s)
    assert shrink.side_px == SIDES_PX[-1]


def test_a_single_slow_picture_changes_nothing() -> None:
    shrink = AdaptiveResolution()
    shrink.add(0.0, 1.0)
    run(shrink, 0.03, 30.0)
    assert shrink.side_px == SIDES_PX[0]


def test_the_summary_holds_medians_and_the_rate_delivered() -> None:
    meter = LatencyMeter()
    assert meter.summary(0) == {}
    for k in range(100):
        meter.add(FrameTiming(k / 25, 0.010, 0.002, 0.020 if k < 90 else 0.080))
    summary = meter.summary(3)
    assert summary["frames"] == 100
    assert summary["delivered_hz"] == pytest.approx(25.0)
    assert summary["dropped"] == 3
    assert summary["tracking"]["median_ms"] == pytest.approx(10.0)
    assert summary["latency"] == {"median_ms": 20.0, "p95_ms": 80.0}
    assert summary["feedback"]["median_ms"] == pytest.approx(2.0)


def test_the_figures_of_a_long_session_are_the_last_ones() -> None:
    meter = LatencyMeter()
    for k in range(KEEP + 10):
        meter.add(FrameTiming(float(k), 0.0, 0.0, 0.0))
    assert meter.figures.shape == (KEEP, 4)
    assert meter.figures[:, 0].tolist() == list(range(10, KEEP + 10))


def test_the_figures_for_a_helper_change_once_a_second() -> None:
    meter, feed = LatencyMeter(), SimpleNamespace(rate_hz=29.9, dropped=2)
    told = []
    for k in range(61):
        meter.add(FrameTiming(k / 30, 0.010, 0.002, 0.020 + 0.004 * (k > 5)))
        told.append(meter.speed(feed))
    assert told[0] is None
    assert told[1] == told[29]
    assert len(set(told[1:])) == 2
    assert told[-1] == SessionSpeed(rate_hz=30, tracking_ms=10, latency_ms=24, dropped=2)
