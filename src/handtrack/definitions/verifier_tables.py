"""How an exercise is counted, as its file states it: one table a verifier.

A table is the rule that the verifier's machine follows, number by number. Some numbers seldom
differ between exercises: a file may leave them out, and the default below holds.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator
from typing_extensions import override

from handtrack.definitions.fields import (
    PositiveThreshold,
    RatioThreshold,
    ShareThreshold,
    Threshold,
)
from handtrack.events import ActivityEvent
from handtrack.landmarks.hand import Finger
from handtrack.measurements.reading import FrozenTable, Name


def usual(value: float, source: str, description: str) -> Any:
    """Give a field the threshold that holds where a file states none.

    Parameters
    ----------
    value : float
        In the unit that the description names.
    source : str
        Where it comes from.
    description : str
        What it decides.
    """
    return Field(default=PositiveThreshold(value=value, source=source), description=description)


PAUSE = "How long the hand may be out of sight before what is under way is given up."
JUDGED = "provisional: domain judgement"


class Method(FrozenTable):
    """What the table of any verifier can be asked."""

    @property
    def wanted(self) -> tuple[tuple[str, Name], ...]:
        """The declared signals it needs: the key that asks for one, and the signal's name."""
        return ()


AT_AN_END = PositiveThreshold(
    value=0.15,
    source="provisional: a hand that only turns round at an end, on its way from the middle, does "
    "not stay there",
)
SETTLED = PositiveThreshold(
    value=1.0, source="provisional: longer than a hand takes that turns round between the ends"
)


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

    arm_s: PositiveThreshold = usual(
        0.1,
        "provisional: a hand that enters the picture often begins a moment later",
        "How long the hand must rest before its first movement counts; two-ended, 0.15 s at an end "
        "if left out.",
    )
    settle_s: PositiveThreshold | None = Field(
        default=None,
        description="Two-ended: how long a stop between the ends closes a repetition; 1 s if left "
        "out.",
    )
    pause_s: PositiveThreshold = usual(1.0, JUDGED, PAUSE)
    blip_s: PositiveThreshold = usual(
        0.15,
        "provisional: no hand goes there and back so fast",
        "What falls out of the full band and is back in it within this is a misreading.",
    )
    familiar: PositiveThreshold = usual(
        1.0,
        "provisional: who came back once came back from the one that the recording cut off",
        "After so many repetitions that came back, one that the recording cuts off at its full "
        "size counts as an estimate.",
    )

    @model_validator(mode="before")
    @classmethod
    def _two_ended(cls, table: Any) -> Any:
        """Give a two-ended table its own defaults, longer than one takes to turn round."""
        if isinstance(table, dict) and table.get("ends") == "both":
            return {"arm_s": AT_AN_END, "settle_s": SETTLED, **table}
        return table

    @model_validator(mode="after")
    def _ordered(self) -> Cycle:
        if not self.rest.value <= self.attempt.value < self.dip.value < self.full.value:
            raise ValueError("rest, attempt, dip and full must grow in this order")
        if self.each_way and self.ends != "both":
            raise ValueError('each_way is for ends = "both" only')
        if (self.settle_s is not None) != (self.ends == "both"):
            raise ValueError('settle_s is for ends = "both" only')
        return self

    @property
    @override
    def wanted(self) -> tuple[tuple[str, Name], ...]:
        return (("signal", self.signal),)


class BeatCue(FrozenTable):
    """A beat that asks for one finger of the order after the other, over and over."""

    lead_in_s: PositiveThreshold = Field(description="From the first frame to the first beat.")
    every_s: PositiveThreshold = Field(description="From one beat to the next.")
    window_s: PositiveThreshold = Field(
        description="How long before or after its beat the tips may meet."
    )

    @model_validator(mode="after")
    def _apart(self) -> BeatCue:
        if self.window_s.value > self.every_s.value / 2:
            raise ValueError("window_s must be at most half of every_s, or two beats share a touch")
        return self


class HoldLimit(FrozenTable):
    """A signal that must stay on one side of a limit while a posture is held, in its unit."""

    signal: Name
    at_least: Threshold | None = None
    at_most: Threshold | None = None

    @model_validator(mode="after")
    def _limited(self) -> HoldLimit:
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
    bridge_s: PositiveThreshold = usual(
        0.3,
        "provisional: as long as the filters bridge",
        "Up to how long a dropout with the posture on both sides counts as posture.",
    )
    also: tuple[HoldLimit, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Hold:
        if not self.rest.value <= self.attempt.value < self.full.value:
            raise ValueError("rest, attempt and full must grow in this order")
        if self.slack_s.value >= self.seconds.value:
            raise ValueError("slack_s must be less than seconds")
        return self

    @property
    @override
    def wanted(self) -> tuple[tuple[str, Name], ...]:
        return (("signal", self.signal), *(("also → signal", kept.signal) for kept in self.also))


class Activity(Method):
    """Time on task, a minute at a time. Shares are of the person's own open-hand gap."""

    deeds: tuple[ActivityEvent, ...] = Field(
        min_length=1, description="What is counted in each minute."
    )
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
    minute_s: PositiveThreshold = usual(
        60.0, "a minute, by the meaning of the word", "How much activity is one repetition."
    )
    pause_s: PositiveThreshold = usual(
        0.3,
        "provisional: as long as the filters bridge",
        "How long the hand may be out of sight in a tap or a grip.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Activity:
        if not self.on.value < self.off.value < 1:
            raise ValueError("on and off must grow in this order, below 1")
        return self


class Sequence(Method):
    """The thumb touches the fingers in order."""

    order: tuple[Finger, ...] = Field(min_length=2, max_length=64)
    cue: BeatCue | None = None
    on: ShareThreshold = Field(description="Likelihood from which on the thumb is on a finger.")
    off: ShareThreshold = Field(description="Likelihood below which the hand is open again.")
    doubt: RatioThreshold = Field(
        description="How many times as likely other readings may be, over a whole pass."
    )
    dwell_s: PositiveThreshold
    passing: PositiveThreshold = usual(
        2.5,
        "provisional: on its way the thumb passes the neighbour for 0.1 s on a real hand",
        "How many times dwell_s the thumb is on a finger that it reached without opening the hand.",
    )
    lingering: PositiveThreshold = usual(
        5.0,
        "provisional: domain judgement, twice as long as on it",
        "As many times, on or near a finger, where it was on it for less.",
    )
    flicker_s: PositiveThreshold = usual(
        0.3,
        "provisional: a movement to and fro takes longer",
        "A hand that seems open for less than this between two touches of the first finger never "
        "was.",
    )
    pass_s: PositiveThreshold = Field(description="How long the next touch may be waited for.")
    pause_s: PositiveThreshold = usual(1.0, JUDGED, PAUSE)
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
