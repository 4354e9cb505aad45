"""What an exercise asks the hand to do, whatever it holds: two exercises may ask for the same."""

from __future__ import annotations

from collections.abc import Iterable

from handtrack.definitions.exercise import Exercise

MOVEMENT_KEYS = ("ends", "measure", "deeds")
"""Keys of a verifier's table that say what is done, and not how well."""


def family_key(exercise: Exercise) -> str:
    """What is counted and in which direction, as a short text: "cycle aperture low".

    Exercises with the same text differ by an object, by support, or by how well something must be
    done. Landmarks do not tell which of them it is.
    """
    method = exercise.method
    read = sorted({exercise.signals[name].measure for _, name in method.wanted})
    said = [str(value) for key in MOVEMENT_KEYS for value in _listed(getattr(method, key, ()))]
    return " ".join([exercise.verifier, *read, *said])


def _listed(value: object) -> tuple[object, ...]:
    return tuple(sorted(value)) if isinstance(value, tuple) else (value,)


def families(exercises: Iterable[Exercise]) -> dict[str, tuple[Exercise, ...]]:
    """The exercises by what they ask the hand to do, in their own order."""
    found: dict[str, tuple[Exercise, ...]] = {}
    for exercise in exercises:
        key = family_key(exercise)
        found[key] = (*found.get(key, ()), exercise)
    return found


def ambiguity_reason(exercises: Iterable[Exercise]) -> str:
    """Why landmarks do not tell exercises apart, in words."""
    each = list(exercises)
    if len({family_key(exercise) for exercise in each}) > 1:
        return "their movements look alike"
    if len({exercise.hands for exercise in each if exercise.hold}) > 1:
        return "the other hand"
    if len({bool(e.sequence and e.sequence.cue) for e in each}) > 1:
        return "they differ by the beat"
    return "they differ by the object, or by what the hand rests on"
