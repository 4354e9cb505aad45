"""What a patient's records prescribe for a day, as the plan of a session."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from handtrack.definitions.library import find
from handtrack.errors import ExerciseError, PlanError
from handtrack.landmarks.hand import Side
from handtrack.live.session_plan import PlannedExercise, SessionPlan, with_hold_time
from handtrack.records import patient
from handtrack.records.plan_file import REST_S
from handtrack.records.values import History


def prescribed_plan(
    history: History, today: date, library: Path | None = None
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
    return SessionPlan(tuple(_item(p, library) for p in running if _due(p, history, today)))


def _due(plan: patient.Prescription, history: History, today: date) -> bool:
    days = [
        session.at.astimezone().date()
        for session in history.sessions
        if any(e.was_done and _is_of(plan, e.exercise, e.side) for e in session.exercises)
    ]
    if days.count(today) >= plan.times_a_day:
        return False
    monday = today - timedelta(days=today.weekday())
    this_week = {day for day in days if monday <= day <= today}
    return today in this_week or len(this_week) < plan.days_a_week


def _is_of(plan: patient.Prescription, exercise: str, side: Side) -> bool:
    return plan.exercise == exercise and plan.side in (None, side)


def _item(plan: patient.Prescription, library: Path | None) -> PlannedExercise:
    try:
        exercise = find(plan.exercise, library)
        if exercise.hold:  # of another exercise it is only said
            exercise = with_hold_time(exercise, plan.hold_s)
    except (ExerciseError, PlanError) as e:
        raise PlanError(f"Plan {plan.id} cannot be used. {e}") from e
    rest_s = REST_S if plan.rest_s is None else plan.rest_s
    hold_s, pace_s = plan.hold_s, plan.pace_s
    return PlannedExercise(exercise, plan.side, plan.sets, plan.reps, rest_s, pace_s, hold_s)
