"""An object followed beside the hand: what kinds there are and what is known of one in a frame.

An object is a few points on the screen, each with a radius: x, y and radius in pixels, NaN where
the point is hidden. A ball is one point, its middle. A rod (a pen whose two ends have different
colours) is its two ends, in the order in which they were shown; a bottle, or a pen of one colour,
is the two ends of what can be seen of it, told apart by where they were a moment before. Pieces
(coins, beans) are as many points as lie on the table in sight, in no order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from handtrack.landmarks.hand import Floats


class ObjectKind(StrEnum):
    """What can be followed, by its shape."""

    BALL = "ball"
    ROD = "rod"
    BOTTLE = "bottle"
    PIECES = "pieces"


MOST_PIECES = 32
"""More lie on the table in no exercise."""

PLACES: Mapping[ObjectKind, int] = MappingProxyType(
    {
        ObjectKind.BALL: 1,
        ObjectKind.ROD: 2,
        ObjectKind.BOTTLE: 2,
        ObjectKind.PIECES: MOST_PIECES,
    }
)
"""How many points each kind has at most."""


def centre(points: Floats) -> Floats:
    """Middle of the points in sight, shape (..., places, 2 or more) to (..., 2); NaN for none."""
    seen = np.isfinite(points[..., 0])
    count = seen.sum(axis=-1)[..., None]
    total = np.where(seen[..., None], points[..., :2], 0.0).sum(axis=-2)
    with np.errstate(invalid="ignore"):
        middle: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return middle


def visible_count(points: Floats) -> Floats:
    """How many points are in sight, shape (..., places, 2 or more) to (...)."""
    count: Floats = np.isfinite(points[..., 0]).sum(axis=-1)
    return count


@dataclass(frozen=True, slots=True)
class PointPrompt:
    """An object made known by pointing at it in one picture of a clip.

    Parameters
    ----------
    kind : ObjectKind
    points_px : tuple of (x, y)
        One point on it; for a rod of two colours one on each end, the first end first.
    time_s : float
    """

    kind: ObjectKind
    points_px: tuple[tuple[float, float], ...]
    time_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ShowPrompt:
    """An object made known by holding it in the hand, from one time of a clip to another."""

    kind: ObjectKind
    start_s: float = 0.0
    end_s: float = 1.0
