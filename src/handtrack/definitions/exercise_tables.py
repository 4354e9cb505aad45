"""Tables of an exercise file beside the exercise itself, its verifier and its criteria."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from handtrack.definitions.fields import Text
from handtrack.definitions.handling_tables import InHand, Transport
from handtrack.landmarks.hand import Finger
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.measurements.reading import FrozenTable, Name, Reading


class RomEntry(FrozenTable):
    """A range of motion that is reported."""

    measure: Name
    fingers: tuple[Finger, ...] = ()
    chosen: bool = Field(default=False, description="Whether it is the finger of [choice].")

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings, one for each finger or one for the hand."""
        if not self.fingers:
            return (Reading(measure=self.measure),)
        return tuple(Reading(measure=self.measure, finger=f) for f in self.fingers)

    @model_validator(mode="after")
    def _measurable(self) -> RomEntry:
        for reading in self.readings:
            if reading.measurement.unit != "deg" or reading.measurement.needs_object:
                raise ValueError(f"'{self.measure}' is not an angle of a joint")
        return self


class Dose(FrozenTable):
    """Number of repetitions, and its source."""

    reps: int = Field(ge=1, le=1000)
    source: Literal["article", "default"]


class FollowedObject(FrozenTable):
    """The object that the person handles, which can be followed after a prompt."""

    kind: ObjectKind
    name: Text = Field(description="Its noun in a sentence, as 'pen' or 'coins'.")


class Choice(FrozenTable):
    """The fingers among which the person chooses.

    The signals and ranges of motion with `chosen = true` are taken of the chosen finger: the one
    the user names, or the one that moves most.
    """

    fingers: tuple[Finger, ...] = Field(min_length=2)
    what: Text = Field(description="What is chosen, in words.")


class SelfReportItems(FrozenTable):
    """What a camera cannot measure, and what the person is asked instead."""

    estimated: str = Field(
        default="",
        description="Reason why every repetition is labelled estimated; empty if not.",
    )
    hidden: str = Field(
        default="",
        description="What may hide the movement from the camera, which makes a repetition "
        "unverifiable; empty for nothing.",
    )
    not_verifiable: tuple[Text, ...] = ()
    ask: tuple[Text, ...] = ()


class WithObject(FrozenTable):
    """The keys that differ where the exercise's object is followed."""

    dose: Dose | None = Field(default=None, description="If something else is counted.")
    estimated: str = Field(
        default="",
        description="Reason why every repetition is still labelled estimated; empty if not.",
    )
    transport: Transport | None = None
    inhand: InHand | None = None
