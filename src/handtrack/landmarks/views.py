"""Views: from which side the camera sees the hand, by the palm's orientation."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import palm_normal
from handtrack.landmarks.hand import Finger, Floats, Hand
from handtrack.landmarks.pose.learned_pose import estimate_palm

GATE_DEG = 30.0
"""Provisional, domain judgement: how far the palm may be turned from a prescribed view. The
perspective error of a planar angle grows faster and faster with that turn (brieflands
jcrps-170829)."""

_FULL = float(np.cos(np.radians(GATE_DEG)))
_EDGE = float(np.sin(np.radians(GATE_DEG)))


class View(StrEnum):
    """Where the camera stands."""

    PALM = "palm"
    """The palm faces the lens."""
    DORSAL = "dorsal"
    """The back of the hand faces the lens."""
    SIDE = "side"
    """The thumb or little-finger edge faces the lens, the forearm runs along the screen."""
    TOP = "top"
    """The camera looks down on a table."""
    OBLIQUE = "oblique"
    """30 to 45 degrees between two of the above."""
    END = "end"
    """The camera looks along the forearm."""
    BODY = "body"
    """The upper body with both arms is in the picture."""


SEEN_FROM = (View.PALM, View.DORSAL, View.SIDE, View.OBLIQUE)
"""The views that differ in palm orientation."""


def palm_orientation(hand: Hand) -> Floats:
    """Compute the palm orientation cosine, shape (...), from image points with z.

    The cosine between the palm's normal and the line of sight: +1 palm to the camera, 0 edge-on,
    -1 back of the hand. NaN where the hand was not seen.
    """
    result: Floats = -palm_normal(hand.image_px, hand.side)[..., 2]
    return result


def palm_orientations(hand: Hand) -> Floats:
    """Compute two estimates of the palm orientation cosine, shape (..., 2): landmarks and learned.

    Both as `palm_orientation`. In a side view of a bent hand the landmarks are 9 degrees off on
    average, the learned pose 5 (docs/accuracy/angles.md).
    """
    return np.stack([palm_orientation(hand), -estimate_palm(hand).palmar[..., 2]], axis=-1)


def in_front(hand: Hand) -> Finger | None:
    """Find the finger next to the lens, which occludes the others, in a hand seen edge-on.

    Parameters
    ----------
    hand : Hand
        Through time.

    Returns
    -------
    Finger or None
        The outermost finger, of those that the hand has, whose MCP is nearer in most frames; None
        where the camera sees the palm, the back or no hand.
    """
    edge_on = view_matches(View.SIDE, palm_orientations(hand)).any(axis=-1)
    if edge_on.sum() * 2 <= np.isfinite(hand.image_px[..., 0, 0]).sum():
        return None
    first, last = hand.fingers[0], hand.fingers[-1]
    nearer = hand.image_px[edge_on, first.mcp, 2] - hand.image_px[edge_on, last.mcp, 2]
    return first if np.median(nearer) < 0 else last


def view_matches(view: View, orientation: Floats) -> NDArray[np.bool_]:
    """Test whether the palm orientation matches a prescribed view within `GATE_DEG`.

    Top, end and body views state where the camera stands and not how the palm is turned: any hand
    that is seen matches.

    Parameters
    ----------
    view : View
    orientation : ndarray, shape (...)
        As `palm_orientation`.

    Returns
    -------
    ndarray of bool, shape (...)
        False for NaN.
    """
    match view:
        case View.PALM:
            return np.asarray(orientation >= _FULL)
        case View.DORSAL:
            return np.asarray(orientation <= -_FULL)
        case View.SIDE:
            return np.asarray(np.abs(orientation) <= _EDGE)
        case View.OBLIQUE:
            return np.asarray((np.abs(orientation) > _EDGE) & (np.abs(orientation) < _FULL))
        case _:
            return np.isfinite(orientation)


def view_of(orientation: Floats) -> View:
    """Find the view of the median palm orientation of frames, shape (N,): as `palm_orientation`."""
    median = np.asarray(np.median(orientation))
    order = (View.PALM, View.DORSAL, View.SIDE)
    return next((v for v in order if bool(view_matches(v, median))), View.OBLIQUE)
