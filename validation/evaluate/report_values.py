"""The published tables as plain values: docs/accuracy/validation.json and the page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from validation.evaluate.agreement import Figure, Proportion
from validation.evaluate.group_values import Counting, Group, HandednessTrust, Perfect, Verdicts

OTHERS = "other exercises"
"""Name of the negatives that are clips of another exercise."""
OFF_L = 0.15
"""Landmarks so many hand lengths from the true ones, on average, are twice as far off as usual."""


@dataclass(frozen=True, slots=True)
class OtherExercises:
    """Clips scored as exercises they do not show.

    Parameters
    ----------
    ghosts, attempts : int
        Repetitions counted, and those that were not.
    really : int or None
        How many are counted on the true joints: movements that the hand did make. None where the
        clips show an exercise.
    """

    name: str
    clips: int
    scorings: int
    minutes: float
    ghosts: int
    attempts: int
    really: int | None = None

    @property
    def per_minute(self) -> float:
        """Ghosts a minute of clip and exercise."""
        return self.ghosts / self.minutes if self.minutes else float("nan")


@dataclass(frozen=True, slots=True)
class Cross:
    """Clips of one movement scored as another exercise."""

    movement: str
    exercise: str
    clips: int
    counted: int
    made: int


@dataclass(frozen=True, slots=True)
class Real:
    """One clip of a real hand, counted by eye."""

    name: str
    exercise: str
    true: int
    counted: int
    matched: int
    others: str


@dataclass(frozen=True, slots=True)
class NamedClips:
    """Clips of some exercises, and what `handtrack recognise` named them."""

    shown: str
    named: str
    clips: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whether clips were recognised.

    Parameters
    ----------
    right : Proportion
        Prescribed clips whose exercise is among what was answered: named, or "could be".
    same : Proportion
        Of those, the one named first has the same movement.
    seen : Proportion
        As `right`, of those in which the tracker found the hand in at least half of the frames.
    off : Proportion
        As `right`, of clips off placement.
    idle : Proportion
        Clips without an exercise in which none was named.
    named : tuple of Named
        The confusion table of the prescribed clips.
    """

    right: Proportion
    same: Proportion
    seen: Proportion
    off: Proportion
    idle: Proportion
    named: tuple[NamedClips, ...]


@dataclass(frozen=True, slots=True)
class AcceptanceLimit:
    """One thing that was promised.

    Parameters
    ----------
    group : str
        "" for the prescribed placement.
    found : float or None
        None where it could not be measured, which does not reach the bar.
    of : str
        What the figure rests on.
    """

    group: str
    name: str
    unit: Literal["share", "deg", "1", "score"]
    at_least: Figure
    at_most: Figure
    found: Figure
    of: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Range:
    """Ranges of one joint in one movement and view: how many are printed, and how far off."""

    exercise: str
    measure: str
    view: str
    printed: Proportion
    mae_deg: Figure


@dataclass(frozen=True, slots=True)
class Short:
    """The few figures of the short set that must not become worse."""

    total: Counting
    verdicts: tuple[Verdicts, ...]
    touches: Proportion
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Everything that is published.

    Parameters
    ----------
    note : str
        What the reader must know of the clips before all else; "" for the test set.
    """

    schema: Literal[1]
    clips: int
    made_by: dict[str, str]
    bars: tuple[AcceptanceLimit, ...]
    groups: tuple[Group, ...]
    negatives: tuple[OtherExercises, ...]
    cross: tuple[Cross, ...]
    real: tuple[Real, ...]
    short: Short | None
    note: str = ""
    recognised: Recognised | None = None
    perfect: Perfect | None = None
    called: tuple[HandednessTrust, ...] = ()


def to_json(report: ValidationReport) -> str:
    """The report as JSON, indented."""
    return TypeAdapter(ValidationReport).dump_json(report, indent=1).decode() + "\n"


def read_json(path: Path) -> ValidationReport:
    """Read what was published."""
    return TypeAdapter(ValidationReport).validate_json(path.read_bytes())
