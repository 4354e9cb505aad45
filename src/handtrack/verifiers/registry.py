"""Which counter an exercise asks for."""

from __future__ import annotations

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Carry, Items, Turning
from handtrack.definitions.verifier_tables import Activity, Cycle, Hold, Sequence
from handtrack.verifiers.activity.counter import ActivityCounter
from handtrack.verifiers.cycle.counter import CycleCounter
from handtrack.verifiers.hold.counter import HoldCounter
from handtrack.verifiers.inhand.counter import RotationCounter
from handtrack.verifiers.interface import Counter
from handtrack.verifiers.sequence.counter import SequenceCounter
from handtrack.verifiers.transport.counter import TransportCounter
from handtrack.verifiers.transport.piece_counter import PieceCounter


def counter_for(exercise: Exercise) -> Counter:
    """Make the counter of the exercise's verifier for this exercise."""
    match exercise.method:
        case Cycle() as table:
            return CycleCounter(exercise, table)
        case Sequence() as table:
            return SequenceCounter(exercise, table)
        case Hold() as table:
            return HoldCounter(exercise, table)
        case Activity() as table:
            return ActivityCounter(exercise, table)
        case Carry() as table:
            return TransportCounter(exercise, table)
        case Items() as table:
            return PieceCounter(exercise, table)
        case Turning() as table:
            return RotationCounter(exercise, table)
        case other:
            raise TypeError(f"no verifier counts by a {type(other).__name__}")
