"""TRANSPORT of small things put to an exercise: how many of them lie on the table."""

from __future__ import annotations

from functools import partial

import numpy as np
from typing_extensions import override

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Items
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.measurements.number_format import Unit
from handtrack.verifiers.calibration import Calibration, Scaling
from handtrack.verifiers.interface import Counter, ProgressLevel
from handtrack.verifiers.machine import Machine
from handtrack.verifiers.transport.piece_machine import ENGINE, PieceState
from handtrack.verifiers.transport.piece_tracker import PieceTracker, readings


class PieceFilter:
    """From what is in sight to how many pieces lie there, and when that last changed."""

    def __init__(self, table: Items) -> None:
        self._pieces = PieceTracker(table.sure_s.value, table.hindsight_s.value)

    def push(self, time_s: float, reading: float | Floats) -> Floats:
        """Filter the next reading.

        Parameters
        ----------
        time_s : float
            Not before that of the reading before.
        reading : ndarray, shape (K,)
            As `PieceCounter.read` gives it.

        Returns
        -------
        ndarray, shape (2,)
            How many pieces lie there, and when that last changed.
        """
        return np.array(self._pieces.push(time_s, np.asarray(reading)))


class PieceCounter(Counter):
    """Counts pieces that leave the table one by one, or come back to it.

    Parameters
    ----------
    exercise : Exercise
    table : Items
        Its [transport].
    """

    what = "piece"
    title = "pieces on the table"
    unit: Unit = "1"
    columns = ("pieces", "pieces_changed_s")

    def __init__(self, exercise: Exercise, table: Items) -> None:
        self._table = table

    @override
    def describe(self) -> list[str]:
        table = self._table
        many = f"{table.items.value:g}"
        ways = {
            "collect": f"{many} leave the table, one at a time.",
            "dispense": f"{many} come to lie on the table, one at a time.",
            "collect and dispense": f"{many} leave the table one at a time, and then {many} come "
            "back.",
        }
        return [
            f"Counted by how many pieces lie on the table in sight: {ways[table.mode]}",
            f"What changes within {table.together_s.value:g} s is more than one at a time and "
            "rejected.",
        ]

    @property
    @override
    def levels(self) -> tuple[ProgressLevel, ...]:
        return ()

    @override
    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        return ((self.title, progress[:, 0]),)

    @override
    def filter(self) -> PieceFilter:
        return PieceFilter(self._table)

    @override
    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        return readings(hand)

    @override
    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        # A number needs no range of the person's own.
        return own

    @override
    def scaling(self, own: Calibration) -> Scaling:
        return partial(np.asarray, dtype=np.float64)

    @override
    def machine(self) -> Machine[Items, PieceState]:
        return Machine(ENGINE, self._table)
