"""CYCLE put to an exercise: one signal, in shares of the person's own range."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from typing_extensions import override

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.verifier_tables import Cycle
from handtrack.events import Action, Candidate, Finding, Reason
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.measurements.number_format import figure_words, limit_words, share, unit_words
from handtrack.verifiers.calibration import Calibration, Progress, Scale, Scaling
from handtrack.verifiers.cycle.machine import ENGINE
from handtrack.verifiers.cycle.state import CycleState
from handtrack.verifiers.interface import Figures, LiveProgress, ProgressLevel
from handtrack.verifiers.kinematics import hold_s, smoothness
from handtrack.verifiers.machine import Machine
from handtrack.verifiers.once import Once
from handtrack.verifiers.range_counter import RangeCounter

if TYPE_CHECKING:
    from handtrack.verifiers.signals import Signals


class CycleCounter(RangeCounter[Cycle]):
    """Counts movements out and back on one signal."""

    def __init__(self, exercise: Exercise, table: Cycle) -> None:
        super().__init__(exercise, table)
        self.what = table.what
        self.two_ended = table.ends == "both"
        self._is_displacement = exercise.verifier == "cycle"

    @override
    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        return self._reading.of(hand, forearm)

    @override
    def scaling(self, own: Calibration) -> Scaling:
        scale = Scale.of(self._table, own)
        return scale.fraction if scale else lambda signal: signal * np.nan

    @override
    def machine(self) -> Machine[Cycle, CycleState]:
        return Machine(ENGINE, self._table)

    @override
    def live_progress(self, machine: Machine[Any, Any], progress: Progress | None) -> LiveProgress:
        if not self._is_displacement:
            return LiveProgress()
        full = self._table.full.value
        share = None if progress is None or np.isnan(progress) else float(progress)
        return LiveProgress(share, (1 - full if self.two_ended else self._table.rest.value, full))

    @override
    def figures(
        self, own: Calibration, candidate: Candidate, signals: Signals, frames: slice
    ) -> Figures:
        scale = Scale.of(self._table, own)
        progress, time_s = signals.progress[frames], signals.time_s[frames]
        (read,) = np.isfinite(progress).nonzero()
        if scale is None or not len(read):
            return Figures()
        way = 1 - progress if candidate.flipped else progress
        seen = way[read]
        turn = int(seen.argmax())
        top = read[turn]
        full = way >= self._table.full.value - self._table.full.margin
        reached_s = time_s[full]
        moved = float(way[top]) * abs(scale.one - scale.zero)
        return Figures(
            peak_s=float(time_s[top]),
            peak=scale.zero + float(progress[top]) * (scale.one - scale.zero),
            excursion=moved,
            range_share=moved / own.range if own.range > 0 else None,
            hold_s=Once(partial(hold_s, time_s, way, full)),
            back_s=candidate.end_s - float(reached_s[-1]) if len(reached_s) else None,
            smoothness=partial(smoothness, time_s, way) if self._is_displacement else None,
            **self._limits(own, signals, frames, seen, turn),
        )

    @override
    def may_flag(self, own: Calibration) -> bool:
        return self._table.rest.margin > 0 or self._knows_neutral(own)

    def _knows_neutral(self, own: Calibration) -> bool:
        """Whether it must go past neutral both ways, and where that lies is known."""
        held = own.forearm is not None and own.forearm.known
        return self._table.each_way is not None and (self._table.neutral is not None or held)

    def _limits(
        self, own: Calibration, signals: Signals, frames: slice, way: Floats, turn: int
    ) -> dict[str, Any]:
        """Whether a movement was full and came back, as far as readings tell.

        Parameters
        ----------
        own, signals, frames
            As of `figures`.
        way : ndarray, shape (n,)
            How far it was in each frame that was read.
        turn : int
            In which of them it was farthest.
        """
        full, rest, top = self._table.full, self._table.rest, float(way[turn])
        left = max(float(way[: turn + 1].min()), float(way[turn:].min()))
        short = rest.value < left <= rest.value + rest.margin
        flag = Finding(Reason.INCOMPLETE_RETURN, Action.FLAG, f"{left:.0%} of the way was left")
        close = abs(top - full.value) <= full.margin or abs(left - rest.value) <= rest.margin
        flags = (*self._one_sided(own, signals, frames), *((flag,) if short else ()))
        return {"close": close, "flags": flags}

    @override
    def refined(self, finding: Finding, figures: Figures) -> Finding:
        # A signal that is an object's is lost with the object.
        if finding.reason is Reason.HAND_LEFT_VIEW and self._reading.measurement.needs_object:
            return replace(finding, reason=Reason.OBJECT_HIDDEN)
        # Name the least movement where the person's own full one was reached and is below it.
        share, moved = figures.range_share, figures.excursion
        if moved is None or finding.reason is not Reason.TOO_SMALL:
            return finding
        if share is not None and share < self._table.full.value:
            return finding
        found = figure_words(moved, self.unit)
        least = limit_words(self._table.least.value, self.unit)
        return Finding(Reason.BELOW_MINIMUM, finding.action, f"{found}, at least {least}")

    def _one_sided(self, own: Calibration, signals: Signals, frames: slice) -> tuple[Finding, ...]:
        """Whether a two-ended repetition went past neutral both ways, where neutral is known."""
        cycle = self._table
        if cycle.each_way is None or not self._knows_neutral(own):
            return ()
        neutral = cycle.neutral.value if cycle.neutral else 0.0
        # Its frames may begin only where it leaves the rest band. To have been in that band is to
        # have been at that end of the person's own range.
        progress = signals.progress[frames]
        began = progress[np.isfinite(progress)][:1]
        start = own.peak if (began > 0.5).any() else own.rest
        readings = np.append(
            signals.declared[cycle.signal][frames], np.nan if start is None else start
        )
        low, high = (float(f.reduce(readings)) - neutral for f in (np.fmin, np.fmax))
        least = cycle.each_way.value
        if low <= -least and high >= least:
            return ()
        detail = f"{round(low):+d}° to {round(high):+d}°, at least {least:g}° either way"
        return (Finding(Reason.ONE_DIRECTION_ONLY, Action.REJECT, detail),)

    @override
    def describe(self) -> list[str]:
        table, unit = self._table, self.unit
        rest, full = share(table.rest.value), share(table.full.value)
        lines = [f"Counted by {self.title} ({unit_words(unit)}), in shares of your own range."]
        if table.ends == "both":
            lines.append(
                "A repetition goes from one end to the other and back: it leaves the first "
                f"{rest}, comes to the last {share(1 - table.full.value)}, and comes back."
            )
        else:
            lines.append(f"A repetition leaves the first {rest}, reaches {full}, and comes back.")
        lines += [
            f"Past {share(table.attempt.value)} but not to {full}: partial. Back below "
            f"{share(table.dip.value)} and out again without a full return: partial.",
            f"Movements smaller than {limit_words(table.least.value, unit)} never count.",
        ]
        if table.each_way:
            least = limit_words(table.each_way.value, unit)
            zero = f" ({limit_words(table.neutral.value, unit)})" if table.neutral else ""
            known = "" if table.neutral else ", where a neutral hold makes that known"
            lines.append(f"It must go at least {least} past neutral{zero} either way{known}.")
        return lines

    @property
    @override
    def levels(self) -> tuple[ProgressLevel, ...]:
        cycle = self._table
        pairs = (("full", cycle.full), ("attempt", cycle.attempt), ("rest", cycle.rest))
        return tuple(
            ProgressLevel(name, (s.value, 1 - s.value) if self.two_ended else (s.value,))
            for name, s in pairs
        )
