"""A person's own range for one exercise and one hand.

It is taken from guided repetitions, from a file, or from the clip itself in a first pass, and is
always an input of the counting, never something the counting changes as it goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import hypot
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field

from handtrack.definitions.verifier_tables import Cycle, Hold
from handtrack.landmarks.geometry import ForearmLine, forearm_line, unit
from handtrack.landmarks.hand import FINGERS, Finger, Floats, Hand, Side
from handtrack.landmarks.tracked_object import ObjectKind

LEAST_LOOKS = 3
"""Provisional: the forearm must have been seen so often in a clip."""
UNSTEADY_DEG = 10.0
"""Provisional: a forearm whose looks are farther than this from their middle, half of them, moved
or was mistaken."""

LEAST_EXERCISE_SHARE = 0.5
"""Provisional: a recording in which less of what was done is the exercise shows another range than
the exercise's. Of recordings of real people who did the exercise the least share was 0.67, but for
two in which it was one movement among many; where nobody did it most lie below."""
FARTHEST = 1e6
"""No reading of a hand is larger, in any unit."""
Finite = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]
Gap = Annotated[float, Field(gt=0, le=FARTHEST)]
Progress = float | Floats
"""Of one frame or of several: readings on a person's own scale."""
Scaling = Callable[[float | Floats], Progress]
"""Puts readings there."""


@dataclass(frozen=True, slots=True)
class Forearm:
    """The forearm line as plain numbers.

    Parameters
    ----------
    x, y : float
        Direction from elbow to wrist in the image.
    palmar_turn, ulnar_turn : int
        See `ForearmLine`; 0 where the view does not show it. Counting does not depend on it.
    known : bool
        True from a neutral hold; False where it is only the middle of the clip's own movement, so
        that the two directions of a wrist cannot be told apart in degrees, or is `seen`.
    seen : bool
        True where the picture itself shows the forearm: good enough for degrees with a wide error,
        not for judging a repetition.
    """

    x: Finite
    y: Finite
    palmar_turn: int
    ulnar_turn: int
    known: bool
    seen: bool = False

    @classmethod
    def in_picture(cls, hand: Hand) -> Forearm | None:
        """From a clip whose pictures show the forearm; None where too few do, or not alike."""
        middle = None if hand.forearm is None else cls.of(hand, known=False)
        if hand.forearm is None or middle is None:
            return None
        looks = hand.forearm[np.isfinite(hand.forearm).all(axis=-1)]
        if len(looks) < LEAST_LOOKS:
            return None
        x, y = unit(np.median(looks, axis=0)).tolist()
        away = np.degrees(np.arccos(np.clip(looks @ [x, y], -1, 1)))
        if not np.median(away) <= UNSTEADY_DEG:
            return None
        return replace(middle, x=x, y=y, seen=True)

    @classmethod
    def of(cls, hold: Hand, known: bool) -> Forearm | None:
        """Take the forearm line from a hold.

        Parameters
        ----------
        hold : Hand
            Of N frames with the wrist straight.
        known : bool
            As in `Forearm`.

        Returns
        -------
        Forearm or None
            None where the hand was never seen in it.
        """
        line = forearm_line(hold)
        if not np.isfinite(line.direction).all():
            return None
        turns = (int(np.nan_to_num(line.palmar_turn)), int(np.nan_to_num(line.ulnar_turn)))
        return cls(float(line.direction[0]), float(line.direction[1]), *turns, known)

    @property
    def line(self) -> ForearmLine:
        """The same for the measurements."""
        turns = (float(turn or 1) for turn in (self.palmar_turn, self.ulnar_turn))
        return ForearmLine(np.array([self.x, self.y]), *turns)


