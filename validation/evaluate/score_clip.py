"""One clip scored as one exercise, with the product's own code, beside its truth.

The clip is scored as `handtrack score` scores a file: the side is seen, the person's own range
comes from the clip. Nothing of the truth reaches the product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.definitions.exercise import Exercise
from handtrack.events import Label, Status
from handtrack.landmarks.geometry import palm_normal
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.quality import MIN_SEEN_SHARE
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View, view_matches
from handtrack.measurements.reading import Reading
from handtrack.scoring.joint_ranges import joint_ranges
from handtrack.scoring.resolved_exercise import ResolvedExercise
from handtrack.scoring.results import JointRange, Repetition
from handtrack.scoring.score import Scored, score
from handtrack.verifiers.registry import counter_for
from validation.evaluate.clips import Clip, Made
from validation.evaluate.event_matching import (
    Interval,
    Matches,
    match_edges,
    match_overlap,
)
from validation.evaluate.expected_reasons import COUNTS, admits_not_seen, as_asked_for
from validation.evaluate.true_angles import arc_deg, rest_frames, true_angle
from validation.evaluate.true_onsets import collar_s, frames_of, true_edges

VIEWS = (View.PALM, View.SIDE, View.DORSAL, View.OBLIQUE)


@dataclass(frozen=True, slots=True)
class Arc:
    """A joint's range of motion as printed, beside the true one; degrees.

    Parameters
    ----------
    seen, error : float or None
        None where the product refuses to tell.
    """

    true: float
    seen: float | None
    error: float | None
    label: Label

    @property
    def covers(self) -> bool | None:
        """Whether the truth lies inside the printed interval; None without one."""
        if self.seen is None or self.error is None:
            return None
        return abs(self.seen - self.true) <= self.error


@dataclass(frozen=True, slots=True)
class Joint:
    """One joint on one clip.

    Parameters
    ----------
    time_s, true, seen : ndarray, shape (F,)
        Angles of the frames that count: inside a full or partial repetition, hand seen, tracker
        settled. Wrist angles are both taken against the rest before the first repetition.
    reps : tuple of Arc
        Of each true full repetition that was counted.
    place : tuple of int
        Which repetition of the truth each of `reps` is.
    whole : Arc or None
        Of the clip: what the report prints. None without a counted full repetition.
    """

    reading: Reading
    time_s: Floats
    true: Floats
    seen: Floats
    reps: tuple[Arc, ...]
    place: tuple[int, ...]
    whole: Arc | None

    @property
    def name(self) -> str:
        """Measurement, of all fingers together."""
        return self.reading.measure


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was made of one clip.

    Parameters
    ----------
    clip, exercise
    scored : Scored
    edges : tuple of tuple of float
        When each true repetition begins and ends.
    same : Matches
        True repetitions and found ones of any status that are the same attempt.
    counted : Matches
        Repetitions that shall be counted, and counted ones, whose edges agree. A hidden one shall
        be counted unless it was told as one that could not be seen.
    view : View
        From where the camera sees the hand at rest, by the truth.
    joints : tuple of Joint
    """

    clip: Clip
    exercise: Exercise
    scored: Scored
    edges: tuple[Interval, ...]
    same: Matches
    counted: Matches
    view: View
    joints: tuple[Joint, ...]

    @property
    def found(self) -> tuple[Repetition, ...]:
        """All repetitions of the result."""
        return self.scored.result.repetitions

    @property
    def miscount(self) -> int:
        """Counted repetitions minus those that shall be counted."""
        return len(self.counted.extra) - len(self.counted.missed)

    @property
    def edge_errors_s(self) -> list[float]:
        """How far off both edges of each counted full repetition are, without a sign."""
        return [
            abs(true - seen)
            for i, j in self.same.pairs
            if self.clip.reps[i].made is Made.FULL and self.found[j].status is Status.VALID
            for true, seen in zip(
                self.edges[i], (self.found[j].start_s, self.found[j].end_s), strict=True
            )
        ]

    @property
    def ghosts(self) -> int:
        """Counted repetitions where nothing was made, not even a bad repetition."""
        return sum(self.found[i].status is Status.VALID for i in self.same.extra)


