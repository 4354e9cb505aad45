"""Whether a hand looks squeezed, as where a picture of 4:3 is shown as 16:9 with square pixels.

Palms differ little: in 45 people whose flat open hand was filmed, the distance from index to
little knuckle was 0.57 to 0.78 of that from wrist to middle knuckle (mean 0.66, standard deviation
0.05), and 0.30 to 0.43 of the way from the wrist over the middle finger to its tip. Stretching to
16:9 makes a third more of it. One ratio alone may come of a palm that leans to the camera, so both
are asked for. A hand that looks too narrow is not told: palms turned away look the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import distance, flexion_deg
from handtrack.landmarks.hand import Floats, Hand, Landmark
from handtrack.landmarks.quality import quality
from handtrack.landmarks.views import foreshortening, palm_orientation

BROAD_PALM = 0.82
"""Provisional: knuckles by palm. No real hand of those measured reaches it."""
BROAD_HAND = 0.41
"""Provisional: knuckles by the whole hand; asked together with the other."""
USUAL_PALM = "0.57 to 0.78"
_FLAT = 0.93
_STRAIGHT_DEG = 35.0
_FEWEST = 30
_FINGER_BASES = (Landmark.INDEX_MCP, Landmark.MIDDLE_MCP, Landmark.RING_MCP, Landmark.LITTLE_MCP)


def palm_looks_squeezed(hand: Hand) -> float | None:
    """Knuckles by palm, where that is more than hands have; None where it is not, or unknown.

    Parameters
    ----------
    hand : Hand
        Through time. Only frames count in which it is flat, open and faces the camera.
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
