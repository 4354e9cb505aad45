"""How the grip and the way of a carried thing are read."""

from __future__ import annotations

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Floats, Side
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.registry import counter_for

COINS = counter_for(find("5"))
FPS = 30.0
LENGTH = 0.2
"""Of the hand, in widths of the picture."""
OPEN, SHUT = 0.9, 0.2


def carries(closed: float = SHUT, trips: int = 4) -> tuple[Floats, Floats]:
    """A hand that goes to and fro between two places, closed one way and open the other."""
    leg = round(1.0 * FPS)
    grip = np.tile(np.repeat([OPEN, closed, closed, OPEN], leg), trips)
    x = np.tile(np.repeat([0.2, 0.2, 0.7, 0.7], leg), trips)
    readings = np.full((len(grip), 5), np.nan)
    readings[:, 0], readings[:, 1], readings[:, 2], readings[:, 3] = grip, x, 0.5, LENGTH
    return np.arange(len(grip)) / FPS, readings


def own(time_s: Floats, readings: Floats) -> Calibration:
    empty = Calibration("5", Side.RIGHT, "x")
    return COINS.calibrated(empty, time_s, COINS.filtered(time_s, readings))


def test_the_own_grip_lies_between_open_and_closed() -> None:
    found = own(*carries())
    assert (found.rest, found.peak) == pytest.approx((OPEN, SHUT))


def test_single_wild_frames_are_in_nobodys_grip() -> None:
    time_s, readings = carries()
    wild = np.flatnonzero(readings[:, 0] == OPEN)[3:-3:5]
    readings[wild, 0] = 0.55
    found = own(time_s, readings)
    assert (found.rest, found.peak) == pytest.approx((OPEN, SHUT), abs=0.05)


def test_a_hand_whose_grip_stays_wide_is_never_closed() -> None:
    for closed, most in ((0.5, 1.0), (0.65, 0.0)):
        time_s, readings = carries(closed)
        calibration = own(time_s, readings)
        assert calibration.peak == pytest.approx(closed)
        grip = COINS.progress(calibration, COINS.filtered(time_s, readings))[:, 0]
        assert grip.max() == pytest.approx(most)


def test_without_an_own_grip_and_way_nothing_is_known() -> None:
    time_s, readings = carries()
    nothing = COINS.progress(Calibration("5", Side.RIGHT, "x"), COINS.filtered(time_s, readings))
    assert np.isnan(nothing).all()
