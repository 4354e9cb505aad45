"""How handling things is counted, as an exercise file states it: TRANSPORT and INHAND.

Both have several modes, because what can be counted depends on what can be seen: the hand alone,
or the object beside it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from handtrack.definitions.fields import PositiveThreshold, ShareThreshold
from handtrack.definitions.methods import Cycle, Method, OwnRange
from handtrack.measurements.reading import Name


class Carry(Method):
    """Grasp here, carry, let go there. Shares are of the person's own grip and own way."""

    mode: Literal["move", "stack"] = Field(
        description="move: forth and back, always with something in the hand. stack: to one place, "
        "the hand going back empty."
    )
    grip: Name = Field(description="A signal that is small where the hand is closed.")
    closed: ShareThreshold
    open: ShareThreshold
    attempt: ShareThreshold
    full: ShareThreshold
    least_grip: PositiveThreshold = Field(
        description="Smallest closing that counts, in the grip's unit."
    )
    widest: PositiveThreshold | None = Field(
        default=None, description="A hand whose grip is wider than this holds nothing."
    )
    least: PositiveThreshold = Field(description="Smallest way that counts, in hand lengths.")
    dwell_s: PositiveThreshold = Field(description="How long the hand must stay open or closed.")
    near: PositiveThreshold | None = Field(
        default=None,
        description="Where the object is followed: how near it is while it is in the hand, from "
        "the fingertips, in hand lengths. A hand without it is then never closed.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Carry:
        if not self.open.value < self.closed.value:
            raise ValueError("open and closed must grow in this order")
        if not self.attempt.value < self.full.value:
            raise ValueError("attempt and full must grow in this order")
        return self

    @property
    def wanted(self) -> tuple[tuple[str, Name], ...]:
        """See `Method`."""
        return (("grip", self.grip),)

    def missing(self, own: OwnRange) -> str:
        """See `Method`."""
        whole = own.rest is not None and own.peak is not None and own.way is not None
        return "" if whole else "grip and way"


class Grips(Cycle):
    """One small thing after the other, by the closings of the fingers alone."""

    what: ClassVar[str] = "grip"

    mode: Literal["grips"]


ItemsMode = Literal["collect", "dispense", "collect and dispense"]


class Items(Method):
    """The same by how many pieces lie on the table in sight."""

    mode: ItemsMode
    items: PositiveThreshold = Field(description="How many things there are in each phase.")
    together_s: PositiveThreshold = Field(description="Changes closer than this are one change.")
    item_s: PositiveThreshold = Field(description="How far back the time of one item may begin.")


class ToAndFro(Cycle):
    """With the grasp kept: rubbing with thumb and finger, or shifting a rod in the fingers."""

    what: ClassVar[str] = "movement"

    mode: Literal["rub", "shift"]


class Turning(Method):
    """Round and round: a rod in the palm, or the thumb's tip about the middle of its own way."""

    mode: Literal["rotation", "winding"]
    signal: Name = Field(description="rotation: a direction. winding: the thumb's place across.")
    along: Name | None = Field(default=None, description="winding: the thumb's place along.")
    unit_deg: PositiveThreshold = Field(description="One repetition.")
    least_deg: PositiveThreshold = Field(description="What of it counts where the turning ends.")
    attempt_deg: PositiveThreshold = Field(description="What is no turn yet.")
    back_deg: PositiveThreshold = Field(description="How far back ends a turn.")
    stop_s: PositiveThreshold = Field(description="How long without going on ends a turn.")
    least_radius: PositiveThreshold | None = Field(
        default=None, description="winding: nearer to its middle the thumb has no direction."
    )

    @model_validator(mode="after")
    def _whole(self) -> Turning:
        back, attempt = self.back_deg.value, self.attempt_deg.value
        if not back <= attempt < self.least_deg.value <= self.unit_deg.value:
            raise ValueError(
                "back_deg, attempt_deg, least_deg and unit_deg must grow in this order"
            )
        winding = self.mode == "winding"
        if (self.along is not None, self.least_radius is not None) != (winding, winding):
            raise ValueError("along and least_radius are for winding, and needed there")
        return self

    @property
    def wanted(self) -> tuple[tuple[str, Name], ...]:
        """See `Method`."""
        along = (("along", self.along),) if self.along else ()
        return (("signal", self.signal), *along)

    def missing(self, own: OwnRange) -> str:
        """See `Method`."""
        return "middle of the thumb's way" if self.along and own.middle is None else ""


Transport = Annotated[Carry | Grips | Items, Field(discriminator="mode")]
InHand = Annotated[ToAndFro | Turning, Field(discriminator="mode")]
