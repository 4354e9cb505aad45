"""Distances between landmarks in hand lengths: what most counting is done by.

All distances and the hand length are taken at once, since the time of a live frame goes by the
number of NumPy calls.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import distance, nan_for_zero
from handtrack.landmarks.hand import HAND_AXIS, Floats, Landmark

Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Where distances begin, and where they end; the last of them is the hand length."""


def pairs_of(ends: Iterable[tuple[Landmark, Landmark]]) -> Pairs:
    """Prepare pairs of landmarks for `gaps_and_length`."""
    first, second = zip(*ends, HAND_AXIS, strict=True)
    return np.array(first), np.array(second)


def gap_in_lengths(points: Floats, pair: Pairs) -> Floats:
    """Compute one distance in hand lengths.

    Parameters
    ----------
    points : ndarray, shape (..., 21, d)
    pair : Pairs
        Of one pair.

    Returns
    -------
    ndarray, shape (...)
    """
    gaps, length = gaps_and_length(points, pair)
    result: Floats = gaps[..., 0][()] / length
    return result


def gaps_and_length(points: Floats, pairs: Pairs) -> tuple[Floats, Floats]:
    """Compute distances between landmarks, and the hand length to divide them by.

    Parameters
    ----------
    points : ndarray, shape (..., 21, d)
    pairs : Pairs
        Of K pairs.

    Returns
    -------
    gaps : ndarray, shape (..., K)
        In the points' unit.
    length : ndarray, shape (...)
        As `geometry.hand_length`.
    """
    first, second = pairs
    # Of one shape: what NumPy has to repeat for a subtraction takes it twice as long.
    apart = distance(points.take(second, -2), points.take(first, -2))
    return apart[..., :-1], nan_for_zero(apart[..., -1])
