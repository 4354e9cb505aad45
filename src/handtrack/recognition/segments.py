"""Segmentation of a recording into exercises.

1. Windows of the recording are compared with the prototypes, and the recording is divided where the
   movement changes (`windows`).
2. For each part, the nearest exercises are scored (`evidence`).
3. The evidence gives a probability for each movement and for none (`confidence`). Below the
   threshold the part is not named.
4. Exercises that landmarks do not distinguish are named together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording
from handtrack.recognition.confidence import Confidence, packaged
from handtrack.recognition.evidence import FamilyEvidence, Stretch, gather_evidence
from handtrack.recognition.families import family_key
from handtrack.recognition.prototypes import Prototypes
from handtrack.recognition.windows import WINDOW_S, Windows, change_points, profile_windows

MIN_ALIKE_SHARE = 0.05
"""Indistinguishable movements are named with the likeliest one from this share of its probability
on: provisional."""
SUGGESTED_FROM = 0.5
"""An unnamed part has a suggestion from this share of the naming threshold on: provisional."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Likeliest exercise of a part of a recording.

    Parameters
    ----------
    exercise : str
        Id of the nearest exercise.
    could_be : tuple of str
        Ids of all exercises that landmarks do not distinguish from it, `exercise` included, in the
        order of the library.
    confidence : float
        Probability, 0 to 1, that the exercise is one of `could_be`.
    """

    exercise: str
    could_be: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Segment:
    """Part of a recording and the exercise in it.

    Parameters
    ----------
    start_s, end_s : float
        Half-open: for a named exercise from the start of the first repetition to the end of the
        last; else the part in which the hand moves.
    exercise : str or None
        Id of the nearest exercise; None if not named.
    could_be : tuple of str
        As in `Guess`; empty if not named.
    confidence : float
        Probability, 0 to 1, that the answer is right.
    side : Side
        The moving hand.
    counted, attempts : int
        Number of valid repetitions (holds, minutes), and of all.
    stretch_s : tuple of float
        Half-open: the scored part, with the rest before and after. Scoring these frames gives
        `counted` and `attempts`.
    suggestion : Guess or None
        If not named: likeliest exercise, below the naming threshold.
    """

    start_s: float
    end_s: float
    exercise: str | None
    could_be: tuple[str, ...]
    confidence: float
    side: Side
    counted: int
    attempts: int
    stretch_s: tuple[float, float]
    suggestion: Guess | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """Exercises in a recording.

    Parameters
    ----------
    segments : tuple of Segment
        In order of time, without parts in which the hand rests.
    unknown : tuple of str
        Ids of exercises that were not searched for: without a prototype, or for two hands where
        one was tracked.
    """

    segments: tuple[Segment, ...]
    unknown: tuple[str, ...]

    @property
    def named(self) -> tuple[Segment, ...]:
        """Segments with an exercise."""
        return tuple(s for s in self.segments if s.exercise is not None)


def recognise(
    recording: Recording,
    exercises: Sequence[Exercise],
    prototypes: Prototypes,
    confidence: Confidence | None = None,
) -> Recognition:
    """Segment a recording into exercises.

    Parameters
    ----------
    recording : Recording
        Of one hand or two; exercises in which both hands are together need two.
    exercises : sequence of Exercise
        Exercises to search for.
    prototypes : Prototypes
    confidence : Confidence, optional
        Default: the packaged one.

    Returns
    -------
    Recognition
    """
    searched = searchable_exercises(recording, exercises, prototypes)
    unknown = tuple(e.id for e in exercises if e not in searched)
    windows = profile_windows(recording, prototypes, prototypes.prototypes_of(searched))
    if windows is None or not windows.moving.any():
        return Recognition((), unknown)
    search = _Search(recording, windows, searched, prototypes, confidence or packaged())
    return Recognition(tuple(search.joined(change_points(recording, windows, searched))), unknown)


def searchable_exercises(
    recording: Recording, exercises: Sequence[Exercise], prototypes: Prototypes
) -> list[Exercise]:
    """Exercises that a recording can be searched for.

    Parameters
    ----------
    recording : Recording
    exercises : sequence of Exercise
    prototypes : Prototypes

    Returns
    -------
    list of Exercise
        Those with a prototype, and for two hands only where two were tracked.
    """
    two = recording.header.slots == 2
    fitting = [e for e in exercises if two or not needs_both_hands(e)]
    known = prototypes.prototypes_of(fitting)
    return [e for e in fitting if e.id in known]


def needs_both_hands(exercise: Exercise) -> bool:
    """Whether the exercise is recognised by the contact of both hands."""
    return exercise.hands == 2 and any(guard.kind == "together" for guard in exercise.guards)


@dataclass(frozen=True, slots=True)
class _Search:
    """Search for exercises in parts of one recording."""

    recording: Recording
    windows: Windows
    exercises: Sequence[Exercise]
    prototypes: Prototypes
    confidence: Confidence

    def joined(self, cuts: Sequence[tuple[float, float]]) -> list[Segment]:
        """Segment of each part; neighbours with one answer are scored again as one part."""
        found: list[Segment] = []
        for cut in cuts:
            segment = self.named(*cut)
            before = found[-1] if found else None
            if before and (before.could_be, before.side) == (segment.could_be, segment.side):
                whole = self.named(before.stretch_s[0], segment.stretch_s[1])
                if whole.could_be == before.could_be:
                    segment = whole
                    found.pop()
            found.append(segment)
        return [segment for segment in found if not _is_transition(segment)]

    def named(self, start_s: float, end_s: float) -> Segment:
        """Segment of one part."""
        stretch = gather_evidence(self.recording, self.windows, self.exercises, start_s, end_s)
        best, found, none = self._guess(stretch)
        least = self.confidence.named_from
        if found.confidence >= least and best.attempts:
            return Segment(
                best.start_s,
                best.end_s,
                found.exercise,
                found.could_be,
                found.confidence,
                best.side,
                best.counted,
                best.attempts,
                (start_s, end_s),
            )
        suggestion = found if found.confidence >= SUGGESTED_FROM * least else None
        when = (stretch.start_s, stretch.end_s)
        return Segment(*when, None, (), none, best.side, 0, 0, (start_s, end_s), suggestion)

    def _guess(self, stretch: Stretch) -> tuple[FamilyEvidence, Guess, float]:
        """Evidence of the likeliest movement, the guess, and the probability of none."""
        *shares, none = self.confidence.probabilities(stretch)
        keys = [family_key(tried.exercise) for tried in stretch.candidates]
        of_movement = dict(zip(keys, shares, strict=True))
        best = stretch.candidates[max(range(len(shares)), key=lambda i: shares[i])]
        could = _alike(family_key(best.exercise), of_movement, self.prototypes)
        probability = sum(of_movement[movement] for movement in could)
        confidence = self.confidence.confidence_of(probability, best)
        could_be = tuple(e.id for e in self.exercises if family_key(e) in could)
        return best, Guess(best.exercise.id, could_be, confidence), none


def _alike(best: str, shares: Mapping[str, float], prototypes: Prototypes) -> set[str]:
    """A movement with those that are indistinguishable and not much less probable.

    The relation is closed transitively.
    """
    near = {
        movement for movement, share in shares.items() if share >= MIN_ALIKE_SHARE * shares[best]
    }
    could = {best}
    while alike := {
        m for m in near - could if any(prototypes.indistinguishable(c, m) for c in could)
    }:
        could |= alike
    return could


def _is_transition(segment: Segment) -> bool:
    """Whether a segment is unnamed and shorter than a window: a transition between exercises."""
    start_s, end_s = segment.stretch_s
    return segment.exercise is None and end_s - start_s < WINDOW_S
