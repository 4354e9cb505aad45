"""How handling things is counted, as an exercise file states it: TRANSPORT and INHAND.

Both have several modes, because what can be counted depends on what can be seen: the hand alone,
or the object beside it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator
from typing_extensions import override

from handtrack.definitions.fields import PositiveThreshold, ShareThreshold
from handtrack.definitions.verifier_tables import JUDGED, PAUSE, Cycle, Method, usual
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
    slip_s: PositiveThreshold = usual(
        0.3,
        "provisional: the reading of a pinch that travels flickers for longer than of one at rest",
        "How long the hand must stay open on its way to have let go.",
    )
    arm_s: PositiveThreshold = usual(
        0.15,
        "provisional: a hand that enters the picture often begins a moment later",
        "How long the hand must be open before anything counts.",
    )
    late_s: PositiveThreshold = usual(
        0.5,
        "provisional: fingers behind a thing and edge on are read late",
        "How long after the hand turned round its closing may be seen.",
    )
    there_still: PositiveThreshold = usual(
        0.1,
        JUDGED,
        "A hand that is nearer than this share of its way to where it reached is there still.",
    )
    pause_s: PositiveThreshold = usual(1.0, JUDGED, PAUSE)
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
    @override
    def wanted(self) -> tuple[tuple[str, Name], ...]:
        return (("grip", self.grip),)


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
    sure_s: PositiveThreshold = usual(
        0.5,
        "provisional: the shadow of a hand that goes by hides a piece for less, and fingers that "
        "are read askew show lights beside them for less",
        "How long a piece must lie still, uncovered, to be there, or be out of sight to be gone.",
    )
    hindsight_s: PositiveThreshold = usual(
        5.0,
        "provisional: domain judgement, as long as one item takes",
        "How far back it is looked for when a piece came or went.",
    )
    pause_s: PositiveThreshold = usual(
        1.0, JUDGED, "A count that is unknown for longer is in no item's time: the hand was away."
    )


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
    move_deg: PositiveThreshold = usual(15.0, JUDGED, "What is no moving at rest.")
    step_deg: PositiveThreshold = usual(
        3.0, "provisional: domain judgement, a fifth of move_deg", "What is no going on in a turn."
    )
    arm_s: PositiveThreshold = usual(
        0.15,
        "provisional: a hand that enters the picture often begins a moment later",
        "How long the first stillness must last.",
    )
    drift_s: PositiveThreshold = usual(
        2.0,
        JUDGED,
        "How long a move of move_deg may take that is none of drifting at rest.",
    )
    bridge_s: PositiveThreshold = usual(
        0.3, "provisional: as long as the filters bridge", "How long the direction may be hidden."
    )
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
    @override
    def wanted(self) -> tuple[tuple[str, Name], ...]:
        along = (("along", self.along),) if self.along else ()
        return (("signal", self.signal), *along)


Transport = Annotated[Carry | Grips | Items, Field(discriminator="mode")]
InHand = Annotated[ToAndFro | Turning, Field(discriminator="mode")]
