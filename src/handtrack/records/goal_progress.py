"""Progress towards a goal, as report and desk tell it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from handtrack.assessment.motions import motion_of
from handtrack.events import Status
from handtrack.records.change import ChangeVerdict
from handtrack.records.review import Goal
from handtrack.records.values import SessionRecord


def is_reached(goal: Goal, value: float) -> bool:
    """Whether a value reaches a goal.

    Parameters
    ----------
    goal : Goal
    value : float
        In the goal's unit.

    Returns
    -------
    bool
    """
    less = goal.of_motion and motion_of(goal.motion_or_exercise).better == "less"
    return value <= goal.value if less else value >= goal.value


def way_percent(
    goal: Goal, first: float, now: float, verdict: ChangeVerdict | str | None
) -> int | None:
    """Share of the way from the baseline to a goal for a motion.

    Parameters
    ----------
    goal : Goal
    first, now : float
        Baseline and latest figure as they are printed, in the goal's unit.
    verdict : ChangeVerdict or str or None
        On the change between them; None for a single figure.

    Returns
    -------
    int or None
        0 to 100; 100 if the goal is reached. None if the change is not better: within measurement
        error there is no way to tell of.
    """
    if is_reached(goal, now):
        return 100
    if verdict != ChangeVerdict.BETTER:
        return None
    return round(100 * (now - first) / (goal.value - first))


def valid_by_day(goal: Goal, sessions: Iterable[SessionRecord]) -> Counter[date]:
    """Number of valid repetitions on each day on which the goal's exercise was done.

    Parameters
    ----------
    goal : Goal
        For an exercise.
    sessions : iterable of SessionRecord

    Returns
    -------
    Counter of date
        A day on which none counted has 0.
    """
    found: Counter[date] = Counter()
    for session in sessions:
        for done in session.exercises:
            if done.exercise == goal.motion_or_exercise and goal.side in (None, done.side):
                found[session.at.date()] += done.ended(Status.VALID)
    return found
