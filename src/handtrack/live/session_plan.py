"""What a session consists of: exercises, sides, sets, repetitions, rest and order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from handtrack.definitions import missing_fingers
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find
from handtrack.errors import ExerciseError, PlanError
from handtrack.landmarks.hand import Finger, Side
from handtrack.records.plan_file import CAP_MIN, REST_S, PlanItem, read_plan_file
from handtrack.scoring.results import ExerciseResult


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
    note : str
        The therapist's, for the person who exercises.
    """

    exercise: Exercise
    side: Side | None
    sets: int
    reps: int
    rest_s: float = REST_S
    pace_s: float | None = None
    hold_s: float | None = None
    without: tuple[Finger, ...] | None = None
    note: str = ""

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
    told = read_plan_file(path)
    items = [item for wanted in told.items for item in _items(path, wanted, library)]
    if told.order == "by hand":
        items.sort(key=lambda item: item.side or "")
    return SessionPlan(tuple(items), told.cap_min * 60, told.title)


def _items(path: Path, wanted: PlanItem, library: Path | None) -> list[PlannedExercise]:
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
            REST_S if wanted.rest_s is None else wanted.rest_s,
            wanted.pace_s,
            wanted.hold_s,
            wanted.without,
            wanted.note,
        )
        for side in sides
    ]
