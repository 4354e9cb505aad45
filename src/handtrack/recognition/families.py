"""Families of exercises that ask the hand for the same movement, whatever it holds."""

from __future__ import annotations

from collections.abc import Iterable

from handtrack.definitions.exercise import Exercise

MOVEMENT_KEYS = ("ends", "measure", "deeds")
"""Keys of a verifier's table that define the movement, not its criteria."""


def family_key(exercise: Exercise) -> str:
    """Key of the movement that an exercise counts: verifier, measures, direction.

    Exercises with one key ("cycle aperture low") differ by an object, by support, or by their
    criteria. Landmarks do not distinguish them.
    """
    method = exercise.method
    measures = sorted({exercise.signals[name].measure for _, name in method.wanted})
    targets = [str(value) for key in MOVEMENT_KEYS for value in _listed(getattr(method, key, ()))]
    return " ".join([exercise.verifier, *measures, *targets])


def _listed(value: object) -> tuple[object, ...]:
    return tuple(sorted(value)) if isinstance(value, tuple) else (value,)


def families(exercises: Iterable[Exercise]) -> dict[str, tuple[Exercise, ...]]:
    """Exercises grouped by `family_key`, in their given order."""
    grouped: dict[str, tuple[Exercise, ...]] = {}
    for exercise in exercises:
        key = family_key(exercise)
        grouped[key] = (*grouped.get(key, ()), exercise)
    return grouped


def ambiguity_reason(exercises: Iterable[Exercise]) -> str:
    """Reason why landmarks do not distinguish these exercises, as part of a sentence."""
    each = list(exercises)
    if len({family_key(exercise) for exercise in each}) > 1:
        return "their movements look alike"
    if len({exercise.hands for exercise in each if exercise.hold}) > 1:
        return "the other hand"
    if len({bool(e.sequence and e.sequence.cue) for e in each}) > 1:
        return "they differ by the beat"
    return "they differ by the object, or by what the hand rests on"
