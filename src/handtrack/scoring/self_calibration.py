"""Scoring with a range from the recording itself: score, look at what was clean, once more.

The range of a whole recording also holds what was done before the exercise and movements that are
something else. So the repetitions found with it are looked at: from those that nothing but size and
tempo speaks against a range is taken, and the recording is scored with that one once more, which is
kept where enough was clean before or is now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.events import Action, Candidate, Status
from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.measurements.filters import GAP_S
from handtrack.scoring.judge import judge
from handtrack.scoring.own_range import (
    LEAST_CLEAN,
    OF_TIME_OR_SIZE,
    clean_range,
    done_with,
    first_pass,
    is_clean,
)
from handtrack.scoring.results import Repetition
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.onset_offset import OnsetOffset, TimedCandidate
from handtrack.verifiers.registry import counter_for
from handtrack.verifiers.signals import Signals, read_signals


@dataclass(frozen=True, slots=True)
class Pass:
    """A recording scored once.

    Parameters
    ----------
    exercise : Exercise
        With the finger and the object that it was done with.
    calibration : Calibration
    trace : Signals
    repetitions : tuple of Repetition
    """

    exercise: Exercise
    calibration: Calibration
    trace: Signals
    repetitions: tuple[Repetition, ...]

    @property
    def clean(self) -> int:
        """How many repetitions have no fault but of size or tempo."""
        return sum(map(is_clean, self.repetitions))

    @property
    def good(self) -> int:
        """How many of them count."""
        return sum(r.status is Status.VALID and is_clean(r) for r in self.repetitions)

    @property
    def exercise_share(self) -> float | None:
        """Share of the movements judged for sure that are the exercise; None without any.

        Those that count, among them and those turned down for something else than size or tempo.
        None, too, where what is counted needs no range of a movement.
        """
        if not counter_for(self.exercise).guided:
            return None
        counted = sum(r.status is Status.VALID for r in self.repetitions)
        other = sum(map(_is_something_else, self.repetitions))
        return counted / (counted + other) if counted + other else None


def score_once(
    exercise: Exercise, hand: Hand, calibration: Calibration, raw: Floats, signal: Floats
) -> Pass:
    """Score a whole recording with a given range.

    Parameters
    ----------
    hand : Hand
        Through time, N frames.
    raw, signal : ndarray, shape (N,) or (N, K)
        What is counted by, as it was read and filtered.
    """
    counted = counter_for(exercise)
    progress = counted.progress(calibration, signal)
    displacement = counted.raw_displacement(calibration, raw)
    whole = read_signals(exercise, hand, calibration, progress, displacement)
    return Pass(exercise, calibration, whole, _repetitions(exercise, calibration, whole))


def self_calibrate(
    exercise: Exercise, hand: Hand, neutral: Hand | None, kind: ObjectKind | None
) -> Pass:
    """Score a whole recording with the range that it shows itself.

    Parameters
    ----------
    hand : Hand
        Through time.
    neutral : Hand or None
        A still hold with the wrist straight.
    kind : ObjectKind or None
        What was followed beside the hand.
    """
    beside = exercise.with_followed_object(kind)
    calibration, raw, signal = first_pass(beside, hand, neutral)
    if beside is not exercise:
        calibration = replace(calibration, object=kind)
    exercise = done_with(exercise, calibration)
    best = score_once(exercise, hand, calibration, raw, signal)
    own = clean_range(exercise, calibration, signal, best.trace.time_s, best.repetitions)
    if own is not calibration:
        again = score_once(exercise, hand, own, raw, signal)
        shown = again.clean >= LEAST_CLEAN and again.good > 0
        best = again if best.clean >= LEAST_CLEAN or shown else best
    return _believed(best)


def _believed(found: Pass) -> Pass:
    """The same, judged in the knowledge of how much of what was done is the exercise."""
    calibration = replace(found.calibration, exercise_share=found.exercise_share)
    if calibration.believed:
        return replace(found, calibration=calibration)
    repetitions = _repetitions(found.exercise, calibration, found.trace)
    return replace(found, calibration=calibration, repetitions=repetitions)


def _is_something_else(repetition: Repetition) -> bool:
    """Whether a movement was turned down for more than its size and tempo."""
    reasons = {n.reason for n in repetition.notes if n.action is Action.REJECT}
    return repetition.status is Status.REJECTED and not OF_TIME_OR_SIZE.issuperset(reasons)


def _repetitions(
    exercise: Exercise, calibration: Calibration, whole: Signals
) -> tuple[Repetition, ...]:
    """The repetitions found in a trace, and judged."""
    counted = counter_for(exercise)
    candidates = counted.machine().run(*_with_stalls(whole.time_s, whole.progress))
    edges = OnsetOffset(whole.time_s, whole.displacement) if counted.by_movement else None
    in_order = sorted(candidates, key=lambda c: c.start_s)
    return judge(exercise, calibration, _placed(edges, in_order), whole)


def _with_stalls(time_s: Floats, progress: Floats) -> tuple[Floats, Floats]:
    """Times and progress in which a camera that stalled has lost the hand for as long."""
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
