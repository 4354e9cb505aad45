"""Criteria for every repetition, as an exercise file states them: one table a kind of criterion.

`handtrack.scoring.criteria` checks them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from handtrack.definitions.fields import PositiveThreshold, ShareThreshold, Threshold
from handtrack.events import Action, ActivityEvent, Reason
from handtrack.measurements.reading import FrozenTable, Name


class CriterionTable(FrozenTable):
    """Keys of every criterion."""

    action: Action = Action.FLAG

    @property
    def wanted(self) -> tuple[Name, ...]:
        """Names of the declared signals that the criterion reads."""
        return ()


class ViewCriterion(CriterionTable):
    """The hand must be seen from one of the exercise's views for a share of the repetition."""

    kind: Literal["view"]
    min_share: ShareThreshold
    action: Action = Action.UNVERIFIABLE


class StillCriterion(CriterionTable):
    """The hand must not travel across the picture by more than this, in hand lengths.

    The tracked wrist moves even when only the hand bends; a forearm that moves takes the whole hand
    along. The travel is therefore that of the point, on the line from the wrist to the middle MCP,
    that moved least.
    """

    kind: Literal["still"]
    max: PositiveThreshold
    reason: Reason = Reason.FOREARM_MOVED


class TurnCriterion(CriterionTable):
    """The forearm must not turn by more than this, in degrees.

    Compared is the direction in space of the palm's axis that the movement itself does not change:
    the line through the MCPs (`knuckles`), or for radial and ulnar deviation the palm's normal
    (`normal`).
    """

    kind: Literal["turn"]
    axis: Literal["knuckles", "normal"] = "knuckles"
    max: PositiveThreshold
    reason: Reason = Reason.FOREARM_TURNED


class DirectionCriterion(CriterionTable):
    """The wrist must move in the direction of the exercise: flexion, or deviation.

    Flexion turns the palm's normal in space and not the line through the MCPs; deviation turns the
    line and not the normal. The axis that should not turn may turn by at most `max` times as much
    as the other.
    """

    kind: Literal["direction"]
    asks: Literal["flexion", "deviation"]
    max: PositiveThreshold
    reason: Reason = Reason.WRONG_DIRECTION


class SteadyCriterion(CriterionTable):
    """None of these signals may change by more than this during the repetition, in its unit."""

    kind: Literal["steady"]
    signals: tuple[Name, ...] = Field(min_length=1)
    max: PositiveThreshold
    reason: Reason

    @property
    @override
    def wanted(self) -> tuple[Name, ...]:
        return self.signals


class MovesCriterion(CriterionTable):
    """Each of these signals must change by at least this, in its unit."""

    kind: Literal["moves"]
    signals: tuple[Name, ...] = Field(min_length=1)
    min: PositiveThreshold
    reason: Reason

    @property
    @override
    def wanted(self) -> tuple[Name, ...]:
        return self.signals


class BelowCriterion(CriterionTable):
    """The median of each of these signals must not be above this, in its unit."""

    kind: Literal["below"]
    signals: tuple[Name, ...] = Field(min_length=1)
    max: Threshold
    reason: Reason

    @property
    @override
    def wanted(self) -> tuple[Name, ...]:
        return self.signals


class AboveCriterion(CriterionTable):
    """The median of each of these signals must not be below this, in its unit."""

    kind: Literal["above"]
    signals: tuple[Name, ...] = Field(min_length=1)
    min: Threshold
    reason: Reason

    @property
    @override
    def wanted(self) -> tuple[Name, ...]:
        return self.signals


class IsolateCriterion(CriterionTable):
    """The other fingers must move less than the finger of this signal.

    `max` is the share of its movement that the same measurement of any other finger may reach.
    """

    kind: Literal["isolate"]
    signal: Name
    max: ShareThreshold
    reason: Reason = Reason.OTHER_FINGERS_MOVED

    @property
    @override
    def wanted(self) -> tuple[Name, ...]:
        return (self.signal,)


class AssistCriterion(CriterionTable):
    """The other hand must not help: be within `near` for `min_share` of the repetition.

    The distance is from palm to palm in hand lengths. Where the other hand was not seen, the
    criterion makes no finding.
    """

    kind: Literal["assist"]
    near: PositiveThreshold
    min_share: ShareThreshold
    reason: Reason = Reason.OTHER_HAND_HELPED


class TogetherCriterion(CriterionTable):
    """Both hands must be together: within `near`, from palm to palm, in hand lengths.

    Where the other hand was seen in less than `min_share` of the repetition, neither their distance
    nor the hand that the landmarks lie on is known: the repetition is unverifiable.
    """

    kind: Literal["together"]
    near: PositiveThreshold
    min_share: ShareThreshold
    reason: Reason = Reason.HANDS_APART


class TempoCriterion(CriterionTable):
    """Shortest and longest duration of a repetition."""

    kind: Literal["tempo"]
    min_s: PositiveThreshold
    max_s: PositiveThreshold


class HoldCriterion(CriterionTable):
    """Least hold time at the peak."""

    kind: Literal["hold"]
    min_s: PositiveThreshold


class ReturnCriterion(CriterionTable):
    """Least duration of the return, from the full movement to rest."""

    kind: Literal["return"]
    min_s: PositiveThreshold


class InFrameCriterion(CriterionTable):
    """The hand must be away from the picture's edge for a share of the repetition."""

    kind: Literal["in_frame"]
    min_share: ShareThreshold
    action: Action = Action.UNVERIFIABLE


class ActivityEventsCriterion(CriterionTable):
    """Least number of one activity event in a minute."""

    kind: Literal["deeds"]
    deed: ActivityEvent
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
    | ActivityEventsCriterion,
    Field(discriminator="kind"),
]
