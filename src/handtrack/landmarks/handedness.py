"""Handedness of a track: the majority of its labels, mismatches, and doubtful frames.

The label of one frame is unsure, and for a hand seen edge-on wrong for seconds. The side of a track
is the majority of its labels, or what the user states.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats, Side

MISREAD_SHARE = 0.3
"""Provisional: if a smaller share of a hand's frames has the other label, these are mismatches. A
hand seen edge-on may have both labels in turn, with valid landmarks."""
SURE_SCORE = 0.6
"""Provisional: a smaller confidence is doubtful; on hands seen edge-on the rotation of the forearm
is then wrong far more often."""


class LabelVotes:
    """Counts the labels of each track, weighted by their confidence.

    Parameters
    ----------
    tracks : int
        Number of tracked hands.
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
            Confidence in the label; NaN has no weight.
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
        """Choose the track of the hand that does the exercise, and its side.

        Of the tracks with the user's side by majority, or of all if there are none, the one seen
        most often is chosen. Without the user's side, the track's side is the majority of its
        labels, and right if it has none.

        Parameters
        ----------
        side : Side or None
            The side that the user states.

        Returns
        -------
        track : int
        side : Side
        """
        sides = self.sides
        fitting = [i for i, s in enumerate(sides) if side in (None, s)] or list(range(len(sides)))
        track = max(fitting, key=lambda i: (int(self._frames[i]), -i))
        return track, side or sides[track] or Side.RIGHT


def handedness_mismatch(
    is_right: NDArray[np.int8], side: Side, seen: int = 0, unlike: int = 0
) -> NDArray[np.bool_]:
    """Find the frames in which the tracker takes a hand for the other one.

    Their landmarks are wrong: off by more than 0.15 hand lengths in most such frames, and in few of
    the others (docs/accuracy/validation.md). A frame is judged by itself and the frames before it,
    so that a live session gives the same result.

    Parameters
    ----------
    is_right : ndarray, shape (N,)
        Labels of the hand in order of time, as in `TrackedFrame`.
    side : Side
        Of the hand.
    seen, unlike : int
        Number of earlier frames with the hand, and of those with the other label.

    Returns
    -------
    ndarray of bool, shape (N,)
    """
    other = is_right == int(side is Side.LEFT)
    so_far = unlike + np.cumsum(other)
    return np.asarray(other & (so_far < MISREAD_SHARE * (seen + np.cumsum(is_right >= 0))))


def handedness_doubtful(is_right: NDArray[np.int8], score: Floats, side: Side) -> NDArray[np.bool_]:
    """Find the frames in which the handedness is the other one or has a low confidence.

    Parameters
    ----------
    is_right : ndarray of int8
        The labels, as in `TrackedFrame`.
    score : ndarray, same shape
        Confidence in the label, 0.5 to 1; NaN without a hand.
    side : Side
        Of the hand.

    Returns
    -------
    ndarray of bool, same shape
        False for NaN with the hand's own label.
    """
    return np.asarray((is_right == int(side is Side.LEFT)) | (score < SURE_SCORE))
