"""Exercise definition: an exercise file, parsed, validated and frozen.

An exercise is one TOML file. Its keys are the fields of `Exercise`; `docs/using/add-an-exercise.md`
explains them to an author. Every threshold is a table of a value and its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, Field, StringConstraints, ValidationError, model_validator

from handtrack.definitions.criteria import Criterion, ViewCriterion
from handtrack.definitions.exercise_tables import (
    Choice,
    Dose,
    FollowedObject,
    RomEntry,
    SelfReportItems,
    WithObject,
)
from handtrack.definitions.fields import Signal, Text, Threshold
from handtrack.definitions.handling_tables import InHand, Transport
from handtrack.definitions.verifier_tables import Activity, Cycle, Hold, Method, Sequence
from handtrack.errors import ExerciseError, Fault, fault
from handtrack.files import text_of, toml_of
from handtrack.landmarks.hand import Finger
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.landmarks.views import SEEN_FROM, View
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.reading import FrozenTable, Name

Verifier = Literal["cycle", "sequence", "hold", "activity", "transport", "inhand"]
VERIFIERS: tuple[Verifier, ...] = get_args(Verifier)
"""All verifiers. The table of each in an exercise file has its name."""


class Exercise(FrozenTable):
    """One exercise file."""

    schema_: Literal[1] = Field(alias="schema")
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")]
    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    title_article: Text
    title_clinical: Text
    summary: str = Field(default="", description="What is done, in one short sentence.")
    interpretation: str = ""
    grade: Literal["A", "B", "C", "D"]
    what_to_do: tuple[Text, ...] = Field(min_length=1)
    placement: Text
    views: tuple[View, ...] = ()
    hands: Literal[1, 2] = 1
    assist: Literal["allowed", "required", "forbidden"] = "allowed"
    dose: Dose
    choice: Choice | None = None
    verifier: Verifier
    signals: dict[Name, Signal] = Field(default_factory=dict)
    cycle: Cycle | None = None
    sequence: Sequence | None = None
    hold: Hold | None = None
    activity: Activity | None = None
    transport: Transport | None = None
    inhand: InHand | None = None
    object: FollowedObject | None = None
    with_object: WithObject | None = None
    guards: tuple[Criterion, ...] = Field(default=(), alias="guard")
    rom: tuple[RomEntry, ...] = ()
    report: SelfReportItems = SelfReportItems()

    @model_validator(mode="after")
    def _one_verifier(self) -> Exercise:
        for kind in VERIFIERS:
            if (getattr(self, kind) is not None) != (self.verifier == kind):
                raise ValueError(f'verifier "{self.verifier}" needs [{self.verifier}] and no other')
        if self.with_object is None:
            return self
        if self.object is None:
            raise ValueError("with_object needs [object], which says what is followed")
        for kind in ("transport", "inhand"):
            if (getattr(self.with_object, kind) is not None) != (self.verifier == kind):
                raise ValueError(f"with_object needs [with_object.{self.verifier}] and no other")
        return self

    @model_validator(mode="after")
    def _signals_declared(self) -> Exercise:
        declared = ", ".join(self.signals) or "none"
        wanted = [(f"{self.verifier} → {key}", name) for key, name in self.method.wanted]
        if beside := self.followed:
            wanted += [(f"with_object → {key}", name) for key, name in beside.method.wanted]
        for number, guard in enumerate(self.guards, 1):
            where = f"guard {number} ({guard.kind})"
            wanted += [(f"{where} → signals", name) for name in guard.wanted]
            if isinstance(guard, ViewCriterion) and not self.views:
                raise ValueError(f"{where}: the exercise names no views")
        for where, name in wanted:
            if name not in self.signals:
                raise ValueError(f"{where}: there is no signal '{name}'; declared: {declared}")
        return self

    @model_validator(mode="after")
    def _honest(self) -> Exercise:
        chosen = any(s.chosen for s in self.signals.values()) or any(r.chosen for r in self.rom)
        if chosen != (self.choice is not None):
            raise ValueError("[choice] needs a signal with chosen = true, and the other way round")
        if self.grade in "CD" and not self.report.estimated:
            raise ValueError(f"grade {self.grade} needs report → estimated, which says why")
        return self

    @property
    def method(self) -> Method:
        """The table of its verifier."""
        method: Method = getattr(self, self.verifier)
        return method

    @property
    def readable_views(self) -> tuple[View, ...]:
        """The views in which the counted signal can be read at all; empty for any view.

        Where no signal of the hand alone is counted: the views that the exercise asks for.
        """
        wanted = [self.signals[name].measurement for _, name in self.method.wanted[:1]]
        if self.verifier == "sequence":
            wanted = [MEASUREMENTS["pinch_gap"]]
        anywhere = not self.views or any(view not in SEEN_FROM for view in self.views)
        if anywhere or self.verifier not in ("cycle", "hold", "sequence"):
            return () if anywhere else self.views
        return tuple(view for view in SEEN_FROM if all(view not in m.blind for m in wanted))

    @property
    def followed(self) -> Exercise | None:
        """The exercise as it is counted with its object followed; None if that is the same."""
        beside = self.with_object
        if beside is None:
            return None
        report = self.report.model_copy(update={"estimated": beside.estimated})
        update = {"dose": beside.dose or self.dose, "report": report, "with_object": None}
        return self.model_copy(update={self.verifier: getattr(beside, self.verifier), **update})

    def with_followed_object(self, kind: ObjectKind | None) -> Exercise:
        """Select the definition for a followed object of this kind, or for none."""
        fits = self.object is not None and kind is self.object.kind
        return (self.followed or self) if fits else self

    def with_finger(self, finger: Finger) -> Exercise:
        """Replace the chosen finger; an exercise without a choice stays as it is.

        Raises
        ------
        ExerciseError
            The exercise is not done with this finger.
        """
        if self.choice is None:
            return self
        if finger not in self.choice.fingers:
            names = ", ".join(self.choice.fingers)
            raise ExerciseError(f"{self.title} is not done with the {finger} finger: {names}.")
        signals = {
            name: signal.model_copy(update={"finger": finger}) if signal.chosen else signal
            for name, signal in self.signals.items()
        }
        rom = tuple(
            entry.model_copy(update={"fingers": (finger,)}) if entry.chosen else entry
            for entry in self.rom
        )
        choice = self.choice.model_copy(update={"fingers": (finger,)})
        return self.model_copy(update={"signals": signals, "rom": rom, "choice": choice})

    @property
    def title(self) -> str:
        """Number and clinical name."""
        return f"{self.id}. {self.title_clinical}"

    @property
    def needs_forearm(self) -> bool:
        """Whether a signal or a range of motion needs the forearm line."""
        rom = (r for entry in self.rom for r in entry.readings)
        return any(r.measurement.needs_forearm for r in (*self.signals.values(), *rom))

    @property
    def needs_neutral(self) -> bool:
        """Whether an angle needs the forearm line, so that its zero matters."""
        rom = (r for entry in self.rom for r in entry.readings)
        against = (r.measurement for r in (*self.signals.values(), *rom))
        return any(m.needs_forearm and m.unit == "deg" for m in against)

    def thresholds(self) -> dict[str, Threshold]:
        """Collect every threshold of the file by its trail, in the file's order."""
        found: dict[str, Threshold] = {}

        def walk(trail: str, value: object) -> None:
            if isinstance(value, Threshold):
                found[trail] = value
            elif isinstance(value, BaseModel):
                for name in type(value).model_fields:
                    walk(f"{trail} → {name}", getattr(value, name))
            elif isinstance(value, tuple):
                for number, one in enumerate(value, 1):
                    walk(f"{trail} {number}", one)

        walk(self.verifier, self.method)
        walk(f"with_object → {self.verifier}", self.followed and self.followed.method)
        for number, guard in enumerate(self.guards, 1):
            walk(f"guard {number} ({guard.kind})", guard)
        return found


