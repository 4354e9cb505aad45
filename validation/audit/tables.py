"""The published tables as plain values: docs/accuracy/validation.json and the page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from audit.agreement import Agreement, Figure, Proportion


@dataclass(frozen=True, slots=True)
class Counting:
    """How repetitions were counted in some clips.

    Parameters
    ----------
    name : str
        The exercise, or what the clips have in common.
    detected : Proportion
        Frames with the hand found, of those that show all of it.
    sided : Proportion
        Clips whose hand was given the right side.
    exact, near : Proportion
        Clips counted exactly, and within one.
    f1 : float or None
        Of counted repetitions whose start and end are both right.
    edges_s : float or None
        How far off start and end are, in the mean, without a sign.
    ghosts : int
        Counted where nothing was done.
    """

    name: str
    clips: int
    reps: int
    minutes: float
    detected: Proportion
    sided: Proportion
    exact: Proportion
    near: Proportion
    f1: Figure
    edges_s: Figure
    ghosts: int


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was said of repetitions made in one way; `missed` is those nothing was said of."""

    made: str
    valid: int
    partial: int
    rejected: int
    unverifiable: int
    missed: int
    right_reason: Proportion | None


@dataclass(frozen=True, slots=True)
class Angles:
    """One joint in one movement, seen from one side.

    Parameters
    ----------
    finger : str
        "" for all fingers together, or for a joint that is not a finger's.
    refused : Proportion
        Repetitions for which no range is printed.
    reps, frames : Agreement
        Of the printed ranges of single repetitions, and of single readings.
    covered : Proportion
        Printed ranges of whole clips whose 95 % interval holds the truth.
    covered_reps : Proportion
        The same of single repetitions.
    error_deg : float or None
        Median half-width of that interval.
    verified : Proportion
        Printed ranges labelled verified.
    """

    exercise: str
    measure: str
    finger: str
    view: str
    clips: int
    refused: Proportion
    reps: Agreement
    frames: Agreement
    covered: Proportion
    covered_reps: Proportion
    error_deg: Figure
    verified: Proportion


@dataclass(frozen=True, slots=True)
class Factor:
    """The same figures for all clips with one thing in common, such as a skin tone.

    Parameters
    ----------
    more_deg : float or None
        How much larger errors of ranges are here than those of the same joints, movements and
        views in all clips: clips with a thing in common need not show the same movements.
    """

    factor: str
    level: str
    counting: Counting
    reps: Agreement
    more_deg: Figure
    covered: Proportion


@dataclass(frozen=True, slots=True)
class Touches:
    """How many of the thumb's touches were given to the right finger, and how many to another."""

    turned: str
    finger: str
    right: Proportion
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Told:
    """Of repetitions with one label: counted ones that were whole, others that were not."""

    label: str
    counted: Proportion
    turned_down: Proportion


@dataclass(frozen=True, slots=True)
class Bounded:
    """Whether counts are as certain as they are said to be.

    Parameters
    ----------
    held : Proportion
        Clips whose true count lies between the bounds.
    certain : Proportion
        Of the clips whose bounds are one number, those counted exactly.
    open : Proportion
        Clips without an upper bound, for the hand was out of sight.
    apart : float or None
        How far apart the bounds are where there are two, in the mean.
    """

    held: Proportion
    certain: Proportion
    open: Proportion
    apart: Figure


@dataclass(frozen=True, slots=True)
class Called:
    """Frames in which the tracker calls a hand what it is, or the other one.

    Parameters
    ----------
    rightly : bool
    off : Proportion
        Those whose landmarks are far from the true ones.
    mirrored : Proportion
        Those whose depth goes against the true one: what is nearer is said to be farther away.
    """

    rightly: bool
    off: Proportion
    mirrored: Proportion


@dataclass(frozen=True, slots=True)
class Group:
    """All tables of clips placed alike.

    Parameters
    ----------
    warned : Proportion
        Clips in which the result says that camera, view or distance is wrong.
    """

    name: str
    hands: int
    total: Counting
    counting: tuple[Counting, ...]
    verdicts: tuple[Verdicts, ...]
    spoiled: tuple[Verdicts, ...]
    touches: tuple[Touches, ...]
    angles: tuple[Angles, ...]
    fingers: tuple[Angles, ...]
    factors: tuple[Factor, ...]
    covered: Proportion
    covered_reps: Proportion
    warned: Proportion
    told: tuple[Told, ...]
    bounded: Bounded


@dataclass(frozen=True, slots=True)
class Perfect:
    """What the counting says of true joints, as if the tracker never erred."""

    total: Counting
    verdicts: tuple[Verdicts, ...]


OTHERS = "other exercises"
"""Name of the negatives that are clips of another exercise."""
OFF_L = 0.15
"""Landmarks so many hand lengths from the true ones, on average, are twice as far off as usual."""


@dataclass(frozen=True, slots=True)
class Negative:
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
class Named:
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
    named: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Bar:
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
class Report:
    """Everything that is published.

    Parameters
    ----------
    note : str
        What the reader must know of the clips before all else; "" for the test set.
    """

    schema: Literal[1]
    clips: int
    made_by: dict[str, str]
    bars: tuple[Bar, ...]
    groups: tuple[Group, ...]
    negatives: tuple[Negative, ...]
    cross: tuple[Cross, ...]
    real: tuple[Real, ...]
    short: Short | None
    note: str = ""
    recognised: Recognised | None = None
    perfect: Perfect | None = None
    called: tuple[Called, ...] = ()


def to_json(report: Report) -> str:
    """The report as JSON, indented."""
    return TypeAdapter(Report).dump_json(report, indent=1).decode() + "\n"


def read_json(path: Path) -> Report:
    """Read what was published."""
    return TypeAdapter(Report).validate_json(path.read_bytes())
