"""Plan file: what a session plays, and what is prescribed, as one TOML file.

`live --plan` plays it. The records import it as prescriptions and goals, and export these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from handtrack.assessment.motions import MOTIONS, motion_of
from handtrack.definitions import toml_writer
from handtrack.definitions.fields import Text
from handtrack.definitions.library import find
from handtrack.errors import ExerciseError, PlanError, fault
from handtrack.files import text_of, toml_of
from handtrack.landmarks.hand import Finger, Side
from handtrack.measurements.reading import FrozenTable
from handtrack.records.patient import Prescription
from handtrack.records.review import REPETITIONS, Goal

REST_S = 30.0
"""Provisional, domain judgement: a rest prompt after each set."""
CAP_MIN = 30.0
"""Provisional: a session longer than this is ended after the set, unless the plan says more."""
_ONLY_PLAYED = ("without",)
_ONLY_PLAYED_OF_FILE = ("title", "order", "cap_min")


class PlanItem(FrozenTable):
    """One exercise of a plan file."""

    exercise: Text
    hand: Literal["left", "right", "both"] | None = None
    sets: int = Field(default=1, ge=1, le=100)
    reps: int | None = Field(default=None, ge=1, le=1000)
    rest_s: float | None = Field(default=None, ge=0, le=3600)
    pace_s: float | None = Field(default=None, ge=2, le=8)
    hold_s: float | None = Field(default=None, gt=0, le=3600)
    without: tuple[Finger, ...] | None = None
    times_a_day: int = Field(default=1, ge=1, le=24)
    days_a_week: int = Field(default=7, ge=1, le=7)
    from_day: date | None = Field(default=None, alias="from")
    until_day: date | None = Field(default=None, alias="until")
    resistance: str = ""
    note: str = ""

    @property
    def sides(self) -> tuple[Side | None, ...]:
        """Hands that do it, one after the other; None for either."""
        return tuple(Side) if self.hand == "both" else (Side(self.hand) if self.hand else None,)


class PlanGoal(FrozenTable):
    """One goal of a plan file: a motion, or repetitions of an exercise in one day."""

    what: Text
    hand: Literal["left", "right"] | None = None
    to: float
    until: date


class PlanFile(FrozenTable):
    """A plan file as it is written."""

    schema_: Literal[1] = Field(alias="schema")
    title: str = ""
    order: Literal["by exercise", "by hand"] = "by exercise"
    cap_min: float = Field(default=CAP_MIN, gt=0, le=240)
    items: tuple[PlanItem, ...] = Field(alias="item", min_length=1)
    goals: tuple[PlanGoal, ...] = Field(default=(), alias="goal")

    @property
    def only_played(self) -> tuple[str, ...]:
        """Keys that a session uses and a prescription does not hold."""
        of_items = {key for item in self.items for key in item.model_fields_set}
        return (
            *(key for key in _ONLY_PLAYED_OF_FILE if key in self.model_fields_set),
            *(key for key in _ONLY_PLAYED if key in of_items),
        )


def read_plan_file(path: Path) -> PlanFile:
    """Read a plan file.

    Raises
    ------
    PlanError
        The file is missing or has faults.
    """
    try:
        return PlanFile.model_validate(toml_of(text_of(path)))
    except OSError as e:
        raise PlanError(f"Cannot read the plan {path}: {e.strerror}.") from e
    except ValidationError as e:
        faults = "\n".join(f"  {fault(path.name, one)}" for one in e.errors(include_url=False))
        raise PlanError(f"The plan {path} has faults:\n{faults}") from e
    except ValueError as e:
        raise PlanError(f"{path} is no plan: {e}. Mend this line first.") from e


def prescriptions(
    file: PlanFile, from_day: date, library: Path | None = None
) -> tuple[Prescription, ...]:
    """Prescriptions of a plan file; both hands are two.

    Parameters
    ----------
    file : PlanFile
    from_day : date
        First day of those that do not name theirs.
    library : Path, optional
        Folder of exercise files; default: the packaged ones.

    Returns
    -------
    tuple of Prescription

    Raises
    ------
    PlanError, RecordError
        An exercise does not exist, or a value is out of range.
    """
    found = []
    for item in file.items:
        try:
            exercise = find(item.exercise, library)
        except ExerciseError as e:
            raise PlanError(f"The plan cannot be used. {e}") from e
        found += [
            Prescription(
                exercise=exercise.id,
                from_day=item.from_day or from_day,
                side=side,
                sets=item.sets,
                reps=item.reps or exercise.dose.reps,
                hold_s=item.hold_s,
                times_a_day=item.times_a_day,
                days_a_week=item.days_a_week,
                until_day=item.until_day,
                resistance=item.resistance,
                note=item.note,
                rest_s=item.rest_s,
                pace_s=item.pace_s,
            )
            for side in item.sides
        ]
    return tuple(found)


def goals(file: PlanFile, library: Path | None = None) -> tuple[Goal, ...]:
    """Goals of a plan file.

    Parameters
    ----------
    file : PlanFile
    library : Path, optional
        Folder of exercise files; default: the packaged ones.

    Returns
    -------
    tuple of Goal

    Raises
    ------
    PlanError, RecordError
        It names neither a motion nor an exercise, or a value is out of range.
    """
    found = []
    for goal in file.goals:
        name, unit = named_goal(goal.what, library)
        side = Side(goal.hand) if goal.hand else None
        found.append(Goal(name, side, goal.to, unit, goal.until))
    return tuple(found)


def named_goal(what: str, library: Path | None = None) -> tuple[str, str]:
    """Key of a motion or id of an exercise, and the unit of a goal for it.

    Parameters
    ----------
    what : str
        A motion, or an exercise's id or name.
    library : Path, optional
        Folder of exercise files; default: the packaged ones.

    Returns
    -------
    key, unit : str

    Raises
    ------
    PlanError
        It is neither.
    """
    if what.partition("@")[0] in MOTIONS:
        return what, motion_of(what).unit
    try:
        return find(what, library).id, REPETITIONS
    except ExerciseError as e:
        raise PlanError(
            f"'{what[:60]}' is no motion ('handtrack protocols motions' lists them). {e}"
        ) from e


def plan_text(
    plans: Iterable[Prescription],
    goals: Sequence[Goal],
    today: date,
    library: Path | None = None,
) -> str:
    """Text of the plan file of what is prescribed from a day on.

    Parameters
    ----------
    plans : iterable of Prescription
        Those that are over are left out.
    goals : sequence of Goal
        Those whose day is over are left out.
    today : date
    library : Path, optional
        Folder of exercise files; default: the packaged ones.

    Returns
    -------
    str

    Raises
    ------
    PlanError
        Nothing is prescribed, so there is no plan, or an exercise does not exist.
    """
    items = [_item(p, today, library) for p in plans if p.until_day is None or p.until_day >= today]
    if not items:
        raise PlanError("Nothing is prescribed from today on, so there is no plan to write.")
    document: dict[str, Any] = {"schema": 1, "item": items}
    later = [_goal(goal) for goal in goals if goal.by_day >= today]
    return toml_writer.toml_text(document | ({"goal": later} if later else {}))


def _item(plan: Prescription, today: date, library: Path | None) -> dict[str, Any]:
    try:
        held = find(plan.exercise, library).hold
    except ExerciseError as e:
        raise PlanError(f"Plan {plan.id} cannot be written. {e}") from e
    values = {
        "exercise": plan.exercise,
        "hand": plan.side and str(plan.side),
        "sets": plan.sets,
        "reps": plan.reps,
        "hold_s": plan.hold_s if held else None,  # of another exercise it is only said
        "rest_s": plan.rest_s,
        "pace_s": plan.pace_s,
        "times_a_day": plan.times_a_day,
        "days_a_week": plan.days_a_week,
        "from": plan.from_day if plan.from_day > today else None,
        "until": plan.until_day,
        "resistance": plan.resistance or None,
        "note": plan.note or None,
    }
    return {key: value for key, value in values.items() if value is not None}


def _goal(goal: Goal) -> dict[str, Any]:
    hand = {"hand": str(goal.side)} if goal.side else {}
    what = {"what": goal.motion_or_exercise}
    return what | hand | {"to": goal.value, "until": goal.by_day}
