"""What a session consists of: exercises, sides, sets, repetitions, rest and order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from handtrack.definitions import missing_fingers
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.fields import Text
from handtrack.definitions.library import find
from handtrack.errors import ExerciseError, PlanError, fault
from handtrack.files import text_of, toml_of
from handtrack.landmarks.hand import Finger, Side
from handtrack.measurements.reading import FrozenTable
from handtrack.scoring.results import ExerciseResult

REST_S = 30.0
"""Provisional, domain judgement: a rest prompt after each set."""
CAP_MIN = 30.0
"""Provisional: a session longer than this is ended after the set, unless the plan says more."""


@dataclass(frozen=True, slots=True)
class PlannedExercise:
    """One exercise with one hand.

    Parameters
    ----------
    exercise : Exercise
    side : Side or None
        None: whichever hand comes first.
    sets, reps : int
    rest_s : float
        After each set but the session's last.
    pace_s : float or None
        Seconds of one "up and down"; None for no pacing.
    hold_s : float or None
        How long a posture is held, where the plan says another time than the exercise.
    without : tuple of Finger, optional
        Fingers that are missing, splinted or bandaged; None where the plan does not say.
    """

    exercise: Exercise
    side: Side | None
    sets: int
    reps: int
    rest_s: float = REST_S
    pace_s: float | None = None
    hold_s: float | None = None
    without: tuple[Finger, ...] | None = None

    @property
    def missing_fingers(self) -> tuple[Finger, ...]:
        """The fingers that are missing, splinted or bandaged."""
        return self.without or ()


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session's items in the order in which they are done."""

    items: tuple[PlannedExercise, ...]
    cap_s: float = CAP_MIN * 60
    title: str = ""

    def without_fingers(
        self, without: Callable[[PlannedExercise], tuple[Finger, ...]]
    ) -> SessionPlan:
        """Copy the plan without the fingers that a function gives of each item.

        Parameters
        ----------
        without : callable

        Raises
        ------
        ExerciseError
            One of the exercises cannot be done without them.
        """
        items = []
        for item in self.items:
            fingers = without(item)
            exercise = missing_fingers.without_fingers(item.exercise, fingers)
            items.append(replace(item, exercise=exercise, without=fingers))
        return replace(self, items=tuple(items))


class _Item(FrozenTable):
    exercise: Text
    hand: Literal["left", "right", "both"] | None = None
    sets: int = Field(default=1, ge=1, le=20)
    reps: int | None = Field(default=None, ge=1, le=1000)
    rest_s: float = Field(default=REST_S, ge=0, le=3600)
    pace_s: float | None = Field(default=None, ge=2, le=8)
    hold_s: float | None = Field(default=None, ge=3, le=300)
    without: tuple[Finger, ...] | None = None


class _File(FrozenTable):
    schema_: Literal[1] = Field(alias="schema")
    title: str = ""
    order: Literal["by exercise", "by hand"] = "by exercise"
    cap_min: float = Field(default=CAP_MIN, gt=0, le=240)
    items: tuple[_Item, ...] = Field(alias="item", min_length=1)


def single(
    exercise: Exercise,
    side: Side | None,
    sets: int = 1,
    reps: int | None = None,
    pace_s: float | None = None,
) -> SessionPlan:
    """Plan one exercise.

    Parameters
    ----------
    exercise : Exercise
    side : Side or None
    sets : int
    reps : int, optional
        Default: the dose of the exercise.
    pace_s : float, optional
        As in `PlannedExercise`.

    Returns
    -------
    SessionPlan
    """
    item = PlannedExercise(exercise, side, sets, reps or exercise.dose.reps, pace_s=pace_s)
    return SessionPlan((item,))


def with_hold_time(exercise: Exercise, seconds: float | None) -> Exercise:
    """Copy an exercise with another hold time, which its version then names.

    Parameters
    ----------
    exercise : Exercise
    seconds : float or None
        None leaves the exercise as it is.

    Returns
    -------
    Exercise

    Raises
    ------
    PlanError
        The exercise has no hold, or the time is too short to tell a hold from a passing posture.
    """
    if seconds is None:
        return exercise
    hold = exercise.hold
    if hold is None:
        raise PlanError(f"hold_s: nothing is held in exercise {exercise.id}; leave it out.")
    least_s = hold.slack_s.value + hold.attempt_s.value
    if seconds < least_s:
        raise PlanError(f"hold_s: exercise {exercise.id} is held for {least_s:g} s at least.")
    changed = hold.seconds.model_copy(update={"value": seconds, "source": "the person's plan"})
    return exercise.model_copy(
        update={
            "hold": hold.model_copy(update={"seconds": changed}),
            "version": f"{exercise.version}, held for {seconds:g} s",
        }
    )


def with_dose(result: ExerciseResult, reps: int | None) -> ExerciseResult:
    """Compare a result with the planned repetitions instead of the usual dose.

    Parameters
    ----------
    result : ExerciseResult
    reps : int or None
        None leaves the result as it is.

    Returns
    -------
    ExerciseResult
    """
    if reps is None or reps == result.summary.dose:
        return result
    return replace(result, summary=replace(result.summary, dose=reps, dose_source="plan"))


def read_plan(path: Path, library: Path | None = None) -> SessionPlan:
    """Read a plan file.

    Parameters
    ----------
    library : Path, optional
        Folder of exercise files; the packaged ones otherwise.

    Raises
    ------
    PlanError
        The file is missing, has faults, or names an exercise that does not exist.
    """
    try:
        told = _File.model_validate(toml_of(text_of(path)))
    except OSError as e:
        raise PlanError(f"Cannot read the plan {path}: {e.strerror}.") from e
    except ValidationError as e:
        faults = "\n".join(f"  {fault(path.name, one)}" for one in e.errors(include_url=False))
        raise PlanError(f"The plan {path} has faults:\n{faults}") from e
    except ValueError as e:
        raise PlanError(f"{path} is no plan: {e}. Mend this line first.") from e
    items = [item for wanted in told.items for item in _items(path, wanted, library)]
    if told.order == "by hand":
        items.sort(key=lambda item: item.side or "")
    return SessionPlan(tuple(items), told.cap_min * 60, told.title)


def _items(path: Path, wanted: _Item, library: Path | None) -> list[PlannedExercise]:
    try:
        exercise = with_hold_time(find(wanted.exercise, library), wanted.hold_s)
    except (ExerciseError, PlanError) as e:
        raise PlanError(f"The plan {path} cannot be used. {e}") from e
    sides = [*Side] if wanted.hand == "both" else [Side(wanted.hand) if wanted.hand else None]
    return [
        PlannedExercise(
            exercise,
            side,
            wanted.sets,
            wanted.reps or exercise.dose.reps,
            wanted.rest_s,
            wanted.pace_s,
            wanted.hold_s,
            wanted.without,
        )
        for side in sides
    ]
