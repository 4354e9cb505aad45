"""An exercise for a hand that lacks fingers: missing ones, and those in a splint or a bandage.

A tracker's hand has twenty-one points whatever the picture shows, so that such a finger is always
read, and reads like one that bends along with its neighbours. Therefore nothing is asked of it:
it is no part of an order, no signal's finger, and none that can be chosen, and the measurements of
the hand as a whole are taken of the others (`Hand.without_fingers`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handtrack.definitions.criteria import Criterion
from handtrack.definitions.exercise import Exercise, RomEntry
from handtrack.definitions.fields import Signal
from handtrack.definitions.verifier_tables import Sequence
from handtrack.errors import ExerciseError
from handtrack.landmarks.hand import FINGERS, Finger, fingers_words, without_words

LEAST_IN_ORDER = 2
"""Fewer fingers have no order."""
Fingers = tuple[Finger, ...]


def without_fingers(exercise: Exercise, fingers: Fingers) -> Exercise:
    """What is left of an exercise for a hand that lacks these fingers; itself where it has all.

    Raises
    ------
    ExerciseError
        It cannot be done without them.
    """
    if not fingers:
        return exercise
    exercise = exercise.model_copy(update=_choice(exercise, fingers))
    if isinstance(exercise.method, Sequence):
        exercise = exercise.model_copy(update={"sequence": _order(exercise, fingers)})
    for _, name in exercise.method.wanted:
        if not exercise.signals[name].readable(fingers):
            raise _impossible(exercise, fingers, _needs(exercise.signals[name]))
    beside = exercise.followed
    kept = {name for _, name in beside.method.wanted} if beside else set()
    signals = {
        name: signal
        for name, signal in exercise.signals.items()
        if name in kept or signal.readable(fingers)
    }
    guards, rom = tuple(_guards(exercise, fingers)), tuple(_rom(exercise.rom, fingers))
    return exercise.model_copy(update={"signals": signals, "guards": guards, "rom": rom})


def _impossible(exercise: Exercise, fingers: Fingers, needs: str) -> ExerciseError:
    words = without_words(fingers)
    why = "" if words.endswith(f"without {needs}") else f": it needs {needs}"
    return ExerciseError(f"{exercise.title} cannot be done {words}{why}.")


def _needs(signal: Signal) -> str:
    """The fingers of a signal that is counted by, in words."""
    measurement = signal.measurement
    if measurement.over:
        return f"{measurement.over} fingers" if measurement.over > 1 else "a finger"
    return f"the {fingers_words(measurement.reads(signal.finger))}"


def _choice(exercise: Exercise, fingers: Fingers) -> dict[str, Any]:
    """The choice among the fingers that are left, and all that is taken of the chosen one."""
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
    done = exercise.of(left[0])  # until it is known which of them it is
    narrowed = choice.model_copy(update={"fingers": left})
    return {"signals": done.signals, "rom": done.rom, "choice": narrowed}


def _order(exercise: Exercise, fingers: Fingers) -> Sequence:
    assert exercise.sequence
    order = tuple(finger for finger in exercise.sequence.order if finger not in fingers)
    if len(set(order)) < LEAST_IN_ORDER:
        raise _impossible(exercise, fingers, f"at least {LEAST_IN_ORDER} of its fingers")
    return exercise.sequence.model_copy(update={"order": order})


def _guards(exercise: Exercise, fingers: Fingers) -> Iterator[Criterion]:
    """The criteria without the signals of these fingers; one with no signal left is not asked."""
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
