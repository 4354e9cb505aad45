"""Signals of repetitions, as criteria need them: R repetitions at once, one figure each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from handtrack.definitions.exercise import Exercise
from handtrack.events import Count
from handtrack.landmarks.geometry import nan_for_zero
from handtrack.landmarks.hand import PALM, Floats, Landmark
from handtrack.landmarks.quality import MIN_GOOD_SHARE, hand_length_px, palm_px
from handtrack.scoring.criteria.decision_rule import MIN_READABLE_SHARE
from handtrack.scoring.criteria.palm_rotation import Turns, turns
from handtrack.scoring.intervals import Intervals
from handtrack.verifiers.signals import Signals

ALONG_HAND = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Places between wrist and middle knuckle that are asked how far they travelled."""


@dataclass(frozen=True)
class RepetitionSignals:
    """R repetitions of one hand, with the signals that criteria are about.

    Parameters
    ----------
    signals : Signals
        Holds the frames of all of them.
    intervals : Intervals
        Where each of the R repetitions lies in it.
    lasted_s, held_s, back_s : ndarray, shape (R,)
        How long each took from its start to its end, how long its peak was held, and how long the
        way back took; NaN where that is not known.
    complete : ndarray of bool, shape (R,)
        Whether the movement went all the way and back.
    done : sequence of tuple of Count
        What was done in each.
    """

    signals: Signals
    intervals: Intervals
    lasted_s: Floats
    held_s: Floats
    back_s: Floats
    complete: NDArray[np.bool_]
    done: Sequence[tuple[Count, ...]]

    @cached_property
    def turns(self) -> Turns:
        """How far the palm turned in space in each."""
        return turns(self.signals.palm, self.intervals)

    @cached_property
    def depth_readable(self) -> Floats:
        """Share of each in which the hand's depth may be believed, shape (R,); 0 where it may not.

        Where the hand is taken for the other one now and then, which way its depth lies is not
        known, not even in the frames with the right name: the tracker goes over from one hand to
        the other.
        """
        named = self.intervals.share(self.signals.hand.depth_valid, among=self.signals.quality.seen)
        return np.where(named < MIN_GOOD_SHARE, 0.0, named)

    def amplitude(self, exercise: Exercise, name: str) -> Floats:
        """P95-P5 range of a declared signal in each repetition.

        Parameters
        ----------
        exercise : Exercise
        name : str
            Of the signal.

        Returns
        -------
        ndarray, shape (R,)
            In the signal's unit; of a direction, along the way it went. NaN without a reading.
        """
        result: Floats = self.amplitudes(exercise, [name])[0]
        return result

    def amplitudes(self, exercise: Exercise, names: Sequence[str]) -> Floats:
        """`amplitude` of several signals.

        Parameters
        ----------
        exercise : Exercise
        names : sequence of str
            Of the signals.

        Returns
        -------
        ndarray, shape (signals, R)
        """
        read = [self.signals.declared[name] for name in names]
        circular = [exercise.signals[name].measurement.circular for name in names]
        along = [
            self.intervals.unwrapped(values) if winds else values
            for values, winds in zip(read, circular, strict=True)
        ]
        return self.intervals.p95_p5_range(np.array(along))

    def levels(self, exercise: Exercise, names: Sequence[str]) -> Floats:
        """Median reading (the upper of two) of several declared signals in each repetition.

        Parameters
        ----------
        exercise : Exercise
        names : sequence of str
            Of the signals.

        Returns
        -------
        ndarray, shape (signals, R)
            NaN without a reading.
        """
        return self.intervals.middle(np.array([self.signals.declared[name] for name in names]))

    def readable(self, exercise: Exercise, names: Sequence[str]) -> Floats:
        """Share of each repetition in which all of these signals could be read.

        Parameters
        ----------
        exercise : Exercise
        names : sequence of str
            Of the signals.

        Returns
        -------
        ndarray, shape (R,)
            0 to 1, of the frames with the hand; NaN without one.
        """
        known = np.asarray(np.isfinite([self.signals.declared[name] for name in names]).all(axis=0))
        share = self.intervals.share(known, among=self.signals.quality.seen)
        deep = any(exercise.signals[name].measurement.mirrored for name in names)
        return np.fmin(share, self.depth_readable) if deep else share

    @cached_property
    def palm_distance_L(self) -> Floats:  # noqa: N802  L is the unit
        """From palm to palm, shape (N,), in hand lengths; NaN where either hand was not seen."""
        hand = self.signals.hand
        if hand.other_px is None:
            return np.full(len(self.signals.time_s), np.nan)
        x_px, y_px, length_px = np.moveaxis(palm_px(hand), -1, 0)
        other = hand.other_px[..., PALM, :2].mean(axis=-2)
        apart: Floats = np.hypot(x_px - other[:, 0], y_px - other[:, 1]) / nan_for_zero(length_px)
        return apart

    @cached_property
    def travel_L(self) -> Floats:  # noqa: N802  L is the unit
        """How far the hand as a whole travelled on the screen, shape (R,), in hand lengths.

        The way of that place between wrist and middle knuckle which went least far. A hand that
        enters the picture, or was just found again, is left out, for its landmarks slide into
        place, unless that is most of the repetition.
        """
        hand, quality = self.signals.hand, self.signals.quality
        placed = quality.seen & ~quality.near_edge & ~quality.settling
        for r in np.flatnonzero(
            self.intervals.share(placed, among=quality.seen) < MIN_READABLE_SHARE
        ):
            stretch = slice(self.intervals.first[r], self.intervals.last[r])
            placed[stretch] = quality.seen[stretch]
        ways = []
        for axis in (0, 1):
            wrist = np.where(placed, hand.image_px[:, Landmark.WRIST, axis], np.nan)
            along = hand.image_px[:, Landmark.MIDDLE_MCP, axis] - wrist
            places = np.array([wrist + share * along for share in ALONG_HAND])
            ways.append(self.intervals.p95_p5_range(places))
        least: Floats = np.fmin.reduce(np.hypot(*ways), axis=0)
        return least / nan_for_zero(self.intervals.middle(hand_length_px(hand)))
