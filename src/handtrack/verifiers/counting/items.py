"""TRANSPORT of small things put to an exercise: how many of them lie on the table."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from handtrack.definitions.handling import Items
from handtrack.events import Candidate
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.measurements.number_format import Unit
from handtrack.verifiers import items as engine
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.counting.face import Counting, Level, Machine
from handtrack.verifiers.counting.pieces import HINDSIGHT_S, SURE_S, PieceCounter, readings


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
            sure_s=SURE_S,
        )

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return engine.run(self._rule, time_s, progress)

    def _step(
        self, state: engine.ItemsState, time_s: float, progress: float | Floats
    ) -> engine.Step:
        count, changed_s = np.asarray(progress).tolist()
        return engine.step(self._rule, state, time_s, count, changed_s)

    def _finish(self, state: engine.ItemsState, time_s: float) -> tuple[Candidate, ...]:
        return engine.finish(self._rule, state, time_s)

    def _since_s(self, state: engine.ItemsState) -> float | None:
        known_s = HINDSIGHT_S + SURE_S + self._rule.together_s
        item_s = max(state.last_s, self._time_s - self._rule.item_s - known_s)
        away = [s for s in (state.left_s, state.gap_s) if s is not None]
        return min([item_s, *away])


class PiecesFilter:
    """From what is in sight to how many pieces lie there, and when that last changed."""

    def __init__(self) -> None:
        self._pieces = PieceCounter()

    def push(self, time_s: float, reading: float | Floats) -> Floats:
        """See `Filter`; shape (2,)."""
        return np.array(self._pieces.push(time_s, np.asarray(reading)))


class ItemsCounting(Counting):
    """See `Counting`."""

    what = "piece"
    title = "pieces on the table"
    unit: Unit = "1"
    columns = ("pieces", "pieces_changed_s")

    def __init__(self, items: Items) -> None:
        self._items = items

    @property
    def levels(self) -> tuple[Level, ...]:
        """See `Counting`; none of a number."""
        return ()

    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        """See `Counting`; the number alone."""
        return ((self.title, progress[:, 0]),)

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
