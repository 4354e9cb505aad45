"""An object beside the hand: how it is turned, where it is held, how far away it is.

All on the screen alone: a followed object has no depth. `object` has shape (..., places, 2), in
pixels, NaN where a point is hidden; what needs a point that is hidden is NaN.
"""

from __future__ import annotations

import math

import numpy as np

from handtrack.landmarks.geometry import (
    distance,
    hand_axis,
    hand_length,
    nan_for_zero,
    palm_axes,
    signed_angle_2d_deg,
)
from handtrack.landmarks.hand import Finger, Floats, Landmark, Side
from handtrack.landmarks.tracked_object import centre
from handtrack.landmarks.views import View
from handtrack.measurements.decorator import measurement

_ANY = (View.PALM, View.DORSAL, View.SIDE, View.TOP, View.OBLIQUE)


def _ends(object: Floats) -> tuple[Floats, Floats]:
    """The two ends of a long object; NaN for one that has no two."""
    if object.shape[-2] != 2:
        nowhere = np.full((*object.shape[:-2], 2), np.nan)
        return nowhere, nowhere
    return object[..., 0, :], object[..., 1, :]


def pinch_point(points: Floats) -> Floats:
    """Middle between the tips of thumb and index, shape (..., d)."""
    tips = points[..., Landmark.THUMB_TIP, :] + points[..., Landmark.INDEX_TIP, :]
    middle: Floats = tips / 2
    return middle


@measurement(
    name="object_turn",
    unit="deg",
    space="plane",
    low=-180.0,
    high=180.0,
    views=_ANY,
    source="own definition",
    needs_object=True,
    circular=True,
)
def object_turn(points: Floats, side: Side, object: Floats) -> Floats:
    """Direction of a rod, first end to second, against the hand's own: + toward the thumb's side.

    Against wrist to middle knuckle, so that turning the whole hand on the screen does not turn the
    rod. The sign is that of a palm turned to the camera.

    Parameters
    ----------
    points, side, object : see `measurement`
    """
    first, second = _ends(object)
    return signed_angle_2d_deg(hand_axis(points), second - first) * side.sign


@measurement(
    name="object_grip",
    unit="1",
    space="plane",
    low=-math.inf,
    high=math.inf,
    views=_ANY,
    source="own definition",
    needs_object=True,
    takes=(Finger.INDEX, Finger.MIDDLE),
)
def object_grip(points: Floats, side: Side, object: Floats) -> Floats:
    """Where along a rod it is held: 0 at its first end, 1 at its second.

    The foot, on the rod, of the middle of the tips of thumb, index and middle finger.

    Parameters
    ----------
    points, side, object : see `measurement`
    """
    first, second = _ends(object)
    along = second - first
    tips = (Landmark.THUMB_TIP, Landmark.INDEX_TIP, Landmark.MIDDLE_TIP)
    grip = sum(points[..., tip, :] for tip in tips) / len(tips)
    foot: Floats = np.vecdot(grip - first, along) / nan_for_zero(np.vecdot(along, along))
    return foot + 0.0 * hand_length(points)


@measurement(
    name="object_gap",
    unit="L",
    space="plane",
    low=0.0,
    high=math.inf,
    views=_ANY,
    source="own definition",
    needs_object=True,
    takes=(Finger.INDEX,),
)
def object_gap(points: Floats, side: Side, object: Floats) -> Floats:
    """Middle between the tips of thumb and index to the object.

    To the nearest point of a rod or bottle in sight, to the middle of a ball.

    Parameters
    ----------
    points, side, object : see `measurement`
    """
    here = pinch_point(points)
    first, second = _ends(object)
    along = second - first
    share = np.vecdot(here - first, along) / nan_for_zero(np.vecdot(along, along))
    nearest = first + np.clip(share, 0.0, 1.0)[..., None] * along
    nearest = np.where(np.isfinite(nearest), nearest, centre(object))
    gap: Floats = distance(here, nearest) / hand_length(points)
    return gap


def _from_wrist(points: Floats, object: Floats) -> Floats:
    return centre(object) - points[..., Landmark.WRIST, :]


@measurement(
    name="object_along",
    unit="L",
    space="plane",
    low=-math.inf,
    high=math.inf,
    views=_ANY,
    source="own definition",
    needs_object=True,
)
def object_along(points: Floats, side: Side, object: Floats) -> Floats:
    """Middle of the object along the hand, from the wrist toward the fingertips.

    Parameters
    ----------
    points, side, object : see `measurement`
    """
    along: Floats = np.vecdot(_from_wrist(points, object), palm_axes(points)[0])
    return along / hand_length(points)


@measurement(
    name="object_across",
    unit="L",
    space="plane",
    low=-math.inf,
    high=math.inf,
    views=_ANY,
    source="own definition",
    needs_object=True,
)
def object_across(points: Floats, side: Side, object: Floats) -> Floats:
    """Middle of the object across the hand, from the wrist toward the little finger.

    Parameters
    ----------
    points, side, object : see `measurement`
    """
    across: Floats = np.vecdot(_from_wrist(points, object), palm_axes(points)[1])
    return across / hand_length(points)
