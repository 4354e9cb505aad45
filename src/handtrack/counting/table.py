"""Which `Counting` an exercise asks for."""

from __future__ import annotations

from handtrack.counting.activity import ActivityCounting
from handtrack.counting.carry import CarryCounting
from handtrack.counting.cycle import CycleCounting
from handtrack.counting.face import Counting
from handtrack.counting.hold import HoldCounting
from handtrack.counting.items import ItemsCounting
from handtrack.counting.sequence import SequenceCounting
from handtrack.counting.turning import TurningCounting
from handtrack.definition import Exercise
from handtrack.handling import Carry, Items, Turning
from handtrack.methods import Activity, Cycle, Hold, Sequence


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
