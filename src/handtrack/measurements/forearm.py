"""The forearm: which way the palm is turned."""

from __future__ import annotations

import numpy as np

from handtrack.landmarks.geometry import (
    PalmFrame,
    distance,
    hand_axis,
    knuckle_line,
    nan_for_zero,
    palm_normal,
)
from handtrack.landmarks.hand import Floats, Landmark, Side
from handtrack.landmarks.views import View
from handtrack.measurements.decorator import measurement
from handtrack.measurements.measurement import Steady

PALM_WIDTH_L = 0.64
"""Index to little knuckle across the hand, in hand lengths, as MediaPipe draws a flat palm.
Near the median of ten real recordings, 0.56 to 0.72 (`docs/accuracy/measurement-spaces.md`)."""
_ANYWHERE = (View.PALM, View.DORSAL, View.SIDE, View.TOP, View.OBLIQUE)


@measurement(
    name="palm_facing",
    unit="1",
    space="image",
    low=-1.0,
    high=1.0,
    views=_ANYWHERE,
    source="own definition",
    steady=Steady.TURN_IN_PLANE,
)
def palm_facing(points: Floats, side: Side) -> Floats:
    """How the palm is turned to the camera: 1 palm to it, 0 edge-on, -1 back of the hand.

    The part of the palm's normal that points at the camera.

    Parameters
    ----------
    points, side : see `measurement`
    """
    result: Floats = -palm_normal(points, side)[..., 2]
    return result


@measurement(
    name="palm_turn",
    unit="1",
    space="fitted",
    low=-1.0,
    high=1.0,
    views=_ANYWHERE,
    source="own definition; learned from rendered hands (docs/accuracy/angles.md)",
    steady=Steady.TURN_IN_PLANE,
)
def palm_turn(palm: PalmFrame) -> Floats:
    """How the palm is turned to the camera, as learned: what `palm_facing` is on true joints.

    Seen from the edge of the hand `palm_facing` wobbles as the wrist bends, by as much as when the
    forearm turns.
    """
    result: Floats = np.clip(-palm.palmar[..., 2], -1.0, 1.0)
    return result


@measurement(
    name="palm_up",
    unit="1",
    space="image",
    low=-1.0,
    high=1.0,
    views=(View.SIDE, View.OBLIQUE),
    source="own definition",
    steady=Steady.PICTURE,
    mirrored=True,
)
def palm_up(points: Floats, side: Side) -> Floats:
    """Whether the palm faces up in the picture: 1 up, 0 neither, -1 down.

    The part of the palm's normal that points to the upper edge of the picture. Only its sign and
    what is clearly above or below 0 is to be trusted: bending the wrist turns the palm too.

    Parameters
    ----------
    points, side : see `measurement`
    """
    result: Floats = -palm_normal(points, side)[..., 1]
    return result


@measurement(
    name="forearm_rotation",
    unit="deg",
    space="image",
    low=0.0,
    high=180.0,
    views=(View.PALM, View.DORSAL, View.TOP, View.OBLIQUE),
    source="own definition, after the visible shape of the palm (10.3390/app151910527)",
    steady=Steady.TURN_IN_PLANE,
)
def forearm_rotation(points: Floats, side: Side) -> Floats:
    """Turn of the palm about the hand's length: 0 palm to the camera, 180 back of the hand.

    Coarse. The angle whose cosine is the palm's visible width across the hand over its full width,
    `PALM_WIDTH_L` hand lengths; a palm that looks wider than that reads 0, or 180 from behind.
    The width is taken on the screen because depth makes half turns read as far too small. Turns
    either way read alike, so the forearm's neutral must not be where the palm faces the camera.

    Parameters
    ----------
    points, side : see `measurement`
    """
    axis = hand_axis(points)
    across = knuckle_line(points)
    length = distance(points[..., Landmark.MIDDLE_MCP, :2], points[..., Landmark.WRIST, :2])
    visible = axis[..., 1] * across[..., 0] - axis[..., 0] * across[..., 1]
    full = PALM_WIDTH_L * side.sign * length * np.sqrt(np.vecdot(axis, axis))
    cosine = visible / nan_for_zero(full)
    result: Floats = np.degrees(np.arccos(np.maximum(np.minimum(cosine, 1.0), -1.0)))
    return result
