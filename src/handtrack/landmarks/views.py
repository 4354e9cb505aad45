"""From which side the camera sees the hand, and whether that suits what is to be measured."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import distance, palm_normal
from handtrack.landmarks.hand import Finger, Floats, Hand, Landmark
from handtrack.landmarks.learned_pose import estimate_palm

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
"""The views that how the palm is turned tells apart."""


def palm_orientation(hand: Hand) -> Floats:
    """How the palm is turned to the camera, shape (...).

    +1 palm to the camera, 0 edge-on, -1 back of the hand. It is the part of the palm's normal
    that points at the camera, from image points with z. NaN where the hand was not seen.
    """
    result: Floats = -palm_normal(hand.image_px, hand.side)[..., 2]
    return result


def palm_orientations(hand: Hand) -> Floats:
    """How the palm is turned to the camera, shape (..., 2): by the landmarks, and as learned.

    Both as `palm_orientation`. Seen from the side, landmarks read the palm of a bent hand as
    turned: 9 degrees off on average, what was learned 5 (docs/accuracy/angles.md).
    """
    return np.stack([palm_orientation(hand), -estimate_palm(hand).palmar[..., 2]], axis=-1)


def foreshortening(hand: Hand) -> Floats:
    """Visible part of the hand's length, shape (...), from 1 (in the image plane) to 0 (end-on).

    The length of wrist to middle knuckle on the screen over its length with z. NaN where the hand
    was not seen.
    """
    wrist = hand.image_px[..., Landmark.WRIST, :]
    knuckle = hand.image_px[..., Landmark.MIDDLE_MCP, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = distance(wrist[..., :2], knuckle[..., :2]) / distance(wrist, knuckle)
    return result


def in_front(hand: Hand) -> Finger | None:
    """Find the finger next to the lens, which hides the others, in a hand seen edge-on.

    Parameters
    ----------
    hand : Hand
        Through time.

    Returns
    -------
    Finger or None
        Index or little finger, by which knuckle is nearer in most frames (of those that the hand
        has the outermost); None where the camera sees the palm, the back or no hand.
    """
    edge_on = view_matches(View.SIDE, palm_orientations(hand)).any(axis=-1)
    if edge_on.sum() * 2 <= np.isfinite(hand.image_px[..., 0, 0]).sum():
        return None
    first, last = hand.fingers[0], hand.fingers[-1]
    nearer = hand.image_px[edge_on, first.mcp, 2] - hand.image_px[edge_on, last.mcp, 2]
    return first if np.median(nearer) < 0 else last


def view_matches(view: View, facing: Floats) -> NDArray[np.bool_]:
    """Whether a prescribed view is kept within `GATE_DEG`, shape of `facing`; False for NaN.

    Top, end and body views say where the camera stands and not how the palm is turned, so they
    only ask that the hand is seen.
    """
    match view:
        case View.PALM:
            return np.asarray(facing >= _FULL)
        case View.DORSAL:
            return np.asarray(facing <= -_FULL)
        case View.SIDE:
            return np.asarray(np.abs(facing) <= _EDGE)
        case View.OBLIQUE:
            return np.asarray((np.abs(facing) > _EDGE) & (np.abs(facing) < _FULL))
        case _:
            return np.isfinite(facing)
