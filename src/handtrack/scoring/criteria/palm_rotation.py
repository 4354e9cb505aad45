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

from handtrack.landmarks.hand import Floats, Hand
from handtrack.landmarks.learned_pose import estimate_palm
from handtrack.scoring.intervals import Intervals
from handtrack.verifiers.signals import cut_hand

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


def turns(hand: Hand, intervals: Intervals) -> Turns:
    """Measure how far the palm turned in space within repetitions.

    Parameters
    ----------
    hand : Hand
        Through time, N frames.
    intervals : Intervals
        Where the R repetitions lie in it.

    Returns
    -------
    Turns
        By the learned pose of the palm (docs/accuracy/angles.md). Frames in which the hand is taken
        for the other one, whose depth is mirrored, and those just after a detection are left out.
    """
    usable = hand.depth_valid & ~np.asarray(hand.settling)
    found = np.full((len(intervals), 2), np.nan)
    for r, stretch in enumerate(intervals):
        frames = stretch.start + np.flatnonzero(usable[stretch])
        if len(frames) < LEAST_FRAMES:
            continue
        few = np.unique(np.linspace(0, len(frames) - 1, MOST_FRAMES).round().astype(np.intp))
        palm = estimate_palm(cut_hand(hand, frames[few]))
        found[r] = largest_angle_deg(palm.ulnar), largest_angle_deg(palm.palmar)
    return Turns(found[:, 0], found[:, 1], intervals.share(hand.depth_valid, among=hand.seen))


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
