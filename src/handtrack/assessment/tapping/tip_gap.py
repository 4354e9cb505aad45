"""What is looked at: the gap between the tips of thumb and index finger, in hand lengths.

The usual signal of the test in video: the distance of the two tips over the length of the palm
(doi:10.1038/s41531-026-01307-w, where distances did better than angles). Image points with depth.
The hand's length is the median over a second around each frame: a hand keeps its length, its
reading does not, and a hand that comes nearer to the camera changes it slowly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.landmarks.geometry import distance, unit
from handtrack.landmarks.hand import FINGERS, PALM, Finger, Floats, Hand, Landmark
from handtrack.landmarks.quality import hand_length_px

LENGTH_S = 0.5
"""To either side of a frame, for the hand's length. No tap is that slow that it mattered, and no
hand comes nearer that fast."""
SAME_PX = 1e-3
"""Landmarks that differ by less are those of the same picture, kept twice."""


@dataclass(frozen=True, slots=True)
class TipGap:
    """The frames in which the hand was seen, each picture once; shape (N,) unless said.

    Parameters
    ----------
    time_s : ndarray
    gap : ndarray
        Thumb tip to index fingertip, in hand lengths.
    palm : ndarray, shape (N, 2)
        Where the palm is on the screen, in hand lengths.
    others : ndarray
        How far middle, ring and little finger reach from their knuckles, mean, in hand lengths:
        a whole hand that opens and closes moves it, a tapping one leaves it.
    knuckles : ndarray, shape (N, 3)
        Unit vector from the index to the little finger's knuckle, in space: it tells whether the
        hand turned.
    frames : int
        Of the whole recording.
    seen_s : ndarray, shape (S,)
        Times of those with the hand; the same picture twice is there twice.
    """

    time_s: Floats
    gap: Floats
    palm: Floats
    other_fingers: Floats
    knuckles: Floats
    frames: int
    seen_s: Floats

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def seen(self) -> int:
        """Frames with the hand."""
        return len(self.seen_s)

    def longest_unseen_s(self, i: int, j: int) -> float:
        """The longest time in which the hand was not seen from picture `i` to picture `j`."""
        return float(self.seen_intervals_s(i, j).max(initial=0.0))

    def seen_intervals_s(self, i: int, j: int) -> Floats:
        """Times from each frame with the hand to the next, from picture `i` to picture `j`."""
        first, last = np.searchsorted(self.seen_s, self.time_s[[i, j]])
        return np.diff(self.seen_s[first : last + 1])


def tip_gap(hand: Hand) -> TipGap:
    """Read it off a hand through time."""
    seen = np.flatnonzero(hand.seen)
    frames, points = len(hand.image_px), hand.image_px[seen]
    if len(points) > 1:
        moved = np.abs(np.diff(points, axis=0)).max(axis=(1, 2)) >= SAME_PX
        new = np.concatenate([[True], moved])
        kept, points = seen[new], points[new]
    else:
        kept = seen
    all_s = np.asarray(hand.time_s, dtype=np.float64)
    time_s = all_s[kept]
    length = moving_median(time_s, hand_length_px(hand)[kept], LENGTH_S)
    gap = distance(points[:, Landmark.THUMB_TIP], points[:, Finger.INDEX.tip]) / length
    palm = points[:, PALM, :2].mean(axis=1) / length[:, None]
    others = [f for f in FINGERS if f is not Finger.INDEX]
    reach = [distance(points[:, f.tip], points[:, f.mcp]) / length for f in others]
    knuckles = unit(points[:, Finger.LITTLE.mcp] - points[:, Finger.INDEX.mcp])
    return TipGap(time_s, gap, palm, np.mean(reach, axis=0), knuckles, frames, all_s[seen])


def moving_median(time_s: Floats, values: Floats, reach_s: float) -> Floats:
    """The median of the readings within `reach_s` to either side of each, shape (N,)."""
    first = np.searchsorted(time_s, time_s - reach_s - 1e-9)
    last = np.searchsorted(time_s, time_s + reach_s + 1e-9, side="right")
    medians = [np.median(values[i:j]) for i, j in zip(first, last, strict=True)]
    return np.array(medians, dtype=np.float64)
