"""Taps: each time the tips close after they were apart.

Turning points of the gap are taken pair by pair out of the signal, the smallest first, as long as
one is small beside its neighbours or beside what landmarks jitter by. What stays are the person's
own closings and openings, at any tempo: no time constant is in it but the limit of what a hand
can do.

Jitter is smoothed by the median of what lies within an eighth of the person's own cycle, which
takes less than 3 % off a sinusoid of that tempo (sinc of an eighth: 0.974) and, where a cycle has
fewer than some twenty pictures, is no smoothing at all. The tempo is found first, without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.assessment.tapping.tip_gap import moving_median
from handtrack.landmarks.hand import Floats

MIN_SWING = 0.1
"""Provisional, hand lengths: what changes the gap by less is jitter, which had a standard deviation
of 0.011 in the median of 100 recordings of real hands and 0.05 and more in a tenth of them. It is
about a centimetre of an adult's hand."""
OWN_SHARE = 0.3
"""Provisional: a turn back by less than this share of the larger swing beside it is part of that
swing, as a bounce at the touch is."""
FASTEST_HZ = 8.0
"""Provisional: what comes and goes faster is the tracker's flicker. Fast healthy people do about
5 to 6 a second."""
SMOOTH_SHARE = 1 / 8
"""Of a cycle, within which readings are taken together."""
HALF = 0.5

FrameIndices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Closing:
    """The tips closing once, after they were apart.

    Parameters
    ----------
    open_at, closed_at, reopened_at : int
        Places among the readings: where the gap was widest before it, smallest, and widest after;
        the last is -1 where they did not part again.
    time_s : float
        When half of the way was closed, between two readings: the sharpest moment of a tap.
    opened, closed : float
        The gap at its widest and at its smallest, in hand lengths.
    """

    open_at: int
    closed_at: int
    reopened_at: int
    time_s: float
    opened: float
    closed: float

    @property
    def amplitude(self) -> float:
        """How far the tips came together, in hand lengths."""
        return self.opened - self.closed


def find_closings(time_s: Floats, gap: Floats, share: float = OWN_SHARE) -> list[Closing]:
    """Find all closings.

    Parameters
    ----------
    time_s, gap : ndarray, shape (N,)
        Finite readings in order of time.
    share : float
        See `OWN_SHARE`.
    """
    if len(gap) < 3:
        return []
    turns = turning_points(time_s, gap, share)
    cycle_s = typical_cycle_s(time_s, gap, turns)
    smooth = gap
    for _ in range(2):  # the second time by the tempo that was found without jitter
        if not np.isfinite(cycle_s):
            break
        smooth = moving_median(time_s, gap, cycle_s * SMOOTH_SHARE / 2)
        turns = turning_points(time_s, smooth, share)
        cycle_s = typical_cycle_s(time_s, smooth, turns)
    return _built(time_s, smooth, turns)


def turning_points(time_s: Floats, gap: Floats, share: float) -> FrameIndices:
    """Where the gap turns, largest and smallest by turns, without turns that are small."""
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
        turns = np.delete(turns, _taken_out(at, len(turns)))
    return turns if len(turns) > 1 else turns[:0]


def _is_small(turn_s: Floats, swings: Floats, share: float) -> NDArray[np.bool_]:
    """Which swings, shape (T - 1,) between T turns, are none of their own."""
    beside = np.zeros_like(swings)
    beside[1:] = swings[:-1]
    beside[:-1] = np.maximum(beside[:-1], swings[1:])
    small = (swings < MIN_SWING) | (swings < share * beside)
    flicker = np.zeros(len(turn_s), dtype=np.bool_)
    flicker[1:-1] = turn_s[2:] - turn_s[:-2] < 1 / FASTEST_HZ - 1e-6
    small |= (flicker[:-1] | flicker[1:]) & (swings <= beside)
    return np.asarray(small)


def _taken_out(at: int, turns: int) -> list[int]:
    """The turns at both ends of a swing; of one at an end of the signal, the end alone."""
    if at == 0:
        return [0]
    return [at + 1] if at + 1 == turns - 1 else [at, at + 1]


def typical_cycle_s(time_s: Floats, gap: Floats, turns: FrameIndices) -> float:
    """How long the person's own cycle takes: the median one, larger swings weighing more."""
    if len(turns) < 3:
        return float("nan")
    lasted = time_s[turns[2:]] - time_s[turns[:-2]]
    swings = np.abs(np.diff(gap[turns]))
    weights = np.minimum(swings[1:], swings[:-1]) ** 2
    order = np.argsort(lasted)
    below = np.cumsum(weights[order])
    return float(lasted[order][np.searchsorted(below, HALF * below[-1])])


def _built(time_s: Floats, gap: Floats, turns: FrameIndices) -> list[Closing]:
    found = []
    for k in range(len(turns) - 1):
        i, j = int(turns[k]), int(turns[k + 1])
        if gap[j] < gap[i]:
            after = int(turns[k + 2]) if k + 2 < len(turns) else -1
            moment = crossing_s(time_s, gap, i, j, HALF)
            found.append(Closing(i, j, after, moment, float(gap[i]), float(gap[j])))
    return found


def crossing_s(time_s: Floats, gap: Floats, i: int, j: int, share: float) -> float:
    """When a swing from reading `i` to reading `j` had done a share of its way for good."""
    done = (gap[i : j + 1] - gap[i]) / (gap[j] - gap[i])
    k = int(np.flatnonzero(done < share)[-1])
    part = (share - done[k]) / (done[k + 1] - done[k])
    return float(time_s[i + k] + part * (time_s[i + k + 1] - time_s[i + k]))