@dataclass(frozen=True, slots=True)
class TransportPath:
    """The straight way on the screen along which a person carries, in widths of the picture.

    Widths, so that a way kept from one clip holds in another of more pixels.

    Parameters
    ----------
    x, y : float
        Where it begins.
    to_x, to_y : float
        Where it ends; the same place where nothing moved.
    unit : float
        The hand's length, in the same widths.
    """

    x: Finite
    y: Finite
    to_x: Finite
    to_y: Finite
    unit: Annotated[float, Field(gt=0, le=FARTHEST)]

    @property
    def length_L(self) -> float:  # noqa: N802  L is the unit
        """How long it is, in hand lengths."""
        return hypot(self.to_x - self.x, self.to_y - self.y) / self.unit

    def along_L(self, places: Floats) -> Floats:  # noqa: N802
        """How far along the way places are, (..., 2) to (...), in hand lengths."""
        start, way = np.array([self.x, self.y]), np.array([self.to_x - self.x, self.to_y - self.y])
        if not way.any():
            way = np.array([1.0, 0.0])
        along: Floats = np.vecdot(places - start, unit(way)) / self.unit
        return along


@dataclass(frozen=True, slots=True)
class Calibration:
    """A person's own range.

    Parameters
    ----------
    exercise : str
        The exercise's id.
    side : Side
    source : str
        Where it was taken from: "this recording" or a file's name.
    rest, peak : float or None
        Ends of a cycle's or a hold's signal, in its unit; for a two-ended one its low and high end.
        None where nothing moved, and for the others.
    excursions : int
        How many movements the ends rest on.
    open_gaps : tuple of float
        For a sequence or an activity: thumb-to-fingertip gaps of the open hand, index to little,
        in hand lengths; empty otherwise.
    forearm : Forearm or None
    finger : Finger or None
        The finger that does it, where the person chooses.
    way : TransportPath or None
        Where something is carried: from where to where.
    middle : tuple of float or None
        Where the thumb winds round: the middle of its tip's way, across and along the palm, in hand
        lengths.
    object : ObjectKind or None
        What was followed beside the hand, where the exercise is then counted by it.
    exercise_share : float or None
        Taken from a recording itself: the share of its movements that are the exercise and not
        something else. None from guided repetitions, which are the exercise because it was asked.
    without : tuple of Finger
        The fingers that were left out.
    """

    exercise: str
    side: Side
    source: str
    rest: Finite | None = None
    peak: Finite | None = None
    excursions: int = 0
    open_gaps: tuple[Gap, ...] = ()
    forearm: Forearm | None = None
    finger: Finger | None = None
    way: TransportPath | None = None
    middle: tuple[Finite, Finite] | None = None
    object: ObjectKind | None = None
    exercise_share: Annotated[float, Field(ge=0, le=1)] | None = None
    without: tuple[Finger, ...] = ()
    schema: Literal[1] = 1

    @property
    def believed(self) -> bool:
        """Whether it may be taken for the range of this exercise."""
        return self.exercise_share is None or self.exercise_share >= LEAST_EXERCISE_SHARE

    @property
    def open_hand(self) -> Floats:
        """The open hand's gaps, shape (4,); NaN where they are not known."""
        return np.array(self.open_gaps or (np.nan,) * len(FINGERS))

    @property
    def range(self) -> float:
        """How far apart the two ends are; 0 without them."""
        return 0.0 if self.rest is None or self.peak is None else abs(self.peak - self.rest)


class Scale(NamedTuple):
    """Turns a signal into a fraction: 0 at rest, 1 at the person's own peak.

    The scale is never finer than the exercise's least movement, so that a calibration made with
    tiny movements cannot make noise count: the `full` threshold lies at `least` or beyond it.
    """

    zero: float
    one: float

    @classmethod
    def of(cls, rule: Cycle | Hold, calibration: Calibration) -> Scale | None:
        """Scale a signal by a calibration.

        Parameters
        ----------
        rule : Cycle or Hold
        calibration : Calibration

        Returns
        -------
        Scale or None
            None where the calibration holds no ends.
        """
        if calibration.rest is None or calibration.peak is None:
            return None
        zero, one = calibration.rest, calibration.peak
        smallest = rule.least.value / rule.full.value
        direction = -1 if rule.ends == "low" else 1
        return cls(zero, zero + direction * max(direction * (one - zero), smallest))

    def fraction(self, signal: float | Floats) -> Progress:
        """Shape of `signal`, or a float for a float."""
        return (signal - self.zero) / (self.one - self.zero)
