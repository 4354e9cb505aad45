"""Which exercises and hands a test goes through."""

from __future__ import annotations

from collections.abc import Iterable

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.verifier_tables import Cycle
from handtrack.landmarks.hand import Side


def one_of_each_kind(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Give the first exercise of each kind that takes a way of its own through the engine."""
    kinds: dict[tuple[object, ...], Exercise] = {}
    for exercise in exercises:
        method = exercise.method
        shape = (getattr(method, "ends", None), getattr(method, "cue", None) is not None)
        chosen = exercise.choice is not None
        kind = Cycle if isinstance(method, Cycle) else type(method)
        kinds.setdefault((kind, *shape, exercise.needs_forearm, chosen), exercise)
    return list(kinds.values())


def other(side: Side) -> Side:
    """Give the other hand's side."""
    return Side.LEFT if side is Side.RIGHT else Side.RIGHT
