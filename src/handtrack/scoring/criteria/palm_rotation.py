"""How far the palm's axes turned in space: what a bending wrist leaves alone, and what it does not.

Bending the wrist turns the hand about the line through the knuckles, whatever the camera sees of
it: that line keeps its direction in space, while a turning forearm takes it along. Tilting the hand
sideways (radial and ulnar deviation) turns it about the palm's normal, which then keeps its
direction. So the angle between an axis and itself, a moment later, tells these movements apart in
every view, where a roll of the palm towards the camera does not: bending a wrist whose forearm
points at the camera at a slant changes that roll by 90 to 150 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.scoring.intervals import Intervals
from handtrack.verifiers.signals import PalmOnce

MOST_FRAMES = 64
"""A repetition's turn is taken from so many frames, evenly spread: a longer one gains nothing."""
LEAST_FRAMES = 4
"""Fewer do not tell a turn from an error."""
TURN_PERCENTILE = 95.0
"""Of the angles between all pairs of frames, so that one misread frame is no turn."""


@dataclass(frozen=True, slots=True)
class Turns:
    """How far the palm's axes turned in space within each of R repetitions, 0 to 180 degrees.

    Parameters
    ----------
    knuckle_line_deg : ndarray, shape (R,)
        Of the line from the index knuckle to the little finger's; NaN where it was not seen.
    normal_deg : ndarray, shape (R,)
        Of the palm's normal.
    readable : ndarray, shape (R,)
        Share of the frames with the hand in which its depth lies the right way.
    """

    knuckle_line_deg: Floats
    normal_deg: Floats
    readable: Floats


def turns(palm: PalmOnce, intervals: Intervals) -> Turns:
    """Measure how far the palm turned in space within repetitions.

    Parameters
    ----------
    palm : PalmOnce
        Of a hand through time, N frames.
    intervals : Intervals
        Where the R repetitions lie in it.

    Returns
    -------
    Turns
        By the learned pose of the palm (docs/accuracy/angles.md). Frames in which the hand is taken
        for the other one, whose depth is mirrored, and those just after a detection are left out.
    """
    hand = palm.hand
    usable = hand.depth_valid & ~np.asarray(hand.settling)
    few = [_spread(stretch.start + np.flatnonzero(usable[stretch])) for stretch in intervals]
    axes = palm.at(np.concatenate([np.empty(0, dtype=np.intp), *few]))
    found = np.full((len(intervals), 2), np.nan)
    last = np.cumsum([len(frames) for frames in few]).tolist()
    for r, (frames, end) in enumerate(zip(few, last, strict=True)):
        own = slice(end - len(frames), end)
        if len(frames) >= LEAST_FRAMES:
            found[r] = largest_angle_deg(axes.ulnar[own]), largest_angle_deg(axes.palmar[own])
    return Turns(found[:, 0], found[:, 1], intervals.share(hand.depth_valid, among=hand.seen))


def _spread(frames: NDArray[np.intp]) -> NDArray[np.intp]:
    """`MOST_FRAMES` of them at most, evenly spread."""
    if len(frames) <= MOST_FRAMES:
        return frames
    places = np.linspace(0, len(frames) - 1, MOST_FRAMES)
    return frames[places.round().astype(np.intp)]


def largest_angle_deg(directions: Floats) -> float:
    """Largest angle between any two of n directions, but for a few: the 95th percentile of pairs.

    Parameters
    ----------
    directions : ndarray, shape (n, 3)
        Unit vectors; rows of NaN are left out.

    Returns
    -------
    float
        0 to 180 degrees; NaN for fewer than two directions.
    """
    known = directions[np.isfinite(directions).all(axis=-1)]
    if len(known) < 2:
        return float("nan")
    pairs = (known @ known.T)[np.triu_indices(len(known), 1)]
    angles: Floats = np.degrees(np.arccos(np.clip(pairs, -1.0, 1.0)))
    return float(np.percentile(angles, TURN_PERCENTILE))
