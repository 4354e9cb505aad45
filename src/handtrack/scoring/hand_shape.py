"""Proportions of the palm, which show whether a picture was stretched (4:3 shown as 16:9).

Palms differ little: in 45 people whose flat open hand was filmed, the distance from index to
little MCP was 0.57 to 0.78 of that from wrist to middle MCP (mean 0.66, standard deviation 0.05),
and 0.30 to 0.43 of the length from the wrist over the middle finger to its tip. Stretching to 16:9
raises both ratios by a third. A palm that leans to the camera can raise one of them, so both are
required. A hand that looks too narrow is not reported: a palm turned away looks the same.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import distance, flexion_deg, palm_normal
from handtrack.landmarks.hand import HAND_AXIS, MCPS, Floats, Hand, Landmark, Side, by_blocks

BROAD_PALM = 0.82
"""Provisional: width of the MCPs by length of the palm. No real hand measured reaches it."""
BROAD_HAND = 0.41
"""Provisional: width of the MCPs by length of the hand; required together with `BROAD_PALM`."""
USUAL_PALM = "0.57 to 0.78"
_FLAT = 0.93
_STRAIGHT_DEG = 35.0
_FEWEST = 30
_KNUCKLES = Landmark.INDEX_MCP, Landmark.LITTLE_MCP
_CHAINS = [*((mcp, mcp + 1, mcp + 2) for mcp in MCPS), (*HAND_AXIS, Landmark.MIDDLE_PIP)]


def palm_looks_squeezed(hand: Hand, good: NDArray[np.bool_]) -> float | None:
    """Compute the palm's width by its length where it is larger than in any hand.

    Parameters
    ----------
    hand : Hand
        Through time. Only frames with a flat, open hand that faces the camera are read.
    good : ndarray of bool, shape (N,)
        Which of its frames are good: see `handtrack.landmarks.quality`.

    Returns
    -------
    float or None
        None where it is not larger, or fewer than 30 such frames were seen.
    """
    broad = good & (by_blocks(_breadth, hand.image_px) > BROAD_PALM)
    if broad.sum() < _FEWEST / 2:  # no median of the frames asked for can be as large
        return None
    ratios = by_blocks(partial(_ratios, side=hand.side), hand.image_px)[good]
    flat = ratios[~np.isnan(ratios[:, 0])]
    if len(flat) < _FEWEST:
        return None
    by_palm, by_hand = np.median(flat, axis=0).tolist()
    return by_palm if by_palm > BROAD_PALM and by_hand > BROAD_HAND else None


def _breadth(points: Floats) -> Floats:
    """The palm's width by its length on the screen, (n,), however it is turned."""
    screen = points[..., :2]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: Floats = _between(screen, *_KNUCKLES) / _between(screen, *HAND_AXIS)
    return ratio


def _ratios(points: Floats, side: Side) -> Floats:
    """The palm's width by its length and by the hand's, (n, 2); NaN where the hand is not flat."""
    ratios = np.full((len(points), 2), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        turned = np.abs(palm_normal(points, side)[..., 2]) > _FLAT
        ahead = _between(points[..., :2], *HAND_AXIS) / _between(points, *HAND_AXIS) > _FLAT
        bends = [flexion_deg(points[:, a], points[:, b], points[:, c]) for a, b, c in _CHAINS]
        straight = np.max(bends, axis=0) < _STRAIGHT_DEG
    flat = turned & ahead & straight
    seen = points[flat, :, :2]
    width, palm = (_between(seen, *ends) for ends in (_KNUCKLES, HAND_AXIS))
    joints = range(Landmark.MIDDLE_MCP, Landmark.MIDDLE_TIP)
    whole = palm + sum((_between(seen, i, i + 1) for i in joints), np.zeros(len(palm)))
    ratios[flat] = np.stack([width / palm, width / whole], axis=-1)
    return ratios


def _between(points: Floats, a: int, b: int) -> Floats:
    return distance(points[:, a], points[:, b])
