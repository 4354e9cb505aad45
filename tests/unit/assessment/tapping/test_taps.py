"""Taps are found at any tempo, whatever the camera's distance, side and place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handtrack.assessment.tapping.score_tapping import score_tapping
from handtrack.assessment.tapping.tapping_result import Bout, TappingResult
from handtrack.assessment.tapping.taps import find_closings
from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.views import View
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_recording
from synthetic_hand.tapping import evenly, repeated, tapping

RATES = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
CAMERAS = (15.0, 25.0, 30.0, 60.0)
ENOUGH = [(rate, fps) for rate in RATES for fps in CAMERAS if fps >= 4 * rate]
TOO_FEW = [(rate, fps) for rate in RATES for fps in CAMERAS if fps < 4 * rate]


def scored(hand: Hand, side: Side | None = None) -> TappingResult:
    return score_tapping(synthetic_recording(hand), side).result


def bout_of(hand: Hand) -> Bout:
    bout = scored(hand).bout
    assert bout is not None
    return bout


@pytest.mark.parametrize("noise", [0.01, 0.02, 0.03])
@pytest.mark.parametrize(("rate", "fps"), ENOUGH)
def test_a_count_is_exact_and_certain_where_a_tap_has_four_pictures(
    rate: float, fps: float, noise: float
) -> None:
    # Off the pictures' own grid; a hair slower, as a rate that is read off may be a hair faster.
    hand = tapping(evenly(0.98 * rate, 12, start_s=1.013), fps, noise=noise, seed=3)
    bout = bout_of(hand)
    assert len(bout.taps) == 12
    assert bout.bounds.words == "exactly 12"
    assert bout.rate_per_s.value == pytest.approx(0.98 * rate, rel=0.02)
    assert bout.hesitations.value == 0


@pytest.mark.parametrize(("rate", "fps"), TOO_FEW)
def test_with_fewer_pictures_the_count_is_an_estimate_that_only_has_a_lower_bound(
    rate: float, fps: float
) -> None:
    result = scored(tapping(evenly(rate, 12, start_s=1.013), fps, noise=0.01))
    assert result.bout is not None
    assert result.bout.bounds.at_least <= 12
    assert result.bout.bounds.at_most is None
    assert result.bout.amplitude_hand_lengths.value is None
    assert result.bout.interval_cv.value is None
    assert "are enough to count taps up to" in result.notes[0]


def test_what_was_melted_before_is_counted() -> None:
    bout = bout_of(tapping(evenly(4.3, 17), 30.0, noise=0.01))
    assert bout.bounds.words == "exactly 17"


def test_taps_are_where_the_tips_closed() -> None:
    moments = evenly(3.0, 10)
    bout = bout_of(tapping(moments, 60.0, noise=0.005))
    assert [tap.closed_s for tap in bout.taps] == pytest.approx(moments, abs=0.07)
    assert [tap.number for tap in bout.taps] == list(range(1, 11))


def test_a_rhythm_that_changes_from_slow_to_fast_is_counted() -> None:
    moments = np.cumsum(np.geomspace(1.0, 0.2, 16)) + 1.0
    bout = bout_of(tapping(moments.tolist(), 30.0, noise=0.01))
    assert len(bout.taps) == 16
    assert bout.slowing_percent.value is not None
    assert bout.slowing_percent.value < -50


@pytest.mark.parametrize("seed", range(4))
def test_uneven_taps_are_counted(seed: int) -> None:
    random = np.random.default_rng(seed)
    moments = 1.0 + np.cumsum(0.4 * random.uniform(0.7, 1.4, 15))
    widths = random.uniform(0.6, 1.0, 15)
    bout = bout_of(tapping(moments.tolist(), 30.0, widths.tolist(), noise=0.015, seed=seed))
    assert len(bout.taps) == 15


@pytest.mark.parametrize("view", [View.PALM, View.OBLIQUE, View.SIDE, Camera(-40.0), Camera(150.0)])
@pytest.mark.parametrize("side", Side)
def test_neither_side_nor_view_changes_the_count(side: Side, view: View | Camera) -> None:
    bout = bout_of(tapping(evenly(3.0, 10), 30.0, side=side, view=view, noise=0.01))
    assert bout.bounds.words == "exactly 10"


def scaled(hand: Hand) -> Hand:
    return replace(hand, image_px=hand.image_px * 0.37)


def shifted(hand: Hand) -> Hand:
    return replace(hand, image_px=hand.image_px + [120.0, -40.0, 0.0])


def mirrored(hand: Hand) -> Hand:
    other = Side.LEFT if hand.side is Side.RIGHT else Side.RIGHT
    return replace(hand, image_px=hand.image_px * [-1.0, 1.0, 1.0], side=other)


def rolled(hand: Hand) -> Hand:
    turn = np.array([[0.6, -0.8, 0.0], [0.8, 0.6, 0.0], [0.0, 0.0, 1.0]])
    return replace(hand, image_px=hand.image_px @ turn.T)


def later(hand: Hand) -> Hand:
    return replace(hand, time_s=np.asarray(hand.time_s) + 100.0)


@pytest.mark.parametrize("change", [scaled, shifted, mirrored, rolled, later])
def test_figures_do_not_depend_on_size_place_side_turn_and_time(
    change: Callable[[Hand], Hand],
) -> None:
    hand = tapping(evenly(2.5, 11), 30.0, noise=0.01)
    plain, other = bout_of(hand), bout_of(change(hand))
    assert other.bounds == plain.bounds
    for name in ("rate_per_s", "interval_cv", "amplitude_hand_lengths", "decrement_percent"):
        one, two = getattr(plain, name), getattr(other, name)
        assert two.value == pytest.approx(one.value, rel=1e-3, abs=1e-2), name


@given(
    st.floats(0.5, 4.0),
    st.integers(5, 20),
    st.sampled_from([30.0, 48.0, 60.0]),
    st.floats(0.0, 1.0),
)
@settings(max_examples=30)
def test_the_count_does_not_depend_on_when_the_pictures_were_taken(
    rate: float, count: int, fps: float, phase: float
) -> None:
    hand = tapping(evenly(rate, count, start_s=1.0 + phase / fps), fps, noise=0.01)
    assert len(bout_of(hand).taps) == count


@pytest.mark.parametrize("times", [2, 3])
@pytest.mark.parametrize("tracked_anew", [False, True])
def test_pictures_kept_several_times_are_no_frame_rate(times: int, tracked_anew: bool) -> None:
    once = tapping(evenly(3.0, 12), 10.0, noise=0.01)
    hand = repeated(once, times)
    if tracked_anew:
        jitter = np.random.default_rng(0).normal(scale=0.3, size=hand.image_px.shape)
        hand = replace(hand, image_px=hand.image_px + jitter)
    result = scored(hand)
    assert result.pictures_per_s == pytest.approx(10.0, rel=0.06)
    assert result.repeated_share == pytest.approx(1 - 1 / times, abs=0.06)
    assert result.bout is not None
    assert result.bout.bounds.at_most is None
    assert "show the same picture as the one before" in result.notes[0]


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
def test_real_pictures_are_not_taken_for_repeated_ones(fps: float) -> None:
    result = scored(tapping(evenly(2.0, 12), fps, noise=0.01))
    assert result.pictures_per_s == pytest.approx(fps, rel=0.01)
    assert result.repeated_share == 0.0


def test_a_bounce_at_the_touch_is_no_tap() -> None:
    time_s = np.arange(240) / 60
    gap = 0.5 + 0.4 * np.cos(2 * np.pi * time_s)
    bounced = np.where(gap < 0.2, gap + 0.08 * np.sin(2 * np.pi * 7 * time_s), gap)
    assert len(find_closings(time_s, bounced)) == len(find_closings(time_s, gap)) == 4


def test_a_flicker_of_the_tracker_is_no_tap() -> None:
    time_s = np.arange(300) / 30
    gap = 0.5 + 0.4 * np.cos(2 * np.pi * 0.8 * time_s)
    gap[[40, 77, 120, 200]] += [0.7, -0.6, 0.8, -0.7]
    assert len(find_closings(time_s, gap)) == 8


def test_no_and_few_readings_give_no_tap() -> None:
    for count in range(4):
        readings = np.linspace(0.0, 1.0, count)
        assert find_closings(readings, readings) == []
