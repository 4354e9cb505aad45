"""Repetitions of one trace as criteria look at them: R at once, one figure each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from handtrack.definitions.exercise import Exercise
from handtrack.events import Count
from handtrack.landmarks.geometry import nan_for_zero
from handtrack.landmarks.hand import Floats, Landmark
from handtrack.landmarks.quality import MIN_GOOD_SHARE, hand_length_px
from handtrack.scoring.checks import MIN_READABLE_SHARE
from handtrack.scoring.orientation import Turns, turns
from handtrack.scoring.spans import Spans
from handtrack.verifiers.signals import Signals

ALONG_HAND = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Places between wrist and middle knuckle that are asked how far they travelled."""


@dataclass(frozen=True)
class Reps:
    """Repetitions as criteria look at them.

    Parameters
    ----------
    trace : Signals
        Holds the frames of all of them.
    spans : Spans
        Where each of the R repetitions lies in it.
    lasted_s, held_s, back_s : ndarray, shape (R,)
        How long each took from its start to its end, how long its peak was held, and how long the
        way back took; NaN where that is not known.
    complete : ndarray of bool, shape (R,)
        Whether the movement went all the way and back.
    done : sequence of tuple of Count
        What was done in each.
    """

    trace: Signals
    spans: Spans
    lasted_s: Floats
    held_s: Floats
    back_s: Floats
    complete: NDArray[np.bool_]
    done: Sequence[tuple[Count, ...]]

    @cached_property
    def turns(self) -> Turns:
        """How far the palm turned in space in each."""
        return turns(self.trace.hand, self.spans)

    @cached_property
    def depth_readable(self) -> Floats:
        """Share of each in which the hand's depth may be believed, shape (R,); 0 where it may not.

        Where the hand is taken for the other one now and then, which way its depth lies is not
        known, not even in the frames with the right name: the tracker goes over from one hand to
        the other.
        """
        named = self.spans.share(self.trace.hand.named, among=self.trace.quality.seen)
        return np.where(named < MIN_GOOD_SHARE, 0.0, named)

    def swing(self, exercise: Exercise, name: str) -> Floats:
        """The swing of a declared signal, shape (R,); a direction's along the way it went."""
        values = self.trace.signals[name]
        if exercise.signals[name].measurement.circular:
            values = self.spans.unwrapped(values)
        return self.spans.swing(values)

    def swings(self, exercise: Exercise, names: Sequence[str]) -> Floats:
        """The swings of some of them, shape (signals, R)."""
        return np.array([self.swing(exercise, name) for name in names])

    def levels(self, exercise: Exercise, names: Sequence[str]) -> Floats:
        """The middle readings of declared signals, shape (signals, R)."""
        return np.array([self.spans.middle(self.trace.signals[name]) for name in names])

    def readable(self, exercise: Exercise, names: Sequence[str]) -> Floats:
        """Share of each in which all of these signals could be read, shape (R,)."""
        known = np.asarray(np.isfinite([self.trace.signals[name] for name in names]).all(axis=0))
        share = self.spans.share(known, among=self.trace.quality.seen)
        deep = any(exercise.signals[name].measurement.mirrored for name in names)
        return np.fmin(share, self.depth_readable) if deep else share

    @cached_property
    def travel_L(self) -> Floats:  # noqa: N802  L is the unit
        """How far the hand as a whole travelled on the screen, shape (R,), in hand lengths.

        The way of that place between wrist and middle knuckle which went least far. A hand that
        enters the picture, or was just found again, is left out, for its landmarks slide into
        place, unless that is most of the repetition.
        """
        hand, quality = self.trace.hand, self.trace.quality
        placed = quality.seen & ~quality.near_edge & ~quality.settling
        for r in np.flatnonzero(self.spans.share(placed, among=quality.seen) < MIN_READABLE_SHARE):
            stretch = slice(self.spans.first[r], self.spans.last[r])
            placed[stretch] = quality.seen[stretch]
        wrist, knuckle = (hand.image_px[:, p, :2] for p in (Landmark.WRIST, Landmark.MIDDLE_MCP))
        ways = []
        for share in ALONG_HAND:
            place = np.where(placed[:, None], wrist + share * (knuckle - wrist), np.nan)
            ways.append(np.hypot(*(self.spans.swing(place[:, axis]) for axis in (0, 1))))
        least: Floats = np.fmin.reduce(ways, axis=0)
        return least / nan_for_zero(self.spans.middle(hand_length_px(hand)))
