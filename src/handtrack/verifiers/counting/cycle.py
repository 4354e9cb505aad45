"""CYCLE put to an exercise: one signal, in shares of the person's own range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.methods import Cycle
from handtrack.events import Action, Candidate, Finding, Reason
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.measurements.filters import GAP_S
from handtrack.measurements.number_format import figure_words, limit_words
from handtrack.verifiers import cycle as engine
from handtrack.verifiers.calibration import Calibration, Scale
from handtrack.verifiers.counting.face import Figures, Level, Machine
from handtrack.verifiers.counting.signal import SignalCounting
from handtrack.verifiers.edges import speeds

if TYPE_CHECKING:
    from handtrack.verifiers.trace import Trace


ARM_S = 0.1
"""Provisional: how long a hand must rest before its first movement counts; a hand that enters the
picture often begins a moment later."""
ANCHOR_S = 0.15
"""Provisional: the same at an end of a movement back and forth, from which it is then counted: a
hand that only turns round there on its way from the middle is not at its anchor."""
HELD_SHARE = 0.2
"""Provisional: held is what is slower than this share of the repetition's own fastest, well above
what landmarks jitter; a slow hand that turns round at its far end holds nothing."""
HELD_WINDOW_S = 0.07
"""Provisional: to either side of a frame, for that speed. A longer one takes from the hold."""
FLICKER_S = 3 * HELD_WINDOW_S
"""Provisional: what is faster for less than this, and still full, ends no hold: one reading that
jitters is in the windows of all frames so near to it, and once more in the filter's."""


class CycleMachine(Machine[engine.CycleState]):
    """`verifiers.cycle`, made from an exercise's [cycle]."""

    def __init__(self, cycle: Cycle) -> None:
        super().__init__(engine.initial())
        # What may have come back is proposed; that it may as well not have is told by its figures.
        rest = cycle.rest.value + cycle.rest.margin
        self._rule = engine.CycleRule(
            rest=rest,
            attempt=max(cycle.attempt.value, rest),
            dip=cycle.dip.value,
            full=cycle.full.value,
            two_ended=cycle.ends == "both",
            arm_s=ANCHOR_S if cycle.ends == "both" else ARM_S,
        )
        self._bands = self._rule.bands

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return engine.run(self._rule, time_s, progress)

    def _step(
        self, state: engine.CycleState, time_s: float, progress: float | Floats
    ) -> engine.Step:
        band = self._bands.band(float(progress))
        return engine.step(self._rule, self._bands, state, time_s, band)

    def _finish(self, state: engine.CycleState, time_s: float) -> tuple[Candidate, ...]:
        return engine.finish(self._rule, state, time_s)

    def _since_s(self, state: engine.CycleState) -> float | None:
        return state.start_s if state.moving else None


