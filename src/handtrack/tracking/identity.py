"""Which hand is which, from frame to frame.

Laws
----
1. A hand keeps its slot by where it is, in lengths of its own palm: not by the order in which
   hands are detected, and not by the label left or right, which a fist can flip.
2. A hand that was away returns to its slot. Only then does the label speak, as one witness beside
   the position, because a hand may come back anywhere.
3. One hand found twice is one hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from handtrack.landmarks.hand import PALM, Floats, Landmark

SAME_HAND_PALMS = 0.5
"""Two detections nearer than this, by wrist and by middle of the palm, are one hand."""
NEW_HAND_PALMS = 3.0
"""A hand this far from where the known ones were is another, if there is a slot for it."""
ALIKE_PALMS = 0.3
"""How near in palms the points of two finds of a hand must lie on average: those of true hands do
(docs/accuracy/finding.md)."""
AWAY_PALMS = 2.0
"""While a hand is away it may have gone anywhere: no distance counts for more than this."""
OTHER_LABEL_PALMS = 2.0
"""What a label unlike the slot's majority counts for when a hand comes back."""


@dataclass(frozen=True, slots=True)
class Detection:
    """One hand as found in one frame.

    Parameters
    ----------
    image_px, world_m : ndarray, shape (21, 3)
    is_right : bool
        As labelled.
    side_score : float
        The model's confidence in that label, 0.5 to 1.
    """

    image_px: Floats
    world_m: Floats
    is_right: bool
    side_score: float

    @property
    def centre_px(self) -> Floats:
        """Shape (2,): the middle of the palm."""
        centre: Floats = self.image_px[list(PALM), :2].mean(axis=0)
        return centre

    @property
    def palm_px(self) -> float:
        """Wrist to middle knuckle, in depth too so that turning does not shorten it."""
        palm = self.image_px[Landmark.MIDDLE_MCP] - self.image_px[Landmark.WRIST]
        return max(float(np.linalg.norm(palm)), 1.0)

    def apart_px(self, other: Detection) -> float:
        """How far its points are from another's in the picture, on average."""
        return float(np.linalg.norm((self.image_px - other.image_px)[:, :2], axis=1).mean())


@dataclass(frozen=True, slots=True)
class HandTrack:
    """What is remembered of one hand.

    Parameters
    ----------
    last : Detection or None
        Where it was last seen; None before the first time.
    present : bool
        Whether that was in the frame before.
    right_votes : float
        Labels so far, right less left, weighted by their confidence.
    """

    last: Detection | None = None
    present: bool = False
    right_votes: float = 0.0


def assign(
    slots: Sequence[HandTrack], detections: Sequence[Detection]
) -> tuple[tuple[HandTrack, ...], tuple[Detection | None, ...]]:
    """Give each hand of a frame its slot.

    Parameters
    ----------
    slots : sequence of HandTrack
        As they were after the frame before; `Slot()` for each at the beginning of a clip.
    detections : sequence of Detection
        In any order; duplicates are dropped, and so are the least likely where there are more
        hands than slots.

    Returns
    -------
    slots : tuple of HandTrack
        To be passed with the next frame.
    hands : tuple of Detection or None
        One place a slot.
    """
    hands: list[Detection | None] = [None] * len(slots)
    ways = _ways(len(slots), detections)
    way = ways[0] if len(ways) == 1 else min(ways, key=lambda way: _unlikely(slots, way))
    for place, detection in way.items():
        hands[place] = detection
    return tuple(map(_remember, slots, hands)), tuple(hands)


def _ways(slots: int, detections: Sequence[Detection]) -> list[dict[int, Detection]]:
    """Every way to place the hands; one hand and one slot, the usual case, cost no arithmetic."""
    if len(detections) > 1:
        # From left to right, so that two new hands do not depend on the order of detection.
        detections = sorted(distinct(detections), key=lambda d: float(d.centre_px[0]))
    count = min(len(detections), slots)
    return [
        dict(zip(places, chosen, strict=True))
        for chosen in combinations(detections, count)
        for places in permutations(range(slots), count)
    ]


def distinct(detections: Sequence[Detection]) -> list[Detection]:
    """Drop all but the most confident of detections that are one hand."""
    kept: list[Detection] = []
    for detection in sorted(detections, key=lambda d: -d.side_score):
        if not any(_same_hand(detection, other) for other in kept):
            kept.append(detection)
    return kept


def _same_hand(a: Detection, b: Detection) -> bool:
    near_px = SAME_HAND_PALMS * max(a.palm_px, b.palm_px)
    wrists = a.image_px[Landmark.WRIST, :2] - b.image_px[Landmark.WRIST, :2]
    centres = a.centre_px - b.centre_px
    return bool(np.hypot(*wrists) < near_px and np.hypot(*centres) < near_px)


def _unlikely(slots: Sequence[HandTrack], way: Mapping[int, Detection]) -> tuple[float, float]:
    """How unlikely a way to place the hands is, in palms: those that stayed decide first."""
    stayed, came = 0.0, 0.0
    for place, slot in enumerate(slots):
        hand = way.get(place)
        if slot.present and slot.last is not None:
            stayed += NEW_HAND_PALMS if hand is None else _palms_between(slot.last, hand)
        elif hand is not None:
            came += _coming(slot, hand)
    return stayed, came


def _coming(slot: HandTrack, hand: Detection) -> float:
    if slot.last is None:
        return NEW_HAND_PALMS
    unlike = hand.is_right != (slot.right_votes >= 0)
    return min(_palms_between(slot.last, hand), AWAY_PALMS) + OTHER_LABEL_PALMS * unlike


def _palms_between(a: Detection, b: Detection) -> float:
    return float(np.hypot(*(a.centre_px - b.centre_px))) / max(a.palm_px, b.palm_px)


def _remember(slot: HandTrack, hand: Detection | None) -> HandTrack:
    if hand is None:
        return HandTrack(slot.last, False, slot.right_votes)
    vote = hand.side_score if hand.is_right else -hand.side_score
    return HandTrack(hand, True, slot.right_votes + vote)
