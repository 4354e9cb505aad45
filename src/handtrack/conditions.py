"""Conditions on every repetition, as an exercise file states them: one table a kind of guard.

How each of them looks at a repetition is in `guards.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from handtrack.events import Action, Reason
from handtrack.hand import Landmark
from handtrack.readings import Amount, Name, Part, Share


class Condition(Part):
    """What any guard can be asked."""

    action: Action = Action.FLAG

    @property
    def wanted(self) -> tuple[Name, ...]:
        """The declared signals it needs."""
        return ()


class ViewGuard(Condition):
    """Enough of the repetition must show the hand from one of the exercise's views."""

    kind: Literal["view"]
    min_share: Share
    action: Action = Action.UNVERIFIABLE


class StillGuard(Condition):
    """A point must not wander, in hand lengths."""

    kind: Literal["still"]
    point: Literal["wrist"]
    max: Amount
    reason: Reason = Reason.FOREARM_MOVED

    @property
    def landmark(self) -> Landmark:
        """The point itself."""
        return Landmark[self.point.upper()]


class SteadyGuard(Condition):
    """None of these signals may change by more than this during the repetition, in its own unit."""

    kind: Literal["steady"]
    signals: tuple[Name, ...] = Field(min_length=1)
    max: Amount
    reason: Reason

    @property
    def wanted(self) -> tuple[Name, ...]:
        """See `Condition`."""
        return self.signals


class MovesGuard(Condition):
    """Each of these signals must change by at least this, in its own unit."""

    kind: Literal["moves"]
    signals: tuple[Name, ...] = Field(min_length=1)
    min: Amount
    reason: Reason

    @property
    def wanted(self) -> tuple[Name, ...]:
        """See `Condition`."""
        return self.signals


class BelowGuard(Condition):
    """The middle reading of each of these signals must not be above this, in its own unit."""

    kind: Literal["below"]
    signals: tuple[Name, ...] = Field(min_length=1)
    max: Amount
    reason: Reason

    @property
    def wanted(self) -> tuple[Name, ...]:
        """See `Condition`."""
        return self.signals


class TempoGuard(Condition):
    """How long a repetition may last."""

    kind: Literal["tempo"]
    min_s: Amount
    max_s: Amount


class HoldGuard(Condition):
    """How long the peak must be held."""

    kind: Literal["hold"]
    min_s: Amount


Guard = Annotated[
    ViewGuard | StillGuard | SteadyGuard | MovesGuard | BelowGuard | TempoGuard | HoldGuard,
    Field(discriminator="kind"),
]
