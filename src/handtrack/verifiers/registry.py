"""Which `Counting` an exercise asks for."""

from __future__ import annotations

from handtrack.definitions.definition import Exercise
from handtrack.definitions.handling_tables import Carry, Items, Turning
from handtrack.definitions.verifier_tables import Activity, Cycle, Hold, Sequence
from handtrack.verifiers.activity.counter import ActivityCounting
from handtrack.verifiers.cycle.counter import CycleCounting
from handtrack.verifiers.hold.counter import HoldCounting
from handtrack.verifiers.inhand.counter import TurningCounting
from handtrack.verifiers.interface import Counting
from handtrack.verifiers.sequence.counter import SequenceCounting
from handtrack.verifiers.transport.counter import CarryCounting
from handtrack.verifiers.transport.piece_counter import ItemsCounting


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
