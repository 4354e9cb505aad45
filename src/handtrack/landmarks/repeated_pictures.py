"""How often a clip repeats each picture, estimated from the changes between neighbouring frames.

A file of 30 frames a second may hold 10 pictures, each three times: a webcam in a dim room, a
screen recording, a clip that was converted. After encoding, a repeated picture is hardly ever
bit-identical. But in an ordinary clip a large change follows a large change, and where each picture
is repeated no two large changes are neighbours.
"""

from __future__ import annotations

import numpy as np

from handtrack.landmarks.hand import Floats

LARGE_SHARE = 0.35
"""Provisional: a change of at least this share of the largest one is large."""
LARGEST = 95.0
"""Percentile of the changes that is called the largest, so that a single jump is ignored."""
NEIGHBOURS = 20.0
"""Percentile of the distances between large changes: if one in five is 1, no picture is
repeated."""


def repeats_per_picture(changes: Floats) -> float:
    """Estimate how many frames show each picture; 1 is no repetition.

    Parameters
    ----------
    changes : ndarray, shape (N,)
        Change from each frame to the next, in any unit.
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
