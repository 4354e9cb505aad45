"""The thumb: its joints, its abduction, and where its tip is."""

from __future__ import annotations

import math

import numpy as np

from handtrack.landmarks.gaps import gap_in_lengths, gaps_and_length, pairs_of
from handtrack.landmarks.geometry import (
    arctan2_deg,
    chain_flexion_deg,
    flexion_deg,
    hand_length,
    palm_axes,
    palm_normal,
)
from handtrack.landmarks.hand import FINGERS, Finger, Floats, Landmark, Side
from handtrack.landmarks.views import View
from handtrack.measurements.decorator import measurement

_CHAIN = (Landmark.THUMB_CMC, Landmark.THUMB_MCP, Landmark.THUMB_IP, Landmark.THUMB_TIP)
_TO_LITTLE_MCP = pairs_of([(Landmark.THUMB_TIP, Landmark.LITTLE_MCP)])
_TO_TIP = {finger: pairs_of([(Landmark.THUMB_TIP, finger.tip)]) for finger in FINGERS}
_TO_TIPS = pairs_of((Landmark.THUMB_TIP, finger.tip) for finger in FINGERS)


@measurement(
    name="thumb_mcp_flexion",
    unit="deg",
    space="world",
    low=0.0,
    high=180.0,
    views=(View.PALM,),
    source="neutral-zero method: straight is 0 (leuchtturmprojekt-hand.de)",
)
def thumb_mcp_flexion(points: Floats, side: Side) -> Floats:
    """Bend of the thumb's knuckle; hyperextension reads like flexion.

    World points, and from the palm only: there they were 11 degrees off a repetition, image
    points 30. From the back of the hand world points collapse.

    Parameters
    ----------
    points, side : see `measurement`
    """
    return flexion_deg(
        points[..., Landmark.THUMB_CMC, :],
        points[..., Landmark.THUMB_MCP, :],
        points[..., Landmark.THUMB_IP, :],
    )


@measurement(
    name="thumb_ip_flexion",
    unit="deg",
    space="world",
    low=0.0,
    high=180.0,
    views=(View.PALM,),
    source="neutral-zero method: straight is 0 (leuchtturmprojekt-hand.de)",
)
def thumb_ip_flexion(points: Floats, side: Side) -> Floats:
    """Bend of the thumb's end joint; hyperextension reads like flexion.

    World points, from the palm only, as for `thumb_mcp_flexion`.

    Parameters
    ----------
    points, side : see `measurement`
    """
    return flexion_deg(
        points[..., Landmark.THUMB_MCP, :],
        points[..., Landmark.THUMB_IP, :],
        points[..., Landmark.THUMB_TIP, :],
    )


@measurement(
    name="thumb_flexion",
    unit="deg",
    space="image",
    low=0.0,
    high=360.0,
    views=(View.PALM, View.OBLIQUE),
    source="knuckle and end joint added",
)
def thumb_flexion(points: Floats, side: Side) -> Floats:
    """Bend of the whole thumb: `thumb_mcp_flexion` and `thumb_ip_flexion` added.

    Image points: they give part of one joint's bend to the other, and the sum comes out right. From
    the palm they were 18 degrees off a repetition, world points 25.

    Parameters
    ----------
    points, side : see `measurement`
    """
    total: Floats = chain_flexion_deg(points.take(_CHAIN, axis=-2)).sum(axis=-1)
    return total


def _metacarpal(points: Floats) -> Floats:
    bone: Floats = points[..., Landmark.THUMB_MCP, :] - points[..., Landmark.THUMB_CMC, :]
    return bone


@measurement(
    name="thumb_radial_abduction",
    unit="deg",
    space="world",
    low=-180.0,
    high=180.0,
    views=(View.PALM,),
    source="first against second metacarpal in the palm's plane",
    circular=True,
)
def thumb_radial_abduction(points: Floats, side: Side) -> Floats:
    """Thumb away from the index in the palm's plane: + radial.

    Between the thumb's metacarpal and the line wrist to index knuckle, both in the palm's plane.
    World points, from the palm only, as for `thumb_mcp_flexion`.

    Parameters
    ----------
    points, side : see `measurement`
    """
    distal, ulnar = palm_axes(points)
    thumb = _metacarpal(points)
    index = points[..., Landmark.INDEX_MCP, :] - points[..., Landmark.WRIST, :]
    tx, ty = np.vecdot(thumb, ulnar), np.vecdot(thumb, distal)
    ix, iy = np.vecdot(index, ulnar), np.vecdot(index, distal)
    return arctan2_deg(ix * ty - iy * tx, ix * tx + iy * ty)


