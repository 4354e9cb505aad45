"""Which hand it is: a tracker's labels of left and right, and what follows from them.

A label of one frame is unsure, and wrong for seconds where a hand is seen from its edge. Which hand
a track is follows from the majority of its labels, or from the user's word.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats, Side

MISREAD_SHARE = 0.3
"""Provisional: a hand that is called the other one in a smaller share of its frames is misread in
these. Seen from its edge a hand may be called both by turns, with its points in their places."""
SURE_SCORE = 0.6
"""Provisional: below it a tracker can hardly tell which hand it is, and on hands seen from their
edge how the forearm turns is wrong far more often than above it."""


class LabelVotes:
    """Counts the labels of each track, weighted by their confidence.

    Parameters
    ----------
    tracks : int
        How many hands are tracked.
    """

    def __init__(self, tracks: int) -> None:
        self._frames = np.zeros(tracks, dtype=np.intp)
        self._weight = np.zeros((tracks, 2))  # left, right

    def add(self, is_right: NDArray[np.int8], side_score: Floats) -> None:
        """Add the labels of one frame, or of all frames of a recording.

        Parameters
        ----------
        is_right : ndarray, shape (tracks,) or (N, tracks)
            1 labelled right, 0 labelled left, -1 no hand.
        side_score : ndarray, same shape
            Confidence in the label; NaN counts nothing.
        """
        labels, weight = np.atleast_2d(is_right), np.nan_to_num(np.atleast_2d(side_score))
        self._frames += (labels >= 0).sum(axis=0)
        for right in (0, 1):
            self._weight[:, right] += np.where(labels == right, weight, 0.0).sum(axis=0)

    @property
    def sides(self) -> list[Side | None]:
        """The side of each track by majority; None for a track that was never labelled."""
        return [
            (Side.RIGHT if right >= left else Side.LEFT) if frames else None
            for frames, (left, right) in zip(self._frames.tolist(), self._weight, strict=True)
        ]

    def choose(self, side: Side | None) -> tuple[int, Side]:
        """Choose the track of the hand that works, and its side.

        The user's word fixes the side: of the tracks that are this hand by majority, or of all if
        there is none, the one seen most often is taken. Without it, its side is the majority of
        its labels, and right where it has none.

        Parameters
        ----------
        side : Side or None
            As the user says; None where nothing was said.
        """
        sides = self.sides
        fitting = [i for i, s in enumerate(sides) if side in (None, s)] or list(range(len(sides)))
        track = max(fitting, key=lambda i: (int(self._frames[i]), -i))
        return track, side or sides[track] or Side.RIGHT


def handedness_mismatch(
    is_right: NDArray[np.int8], side: Side, seen: int = 0, unlike: int = 0
) -> NDArray[np.bool_]:
    """Where a tracker takes a hand for the other one, shape (N,).

    Its landmarks are then those of another hand than is there: off by more than 0.15 hand
    lengths in most such frames, and in few of the others (docs/accuracy/validation.md). A frame is
    judged by itself and those before it alone, so that a live session comes to the same.

    Parameters
    ----------
    is_right : ndarray, shape (N,)
        Its labels in order of time, as in `TrackedFrame`.
    side : Side
        Which hand it is.
    seen, unlike : int
        In how many frames before these it was seen, and in how many of them called the other one.
    """
    other = is_right == int(side is Side.LEFT)
    so_far = unlike + np.cumsum(other)
    return np.asarray(other & (so_far < MISREAD_SHARE * (seen + np.cumsum(is_right >= 0))))


def handedness_doubtful(is_right: NDArray[np.int8], score: Floats, side: Side) -> NDArray[np.bool_]:
    """Where a tracker calls a hand the other one or can hardly tell, same shape as `is_right`.

    Parameters
    ----------
    is_right : ndarray of int8
        The labels, as in `TrackedFrame`.
    score : ndarray
        How sure the tracker is of them, from 0.5 to 1; NaN without a hand.
    side : Side
        Which hand it is.
    """
    return np.asarray((is_right == int(side is Side.LEFT)) | (score < SURE_SCORE))