class CycleCounting(SignalCounting[Cycle]):
    """See `Counting`."""

    def __init__(self, exercise: Exercise, cycle: Cycle) -> None:
        self.what = cycle.what
        super().__init__(exercise, cycle)
        self.two_ended = cycle.ends == "both"

    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """See `Counting`."""
        return self._reading.of(hand, forearm)

    def progress(self, own: Calibration, signal: Floats | float) -> Floats:
        """See `Counting`; shape of the signal."""
        scale = Scale.of(self._rule, own)
        return scale.fraction(np.asarray(signal)) if scale else np.asarray(signal) * np.nan

    def machine(self) -> CycleMachine:
        """See `Counting`."""
        return CycleMachine(self._rule)

    def figures(
        self, own: Calibration, candidate: Candidate, trace: Trace, frames: slice
    ) -> Figures:
        """Peak, excursion and hold; none of them where the signal was never read."""
        scale = Scale.of(self._rule, own)
        progress, time_s = trace.progress[frames], trace.time_s[frames]
        read = np.flatnonzero(np.isfinite(progress))
        if scale is None or not len(read):
            return Figures()
        way = 1 - progress if candidate.flipped else progress
        top = read[way[read].argmax()]
        steps_s = np.diff(time_s)
        full = way >= self._rule.full.value - self._rule.full.margin
        speed = np.full(len(way), np.inf)
        speed[read] = np.abs(speeds(time_s[read], way[read], HELD_WINDOW_S))
        stays = full & (speed <= HELD_SHARE * speed[read].max())
        for i, j in pairwise(np.flatnonzero(stays).tolist()):
            if time_s[j] - time_s[i] <= FLICKER_S:
                stays[i:j] = full[i:j]
        held, reached_s = stays[:-1] & (steps_s <= GAP_S), time_s[full]
        moved = float(way[top]) * abs(scale.one - scale.zero)
        return Figures(
            peak_s=float(time_s[top]),
            peak=scale.zero + float(progress[top]) * (scale.one - scale.zero),
            excursion=moved,
            range_share=moved / own.range if own.range > 0 else None,
            hold_s=float(steps_s[held].sum()),
            back_s=candidate.end_s - float(reached_s[-1]) if len(reached_s) else None,
            **self._limits(float(way[top]), way[read]),
        )

    def _limits(self, top: float, way: Floats) -> dict[str, Any]:
        """Whether a movement was full and came back, as far as readings tell.

        Parameters
        ----------
        top : float
            How far it went.
        way : ndarray, shape (n,)
            How far it was in each frame that was read.
        """
        full, rest, turn = self._rule.full, self._rule.rest, int(way.argmax())
        left = max(float(way[: turn + 1].min()), float(way[turn:].min()))
        short = rest.value < left <= rest.value + rest.margin
        flag = Finding(Reason.INCOMPLETE_RETURN, Action.FLAG, f"{left:.0%} of the way was left")
        close = abs(top - full.value) <= full.margin or abs(left - rest.value) <= rest.margin
        return {"close": close, "flags": (flag,) if short else ()}

    def reworded(self, finding: Finding, figures: Figures) -> Finding:
        """Name the least movement where the person's own full one was reached and is below it.

        A signal that is an object's is lost with the object.
        """
        if finding.reason is Reason.HAND_LEFT_VIEW and self._reading.measurement.needs_object:
            return replace(finding, reason=Reason.OBJECT_HIDDEN)
        share, moved = figures.range_share, figures.excursion
        if moved is None or finding.reason is not Reason.TOO_SMALL:
            return finding
        if share is not None and share < self._rule.full.value:
            return finding
        found = figure_words(moved, self.unit)
        least = limit_words(self._rule.least.value, self.unit)
        return Finding(Reason.BELOW_MINIMUM, finding.action, f"{found}, at least {least}")

    def noticed(self, own: Calibration, trace: Trace, frames: slice) -> tuple[Finding, ...]:
        """Whether a two-ended repetition went past neutral both ways, where neutral is known."""
        cycle = self._rule
        held = own.forearm is not None and own.forearm.known
        if cycle.each_way is None or (cycle.neutral is None and not held):
            return ()
        neutral = cycle.neutral.value if cycle.neutral else 0.0
        # Its frames may begin only where it leaves the rest band. To have been in that band is to
        # have been at that end of the person's own range.
        progress = trace.progress[frames]
        began = progress[np.isfinite(progress)][:1]
        start = own.peak if (began > 0.5).any() else own.rest
        readings = np.append(
            trace.signals[cycle.signal][frames], np.nan if start is None else start
        )
        low, high = (float(f.reduce(readings)) - neutral for f in (np.fmin, np.fmax))
        least = cycle.each_way.value
        if low <= -least and high >= least:
            return ()
        detail = f"{round(low):+d}° to {round(high):+d}°, at least {least:g}° either way"
        return (Finding(Reason.ONE_DIRECTION_ONLY, Action.REJECT, detail),)

    @property
    def levels(self) -> tuple[Level, ...]:
        """See `Counting`."""
        cycle = self._rule
        pairs = (("full", cycle.full), ("attempt", cycle.attempt), ("rest", cycle.rest))
        return tuple(
            Level(name, (s.value, 1 - s.value) if self.two_ended else (s.value,))
            for name, s in pairs
        )
