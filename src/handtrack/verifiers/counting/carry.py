"""TRANSPORT put to an exercise: how far the hand is closed, and how far it is on the person's way.

Where the object is followed, the hand is closed only with the object in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling import Carry
from handtrack.events import Candidate
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.quality import palm_px
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.filters import MedianOf3
from handtrack.measurements.number_format import Unit
from handtrack.verifiers import transport as engine
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.counting.face import Counting, Figures, Level, Machine
from handtrack.verifiers.own_ends import from_signal, way_of

if TYPE_CHECKING:
    from handtrack.verifiers.trace import Trace

_GRIP, _HELD, _PLACE, _LENGTH = 0, 1, slice(2, 4), 4
"""Columns of what the filter gives."""
_GAP = MEASUREMENTS["object_gap"]


class CarryMachine(Machine[engine.TransportState]):
    """`verifiers.transport`, made from an exercise's [transport]."""

    def __init__(self, carry: Carry) -> None:
        super().__init__(engine.initial())
        self._rule = engine.TransportRule(
            closed=carry.closed.value,
            open=carry.open.value,
            attempt=carry.attempt.value,
            full=carry.full.value,
            dwell_s=carry.dwell_s.value,
            fetch=carry.mode == "stack",
            one_way=carry.mode == "stack",
        )

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return engine.run(self._rule, time_s, progress)

    def _step(
        self, state: engine.TransportState, time_s: float, progress: float | Floats
    ) -> engine.Step:
        grip, place = np.asarray(progress).tolist()
        return engine.step(self._rule, state, time_s, grip, place)

    def _finish(self, state: engine.TransportState, time_s: float) -> tuple[Candidate, ...]:
        return engine.finish(self._rule, state, time_s)

    def _since_s(self, state: engine.TransportState) -> float | None:
        return None if state.phase is engine.Phase.WAITING else min(state.start_s, state.since_s)


class CarryFilter:
    """The grip without what jumps for one frame, and whether the object is in the hand.

    An object out of sight is where it was: in the hand, if it was there.
    """

    def __init__(self, carry: Carry) -> None:
        self._near = carry.near.value if carry.near else None
        self._grip = MedianOf3()
        self._held = 0.0

    def push(self, time_s: float, reading: float | Floats) -> Floats:
        """See `Filter`; what `CarryCounting.read` gives becomes grip, held, x, y, length."""
        values = np.asarray(reading, dtype=np.float64)
        grip, palm, gap = self._grip.push(time_s, values[0]), values[1:4], values[4]
        if self._near is None:
            return np.array([grip, 1.0, *palm])
        if isfinite(gap):
            self._held = float(gap <= self._near)
        return np.array([grip, self._held, *palm])


class CarryCounting(Counting):
    """See `Counting`."""

    what = "transport"
    title = "way of the hand"
    unit: Unit = "L"
    columns = ("grip_share", "way_share")
    by_movement = True

    def __init__(self, exercise: Exercise, carry: Carry) -> None:
        self._carry = carry
        self._grip = exercise.signals[carry.grip]

    def filter(self) -> CarryFilter:
        """See `Counting`."""
        return CarryFilter(self._carry)

    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """See `Counting`; shape (..., 5): grip, palm and hand length, gap of the object.

        Palm and length in widths of the picture; the gap is NaN where the object is hidden.
        """
        grip, gap = self._grip.of(hand, forearm), _GAP.read(hand)
        palm = palm_px(hand) / hand.frame_size_px[0]
        return np.concatenate([grip[..., None], palm, gap[..., None]], axis=-1)

    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        """See `Counting`."""
        carry = self._carry
        grips = from_signal(time_s, signal[:, _GRIP], carry.least_grip.value)
        way = way_of(time_s, signal[:, _PLACE], signal[:, _LENGTH], carry.least.value)
        if grips is None or way is None:
            return own
        closed, opened, count = grips
        return replace(own, rest=opened, peak=closed, excursions=count, way=way)

    def _whole_L(self, own: Calibration) -> float:  # noqa: N802  L is the unit
        """What counts as the whole way, in hand lengths: never so little that noise is a way."""
        length = own.way.length_L if own.way else 0.0
        return max(length, self._carry.least.value / self._carry.full.value)

    def progress(self, own: Calibration, signal: Floats | float) -> Floats:
        """See `Counting`; shape (..., 2): grip, 1 closed, and way, 0 and 1 at its ends."""
        found = np.asarray(signal, dtype=np.float64)
        shares = np.full((*found.shape[:-1], 2), np.nan)
        if own.rest is None or own.peak is None or own.way is None:
            return shares
        closing = self._closing(own, found[..., _GRIP]) * found[..., _HELD]
        if self._carry.widest:
            closing = np.where(found[..., _GRIP] > self._carry.widest.value, 0.0, closing)
        shares[..., 0] = closing
        shares[..., 1] = own.way.along_L(found[..., _PLACE]) / self._whole_L(own)
        return shares

    def _closing(self, own: Calibration, grip: Floats) -> Floats:
        """How far the hand is closed, 0 open and 1 closed; NaN where that is not known of it."""
        if own.rest is None or own.peak is None:
            return grip * np.nan
        return (own.rest - grip) / max(own.rest - own.peak, self._carry.least_grip.value)

    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        """See `Counting`."""
        return (("grip", progress[:, 0]), ("way", progress[:, 1]))

    def way_of(self, own: Calibration, readings: Floats) -> Floats:
        """See `Counting`: it lasts from where the hand begins to close to where it is open."""
        return self._closing(own, readings[:, _GRIP])

    def machine(self) -> CarryMachine:
        """See `Counting`."""
        return CarryMachine(self._carry)

    def figures(
        self, own: Calibration, candidate: Candidate, trace: Trace, frames: slice
    ) -> Figures:
        """How far it went, in hand lengths and as a share of the own way."""
        place, time_s = trace.progress[frames, 1], trace.time_s[frames]
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

    @property
    def levels(self) -> tuple[Level, ...]:
        """See `Counting`."""
        closed, opened = self._carry.closed.value, self._carry.open.value
        return (Level("closed", (closed,)), Level("open", (opened,)))
