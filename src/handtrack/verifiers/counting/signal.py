"""What CYCLE and HOLD share: one signal, read in shares of the person's own range."""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, TypeVar

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.methods import Cycle, Hold
from handtrack.landmarks.hand import Floats
from handtrack.measurements.filters import OneEuro
from handtrack.measurements.number_format import Unit
from handtrack.verifiers.calibration import Calibration, Scale
from handtrack.verifiers.counting.face import Counting
from handtrack.verifiers.own_ends import from_signal

Rule = TypeVar("Rule", Cycle, Hold)


class SignalCounting(Counting, Generic[Rule]):
    """See `Counting`.

    Parameters
    ----------
    rule : Cycle or Hold
        The exercise's [cycle] or [hold].
    """

    by_movement = True

    def __init__(self, exercise: Exercise, rule: Rule) -> None:
        self._rule: Rule = rule
        self._reading = exercise.signals[rule.signal]
        self.rest = rule.rest.value

    @property
    def title(self) -> str:
        """See `Counting`."""
        return self._reading.title

    @property
    def unit(self) -> Unit:
        """See `Counting`."""
        return self._reading.measurement.unit

    @property
    def smoothing(self) -> OneEuro | None:
        """See `Counting`."""
        smooth = self._reading.smooth
        return smooth.filter if smooth else None

    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        """See `Counting`."""
        # Readings and progress have the same columns.
        rule = self._rule
        ends = from_signal(time_s, self.way(signal), rule.least.value, rule.ends == "both")
        if ends is None:
            return own
        low, high, excursions = ends
        rest, peak = (high, low) if rule.ends == "low" else (low, high)
        return replace(own, rest=rest, peak=peak, excursions=excursions)

    def ticks(self, own: Calibration) -> tuple[tuple[float, str], ...]:
        """What 0 and 1 of the person's own range are in the signal's unit."""
        scale = Scale.of(self._rule, own)
        if scale is None:
            return ()
        ends = ((0.0, scale.zero), (1.0, scale.one))
        if self.unit == "deg":
            return tuple((height, f"{value:.0f}°") for height, value in ends)
        return tuple((height, f"{value:.2f}") for height, value in ends)
