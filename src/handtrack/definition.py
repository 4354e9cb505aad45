"""What an exercise file says: parsed, validated, frozen.

An exercise is one TOML file. Its keys are the fields below; `docs/add-an-exercise.md` explains
them to an author. Every threshold is a table of a value and its source.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from handtrack.errors import ExerciseError, Fault
from handtrack.events import Action, Reason
from handtrack.hand import FINGERS, Finger, Landmark
from handtrack.measurements import MEASUREMENTS, Measurement
from handtrack.readings import Amount, Name, Part, Reading, Share, Signal, Text, Threshold
from handtrack.views import View


class Cycle(Part):
    """Out and back on one signal. Fractions are of the person's own range."""

    signal: Name
    ends: Literal["high", "low", "both"] = Field(
        description="Where the signal is at the peak of the movement; both for back and forth."
    )
    rest: Share
    attempt: Share
    dip: Share
    full: Share
    least: Amount = Field(description="Smallest excursion that counts, in the signal's unit.")
    each_way: Amount | None = Field(
        default=None,
        description="Two-ended: smallest reach on either side of neutral, where neutral is known.",
    )
    neutral: Threshold | None = Field(
        default=None,
        description="Where neutral is; left out for the forearm line, known from a neutral hold.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Cycle:
        if not self.rest.value <= self.attempt.value < self.dip.value < self.full.value:
            raise ValueError("rest, attempt, dip and full must grow in this order")
        if self.each_way and self.ends != "both":
            raise ValueError('each_way is for ends = "both" only')
        return self


class Sequence(Part):
    """The thumb touches the fingers in order. Shares are of the person's own open-hand gap."""

    measure: Name
    order: tuple[Finger, ...] = Field(min_length=2, max_length=4)
    on: Share
    near: Share
    open: Share
    margin: Share
    dwell_s: Amount
    pass_s: Amount
    least_open: Amount = Field(description="Smallest open-hand gap that can be told from none.")
    mistaken_for: dict[Finger, tuple[Finger, ...]] = Field(default_factory=dict)
    mistaken_source: str = ""

    @model_validator(mode="after")
    def _sensible(self) -> Sequence:
        if len(set(self.order)) != len(self.order):
            raise ValueError("order names a finger twice")
        if not self.on.value <= self.near.value < self.open.value < 1:
            raise ValueError("on, near and open must grow in this order, below 1")
        known = MEASUREMENTS.get(self.measure)
        if known is None or known.fingers != FINGERS:
            raise ValueError(f"'{self.measure}' is no measurement taken of each finger")
        if self.mistaken_for and not self.mistaken_source.strip():
            raise ValueError("mistaken_for needs mistaken_source")
        return self

    @property
    def measurement(self) -> Measurement:
        """The gap's measurement."""
        return MEASUREMENTS[self.measure]


class _Guard(Part):
    action: Action = Action.FLAG


class ViewGuard(_Guard):
    """Enough of the repetition must show the hand from one of the exercise's views."""

    kind: Literal["view"]
    min_share: Share
    action: Action = Action.UNVERIFIABLE


class StillGuard(_Guard):
    """A point must not wander, in hand lengths."""

    kind: Literal["still"]
    point: Literal["wrist"]
    max: Amount
    reason: Reason = Reason.FOREARM_MOVED

    @property
    def landmark(self) -> Landmark:
        """The point itself."""
        return Landmark[self.point.upper()]


class SteadyGuard(_Guard):
    """None of these signals may change by more than this during the repetition, in its own unit."""

    kind: Literal["steady"]
    signals: tuple[Name, ...] = Field(min_length=1)
    max: Amount
    reason: Reason


class MovesGuard(_Guard):
    """Each of these signals must change by at least this, in its own unit."""

    kind: Literal["moves"]
    signals: tuple[Name, ...] = Field(min_length=1)
    min: Amount
    reason: Reason


class BelowGuard(_Guard):
    """The middle reading of each of these signals must not be above this, in its own unit."""

    kind: Literal["below"]
    signals: tuple[Name, ...] = Field(min_length=1)
    max: Amount
    reason: Reason


class TempoGuard(_Guard):
    """How long a repetition may last."""

    kind: Literal["tempo"]
    min_s: Amount
    max_s: Amount


class HoldGuard(_Guard):
    """How long the peak must be held."""

    kind: Literal["hold"]
    min_s: Amount


Guard = Annotated[
    ViewGuard | StillGuard | SteadyGuard | MovesGuard | BelowGuard | TempoGuard | HoldGuard,
    Field(discriminator="kind"),
]


class RomEntry(Part):
    """One joint's movement to report."""

    measure: Name
    fingers: tuple[Finger, ...] = ()

    @property
    def readings(self) -> tuple[Reading, ...]:
        """One reading a finger, or one for the hand."""
        if not self.fingers:
            return (Reading(measure=self.measure),)
        return tuple(Reading(measure=self.measure, finger=f) for f in self.fingers)

    @model_validator(mode="after")
    def _measurable(self) -> RomEntry:
        for reading in self.readings:
            if reading.measurement.unit != "deg":
                raise ValueError(f"'{self.measure}' is not an angle")
        return self


class Dose(Part):
    """How many repetitions, and who says so."""

    reps: int = Field(ge=1, le=1000)
    source: Literal["article", "default"]


class Report(Part):
    """What a camera cannot tell, and what the person is asked instead."""

    not_verifiable: tuple[Text, ...] = ()
    ask: tuple[Text, ...] = ()


class Exercise(Part):
    """One exercise file."""

    schema_: Literal[1] = Field(alias="schema")
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")]
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    title_article: Text
    title_clinical: Text
    interpretation: str = ""
    grade: Literal["A", "B", "C", "D"]
    what_to_do: tuple[Text, ...] = Field(min_length=1)
    placement: Text
    views: tuple[View, ...] = ()
    hands: Literal[1, 2] = 1
    assist: Literal["allowed", "required", "forbidden"] = "allowed"
    dose: Dose
    verifier: Literal["cycle", "sequence"]
    signals: dict[Name, Signal] = Field(default_factory=dict)
    cycle: Cycle | None = None
    sequence: Sequence | None = None
    guards: tuple[Guard, ...] = Field(default=(), alias="guard")
    rom: tuple[RomEntry, ...] = ()
    report: Report = Report()

    @model_validator(mode="after")
    def _whole(self) -> Exercise:
        for kind in ("cycle", "sequence"):
            if (getattr(self, kind) is not None) != (self.verifier == kind):
                raise ValueError(f'verifier "{self.verifier}" needs [{self.verifier}] and no other')
        declared = ", ".join(self.signals) or "none"
        wanted = [("cycle → signal", self.cycle.signal)] if self.cycle else []
        for number, guard in enumerate(self.guards, 1):
            where = f"guard {number} ({guard.kind})"
            if isinstance(guard, SteadyGuard | MovesGuard | BelowGuard):
                wanted += [(f"{where} → signals", name) for name in guard.signals]
            if isinstance(guard, ViewGuard) and not self.views:
                raise ValueError(f"{where}: the exercise names no views")
        for where, name in wanted:
            if name not in self.signals:
                raise ValueError(f"{where}: there is no signal '{name}'; declared: {declared}")
        return self

    @property
    def title(self) -> str:
        """Number and clinical name."""
        return f"{self.id}. {self.title_clinical}"

    @property
    def needs_forearm(self) -> bool:
        """Whether anything is measured against the forearm."""
        rom = (r for entry in self.rom for r in entry.readings)
        return any(r.measurement.needs_forearm for r in (*self.signals.values(), *rom))

    def thresholds(self) -> dict[str, Threshold]:
        """Every threshold of the file by its trail, in the file's order."""
        found: dict[str, Threshold] = {}

        def walk(trail: str, value: object) -> None:
            if isinstance(value, Threshold):
                found[trail] = value
            elif isinstance(value, BaseModel):
                for name in type(value).model_fields:
                    walk(f"{trail} → {name}" if trail else name, getattr(value, name))

        walk("cycle", self.cycle)
        walk("sequence", self.sequence)
        for number, guard in enumerate(self.guards, 1):
            walk(f"guard {number} ({guard.kind})", guard)
        return found


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an exercise file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Exercise.model_json_schema(by_alias=True),
    }


