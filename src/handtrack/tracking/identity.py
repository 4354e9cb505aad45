"""Identity of hands from frame to frame: each detection is assigned to a slot.

Laws
----
1. A hand keeps its slot by its position, in lengths of its own palm: not by the order of detection,
   and not by the label left or right, which a fist can flip.
2. A hand that was away returns to its slot. Only then does the label count, beside the position,
   because a hand may come back anywhere.
3. A hand detected twice is one hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from handtrack.landmarks.hand import PALM, Floats, Landmark
from handtrack.landmarks.recording import SURE_PRESENCE

SAME_HAND_PALMS = 0.5
"""Two detections nearer than this, by wrist and by middle of the palm, are one hand."""
NEW_HAND_PALMS = 3.0
"""A hand this far from the last positions of all others is a new one, if a slot is free."""
ALIKE_PALMS = 0.3
"""Largest mean distance, in palms, between the points of two detections of one hand; those of true
hands are nearer (docs/accuracy/finding.md)."""
COMES_BACK = 2.0
"""Provisional: largest ratio of sizes between a hand found in a tile and one seen before: it came
from twice as far away, or went there."""
AWAY_PALMS = 2.0
"""Largest cost of a distance for a hand that was away: it may have moved anywhere meanwhile."""
OTHER_LABEL_PALMS = 2.0
"""Cost of a label unlike the slot's majority for a hand that comes back."""


@dataclass(frozen=True, slots=True)
class Detection:
    """One hand in one frame.

    Parameters
    ----------
    image_px, world_m : ndarray, shape (21, 3)
        Image points and world points.
    is_right : bool
        The model's label.
    side_score : float
        The model's confidence in that label, 0.5 to 1.
    presence : float
        Chance that it is a hand, 0 to 1; NaN where the engine does not tell.
    """

    image_px: Floats
    world_m: Floats
    is_right: bool
    side_score: float
    presence: float = np.nan

    @property
    def sure(self) -> bool:
        """Whether the engine takes it for a hand; one that does not tell shows no other."""
        return not self.presence < SURE_PRESENCE

    @property
    def centre_px(self) -> Floats:
        """The centre of the palm in the picture, shape (2,)."""
        centre: Floats = self.image_px[list(PALM), :2].mean(axis=0)
        return centre

    @property
    def palm_px(self) -> float:
        """Hand length in space, which a rotation of the hand does not shorten; at least 1."""
        palm = self.image_px[Landmark.MIDDLE_MCP] - self.image_px[Landmark.WRIST]
        return max(float(np.linalg.norm(palm)), 1.0)

    def apart_px(self, other: Detection) -> float:
        """Compute the mean distance of its points from those of another in the picture."""
        return float(np.linalg.norm((self.image_px - other.image_px)[:, :2], axis=1).mean())


@dataclass(frozen=True, slots=True)
class HandTrack:
    """State of one slot.

    Parameters
    ----------
    last : Detection or None
        The last detection; None before the first.
    present : bool
        Whether it was in the frame before.
    right_votes : float
        Labels so far, right minus left, weighted by their confidence.
    """

    last: Detection | None = None
    present: bool = False
    right_votes: float = 0.0


def assign(
    slots: Sequence[HandTrack], detections: Sequence[Detection]
) -> tuple[tuple[HandTrack, ...], tuple[Detection | None, ...]]:
    """Assign the detections of a frame to slots, at the least cost.

    Parameters
    ----------
    slots : sequence of HandTrack
        Their state after the frame before; `HandTrack()` for each at the beginning of a clip.
    detections : sequence of Detection
        In any order; duplicates are dropped, and the least likely where there are more hands than
        slots.

    Returns
    -------
    slots : tuple of HandTrack
        Their state after this frame.
    hands : tuple of Detection or None
        One for each slot.
    """
    hands: list[Detection | None] = [None] * len(slots)
    possible = _assignments(len(slots), detections)
    best = possible[0] if len(possible) == 1 else min(possible, key=lambda a: _cost(slots, a))
    for slot, detection in best.items():
        hands[slot] = detection
    return tuple(map(_updated, slots, hands)), tuple(hands)


def _assignments(slots: int, detections: Sequence[Detection]) -> list[dict[int, Detection]]:
    """Every assignment; the usual case, one hand and one slot, costs no arithmetic."""
    if len(detections) > 1:
        # From left to right, so that two new hands do not depend on the order of detection.
        detections = sorted(distinct(detections), key=lambda d: float(d.centre_px[0]))
    count = min(len(detections), slots)
    return [
        dict(zip(order, chosen, strict=True))
        for chosen in combinations(detections, count)
        for order in permutations(range(slots), count)
    ]


def distinct(detections: Sequence[Detection]) -> list[Detection]:
    """Drop all but the most confident of the detections of one hand."""
    hands: list[Detection] = []
    for detection in sorted(detections, key=lambda d: -d.side_score):
        if not any(same_hand(detection, other) for other in hands):
            hands.append(detection)
    return hands


def same_hand(a: Detection, b: Detection) -> bool:
    """Whether two detections of one frame are the same hand.

    Parameters
    ----------
    a, b : Detection
    """
    near_px = SAME_HAND_PALMS * max(a.palm_px, b.palm_px)
    wrists = a.image_px[Landmark.WRIST, :2] - b.image_px[Landmark.WRIST, :2]
    centres = a.centre_px - b.centre_px
    return bool(np.hypot(*wrists) < near_px and np.hypot(*centres) < near_px)


def of_like_size(a: Detection, b: Detection) -> bool:
    """Whether a hand may be another one that came nearer or went away meanwhile.

    Parameters
    ----------
    a, b : Detection
    """
    return max(a.palm_px, b.palm_px) <= COMES_BACK * min(a.palm_px, b.palm_px)


def alike(a: Detection, b: Detection) -> bool:
    """Whether two detections of one frame agree on the hand's points.

    Parameters
    ----------
    a, b : Detection
    """
    return a.apart_px(b) < ALIKE_PALMS * max(a.palm_px, b.palm_px)


def _cost(slots: Sequence[HandTrack], hands: Mapping[int, Detection]) -> tuple[float, float]:
    """Cost of an assignment in palms: of hands that stayed, then of hands that came."""
    stayed, came = 0.0, 0.0
    for i, slot in enumerate(slots):
        hand = hands.get(i)
        if slot.present and slot.last is not None:
            stayed += NEW_HAND_PALMS if hand is None else _palms_between(slot.last, hand)
        elif hand is not None:
            came += _cost_of_coming(slot, hand)
    return stayed, came


def _cost_of_coming(slot: HandTrack, hand: Detection) -> float:
    if slot.last is None:
        return NEW_HAND_PALMS
    unlike = hand.is_right != (slot.right_votes >= 0)
    return min(_palms_between(slot.last, hand), AWAY_PALMS) + OTHER_LABEL_PALMS * unlike


def _palms_between(a: Detection, b: Detection) -> float:
    return float(np.hypot(*(a.centre_px - b.centre_px))) / max(a.palm_px, b.palm_px)


def _updated(slot: HandTrack, hand: Detection | None) -> HandTrack:
    if hand is None:
        return HandTrack(slot.last, False, slot.right_votes)
    vote = hand.side_score if hand.is_right else -hand.side_score
    return HandTrack(hand, True, slot.right_votes + vote)
