"""Smoothing with real time steps and explicit state.

First the middle of three readings, because a tracker takes one finger for another, or the palm for
the back, in a single frame: a filter that follows fast movements follows that, too. Then the One
Euro filter: little lag while the hand moves, little jitter while it rests. It removes jitter only:
on rendered hands smoothing changed the angle error by 0.3 degrees or less.

Source: Casiez, Roussel and Vogel 2012, doi:10.1145/2207676.2208639. Deviations: the time step is
each frame's own; a frame without a reading leaves the state alone and reads NaN; after a gap
longer than `GAP_S` the filter starts afresh, so that it never drags an old value along.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot, tau

from handtrack.landmarks.hand import Floats

GAP_S = 0.3
"""Provisional, domain judgement: gaps up to this long are bridged."""
MIDDLE_S = 0.11
"""Provisional: three readings over more than this, as of a slow camera, are not compared: between
them a hand may well have gone and come back. Not a multiple of a frame of usual cameras, so that no
rounding of times decides."""
SPEED_CUTOFF_HZ = 1.0
"""Cut-off of the speed estimate, as in the original."""


@dataclass(frozen=True, slots=True)
class OneEuro:
    """The filter's constants.

    Parameters
    ----------
    min_cutoff_hz : float
        Cut-off at rest. Lower is steadier.
    beta : float
        How much the cut-off rises per unit of speed (in the signal's unit a second). Higher lags
        less.
    """

    min_cutoff_hz: float
    beta: float


class OneEuroFilter:
    """The filter at work: it remembers its last output, that output's speed, and when."""

    def __init__(self, constants: OneEuro) -> None:
        self._constants = constants
        self._time_s = self._value = float("nan")
        self._speed = 0.0

    def push(self, time_s: float, reading: float | Floats) -> float:
        """Filter the next reading; NaN gives NaN and changes nothing."""
        reading = float(reading)
        if reading != reading:
            return reading
        step_s = time_s - self._time_s
        self._time_s = time_s
        if not step_s <= GAP_S:  # also the first reading, whose step is NaN
            self._value, self._speed = reading, 0.0
            return reading
        turn, change = tau * step_s, reading - self._value
        share = turn * SPEED_CUTOFF_HZ
        self._speed += share / (share + 1.0) * (change / step_s - self._speed)
        share = turn * (self._constants.min_cutoff_hz + self._constants.beta * abs(self._speed))
        self._value += share / (share + 1.0) * change
        return self._value


class MedianOf3:
    """The middle of the last three readings: what jumps for one frame only is gone.

    A movement comes out one frame late. A frame without a reading is left out; where the three
    are more than `MIDDLE_S` apart, the last one passes as it is.
    """

    def __init__(self) -> None:
        self._before = self._last = (float("nan"), float("nan"))

    def push(self, time_s: float, reading: float | Floats) -> float:
        """The next reading's middle; NaN gives NaN and changes nothing."""
        reading = float(reading)
        if reading != reading:
            return reading
        three = (self._before, self._last, (time_s, reading))
        self._before, self._last = three[1:]
        if not time_s - three[0][0] <= MIDDLE_S:  # also the first two, whose time is NaN
            return reading
        return sorted(value for _, value in three)[1]


class SignalFilter:
    """Both filters, one after the other: what every smoothed signal goes through."""

    def __init__(self, constants: OneEuro) -> None:
        self._middle = MedianOf3()
        self._one_euro = OneEuroFilter(constants)

    def push(self, time_s: float, reading: float | Floats) -> float:
        """Filter the next reading; NaN gives NaN and changes nothing."""
        return self._one_euro.push(time_s, self._middle.push(time_s, reading))


SPEED_S = 0.3
"""Provisional: over about how long a speed is taken. The jitter of a resting hand, a hundredth of
a hand length a frame, then reads as a hundredth of a hand length a second."""


class SpeedEstimator:
    """How fast a point moves on the screen: how far it is ahead of its own slow average."""

    def __init__(self) -> None:
        self._time_s = self._x_px = self._y_px = float("nan")
        self.unit_px = float("nan")
        """The slow average of the unit."""

    def push(self, time_s: float, x_px: float, y_px: float, unit_px: float) -> float:
        """The speed at the next point, in units a second.

        NaN, and nothing changed, where the point is NaN; NaN on the first frame and on the first
        after a gap longer than `GAP_S`.
        """
        if x_px != x_px:
            return x_px
        step_s = time_s - self._time_s
        self._time_s = time_s
        if not step_s <= GAP_S:
            self._x_px, self._y_px, self.unit_px = x_px, y_px, unit_px
            return float("nan")
        share = 1.0 - exp(-step_s / SPEED_S)
        ahead_x_px, ahead_y_px = x_px - self._x_px, y_px - self._y_px
        self._x_px += share * ahead_x_px
        self._y_px += share * ahead_y_px
        self.unit_px += share * (unit_px - self.unit_px)
        return hypot(ahead_x_px, ahead_y_px) / (SPEED_S * self.unit_px)
