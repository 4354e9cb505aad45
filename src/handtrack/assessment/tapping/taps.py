"""Detection of taps: closings of thumb and index finger.

Pairs of turning points of the gap signal are removed, smallest swing first, while a swing is small
relative to its neighbours or to landmark jitter. The remaining turning points are the closings and
openings at any tapping rate: the only time constant is the fastest possible tap.

Jitter is smoothed by a moving median over an eighth of the person's median cycle. It attenuates a
sinusoid of that rate by less than 3 % (sinc of an eighth: 0.974), and has no effect below some
twenty pictures a cycle. The cycle is first estimated without smoothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.assessment.tapping.tip_gap import moving_median
from handtrack.landmarks.hand import Floats

MIN_SWING = 0.1
"""Provisional, hand lengths: a smaller swing is jitter, whose standard deviation was 0.011 in the
median of 100 recordings of real hands and 0.05 or more in a tenth of them. It is about a centimetre
of an adult's hand."""
OWN_SHARE = 0.3
"""Provisional: a swing below this share of its larger neighbour is part of it (contact bounce)."""
FASTEST_HZ = 8.0
"""Provisional: faster cycles are tracker flicker. Fast healthy people tap 5 to 6 times a second."""
SMOOTH_SHARE = 1 / 8
"""Window of the moving median as a share of the cycle."""
HALF = 0.5

FrameIndices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Closing:
    """Closing of the tips.

    Parameters
    ----------
    open_at, closed_at, reopened_at : int
        Indices of the widest gap before, the smallest gap, and the widest gap after; the last one
        is -1 if the tips did not open again.
    time_s : float
        Time at half of the amplitude, interpolated: the best defined moment of a tap.
    opened, closed : float
        Widest and smallest gap, in hand lengths.
    """

    open_at: int
    closed_at: int
    reopened_at: int
    time_s: float
    opened: float
    closed: float

    @property
    def amplitude(self) -> float:
        """Widest gap less smallest gap, in hand lengths."""
        return self.opened - self.closed


def find_closings(time_s: Floats, gap: Floats, share: float = OWN_SHARE) -> list[Closing]:
    """Closings in a gap signal.

    Parameters
    ----------
    time_s, gap : ndarray, shape (N,)
        Finite, in order of time; gap in hand lengths.
    share : float
        Least swing as a share of the larger neighbour.

    Returns
    -------
    list of Closing
        Empty for fewer than three readings.
    """
    if len(gap) < 3:
        return []
    turns = turning_points(time_s, gap, share)
    cycle_s = typical_cycle_s(time_s, gap, turns)
    smooth = gap
    for _ in range(2):  # the second pass has the cycle that was estimated without jitter
        if not np.isfinite(cycle_s):
            break
        smooth = moving_median(time_s, gap, cycle_s * SMOOTH_SHARE / 2)
        turns = turning_points(time_s, smooth, share)
        cycle_s = typical_cycle_s(time_s, smooth, turns)
    return _closings(time_s, smooth, turns)


def turning_points(time_s: Floats, gap: Floats, share: float) -> FrameIndices:
    """Turning points of a gap signal, maxima and minima alternating, without small swings.

    Parameters
    ----------
    time_s, gap : ndarray, shape (N,)
        Finite, in order of time; gap in hand lengths.
    share : float
        Least swing as a share of the larger neighbour.

    Returns
    -------
    ndarray of int, shape (T,)
        Indices; empty if the gap does not move.
    """
    rising = np.sign(np.diff(gap))
    moving = np.flatnonzero(rising)
    if not len(moving):
        return np.zeros(0, dtype=np.intp)
    turned = moving[1:][rising[moving[1:]] != rising[moving[:-1]]]
    turns = np.concatenate([moving[:1], turned, moving[-1:] + 1])
    while len(turns) > 1:
        swings = np.abs(np.diff(gap[turns]))
        small = _is_small(time_s[turns], swings, share)
        if not small.any():
            break
        at = int(np.argmin(np.where(small, swings, np.inf)))
        turns = np.delete(turns, _removed(at, len(turns)))
    return turns if len(turns) > 1 else turns[:0]


def _is_small(turn_s: Floats, swings: Floats, share: float) -> NDArray[np.bool_]:
    """Whether each swing, shape (T - 1,) between T turning points, is part of a neighbour."""
    beside = np.zeros_like(swings)
    beside[1:] = swings[:-1]
    beside[:-1] = np.maximum(beside[:-1], swings[1:])
    small = (swings < MIN_SWING) | (swings < share * beside)
    flicker = np.zeros(len(turn_s), dtype=np.bool_)
    flicker[1:-1] = turn_s[2:] - turn_s[:-2] < 1 / FASTEST_HZ - 1e-6
    small |= (flicker[:-1] | flicker[1:]) & (swings <= beside)
    return np.asarray(small)


def _removed(at: int, turns: int) -> list[int]:
    """Turning points of a swing to remove: both, or one at an end of the signal."""
    if at == 0:
        return [0]
    return [at + 1] if at + 1 == turns - 1 else [at, at + 1]


def typical_cycle_s(time_s: Floats, gap: Floats, turns: FrameIndices) -> float:
    """Median cycle duration, weighted by the squared smaller swing of each cycle.

    Parameters
    ----------
    time_s, gap : ndarray, shape (N,)
    turns : ndarray of int, shape (T,)
        From `turning_points`.

    Returns
    -------
    float
        Seconds; NaN with fewer than three turning points.
    """
    if len(turns) < 3:
        return float("nan")
    lasted = time_s[turns[2:]] - time_s[turns[:-2]]
    swings = np.abs(np.diff(gap[turns]))
    weights = np.minimum(swings[1:], swings[:-1]) ** 2
    order = np.argsort(lasted)
    below = np.cumsum(weights[order])
    return float(lasted[order][np.searchsorted(below, HALF * below[-1])])


def _closings(time_s: Floats, gap: Floats, turns: FrameIndices) -> list[Closing]:
    found = []
    for k in range(len(turns) - 1):
        i, j = int(turns[k]), int(turns[k + 1])
        if gap[j] < gap[i]:
            after = int(turns[k + 2]) if k + 2 < len(turns) else -1
            moment = crossing_s(time_s, gap, i, j, HALF)
            found.append(Closing(i, j, after, moment, float(gap[i]), float(gap[j])))
    return found


def crossing_s(time_s: Floats, gap: Floats, i: int, j: int, share: float) -> float:
    """Last time at which a swing crosses a share of its amplitude, interpolated.

    Parameters
    ----------
    time_s, gap : ndarray, shape (N,)
    i, j : int
        First and last index of the swing.
    share : float
        0 to 1.

    Returns
    -------
    float
        Seconds.
    """
    done = (gap[i : j + 1] - gap[i]) / (gap[j] - gap[i])
    k = int(np.flatnonzero(done < share)[-1])
    part = (share - done[k]) / (done[k + 1] - done[k])
    return float(time_s[i + k] + part * (time_s[i + k + 1] - time_s[i + k]))
