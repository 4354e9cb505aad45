"""The whole hand: how wide it is spread and how far it is closed."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from handtrack.landmarks.gaps import Pairs, gap_in_lengths, gaps_and_length, pairs_of
from handtrack.landmarks.geometry import ForearmLine, distance, hand_length
from handtrack.landmarks.hand import (
    FINGERS,
    PALM,
    Finger,
    Floats,
    Landmark,
    Side,
    mcps_of,
    tips_of,
)
from handtrack.landmarks.views import View
from handtrack.measurements.decorator import measurement
from handtrack.measurements.measurement import Steady

CREASE = 0.15
"""Share of the way from a knuckle to the wrist where the palm's crease lies (domain judgement)."""
Fingers = tuple[Finger, ...]


@cache
def _between_tips(first: Finger, last: Finger) -> Pairs:
    return pairs_of([(first.tip, last.tip)])


@cache
def _tips_from_wrist(fingers: Fingers) -> Pairs:
    return pairs_of((Landmark.WRIST, finger.tip) for finger in fingers)


@measurement(
    name="span",
    unit="L",
    space="image",
    low=0.0,
    high=math.inf,
    views=(View.PALM, View.DORSAL, View.TOP),
    blind=(View.SIDE,),
    source="own definition",
    over=2,
)
def span(points: Floats, side: Side, fingers: Fingers = FINGERS) -> Floats:
    """Index fingertip to little fingertip.

    Image points with z: world points shrink it by an eighth. Of a hand without one of them between
    the outermost there are.

    Parameters
    ----------
    points, side, fingers : see `measurement`
    """
    return gap_in_lengths(points, _between_tips(fingers[0], fingers[-1]))


@measurement(
    name="tip_to_palm",
    unit="L",
    space="image",
    low=0.0,
    high=math.inf,
    views=(View.SIDE, View.OBLIQUE, View.PALM),
    source="pulp-to-palm distance, to a proxy of the crease",
    per_finger=True,
)
def tip_to_palm(points: Floats, side: Side, finger: Finger) -> Floats:
    """Fingertip to the palm's crease below its knuckle; smaller is more bent.

    Image points with z: good in palm, oblique and side views alike.

    Parameters
    ----------
    points, side, finger : see `measurement`
    """
    wrist = points[..., Landmark.WRIST, :]
    knuckle = points[..., finger.mcp, :]
    crease = knuckle + CREASE * (wrist - knuckle)
    result: Floats = distance(points[..., finger.tip, :], crease) / hand_length(points)
    return result


@measurement(
    name="fist_gap",
    unit="L",
    space="image",
    low=0.0,
    high=math.inf,
    views=(View.SIDE, View.OBLIQUE, View.PALM),
    source="mean of the four fingers' pulp-to-palm distance",
    over=1,
)
def fist_gap(points: Floats, side: Side, fingers: Fingers = FINGERS) -> Floats:
    """Fingertips to the palm's crease: `tip_to_palm`, mean of the four fingers.

    Parameters
    ----------
    points, side, fingers : see `measurement`
    """
    wrist = points[..., Landmark.WRIST, None, :]
    knuckles = points.take(mcps_of(fingers), axis=-2)
    creases = knuckles + CREASE * (wrist - knuckles)
    gaps = distance(points.take(tips_of(fingers), axis=-2), creases)
    result: Floats = gaps.sum(axis=-1) / (len(fingers) * hand_length(points))
    return result


@measurement(
    name="tip_to_wrist",
    unit="L",
    space="image",
    low=0.0,
    high=math.inf,
    views=(View.SIDE, View.OBLIQUE, View.PALM, View.DORSAL),
    source="own definition",
    per_finger=True,
)
def tip_to_wrist(points: Floats, side: Side, finger: Finger) -> Floats:
    """Fingertip to the wrist; smaller is more bent. `aperture` is the mean of the four fingers.

    Tells a finger that takes part in a fist from one that does not in any view.

    Parameters
    ----------
    points, side, finger : see `measurement`
    """
    return gap_in_lengths(points, _tips_from_wrist((finger,)))


@measurement(
    name="aperture",
    unit="L",
    space="image",
    low=0.0,
    high=math.inf,
    views=(View.SIDE, View.OBLIQUE, View.PALM, View.DORSAL),
    source="mean distance of four fingertips from the wrist",
    over=1,
)
def aperture(points: Floats, side: Side, fingers: Fingers = FINGERS) -> Floats:
    """Fingertips to the wrist, mean of the four fingers; larger is more open.

    Image points with z. The most proportional sign of a closing hand in every view measured: a
    half fist reads as half.

    Parameters
    ----------
    points, side, fingers : see `measurement`
    """
    reach, length = gaps_and_length(points, _tips_from_wrist(fingers))
    result: Floats = np.add.reduce(reach, -1) / (len(fingers) * length)
    return result


@measurement(
    name="hand_travel",
    unit="L",
    space="image",
    low=-math.inf,
    high=math.inf,
    views=(View.DORSAL, View.PALM, View.SIDE, View.TOP),
    source="own definition",
    needs_forearm=True,
    steady=Steady.PICTURE,
    blind=(View.PALM,),
)
def hand_travel(points: Floats, side: Side, forearm: ForearmLine) -> Floats:
    """How far forward the palm is on the screen, along the forearm's line.

    From the picture's corner, so only changes mean anything. Image points with z give the hand
    length, which does not shrink when the hand tilts. NaN where the forearm's line is unknown.

    Parameters
    ----------
    points, side, forearm : see `measurement`
    """
    palm = points[..., PALM, :2].mean(axis=-2)
    result: Floats = np.vecdot(palm, forearm.direction) / hand_length(points)
    return result
