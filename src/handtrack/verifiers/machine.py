"""One face for all verifiers: made from an exercise, fed with progress, asked for candidates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from handtrack.definition import Cycle, Exercise, Sequence
from handtrack.events import Candidate
from handtrack.hand import Floats
from handtrack.verifiers import cycle as cycles
from handtrack.verifiers import sequence as sequences


class Machine(Protocol):
    """Turns progress into candidates, a whole recording at once or frame by frame."""

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """Follow a whole recording; leaves the frame-by-frame state alone."""
        ...

    def push(self, time_s: float, progress: float | Floats) -> tuple[Candidate, ...]:
        """Advance by one frame."""
        ...

    def finish(self) -> tuple[Candidate, ...]:
        """Close the books after the last frame pushed."""
        ...

    @property
    def open_since_s(self) -> float:
        """No candidate still to come starts before this time."""
        ...


class CycleMachine:
    """`verifiers.cycle`, made from an exercise's [cycle]."""

    def __init__(self, cycle: Cycle) -> None:
        self._rule = cycles.CycleRule(
            rest=cycle.rest.value,
            attempt=cycle.attempt.value,
            dip=cycle.dip.value,
            full=cycle.full.value,
            two_ended=cycle.ends == "both",
        )
        self._bands = cycles.Bands.of(self._rule)
        self._state = cycles.initial()
        self._time_s = float("-inf")

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return cycles.run(self._rule, time_s, progress)

    def push(self, time_s: float, progress: float | Floats) -> tuple[Candidate, ...]:
        """See `Machine`."""
        self._time_s = time_s
        band = self._bands.band(float(progress))
        self._state, found = cycles.step(self._rule, self._bands, self._state, time_s, band)
        return found

    def finish(self) -> tuple[Candidate, ...]:
        """See `Machine`."""
        return cycles.finish(self._rule, self._state, self._time_s)

    @property
    def open_since_s(self) -> float:
        """See `Machine`."""
        return self._state.start_s if self._state.moving else self._time_s


class SequenceMachine:
    """`verifiers.sequence`, made from an exercise's [sequence]."""

    def __init__(self, sequence: Sequence) -> None:
        self._rule = sequences.SequenceRule(
            order=sequence.order,
            on=sequence.on.value,
            near=sequence.near.value,
            open=sequence.open.value,
            margin=sequence.margin.value,
            dwell_s=sequence.dwell_s.value,
            pass_s=sequence.pass_s.value,
            mistaken_for=sequence.mistaken_for,
        )
        self._state = sequences.initial()
        self._time_s = float("-inf")

    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """See `Machine`."""
        return sequences.run(self._rule, time_s, progress)

    def push(self, time_s: float, progress: float | Floats) -> tuple[Candidate, ...]:
        """See `Machine`."""
        self._time_s = time_s
        symbol = sequences.symbol(self._rule, np.asarray(progress).tolist())
        self._state, found = sequences.step(self._rule, self._state, time_s, symbol)
        return found

    def finish(self) -> tuple[Candidate, ...]:
        """See `Machine`."""
        return sequences.finish(self._rule, self._state, self._time_s)

    @property
    def open_since_s(self) -> float:
        """See `Machine`."""
        state = self._state
        begun = (*state.touches, *state.stray)
        starts = [begun[0].start_s] if begun else []
        return min([*starts, self._time_s if state.stay_s is None else state.stay_s])


def machine(exercise: Exercise) -> Machine:
    """The machine an exercise asks for, with nothing seen yet."""
    if exercise.cycle:
        return CycleMachine(exercise.cycle)
    assert exercise.sequence  # a valid exercise has one or the other
    return SequenceMachine(exercise.sequence)
