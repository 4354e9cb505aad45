"""Kapandji test: thumb opposition from 0 to 10, by the places that the thumb tip touches.

Levels: 1 and 2 the side of the index finger's proximal and middle phalanx, 3 to 6 the tips of
index, middle, ring and little finger, 7 and 8 the little finger's DIP and PIP joint, 9 its MCP
joint, 10 the palmar crease below it. The numbering is that of
en.wikipedia.org/wiki/Kapandji_score; others number 1 and 2 differently.

The score is the highest level touched **with all lower levels touched**. A level above the index
fingertip does not count if the thumb slid to it along the palm.

A touch is a small distance for long enough; contact itself is not visible, so a score is
`estimated`. Above 6 it says little about opposition, and it has a ceiling effect
(PubMed 31033377).
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
"""Provisional: distance of the landmarks at a touch, in hand lengths, where the person's own is not
known; 0 to 0.2 on a rendered and a real hand."""
LARGEST_TOUCH_L = 0.2
"""Provisional: largest distance at a touch, in hand lengths."""
ABOVE_TOUCH_L = 0.08
"""Domain judgement: margin above the person's own distance at a touch, in hand lengths."""
DWELL_S = 0.3
"""Domain judgement: least duration of a touch."""
NEAREST_L = 0.05
"""Provisional: a level is touched only if no other is nearer by more than this, in hand lengths."""
OFF_PALM_DEG = 20.0
"""Domain judgement: least palmar abduction during the approach; a thumb that slides along the palm
is not scored (droracle.ai, quoting the literature)."""
APPROACH_S = 0.4
"""Provisional: duration of the approach to a level."""
FIRST_TIP = 3
"""Level of the index fingertip."""


@dataclass(frozen=True, slots=True)
class OppositionLevel:
    """One level of the Kapandji test.

    Parameters
    ----------
    number : int
        1 to 10.
    start_s, end_s : float or None
        First touch after that of the level below; None if it was not touched.
    slid_along_palm : bool
        Whether the thumb slid to it along the palm, so that it does not count.
    """

    number: int
    start_s: float | None
    end_s: float | None
    slid_along_palm: bool

    @property
    def reached(self) -> bool:
        """Whether the level counts: touched, and not by sliding along the palm."""
        return self.start_s is not None and not self.slid_along_palm


@dataclass(frozen=True, slots=True)
class OppositionScore:
    """Score and its levels; the score is None if the hand was detected in too few frames."""

    score: int | None
    levels: tuple[OppositionLevel, ...]


def level_gaps(hand: Hand) -> Floats:
    """Distance of the thumb tip to each level, in hand lengths, shape (..., 10).

    Mean of the distances by image points with z and by world points, as for `pinch_gap`.
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
    """Distance of a point to the segment from a to b."""
    along = b - a
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.vecdot(point - a, along) / np.vecdot(along, along)
    nearest = a + np.clip(share, 0.0, 1.0)[..., None] * along
    return distance(point, nearest)


def score_opposition(time_s: Floats, gaps: Floats, off_palm_deg: Floats) -> OppositionScore:
    """Score a Kapandji test.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
    gaps : ndarray, shape (N, 10)
        From `level_gaps`; NaN where no hand was detected.
    off_palm_deg : ndarray, shape (N,)
        Palmar abduction of the thumb; NaN where unknown.

    Returns
    -------
    OppositionScore
        Without a score if less than half of the frames show the hand.
    """
    seen = np.isfinite(gaps).all(axis=-1)
    if seen.sum() < 2 or seen.mean() < 0.5:
        return OppositionScore(None, ())
    time_s, gaps, off_palm_deg = time_s[seen], gaps[seen], off_palm_deg[seen]
    near = _touching(gaps)
    levels: list[OppositionLevel] = []
    began_s = float(time_s[0])
    for number in range(1, LEVELS + 1):
        found = _first_dwell(time_s, near[:, number - 1], began_s)
        if found is None:
            levels.append(OppositionLevel(number, None, None, slid_along_palm=False))
            continue
        start_s, end_s = found
        approach = (time_s >= start_s - APPROACH_S) & (time_s <= start_s)
        known_deg = off_palm_deg[approach & np.isfinite(off_palm_deg)]
        slid = number > FIRST_TIP and float(known_deg.max(initial=-np.inf)) < OFF_PALM_DEG
        levels.append(OppositionLevel(number, start_s, end_s, slid))
        began_s = start_s
    score = 0
    for level in levels:
        if not level.reached:
            break
        score = level.number
    return OppositionScore(score, tuple(levels))


def _touching(gaps: Floats) -> NDArray[np.bool_]:
    """Whether each level is touched in each frame, shape (N, 10)."""
    own = float(gaps[:, FIRST_TIP - 1].min())
    touch = (own if own <= LARGEST_TOUCH_L else TOUCH_L) + ABOVE_TOUCH_L
    nearest = gaps.min(axis=-1, keepdims=True)
    near: NDArray[np.bool_] = (gaps <= touch) & (gaps <= nearest + NEAREST_L)
    return near


def _first_dwell(
    time_s: Floats, near: NDArray[np.bool_], from_s: float
) -> tuple[float, float] | None:
    """First run of True that lasts `DWELL_S` or longer after `from_s`, half-open."""
    until_s = np.append(time_s[1:], 2 * time_s[-1] - time_s[-2])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(int)))
    for start, end in edges.reshape(-1, 2):
        start_s, end_s = float(time_s[start]), float(until_s[end - 1])
        if end_s - max(start_s, from_s) >= DWELL_S:
            return max(start_s, from_s), end_s
    return None
