"""Gap between the tips of thumb and index finger, in hand lengths: the signal of the tapping test.

The usual signal in video is the distance of the two tips divided by the length of the palm
(doi:10.1038/s41531-026-01307-w, where distances were better than angles), here by image points with
depth. The hand length is a moving median over one second: its true value changes slowly, with the
distance to the camera.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.landmarks.geometry import distance, unit
from handtrack.landmarks.hand import FINGERS, PALM, Finger, Floats, Hand, Landmark
from handtrack.landmarks.quality import hand_length_px

LENGTH_S = 0.5
"""Half window of the moving median of the hand length: longer than a tap, shorter than a change of
the distance to the camera."""
SAME_PX = 1e-3
"""Largest difference of landmarks that are those of a repeated picture."""


@dataclass(frozen=True, slots=True)
class TipGap:
    """Signals of the frames with a detected hand, each picture once; shape (N,) unless stated.

    Parameters
    ----------
    time_s : ndarray
    gap : ndarray
        Thumb tip to index fingertip, in hand lengths.
    palm : ndarray, shape (N, 2)
        Position of the palm in the picture, in hand lengths.
    other_fingers : ndarray
        Mean distance of tip to MCP joint of middle, ring and little finger, in hand lengths: it
        changes if the whole hand opens and closes.
    knuckles : ndarray, shape (N, 3)
        Unit vector from the index to the little finger's MCP joint, for the rotation of the hand.
    frames : int
        Number of frames of the recording.
    seen_s : ndarray, shape (S,)
        Times of frames with a detected hand, repeated pictures included.
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
        """Number of frames with a detected hand."""
        return len(self.seen_s)

    def longest_unseen_s(self, i: int, j: int) -> float:
        """Longest time between two frames with a detected hand.

        Parameters
        ----------
        i, j : int
            First and last picture.

        Returns
        -------
        float
            Seconds; 0 if there is one frame.
        """
        return float(self.seen_intervals_s(i, j).max(initial=0.0))

    def seen_intervals_s(self, i: int, j: int) -> Floats:
        """Time from each frame with a detected hand to the next one.

        Parameters
        ----------
        i, j : int
            First and last picture.

        Returns
        -------
        ndarray, shape (K,)
            Seconds.
        """
        first, last = np.searchsorted(self.seen_s, self.time_s[[i, j]])
        return np.diff(self.seen_s[first : last + 1])


def tip_gap(hand: Hand) -> TipGap:
    """Gap signal of a hand through a recording."""
    seen = np.flatnonzero(hand.seen)
    frames, points = len(hand.image_px), hand.image_px[seen]
    if len(points) > 1:
        moved = np.abs(np.diff(points, axis=0)).max(axis=(1, 2)) >= SAME_PX
        new = np.concatenate([[True], moved])
        distinct, points = seen[new], points[new]
    else:
        distinct = seen
    all_s = np.asarray(hand.time_s, dtype=np.float64)
    time_s = all_s[distinct]
    length = moving_median(time_s, hand_length_px(hand)[distinct], LENGTH_S)
    gap = distance(points[:, Landmark.THUMB_TIP], points[:, Finger.INDEX.tip]) / length
    palm = points[:, PALM, :2].mean(axis=1) / length[:, None]
    others = [f for f in FINGERS if f is not Finger.INDEX]
    reach = [distance(points[:, f.tip], points[:, f.mcp]) / length for f in others]
    knuckles = unit(points[:, Finger.LITTLE.mcp] - points[:, Finger.INDEX.mcp])
    return TipGap(time_s, gap, palm, np.mean(reach, axis=0), knuckles, frames, all_s[seen])


def moving_median(time_s: Floats, values: Floats, half_window_s: float) -> Floats:
    """Moving median over a window in time.

    Parameters
    ----------
    time_s, values : ndarray, shape (N,)
        In order of time.
    half_window_s : float
        Half window.

    Returns
    -------
    ndarray, shape (N,)
    """
    first = np.searchsorted(time_s, time_s - half_window_s - 1e-9)
    last = np.searchsorted(time_s, time_s + half_window_s + 1e-9, side="right")
    medians = [np.median(values[i:j]) for i, j in zip(first, last, strict=True)]
    return np.array(medians, dtype=np.float64)
