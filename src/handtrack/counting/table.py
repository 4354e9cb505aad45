"""Which `Counting` an exercise asks for."""

from __future__ import annotations

from handtrack.counting.cycle import CycleCounting
from handtrack.counting.face import Counting
from handtrack.counting.sequence import SequenceCounting
from handtrack.definition import Exercise
from handtrack.methods import Cycle, Sequence


def counting(exercise: Exercise) -> Counting:
    """The face of the exercise's verifier, made for this exercise."""
    match exercise.method:
        case Cycle() as cycle:
            return CycleCounting(exercise, cycle)
        case Sequence() as sequence:
            return SequenceCounting(sequence, exercise.dose.reps)
        case other:
            raise TypeError(f"no verifier counts by a {type(other).__name__}")