def parse(text: str, name: str) -> Exercise:
    """Read an exercise from the text of its file.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        The file's name, for error trails.

    Raises
    ------
    ExerciseError
        With every fault of the file.
    """
    try:
        raw: Mapping[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as e:
        raise ExerciseError(
            f"{name} is not valid TOML.", [Fault(name, f"{e}. Mend this line first.")]
        ) from e
    try:
        return Exercise.model_validate(raw)
    except ValidationError as e:
        faults = [_fault(name, error) for error in e.errors(include_url=False)]
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        raise ExerciseError(f"{name} has {count}:", faults) from e


def read(path: Path) -> Exercise:
    """Read an exercise file; its name without number and ending need not be the slug.

    Raises
    ------
    ExerciseError
        The file is missing, unreadable, or has faults.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as e:
        raise ExerciseError(f"There is no exercise file {path}.") from e
    except IsADirectoryError as e:
        raise ExerciseError(f"{path} is a folder; name one .toml file in it.") from e
    except UnicodeDecodeError as e:
        raise ExerciseError(f"{path} is not a text file in UTF-8, so it is no exercise.") from e
    except OSError as e:
        raise ExerciseError(f"Cannot read {path}: {e.strerror}.") from e
    return parse(text, path.name)


def _fault(name: str, error: Any) -> Fault:
    """One validation error as trail and sentence."""
    steps = [
        f"number {step + 1}" if isinstance(step, int) else str(step).removesuffix("_")
        for step in error["loc"]
    ]
    sentence = str(error["msg"]).removeprefix("Value error, ")
    match error["type"]:
        case "missing":
            sentence = "is missing"
        case "extra_forbidden":
            sentence = "is not a key of an exercise file; check its spelling"
        case "literal_error" | "enum":
            sentence = f"must be {error['ctx']['expected']}; found {error['input']!r}"
        case "value_error":
            pass
        case _:
            found = error.get("input")
            shown = "a table" if isinstance(found, dict) else repr(found)
            sentence = f"{sentence[:1].lower()}{sentence[1:]}; found {shown[:60]}"
    return Fault(" → ".join([name, *steps]), sentence)
