"""What the criteria of an exercise look at, as panels of the figure of a trial."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from handtrack.definitions.criteria import (
    AboveCriterion,
    BelowCriterion,
    Criterion,
    IsolateCriterion,
    MovesCriterion,
    SteadyCriterion,
    StillCriterion,
)
from handtrack.landmarks.hand import Floats, Landmark
from handtrack.landmarks.quality import hand_length_px
from handtrack.measurements.number_format import Unit
from handtrack.scoring.criteria.criteria_checks import IDLE_SHARE
from handtrack.scoring.criteria.repetition_signals import RepetitionSignals
from handtrack.scoring.intervals import Intervals
from handtrack.scoring.score import Scored


@dataclass(frozen=True, slots=True)
class CriterionPanel:
    """One thing that conditions look at.

    Parameters
    ----------
    title : str
        What it is, and what is asked of it.
    values : ndarray, shape (N, K)
        One curve, or across and down the picture.
    limit : float
        The largest change any condition speaks of; 0 where none does.
    figures : ndarray, shape (R,)
        What was held against the limit in each repetition.
    """

    title: str
    unit: Unit
    values: Floats
    limit: float
    figures: Floats


def panels_of(scored: Scored) -> Iterator[CriterionPanel]:
    """The wrist where it must stay, then each signal of a condition."""
    exercise, reps = scored.exercise, _reps(scored)
    for guard in exercise.guards:
        if isinstance(guard, StillCriterion):
            asked = f"travels by at most {guard.max.value:g}, else {guard.action}"
            title = f"wrist, across (solid) and down (dotted) the picture: the hand {asked}"
            place = _from_its_place(scored)
            yield CriterionPanel(title, "L", place, guard.max.value, reps.travel_L)
    for name in dict.fromkeys(name for guard in exercise.guards for name in guard.wanted):
        asking = [guard for guard in exercise.guards if name in guard.wanted]
        reading = exercise.signals[name]
        title = f"{name} ({reading.title}): {'; '.join(map(_asked, asking))}"
        limits = [g.max.value for g in asking if isinstance(g, SteadyCriterion)]
        limits += [g.min.value for g in asking if isinstance(g, MovesCriterion)]
        values = scored.signals.declared[name][:, None]
        by_level = all(isinstance(guard, BelowCriterion | AboveCriterion) for guard in asking)
        figures = reps.levels(exercise, [name])[0] if by_level else reps.amplitude(exercise, name)
        unit = reading.measurement.unit
        yield CriterionPanel(title, unit, values, max(limits, default=0.0), figures)


def _reps(scored: Scored) -> RepetitionSignals:
    """The repetitions as the conditions looked at them: their durations are asked of none here."""
    intervals = Intervals.of(scored.signals.time_s, scored.result.repetitions)
    unasked = np.full(len(intervals), np.nan)
    done = np.ones(len(intervals), dtype=np.bool_)
    return RepetitionSignals(scored.signals, intervals, unasked, unasked, unasked, done, ())


def _from_its_place(scored: Scored) -> Floats:
    """How far the wrist is from its middle place, across and down, in hand lengths."""
    hand = scored.signals.hand
    points = hand.image_px[:, Landmark.WRIST, :2]
    with np.errstate(invalid="ignore"):
        length_px = np.nanmedian(hand_length_px(hand))
        middle = np.nanmedian(points, axis=0)
        away: Floats = (points - middle) / length_px
    return away


def _asked(guard: Criterion) -> str:
    """A condition in a few words."""
    said = str(guard.action)
    match guard:
        case SteadyCriterion():
            return f"changes by at most {guard.max.value:g}, else {said}"
        case MovesCriterion():
            beside = (
                f" and by {IDLE_SHARE:.0%} of what moves most" if len(guard.signals) > 1 else ""
            )
            return f"changes by at least {guard.min.value:g}{beside}, else {said}"
        case BelowCriterion():
            return f"middle at most {guard.max.value:g}, else {said}"
        case AboveCriterion():
            return f"middle at least {guard.min.value:g}, else {said}"
        case IsolateCriterion():
            return f"other fingers at most {guard.max.value:.0%} of it, else {said}"
    return f"{guard.kind}, else {said}"
