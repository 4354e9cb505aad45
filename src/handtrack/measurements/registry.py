"""What a measurement is, and the decorator that makes one from a function.

A measurement is one function over landmarks of shape (..., 21, d): the same function reads one
live frame and a whole recording. How to write one: `docs/development/add-a-measurement.md`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType, ModuleType
from typing import Literal

import numpy as np

from handtrack.landmarks.geometry import ForearmLine, PalmFrame, wrap_deg
from handtrack.landmarks.hand import FINGERS, Finger, Floats, Hand
from handtrack.landmarks.learned_pose import estimate_palm
from handtrack.landmarks.views import View

Unit = Literal["deg", "L", "B", "1"]
"""Degrees; hand lengths (wrist to middle knuckle); palm widths; a plain number."""
_Told = Finger | tuple[Finger, ...] | ForearmLine | Floats | None
"""What a function may be told beside the points."""


class Space(StrEnum):
    """Which landmarks a measurement reads; reasons: `docs/accuracy/measurement-spaces.md`."""

    IMAGE = "image"
    """Image points with z, in pixels."""
    WORLD = "world"
    """World points, in metres."""
    PLANE = "plane"
    """Image points without z."""
    BOTH = "image and world"
    """The mean of what image points with z and world points give."""
    FITTED = "fitted"
    """The palm that was fitted to both: see `handtrack.landmarks.learned_pose`."""


class Steady(StrEnum):
    """Turning the whole hand in which ways leaves the reading as it is."""

    ANY_TURN = "any turn"
    TURN_IN_PLANE = "turn in the image plane"
    NO_TURN = "no turn"
    PICTURE = "none: how the hand lies in the picture is what it reads"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One thing that can be read off a hand.

    Attributes
    ----------
    name : str
        The name used in exercise files and results.
    summary : str
        First line of the function's docstring.
    unit : str
        "deg", "L" (hand lengths), "B" (palm widths) or "1".
    space : Space
        Which landmarks it reads.
    low, high : float
        The closed range of values it can take; infinite where there is no end.
    views : tuple of View
        From where it can be seen.
    source : str
        Where the definition comes from.
    fingers : tuple of Finger
        The fingers it can be asked for; empty when it is one figure for the hand.
    needs_forearm : bool
        Whether it is taken against a `ForearmLine`.
    needs_object : bool
        Whether it is taken of an object followed beside the hand.
    circular : bool
        Whether the two ends of the range are the same direction (a full turn apart).
    steady : Steady
        Which turns of the whole hand change nothing.
    function : callable
        The function itself, on landmarks.
    all_at_once : bool
        Whether the function, given no finger, reads all of them along a last axis.
    mirrored : bool
        Whether a hand and its mirror image in depth read differently, so that it says nothing
        where the hand is taken for the other one (`Hand.handedness_doubtful`).
    blind : tuple of View
        From where it cannot be read at all. In views named neither here nor in `views` it is an
        estimate.
    over : int
        Where it is one figure over several fingers: of how many at least. Its function is told
        which fingers the hand has (`Hand.fingers`). 0 for any other.
    beside : bool
        Whether a finger's figure is taken against its neighbour on the little-finger side.
    takes : tuple of Finger
        Where it is one figure for the hand: the fingers it is taken of in any case.
    """

    name: str
    summary: str
    unit: Unit
    space: Space
    low: float
    high: float
    views: tuple[View, ...]
    source: str
    fingers: tuple[Finger, ...]
    needs_forearm: bool
    needs_object: bool
    circular: bool
    steady: Steady
    function: Callable[..., Floats]
    all_at_once: bool = False
    mirrored: bool = False
    blind: tuple[View, ...] = ()
    over: int = 0
    beside: bool = False
    takes: tuple[Finger, ...] = ()

    def reads(self, finger: Finger | None) -> tuple[Finger, ...]:
        """The fingers that one reading is taken of; none where it is over whichever there are."""
        if finger is None:
            return self.takes
        at = FINGERS.index(finger)
        return FINGERS[at : at + 1 + self.beside]

    def readable(self, finger: Finger | None, without: Collection[Finger]) -> bool:
        """Whether it can be taken of a hand that lacks these fingers."""
        if any(one in without for one in self.reads(finger)):
            return False
        return len(FINGERS) - len(without) >= self.over

    @property
    def per_finger(self) -> bool:
        """Whether it must be asked for a finger."""
        return bool(self.fingers)

    def read(
        self,
        hand: Hand,
        finger: Finger | None = None,
        forearm: ForearmLine | None = None,
        palm: PalmFrame | None = None,
    ) -> Floats:
        """Measure one frame or a whole track.

        Parameters
        ----------
        hand : Hand
            One moment, or a hand through time.
        finger : Finger, optional
            Which finger; only and always for a measurement taken per finger.
        forearm : ForearmLine, optional
            Only and always for a measurement against the forearm.
        palm : PalmFrame, optional
            The palm fitted to the hand, where it is known; a measurement that needs it fits it
            itself otherwise.

        Returns
        -------
        ndarray, shape (...)
            In `unit`, within `low` and `high`; NaN where the hand was not seen, where points
            coincide, where the forearm line is unknown, where the object is hidden or none was
            followed, or where the hand lacks a finger that it is taken of.
        """
        if self.fingers and finger not in self.fingers:
            raise ValueError(f"{self.name} wants one of {[str(f) for f in self.fingers]}")
        if not self.fingers and finger is not None:
            raise ValueError(f"{self.name} is not taken per finger")
        if hand.without and not self.readable(finger, hand.without):
            return np.full(hand.image_px.shape[:-2], np.nan)
        if self.fingers:
            return self._call(hand, finger)
        if self.needs_object and hand.object_px is None:
            return np.full(hand.image_px.shape[:-2], np.nan)
        return self._call(hand, *self._beside(hand, forearm), palm=palm)

    def _beside(self, hand: Hand, forearm: ForearmLine | None) -> tuple[_Told, ...]:
        """What its function is told beside the hand's points, where that is no single finger."""
        if self.over:
            return (hand.fingers,)
        if self.needs_object and hand.object_px is not None:
            return (hand.object_px[..., :2],)
        if not self.needs_forearm:
            return ()
        if forearm is None:
            raise ValueError(f"{self.name} wants a forearm line")
        return (forearm,)

    def read_each(self, hand: Hand) -> Floats:
        """Measure all its fingers, shape (..., number of fingers); only where taken per finger."""
        if not self.all_at_once:
            return np.stack([self.read(hand, finger) for finger in self.fingers], axis=-1)
        each = self._call(hand, None)
        if not hand.without:
            return each
        there = np.array([self.readable(finger, hand.without) for finger in self.fingers])
        return np.where(there, each, np.nan)

    def _call(
        self,
        hand: Hand,
        *which: _Told,
        palm: PalmFrame | None = None,
    ) -> Floats:
        """Apply the function to the landmarks of this measurement's space, or to the palm."""
        value = self._of_points(hand, *which, palm=palm)
        return np.where(hand.handedness_doubtful, np.nan, value) if self.mirrored else value

    def _of_points(self, hand: Hand, *which: _Told, palm: PalmFrame | None) -> Floats:
        if self.space is Space.FITTED:
            return self.function(estimate_palm(hand) if palm is None else palm, *which)
        if self.space is Space.BOTH:
            in_image = self.function(hand.image_px, hand.side, *which)
            return (in_image + self.function(hand.world_m, hand.side, *which)) / 2
        if self.space is Space.WORLD:
            return self.function(hand.world_m, hand.side, *which)
        points = hand.image_px if self.space is Space.IMAGE else hand.image_px[..., :2]
        return self.function(points, hand.side, *which)

    def difference(self, a: Floats, b: Floats) -> Floats:
        """Give `a` minus `b` in `unit`; for a circular measurement the short way round."""
        return wrap_deg(np.asarray(a - b)) if self.circular else a - b


