"""What may be trusted: how well the camera saw the hand, frame by frame.

MediaPipe gives no confidence for a hand's landmarks (google-ai-edge/mediapipe#2831), so these are
our own gates. All limits are provisional, domain judgement, unless a source is named.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import distance
from handtrack.landmarks.hand import PALM, Floats, Hand, Landmark
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
"""Provisional: the same for a stretch of time on task, which keeps its own account of the rest."""
NOMINAL_S = 1 / 30

_PALM = [Landmark.WRIST, Landmark.INDEX_MCP, Landmark.LITTLE_MCP]


@dataclass(frozen=True, slots=True)
class Quality:
    """Per frame, shape (N,): what was wrong, if anything. Frames without a hand are not `seen`.

    `near_edge`, `too_small` and `unsteady` are False where the hand was not seen.
    """

    seen: NDArray[np.bool_]
    near_edge: NDArray[np.bool_]
    too_small: NDArray[np.bool_]
    unsteady: NDArray[np.bool_]
    settling: NDArray[np.bool_]

    @property
    def good(self) -> NDArray[np.bool_]:
        """Seen, and nothing wrong."""
        wrong = self.near_edge | self.too_small | self.unsteady | self.settling
        return self.seen & ~wrong


def hand_length_px(hand: Hand) -> Floats:
    """Wrist to middle knuckle with depth, shape (...): the unit L of this hand in this frame."""
    points = hand.image_px
    return distance(points[..., Landmark.WRIST, :], points[..., Landmark.MIDDLE_MCP, :])


def palm_px(hand: Hand) -> Floats:
    """Where the palm is on the screen, and the hand's length: x, y, L; shape (..., 3)."""
    middle = hand.image_px[..., PALM, :2].mean(axis=-2)
    return np.concatenate([middle, hand_length_px(hand)[..., None]], axis=-1)


def quality(hand: Hand) -> Quality:
    """Look at every frame of a hand through time."""
    width, height = hand.frame_size_px
    x, y = hand.image_px[..., 0], hand.image_px[..., 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.minimum(x.min(axis=-1) / width, y.min(axis=-1) / height)
        high = np.maximum(x.max(axis=-1) / width, y.max(axis=-1) / height)
        margin = np.minimum(low, 1 - high)
        length = hand_length_px(hand)
        palm = hand.image_px[:, _PALM, :2].mean(axis=-2)
        step = np.full(len(length), np.nan)
        frames = np.maximum(np.diff(np.asarray(hand.time_s)) / NOMINAL_S, 1.0)
        step[1:] = distance(palm[1:], palm[:-1]) / (length[1:] * frames)
        return Quality(
            seen=hand.seen,
            near_edge=margin < MIN_MARGIN,
            too_small=length < MIN_HAND_PX,
            unsteady=step > MAX_JUMP_L,
            settling=np.asarray(hand.settling),
        )


def keeps_view(views: tuple[View, ...], facings: Floats) -> NDArray[np.bool_]:
    """Whether any of the views is kept by any reading, shape (...) for `facings` of (..., 2).

    A view is called wrong where both readings say so: either of them is off by more than
    `handtrack.landmarks.views.GATE_DEG` now and then.
    """
    return np.asarray(in_view(views, facings).any(axis=-1))


def in_view(views: tuple[View, ...], facing: Floats) -> NDArray[np.bool_]:
    """Whether any of the views is kept, shape of `facing`; True everywhere without views.

    Oblique lies between two views, so it is not kept on the palm's side of the hand where only
    the back is asked for, nor the other way round.
    """
    if not views:
        return np.isfinite(facing)
    kept = np.zeros(np.shape(facing), dtype=np.bool_)
    for view in views:
        fits = view_matches(view, facing)
        if view is View.OBLIQUE and (View.PALM in views) != (View.DORSAL in views):
            fits &= (facing > 0) == (View.PALM in views)
        kept |= fits
    return kept
