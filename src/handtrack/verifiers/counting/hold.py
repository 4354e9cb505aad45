"""HOLD put to an exercise: one signal in shares of the own way, further limits, and stillness."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.methods import Hold
from handtrack.events import Candidate, Reason
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.quality import palm_px
from handtrack.measurements.filters import OneEuro, SignalFilter, SpeedEstimator
from handtrack.verifiers import hold as engine
from handtrack.verifiers.calibration import Calibration, Scale
from handtrack.verifiers.counting.face import Figures, Level, Machine
from handtrack.verifiers.counting.signal import SignalCounting

if TYPE_CHECKING:
    from handtrack.verifiers.trace import Trace


class HoldMachine(Machine[engine.HoldState]):
    """`verifiers.hold`, made from an exercise's [hold]."""

    def __init__(self, hold: Hold, unseen: Reason) -> None:
        super().__init__(engine.initial())
        self._rule = engine.HoldRule(
            rest=hold.rest.value,
            attempt=hold.attempt.value,
            full=hold.full.value,
            still_L_s=hold.still.value,
            seconds=hold.seconds.value - hold.slack_s.value,
            grace_s=hold.grace_s.value,
            attempt_s=hold.attempt_s.value,
            unseen=unseen,
        )

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return engine.run(self._rule, time_s, progress)

    def _step(
        self, state: engine.HoldState, time_s: float, progress: float | Floats
    ) -> engine.Step:
        zone = self._rule.zone(*np.asarray(progress).tolist())
        return engine.step(self._rule, state, time_s, zone)

    def _finish(self, state: engine.HoldState, time_s: float) -> tuple[Candidate, ...]:
        return engine.finish(self._rule, state, time_s)

    def _since_s(self, state: engine.HoldState) -> float | None:
        return None if state.phase is engine.Phase.READY else state.start_s

    @property
    def timer_s(self) -> float:
        """Seconds for which the posture has been kept so far."""
        return engine.held(self._state, self._time_s)


class HoldFilter:
    """The signal without jitter, and the palm's speed instead of its place."""

    def __init__(self, smoothing: OneEuro | None) -> None:
        self._signal = SignalFilter(smoothing) if smoothing else None
        self._speed = SpeedEstimator()

    def push(self, time_s: float, reading: float | Floats) -> Floats:
        """See `Filter`; signal, kept, x, y and hand length become signal, kept and speed."""
        signal, kept, *place = np.asarray(reading).tolist()
        if self._signal:
            signal = self._signal.push(time_s, signal)
        return np.array([signal, kept, self._speed.push(time_s, *place)])


class HoldCounting(SignalCounting[Hold]):
    """See `Counting`."""

    what = "hold"
    guided = 2
    columns = ("progress_share", "kept", "speed_hand_lengths_s")

    def __init__(self, exercise: Exercise, hold: Hold) -> None:
        super().__init__(exercise, hold)
        self._also = [(exercise.signals[kept.signal], kept) for kept in hold.also]
        self._unseen = Reason.HANDS_MERGED if exercise.hands == 2 else Reason.HAND_LEFT_VIEW

    def filter(self) -> HoldFilter:
        """See `Counting`."""
        return HoldFilter(self.smoothing)

    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """See `Counting`; shape (..., 5): signal, kept, and `palm_px`."""
        signal = self._reading.of(hand, forearm)
        kept = np.where(np.isnan(signal), np.nan, 1.0)
        for reading, limits in self._also:
            value = reading.of(hand, forearm)
            low = -np.inf if limits.at_least is None else limits.at_least.value
            high = np.inf if limits.at_most is None else limits.at_most.value
            inside = np.where((value >= low) & (value <= high), kept, 0.0)
            kept = np.where(np.isnan(value), np.nan, inside)
        return np.concatenate([np.stack([signal, kept], axis=-1), palm_px(hand)], axis=-1)

    def progress(self, own: Calibration, signal: Floats | float) -> Floats:
        """See `Counting`; shape of the signal: fraction, kept, speed."""
        found = np.array(signal, dtype=np.float64)
        scale = Scale.of(self._rule, own)
        found[..., 0] = scale.fraction(found[..., 0]) if scale else np.nan
        return found

    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        """See `Counting`."""
        return (("posture", progress[:, 0]), ("speed", progress[:, 2]))

    def way(self, progress: Floats) -> Floats:
        """See `Counting`."""
        return progress[:, 0]

    def machine(self) -> HoldMachine:
        """See `Counting`."""
        return HoldMachine(self._rule, self._unseen)

    def figures(
        self, own: Calibration, candidate: Candidate, trace: Trace, frames: slice
    ) -> Figures:
        """The middle of the posture, its way from rest, and how long it was kept."""
        scale = Scale.of(self._rule, own)
        way = trace.progress[frames, 0]
        if scale is None or not np.isfinite(way).any():
            return Figures(hold_s=candidate.timed_s)
        inside = way[way >= self._rule.full.value]
        share = float(np.median(inside)) if len(inside) else float(np.nanmax(way))
        moved = share * abs(scale.one - scale.zero)
        return Figures(
            peak_s=float(trace.time_s[frames][int(np.nanargmax(way))]),
            peak=scale.zero + share * (scale.one - scale.zero),
            excursion=moved,
            range_share=moved / own.range if own.range > 0 else None,
            hold_s=candidate.timed_s,
        )

    @property
    def levels(self) -> tuple[Level, ...]:
        """See `Counting`."""
        hold = self._rule
        pairs = (("posture", hold.full), ("attempt", hold.attempt), ("rest", hold.rest))
        return tuple(Level(name, (share.value,)) for name, share in pairs)
