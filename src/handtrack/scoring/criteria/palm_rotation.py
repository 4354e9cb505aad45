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
from functools import cache

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.scoring.intervals import Intervals
from handtrack.verifiers.signals import PalmOnce

MOST_FRAMES = 32
"""A repetition's turn is taken from so many frames, evenly spread: a longer one gains nothing."""
LEAST_FRAMES = 4
"""Fewer do not tell a turn from an error."""
TOGETHER = 32
"""Repetitions whose pairs of frames are looked at together: two megabytes of them."""
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
    usable = np.flatnonzero(hand.depth_valid & ~np.asarray(hand.settling))
    edges = np.searchsorted(usable, [intervals.first, intervals.last])
    size = np.minimum(edges[1] - edges[0], MOST_FRAMES)
    axes = palm.at(usable[_spread(*edges)])
    first = np.cumsum(size) - size
    found = np.full((len(intervals), 2), np.nan)
    for count in np.unique(size[size >= LEAST_FRAMES]).tolist():
        alike = np.flatnonzero(size == count)
        for some in np.array_split(alike, -(-len(alike) // TOGETHER)):
            frames = first[some, None] + np.arange(count)
            both = np.concatenate([axes.ulnar[frames], axes.palmar[frames]])
            found[some] = largest_angles_deg(both).reshape(2, -1).T
    return Turns(found[:, 0], found[:, 1], intervals.share(hand.depth_valid, among=hand.seen))


def _spread(first: NDArray[np.intp], last: NDArray[np.intp]) -> NDArray[np.intp]:
    """`MOST_FRAMES` places at most of each of R half-open stretches, evenly spread, in a row."""
    count = last - first
    # Of a shorter stretch all: row R and column k hold its place k.
    places = np.tile(np.arange(MOST_FRAMES), (len(count), 1))
    long = count > MOST_FRAMES
    spread = np.linspace(0, count[long] - 1, MOST_FRAMES, axis=-1)
    places[long] = spread.round().astype(np.intp)
    return (first[:, None] + places)[places < count[:, None]]


def largest_angles_deg(directions: Floats) -> Floats:
    """Largest angle between any two of n directions, but for a few: the 95th percentile of pairs.

    Parameters
    ----------
    directions : ndarray, shape (R, n, 3)
        Unit vectors; rows of NaN are left out.

    Returns
    -------
    ndarray, shape (R,)
        0 to 180 degrees; NaN for fewer than two directions.
    """
    known = np.asarray(np.isfinite(directions).all(axis=-1))
    whole = np.asarray(known.all(axis=-1))
    found = np.full(len(directions), np.nan)
    found[whole] = _percentiles_deg(directions[whole])
    for r in np.flatnonzero(~whole & (known.sum(axis=-1) > 1)).tolist():
        found[r] = _percentiles_deg(directions[r, known[r]][None])[0]
    return found


def _percentiles_deg(directions: Floats) -> Floats:
    """`largest_angles_deg` where all are known."""
    count = directions.shape[1]
    if count < 2:
        return np.full(len(directions), np.nan)
    cosines = (directions @ directions.swapaxes(1, 2)).reshape(-1, count * count)
    pairs = cosines.take(_pairs(count), axis=1)
    # The larger the angle, the smaller its cosine: only the two next to the percentile are turned.
    place = (1 - TURN_PERCENTILE / 100) * (pairs.shape[1] - 1)
    below, above = int(np.floor(place)), int(np.ceil(place))
    pairs.partition(sorted({below, above}), axis=1)
    near = np.degrees(np.arccos(np.clip(pairs[:, [below, above]], -1.0, 1.0)))
    result: Floats = near[:, 0] + (near[:, 1] - near[:, 0]) * (place - below)
    return result


@cache
def _pairs(count: int) -> NDArray[np.intp]:
    """Places of all pairs in a table of `count` by `count`."""
    first, second = np.triu_indices(count, 1)
    places: NDArray[np.intp] = first * count + second
    return places
