"""Which `Counting` an exercise asks for."""

from __future__ import annotations

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling import Carry, Items, Turning
from handtrack.definitions.methods import Activity, Cycle, Hold, Sequence
from handtrack.verifiers.counting.activity import ActivityCounting
from handtrack.verifiers.counting.carry import CarryCounting
from handtrack.verifiers.counting.cycle import CycleCounting
from handtrack.verifiers.counting.face import Counting
from handtrack.verifiers.counting.hold import HoldCounting
from handtrack.verifiers.counting.items import ItemsCounting
from handtrack.verifiers.counting.sequence import SequenceCounting
from handtrack.verifiers.counting.turning import TurningCounting


def counting(exercise: Exercise) -> Counting:
    """The face of the exercise's verifier, made for this exercise."""
    match exercise.method:
        case Cycle() as cycle:
            return CycleCounting(exercise, cycle)
        case Sequence() as sequence:
            return SequenceCounting(sequence, exercise.dose.reps)
        case Hold() as hold:
            return HoldCounting(exercise, hold)
        case Activity() as activity:
            return ActivityCounting(activity)
        case Carry() as carry:
            return CarryCounting(exercise, carry)
        case Items() as items:
            return ItemsCounting(items)
        case Turning() as turning:
            return TurningCounting(exercise, turning)
        case other:
            raise TypeError(f"no verifier counts by a {type(other).__name__}")
