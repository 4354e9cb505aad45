"""What the hold detector reads of each frame: the shape of the hand and its orientation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from handtrack.assessment.kapandji import level_gaps
from handtrack.landmarks.geometry import distance
from handtrack.landmarks.hand import FINGERS, Floats, Hand, Landmark
from handtrack.landmarks.quality import hand_length_px
from handtrack.landmarks.views import palm_orientations

_PALM = [Landmark.WRIST, *(finger.mcp for finger in FINGERS)]
_COMPARED_POINTS = 4
"""Number of points in the shape distance: those of one finger."""


@dataclass(frozen=True, slots=True)
class HandSample:
    """One frame.

    Parameters
    ----------
    shape_px : ndarray, shape (21, 2)
        Image points relative to the palm's centre; NaN where no hand was detected.
    length_px : float
        Length of the hand.
    palm_orientations : list of float
        From `handtrack.landmarks.views.palm_orientations`.
    nearest_gap : float
        From the thumb tip to the nearest level of the Kapandji test, in hand lengths.
    """

    time_s: float
    shape_px: Floats
    length_px: float
    palm_orientations: list[float]
    nearest_gap: float


def samples(hand: Hand) -> Iterable[HandSample]:
    """Samples of a hand through a recording, one a frame."""
    figures = (
        np.asarray(hand.time_s),
        hand_length_px(hand),
        palm_orientations(hand),
        level_gaps(hand).min(axis=-1),
    )
    each = zip(_relative_to_palm(hand), *(f.tolist() for f in figures), strict=True)
    return (HandSample(t, shape, length, f, reach) for shape, t, length, f, reach in each)


def _relative_to_palm(hand: Hand) -> Floats:
    """Image points relative to the centre of wrist and knuckles, shape (..., 21, 2)."""
    points: Floats = hand.image_px[..., :2]
    middle: Floats = points[..., _PALM, :].mean(axis=-2, keepdims=True)
    return points - middle


def shape_distance(sample: HandSample, a_px: Floats, b_px: Floats) -> float:
    """Distance of two shapes: mean over the four points that are farthest apart.

    Parameters
    ----------
    sample : HandSample
        Source of the hand's length.
    a_px, b_px : ndarray, shape (21, 2)
        Image points relative to the palm's centre.

    Returns
    -------
    float
        In hand lengths.
    """
    return float(np.sort(distance(a_px, b_px))[-_COMPARED_POINTS:].mean()) / sample.length_px
