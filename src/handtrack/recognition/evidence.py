"""Evidence for each movement in a part of a recording.

The evidence is the distance of the profile to the movement's prototypes, and how many repetitions
count when the nearest exercises are scored. `confidence` turns it into probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handtrack.definitions.exercise import Exercise
from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording
from handtrack.recognition.families import families
from handtrack.recognition.prototypes import NO_EXERCISE
from handtrack.recognition.windows import Windows
from handtrack.scoring.score import score

MOST_SCORED = 10
"""Number of nearest movements whose exercises are scored; others count no repetition."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence for one movement, or for no exercise (only the distances).

    Parameters
    ----------
    distance, movement_distance : float
        Mean squared distance of the windows to the nearest prototype of its exercises: of the
        whole profile, and of its movement columns.
    counted_share : float
        Valid repetitions divided by attempts plus a half: 0.94 for eight of eight, 0.67 for one
        of one, 0.12 for one of eight.
    """

    distance: float
    movement_distance: float
    counted_share: float = 0.0


@dataclass(frozen=True, slots=True)
class FamilyEvidence:
    """Evidence for one family of exercises, from the exercise with the best count.

    Parameters
    ----------
    exercise : Exercise
    evidence : Evidence
    counted, attempts : int
        Number of valid repetitions, and of all.
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
    """Part of a recording with the evidence for each movement.

    Parameters
    ----------
    start_s, end_s : float
        First and last frame.
    candidates : tuple of FamilyEvidence
        One for each movement, nearest first; never empty.
    none : Evidence
        For no exercise.
    travel : float
        Mean over the windows of `profile.travel_size`, in units of clear movement.
    """

    start_s: float
    end_s: float
    candidates: tuple[FamilyEvidence, ...]
    none: Evidence
    travel: float


def gather_evidence(
    recording: Recording,
    windows: Windows,
    exercises: Sequence[Exercise],
    start_s: float,
    end_s: float,
) -> Stretch:
    """Evidence for each movement in a half-open interval.

    Parameters
    ----------
    recording : Recording
    windows : Windows
        Of the whole recording, with distances to each of the exercises.
    exercises : sequence of Exercise
    start_s, end_s : float

    Returns
    -------
    Stretch
    """
    chosen = windows.in_stretch(start_s, end_s)
    part = recording.between(start_s, end_s)
    distance = {id: float(values[chosen].mean()) for id, values in windows.distances.items()}
    by_movement = windows.movement_distances
    moving = {id: float(values[chosen].mean()) for id, values in by_movement.items()}
    side = windows.hands[int(chosen.argmax())][1]
    members = families(exercises)
    near = {
        movement: Evidence(min(distance[e.id] for e in each), min(moving[e.id] for e in each))
        for movement, each in members.items()
    }
    candidates: list[FamilyEvidence] = []
    for number, movement in enumerate(sorted(near, key=lambda m: _joint_distance(near[m]))):
        each = sorted(members[movement], key=lambda e: distance[e.id])
        if number < MOST_SCORED:
            candidates.append(
                max((_scored(part, e, near[movement]) for e in each), key=_counted_share)
            )
        else:
            candidates.append(FamilyEvidence(each[0], near[movement], 0, 0, 0.0, 0.0, side))
    return Stretch(
        float(part.time_s[0]),
        float(part.time_s[-1]),
        tuple(candidates),
        Evidence(distance[NO_EXERCISE], moving[NO_EXERCISE]),
        float(windows.travel[chosen].mean()),
    )


def _joint_distance(evidence: Evidence) -> float:
    return evidence.distance * evidence.movement_distance


def _counted_share(candidates: FamilyEvidence) -> float:
    return candidates.evidence.counted_share


def _scored(part: Recording, exercise: Exercise, near: Evidence) -> FamilyEvidence:
    """Score one exercise on one part of a recording."""
    result = score(part, exercise).result
    found = result.repetitions
    counted = sum(r.status is Status.VALID for r in found)
    share = counted / (len(found) + 0.5)
    return FamilyEvidence(
        exercise,
        Evidence(near.distance, near.movement_distance, share),
        counted,
        attempts=len(found),
        start_s=min((r.start_s for r in found), default=0.0),
        end_s=max((r.end_s for r in found), default=0.0),
        side=result.side,
    )
