"""Fingers: how far each joint is bent, and how far neighbours are apart."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from handtrack.landmarks.geometry import (
    angle_between_deg,
    arctan2_deg,
    chain_flexion_deg,
    flexion_deg,
    hand_length,
    palm_normal,
)
from handtrack.landmarks.hand import DIPS, FINGERS, MCPS, PIPS, TIPS, Finger, Floats, Landmark, Side
from handtrack.landmarks.views import View
from handtrack.measurements.decorator import measurement

_NEUTRAL_ZERO = "neutral-zero method: straight is 0 (leuchtturmprojekt-hand.de)"
_CHAINS = np.array(list(zip([Landmark.WRIST] * 4, MCPS, PIPS, DIPS, TIPS, strict=True)))
_NEIGHBOURS = dict(pairwise(FINGERS))


def _flexion_at(points: Floats, before: Landmark, joint: Landmark, after: Landmark) -> Floats:
    return flexion_deg(points[..., before, :], points[..., joint, :], points[..., after, :])


@measurement(
    name="mcp_flexion",
    unit="deg",
    space="image",
    low=-180.0,
    high=180.0,
    views=(View.SIDE,),
    source=_NEUTRAL_ZERO,
    per_finger=True,
    circular=True,
)
def mcp_flexion(points: Floats, side: Side, finger: Finger) -> Floats:
    """Bend of the knuckle out of the palm's plane: flexion +, hyperextension -.

    The metacarpal is the line wrist to knuckle laid into the palm's plane. Image points with z:
    the sign needs the palm's plane, and world points were twice as far off. NaN where the palm is
    degenerate.

    Parameters
    ----------
    points, side, finger : see `measurement`
    """
    palmar = palm_normal(points, side)
    knuckle = points[..., finger.mcp, :]
    metacarpal = knuckle - points[..., Landmark.WRIST, :]
    phalanx = points[..., finger.pip, :] - knuckle
    rise = np.vecdot(metacarpal, palmar)
    flat = metacarpal - rise[..., None] * palmar
    length = np.sqrt(np.vecdot(flat, flat))
    return arctan2_deg(np.vecdot(phalanx, palmar) * length, np.vecdot(phalanx, flat))


@measurement(
    name="pip_flexion",
    unit="deg",
    space="plane",
    low=0.0,
    high=180.0,
    views=(View.SIDE,),
    source=_NEUTRAL_ZERO,
    per_finger=True,
)
def pip_flexion(points: Floats, side: Side, finger: Finger) -> Floats:
    """Bend of the middle joint; hyperextension reads like flexion.

    The screen alone: from the side it beat image points with z (14 against 20 degrees a
    repetition) and world points (39). In other views it is not to be trusted; `tip_to_palm` is.

    Parameters
    ----------
    points, side, finger : see `measurement`
    """
    return _flexion_at(points, finger.mcp, finger.pip, finger.dip)


@measurement(
    name="dip_flexion",
    unit="deg",
    space="plane",
    low=0.0,
    high=180.0,
    views=(View.SIDE,),
    source=_NEUTRAL_ZERO,
    per_finger=True,
)
def dip_flexion(points: Floats, side: Side, finger: Finger) -> Floats:
    """Bend of the end joint; hyperextension reads like flexion.

    The screen alone, for the reasons given at `pip_flexion`.

    Parameters
    ----------
    points, side, finger : see `measurement`
    """
    return _flexion_at(points, finger.pip, finger.dip, finger.tip)


@measurement(
    name="finger_flexion",
    unit="deg",
    space="plane",
    low=0.0,
    high=540.0,
    views=(View.SIDE, View.OBLIQUE),
    source="total active motion (ASSH) without its extension deficits",
    per_finger=True,
)
def finger_flexion(points: Floats, side: Side, finger: Finger) -> Floats:
    """Bend of a whole finger: knuckle, middle and end joint added.

    The knuckle's bend is here the plain angle wrist, knuckle, middle joint, without a sign. The
    screen alone, for the reasons given at `pip_flexion`.

    Parameters
    ----------
    points, side, finger : see `measurement`
    """
    chain = points.take(_CHAINS[FINGERS.index(finger)], axis=-2)
    total: Floats = chain_flexion_deg(chain).sum(axis=-1)
    return total


@measurement(
    name="composite_flexion",
    unit="deg",
    space="plane",
    low=0.0,
    high=540.0,
    views=(View.SIDE, View.OBLIQUE),
    source="mean of the four fingers' total flexion",
    over=1,
)
def composite_flexion(points: Floats, side: Side, fingers: tuple[Finger, ...] = FINGERS) -> Floats:
    """Bend of the whole hand: `finger_flexion`, mean of the four fingers.

    To count fists in any view take `fist_gap` or `aperture`, which stay proportional.

    Parameters
    ----------
    points, side, fingers : see `measurement`
    """
    chains = points.take(_CHAINS[[FINGERS.index(finger) for finger in fingers]], axis=-2)
    mean: Floats = chain_flexion_deg(chains).sum(axis=(-2, -1)) / len(fingers)
    return mean


@measurement(
    name="finger_abduction",
    unit="deg",
    space="image",
    low=0.0,
    high=180.0,
    views=(View.PALM, View.DORSAL, View.TOP),
    blind=(View.SIDE,),
    source="angle between neighbouring proximal phalanges",
    fingers=FINGERS[:-1],
    beside=True,
)
def finger_abduction(points: Floats, side: Side, finger: Finger) -> Floats:
    """Gap angle between a finger and its neighbour on the little-finger side.

    Between the two proximal phalanges (knuckle to middle joint), in space. Image points with z
    beat the screen alone by a little and world points by far. Always positive: crossed fingers
    read like spread ones, and so does one finger bent beside a straight one.

    Parameters
    ----------
    points, side, finger : see `measurement`
    """
    neighbour = _NEIGHBOURS[finger]
    return angle_between_deg(
        points[..., finger.pip, :] - points[..., finger.mcp, :],
        points[..., neighbour.pip, :] - points[..., neighbour.mcp, :],
    )


@measurement(
    name="finger_spread",
    unit="deg",
    space="image",
    low=0.0,
    high=180.0,
    views=(View.PALM, View.DORSAL, View.TOP),
    blind=(View.SIDE,),
    source="angle between the outer proximal phalanges",
    over=2,
)
def finger_spread(points: Floats, side: Side, fingers: tuple[Finger, ...] = FINGERS) -> Floats:
    """Fan angle from the index to the little finger, between their proximal phalanges.

    Image points with z, as for `finger_abduction`. Of a hand without one of them between the
    outermost there are.

    Parameters
    ----------
    points, side, fingers : see `measurement`
    """
    first, last = fingers[0], fingers[-1]
    return angle_between_deg(
        points[..., first.pip, :] - points[..., first.mcp, :],
        points[..., last.pip, :] - points[..., last.mcp, :],
    )


@measurement(
    name="tip_press",
    unit="L",
    space="image",
    low=-math.inf,
    high=math.inf,
    views=(View.SIDE, View.OBLIQUE),
    source="own definition",
    per_finger=True,
)
def tip_press(points: Floats, side: Side, finger: Finger) -> Floats:
    """Fingertip out of the palm's plane, from its knuckle to the palm's side; + when it presses.

    Image points with z, as for `mcp_flexion`, whose sine it follows. NaN where the palm is
    degenerate.

    Parameters
    ----------
    points, side, finger : see `measurement`
    """
    offset = points[..., finger.tip, :] - points[..., finger.mcp, :]
    result: Floats = np.vecdot(offset, palm_normal(points, side)) / hand_length(points)
    return result
