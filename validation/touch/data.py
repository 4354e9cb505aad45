"""Tracked thumbs with known gaps, as they are and with errors as real hands have them.

Rendered hands are tracked better than real ones, so that what is learned on them alone takes a real
touch for none. Each clip is therefore read again and again, its landmarks moved on by as much as a
tracker's points were found to be off: by 6 to 7 % of the palm's length in the median, by 20 % in
one of ten. A finger's joints move together and the tip most, neighbouring fingers partly alike,
most of it the same through a clip and the rest changing over some frames. And the hand opens wider
than the rendered one did. How that is shared out is provisional.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import FINGERS, Floats, Hand, Side
from handtrack.measurements import MEASUREMENTS
from handtrack.verifiers.endpoints import open_gaps

TOUCH_MM, AWAY_MM, NEAR_MM = 4.0, 13.0, 32.0
"""Pads nearer than the first touch, farther than the second do not; between them is no lesson."""
NONE = len(FINGERS)
LEAST_OPEN = 0.5

MEDIAN_L, SPREAD, WORST_L = 0.067, 0.8, 0.25
"""How far a fingertip is off: the median, how much the logarithm differs from clip to clip, and the
most. With these one tip in ten is off by 0.2 hand lengths."""
ALONG = (0.4, 0.6, 0.8, 1.0)
"""How much of the tip's error a digit's joints share, from the knuckle on; the wrist as it."""
NEIGHBOUR = 0.4
"""How alike the errors of neighbouring digits are."""
LASTING = 0.6
"""Share of an error's variance that is the same through a whole clip."""
AGAIN = 0.8
"""How alike the rest is from frame to frame."""
DEPTH = 1.3
"""The error in depth on the screen, against the others."""
ALIKE = 0.7
"""How much of the error of the world's points is that of the screen's."""
WIDER, FINGER_WIDER = (0.9, 1.4), 0.06
"""How much wider the hand opens than the rendered one, and how much that differs by finger."""
_MEDIAN_NORM = 1.538
"""Median length of three independent normal numbers."""


@dataclass(frozen=True, slots=True)
class TouchFrames:
    """All frames of all clips.

    Attributes
    ----------
    share : ndarray, shape (N, 4)
        Gaps over those of the open hand.
    truth : ndarray of int, shape (N,)
        The finger, `NONE`, or -1 where the pads are neither near nor away.
    away : ndarray of bool, shape (N,)
        Whether the thumb is far from every finger.
    rotation_deg : ndarray, shape (N,)
    clip, visit : ndarray of int, shape (N,)
        A clip read with errors is another one; `person` is the same.
    person : ndarray of int, shape (N,)
    """

    share: Floats
    truth: NDArray[np.int64]
    away: NDArray[np.bool_]
    rotation_deg: Floats
    clip: NDArray[np.int64]
    visit: NDArray[np.int64]
    person: NDArray[np.int64]


def read(paths: Sequence[Path], copies: int = 0, seed: int = 0) -> TouchFrames:
    """Read clips as they are, and as many times with errors.

    Frames without a hand and clips without an open one are left out.
    """
    random = np.random.default_rng(seed)
    rows = []
    for number, path in enumerate(paths):
        for copy in range(copies + 1):
            row = _clip(path, random if copy else None)
            if row is not None:
                same = np.full(len(row[0]), number)
                rows.append((*row[:4], same * (copies + 1) + copy, row[4], same))
    return TouchFrames(*(np.concatenate(column) for column in zip(*rows, strict=True)))


def _clip(path: Path, random: np.random.Generator | None) -> tuple[NDArray[np.generic], ...] | None:
    with np.load(path) as kept:
        side = Side.LEFT if kept["left"] else Side.RIGHT
        image, world = kept["image_px"].astype(float), kept["world_m"].astype(float)
        settling, apart_mm = kept["settling"], kept["gap_mm"].astype(float)
        visit, rotation_deg = kept["visit"], float(kept["rotation_deg"])
    if not np.isfinite(image).any():
        return None
    wider = np.ones(len(FINGERS))
    if random is not None:
        image, world = shaken(random, image, world)
        wider = random.uniform(*WIDER) * np.exp(random.normal(0, FINGER_WIDER, len(FINGERS)))
    hand = Hand(np.arange(len(image)) / 30, image, world, settling, side, (1, 1))
    gaps = MEASUREMENTS["pinch_gap"].read_each(hand)
    wide = open_gaps(gaps, LEAST_OPEN)
    if not wide:
        return None
    nearest = apart_mm.min(axis=-1)
    truth = np.select(
        [nearest < TOUCH_MM, nearest > AWAY_MM], [apart_mm.argmin(axis=-1), NONE], default=-1
    )
    seen = np.isfinite(gaps).all(axis=-1)
    share = gaps / (np.array(wide) * wider)
    turned = np.full(len(gaps), rotation_deg)
    return tuple(column[seen] for column in (share, truth, nearest > NEAR_MM, turned, visit))


def shaken(random: np.random.Generator, image: Floats, world: Floats) -> tuple[Floats, Floats]:
    """Move the landmarks of a clip as a tracker moves those of a real hand, shapes (N, 21, 3)."""
    off = min(MEDIAN_L * float(np.exp(random.normal(0, SPREAD))), WORST_L)
    screen, other = (off * _errors(random, len(image)) for _ in range(2))
    apart = ALIKE * screen + np.sqrt(1 - ALIKE**2) * other
    return (
        image + _length(image) * screen * np.array([1.0, 1.0, DEPTH]),
        world + _length(world) * apart,
    )


def _length(points: Floats) -> float:
    return float(np.nanmedian(np.linalg.norm(points[:, 9] - points[:, 0], axis=-1)))


def _errors(random: np.random.Generator, frames: int) -> Floats:
    """Give errors of shape (N, 21, 3), in the median 1 long at the tips."""
    apart = np.abs(np.subtract.outer(np.arange(5), np.arange(5)))
    mixed = np.linalg.cholesky(NEIGHBOUR**apart)
    lasting = mixed @ random.normal(size=(5, 3))
    passing = np.empty((frames, 5, 3))
    now = random.normal(size=(5, 3))
    for i in range(frames):
        passing[i] = mixed @ now
        now = AGAIN * now + np.sqrt(1 - AGAIN**2) * random.normal(size=(5, 3))
    digits = np.sqrt(LASTING) * lasting + np.sqrt(1 - LASTING) * passing
    errors = np.empty((frames, 21, 3))
    errors[:, 0] = ALONG[0] * random.normal(size=3)
    errors[:, 1:] = (digits[:, :, None, :] * np.array(ALONG)[:, None]).reshape(frames, 20, 3)
    return errors / _MEDIAN_NORM
