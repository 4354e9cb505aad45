"""What a patient's records prescribe for a day, as the plan of a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from handtrack.definitions.library import find
from handtrack.errors import ExerciseError, PlanError
from handtrack.landmarks.hand import Side
from handtrack.live.session_plan import PlannedExercise, SessionPlan, with_hold_time
from handtrack.records import patient
from handtrack.records.adherence import prescribes, times_done
from handtrack.records.plan_file import REST_S
from handtrack.records.values import History


@dataclass(frozen=True, slots=True)
class DoneOn:
    """An exercise of a session that has not reached the records yet, and its day."""

    day: date
    exercise: str
    side: Side


def prescribed_plan(
    history: History, today: date, library: Path | None = None, also: Sequence[DoneOn] = ()
) -> SessionPlan | None:
    """Plan what is still to be done on a day.

    What was done as often as prescribed for the day, or on as many days as prescribed for the week
    (Monday to Sunday), is left out.

    Parameters
    ----------
    history : History
        The patient's.
    today : date
    library : Path, optional
        Folder of exercise files; default: the packaged ones.
    also : sequence of DoneOn
        What was done in one more session.

    Returns
    -------
    SessionPlan or None
        None where nothing is prescribed for the day; without items where all of it was done.

    Raises
    ------
    PlanError
        A prescribed exercise does not exist, or cannot be held as prescribed.
    """
    running = [plan for plan in history.plans if plan.runs_on(today)]
    if not running:
        return None
    return SessionPlan(tuple(_item(p, library) for p in running if _due(p, history, today, also)))


def _due(plan: patient.Prescription, history: History, today: date, also: Sequence[DoneOn]) -> bool:
    times = times_done(plan, history.sessions)
    times.update({done.day for done in also if prescribes(plan, done.exercise, done.side)})
    if times[today] >= plan.times_a_day:
        return False
    monday = today - timedelta(days=today.weekday())
    this_week = {day for day in times if monday <= day <= today}
    return today in this_week or len(this_week) < plan.days_a_week


def _item(plan: patient.Prescription, library: Path | None) -> PlannedExercise:
    try:
        exercise = find(plan.exercise, library)
        if exercise.hold:  # of another exercise it is only said
            exercise = with_hold_time(exercise, plan.hold_s)
    except (ExerciseError, PlanError) as e:
        raise PlanError(f"Plan {plan.id} cannot be used. {e}") from e
    rest_s = REST_S if plan.rest_s is None else plan.rest_s
    hold_s, pace_s = plan.hold_s, plan.pace_s
    dose = plan.sets, plan.reps, rest_s, pace_s, hold_s
    return PlannedExercise(exercise, plan.side, *dose, note=plan.note)
