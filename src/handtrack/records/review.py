"""Review of a patient's records by a person: verdicts, removed trials, notes and goals.

What the machine found stays beside it. A review is never overwritten: it holds until it is undone,
and an undone one is kept with who undid it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import isfinite

from handtrack.assessment.motions import MOTIONS, motion_of
from handtrack.errors import RecordError
from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.records.field_checks import check_text, check_time
from handtrack.scoring.result_json import OptionalFloat

REPETITIONS = "repetitions"
"""Unit of a goal that is a count."""
MOST_GOAL = 1000.0
"""Largest value of a goal, whatever its unit."""


class PersonVerdict(StrEnum):
    """Verdict of a person on a repetition."""

    VALID = "valid"
    PARTIAL = "partial"
    REJECTED = "rejected"
    OTHER_SIDE = "other side"
    """Done by the other hand."""
    NOT_AN_EXERCISE = "not an exercise"
    """A movement of another kind."""

    @property
    def status(self) -> Status | None:
        """Status that counts; None if it is no repetition of this exercise by this hand."""
        return {
            PersonVerdict.VALID: Status.VALID,
            PersonVerdict.PARTIAL: Status.PARTIAL,
            PersonVerdict.REJECTED: Status.REJECTED,
        }.get(self)


class _Undoable:
    """Change of a record by a person, which holds until it is undone."""

    __slots__ = ()
    by: str
    at: datetime
    why: str
    undone_at: datetime | None

    def __post_init__(self) -> None:
        check_time(self.at)
        _check_given("author", self.by)
        if not self.why.strip():
            raise RecordError("A correction needs its reason; say why in a few words.")
        check_text("why", self.why)

    @property
    def holds(self) -> bool:
        """Whether it was not undone."""
        return self.undone_at is None


@dataclass(frozen=True, slots=True)
class VerdictCorrection(_Undoable):
    """Verdict of a person on one repetition. The latest that was not undone holds.

    Parameters
    ----------
    number : int
        Repetition in its exercise, from 1.
    by, why : str
        Author and reason; neither may be blank.
    undone_by : str
        "" while it holds.
    undone_at : datetime or None
        None while it holds.

    Raises
    ------
    RecordError
        Author or reason are missing or not writable.
    """

    id: int
    number: int
    verdict: PersonVerdict
    by: str
    at: datetime
    why: str
    undone_by: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrialRemoval(_Undoable):
    """Removal of one trial from one figure of an assessment.

    Parameters
    ----------
    motion : str
        Key of the figure.
    trial : int
        Number of the trial, from 1.
    value : float or None
        Measured value of the trial, in the figure's unit.
    by, why : str
        Author and reason; neither may be blank.
    undone_by : str
        "" while it holds.
    undone_at : datetime or None
        None while it holds.

    Raises
    ------
    RecordError
        Author or reason are missing or not writable.
    """

    id: int
    motion: str
    trial: int
    by: str
    at: datetime
    why: str
    undone_by: str = ""
    undone_at: datetime | None = None
    value: OptionalFloat = None


@dataclass(frozen=True, slots=True)
class TherapistNote:
    """Note of the therapist about a patient.

    Raises
    ------
    RecordError
        Text or author are missing or not writable.
    """

    id: int
    at: datetime
    by: str
    text: str

    def __post_init__(self) -> None:
        check_time(self.at)
        _check_given("author", self.by)
        _check_given("note", self.text)


@dataclass(frozen=True, slots=True)
class Goal:
    """Goal: a motion, or valid repetitions of an exercise in one day, by a day.

    Parameters
    ----------
    motion_or_exercise : str
        Key of a motion, as "wrist.extension", or id of an exercise.
    side : Side or None
        None for either hand.
    value : float
        In the direction of the motion; or a number of repetitions.
    unit : str
        That of the motion, or "repetitions".
    by_day : date
    id : int or None
        None before it is stored.

    Raises
    ------
    RecordError
        The unit is not that of the motion, or the value is out of range.
    """

    motion_or_exercise: str
    side: Side | None
    value: float
    unit: str
    by_day: date
    id: int | None = None

    def __post_init__(self) -> None:
        _check_given("motion or exercise of a goal", self.motion_or_exercise)
        unit = motion_of(self.motion_or_exercise).unit if self.of_motion else REPETITIONS
        if self.unit != unit:
            raise RecordError(
                f"A goal for {self.motion_or_exercise} is counted in {unit}; found {self.unit}."
            )
        if not isfinite(self.value) or abs(self.value) > MOST_GOAL:
            raise RecordError(f"A goal is a number up to {MOST_GOAL:g}; found {self.value:g}.")
        if not self.of_motion and (self.value < 1 or self.value != round(self.value)):
            raise RecordError(f"A goal of repetitions is a whole number; found {self.value:g}.")

    @property
    def of_motion(self) -> bool:
        """Whether it is about a motion; else about an exercise."""
        return self.motion_or_exercise.partition("@")[0] in MOTIONS


def holding(corrections: Iterable[VerdictCorrection]) -> dict[int, VerdictCorrection]:
    """Correction that holds for each repetition: the latest that was not undone."""
    in_order = sorted(corrections, key=lambda one: (one.at, one.id))
    return {one.number: one for one in in_order if one.holds}


def _check_given(what: str, text: str) -> None:
    if not text.strip():
        raise RecordError(f"The {what} is missing; a blank one is not kept.")
    check_text(what, text)
