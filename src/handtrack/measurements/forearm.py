"""The forearm: which way the palm is turned."""

from __future__ import annotations

import numpy as np

from handtrack.geometry import arctan2_deg, palm_frame
from handtrack.hand import Floats, Side
from handtrack.measurements.registry import Steady, measurement
from handtrack.views import View


@measurement(
    name="palm_facing",
    unit="1",
    space="image",
    low=-1.0,
    high=1.0,
    views=(View.PALM, View.DORSAL, View.SIDE, View.TOP, View.OBLIQUE),
    source="own definition",
    steady=Steady.TURN_IN_PLANE,
)
def palm_facing(points: Floats, side: Side) -> Floats:
    """How the palm is turned to the camera: 1 palm to it, 0 edge-on, -1 back of the hand.

    The part of the palm's normal that points at the camera.
    """
    result: Floats = -palm_frame(points, side).palmar[..., 2]
    return result


@measurement(
    name="forearm_rotation",
    unit="deg",
    space="image",
    low=0.0,
    high=180.0,
    views=(View.PALM, View.DORSAL, View.TOP, View.OBLIQUE),
    source="own definition",
    steady=Steady.TURN_IN_PLANE,
)
def forearm_rotation(points: Floats, side: Side) -> Floats:
    """Turn of the palm about the hand's length: 0 palm to the camera, 180 back of the hand.

    Looking along the hand, the angle from the direction to the camera to the palm's normal.
    """
    palm = palm_frame(points, side)
    return arctan2_deg(np.abs(palm.ulnar[..., 2]), -palm.palmar[..., 2])
