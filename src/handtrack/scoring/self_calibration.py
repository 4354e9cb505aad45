"""Scoring with the range of movement that a recording shows itself.

1. Take the range of the whole recording, and score with it.
2. That range also holds what was done before the exercise, and movements that are something else:
   a forearm that turns along or a hand that leaves the picture read as a range nobody has. So take
   the range of the recording without the repetitions that are not clean, and what lies between two
   of them in a row. Clean is a repetition with no fault but of size or tempo.
3. Score with that one, once. Keep it where enough repetitions were clean before, or are now and
   one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import inf

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.missing_fingers import without_fingers
from handtrack.events import Action, Candidate, Reason, Status
from handtrack.landmarks.hand import Floats, Hand, by_blocks
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.landmarks.views import in_front
from handtrack.measurements.filters import GAP_S
from handtrack.scoring.resolved_exercise import Readings, ResolvedExercise
from handtrack.scoring.results import Repetition
from handtrack.scoring.verdicts import Verdict, classify
from handtrack.verifiers.calibration import Calibration, Forearm
from handtrack.verifiers.kinematics import OnsetOffset, TimedCandidate
from handtrack.verifiers.signals import Signals, read_signals

HERE = "this recording"
OF_TIME_OR_SIZE = frozenset(
    {Reason.TOO_SMALL, Reason.BELOW_MINIMUM, Reason.INCOMPLETE_RETURN, Reason.ONE_DIRECTION_ONLY}
    | {Reason.SHORT_HOLD, Reason.TOO_FAST, Reason.TOO_SLOW, Reason.LET_FALL}
    | {Reason.OTHER_HAND_HELPED}
)
"""What says nothing against the ends that a movement reached."""
LEAST_CLEAN = 2
"""Provisional: clean repetitions from which an own range is taken; one may be partial."""


@dataclass(frozen=True)
class Pass:
    """A recording scored once.

    Parameters
    ----------
    resolved : ResolvedExercise
    signals : Signals
        Of the whole recording.
    verdicts : tuple of Verdict
        On its repetitions.
    """

    resolved: ResolvedExercise
    signals: Signals
    verdicts: tuple[Verdict, ...]

    @cached_property
    def repetitions(self) -> tuple[Repetition, ...]:
        """The repetitions with all their figures."""
        return tuple(verdict.repetition() for verdict in self.verdicts)

    @cached_property
    def clean(self) -> int:
        """How many repetitions have no fault but of size or tempo."""
        return sum(map(_is_clean, self.verdicts))

    @cached_property
    def counted(self) -> int:
        """How many repetitions count."""
        return sum(v.status is Status.VALID for v in self.verdicts)

    @property
    def good(self) -> int:
        """How many repetitions are clean and count."""
        return sum(v.status is Status.VALID and _is_clean(v) for v in self.verdicts)

    @property
    def exercise_share(self) -> float | None:
        """Share of the movements judged for sure that are the exercise; None without any.

        Those that count, among them and those turned down for something else than size or tempo.
        None, too, where what is counted needs no range of a movement.
        """
        if not self.resolved.counter.guided:
            return None
        other = sum(map(_is_something_else, self.verdicts))
        return self.counted / (self.counted + other) if self.counted + other else None


def calibrate(exercise: Exercise, hand: Hand, neutral: Hand | None = None) -> Calibration:
    """Take the person's own range from a whole clip.

    Parameters
    ----------
    exercise : Exercise
        What it asks of fingers that the hand lacks is left out.
    hand : Hand
        The whole clip.
    neutral : Hand, optional
        A still hold with the wrist straight, from which the forearm line is kept. Without it the
        forearm in the picture is taken, and without that the middle of the clip's own movement.

    Returns
    -------
    Calibration
        Its range is 0 where no movement was seen.
    """
    return _whole_range(exercise, hand, neutral, None).own


def score_once(readings: Readings, hand: Hand) -> Pass:
    """Score a whole recording with a given range.

    Parameters
    ----------
    readings : Readings
        Of the recording, with that range.
    hand : Hand
        Through time, N frames.

    Returns
    -------
    Pass
    """
    resolved = readings.resolved
    whole = read_signals(resolved.exercise, hand, resolved.calibration, *_scaled(readings))
    return Pass(resolved, whole, _verdicts(resolved, whole))


def _again(before: Pass, readings: Readings) -> Pass:
    """The same recording scored with another range: what was read off the hand stays."""
    progress, displacement = _scaled(readings)
    whole = replace(before.signals, progress=progress, displacement=displacement)
    return Pass(readings.resolved, whole, _verdicts(readings.resolved, whole))


def _scaled(readings: Readings) -> tuple[Floats, Floats]:
    """Progress and displacement on the person's own scale."""
    own, counter = readings.own, readings.resolved.counter
    return (
        by_blocks(partial(counter.progress, own), readings.signal),
        by_blocks(partial(counter.raw_displacement, own), readings.raw),
    )


