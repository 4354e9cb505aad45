"""The plan of a live session from options: an exercise, a prescription, a plan file, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from handtrack.cli.options import store_at

if TYPE_CHECKING:
    from handtrack.landmarks.hand import Finger, Side
    from handtrack.live.session_plan import PlannedExercise, SessionPlan


def planned(
    exercise: str | None,
    plan: Path | None,
    patient: str | None,
    db: str | None,
    side: Side | None,
    sets: int,
    reps: int | None,
    pace: float | None,
    library: Path | None,
) -> SessionPlan | None:
    """Make the session's plan; None to choose.

    What is named; else what the patient's records prescribe for today; else the plan in the data
    folder.

    Parameters
    ----------
    exercise : str, optional
        Its name.
    plan : Path, optional
        A plan's file.
    patient : str, optional
        Whose prescriptions count.
    db : str, optional
        Where records are.
    side : Side, optional
    sets : int
    reps : int, optional
    pace : float, optional
    library : Path, optional
        Where exercise files are.
    """
    from handtrack.definitions.library import find
    from handtrack.live.session_plan import single

    if exercise:
        return single(find(exercise, library), side, sets, reps, pace)
    found, _ = todays_plan(plan, patient, db, library)
    if found is not None and not found.items:
        typer.echo(
            f"All that is prescribed for {patient} today is done. To do more, name an exercise: "
            f"handtrack live 33 --patient {patient}"
        )
        raise typer.Exit
    return found


def todays_plan(
    plan: Path | None, patient: str | None, db: str | None, library: Path | None
) -> tuple[SessionPlan | None, bool]:
    """Find what is to be done today: the plan named, what is prescribed, or the plan in the folder.

    Parameters
    ----------
    plan : Path, optional
        A plan's file.
    patient : str, optional
        Whose prescriptions count.
    db : str, optional
        Where records are.
    library : Path, optional
        Where exercise files are.

    Returns
    -------
    plan : SessionPlan or None
        None where there is none; without items where all that is prescribed was done.
    prescribed : bool
        Whether it comes from the patient's records.
    """
    from datetime import date

    from handtrack.files import data_folder
    from handtrack.live.prescribed_plan import prescribed_plan
    from handtrack.live.session_plan import read_plan

    if patient and not plan:
        with store_at(db) as store:
            history = store.history(patient)
        found = prescribed_plan(history, date.today(), library)
        if found is not None:
            return found, True
    path = plan or data_folder() / "plan.toml"
    return (read_plan(path, library) if plan or path.exists() else None), False


def missing_fingers_by_item(
    given: tuple[Finger, ...] | None, patient: str | None, db: str | None
) -> Callable[[PlannedExercise], tuple[Finger, ...]]:
    """Make a function that gives the fingers to leave out: given, planned, or of the record.

    Parameters
    ----------
    given : tuple of Finger, optional
    patient : str, optional
    db : str, optional
        Where records are.
    """
    known = None
    if patient is not None:
        with store_at(db) as store:
            known = store.patient(patient)

    def missing(item: PlannedExercise) -> tuple[Finger, ...]:
        if given is not None:
            return given
        if item.without is not None:
            return item.without
        return known.missing_fingers(item.side) if known else ()

    return missing


def without_fingers(
    plan: SessionPlan, missing: Callable[[PlannedExercise], tuple[Finger, ...]]
) -> SessionPlan:
    """Leave out each item's fingers.

    Parameters
    ----------
    plan : Plan
    missing : callable
        Gives the fingers of an item.
    """
    from handtrack.errors import ExerciseError

    try:
        return plan.without_fingers(missing)
    except ExerciseError as e:
        raise typer.BadParameter(str(e), param_hint="--without") from None


def about(plan: SessionPlan) -> dict[str, object]:
    """Describe the plan for the session's folder."""

    def item(of: PlannedExercise) -> dict[str, object]:
        asked: dict[str, object] = {
            "exercise": of.exercise.id,
            "hand": of.side,
            "sets": of.sets,
            "reps": of.reps,
        }
        more = {"hold_s": of.hold_s if of.exercise.hold else None, "without": of.missing_fingers}
        return asked | {name: value for name, value in more.items() if value}

    return {"plan": [item(one) for one in plan.items]}
