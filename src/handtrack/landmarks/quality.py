"""Image quality of a hand, frame by frame: size, margin to the edge, jumps.

MediaPipe gives no confidence for a hand's landmarks (google-ai-edge/mediapipe#2831). All limits are
provisional, domain judgement, unless a source is named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import distance
from handtrack.landmarks.hand import HAND_AXIS, PALM, Floats, Hand, Landmark, by_blocks
from handtrack.landmarks.views import View, view_matches

MIN_HAND_PX = 60.0
"""Wrist to middle knuckle on the screen; half of a hand of 120 px."""
MIN_MARGIN = 0.03
"""Of the frame's width or height, to the nearest landmark."""
MAX_JUMP_L = 0.25
"""Hand lengths the palm may move between two frames 1/30 s apart."""
MIN_GOOD_SHARE = 0.8
"""A figure is `verified` only where at least this share of its frames is good."""
MIN_SEEN_SHARE = 0.7
"""Provisional: a movement is judged only where the hand was seen in at least this share of it. Of
movements that real people made on purpose the least seen one was seen in 0.86."""
MIN_SEEN_OF_TIME = 0.5
"""Provisional: `MIN_SEEN_SHARE` for minutes of activity, whose timer stops without a hand."""
NOMINAL_S = 1 / 30

_PALM = [Landmark.WRIST, Landmark.INDEX_MCP, Landmark.LITTLE_MCP]


@dataclass(frozen=True, slots=True)
class Quality:
    """Faults of each frame, shape (N,); `near_edge`, `too_small`, `unsteady` are False unless seen.

    Attributes
    ----------
    seen : ndarray of bool
        The hand was detected.
    near_edge : ndarray of bool
        A landmark is nearer to the picture's edge than `MIN_MARGIN`.
    too_small : ndarray of bool
        The hand is shorter than `MIN_HAND_PX`.
    unsteady : ndarray of bool
        The palm jumped by more than `MAX_JUMP_L` since the frame before.
    settling : ndarray of bool
        The frame is one of the warm-up after a detection.
    """

    seen: NDArray[np.bool_]
    near_edge: NDArray[np.bool_]
    too_small: NDArray[np.bool_]
    unsteady: NDArray[np.bool_]
    settling: NDArray[np.bool_]

    @property
    def good(self) -> NDArray[np.bool_]:
        """Seen without a fault, shape (N,)."""
        wrong = self.near_edge | self.too_small | self.unsteady | self.settling
        return self.seen & ~wrong


def hand_length_px(hand: Hand) -> Floats:
    """Compute the hand length L in space, shape (...), in pixels."""
    points = hand.image_px
    return by_blocks(_length_px, points) if points.ndim == 3 else _length_px(points)


def _length_px(points: Floats) -> Floats:
    return distance(*(points[..., end, :] for end in HAND_AXIS))


def palm_px(hand: Hand) -> Floats:
    """Compute the palm's centre on the screen and the hand length: x, y, L in pixels, (..., 3)."""
    middle = hand.image_px[..., PALM, :2].mean(axis=-2)
    return np.concatenate([middle, hand_length_px(hand)[..., None]], axis=-1)


def quality(hand: Hand) -> Quality:
    """Find the faults of every frame of a hand through time."""
    width, height = hand.frame_size_px

    def measured(points: Floats) -> Floats:
        """Margin, hand length and palm's centre on the screen, shape (n, 4)."""
        x, y = np.ascontiguousarray(points[..., :2].transpose(2, 1, 0))
        low = np.minimum(x.min(axis=0) / width, y.min(axis=0) / height)
        high = np.maximum(x.max(axis=0) / width, y.max(axis=0) / height)
        palm = points[:, _PALM, :2].mean(axis=-2)
        return np.stack([np.minimum(low, 1 - high), _length_px(points), *palm.T], axis=-1)

    with np.errstate(invalid="ignore", divide="ignore"):
        margin, length, x, y = by_blocks(measured, hand.image_px).T
        step = np.full(len(length), np.nan)
        frames = np.maximum(np.diff(np.asarray(hand.time_s)) / NOMINAL_S, 1.0)
        step[1:] = np.sqrt(np.diff(x) ** 2 + np.diff(y) ** 2) / (length[1:] * frames)
        return Quality(
            seen=hand.seen,
            near_edge=margin < MIN_MARGIN,
            too_small=length < MIN_HAND_PX,
            unsteady=step > MAX_JUMP_L,
            settling=np.asarray(hand.settling),
        )


def keeps_view(views: tuple[View, ...], orientations: Floats) -> NDArray[np.bool_]:
    """Test whether either estimate of the palm orientation matches any of the views.

    A view is wrong where both estimates contradict it: each alone is now and then off by more than
    `handtrack.landmarks.views.GATE_DEG`.

    Parameters
    ----------
    views : tuple of View
    orientations : ndarray, shape (..., 2)
        As `handtrack.landmarks.views.palm_orientations`.

    Returns
    -------
    ndarray of bool, shape (...)
        False where both are NaN.
    """
    return np.asarray(in_view(views, orientations).any(axis=-1))


def in_view(views: tuple[View, ...], orientation: Floats) -> NDArray[np.bool_]:
    """Test whether the palm orientation matches any of the views.

    Oblique lies between two views. If the palm is asked for and the back is not, only the palm's
    side of oblique matches, and the other way round.

    Parameters
    ----------
    views : tuple of View
        Empty for any view.
    orientation : ndarray, shape (...)
        As `handtrack.landmarks.views.palm_orientation`.

    Returns
    -------
    ndarray of bool, shape (...)
        False for NaN.
    """
    if not views:
        return np.isfinite(orientation)
    matched = np.zeros(np.shape(orientation), dtype=np.bool_)
    for view in views:
        fits = view_matches(view, orientation)
        if view is View.OBLIQUE and (View.PALM in views) != (View.DORSAL in views):
            fits &= (orientation > 0) == (View.PALM in views)
        matched |= fits
    return matched
