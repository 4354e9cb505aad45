"""Exercise file learned from a demonstration.

Every measurement is read in the demonstration. The signal is the one with the clearest and most
regular movement and the given number of repetitions. The file is a proposal to be corrected.
"""

from __future__ import annotations

from collections.abc import Sequence

from handtrack.definitions.exercise import Exercise, parse
from handtrack.definitions.toml_writer import toml_text
from handtrack.errors import ExerciseError
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.recognition.demonstrated_signals import MovingSignal, moving_signals, views_of
from handtrack.recognition.exercise_proposal import (
    cycle_document,
    hold_document,
    sequence_documents,
)
from handtrack.scoring.score import score

TRIED = 12
"""Number of signals that are tried, clearest first."""
LEARNABLE_VERIFIERS = ("cycle", "hold", "sequence")
HEAD = """Learned from a demonstration ({source}). A proposal: read it, correct it, and fill in the
texts. It counts {reps} in the demonstration."""


def learn_exercise(
    recording: Recording,
    verifier: str,
    id: str,
    reps: int,
    exercises: Sequence[Exercise],
    source: str = "the demonstration",
) -> Exercise:
    """Propose an exercise that counts `reps` valid repetitions in a demonstration.

    Parameters
    ----------
    recording : Recording
        The demonstration.
    verifier : str
        One of `LEARNABLE_VERIFIERS`.
    id : str
        Of the new exercise.
    reps : int
        Number of repetitions in the demonstration.
    exercises : sequence of Exercise
        Source of a sequence's thresholds.
    source : str
        Name of the demonstration in the sources of thresholds.

    Returns
    -------
    Exercise

    Raises
    ------
    ExerciseError
        No hand was detected, or no signal was repeated `reps` times.
    """
    slot, side = choose_slot(recording, None)
    hand = recording.hand(slot, side)
    if not hand.seen.any():
        raise ExerciseError("There is no hand in the demonstration.")
    if verifier == "sequence":
        proposals = sequence_documents(id, reps, views_of(hand), exercises)
        found: list[MovingSignal] = []
    else:
        found = moving_signals(hand)
        fitting = [mover for mover in found if mover.times == reps][:TRIED]
        make = cycle_document if verifier == "cycle" else hold_document
        proposals = (make(id, reps, mover, hand, source) for mover in fitting)
    for document in proposals:
        exercise = parse(toml_text(document), id)
        if score(recording, exercise).result.summary.valid == reps:
            return exercise
    raise ExerciseError(_nothing(verifier, reps, found))


def exercise_text(exercise: Exercise, reps: int, source: str) -> str:
    """Text of a learned exercise's file.

    Parameters
    ----------
    exercise : Exercise
    reps : int
        Number of repetitions in the demonstration.
    source : str
        Name of the demonstration.

    Returns
    -------
    str
        TOML.
    """
    document = exercise.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return toml_text(document, HEAD.format(source=source, reps=reps))


def _nothing(verifier: str, reps: int, found: Sequence[MovingSignal]) -> str:
    if verifier == "sequence":
        return (
            f"In the demonstration the thumb does not touch fingers in one order {reps} times. "
            "Show each touch clearly, open the hand between two, or say how often with --reps."
        )
    seen = ", ".join(f"{m.reading.title} ({m.times} times)" for m in found[:3])
    moved = f" What moves most: {seen}." if seen else " Nothing moves clearly."
    return (
        f"In the demonstration nothing that handtrack measures is done exactly {reps} times."
        f"{moved} Rest before, between and after the repetitions, or say how often with --reps."
    )