@measurement(
    name="thumb_palmar_abduction",
    unit="deg",
    space="image",
    low=-90.0,
    high=90.0,
    views=(View.SIDE,),
    source="first metacarpal against the palm's plane",
)
def thumb_palmar_abduction(points: Floats, side: Side) -> Floats:
    """Thumb's metacarpal out of the palm's plane: + to the palm's side.

    Image points with z: from the side they were 3.5 degrees off a repetition, world points 28.

    Parameters
    ----------
    points, side : see `measurement`
    """
    palmar = palm_normal(points, side)
    thumb = _metacarpal(points)
    rise = np.vecdot(thumb, palmar)
    flat = thumb - rise[..., None] * palmar
    return arctan2_deg(rise, np.sqrt(np.vecdot(flat, flat)))


def _tip_from_wrist(points: Floats) -> Floats:
    tip: Floats = points[..., Landmark.THUMB_TIP, :] - points[..., Landmark.WRIST, :]
    return tip


@measurement(
    name="thumb_ulnar",
    unit="L",
    space="plane",
    low=-math.inf,
    high=math.inf,
    views=(View.PALM, View.OBLIQUE),
    source="own definition",
)
def thumb_ulnar(points: Floats, side: Side) -> Floats:
    """Thumb tip across the palm, from the wrist toward the little finger.

    The screen alone, which kept its proportion in every view tried; depth lost it off the palm
    view. In hand lengths: the palm's width shrinks as soon as the hand turns.

    Parameters
    ----------
    points, side : see `measurement`
    """
    across = np.vecdot(_tip_from_wrist(points), palm_axes(points)[1])
    result: Floats = across / hand_length(points)
    return result


@measurement(
    name="thumb_distal",
    unit="L",
    space="plane",
    low=-math.inf,
    high=math.inf,
    views=(View.PALM, View.OBLIQUE),
    source="own definition",
)
def thumb_distal(points: Floats, side: Side) -> Floats:
    """Thumb tip along the palm, from the wrist toward the middle knuckle; the screen alone.

    Parameters
    ----------
    points, side : see `measurement`
    """
    along = np.vecdot(_tip_from_wrist(points), palm_axes(points)[0])
    result: Floats = along / hand_length(points)
    return result


@measurement(
    name="opposition_distance",
    unit="L",
    space="image",
    low=0.0,
    high=math.inf,
    views=(View.PALM, View.OBLIQUE),
    source="AAOS ruler test: thumb tip to the base of the little finger",
)
def opposition_distance(points: Floats, side: Side) -> Floats:
    """Thumb tip to the little finger's knuckle; smaller is more opposition.

    Image points with z, in space: world points were closer on a rendered palm but lost the real
    hand from behind.

    Parameters
    ----------
    points, side : see `measurement`
    """
    return gap_in_lengths(points, _TO_LITTLE_MCP)


@measurement(
    name="pinch_gap",
    unit="L",
    space="image and world",
    low=0.0,
    high=math.inf,
    views=(View.PALM, View.OBLIQUE, View.SIDE),
    blind=(View.DORSAL,),
    source="own definition",
    per_finger=True,
    all_at_once=True,
)
def pinch_gap(points: Floats, side: Side, finger: Finger | None) -> Floats:
    """Thumb tip to a fingertip; smaller is closer.

    The mean of image points with z and world points: touches in order were counted right at three
    quarters of all thresholds tried, with either alone at a quarter or less. At a touch 0 to 0.2
    hand lengths are left, differently for each finger and person.

    Parameters
    ----------
    points, side, finger : see `measurement`
    """
    if finger is not None:
        return gap_in_lengths(points, _TO_TIP[finger])
    gaps, length = gaps_and_length(points, _TO_TIPS)
    # Of a single frame the length is a number, and divides faster than an array of one.
    each: Floats = (gaps.T / length.T).T
    return each