def json_schema() -> dict[str, Any]:
    """Make the JSON Schema of an exercise file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Exercise.model_json_schema(by_alias=True),
    }


def parse(text: str, name: str) -> Exercise:
    """Parse the text of an exercise file.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        The file's name, for error trails.

    Returns
    -------
    Exercise

    Raises
    ------
    ExerciseError
        With every fault of the file.
    """
    try:
        raw: Mapping[str, Any] = toml_of(text)
    except ValueError as e:
        raise ExerciseError(
            f"{name} is not valid TOML.", [Fault(name, f"{e}. Mend this line first.")]
        ) from e
    try:
        return Exercise.model_validate(raw)
    except ValidationError as e:
        faults = [fault(name, error) for error in e.errors(include_url=False)]
        count = f"{len(faults)} fault{'s' if len(faults) > 1 else ''}"
        raise ExerciseError(f"{name} has {count}:", faults) from e


def read(path: Path) -> Exercise:
    """Read an exercise file; its name need not contain the slug.

    Raises
    ------
    ExerciseError
        The file is missing, unreadable, or has faults.
    """
    try:
        text = text_of(path)
    except FileNotFoundError as e:
        raise ExerciseError(f"There is no exercise file {path}.") from e
    except IsADirectoryError as e:
        raise ExerciseError(f"{path} is a folder; name one .toml file in it.") from e
    except UnicodeDecodeError as e:
        raise ExerciseError(f"{path} is not a text file in UTF-8, so it is no exercise.") from e
    except OSError as e:
        raise ExerciseError(f"Cannot read {path}: {e.strerror}.") from e
    return parse(text, path.name)