def self_calibrate(
    exercise: Exercise, hand: Hand, neutral: Hand | None, kind: ObjectKind | None
) -> Pass:
    """Score a whole recording with the range that it shows itself.

    Parameters
    ----------
    exercise : Exercise
    hand : Hand
        Through time.
    neutral : Hand or None
        A still hold with the wrist straight.
    kind : ObjectKind or None
        What was followed beside the hand.

    Returns
    -------
    Pass
        The better one of at most two.
    """
    readings = _whole_range(exercise, hand, neutral, kind)
    best = score_once(readings, hand)
    own = _clean_range(best, readings.signal)
    if own is not None:
        again = _again(best, readings.calibrated(own))
        shown = again.clean >= LEAST_CLEAN and again.good > 0
        best = again if best.clean >= LEAST_CLEAN or shown else best
    return _believed(best)


def _whole_range(
    exercise: Exercise, hand: Hand, neutral: Hand | None, kind: ObjectKind | None
) -> Readings:
    """Readings with the range of all of a recording.

    Where the person chooses a finger, it is the one that moves most. Seen edge-on the finger in
    front hides the others, which the tracker then guesses: it is taken if it moves far enough.
    """
    beside = exercise.with_followed_object(kind)
    start = Calibration(
        exercise.id,
        hand.side,
        HERE,
        forearm=_forearm(hand, neutral) if beside.needs_forearm else None,
        without=hand.without,
        object=kind if beside is not exercise else None,
    )
    choice = without_fingers(beside, hand.without).choice
    found = []
    for finger in choice.fingers if choice else (None,):
        resolved = ResolvedExercise.of(exercise, replace(start, finger=finger))
        read = Readings.of(resolved, hand)
        time_s = np.asarray(hand.time_s)
        own = resolved.counter.calibrated(resolved.calibration, time_s, read.signal)
        found.append(read.calibrated(own))
    least = found[0].resolved.counter.least_range
    if choice and least is not None:
        front = in_front(hand)
        seen = [read for read in found if read.own.finger is front and read.own.range >= least]
        found = seen or found
    return max(found, key=lambda read: read.own.range)


def _forearm(hand: Hand, neutral: Hand | None) -> Forearm | None:
    if neutral is not None:
        return Forearm.of(neutral, known=True)
    return Forearm.in_picture(hand) or Forearm.of(hand, known=False)


def _clean_range(found: Pass, signal: Floats) -> Calibration | None:
    """The range without what is not clean; None where all is clean, or too little else is left.

    Where too few repetitions are clean, the rest may have been too small beside a range far too
    large to be found: unless something counted, movements enough make a range of their own.

    Parameters
    ----------
    found : Pass
        With the range of the whole recording.
    signal : ndarray, shape (N,)
        What is counted by.
    """
    resolved, time_s = found.resolved, found.signals.time_s
    if not resolved.counter.guided or found.clean == len(found.verdicts):
        return None
    signal, cut_s = signal.copy(), inf
    for verdict in found.verdicts:
        if _is_clean(verdict):
            cut_s = inf
            continue
        movement = verdict.candidate
        i, j = np.searchsorted(time_s, (min(cut_s, movement.start_s), movement.end_s))
        signal[i:j] = np.nan
        cut_s = movement.end_s
    own = replace(resolved.calibration, excursions=0)
    own = resolved.counter.calibrated(own, time_s, signal)
    hidden = not found.counted and own.excursions >= LEAST_CLEAN
    return own if own.range > 0 and (found.clean >= LEAST_CLEAN or hidden) else None


def _is_clean(verdict: Verdict) -> bool:
    """Whether nothing was found that speaks against the ends that the movement reached."""
    return OF_TIME_OR_SIZE.issuperset(n.reason for n in verdict.notes)


def _is_something_else(verdict: Verdict) -> bool:
    """Whether a movement was turned down for more than its size and tempo."""
    reasons = {n.reason for n in verdict.notes if n.action is Action.REJECT}
    return verdict.status is Status.REJECTED and not OF_TIME_OR_SIZE.issuperset(reasons)


def _believed(found: Pass) -> Pass:
    """The same, judged in the knowledge of how much of what was done is the exercise."""
    calibration = replace(found.resolved.calibration, exercise_share=found.exercise_share)
    resolved = found.resolved.calibrated(calibration)
    found = replace(found, resolved=resolved)
    if calibration.believed:
        return found
    return replace(found, verdicts=_verdicts(resolved, found.signals))


def _verdicts(resolved: ResolvedExercise, whole: Signals) -> tuple[Verdict, ...]:
    """Find the repetitions in signals, and classify them."""
    counter = resolved.counter
    candidates = counter.machine().run(*_with_stalls(whole.time_s, whole.progress))
    edges = OnsetOffset(whole.time_s, whole.displacement) if counter.by_movement else None
    in_order = sorted(candidates, key=lambda c: c.start_s)
    return classify(resolved, _placed(edges, in_order), whole)


def _with_stalls(time_s: Floats, progress: Floats) -> tuple[Floats, Floats]:
    """Times and progress, with a sample of NaN after every frame before a gap of over `GAP_S`."""
    after = np.flatnonzero(np.diff(time_s) > GAP_S) + 1
    return (
        np.insert(time_s, after, time_s[after - 1]),
        np.insert(progress, after, np.nan, axis=0),
    )


def _placed(edges: OnsetOffset | None, proposed: Iterable[Candidate]) -> list[Candidate]:
    """Candidates in order of time, with their edges where their movements have them."""
    if edges is None:
        return list(proposed)
    placed: list[TimedCandidate] = []
    for candidate in proposed:
        found = edges.assign(candidate, placed[-1] if placed else None)
        placed += [found] if found else []
    return [p.candidate for p in placed]
