"""Kinematics of a repetition: speed, onset and offset, hold time, smoothness of the way out.

All take the speed from `speeds`, which does not lag. They differ in what they read and over how
long a window, each for its reason:

- Onset and offset: the nearest frame to either side of the crossings that count a movement, at
  which the hand is slower than a small share of that repetition's own fastest way out, or back
  (2 % of the peak speed for drinking from a glass, 10.1186/s12984-021-00895-3; such thresholds
  against other signs of onset: 10.3389/neuro.20.002.2009). They read `Signals.displacement`, since
  the filter of the progress lags, and the longest window, since that displacement is noisy. They
  are known a moment after the frame.
- Hold time: frames at full size that are slower than a larger share of the repetition's fastest.
  It reads `Signals.progress`, by which the repetition counts as full, and a shorter window: a
  longer one takes from the hold on either side.
- Smoothness: SPARC, the spectral arc length of the speed on the way out, is negative, and **closer
  to 0 is smoother** (a single bell-shaped movement has about -1.4 to -1.6). Source: Balasubramanian
  et al. 2015, doi:10.1186/s12984-015-0090-9. Deviation: the cut-off is 10 Hz, because at 30 frames
  a second nothing above 15 Hz is seen; the settings are stored with every figure. It reads the
  progress over the shortest window, one frame to either side: a longer one is a low pass of its
  own (that of the hold has its first zero at 7 Hz).

The plateaus that a range of motion is read from (`scoring/end_plateaus.py`) are levels, not speeds:
they include the rest before the onset and after the offset, and also a hand that turns round
without a stop.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from statistics import median

import numpy as np
from numpy.typing import NDArray

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
HELD_SHARE = 0.2
"""Provisional: held is what is slower than this share of the repetition's own fastest, well above
what landmarks jitter; a slow hand that turns round at its far end holds nothing."""
HELD_WINDOW_S = 0.07
"""Provisional: to either side of a frame, for that speed. A longer one takes from the hold."""
FLICKER_S = 3 * HELD_WINDOW_S
"""Provisional: what is faster for less than this, and still full, ends no hold: one reading that
jitters is in the windows of all frames so near to it, and once more in the filter's."""
LEAST_FRAMES = 8
"""Provisional: a movement of fewer frames has no spectrum worth the name."""
REACHED_SHARE = 0.05
"""Provisional: the way out lasts until so much of it is left."""


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


def hold_s(time_s: Floats, way: Floats, full: NDArray[np.bool_]) -> float:
    """Sum the time for which a repetition stands still at full size.

    Parameters
    ----------
    time_s, way : ndarray, shape (N,)
        Of the frames of the repetition; `way` is NaN where it was not read; at least one frame was.
    full : ndarray of bool, shape (N,)
        Which frames are at full size.

    Returns
    -------
    float
    """
    read = np.isfinite(way)
    speed = np.full(len(way), np.inf)
    speed[read] = np.abs(speeds(time_s[read], way[read], HELD_WINDOW_S))
    stays = full & (speed <= HELD_SHARE * speed[read].max())
    for i, j in pairwise(np.flatnonzero(stays).tolist()):
        if j > i + 1 and time_s[j] - time_s[i] <= FLICKER_S:
            stays[i:j] = full[i:j]
    steps_s = time_s[1:] - time_s[:-1]
    return float(steps_s[stays[:-1] & (steps_s <= GAP_S)].sum())


@dataclass(frozen=True, slots=True)
class Sparc:
    """Settings of the smoothness.

    Parameters
    ----------
    padding : int
        The spectrum is padded to 2 to this power times the next power of two.
    threshold : float
        Where the amplitude, as a share of its largest, stays below this, the spectrum has ended.
    cutoff_hz : float
        Nothing above it is looked at.
    """

    padding: int = 4
    threshold: float = 0.05
    cutoff_hz: float = 10.0


SPARC = Sparc()


def sparc(speed: Floats, rate_hz: float, settings: Sparc = SPARC) -> float:
    """Spectral arc length of one movement's speed.

    Parameters
    ----------
    speed : ndarray, shape (N,)
        Not negative, evenly sampled, in any unit.
    rate_hz : float
        Samples a second.
    settings : Sparc
        Padding, threshold and cut-off of the spectrum.

    Returns
    -------
    float
        At most 0; NaN for fewer than `LEAST_FRAMES` samples, a gap among them, or no movement.
    """
    if len(speed) < LEAST_FRAMES or not np.isfinite(speed).all() or not speed.any():
        return float("nan")
    size = 1 << ((len(speed) - 1).bit_length() + settings.padding)
    amplitude = np.abs(np.fft.rfft(speed, size)[: int(settings.cutoff_hz * size / rate_hz) + 1])
    amplitude /= amplitude[0]
    last = int(np.flatnonzero(amplitude >= settings.threshold)[-1])
    if not last:
        return float("nan")
    # Frequencies are evenly spaced, and the last one's is 1.
    rises = amplitude[1 : last + 1] - amplitude[:last]
    return -float(np.hypot(1 / last, rises).sum())


def smoothness(time_s: Floats, way: Floats) -> float | None:
    """SPARC of the way out: from the onset of a repetition until it is nearly at its largest.

    Parameters
    ----------
    time_s, way : ndarray, shape (N,)
        Of the frames of the repetition.

    Returns
    -------
    float or None
        At most 0; None where a frame of the repetition was not read, or its way out has fewer than
        `LEAST_FRAMES` frames.
    """
    if len(way) < LEAST_FRAMES or not np.isfinite(way).all():
        return None
    top = int(way.argmax())
    peak, rest = float(way[top]), float(way[: top + 1].min())
    reached = int((way >= peak - REACHED_SHARE * (peak - rest)).argmax())
    step_s = median((time_s[1:] - time_s[:-1]).tolist())
    even_s = np.arange(time_s[0], time_s[reached], step_s)
    if len(even_s) < LEAST_FRAMES:
        return None
    # From the frame before to the frame after: `speeds` over the shortest window.
    passed_s, moved = _around(even_s), _around(np.interp(even_s, time_s, way))
    found = sparc(np.abs(moved / passed_s), 1 / step_s)
    return found if np.isfinite(found) else None


def _around(values: Floats) -> Floats:
    """How much values rise from the one before to the one after each, at the edges from itself."""
    rise = np.empty_like(values)
    rise[1:-1] = values[2:] - values[:-2]
    rise[0], rise[-1] = values[1] - values[0], values[-1] - values[-2]
    return rise
