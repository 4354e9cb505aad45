"""Count of taps with its interval, and the taps that are only estimated.

A low frame rate hides taps and never adds any. The lower bound is therefore the number of taps
without a reason for doubt; the upper bound adds the taps that may be hidden by a low frame rate, by
a lost hand, or by jitter.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.assessment.tapping.bouts import LEAST_TAPS, ClosingRun
from handtrack.assessment.tapping.picture_rate import MIN_TO_COUNT, MIN_TO_MEASURE, PictureRate
from handtrack.assessment.tapping.taps import HALF, MIN_SWING, Closing, find_closings
from handtrack.assessment.tapping.tip_gap import TipGap
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.quality import MIN_GOOD_SHARE
from handtrack.scoring.count_interval import CountInterval

MET = 0.35
"""Provisional, hand lengths: largest gap at a touch. It is 0.1 to 0.3, because landmarks lie inside
the fingers and depth is estimated."""
SMALL_SHARE = 0.5
"""Provisional: a tap below this share of its neighbours' amplitude is estimated."""
BESIDE = 3
"""Number of neighbours on either side."""
CLEAR_SWING = 1.5 * MIN_SWING
"""Provisional, hand lengths: a smaller tap may be jitter."""
POSSIBLE_SHARE = 0.15
"""Provisional: half of `taps.OWN_SHARE`. Closings that only this threshold finds may be taps."""
LOST_SHARE = 0.25
"""Share of the median cycle: a longer time without a picture may hide a turning point."""
LOST_STEPS = 1.5
"""Multiple of the median frame interval: shorter times belong to the frame rate (`PictureRate`)."""
DONE_SHARE = 0.25
"""Provisional: share of the amplitude by which the last closing may end above the others; else the
recording cut it off."""
LEAD_IN = 3.0
"""Provisional: a first closing this many median intervals before the second is the hand moving into
position."""


@dataclass(frozen=True, slots=True)
class TapCount:
    """Taps of a bout with their certainty.

    Parameters
    ----------
    closings : tuple of Closing
    estimate_reasons : tuple of str
        One a tap: reason why it is estimated; empty if it is verified.
    lost : ndarray of bool, shape (taps - 1,)
        Intervals in which the hand was lost for long enough to hide a turning point.
    typical_s : float
        Median interval.
    per_tap : float
        Distinct pictures per tap.
    bounds : CountInterval
    """

    closings: tuple[Closing, ...]
    estimate_reasons: tuple[str, ...]
    lost: NDArray[np.bool_]
    typical_s: float
    per_tap: float
    bounds: CountInterval

    @property
    def intervals_s(self) -> Floats:
        """Time from each tap to the next, shape (taps - 1,); NaN where the hand was lost."""
        return np.where(self.lost, np.nan, np.diff([c.time_s for c in self.closings]))

    @property
    def countable(self) -> bool:
        """Whether the picture rate is sufficient to count these taps."""
        return self.per_tap >= MIN_TO_COUNT

    @property
    def measurable(self) -> bool:
        """Whether the picture rate is sufficient to measure their amplitude."""
        return self.per_tap >= MIN_TO_MEASURE


def count_taps(signal: TipGap, run: ClosingRun, rate: PictureRate) -> TapCount:
    """Count the taps of a bout.

    Parameters
    ----------
    signal : TipGap
    run : ClosingRun
        A bout.
    rate : PictureRate

    Returns
    -------
    TapCount
        Without an upper bound if the picture rate is too low or the hand was mostly lost.
    """
    taps = _without_lead_in(run)
    typical_s = float(np.median(np.diff([c.time_s for c in taps])))
    usual_s = float(np.median(np.diff(signal.seen_s)))
    lost_s = max(LOST_STEPS * usual_s, LOST_SHARE * typical_s)
    lost = [
        signal.longest_unseen_s(a.open_at, b.closed_at) > lost_s
        for a, b in itertools.pairwise(taps)
    ]
    reasons = tuple(_estimate_reason(signal, taps, k, lost_s) for k in range(len(taps)))
    per_tap = rate.per_s * typical_s
    start, end = taps[0].open_at, taps[-1].closed_at
    at_most = None
    if per_tap >= MIN_TO_COUNT and _seen_share(signal, start, end, lost_s) >= MIN_GOOD_SHARE:
        hidden = _hidden(signal, taps, lost_s, typical_s)
        extra = len(run.closings) - len(taps) + _too_small(signal, taps)
        at_most = len(taps) + hidden + extra
    bounds = CountInterval(reasons.count(""), at_most)
    return TapCount(taps, reasons, np.array(lost, dtype=np.bool_), typical_s, per_tap, bounds)