def score_clip(clip: Clip, recording: Recording, exercise: Exercise) -> Outcome:
    """Score a clip as an exercise it shows."""
    clip = as_asked_for(clip, exercise)
    scored = score(recording, exercise)
    found = scored.result.repetitions
    counted_so = exercise.with_followed_object(scored.result.calibration.object)
    edges = true_edges(clip, counted_so, recording.time_s)
    valid = [(r.start_s, r.end_s) for r in found if r.status is Status.VALID]
    same = match_overlap(edges, [(r.start_s, r.end_s) for r in found])
    unseen = _told_unseen(clip, edges, scored, same)
    full = [
        i
        for i, rep in enumerate(clip.reps)
        if rep.made in COUNTS or (rep.made is Made.HIDDEN and i not in unseen)
    ]
    return Outcome(
        clip=clip,
        exercise=exercise,
        scored=scored,
        edges=edges,
        same=same,
        counted=match_edges([edges[i] for i in full], valid, collar_s(exercise)),
        view=true_view(clip),
        joints=_joints(clip, recording, exercise, scored, same),
    )


def _told_unseen(clip: Clip, edges: Sequence[Interval], scored: Scored, same: Matches) -> set[int]:
    """The hidden repetitions that were told as such, or in which no hand was found at all."""
    found, whole = scored.result.repetitions, scored.signals
    partner, told = dict(same.pairs), set()
    for i, rep in enumerate(clip.reps):
        if rep.made is not Made.HIDDEN:
            continue
        if i in partner:
            told |= {i} if admits_not_seen(found[partner[i]]) else set()
            continue
        first, last = np.searchsorted(whole.time_s, edges[i])
        if whole.quality.seen[first:last].mean() < MIN_SEEN_SHARE:
            told.add(i)
    return told


def true_view(clip: Clip) -> View:
    """From where the camera sees the palm before the first repetition."""
    normal = palm_normal(clip.joints_m[rest_frames(clip)], clip.side)
    facing = np.array(np.median(-normal[..., 2]))
    return next(view for view in VIEWS if bool(view_matches(view, facing)))


def _joints(
    clip: Clip, recording: Recording, exercise: Exercise, scored: Scored, same: Matches
) -> tuple[Joint, ...]:
    """Compare every joint the exercise reports."""
    good = [
        (i, scored.result.repetitions[j])
        for i, j in same.pairs
        if clip.reps[i].made is Made.FULL and scored.result.repetitions[j].status is Status.VALID
    ]
    calibration, trace = scored.result.calibration, scored.signals
    resolved = ResolvedExercise(exercise, calibration, counter_for(exercise))
    each = [joint_ranges(resolved, trace, [found]) for _, found in good]
    readings = [reading for entry in exercise.rom for reading in entry.readings]
    joints = []
    for number, reading in enumerate(readings):
        true = true_angle(reading, clip)[: len(recording)]
        arcs = [arc_deg(true[frames_of(clip.reps[i], recording.time_s)]) for i, _ in good]
        reps = tuple(_arc(a, ranges[number]) for a, ranges in zip(arcs, each, strict=True))
        whole = _arc(float(np.median(arcs)), scored.result.ranges[number]) if arcs else None
        frames, seen = _frames(clip, recording, reading, scored)
        joints.append(
            Joint(
                reading,
                recording.time_s[frames],
                _zeroed(reading, true, clip)[frames],
                seen[frames],
                reps,
                tuple(i for i, _ in good),
                whole,
            )
        )
    return tuple(joints)


def _arc(true: float, printed: JointRange) -> Arc:
    return Arc(true, printed.arc_deg, printed.error_deg, printed.label)


def _zeroed(reading: Reading, angle: Floats, clip: Clip) -> Floats:
    """Wrist angles against the rest: where a wrist is neutral no hand tracker sees."""
    if not reading.measurement.needs_forearm:
        return angle
    return angle - float(np.nanmedian(angle[rest_frames(clip)]))


def _frames(
    clip: Clip, recording: Recording, reading: Reading, scored: Scored
) -> tuple[NDArray[np.intp], Floats]:
    """Which frames count for the error of single readings, and the readings of all frames."""
    forearm = scored.result.calibration.forearm
    hand = scored.signals.hand
    seen = reading.of(hand, forearm.line if forearm else None)
    inside = np.zeros(len(recording), bool)
    for rep in clip.reps:
        if rep.made is not Made.SPOILED:
            inside[frames_of(rep, recording.time_s)] = True
    usable = inside & hand.seen & ~np.asarray(hand.settling) & np.isfinite(seen)
    return np.flatnonzero(usable), _zeroed(reading, seen, clip)
