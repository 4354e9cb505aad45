"""What speaks for each movement in a stretch of a recording, before anything is made of it.

The exercises that come near are scored as the engine scores them; how near, and what of it counted,
is the evidence that `confidence` weighs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handtrack.definitions.exercise import Exercise
from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording
from handtrack.recognition.families import families
from handtrack.recognition.prototypes import NONE
from handtrack.recognition.windows import Windows
from handtrack.scoring.score import score

TRIED = 10
"""Exercises of so many of the nearest movements are scored for a stretch; of others none counts."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured of one movement in a stretch; of none, only how near it is.

    Parameters
    ----------
    distance, by_movement : float
        Mean squared distance of the windows to the prototypes of the nearest of its exercises: of
        the whole profile, and of how the hand moves.
    counted_share : float
        Repetitions that counted over a half more than were attempted, below 1: of eight in eight it
        is 0.94, of a lone one 0.67, of one in eight 0.12.
    """

    distance: float
    by_movement: float
    counted_share: float = 0.0


@dataclass(frozen=True, slots=True)
class FamilyEvidence:
    """One movement looked for in one stretch, by the exercise of it that counts best.

    Parameters
    ----------
    exercise : Exercise
    evidence : Evidence
    counted, attempts : int
        Valid repetitions, and all.
    start_s, end_s : float
        From the first attempt to the last; 0 without one.
    side : Side
    """

    exercise: Exercise
    evidence: Evidence
    counted: int
    attempts: int
    start_s: float
    end_s: float
    side: Side


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a recording with the evidence for each movement.

    Parameters
    ----------
    start_s, end_s : float
        Of its frames.
    tried : tuple of FamilyEvidence
        One a movement, the nearest first; never empty.
    none : Evidence
        For no exercise at all.
    travel : float
        How far the hand went across the picture in a window, in units of clear movement.
    """

    start_s: float
    end_s: float
    tried: tuple[FamilyEvidence, ...]
    none: Evidence
    travel: float


def gather_evidence(
    recording: Recording,
    windows: Windows,
    exercises: Sequence[Exercise],
    start_s: float,
    end_s: float,
) -> Stretch:
    """Collect the evidence for each movement in a half-open stretch.

    Parameters
    ----------
    windows : Windows
        Of the whole recording, with distances to each of the exercises.
    """
    inside = windows.inside(start_s, end_s)
    part = recording.between(start_s, end_s)
    away = {id: float(values[inside].mean()) for id, values in windows.distances.items()}
    moving = {id: float(values[inside].mean()) for id, values in windows.by_movement.items()}
    side = windows.whose[int(inside.argmax())][1]
    members = families(exercises)
    near = {
        movement: Evidence(min(away[e.id] for e in each), min(moving[e.id] for e in each))
        for movement, each in members.items()
    }
    tried: list[FamilyEvidence] = []
    for number, movement in enumerate(sorted(near, key=lambda m: _far(near[m]))):
        each = sorted(members[movement], key=lambda e: away[e.id])
        if number < TRIED:
            tried.append(max((_try(part, e, near[movement]) for e in each), key=_counts))
        else:
            tried.append(FamilyEvidence(each[0], near[movement], 0, 0, 0.0, 0.0, side))
    return Stretch(
        float(part.time_s[0]),
        float(part.time_s[-1]),
        tuple(tried),
        Evidence(away[NONE], moving[NONE]),
        float(windows.travels[inside].mean()),
    )


def _far(evidence: Evidence) -> float:
    return evidence.distance * evidence.by_movement


def _counts(tried: FamilyEvidence) -> float:
    return tried.evidence.counted_share


def _try(part: Recording, exercise: Exercise, near: Evidence) -> FamilyEvidence:
    """Score one exercise on one stretch."""
    result = score(part, exercise).result
    found = result.repetitions
    counted = sum(r.status is Status.VALID for r in found)
    share = counted / (len(found) + 0.5)
    return FamilyEvidence(
        exercise,
        Evidence(near.distance, near.by_movement, share),
        counted,
        attempts=len(found),
        start_s=min((r.start_s for r in found), default=0.0),
        end_s=max((r.end_s for r in found), default=0.0),
        side=result.side,
    )
