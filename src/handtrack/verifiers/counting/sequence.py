"""SEQUENCE put to an exercise: which finger the thumb is on, told from the gaps to all of them.

In order as fast as the person likes, or one finger a beat.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import log

import numpy as np

from handtrack.definitions.methods import Cue, Sequence
from handtrack.events import Candidate
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import FINGERS, Floats, Hand
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.number_format import Unit
from handtrack.verifiers import beat, touching
from handtrack.verifiers import sequence as engine
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.counting.face import Counting, Level, Machine
from handtrack.verifiers.own_ends import open_gaps
from handtrack.verifiers.touch import likely_on


def touch_rule(sequence: Sequence) -> touching.TouchRule:
    """When the thumb is on a finger, by an exercise's [sequence]."""
    return touching.TouchRule(
        on=sequence.on.value, off=sequence.off.value, dwell_s=sequence.dwell_s.value
    )


GAP = MEASUREMENTS["pinch_gap"]


class SequenceMachine(Machine[engine.SequenceState]):
    """`verifiers.sequence`, made from an exercise's [sequence]."""

    def __init__(self, sequence: Sequence) -> None:
        super().__init__(engine.initial())
        self._rule = engine.SequenceRule(
            order=sequence.order,
            touch=touch_rule(sequence),
            pass_s=sequence.pass_s.value,
            doubt=log(sequence.doubt.value),
        )

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return engine.run(self._rule, time_s, progress)

    def _step(
        self, state: engine.SequenceState, time_s: float, progress: float | Floats
    ) -> engine.Step:
        return engine.step(self._rule, state, time_s, tuple(np.asarray(progress).tolist()))

    def _finish(self, state: engine.SequenceState, time_s: float) -> tuple[Candidate, ...]:
        return engine.finish(self._rule, state, time_s)

    def _since_s(self, state: engine.SequenceState) -> float | None:
        begun = (state.read, *(way.touches for way in state.ways))
        starts = [touches[0].start_s for touches in begun if touches]
        starts += [] if state.thumb.stay is None else [state.thumb.stay.start_s]
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
            touch=touch_rule(sequence),
            doubt=log(sequence.doubt.value),
            lead_in_s=cue.lead_in_s.value,
            every_s=cue.every_s.value,
            window_s=cue.window_s.value,
            beats=beats,
        )

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return beat.run(self.rule, time_s, progress)

    def _step(self, state: beat.BeatState, time_s: float, progress: float | Floats) -> beat.Step:
        return beat.step(self.rule, state, time_s, tuple(np.asarray(progress).tolist()))

    def _finish(self, state: beat.BeatState, time_s: float) -> tuple[Candidate, ...]:
        return beat.finish(self.rule, state, time_s)

    def _since_s(self, state: beat.BeatState) -> float | None:
        return min(self._time_s, beat.open_since_s(self.rule, state))


class SequenceCounting(Counting):
    """See `Counting`."""

    title = "thumb on a finger"
    guided = 0
    unit: Unit = "L"
    columns = tuple(f"{finger}_touch_chance" for finger in FINGERS)

    def __init__(self, sequence: Sequence, reps: int) -> None:
        self._sequence, self._reps = sequence, reps
        self.by_movement = sequence.cue is None

    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """See `Counting`; shape (..., 4)."""
        return GAP.read_each(hand)

    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        """See `Counting`."""
        return replace(own, open_gaps=open_gaps(signal, self._sequence.least_open.value))

    def progress(self, own: Calibration, signal: Floats | float) -> Floats:
        """How likely the thumb is on each finger, shape of the signal."""
        return likely_on(self._shares(own, np.asarray(signal)), self._sequence.order)

    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        """See `Counting`."""
        return tuple((str(finger), progress[:, i]) for i, finger in enumerate(FINGERS))

    def way_of(self, own: Calibration, readings: Floats) -> Floats:
        """See `Counting`: how near the nearest fingertip is of those asked.

        How likely a touch is hardly changes while the thumb is still far.
        """
        asked = [finger in self._sequence.order for finger in FINGERS]
        nearest: Floats = -self._shares(own, readings)[..., asked].min(axis=-1)
        return nearest

    def _shares(self, own: Calibration, gaps: Floats) -> Floats:
        """Gaps in shares of the open hand's; one to a finger that the hand lacks is as far."""
        shares: Floats = gaps / np.array(own.open_gaps or (np.nan,) * len(FINGERS))
        lacking = np.isnan(shares) & np.isfinite(shares).any(axis=-1, keepdims=True)
        return np.where(lacking, 1.0, shares)

    def machine(self) -> SequenceMachine | BeatMachine:
        """See `Counting`."""
        if self._sequence.cue:
            return BeatMachine(self._sequence, self._sequence.cue, self._reps)
        return SequenceMachine(self._sequence)

    @property
    def levels(self) -> tuple[Level, ...]:
        """See `Counting`."""
        rule = self._sequence
        return (Level("touch", (rule.on.value,)), Level("open", (rule.off.value,)))

    def ticks(self, own: Calibration) -> tuple[tuple[float, str], ...]:
        """See `Counting`."""
        return ((0.0, "open"), (1.0, "touch"))