def measurement(
    *,
    name: str,
    unit: Unit,
    space: Space | Literal["image", "world", "plane", "image and world", "fitted"],
    low: float,
    high: float,
    views: tuple[View, ...],
    source: str,
    per_finger: bool = False,
    fingers: tuple[Finger, ...] = (),
    needs_forearm: bool = False,
    needs_object: bool = False,
    circular: bool = False,
    steady: Steady | None = None,
    all_at_once: bool = False,
    mirrored: bool = False,
    blind: tuple[View, ...] = (),
    over: int = 0,
    beside: bool = False,
    takes: tuple[Finger, ...] = (),
) -> Callable[[Callable[..., Floats]], Measurement]:
    """Turn a function on landmarks into a `Measurement`.

    The function takes (points, side), then a finger, the fingers that the hand has, a forearm line
    or an object's points where it needs one; points have shape (..., 21, 3), or (..., 21, 2) in the
    image plane. Of the fitted space it takes the palm's axes instead, and nothing else.
    `per_finger` means all four fingers, `fingers` names those that make sense. `steady` defaults to
    any turn for the spaces with depth and to turns in the plane for the plane. The other arguments
    are the attributes of `Measurement`.
    """
    chosen = Space(space)
    usual = Steady.TURN_IN_PLANE if chosen is Space.PLANE else Steady.ANY_TURN

    def build(function: Callable[..., Floats]) -> Measurement:
        return Measurement(
            name=name,
            summary=(inspect.getdoc(function) or "").partition("\n")[0],
            unit=unit,
            space=chosen,
            low=low,
            high=high,
            views=views,
            source=source,
            fingers=FINGERS if per_finger else fingers,
            needs_forearm=needs_forearm,
            needs_object=needs_object,
            circular=circular,
            steady=steady or usual,
            function=function,
            all_at_once=all_at_once,
            mirrored=mirrored,
            blind=blind,
            over=over,
            beside=beside,
            takes=takes,
        )

    return build


def table_of(modules: Iterable[ModuleType]) -> Mapping[str, Measurement]:
    """All measurements made in these modules, by name, in the order they are written.

    Raises
    ------
    ValueError
        Two measurements share a name.
    """
    table: dict[str, Measurement] = {}
    for module in modules:
        for value in vars(module).values():
            if not isinstance(value, Measurement) or value.function.__module__ != module.__name__:
                continue
            if value.name in table:
                raise ValueError(f"there are two measurements named '{value.name}'")
            table[value.name] = value
    return MappingProxyType(table)
