"""What is published of real hands, as plain values: what docs/accuracy/real-hands.json holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from handtrack.scoring.count_interval import CountInterval
from validation.evaluate.agreement import Figure


@dataclass(frozen=True, slots=True)
class Counted:
    """One clip, counted by eye and by the product under its own exercise.

    Parameters
    ----------
    exercise : str
        Id of the exercise that it was scored as.
    true, fair : int and tuple of int
        What the eye counted, and all counts that are fair.
    counted : int
        Valid repetitions in the part that is the exercise.
    at_least, at_most : int and int or None
        What the product says the count may truly be.
    events : int
        Repetitions whose moment the eye noted.
    within, peak : int
        Of those, found as valid ones by either rule of `matching`.
    noticed : int
        Of those, found whatever became of them.
    not_there, verified_not_there : int
        Valid repetitions that hold no event; those among them labelled verified.
    seen_share : float
        Share of the frames in which a hand was found.
    statuses, reasons : tuple of (str, int)
        How many repetitions ended so; why those that did not count did not, as the product says it.
    """

    name: str
    person: str
    exercise: str
    view: tuple[str, ...]
    true: int
    fair: tuple[int, ...]
    counted: int
    at_least: int
    at_most: int | None
    events: int
    within: int
    peak: int
    noticed: int
    not_there: int
    verified_not_there: int
    seen_share: Figure
    statuses: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def exact(self) -> bool:
        """Whether the count is a fair one."""
        return self.counted in self.fair

    @property
    def agrees(self) -> bool:
        """Whether it is, and nothing was counted that was not there."""
        return self.exact and not self.not_there

    @property
    def bounds(self) -> CountInterval:
        """What the product says that the count may be."""
        return CountInterval(self.at_least, self.at_most)

    @property
    def held(self) -> bool:
        """Whether a fair count lies between the bounds."""
        return any(map(self.bounds.holds, self.fair))


@dataclass(frozen=True, slots=True)
class FalsePositive:
    """A valid repetition in a clip without an exercise."""

    clip: str
    person: str
    exercise: str
    label: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class NegativeClip:
    """A clip without an exercise, and how long it is."""

    name: str
    person: str
    minutes: float


@dataclass(frozen=True, slots=True)
class FalsePositives:
    """What was counted where nothing was done.

    Parameters
    ----------
    exercises : tuple of str
        Ids that every negative was scored as.
    """

    exercises: tuple[str, ...]
    negatives: tuple[NegativeClip, ...]
    found: tuple[FalsePositive, ...]

    @property
    def minutes(self) -> float:
        """Of all scorings together."""
        return len(self.exercises) * sum(n.minutes for n in self.negatives)


@dataclass(frozen=True, slots=True)
class NamedClip:
    """One name that recognition gave, or that it gave none.

    Parameters
    ----------
    shown : tuple of str
        Ids that are right; empty where no exercise is done.
    named : str or None
        Id; None where the clip was given no name.
    could_be : tuple of str
        Everything that it was said to be able to be.
    confidence : float
        0 without a name.
    answer : bool
        Whether it stands for the clip: the name given for longest, or none.
    right, same : bool
        Whether one of `shown` is among what it could be; whether the name alone has its movement.
    """

    clip: str
    person: str
    shown: tuple[str, ...]
    named: str | None
    could_be: tuple[str, ...]
    confidence: float
    answer: bool
    right: bool
    same: bool


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How peak finding does on the same clips, as it says itself."""

    exact: int
    of: int
    f1: float
    ghosts_a_minute: float


@dataclass(frozen=True, slots=True)
class FigureLimit:
    """One figure, and what it is to reach.

    Parameters
    ----------
    key : str
        What it is called in code.
    found, by_person : float or None
        Over all clips, and the mean of what it is for each person. None where it is not measured.
    of : str
        What it rests on.
    yardstick : float or None
        The same of peak finding.
    at_least, at_most : float or None
        What is to be reached; neither for a figure that is only shown.
    """

    key: str
    name: str
    unit: Literal["share", "score", "1", "a minute"]
    found: Figure
    of: str
    by_person: Figure = None
    yardstick: Figure = None
    at_least: Figure = None
    at_most: Figure = None

    @property
    def reached(self) -> bool | None:
        """Whether it is reached; None where nothing is asked."""
        if self.at_least is None and self.at_most is None:
            return None
        return self.found is not None and (
            (self.at_least is None or self.found >= self.at_least)
            and (self.at_most is None or self.found <= self.at_most)
        )


@dataclass(frozen=True, slots=True)
class RealHandsReport:
    """Everything that is published.

    Parameters
    ----------
    people : int
        Whose hands are in all of it.
    left_out : tuple of str
        Clips that show no exercise of the library.
    ghosts, every : Ghosts
        Under a few exercises; under all of the library, where that was asked for.
    unjudged : int
        Names given outside the part that is the exercise, where nobody said what is done.
    """

    schema: Literal[1]
    handtrack: str
    people: int
    bars: tuple[FigureLimit, ...]
    counted: tuple[Counted, ...]
    left_out: tuple[str, ...]
    ghosts: FalsePositives
    every: FalsePositives | None
    named: tuple[NamedClip, ...]
    unjudged: int
    yardstick: Yardstick | None


def to_json(report: RealHandsReport) -> str:
    """The report as JSON, indented."""
    return TypeAdapter(RealHandsReport).dump_json(report, indent=1).decode() + "\n"


def read_json(path: Path) -> RealHandsReport:
    """Read what was published."""
    return TypeAdapter(RealHandsReport).validate_json(path.read_bytes())
