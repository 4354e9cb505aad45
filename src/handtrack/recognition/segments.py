"""Which exercise, when: a recording is cut into stretches, and each is named or not.

1. Windows of the recording are compared with the prototypes, and it is cut where the movement
   changes (`cutting`).
2. For each stretch, the exercises that come near are scored as the engine scores them (`evidence`).
3. What was measured of each is weighed into shares (`confidence`). Without a clear one the answer
   is none, which is the usual one.
4. What the landmarks cannot tell apart is said together.
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
"""Of movements that look the same, one with at least this much of the largest share may be meant,
too: provisional."""
SUGGESTED_FROM = 0.5
"""A lesser candidate is told from this much of the confidence on with which one is named:
provisional."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An exercise that it may be.

    Parameters
    ----------
    exercise : str
        Id of the one it looks most like.
    could_be : tuple of str
        Ids of all exercises it can be as far as landmarks tell, `exercise` among them, in the
        order of the library.
    confidence : float
        How often such an answer is right, 0 to 1: that it is one of `could_be`.
    """

    exercise: str
    could_be: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a recording and what is done in it.

    Parameters
    ----------
    start_s, end_s : float
        Half-open: of a named exercise from the start of its first repetition to the end of the
        last; else where the hand moves.
    exercise : str or None
        Id of the exercise it looks most like; None for none of them.
    could_be : tuple of str
        See `Guess`; empty for none.
    confidence : float
        How often such an answer is right, 0 to 1.
    side : Side
        The hand that does it.
    counted, attempts : int
        Valid repetitions (holds, minutes), and all of them.
    stretch_s : tuple of float
        Half-open: the stretch in which it was looked for, with the rest around it. Scored from
        these frames it gives these counts.
    perhaps : Guess or None
        Where none is named: what it may be, without being sure enough.
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
    """What was found in a recording.

    Parameters
    ----------
    segments : tuple of Segment
        In order of time; stretches in which the hand rests are left out.
    unknown : tuple of str
        Ids of exercises that were not looked for: nothing is known of how they look, or they need
        both hands and one was tracked.
    """

    segments: tuple[Segment, ...]
    unknown: tuple[str, ...]

    @property
    def named(self) -> tuple[Segment, ...]:
        """Those with an exercise."""
        return tuple(s for s in self.segments if s.exercise is not None)


def recognise(
    recording: Recording,
    exercises: Sequence[Exercise],
    prototypes: Prototypes,
    confidence: Confidence | None = None,
) -> Recognition:
    """Say which of these exercises are done when.

    Parameters
    ----------
    recording : Recording
        Of one hand or two; both holds and helped exercises need two.
    exercises : sequence of Exercise
        What may be done.
    confidence : Confidence, optional
        How the evidence is weighed; handtrack's own otherwise.
    """
    looked_for = searchable_exercises(recording, exercises, prototypes)
    unknown = tuple(e.id for e in exercises if e not in looked_for)
    windows = profile_windows(recording, prototypes, prototypes.prototypes_of(looked_for))
    if windows is None or not windows.moving.any():
        return Recognition((), unknown)
    search = _Search(recording, windows, looked_for, prototypes, confidence or packaged())
    return Recognition(tuple(search.joined(change_points(recording, windows, looked_for))), unknown)


def searchable_exercises(
    recording: Recording, exercises: Sequence[Exercise], prototypes: Prototypes
) -> list[Exercise]:
    """The exercises that can be looked for in a recording."""
    two = recording.header.slots == 2
    fitting = [e for e in exercises if two or not needs_both_hands(e)]
    known = prototypes.prototypes_of(fitting)
    return [e for e in fitting if e.id in known]


def needs_both_hands(exercise: Exercise) -> bool:
    """Whether it is told by what one hand does to the other."""
    return exercise.hands == 2 and any(guard.kind == "together" for guard in exercise.guards)


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks at stretches of one recording."""

    recording: Recording
    windows: Windows
    exercises: Sequence[Exercise]
    prototypes: Prototypes
    confidence: Confidence

    def joined(self, cuts: Sequence[tuple[float, float]]) -> list[Segment]:
        """What is done in each stretch; neighbours of one answer are looked at as one."""
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
        return [segment for segment in found if not _in_passing(segment)]

    def named(self, start_s: float, end_s: float) -> Segment:
        """Name what is done in one stretch."""
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
        perhaps = found if found.confidence >= SUGGESTED_FROM * least else None
        when = (stretch.start_s, stretch.end_s)
        return Segment(*when, None, (), none, best.side, 0, 0, (start_s, end_s), perhaps)

    def _guess(self, stretch: Stretch) -> tuple[FamilyEvidence, Guess, float]:
        """The likeliest movement, the answer with all that cannot be told from it; none's share."""
        *shares, none = self.confidence.probabilities(stretch)
        keys = [family_key(tried.exercise) for tried in stretch.candidates]
        of_movement = dict(zip(keys, shares, strict=True))
        best = stretch.candidates[max(range(len(shares)), key=lambda i: shares[i])]
        could = _alike(family_key(best.exercise), of_movement, self.prototypes)
        sure = self.confidence.confidence_of(sum(of_movement[movement] for movement in could), best)
        could_be = tuple(e.id for e in self.exercises if family_key(e) in could)
        return best, Guess(best.exercise.id, could_be, sure), none


def _alike(best: str, shares: Mapping[str, float], prototypes: Prototypes) -> set[str]:
    """A movement, and those that look the same and whose share is not much smaller.

    What looks like one of these is one of them, too: which of them it is, is not known.
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


def _in_passing(segment: Segment) -> bool:
    """Whether it is nothing and only lies between two exercises, whose windows it is made of."""
    start_s, end_s = segment.stretch_s
    return segment.exercise is None and end_s - start_s < WINDOW_S
