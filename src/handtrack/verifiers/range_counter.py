"""What CYCLE and HOLD share: one signal, read in shares of the person's own range."""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, TypeVar

from typing_extensions import override

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.verifier_tables import Cycle, Hold
from handtrack.landmarks.hand import Floats
from handtrack.measurements.filters import OneEuro
from handtrack.measurements.registry import Unit
from handtrack.verifiers.calibration import Calibration, Scale
from handtrack.verifiers.endpoints import range_endpoints
from handtrack.verifiers.interface import Counter

Table = TypeVar("Table", Cycle, Hold)


class RangeCounter(Counter, Generic[Table]):
    """Counts by one signal, in shares of the person's own range.

    Parameters
    ----------
    exercise : Exercise
    table : Cycle or Hold
        The exercise's [cycle] or [hold].
    """

    by_movement = True

    def __init__(self, exercise: Exercise, table: Table) -> None:
        self._table: Table = table
        self._reading = exercise.signals[table.signal]
        self.rest = table.rest.value
        self.least_range = table.least.value

    @property
    @override
    def title(self) -> str:
        return self._reading.title

    @property
    @override
    def unit(self) -> Unit:
        return self._reading.measurement.unit

    @property
    @override
    def smoothing(self) -> OneEuro | None:
        smooth = self._reading.smooth
        return smooth.filter if smooth else None

    @override
    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        # Readings and progress have the same columns.
        table, way = self._table, self.displacement(signal)
        ends = range_endpoints(time_s, way, table.least.value, table.ends == "both")
        if ends is None:
            return own
        low, high, excursions = ends
        rest, peak = (high, low) if table.ends == "low" else (low, high)
        return replace(own, rest=rest, peak=peak, excursions=excursions)

    @override
    def missing(self, own: Calibration) -> str:
        return "range of movement" if own.rest is None or own.peak is None else ""

    @override
    def ticks(self, own: Calibration) -> tuple[tuple[float, str], ...]:
        scale = Scale.of(self._table, own)
        if scale is None:
            return ()
        ends = ((0.0, scale.zero), (1.0, scale.one))
        if self.unit == "deg":
            return tuple((height, f"{value:.0f}°") for height, value in ends)
        return tuple((height, f"{value:.2f}") for height, value in ends)
