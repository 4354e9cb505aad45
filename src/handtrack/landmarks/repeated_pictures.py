"""How many times a clip shows each of its pictures, told by how much changes from one to the next.

A file of 30 frames a second may hold 10 pictures, each three times: a webcam in a dim room, a
screen recording, a clip that was converted. Coded anew, a repeated picture is hardly ever the same
to the last bit; but in real pictures a large change follows a large change, and where each one is
kept twice or three times no two large changes are ever neighbours.
"""

from __future__ import annotations

import numpy as np

from handtrack.landmarks.hand import Floats

LARGE_SHARE = 0.35
"""Provisional: a step of at least this share of the largest ones is a movement that goes on."""
LARGEST = 95.0
"""Percentile that stands for the largest, so that a single jump does not."""
NEIGHBOURS = 20.0
"""Percentile of the distances between large steps: one in five being neighbours is enough to see
that pictures are not repeated."""


def repeats_per_picture(changes: Floats) -> float:
    """How many times each picture is there; 1 is once.

    Parameters
    ----------
    changes : ndarray, shape (N,)
        How much changed from each picture to the next, in any unit.
    """
    size = np.abs(changes)
    if not len(size) or not size.any():
        return 1.0
    large = np.flatnonzero(size >= LARGE_SHARE * np.percentile(size[size > 0], LARGEST))
    apart = np.diff(large)
    if not len(apart):
        return 1.0
    least = float(np.percentile(apart, NEIGHBOURS, method="lower"))
    return float(apart[apart < 2 * least].mean()) if least > 1 else 1.0
