"""TRANSPORT put to an exercise: how far the hand is closed, and how far it is on the person's way.

Where the object is followed, the hand is closed only with the object in it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from typing_extensions import override

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Carry
from handtrack.events import Candidate
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.quality import palm_px
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.filters import MedianOf3
from handtrack.measurements.number_format import Unit, limit_words, share, unit_words
from handtrack.verifiers.calibration import Calibration, Scaling
from handtrack.verifiers.endpoints import range_endpoints, transport_path
from handtrack.verifiers.interface import Counter, Figures, ProgressLevel
from handtrack.verifiers.machine import Machine
from handtrack.verifiers.transport.machine import ENGINE, TransportState

if TYPE_CHECKING:
    from handtrack.verifiers.signals import Signals

_GRIP, _HELD, _PLACE, _LENGTH = 0, 1, slice(2, 4), 4
"""Columns of what the filter gives."""
_GAP = MEASUREMENTS["object_gap"]


class TransportFilter:
    """The grip without what jumps for one frame, and whether the object is in the hand.

    An object out of sight is where it was: in the hand, if it was there.
    """

    def __init__(self, table: Carry) -> None:
        self._near = table.near.value if table.near else None
        self._grip = MedianOf3()
        self._held = 0.0

    def push(self, time_s: float, reading: float | Floats) -> Floats:
        """Filter the next reading.

        Parameters
        ----------
        time_s : float
            Not before that of the reading before.
        reading : ndarray, shape (5,)
            As `TransportCounter.read` gives it.

        Returns
        -------
        ndarray, shape (5,)
            Grip, whether the object is in the hand, x, y and hand length.
        """
        values = np.asarray(reading, dtype=np.float64)
        grip, palm, gap = self._grip.push(time_s, values[0]), values[1:4], values[4]
        if self._near is None:
            return np.array([grip, 1.0, *palm])
        if isfinite(gap):
            self._held = float(gap <= self._near)
        return np.array([grip, self._held, *palm])


class TransportCounter(Counter):
    """Counts ways of a closed hand that end with it open.

    Parameters
    ----------
    exercise : Exercise
    table : Carry
        Its [transport].
    """

    what = "transport"
    title = "way of the hand"
    unit: Unit = "L"
    columns = ("grip_share", "way_share")
    by_movement = True

    def __init__(self, exercise: Exercise, table: Carry) -> None:
        self._table = table
        self._grip = exercise.signals[table.grip]

    @override
    def filter(self) -> TransportFilter:
        return TransportFilter(self._table)

    @override
    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        # Shape (..., 5): grip; palm and hand length in widths of the picture; gap of the object,
        # NaN where that is hidden.
        grip, gap = self._grip.of(hand, forearm), _GAP.read(hand)
        palm = palm_px(hand) / hand.frame_size_px[0]
        return np.concatenate([grip[..., None], palm, gap[..., None]], axis=-1)

    @override
    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        carry = self._table
        grips = range_endpoints(time_s, signal[:, _GRIP], carry.least_grip.value)
        way = transport_path(time_s, signal[:, _PLACE], signal[:, _LENGTH], carry.least.value)
        if grips is None or way is None:
            return own
        closed, opened, count = grips
        return replace(own, rest=opened, peak=closed, excursions=count, way=way)

    def _whole_L(self, own: Calibration) -> float:  # noqa: N802  L is the unit
        """What counts as the whole way, in hand lengths: never so little that noise is a way."""
        length = own.way.length_L if own.way else 0.0
        return max(length, self._table.least.value / self._table.full.value)

    @override
    def scaling(self, own: Calibration) -> Scaling:
        return partial(self._shares, own)

    def _shares(self, own: Calibration, signal: float | Floats) -> Floats:
        """Grip, 1 closed, and way, 0 and 1 at its ends, shape (..., 2)."""
        found = np.asarray(signal, dtype=np.float64)
        shares = np.full((*found.shape[:-1], 2), np.nan)
        if own.rest is None or own.peak is None or own.way is None:
            return shares
        closing = self._closing(own, found[..., _GRIP]) * found[..., _HELD]
        if self._table.widest:
            closing = np.where(found[..., _GRIP] > self._table.widest.value, 0.0, closing)
        shares[..., 0] = closing
        shares[..., 1] = own.way.along_L(found[..., _PLACE]) / self._whole_L(own)
        return shares

    def _closing(self, own: Calibration, grip: Floats) -> Floats:
        """How far the hand is closed, 0 open and 1 closed; NaN where that is not known of it."""
        if own.rest is None or own.peak is None:
            return grip * np.nan
        return (own.rest - grip) / max(own.rest - own.peak, self._table.least_grip.value)

    @override
    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        return (("grip", progress[:, 0]), ("way", progress[:, 1]))

    @override
    def raw_displacement(self, own: Calibration, readings: Floats) -> Floats:
        # It lasts from where the hand begins to close to where it is open.
        return self._closing(own, readings[:, _GRIP])

    @override
    def missing(self, own: Calibration) -> str:
        whole = own.rest is not None and own.peak is not None and own.way is not None
        return "" if whole else "grip and way"

    @override
    def machine(self) -> Machine[Carry, TransportState]:
        return Machine(ENGINE, self._table)

    @override
    def figures(
        self, own: Calibration, candidate: Candidate, signals: Signals, frames: slice
    ) -> Figures:
        place, time_s = signals.progress[frames, 1], signals.time_s[frames]
        known = np.isfinite(place)
        if own.way is None or not known.any():
            return Figures()
        gone = np.abs(place - place[known][0])
        moved = float(np.nanmax(gone)) * self._whole_L(own)
        return Figures(
            peak_s=float(time_s[int(np.nanargmax(gone))]),
            excursion=moved,
            range_share=moved / own.way.length_L if own.way.length_L > 0 else None,
        )

    @override
    def describe(self) -> list[str]:
        table = self._table
        unit = self._grip.measurement.unit
        ways = {
            "move": "Each way across is one, forth and back, always with something in the hand.",
            "stack": "Each way to one and the same side is one; the hand goes back empty.",
        }
        lines = [
            f"A transport: the hand closes, goes {share(table.full.value)} of your own way, and "
            f"opens there. {ways[table.mode]}",
            f"Closed from {share(table.closed.value)} of your own closing on, open again at "
            f"{share(table.open.value)}, each for {table.dwell_s.value:g} s; by {self._grip.title} "
            f"({unit_words(unit)}).",
            f"Opened on the way: partial. Ways below {share(table.attempt.value)} leave no trace.",
            f"A way below {limit_words(table.least.value, 'L')} never counts, nor does a closing "
            f"below {limit_words(table.least_grip.value, unit)}.",
        ]
        if table.widest:
            lines.append(
                f"Wider than {limit_words(table.widest.value, unit)} the hand holds nothing."
            )
        if table.near:
            near = limit_words(table.near.value, "L")
            lines.append(f"A hand is closed only with the object within {near} of its fingertips.")
        return lines

    @property
    @override
    def levels(self) -> tuple[ProgressLevel, ...]:
        closed, opened = self._table.closed.value, self._table.open.value
        return (ProgressLevel("closed", (closed,)), ProgressLevel("open", (opened,)))
