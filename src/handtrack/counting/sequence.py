"""SEQUENCE put to an exercise: gaps to the fingertips, in shares of the person's open hand.

In order as fast as the person likes, or one finger a beat.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from handtrack.calibration import Calibration, open_gaps
from handtrack.counting.face import Counting, Level, Machine
from handtrack.events import Candidate
from handtrack.geometry import ForearmLine
from handtrack.hand import FINGERS, Floats, Hand
from handtrack.measurements.registry import Unit
from handtrack.methods import Cue, Sequence
from handtrack.verifiers import beat, touching
from handtrack.verifiers import sequence as engine


def _touch_rule(sequence: Sequence) -> touching.TouchRule:
    return touching.TouchRule(
        on=sequence.on.value,
        near=sequence.near.value,
        open=sequence.open.value,
        margin=sequence.margin.value,
        dwell_s=sequence.dwell_s.value,
    )


class SequenceMachine(Machine[engine.SequenceState]):
    """`verifiers.sequence`, made from an exercise's [sequence]."""

    def __init__(self, sequence: Sequence) -> None:
        super().__init__(engine.initial())
        self._rule = engine.SequenceRule(
            order=sequence.order,
            touch=_touch_rule(sequence),
            pass_s=sequence.pass_s.value,
            mistaken_for=sequence.mistaken_for,
        )

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return engine.run(self._rule, time_s, progress)

    def _step(
        self, state: engine.SequenceState, time_s: float, progress: float | Floats
    ) -> engine.Step:
        symbol = touching.symbol(self._rule.touch, np.asarray(progress).tolist())
        return engine.step(self._rule, state, time_s, symbol)

    def _finish(self, state: engine.SequenceState, time_s: float) -> tuple[Candidate, ...]:
        return engine.finish(self._rule, state, time_s)

    def _since_s(self, state: engine.SequenceState) -> float | None:
        begun = (*state.touches, *state.stray)
        starts = [begun[0].start_s] if begun else []
        starts += [] if state.thumb.stay_s is None else [state.thumb.stay_s]
        return min(starts, default=None)

    @property
    def parts_done(self) -> int:
        """Fingers touched in the pass under way."""
        return len(self._state.touches)


class BeatMachine(Machine[beat.BeatState]):
    """`verifiers.beat`, made from an exercise's [sequence] with its [sequence.cue]."""

    def __init__(self, sequence: Sequence, cue: Cue, beats: int) -> None:
        super().__init__(beat.initial())
        self.rule = beat.BeatRule(
            order=sequence.order,
            touch=_touch_rule(sequence),
            lead_in_s=cue.lead_in_s.value,
            every_s=cue.every_s.value,
            window_s=cue.window_s.value,
            beats=beats,
        )

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return beat.run(self.rule, time_s, progress)

    def _step(self, state: beat.BeatState, time_s: float, progress: float | Floats) -> beat.Step:
        symbol = touching.symbol(self.rule.touch, np.asarray(progress).tolist())
        return beat.step(self.rule, state, time_s, symbol)

    def _finish(self, state: beat.BeatState, time_s: float) -> tuple[Candidate, ...]:
        return beat.finish(self.rule, state, time_s)

    def _since_s(self, state: beat.BeatState) -> float | None:
        return min(self._time_s, beat.open_since_s(self.rule, state))


class SequenceCounting(Counting):
    """See `Counting`."""

    title = "thumb to fingertips"
    guided = 0
    unit: Unit = "L"
    columns = tuple(f"{finger}_gap_share" for finger in FINGERS)

    def __init__(self, sequence: Sequence, reps: int) -> None:
        self._sequence, self._reps = sequence, reps
        self.by_movement = sequence.cue is None

    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """See `Counting`; shape (..., 4)."""
        return self._sequence.measurement.read_each(hand)

    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        """See `Counting`."""
        return replace(own, open_gaps=open_gaps(signal, self._sequence.least_open.value))

    def progress(self, own: Calibration, signal: Floats | float) -> Floats:
        """See `Counting`; shape of the signal."""
        shares: Floats = signal / np.array(own.open_gaps or (np.nan,) * len(FINGERS))
        return shares

    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        """See `Counting`."""
        return tuple((str(finger), progress[:, i]) for i, finger in enumerate(FINGERS))

    def way(self, progress: Floats) -> Floats:
        """See `Counting`: how near the thumb is to any finger."""
        nearness: Floats = 1 - progress.min(axis=-1)
        return nearness

    def machine(self) -> SequenceMachine | BeatMachine:
        """See `Counting`."""
        if self._sequence.cue:
            return BeatMachine(self._sequence, self._sequence.cue, self._reps)
        return SequenceMachine(self._sequence)

    @property
    def levels(self) -> tuple[Level, ...]:
        """See `Counting`."""
        rule = self._sequence
        pairs = (("touch", rule.on), ("near", rule.near), ("open", rule.open))
        return tuple(Level(name, (share.value,)) for name, share in pairs)

    def ticks(self, own: Calibration) -> tuple[tuple[float, str], ...]:
        """See `Counting`."""
        return ((0.0, "touch"), (1.0, "open"))
