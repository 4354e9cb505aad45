"""Measurement: a figure that is read from a hand, and the table of all of them.

A measurement is one function over landmarks of shape (..., 21, d): the same function reads one
live frame and a whole recording. How to write one: `docs/development/add-a-measurement.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType, ModuleType

import numpy as np

from handtrack.landmarks.geometry import ForearmLine, PalmFrame, wrap_deg
from handtrack.landmarks.hand import FINGERS, Finger, Floats, Hand
from handtrack.landmarks.pose.learned_pose import estimate_palm
from handtrack.landmarks.views import View
from handtrack.measurements.number_format import Unit

_Argument = Finger | tuple[Finger, ...] | ForearmLine | Floats | None
"""An argument of a measurement's function after points and side."""


class Space(StrEnum):
    """The landmarks that a measurement reads; reasons: `docs/accuracy/measurement-spaces.md`."""

    IMAGE = "image"
    """Image points with z, in pixels."""
    WORLD = "world"
    """World points, in metres."""
    PLANE = "plane"
    """Image points without z."""
    BOTH = "image and world"
    """The mean of the results from image points with z and from world points."""
    FITTED = "fitted"
    """The learned palm: see `handtrack.landmarks.pose.learned_pose`."""


_POINTS: Mapping[Space, Callable[[Hand], Floats]] = {
    Space.IMAGE: attrgetter("image_px"),
    Space.WORLD: attrgetter("world_m"),
    Space.PLANE: lambda hand: hand.image_px[..., :2],
}
"""Of the spaces that are one set of landmarks."""


class Steady(StrEnum):
    """Rotations of the whole hand to which the measurement is invariant."""

    ANY_TURN = "any turn"
    TURN_IN_PLANE = "turn in the image plane"
    NO_TURN = "no turn"
    PICTURE = "none: how the hand lies in the picture is what it reads"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure that can be read from a hand, frame by frame.

    Attributes
    ----------
    name : str
        The name used in exercise files and results.
    summary : str
        First line of the function's docstring.
    unit : str
        "deg", "L" (hand lengths) or "1".
    space : Space
        Which landmarks it reads.
    low, high : float
        The closed range of its values; infinite where there is no end.
    views : tuple of View
        The views in which it is valid.
    source : str
        Where the definition comes from.
    fingers : tuple of Finger
        The fingers it is taken of, one at a time; empty for one figure a hand.
    needs_forearm : bool
        Whether it is an angle or distance along a `ForearmLine`.
    needs_object : bool
        Whether it reads an object followed beside the hand.
    circular : bool
        Whether the two ends of the range are the same direction (a full turn apart).
    steady : Steady
        Rotations of the whole hand that leave it unchanged.
    function : callable
        The function on landmarks; its parameters: see `decorator.measurement`.
    all_at_once : bool
        Whether the function, given None as finger, reads all of them along a last axis.
    mirrored : bool
        Whether a hand and its mirror image in depth give different values, so that it is NaN where
        the handedness is doubtful (`Hand.handedness_doubtful`).
    blind : tuple of View
        The views in which it cannot be read at all. In views named neither here nor in `views` it
        is an estimate.
    over : int
        Least number of fingers, for one figure over several; its function gets the fingers that the
        hand has (`Hand.fingers`). 0 for others.
    beside : bool
        Whether a finger's figure also reads its neighbour on the little-finger side.
    takes : tuple of Finger
        Fingers that one figure a hand always reads.
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
        """List the fingers that are read for one finger or, for None, in any case."""
        if finger is None:
            return self.takes
        at = FINGERS.index(finger)
        return FINGERS[at : at + 1 + self.beside]

    def readable(self, finger: Finger | None, without: Collection[Finger]) -> bool:
        """Test whether it can be taken of a hand that lacks fingers.

        Parameters
        ----------
        finger : Finger or None
            The finger it is taken of; None for one figure a hand.
        without : collection of Finger
            The missing fingers.
        """
        if any(one in without for one in self.reads(finger)):
            return False
        return len(FINGERS) - len(without) >= self.over

    @property
    def per_finger(self) -> bool:
        """Whether it is taken of one finger at a time."""
        return bool(self.fingers)

    def read(
        self,
        hand: Hand,
        finger: Finger | None = None,
        forearm: ForearmLine | None = None,
        palm: PalmFrame | None = None,
    ) -> Floats:
        """Measure one frame, or a hand through time.

        Parameters
        ----------
        hand : Hand
        finger : Finger, optional
            Required for a measurement per finger, and only then.
        forearm : ForearmLine, optional
            Required if `needs_forearm`.
        palm : PalmFrame, optional
            The learned palm of the hand, if it is computed already.

        Returns
        -------
        ndarray, shape (...)
            In `unit`, within `low` and `high`; NaN where the hand was not seen, points coincide,
            the forearm line is unknown, the object is hidden or none was followed, or the hand
            lacks a finger that is read.

        Raises
        ------
        ValueError
            A finger or forearm line is missing, or a finger is not one of `fingers`.
        """
        if self.fingers and finger not in self.fingers:
            raise ValueError(f"{self.name} wants one of {[str(f) for f in self.fingers]}")
        if not self.fingers and finger is not None:
            raise ValueError(f"{self.name} is not taken per finger")
        if hand.without and not self.readable(finger, hand.without):
            return np.full(hand.image_px.shape[:-2], np.nan)
        if self.fingers:
            return self._call(hand, (finger,))
        if self.needs_object and hand.object_px is None:
            return np.full(hand.image_px.shape[:-2], np.nan)
        return self._call(hand, self._arguments(hand, forearm), palm)

    def _arguments(self, hand: Hand, forearm: ForearmLine | None) -> tuple[_Argument, ...]:
        """The function's arguments after points and side, for one figure a hand."""
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
        """Measure all fingers of a measurement per finger, shape (..., number of fingers)."""
        if not self.all_at_once:
            return np.stack([self.read(hand, finger) for finger in self.fingers], axis=-1)
        each = self._call(hand, (None,))
        if not hand.without:
            return each
        present = np.array([self.readable(finger, hand.without) for finger in self.fingers])
        return np.where(present, each, np.nan)

    def _call(
        self, hand: Hand, arguments: tuple[_Argument, ...], palm: PalmFrame | None = None
    ) -> Floats:
        """Apply the function to the landmarks of this measurement's space, or to the palm."""
        points = _POINTS.get(self.space)
        if points is not None:
            value = self.function(points(hand), hand.side, *arguments)
        elif self.space is Space.FITTED:
            value = self.function(estimate_palm(hand) if palm is None else palm, *arguments)
        else:
            in_image = self.function(hand.image_px, hand.side, *arguments)
            value = (in_image + self.function(hand.world_m, hand.side, *arguments)) / 2
        return np.where(hand.handedness_doubtful, np.nan, value) if self.mirrored else value

    def difference(self, a: Floats, b: Floats) -> Floats:
        """Compute `a` minus `b`, the short way round for a circular measurement.

        Parameters
        ----------
        a, b : ndarray, shape (...)
            In `unit`.

        Returns
        -------
        ndarray, shape (...)
            In `unit`; NaN where either is NaN.
        """
        return wrap_deg(np.asarray(a - b)) if self.circular else a - b


def table_of(modules: Iterable[ModuleType]) -> Mapping[str, Measurement]:
    """Collect the measurements of these modules by name, in the order they are written.

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