def without_cut_off(found: list[Closing]) -> list[Closing]:
    """Closings, without the last one if the recording cut it off."""
    if len(found) < LEAST_TAPS or found[-1].reopened_at >= 0:
        return found
    others = found[-1 - 2 * BESIDE : -1]
    closed = float(np.median([c.closed for c in others]))
    amplitude = float(np.median([c.amplitude for c in others]))
    return found if found[-1].closed <= closed + DONE_SHARE * amplitude else found[:-1]


def _without_lead_in(run: ClosingRun) -> tuple[Closing, ...]:
    taps = run.closings
    while len(taps) > LEAST_TAPS:
        intervals_s = np.diff([c.time_s for c in taps])
        if intervals_s[0] <= LEAD_IN * np.median(intervals_s):
            break
        taps = taps[1:]
    return taps


def _estimate_reason(signal: TipGap, taps: tuple[Closing, ...], k: int, lost_s: float) -> str:
    tap = taps[k]
    beside = [c.amplitude for c in taps[max(k - BESIDE, 0) : k + BESIDE + 1] if c is not tap]
    if tap.amplitude < CLEAR_SWING:
        return "hardly larger than what landmarks jitter by"
    if tap.amplitude < SMALL_SHARE * float(np.median(beside)):
        return "less than half as wide as the taps beside it"
    if tap.closed > MET:
        return "the tips were not seen to meet"
    if signal.longest_unseen_s(tap.open_at, tap.closed_at) > lost_s:
        return "the hand was not seen during all of it"
    return ""


def _seen_share(signal: TipGap, i: int, j: int, lost_s: float) -> float:
    steps_s = signal.seen_intervals_s(i, j)
    return float(steps_s[steps_s <= lost_s].sum() / steps_s.sum())


def _hidden(signal: TipGap, taps: tuple[Closing, ...], lost_s: float, typical_s: float) -> int:
    """Number of taps that may be hidden in times without a detected hand.

    A hidden closing takes at least half a cycle; a closing that was counted across such a time is
    one of those.
    """
    first, last = signal.time_s[taps[0].open_at], signal.time_s[taps[-1].closed_at]
    seen_s = signal.seen_s[(signal.seen_s >= first) & (signal.seen_s <= last)]
    hidden = 0
    for k in np.flatnonzero(np.diff(seen_s) > lost_s):
        start_s, end_s = seen_s[k], seen_s[k + 1]
        across = any(
            signal.time_s[c.open_at] <= start_s and end_s <= signal.time_s[c.closed_at]
            for c in taps
        )
        hidden += max(0, math.floor((end_s - start_s) / typical_s + HALF) - across)
    return hidden


def _too_small(signal: TipGap, taps: tuple[Closing, ...]) -> int:
    """Number of taps that may be among the closings too small to count, up to the end."""
    found = find_closings(signal.time_s, signal.gap, POSSIBLE_SHARE)
    start_s, typical_s = taps[0].time_s, float(np.median(np.diff([c.time_s for c in taps])))
    end_s = taps[-1].time_s + 2 * typical_s
    return max(0, sum(start_s <= c.time_s <= end_s for c in found) - len(taps))
