"""Thumb opposition from 0 to 10, after Kapandji: how far round the hand the thumb's tip can touch.

Stations: 1 and 2 the side of the index finger's proximal and middle phalanx, 3 to 6 the tips of
index, middle, ring and little finger, 7 and 8 the little finger's end and middle joint, 9 its
knuckle, 10 the palm's crease below it. The numbering is that of
en.wikipedia.org/wiki/Kapandji_score; others number 1 and 2 differently.

The score is the highest station touched **with all below it touched too**. A thumb that crawls
along the palm does not score: past the index fingertip it must come to each station from off the
palm.

A touch is nearness for long enough; contact itself cannot be seen, so a score is `estimated`.
Above 6 it tells little of opposition, and its ceiling is low (PubMed 31033377).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import distance, hand_length
from handtrack.landmarks.hand import TIPS, Floats, Hand, Landmark
from handtrack.measurements.whole_hand import CREASE

LEVELS = 10
TOUCH_L = 0.12
"""Provisional: what is left between the points of a touch where the person's own is not known;
0 to 0.2 on a rendered and a real hand."""
LARGEST_TOUCH_L = 0.2
"""Provisional: no touch leaves more, so a tip that never came nearer was not touched."""
ABOVE_TOUCH_L = 0.08
"""Domain judgement: how far above the person's own touch still counts."""
DWELL_S = 0.3
"""Domain judgement."""
NEAREST_L = 0.05
"""Provisional: a station is touched only where no other is nearer by more than this."""
OFF_PALM_DEG = 20.0
"""Domain judgement: palmar abduction on that way; a thumb along the palm must not be scored
(droracle.ai, quoting the literature)."""
APPROACH_S = 0.4
"""Provisional: the last part of the way to a station."""
FIRST_TIP = 3


@dataclass(frozen=True, slots=True)
class OppositionLevel:
    """One station.

    Parameters
    ----------
    number : int
        1 to 10.
    start_s, end_s : float or None
        The first touch that counts; None where it was not touched.
    slid_along_palm : bool
        It was reached along the palm, and does not count.
    """

    number: int
    start_s: float | None
    end_s: float | None
    slid_along_palm: bool

    @property
    def reached(self) -> bool:
        """Whether it was touched as asked."""
        return self.start_s is not None and not self.slid_along_palm


@dataclass(frozen=True, slots=True)
class OppositionScore:
    """The score and what it rests on; None where the hand was hardly seen."""

    score: int | None
    levels: tuple[OppositionLevel, ...]


def level_gaps(hand: Hand) -> Floats:
    """From the thumb's tip to each station, in hand lengths, shape (..., 10).

    The mean of image points with z and world points, as for `pinch_gap`.
    """
    gaps: Floats = (_gaps(hand.image_px) + _gaps(hand.world_m)) / 2
    return gaps


def _gaps(points: Floats) -> Floats:
    tip = points[..., Landmark.THUMB_TIP, :]
    index = points.take([Landmark.INDEX_MCP, Landmark.INDEX_PIP, Landmark.INDEX_DIP], axis=-2)
    sides = [_to_segment(tip, index[..., i, :], index[..., i + 1, :]) for i in range(2)]
    joints = [*TIPS, Landmark.LITTLE_DIP, Landmark.LITTLE_PIP, Landmark.LITTLE_MCP]
    touched = distance(tip[..., None, :], points.take(joints, axis=-2))
    knuckle, wrist = points[..., Landmark.LITTLE_MCP, :], points[..., Landmark.WRIST, :]
    crease = distance(tip, knuckle + CREASE * (wrist - knuckle))
    gaps = np.concatenate([np.stack(sides, axis=-1), touched, crease[..., None]], axis=-1)
    result: Floats = gaps / hand_length(points)[..., None]
    return result


def _to_segment(point: Floats, a: Floats, b: Floats) -> Floats:
    """Distance of a point from the segment a b."""
    along = b - a
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.vecdot(point - a, along) / np.vecdot(along, along)
    nearest = a + np.clip(share, 0.0, 1.0)[..., None] * along
    return distance(point, nearest)


def score_opposition(time_s: Floats, gaps: Floats, off_palm_deg: Floats) -> OppositionScore:
    """Score a ladder.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
    gaps : ndarray, shape (N, 10)
        From `level_gaps`; NaN where the hand was not seen.
    off_palm_deg : ndarray, shape (N,)
        Palmar abduction of the thumb.
    """
    seen = np.isfinite(gaps).all(axis=-1)
    if seen.sum() < 2 or seen.mean() < 0.5:
        return OppositionScore(None, ())
    time_s, gaps, off_palm_deg = time_s[seen], gaps[seen], off_palm_deg[seen]
    near = _touching(gaps)
    stations: list[OppositionLevel] = []
    began_s = float(time_s[0])
    for number in range(1, LEVELS + 1):
        found = _first_long(time_s, near[:, number - 1], began_s)
        if found is None:
            stations.append(OppositionLevel(number, None, None, slid_along_palm=False))
            continue
        start_s, end_s = found
        way = (time_s >= start_s - APPROACH_S) & (time_s <= start_s) & np.isfinite(off_palm_deg)
        high = float(off_palm_deg[way].max(initial=-np.inf))
        crawled = number > FIRST_TIP and high < OFF_PALM_DEG
        stations.append(OppositionLevel(number, start_s, end_s, crawled))
        began_s = start_s
    score = 0
    for station in stations:
        if not station.reached:
            break
        score = station.number
    return OppositionScore(score, tuple(stations))


def _touching(gaps: Floats) -> NDArray[np.bool_]:
    """Which stations are touched in which frames, shape (N, 10)."""
    own = float(gaps[:, FIRST_TIP - 1].min())
    touch = (own if own <= LARGEST_TOUCH_L else TOUCH_L) + ABOVE_TOUCH_L
    nearest = gaps.min(axis=-1, keepdims=True)
    near: NDArray[np.bool_] = (gaps <= touch) & (gaps <= nearest + NEAREST_L)
    return near


def _first_long(
    time_s: Floats, near: NDArray[np.bool_], from_s: float
) -> tuple[float, float] | None:
    """The first half-open interval from a moment on in which something is so for long enough."""
    until_s = np.append(time_s[1:], 2 * time_s[-1] - time_s[-2])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(int)))
    for start, end in edges.reshape(-1, 2):
        start_s, end_s = float(time_s[start]), float(until_s[end - 1])
        if end_s - max(start_s, from_s) >= DWELL_S:
            return max(start_s, from_s), end_s
    return None
