"""When a movement began and when it was over, to either side of the crossings that count it.

Counting asks for clear signs, so it sees a movement late and takes it as ended early. Once it is
counted, its edges are looked for: back from where it left the rest band, and on from where it came
back to it, to the nearest frame at which the hand all but stood still.

Still is what is slower than a small share of that repetition's own fastest way out, or back: the
usual sign of onset and offset in movement analysis (2 % of the peak speed for drinking from a
glass, 10.1186/s12984-021-00895-3; such thresholds against other signs of onset:
10.3389/neuro.20.002.2009). The speed is taken from readings that are not smoothed, over a window
to both sides, so that it does not lag; the edges of a repetition are therefore known a moment
after it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from handtrack.events import Candidate, Status
from handtrack.landmarks.hand import Floats
from handtrack.measurements.filters import GAP_S

STILL_SHARE = 0.08
"""Provisional, above the 2 % of a laboratory's markers: landmarks jitter, and a slow hand
drifts while it rests."""
WINDOW_S = 0.15
"""Provisional: to either side of a frame, for its speed. On 48 movements of rendered hands of
about a second it set the edges right in the mean, at 15, 30 and 60 frames a second."""
REACH_S = 2.0
"""Provisional: how far from the crossing an edge is looked for, so that a drifting hand is not
followed for ever."""
NEEDED_S = REACH_S + WINDOW_S
"""How long before a crossing the readings begin to matter."""


@dataclass(frozen=True, slots=True)
class TimedCandidate:
    """A candidate with its edges where its movement has them.

    Parameters
    ----------
    proposed : Candidate
        As the verifier saw it.
    candidate : Candidate
        The same with other edges.
    final_from_s : float
        From when on nothing that is yet to come moves them.
    """

    proposed: Candidate
    candidate: Candidate
    final_from_s: float


def speeds(time_s: Floats, way: Floats, window_s: float = WINDOW_S) -> Floats:
    """Give how fast readings rise, without delay.

    Parameters
    ----------
    time_s, way : ndarray, shape (N,)
        Without NaN.
    window_s : float
        To either side of a frame.

    Returns
    -------
    ndarray, shape (N,)
        Units of `way` a second; 0 where no other reading is in the window.
    """
    first = np.searchsorted(time_s, time_s - window_s)
    last = np.searchsorted(time_s, time_s + window_s, side="right") - 1
    passed_s, moved = time_s[last] - time_s[first], way[last] - way[first]
    return np.divide(moved, passed_s, out=np.zeros_like(moved), where=passed_s > 0)


class OnsetOffset:
    """Looks for edges among readings.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
    way : ndarray, shape (N,)
        How far the movement goes, in any unit, not smoothed; NaN where the hand was not seen.
    """

    def __init__(self, time_s: Floats, way: Floats) -> None:
        seen = np.isfinite(way)
        time_s, way = time_s[seen], way[seen]
        rising = speeds(time_s, way)
        self._time_s: list[float] = time_s.tolist()
        self._speeds: tuple[list[float], list[float]] = rising.tolist(), (-rising).tolist()

    def assign(self, proposed: Candidate, before: TimedCandidate | None) -> TimedCandidate | None:
        """Put a candidate's edges where its movement has them.

        A movement that the camera lost ends where the verifier gave it up. What came and went
        while the movement before it was still under way is that one's jitter: None.

        Parameters
        ----------
        before : TimedCandidate or None
            The one before it. Where the two have an edge in common, they meet where the movement
            turned.
        """
        if before and proposed.end_s <= before.candidate.end_s:
            return None
        i, j = (bisect_left(self._time_s, s) for s in (proposed.start_s, proposed.end_s))
        if i == j:
            return TimedCandidate(proposed, proposed, proposed.end_s)
        out, back = self._speeds[::-1] if proposed.flipped else self._speeds
        end_s, final_from_s = self._over(proposed, back, i, j)
        if before and before.proposed.end_s == proposed.start_s:
            start_s = before.candidate.end_s
        else:
            start_s = self._time_s[self._still(out, _least(out[i:j]), i, -1)]
            start_s = max(start_s, before.candidate.end_s) if before else start_s
        return TimedCandidate(
            proposed, replace(proposed, start_s=start_s, end_s=end_s), final_from_s
        )

    def _over(self, proposed: Candidate, back: list[float], i: int, j: int) -> tuple[float, float]:
        """When a movement is over, and from when on that is known."""
        end_s = proposed.end_s
        lost = proposed.status is Status.UNVERIFIABLE
        if lost or j == len(back) or self._time_s[j] - end_s > GAP_S:
            return end_s, end_s + GAP_S
        least = _least(back[i:j])
        k = self._still(back, least, j, 1)
        stands = back[k] < least
        return self._time_s[k], self._time_s[k] + (WINDOW_S if stands else GAP_S)

    def _still(self, speed: list[float], least: float, k: int, step: int) -> int:
        """The first frame from `k` on, or back, that is slower than `least`, or the last in reach.

        It does not look across frames without a reading that are too many to be bridged.
        """
        time_s = self._time_s
        from_s = time_s[k]
        while speed[k] >= least and 0 <= k + step < len(time_s):
            next_s = time_s[k + step]
            if abs(next_s - time_s[k]) > GAP_S or abs(next_s - from_s) > REACH_S:
                break
            k += step
        return k


def _least(speed: list[float]) -> float:
    """The speed below which a movement stands still."""
    fastest = max(speed)
    return STILL_SHARE * fastest if fastest > 0 else inf
