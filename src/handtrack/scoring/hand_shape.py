"""Proportions of the palm, which show whether a picture was stretched (4:3 shown as 16:9).

Palms differ little: in 45 people whose flat open hand was filmed, the distance from index to
little MCP was 0.57 to 0.78 of that from wrist to middle MCP (mean 0.66, standard deviation 0.05),
and 0.30 to 0.43 of the length from the wrist over the middle finger to its tip. Stretching to 16:9
raises both ratios by a third. A palm that leans to the camera can raise one of them, so both are
required. A hand that looks too narrow is not reported: a palm turned away looks the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import distance, flexion_deg
from handtrack.landmarks.hand import Floats, Hand, Landmark
from handtrack.landmarks.quality import quality
from handtrack.landmarks.views import foreshortening, palm_orientation

BROAD_PALM = 0.82
"""Provisional: width of the MCPs by length of the palm. No real hand measured reaches it."""
BROAD_HAND = 0.41
"""Provisional: width of the MCPs by length of the hand; required together with `BROAD_PALM`."""
USUAL_PALM = "0.57 to 0.78"
_FLAT = 0.93
_STRAIGHT_DEG = 35.0
_FEWEST = 30
_FINGER_BASES = (Landmark.INDEX_MCP, Landmark.MIDDLE_MCP, Landmark.RING_MCP, Landmark.LITTLE_MCP)


def palm_looks_squeezed(hand: Hand) -> float | None:
    """Compute the palm's width by its length where it is larger than in any hand.

    Parameters
    ----------
    hand : Hand
        Through time. Only frames with a flat, open hand that faces the camera are read.

    Returns
    -------
    float or None
        None where it is not larger, or fewer than 30 such frames were seen.
    """
    flat = _flat(hand)
    if flat.sum() < _FEWEST:
        return None
    points = hand.image_px[flat][..., :2]
    width = _between(points, Landmark.INDEX_MCP, Landmark.LITTLE_MCP)
    palm = _between(points, Landmark.WRIST, Landmark.MIDDLE_MCP)
    joints = range(Landmark.MIDDLE_MCP, Landmark.MIDDLE_TIP)
    whole = palm + sum((_between(points, i, i + 1) for i in joints), np.zeros(len(palm)))
    by_palm, by_hand = float(np.median(width / palm)), float(np.median(width / whole))
    return by_palm if by_palm > BROAD_PALM and by_hand > BROAD_HAND else None


def _flat(hand: Hand) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore", divide="ignore"):
        turned = (np.abs(palm_orientation(hand)) > _FLAT) & (foreshortening(hand) > _FLAT)
        points = hand.image_px
        chains = [(base, base + 1, base + 2) for base in _FINGER_BASES]
        chains.append((Landmark.WRIST, Landmark.MIDDLE_MCP, Landmark.MIDDLE_PIP))
        bends = [flexion_deg(points[:, a], points[:, b], points[:, c]) for a, b, c in chains]
        straight = np.max(bends, axis=0) < _STRAIGHT_DEG
    return np.asarray(quality(hand).good & turned & straight)


def _between(points: Floats, a: int, b: int) -> Floats:
    return distance(points[:, a], points[:, b])
