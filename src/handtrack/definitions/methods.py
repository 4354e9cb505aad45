"""How an exercise is counted, as its file states it: one table a verifier."""

from __future__ import annotations

from typing import ClassVar, Literal, Protocol

from pydantic import Field, model_validator

from handtrack.definitions.fields import (
    PositiveThreshold,
    RatioThreshold,
    ShareThreshold,
    Threshold,
)
from handtrack.events import Deed
from handtrack.landmarks.hand import FINGERS, Finger
from handtrack.measurements.reading import FrozenTable, Name


class OwnRange(Protocol):
    """What a table asks of a person's own range, which is a `Calibration`."""

    @property
    def rest(self) -> float | None:
        """The signal at rest."""

    @property
    def peak(self) -> float | None:
        """The signal at the far end."""

    @property
    def open_gaps(self) -> tuple[float, ...]:
        """Gaps between the thumb and each finger of the open hand."""

    @property
    def way(self) -> object | None:
        """The way across the picture."""

    @property
    def middle(self) -> tuple[float, float] | None:
        """The middle of the thumb's way."""


class Method(FrozenTable):
    """What the table of any verifier can be asked."""

    @property
    def wanted(self) -> tuple[tuple[str, Name], ...]:
        """The declared signals it needs: the key that asks for one, and the signal's name."""
        return ()

    def missing(self, own: OwnRange) -> str:
        """What a calibration lacks to count by it, in words; empty where it lacks nothing."""
        return ""


class Cycle(Method):
    """Out and back on one signal. Fractions are of the person's own range."""

    what: ClassVar[str] = "repetition"
    """What is counted, in one word."""

    signal: Name
    ends: Literal["high", "low", "both"] = Field(
        description="Where the signal is at the peak of the movement; both for back and forth."
    )
    rest: ShareThreshold
    attempt: ShareThreshold
    dip: ShareThreshold
    full: ShareThreshold
    least: PositiveThreshold = Field(
        description="Smallest excursion that counts, in the signal's unit."
    )
    each_way: PositiveThreshold | None = Field(
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

    @property
    def wanted(self) -> tuple[tuple[str, Name], ...]:
        """See `Method`."""
        return (("signal", self.signal),)

    def missing(self, own: OwnRange) -> str:
        """See `Method`."""
        return "range of movement" if own.rest is None or own.peak is None else ""


class Cue(FrozenTable):
    """A beat that asks for one finger of the order after the other, over and over."""

    lead_in_s: PositiveThreshold = Field(description="From the first frame to the first beat.")
    every_s: PositiveThreshold = Field(description="From one beat to the next.")
    window_s: PositiveThreshold = Field(
        description="How long before or after its beat the tips may meet."
    )

    @model_validator(mode="after")
    def _apart(self) -> Cue:
        if self.window_s.value > self.every_s.value / 2:
            raise ValueError("window_s must be at most half of every_s, or two beats share a touch")
        return self


class Kept(FrozenTable):
    """A signal that must stay on one side of a limit while a posture is held, in its unit."""

    signal: Name
    at_least: Threshold | None = None
    at_most: Threshold | None = None

    @model_validator(mode="after")
    def _limited(self) -> Kept:
        if self.at_least is None and self.at_most is None:
            raise ValueError("at_least or at_most is missing")
        return self


class Hold(Method):
    """A posture is kept. Fractions are of the person's own way from rest to the posture."""

    signal: Name
    ends: Literal["high", "low"] = Field(description="Where the signal is in the posture.")
    rest: ShareThreshold
    attempt: ShareThreshold
    full: ShareThreshold
    least: PositiveThreshold = Field(
        description="Smallest way to the posture, in the signal's unit."
    )
    seconds: PositiveThreshold
    slack_s: PositiveThreshold = Field(
        description="How much less still counts; the timer starts late."
    )
    grace_s: PositiveThreshold = Field(description="How long the posture may be left.")
    attempt_s: PositiveThreshold = Field(description="What lasts shorter than this is no hold.")
    still: PositiveThreshold = Field(
        description="Hand lengths a second that the hand may move meanwhile."
    )
    also: tuple[Kept, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Hold:
        if not self.rest.value <= self.attempt.value < self.full.value:
            raise ValueError("rest, attempt and full must grow in this order")
        if self.slack_s.value >= self.seconds.value:
            raise ValueError("slack_s must be less than seconds")
        return self

    @property
    def wanted(self) -> tuple[tuple[str, Name], ...]:
        """See `Method`."""
        return (("signal", self.signal), *(("also → signal", kept.signal) for kept in self.also))

    def missing(self, own: OwnRange) -> str:
        """See `Method`."""
        return "range of movement" if own.rest is None or own.peak is None else ""


class Activity(Method):
    """Time on task, a minute at a time. Shares are of the person's own open-hand gap."""

    deeds: tuple[Deed, ...] = Field(min_length=1, description="What is counted in each minute.")
    move: PositiveThreshold = Field(
        description="Hand lengths a second from which a palm is active."
    )
    linger_s: PositiveThreshold = Field(description="How long a deed keeps the hand active.")
    on: ShareThreshold
    off: ShareThreshold
    grip_s: PositiveThreshold
    carry: PositiveThreshold = Field(
        description="How far a grip goes that is a carry, in hand lengths."
    )
    tap: PositiveThreshold = Field(description="How far a fingertip goes down, in hand lengths.")
    tap_s: PositiveThreshold = Field(description="How long a fingertip is down at most.")
    least_s: PositiveThreshold = Field(description="Less activity than this leaves no trace.")
    least_open: PositiveThreshold = Field(
        description="Smallest open-hand gap that can be told from none."
    )

    @model_validator(mode="after")
    def _ordered(self) -> Activity:
        if not self.on.value < self.off.value < 1:
            raise ValueError("on and off must grow in this order, below 1")
        return self

    def missing(self, own: OwnRange) -> str:
        """See `Method`."""
        return "open-hand gaps" if len(own.open_gaps) != len(FINGERS) else ""


class Sequence(Method):
    """The thumb touches the fingers in order."""

    order: tuple[Finger, ...] = Field(min_length=2, max_length=64)
    cue: Cue | None = None
    on: ShareThreshold = Field(description="Likelihood from which on the thumb is on a finger.")
    off: ShareThreshold = Field(description="Likelihood below which the hand is open again.")
    doubt: RatioThreshold = Field(
        description="How many times as likely other readings may be, over a whole pass."
    )
    dwell_s: PositiveThreshold
    pass_s: PositiveThreshold
    least_open: PositiveThreshold = Field(
        description="Smallest open-hand gap that can be told from none."
    )

    @model_validator(mode="after")
    def _sensible(self) -> Sequence:
        if len(set(self.order)) != len(self.order) and not self.cue:
            raise ValueError("order names a finger twice, which only a cued one may")
        if not self.off.value < self.on.value < 1:
            raise ValueError("off must be below on, and on below 1")
        return self

    def missing(self, own: OwnRange) -> str:
        """See `Method`."""
        return "open-hand gaps" if len(own.open_gaps) != len(FINGERS) else ""
