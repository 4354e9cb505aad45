"""Conditions on every repetition, as an exercise file states them: one table a kind of guard.

How each of them looks at a repetition is in `scoring/criteria`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from handtrack.definitions.fields import PositiveThreshold, ShareThreshold, Threshold
from handtrack.events import Action, Deed, Reason
from handtrack.measurements.reading import FrozenTable, Name


class CriterionTable(FrozenTable):
    """What any guard can be asked."""

    action: Action = Action.FLAG

    @property
    def wanted(self) -> tuple[Name, ...]:
        """The declared signals it needs."""
        return ()


class ViewCriterion(CriterionTable):
    """Enough of the repetition must show the hand from one of the exercise's views."""

    kind: Literal["view"]
    min_share: ShareThreshold
    action: Action = Action.UNVERIFIABLE


class StillCriterion(CriterionTable):
    """The hand must not travel across the picture, in hand lengths.

    The tracked wrist moves by itself when the hand bends at it; a forearm that moves takes the
    whole hand along. So the hand has travelled as far as that place of it which moved least,
    anywhere from the wrist to the middle knuckle.
    """

    kind: Literal["still"]
    max: PositiveThreshold
    reason: Reason = Reason.FOREARM_MOVED


class TurnCriterion(CriterionTable):
    """The forearm must not turn by more than this, in degrees, whatever the wrist does.

    Looked at is the direction in space of an axis of the palm which the movement itself leaves
    alone: the line through the knuckles (`knuckles`), or, where the hand tilts sideways, the palm's
    normal (`normal`).
    """

    kind: Literal["turn"]
    axis: Literal["knuckles", "normal"] = "knuckles"
    max: PositiveThreshold
    reason: Reason = Reason.FOREARM_TURNED


class DirectionCriterion(CriterionTable):
    """The hand must bend the way the exercise asks: in flexion, or sideways in deviation.

    Bending turns the palm's normal in space and leaves the line through the knuckles alone, tilting
    sideways the other way round. The axis that should stay may turn by at most `max` times as much
    as the one that should not.
    """

    kind: Literal["direction"]
    asks: Literal["flexion", "deviation"]
    max: PositiveThreshold
    reason: Reason = Reason.WRONG_DIRECTION


class SteadyCriterion(CriterionTable):
    """None of these signals may change by more than this during the repetition, in its own unit."""

    kind: Literal["steady"]
    signals: tuple[Name, ...] = Field(min_length=1)
    max: PositiveThreshold
    reason: Reason

    @property
    def wanted(self) -> tuple[Name, ...]:
        """See `CriterionTable`."""
        return self.signals


class MovesCriterion(CriterionTable):
    """Each of these signals must change by at least this, in its own unit."""

    kind: Literal["moves"]
    signals: tuple[Name, ...] = Field(min_length=1)
    min: PositiveThreshold
    reason: Reason

    @property
    def wanted(self) -> tuple[Name, ...]:
        """See `CriterionTable`."""
        return self.signals


class BelowCriterion(CriterionTable):
    """The middle reading of each of these signals must not be above this, in its own unit."""

    kind: Literal["below"]
    signals: tuple[Name, ...] = Field(min_length=1)
    max: Threshold
    reason: Reason

    @property
    def wanted(self) -> tuple[Name, ...]:
        """See `CriterionTable`."""
        return self.signals


class AboveCriterion(CriterionTable):
    """The middle reading of each of these signals must not be below this, in its own unit."""

    kind: Literal["above"]
    signals: tuple[Name, ...] = Field(min_length=1)
    min: Threshold
    reason: Reason

    @property
    def wanted(self) -> tuple[Name, ...]:
        """See `CriterionTable`."""
        return self.signals


class IsolateCriterion(CriterionTable):
    """The other fingers must move less than the one whose signal this is.

    `max` is the share of its movement that the same measurement of any other finger may reach.
    """

    kind: Literal["isolate"]
    signal: Name
    max: ShareThreshold
    reason: Reason = Reason.OTHER_FINGERS_MOVED

    @property
    def wanted(self) -> tuple[Name, ...]:
        """See `CriterionTable`."""
        return (self.signal,)


class AssistCriterion(CriterionTable):
    """The other hand helped: for `min_share` of the repetition it was within `near`.

    The distance is from palm to palm in hand lengths. Nothing is said where it was not seen.
    """

    kind: Literal["assist"]
    near: PositiveThreshold
    min_share: ShareThreshold
    reason: Reason = Reason.OTHER_HAND_HELPED


class TogetherCriterion(CriterionTable):
    """Both hands must be together: within `near`, from palm to palm, in hand lengths.

    Where the other hand was seen in less than `min_share` of the repetition, whether they were is
    not known, and nor is which of them the landmarks lie on: it cannot be verified.
    """

    kind: Literal["together"]
    near: PositiveThreshold
    min_share: ShareThreshold
    reason: Reason = Reason.HANDS_APART


class TempoCriterion(CriterionTable):
    """How long a repetition may last."""

    kind: Literal["tempo"]
    min_s: PositiveThreshold
    max_s: PositiveThreshold


class HoldCriterion(CriterionTable):
    """How long the peak must be held."""

    kind: Literal["hold"]
    min_s: PositiveThreshold


class ReturnCriterion(CriterionTable):
    """How long the way back must take: from the full movement to rest."""

    kind: Literal["return"]
    min_s: PositiveThreshold


class InFrameCriterion(CriterionTable):
    """Enough of the repetition must show the hand away from the edge of the picture."""

    kind: Literal["in_frame"]
    min_share: ShareThreshold
    action: Action = Action.UNVERIFIABLE


class DeedsCriterion(CriterionTable):
    """At least so many of one deed must fall into a minute of activity."""

    kind: Literal["deeds"]
    deed: Deed
    min: PositiveThreshold


Criterion = Annotated[
    ViewCriterion
    | StillCriterion
    | TurnCriterion
    | DirectionCriterion
    | SteadyCriterion
    | MovesCriterion
    | BelowCriterion
    | AboveCriterion
    | IsolateCriterion
    | AssistCriterion
    | TogetherCriterion
    | TempoCriterion
    | HoldCriterion
    | ReturnCriterion
    | InFrameCriterion
    | DeedsCriterion,
    Field(discriminator="kind"),
]
