"""TRANSPORT of small things put to an exercise: how many of them lie on the table."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from handtrack.calibration import Calibration
from handtrack.counting.face import Counting, Level, Machine
from handtrack.counting.pieces import SURE_S, PieceCounter, readings
from handtrack.events import Candidate
from handtrack.geometry import ForearmLine
from handtrack.hand import Floats, Hand
from handtrack.handling import Items
from handtrack.measurements.registry import Unit
from handtrack.verifiers import items as engine


class ItemsMachine(Machine[engine.ItemsState]):
    """`verifiers.items`, made from an exercise's [transport]."""

    def __init__(self, items: Items) -> None:
        super().__init__(engine.initial())
        modes: tuple[engine.Mode, ...] = ("collect", "dispense")
        self._rule = engine.ItemsRule(
            phases=tuple(
                (m, int(items.items.value)) for m in modes if m in items.mode.split(" and ")
            ),
            together_s=items.together_s.value,
            item_s=items.item_s.value,
            late_s=SURE_S,
        )

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return engine.run(self._rule, time_s, progress)

    def _step(
        self, state: engine.ItemsState, time_s: float, progress: float | Floats
    ) -> engine.Step:
        return engine.step(self._rule, state, time_s, float(progress))

    def _finish(self, state: engine.ItemsState, time_s: float) -> tuple[Candidate, ...]:
        return engine.finish(self._rule, state, time_s)

    def _since_s(self, state: engine.ItemsState) -> float | None:
        return max(state.last_s, self._time_s - self._rule.item_s - self._rule.together_s)


class PiecesFilter:
    """From what is in sight to how many pieces lie there."""

    def __init__(self) -> None:
        self._pieces = PieceCounter()

    def push(self, time_s: float, reading: float | Floats) -> float:
        """See `Filter`."""
        return self._pieces.push(time_s, np.asarray(reading))


class ItemsCounting(Counting):
    """See `Counting`."""

    what = "piece"
    title = "pieces on the table"
    unit: Unit = "1"
    columns = ("pieces",)

    def __init__(self, items: Items) -> None:
        self._items = items

    @property
    def levels(self) -> tuple[Level, ...]:
        """See `Counting`; none of a number."""
        return ()

    def filter(self) -> PiecesFilter:
        """See `Counting`."""
        return PiecesFilter()

    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """See `Counting`; the hand and every piece in sight."""
        return readings(hand)

    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        """See `Counting`; a number needs no range of the person's own."""
        return own

    def progress(self, own: Calibration, signal: Floats | float) -> Floats:
        """See `Counting`."""
        return np.asarray(signal, dtype=np.float64)

    def machine(self) -> ItemsMachine:
        """See `Counting`."""
        return ItemsMachine(self._items)
