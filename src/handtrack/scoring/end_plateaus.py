"""End-range plateaus of repetitions: the frames that a range of motion is read from.

Ends are plateaus, never the extreme of raw frames: as long as a hand rests or turns round, its
frames are read together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.scoring.intervals import Intervals
from handtrack.scoring.results import Repetition
from handtrack.verifiers.signals import Signals

PLATEAU_SHARE = 0.1
"""Provisional: frames within this share of the person's range of a rest belong to it."""
TURN_SHARE = 0.03
"""Provisional: the same of an end at which the hand turns round. The median over so much of a swing
that does not stay is short by a quarter of it, 0.8 % of the range, and a swing of a second still
has six frames there at 30 a second; a tenth, as at rest, was 2.5 % short at either end."""
TURN_GAP_S = 0.15
"""Provisional: a hand out of sight for longer may have turned farther away than it was seen: a
swing of half a second is 5 % short then."""
REST_S = 0.5
"""Provisional: how long before and after a repetition its rest is looked for."""


@dataclass(frozen=True, slots=True)
class EndPlateaus:
    """Frames at the two ends of repetitions: at rest, and at the peak.

    Parameters
    ----------
    frame : ndarray of int, shape (K,)
        Indices among all frames of the signals, one or more a repetition and end.
    intervals : Intervals
        Which of the K are the rest of the first repetition, its peak, the rest of the second...
    midway : ndarray of int
        Indices of the frames half way between the ends; those of `frame` where there are none.
    endpoint_observed : bool
        Whether the hand was in sight where it turned round. Repetitions in which it was not are
        left out, unless there are no others.
    """

    frame: NDArray[np.intp]
    intervals: Intervals
    midway: NDArray[np.intp]
    endpoint_observed: bool

    @property
    def count(self) -> int:
        """How many repetitions."""
        return len(self.intervals) // 2


def find_end_plateaus(
    whole: Signals, repetitions: Sequence[Repetition], both: bool, rest: float
) -> EndPlateaus:
    """Find the frames at rest and at the peak of repetitions.

    Parameters
    ----------
    whole : Signals
        Of the whole recording.
    repetitions : sequence of Repetition
    both : bool
        Whether the hand turns round at either end.
    rest : float
        Up to where it is at rest, as a share of the person's range.

    Returns
    -------
    EndPlateaus
        Without the repetitions that have no frame at one of their ends.
    """
    whole = replace(whole, displacement=_steadied(whole.displacement))
    found = [
        end for end in _each(whole, repetitions, both, rest) if len(end.rest) and len(end.peak)
    ]
    observed = any(end.endpoint_observed for end in found)
    frames = [
        part for end in found if end.endpoint_observed is observed for part in (end.rest, end.peak)
    ]
    last = np.cumsum([len(f) for f in frames], dtype=np.intp)
    first = np.concatenate([[0], last[:-1]]).astype(np.intp)[: len(last)]
    frame = np.concatenate([np.empty(0, dtype=np.intp), *frames])
    midway = _midway(whole, repetitions)
    return EndPlateaus(frame, Intervals(first, last), midway if len(midway) else frame, observed)


def _steadied(way: Floats) -> Floats:
    """The middle of each reading and its two neighbours: without jumps, and without a lag."""
    beside = np.pad(way, 1, constant_values=np.nan)
    before, after = beside[:-2], beside[2:]
    low, high = np.minimum(before, after), np.maximum(before, after)
    middle: Floats = np.maximum(low, np.minimum(way, high))
    alone = np.flatnonzero(np.isnan(middle) & np.isfinite(way))
    middle[alone] = np.nanmedian([before[alone], way[alone], after[alone]], axis=0)
    return middle


def _midway(whole: Signals, repetitions: Sequence[Repetition]) -> NDArray[np.intp]:
    """Places of the frames half way between the ends of the given repetitions."""
    edges = [whole.frame_range(r.start_s, r.end_s) for r in repetitions]
    inside = np.concatenate([np.empty(0, dtype=np.intp), *(np.arange(i, j) for i, j in edges)])
    half_way = np.abs(whole.displacement[inside] - 0.5) <= PLATEAU_SHARE
    midway: NDArray[np.intp] = inside[half_way & whole.quality.seen[inside]]
    return midway


class _End(NamedTuple):
    """Of one repetition: places of the frames at rest around it, and of those at its peak.

    `endpoint_observed` is whether the hand was in sight where it turned round.
    """

    rest: NDArray[np.intp]
    peak: NDArray[np.intp]
    endpoint_observed: bool


def _each(
    whole: Signals, repetitions: Sequence[Repetition], both: bool, rest: float
) -> Iterator[_End]:
    """Find both ends of each repetition."""
    times_s = [(r.start_s - REST_S, r.start_s, r.end_s, r.end_s + REST_S) for r in repetitions]
    edges = np.searchsorted(whole.time_s, np.reshape(times_s, (-1, 4)))
    high = Intervals(edges[:, 0], edges[:, 1] + 1).middle(whole.displacement) > 0.5
    usable = whole.quality.seen & ~whole.quality.settling
    for (before, start, end, after), from_far in zip(edges.tolist(), high.tolist(), strict=True):
        way = whole.displacement[before:after]
        if both and from_far:
            way = 1 - way
        moved, around = slice(start - before, end - before), way.copy()
        around[moved] = np.nan
        top, lowest = np.fmax.reduce(way[moved]), np.fmin.reduce(around)
        at_rest = around <= min(rest, lowest + (TURN_SHARE if both else PLATEAU_SHARE))
        at_peak = way[moved] >= top - TURN_SHARE
        yield _End(
            before + np.flatnonzero(at_rest & usable[before:after]),
            start + np.flatnonzero(at_peak & usable[start:end]),
            _in_sight(whole.time_s[start:end], way[moved]),
        )


def _in_sight(time_s: Floats, way: Floats) -> bool:
    """Whether a hand was seen all the way round the end at which `way` is largest."""
    seen = np.flatnonzero(np.isfinite(way))
    near = np.flatnonzero(way[seen] >= np.fmax.reduce(way) - PLATEAU_SHARE)
    if not len(near):
        return False
    around = seen[max(near[0] - 1, 0) : near[-1] + 2]
    usual_s = float(np.median(np.diff(time_s)))  # a slow camera loses nothing
    return bool((np.diff(time_s[around]) <= max(TURN_GAP_S, 1.5 * usual_s)).all())
