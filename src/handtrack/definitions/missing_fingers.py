"""Exercise for a hand that lacks fingers: missing ones, and those in a splint or a bandage.

A tracker gives twenty-one points whatever the picture shows, and a missing finger reads like one
that bends along with its neighbours. Such a finger is therefore removed from orders, signals and
choices, and measurements of the whole hand are taken of the others (`Hand.without`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handtrack.definitions.criteria import Criterion
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.exercise_tables import RomEntry
from handtrack.definitions.fields import Signal
from handtrack.definitions.verifier_tables import Sequence
from handtrack.errors import ExerciseError
from handtrack.landmarks.hand import FINGERS, Finger, fingers_words, without_words

LEAST_IN_ORDER = 2
"""Least number of fingers in an order."""
Fingers = tuple[Finger, ...]


def without_fingers(exercise: Exercise, fingers: Fingers) -> Exercise:
    """Remove missing fingers from an exercise.

    Parameters
    ----------
    exercise : Exercise
    fingers : tuple of Finger
        The missing fingers; for none the exercise stays as it is.

    Returns
    -------
    Exercise

    Raises
    ------
    ExerciseError
        The exercise cannot be done without these fingers.
    """
    if not fingers:
        return exercise
    exercise = exercise.model_copy(update=_choice(exercise, fingers))
    if isinstance(exercise.method, Sequence):
        exercise = exercise.model_copy(update={"sequence": _order(exercise, fingers)})
    for _, name in exercise.method.wanted:
        if not exercise.signals[name].readable(fingers):
            raise _impossible(exercise, fingers, _needs(exercise.signals[name]))
    followed = exercise.followed
    needed = {name for _, name in followed.method.wanted} if followed else set()
    signals = {
        name: signal
        for name, signal in exercise.signals.items()
        if name in needed or signal.readable(fingers)
    }
    guards, rom = tuple(_guards(exercise, fingers)), tuple(_rom(exercise.rom, fingers))
    return exercise.model_copy(update={"signals": signals, "guards": guards, "rom": rom})


def _impossible(exercise: Exercise, fingers: Fingers, needs: str) -> ExerciseError:
    words = without_words(fingers)
    why = "" if words.endswith(f"without {needs}") else f": it needs {needs}"
    return ExerciseError(f"{exercise.title} cannot be done {words}{why}.")


def _needs(signal: Signal) -> str:
    """The fingers of the counted signal, in words."""
    measurement = signal.measurement
    if measurement.over:
        return f"{measurement.over} fingers" if measurement.over > 1 else "a finger"
    return f"the {fingers_words(measurement.reads(signal.finger))}"


def _choice(exercise: Exercise, fingers: Fingers) -> dict[str, Any]:
    """The choice among the other fingers, with the signals and ranges of the chosen one."""
    choice = exercise.choice
    if choice is None:
        return {}
    chosen = [s.measurement for s in exercise.signals.values() if s.chosen]
    used = {f: {one for m in chosen for one in m.reads(f)} for f in choice.fingers}
    left = tuple(finger for finger, some in used.items() if not some.intersection(fingers))
    if not left:
        all_used = sorted(set().union(*used.values()), key=FINGERS.index)
        needs = f"the {fingers_words(all_used)}"
        if len(choice.fingers) > 1:  # none was chosen before
            beside = any(m.beside for m in chosen)
            needs = "two fingers side by side" if beside else "one of its fingers"
        raise _impossible(exercise, fingers, needs)
    if left == choice.fingers:
        return {}
    done = exercise.with_finger(left[0])  # until it is known which of them it is
    narrowed = choice.model_copy(update={"fingers": left})
    return {"signals": done.signals, "rom": done.rom, "choice": narrowed}


def _order(exercise: Exercise, fingers: Fingers) -> Sequence:
    assert exercise.sequence
    order = tuple(finger for finger in exercise.sequence.order if finger not in fingers)
    if len(set(order)) < LEAST_IN_ORDER:
        raise _impossible(exercise, fingers, f"at least {LEAST_IN_ORDER} of its fingers")
    return exercise.sequence.model_copy(update={"order": order})


def _guards(exercise: Exercise, fingers: Fingers) -> Iterator[Criterion]:
    """The criteria without the signals of these fingers; those with no signal left are removed."""
    for guard in exercise.guards:
        names = tuple(n for n in guard.wanted if exercise.signals[n].readable(fingers))
        if names == guard.wanted:
            yield guard
        elif names:
            yield guard.model_copy(update={"signals": names})


def _rom(rom: tuple[RomEntry, ...], fingers: Fingers) -> Iterator[RomEntry]:
    for entry in rom:
        readings = [reading for reading in entry.readings if reading.readable(fingers)]
        if readings and entry.fingers:
            left = tuple(r.finger for r in readings if r.finger)
            yield entry.model_copy(update={"fingers": left})
        elif readings:
            yield entry
