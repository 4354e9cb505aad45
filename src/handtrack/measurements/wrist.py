"""The wrist: flexion, deviation, and the bare direction of the hand on the screen."""

from __future__ import annotations

from handtrack.landmarks.geometry import (
    ForearmLine,
    arctan2_deg,
    hand_axis,
    on_screen,
    signed_angle_2d_deg,
)
from handtrack.landmarks.hand import Floats, Side
from handtrack.landmarks.views import View
from handtrack.measurements.decorator import measurement
from handtrack.measurements.measurement import Steady


@measurement(
    name="wrist_flexion",
    unit="deg",
    space="plane",
    low=-180.0,
    high=180.0,
    views=(View.SIDE,),
    source="hand against forearm, ISB sign: flexion positive (PMC10782867, table 2)",
    needs_forearm=True,
    circular=True,
)
def wrist_flexion(points: Floats, side: Side, forearm: ForearmLine) -> Floats:
    """Wrist flexion (+) and extension (-) against the forearm line, seen from the side.

    The turn on the screen of wrist to middle knuckle away from the forearm line. The screen alone:
    this is the plane the view asks for, and depth would only add noise. NaN where the line or the
    side of the palm is unknown.

    Parameters
    ----------
    points, side, forearm : see `measurement`
    """
    return forearm.palmar_turn * signed_angle_2d_deg(forearm.direction, hand_axis(points))


@measurement(
    name="wrist_deviation",
    unit="deg",
    space="plane",
    low=-180.0,
    high=180.0,
    views=(View.DORSAL, View.PALM, View.TOP),
    blind=(View.SIDE,),
    source="hand against forearm, ISB sign: ulnar deviation positive (PMC10782867, table 2)",
    needs_forearm=True,
    circular=True,
)
def wrist_deviation(points: Floats, side: Side, forearm: ForearmLine) -> Floats:
    """Ulnar (+) and radial (-) deviation against the forearm line, palm or back to the camera.

    The turn on the screen of wrist to middle knuckle away from the forearm line; the screen alone,
    as for `wrist_flexion`. NaN where the line or the thumb's side is unknown.

    Parameters
    ----------
    points, side, forearm : see `measurement`
    """
    return forearm.ulnar_turn * signed_angle_2d_deg(forearm.direction, hand_axis(points))


@measurement(
    name="hand_direction",
    unit="deg",
    space="plane",
    low=-180.0,
    high=180.0,
    views=(View.PALM, View.DORSAL, View.SIDE, View.TOP),
    source="own definition",
    circular=True,
    steady=Steady.NO_TURN,
)
def hand_direction(points: Floats, side: Side) -> Floats:
    """Where the hand points on the screen: 0 right, 90 down, 180 left, -90 up.

    The direction of wrist to middle knuckle, for counting where no forearm line is known.

    Parameters
    ----------
    points, side : see `measurement`
    """
    x, y = on_screen(hand_axis(points))
    return arctan2_deg(y, x)
