"""How sure each tap is, and what the number of taps lies between.

A closing that was seen between two openings was there, however few the pictures: too few hide taps
and never show any that were not done. So the lower bound rests on the taps themselves, and the
upper one on what may have been hidden: by too few pictures, by a lost hand, by jitter.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.assessment.tapping.bouts import LEAST_TAPS, Run
from handtrack.assessment.tapping.pictures import COUNTED_FROM, MEASURED_FROM, Pictures
from handtrack.assessment.tapping.taps import HALF, LEAST_SWING, Closing, closings
from handtrack.assessment.tapping.tip_gap import TipGap
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.quality import MIN_GOOD_SHARE
from handtrack.scoring.count_interval import CountInterval

MET = 0.35
"""Provisional, hand lengths: tips whose gap reads more were not seen to meet. At a touch 0.1 to 0.3
are left, because landmarks lie inside the fingers and depth is guessed."""
SMALL_SHARE = 0.5
"""Provisional: a tap below this share of the ones beside it is not sure to be one."""
BESIDE = 3
"""Taps to either side that it is compared with."""
CLEAR_SWING = 1.5 * LEAST_SWING
"""Provisional, hand lengths: smaller ones may be jitter."""
POSSIBLE_SHARE = 0.15
"""Provisional: half of `taps.OWN_SHARE`. What is found with it and not without may be taps."""
LOST_SHARE = 0.25
"""Of the person's own cycle: a longer time without a picture may hide a turn of the fingers."""
LOST_STEPS = 1.5
"""And longer than so many usual times between two pictures, which are told by `Pictures`."""
DONE_SHARE = 0.25
"""Provisional: the last closing is one where it came this near, in shares of the amplitude, to
where the others ended; else the recording ended in the midst of it."""
LEAD_IN = 3.0
"""Provisional: a first closing that is so many median intervals before the next is the hand being
brought into place."""


@dataclass(frozen=True, slots=True)
class TapCount:
    """The taps of a bout, and how sure they are.

    Parameters
    ----------
    closings : tuple of Closing
    doubts : tuple of str
        One a tap: why it is an estimate; empty where it is none.
    lost : ndarray of bool, shape (taps - 1,)
        Intervals in which the hand was not seen for long enough to hide something.
    typical_s : float
        The median interval.
    per_tap : float
        Different pictures a tap.
    bounds : CountInterval
    """

    closings: tuple[Closing, ...]
    doubts: tuple[str, ...]
    lost: NDArray[np.bool_]
    typical_s: float
    per_tap: float
    bounds: CountInterval

    @property
    def intervals_s(self) -> Floats:
        """Shape (taps - 1,); NaN where the hand was lost meanwhile."""
        return np.where(self.lost, np.nan, np.diff([c.time_s for c in self.closings]))

    @property
    def countable(self) -> bool:
        """Whether the pictures were enough to count these taps."""
        return self.per_tap >= COUNTED_FROM

    @property
    def measurable(self) -> bool:
        """Whether the pictures were enough to measure how wide they are."""
        return self.per_tap >= MEASURED_FROM


def count_taps(signal: TipGap, run: Run, shown: Pictures) -> TapCount:
    """Look at each tap of a bout."""
    taps = _without_lead_in(run)
    typical_s = float(np.median(np.diff([c.time_s for c in taps])))
    usual_s = float(np.median(np.diff(signal.seen_s)))
    lost_s = max(LOST_STEPS * usual_s, LOST_SHARE * typical_s)
    lost = [
        signal.longest_gap_s(a.open_at, b.closed_at) > lost_s for a, b in itertools.pairwise(taps)
    ]
    doubts = tuple(_doubt(signal, taps, k, lost_s) for k in range(len(taps)))
    per_tap = shown.per_s * typical_s
    start, end = taps[0].open_at, taps[-1].closed_at
    at_most = None
    if per_tap >= COUNTED_FROM and _seen_share(signal, start, end, lost_s) >= MIN_GOOD_SHARE:
        hidden = _hidden(signal, taps, lost_s, typical_s)
        extra = len(run.closings) - len(taps) + _possible(signal, taps)
        at_most = len(taps) + hidden + extra
    bounds = CountInterval(doubts.count(""), at_most)
    return TapCount(taps, doubts, np.array(lost, dtype=np.bool_), typical_s, per_tap, bounds)


def finished(found: list[Closing]) -> list[Closing]:
    """Closings without a last one that the recording cut off."""
    if len(found) < LEAST_TAPS or found[-1].reopened_at >= 0:
        return found
    others = found[-1 - 2 * BESIDE : -1]
    closed = float(np.median([c.closed for c in others]))
    way = float(np.median([c.amplitude for c in others]))
    return found if found[-1].closed <= closed + DONE_SHARE * way else found[:-1]


def _without_lead_in(run: Run) -> tuple[Closing, ...]:
    taps = run.closings
    while len(taps) > LEAST_TAPS:
        intervals_s = np.diff([c.time_s for c in taps])
        if intervals_s[0] <= LEAD_IN * np.median(intervals_s):
            break
        taps = taps[1:]
    return taps


def _doubt(signal: TipGap, taps: tuple[Closing, ...], k: int, lost_s: float) -> str:
    tap = taps[k]
    beside = [c.amplitude for c in taps[max(k - BESIDE, 0) : k + BESIDE + 1] if c is not tap]
    if tap.amplitude < CLEAR_SWING:
        return "hardly larger than what landmarks jitter by"
    if tap.amplitude < SMALL_SHARE * float(np.median(beside)):
        return "less than half as wide as the taps beside it"
    if tap.closed > MET:
        return "the tips were not seen to meet"
    if signal.longest_gap_s(tap.open_at, tap.closed_at) > lost_s:
        return "the hand was not seen during all of it"
    return ""


def _seen_share(signal: TipGap, i: int, j: int, lost_s: float) -> float:
    steps_s = signal.gaps_s(i, j)
    return float(steps_s[steps_s <= lost_s].sum() / steps_s.sum())


def _hidden(signal: TipGap, taps: tuple[Closing, ...], lost_s: float, typical_s: float) -> int:
    """How many taps more the hand may have done while it was not seen.

    A closing that was not seen hides in no less than half of a cycle; one that was counted across
    a gap is one of those that hide in it.
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


def _possible(signal: TipGap, taps: tuple[Closing, ...]) -> int:
    """How many more there may be among what was too small to count, up to the recording's end."""
    found = closings(signal.time_s, signal.gap, POSSIBLE_SHARE)
    start_s, typical_s = taps[0].time_s, float(np.median(np.diff([c.time_s for c in taps])))
    end_s = taps[-1].time_s + 2 * typical_s
    return max(0, sum(start_s <= c.time_s <= end_s for c in found) - len(taps))
