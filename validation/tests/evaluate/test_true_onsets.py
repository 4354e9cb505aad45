"""Where a true repetition begins and ends."""

from dataclasses import replace

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.views import View
from validation.evaluate.clips import Made, TrueRep
from validation.evaluate.event_matching import COLLAR_S
from validation.evaluate.true_onsets import collar_s, stay, true_edges
from validation.tests.helpers.scripted_clips import told_clip

TIME_S = np.arange(0, 2.01, 0.1)


def test_a_touch_lasts_as_long_as_the_gap_is_small() -> None:
    gap = np.abs(TIME_S - 1)
    assert stay(TIME_S, gap, 0.45, (0.95, 1.05)) == pytest.approx((0.55, 1.45))


def test_a_touch_that_no_gap_shows_is_left_as_it_was_told() -> None:
    assert stay(TIME_S, np.ones_like(TIME_S), 0.45, (0.9, 1.1)) == (0.9, 1.1)
    assert stay(TIME_S, TIME_S * 0, 0.45, (0.9, 1.1)) == (0.9, 1.1)


def test_a_minute_of_activity_is_full_when_sixty_seconds_are_credited() -> None:
    shares = (1.0,) * 12 + (0.0,) * 8 + (1.0,) * 14  # rests for eight times three seconds
    made = (Made.FULL,) * len(shares)
    clip, hand = told_clip("7", {"right": -0.6}, {"right": 0.6}, View.PALM, shares, made)
    minute = replace(clip, reps=(TrueRep(1.5, 61.5, Made.FULL),))
    ((start_s, end_s),) = true_edges(minute, find("7"), np.asarray(hand.time_s))
    assert start_s == pytest.approx(1.5, abs=0.2)
    assert end_s == pytest.approx(1.5 + 60.0 + 8 * 3.0, abs=8.0)  # slow at both ends of a way


def test_a_minute_that_the_true_joints_do_not_fill_is_left_as_it_was_told() -> None:
    clip, hand = told_clip("7", {"right": -0.6}, {"right": 0.6}, View.PALM)
    minute = replace(clip, reps=(TrueRep(1.5, 61.5, Made.FULL),))
    assert true_edges(minute, find("7"), np.asarray(hand.time_s)) == ((1.5, 61.5),)


def test_a_minute_may_be_off_by_a_pause_and_a_repetition_may_not() -> None:
    played = find("7")
    assert played.activity
    assert collar_s(played) == played.activity.linger_s.value
    assert collar_s(find("11")) == COLLAR_S
