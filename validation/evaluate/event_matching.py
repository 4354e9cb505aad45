"""Which found repetition is which true one.

Events are matched as sound events are (Mesaros, Heittola and Virtanen 2016, 10.3390/app6060162):
both onset and offset must lie within a collar of the reference's, each event has at most one
partner, and the number of pairs is the largest possible. Their offset may be off by half of the
event's length; here the collar of `COLLAR_S` holds for both edges, because the duration of a
repetition is reported, and a counter that ends each one late is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from handtrack.landmarks.hand import Floats

COLLAR_S = 0.3
"""How far an edge may be off; ours, published with the results."""
SAME_SHARE = 0.5
"""Two intervals are the same attempt where they share this part of the shorter one: an attempt that
was given up half way, as when the hand left the picture, is still that attempt."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Matches:
    """Pairs of (true, found), and who has no partner; all are places in the sequences given."""

    pairs: tuple[tuple[int, int], ...]
    missed: tuple[int, ...]
    extra: tuple[int, ...]

    @property
    def f1(self) -> float:
        """Twice the pairs over all events of both; NaN where there are none."""
        events = 2 * len(self.pairs) + len(self.missed) + len(self.extra)
        return 2 * len(self.pairs) / events if events else float("nan")


def match_edges(
    true: Sequence[Interval], found: Sequence[Interval], collar_s: float = COLLAR_S
) -> Matches:
    """Match where both edges lie within the collar: as many pairs as possible, closest first."""
    a, b = _edges(true), _edges(found)
    gap = np.abs(a[:, np.newaxis] - b[np.newaxis]).max(axis=-1) / collar_s
    return best_pairs(1.0 - gap / (2 * len(true) + 2 * len(found) + 1), gap <= 1.0)


def match_overlap(true: Sequence[Interval], found: Sequence[Interval]) -> Matches:
    """Match by how much two intervals have in common, whatever their edges."""
    a, b = _edges(true)[:, np.newaxis], _edges(found)[np.newaxis]
    common = np.minimum(a[..., 1], b[..., 1]) - np.maximum(a[..., 0], b[..., 0])
    union = np.maximum(a[..., 1], b[..., 1]) - np.minimum(a[..., 0], b[..., 0])
    shorter = np.minimum(a[..., 1] - a[..., 0], b[..., 1] - b[..., 0])
    return best_pairs(common / union, common >= SAME_SHARE * shorter)


def _edges(intervals: Sequence[Interval]) -> Floats:
    return np.array(intervals, dtype=float).reshape(-1, 2)


def best_pairs(worth: Floats, allowed: NDArray[np.bool_]) -> Matches:
    """Pairs of the greatest total worth among those allowed."""
    rows, columns = linear_sum_assignment(np.where(allowed, worth, 0.0), maximize=True)
    pairs = [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if allowed[i, j]]
    return Matches(
        tuple(pairs),
        tuple(sorted(set(range(worth.shape[0])) - {i for i, _ in pairs})),
        tuple(sorted(set(range(worth.shape[1])) - {j for _, j in pairs})),
    )
