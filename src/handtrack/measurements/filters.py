"""Smoothing with real time steps and explicit state.

First the median of three samples: a tracker confuses two fingers, or palm and back, in single
frames, and a filter that follows fast movements would follow these errors. Then the One Euro
filter: little lag while the hand moves, little jitter while it rests. It removes jitter only: on
rendered hands smoothing changed the angle error by 0.3 degrees or less.

Source: Casiez, Roussel and Vogel 2012, doi:10.1145/2207676.2208639. Deviations: the time step is
that of each frame; a NaN sample gives NaN and leaves the state as it is; after a gap longer than
`GAP_S` the filter restarts, so that no old value influences a new one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, hypot, tau

import numpy as np
from typing_extensions import override

from handtrack.landmarks.hand import Floats

GAP_S = 0.3
"""Provisional, domain judgement: gaps up to this long are bridged."""
MIDDLE_S = 0.11
"""Provisional: longest duration of the three samples of a median. In a longer one, as with a slow
camera, a hand may have gone and come back. No multiple of usual frame times, so that no rounding of
times decides."""
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
        Rise of the cut-off per unit of speed (in the signal's unit a second). Higher lags less.
    """

    min_cutoff_hz: float
    beta: float


class ScalarFilter(ABC):
    """A causal filter with a state: of a whole recording, or sample by sample, the same."""

    @abstractmethod
    def run(self, times_s: Sequence[float], readings: Sequence[float]) -> list[float]:
        """Filter the next samples.

        Parameters
        ----------
        times_s : sequence of float
            Ascending, and later than the one before.
        readings : sequence of float
            As many, in the signal's unit.

        Returns
        -------
        list of float
            In the signal's unit; NaN for NaN, which leaves the state as it is.
        """

    def push(self, time_s: float, reading: float | Floats) -> float:
        """Filter the next sample: `run` of one.

        Parameters
        ----------
        time_s : float
            Later than the one before.
        reading : float
            In the signal's unit.
        """
        return self.run((time_s,), (float(reading),))[0]


class OneEuroFilter(ScalarFilter):
    """The One Euro filter; its state is the last output, its speed and its time.

    Parameters
    ----------
    constants : OneEuro
    """

    def __init__(self, constants: OneEuro) -> None:
        self._constants = constants
        self._time_s = self._value = float("nan")
        self._speed = 0.0

    @override
    def run(self, times_s: Sequence[float], readings: Sequence[float]) -> list[float]:
        least_hz, beta = self._constants.min_cutoff_hz, self._constants.beta
        before_s, value, speed = self._time_s, self._value, self._speed
        filtered = []
        for time_s, reading in zip(times_s, readings, strict=True):
            if reading != reading:
                filtered.append(reading)
                continue
            step_s = time_s - before_s
            before_s = time_s
            if step_s <= GAP_S:
                turn, change = tau * step_s, reading - value
                share = turn * SPEED_CUTOFF_HZ
                speed += share / (share + 1.0) * (change / step_s - speed)
                share = turn * (least_hz + beta * abs(speed))
                value += share / (share + 1.0) * change
            else:  # also the first reading, whose step is NaN
                value, speed = reading, 0.0
            filtered.append(value)
        self._time_s, self._value, self._speed = before_s, value, speed
        return filtered


class MedianOf3(ScalarFilter):
    """Median of the last three samples, which removes jumps of a single frame.

    A movement is delayed by one frame. NaN samples are skipped; where the three span more than
    `MIDDLE_S`, the last sample passes unchanged.
    """

    def __init__(self) -> None:
        self._before = self._last = (float("nan"), float("nan"))

    @override
    def push(self, time_s: float, reading: float | Floats) -> float:
        middle = last = float(reading)
        if last != last:
            return last
        (first_s, first), second = self._before, self._last[1]
        if time_s - first_s <= MIDDLE_S:  # not the first two, whose time is NaN
            low, high = (first, second) if first <= second else (second, first)
            middle = low if last < low else min(last, high)
        self._before, self._last = self._last, (time_s, last)
        return middle

    @override
    def run(self, times_s: Sequence[float], readings: Sequence[float]) -> list[float]:
        # As `push`, of all samples at once.
        filtered = np.array(readings, dtype=np.float64)
        seen = np.flatnonzero(~np.isnan(filtered))
        earlier_s, earlier = zip(self._before, self._last, strict=True)
        time_s = np.concatenate([earlier_s, np.array(times_s, dtype=np.float64)[seen]])
        reading = np.concatenate([earlier, filtered[seen]])
        first, second, last = reading[:-2], reading[1:-1], reading[2:]
        middle = np.maximum(np.minimum(first, second), np.minimum(last, np.maximum(first, second)))
        near = time_s[2:] - time_s[:-2] <= MIDDLE_S
        filtered[seen] = np.where(near, middle, last)
        self._before, self._last = zip(time_s[-2:].tolist(), reading[-2:].tolist(), strict=True)
        result: list[float] = filtered.tolist()
        return result


class SignalFilter(ScalarFilter):
    """The filter of every smoothed signal: median of three, then One Euro.

    Parameters
    ----------
    constants : OneEuro
    """

    def __init__(self, constants: OneEuro) -> None:
        self._median = MedianOf3()
        self._one_euro = OneEuroFilter(constants)

    @override
    def run(self, times_s: Sequence[float], readings: Sequence[float]) -> list[float]:
        return self._one_euro.run(times_s, self._median.run(times_s, readings))

    @override
    def push(self, time_s: float, reading: float | Floats) -> float:
        return self._one_euro.push(time_s, self._median.push(time_s, reading))


SPEED_S = 0.3
"""Provisional: time constant of a speed. The jitter of a resting hand, a hundredth of a hand length
a frame, then gives a hundredth of a hand length a second."""


class SpeedEstimator:
    """Speed of a point on the screen, from its distance to its own exponential average.

    Attributes
    ----------
    unit_px : float
        Exponential average of the unit of length; NaN before the first point.
    """

    def __init__(self) -> None:
        self._time_s = self._x_px = self._y_px = float("nan")
        self.unit_px = float("nan")

    def push(self, time_s: float, x_px: float, y_px: float, unit_px: float) -> float:
        """Compute the speed at the next point.

        Parameters
        ----------
        time_s : float
            Later than the one before.
        x_px, y_px : float
            The point in pixels.
        unit_px : float
            The unit of length in pixels.

        Returns
        -------
        float
            Units a second; NaN for a NaN point, which leaves the state as it is, for the first
            point, and for the first after a gap longer than `GAP_S`.
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
