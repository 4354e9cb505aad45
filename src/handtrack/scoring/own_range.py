"""The person's own range from a recording itself, and which of its movements may make it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.missing_fingers import without_fingers
from handtrack.events import Reason, Status
from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.views import in_front
from handtrack.scoring.results import Repetition
from handtrack.verifiers.calibration import Calibration, Forearm
from handtrack.verifiers.interface import Counter
from handtrack.verifiers.registry import counter_for

HERE = "this recording"
OF_TIME_OR_SIZE = frozenset(
    {Reason.TOO_SMALL, Reason.BELOW_MINIMUM, Reason.INCOMPLETE_RETURN, Reason.ONE_DIRECTION_ONLY}
    | {Reason.SHORT_HOLD, Reason.TOO_FAST, Reason.TOO_SLOW, Reason.LET_FALL}
    | {Reason.OTHER_HAND_HELPED}
)
"""What says nothing against the ends that a movement reached."""
LEAST_CLEAN = 2
"""Provisional: repetitions, or movements where nothing counted, without a fault from which an own
range is taken; one may be partial."""


def calibrate(exercise: Exercise, hand: Hand, neutral: Hand | None = None) -> Calibration:
    """The person's own range from the clip itself: the first pass.

    Parameters
    ----------
    hand : Hand
        The whole clip. What the exercise asks of fingers that it lacks is left out.
    neutral : Hand, optional
        A still hold with the wrist straight, from which the forearm line is kept. Without it the
        forearm in the picture is taken, and without that the middle of the clip's own movement.
    """
    return first_pass(exercise, hand, neutral)[0]


def first_pass(
    exercise: Exercise, hand: Hand, neutral: Hand | None
) -> tuple[Calibration, Floats, Floats]:
    """The calibration, and the readings it was taken from: as they are, and filtered.

    Where the person chooses a finger, it is the one that moves most. Seen edge-on the finger in
    front hides the others, which the tracker then guesses: it is taken if it moves far enough.
    """
    forearm = _forearm(hand, neutral) if exercise.needs_forearm else None
    exercise = without_fingers(exercise, hand.without)
    choice, time_s = exercise.choice, np.asarray(hand.time_s)
    passes = []
    for finger in choice.fingers if choice else (None,):
        counted = counter_for(exercise.of(finger) if finger else exercise)
        raw = counted.read(hand, forearm.line if forearm else None)
        signal = counted.filtered(time_s, raw)
        own = Calibration(
            exercise.id, hand.side, HERE, forearm=forearm, finger=finger, without=hand.without
        )
        passes.append((counted.calibrated(own, time_s, signal), raw, signal))
    least = counter_for(exercise).least_range
    if choice and least is not None:
        front = in_front(hand)
        passes = [p for p in passes if p[0].finger is front and p[0].range >= least] or passes
    return max(passes, key=lambda found: found[0].range)


def _forearm(hand: Hand, neutral: Hand | None) -> Forearm | None:
    if neutral is not None:
        return Forearm.of(neutral, known=True)
    return Forearm.in_picture(hand) or Forearm.of(hand, known=False)


def clean_range(
    exercise: Exercise,
    calibration: Calibration,
    signal: Floats,
    time_s: Floats,
    repetitions: Sequence[Repetition],
) -> Calibration:
    """The own range without the movements at which something else than their size was found.

    A forearm that turns along, fingers that bend or a hand that leaves the picture read as a range
    nobody has, and what lies between two such movements in a row is part of them. Where too few are
    clean, the calibration stays the very one that it was, unless nothing counts: then the others
    may have been too small beside such a range to be found, and enough of them make their own.
    """
    counted = counter_for(exercise)
    clean = [is_clean(r) for r in repetitions]
    few = sum(clean) < LEAST_CLEAN
    counts = any(r.status is Status.VALID for r in repetitions)
    if not counted.guided or all(clean) or (few and counts):
        return calibration
    signal, cut_s = signal.copy(), inf
    for r, faultless in zip(repetitions, clean, strict=True):
        if faultless:
            cut_s = inf
            continue
        i, j = np.searchsorted(time_s, (min(cut_s, r.start_s), r.end_s))
        signal[i:j] = np.nan
        cut_s = r.end_s
    own = counted.calibrated(replace(calibration, excursions=0), time_s, signal)
    enough = _moves_enough(counted, own) if few else own.range > 0
    return own if enough else calibration


def is_clean(repetition: Repetition) -> bool:
    """Whether nothing was found that speaks against the ends that the movement reached."""
    return OF_TIME_OR_SIZE.issuperset(n.reason for n in repetition.notes)


def _moves_enough(counted: Counter, own: Calibration) -> bool:
    """Whether the own range is one of movements as many and as large as are asked for."""
    least = counted.least_range
    return least is not None and own.range >= least and own.excursions >= LEAST_CLEAN


def done_with(exercise: Exercise, calibration: Calibration) -> Exercise:
    """The exercise, with the object, the fingers and the finger that the calibration is of."""
    exercise = without_fingers(
        exercise.with_followed_object(calibration.object), calibration.without
    )
    return exercise.of(calibration.finger) if calibration.finger else exercise
