"""HOLD put to an exercise: one signal in shares of the own way, further limits, and stillness."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from typing_extensions import override

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.verifier_tables import Hold
from handtrack.events import Candidate, Finding, Reason
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.quality import palm_px
from handtrack.measurements.filters import OneEuro, SignalFilter, SpeedEstimator
from handtrack.measurements.number_format import limit_words, share, unit_words
from handtrack.verifiers.calibration import Calibration, Progress, Scale, Scaling
from handtrack.verifiers.hold.machine import ENGINE, HoldState, held
from handtrack.verifiers.interface import Figures, LiveProgress, ProgressLevel
from handtrack.verifiers.machine import Machine
from handtrack.verifiers.range_counter import RangeCounter
from handtrack.verifiers.wording import joined

if TYPE_CHECKING:
    from handtrack.verifiers.signals import Signals


class HoldFilter:
    """The signal without jitter, and the palm's speed instead of its place."""

    def __init__(self, smoothing: OneEuro | None) -> None:
        self._signal = SignalFilter(smoothing) if smoothing else None
        self._speed = SpeedEstimator()

    def push(self, time_s: float, reading: float | Floats) -> Floats:
        """Filter the next reading.

        Parameters
        ----------
        time_s : float
            Not before that of the reading before.
        reading : ndarray, shape (5,)
            As `HoldCounter.read` gives it.

        Returns
        -------
        ndarray, shape (3,)
            Signal, kept and the palm's speed in hand lengths a second.
        """
        signal, kept, *place = np.asarray(reading).tolist()
        if self._signal:
            signal = self._signal.push(time_s, signal)
        return np.array([signal, kept, self._speed.push(time_s, *place)])


class HoldCounter(RangeCounter[Hold]):
    """Counts postures that are kept long enough."""

    what = "hold"
    timed = "hold"
    guided = 2
    columns = ("progress_share", "kept", "speed_hand_lengths_s")

    def __init__(self, exercise: Exercise, table: Hold) -> None:
        super().__init__(exercise, table)
        self._also = [(exercise.signals[kept.signal], kept) for kept in table.also]
        self._merge = exercise.hands == 2

    @override
    def filter(self) -> HoldFilter:
        return HoldFilter(self.smoothing)

    @override
    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        # Shape (..., 5): signal, whether all further conditions hold, and `palm_px`.
        signal = self._reading.of(hand, forearm)
        kept = np.where(np.isnan(signal), np.nan, 1.0)
        for reading, limits in self._also:
            value = reading.of(hand, forearm)
            low = -np.inf if limits.at_least is None else limits.at_least.value
            high = np.inf if limits.at_most is None else limits.at_most.value
            inside = np.where((value >= low) & (value <= high), kept, 0.0)
            kept = np.where(np.isnan(value), np.nan, inside)
        return np.concatenate([np.stack([signal, kept], axis=-1), palm_px(hand)], axis=-1)

    @override
    def scaling(self, own: Calibration) -> Scaling:
        scale = Scale.of(self._table, own)

        def scaled(signal: float | Floats) -> Floats:
            # Shape of the signal: fraction, kept, speed.
            found = np.array(signal, dtype=np.float64)
            found[..., 0] = scale.fraction(found[..., 0]) if scale else np.nan
            return found

        return scaled

    @override
    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        return (("posture", progress[:, 0]), ("speed", progress[:, 2]))

    @override
    def displacement(self, progress: Floats) -> Floats:
        return progress[:, 0]

    @override
    def machine(self) -> Machine[Hold, HoldState]:
        return Machine(ENGINE, self._table)

    @override
    def refined(self, finding: Finding, figures: Figures) -> Finding:
        # Of two hands that touch, the tracker loses one in the other.
        lost = self._merge and finding.reason is Reason.HAND_LEFT_VIEW
        return replace(finding, reason=Reason.HANDS_MERGED) if lost else finding

    @override
    def live_progress(self, machine: Machine[Any, Any], progress: Progress | None) -> LiveProgress:
        timer_s = held(machine.state, machine.time_s)
        return LiveProgress(timer=(timer_s, self._table.seconds.value))

    @override
    def figures(
        self, own: Calibration, candidate: Candidate, signals: Signals, frames: slice
    ) -> Figures:
        scale = Scale.of(self._table, own)
        way = signals.progress[frames, 0]
        if scale is None or not np.isfinite(way).any():
            return Figures(hold_s=lambda: candidate.timed_s)
        inside = way[way >= self._table.full.value]
        share = float(np.median(inside)) if len(inside) else float(np.nanmax(way))
        moved = share * abs(scale.one - scale.zero)
        return Figures(
            peak_s=float(signals.time_s[frames][int(np.nanargmax(way))]),
            peak=scale.zero + share * (scale.one - scale.zero),
            excursion=moved,
            range_share=moved / own.range if own.range > 0 else None,
            hold_s=lambda: candidate.timed_s,
        )

    @override
    def describe(self) -> list[str]:
        table, unit = self._table, self.unit
        rest, full = share(table.rest.value), share(table.full.value)
        lines = [
            f"Counted by {self.title} ({unit_words(unit)}), in shares of your own way from rest to "
            "the posture.",
            f"A hold leaves the first {rest}, reaches {full}, and stays there for "
            f"{table.seconds.value:g} s, or up to {table.slack_s.value:g} s less.",
            "The timer runs only while the hand is there and moves by no more than "
            f"{table.still.value:g} hand lengths a second.",
            f"Left for up to {table.grace_s.value:g} s it goes on; then it is over, and a partial "
            f"if it was too short. What lasts less than {table.attempt_s.value:g} s is no hold.",
            f"A way smaller than {limit_words(table.least.value, unit)} never counts.",
        ]
        for reading, kept in self._also:
            unit = reading.measurement.unit
            limits = [
                f"{word} {limit_words(limit.value, unit)}"
                for word, limit in (("at least", kept.at_least), ("at most", kept.at_most))
                if limit
            ]
            lines.append(f"Meanwhile {reading.title} must be {joined(limits, 'and')}.")
        return lines

    @property
    @override
    def levels(self) -> tuple[ProgressLevel, ...]:
        hold = self._table
        pairs = (("posture", hold.full), ("attempt", hold.attempt), ("rest", hold.rest))
        return tuple(ProgressLevel(name, (share.value,)) for name, share in pairs)
