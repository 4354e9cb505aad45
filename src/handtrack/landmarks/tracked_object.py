"""An object followed beside the hand: its kind, its points in a frame, and how it is shown.

An object is a few points on the screen: x, y and radius in pixels, NaN where the point is hidden. A
ball is one point, its centre. A rod (a pen whose two ends have different colours) is its two ends,
in the order in which they were shown; a bottle, or a pen of one colour, is the two ends of its
visible part, each matched to the nearer end of the frame before. Pieces (coins, beans) are as many
points as lie in sight on the table, in no order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from handtrack.landmarks.hand import Floats


class ObjectKind(StrEnum):
    """The shape of an object that can be followed."""

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
    """Compute the centre of the visible points, shape (..., places, 2 or more) to (..., 2).

    NaN where no point is visible.
    """
    seen = np.isfinite(points[..., 0])
    count = seen.sum(axis=-1)[..., None]
    total = np.where(seen[..., None], points[..., :2], 0.0).sum(axis=-2)
    with np.errstate(invalid="ignore"):
        middle: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return middle


def visible_count(points: Floats) -> Floats:
    """Count the visible points, shape (..., places, 2 or more) to (...)."""
    count: Floats = np.isfinite(points[..., 0]).sum(axis=-1)
    return count


@dataclass(frozen=True, slots=True)
class PointPrompt:
    """Points on the object in one frame of a clip.

    Parameters
    ----------
    kind : ObjectKind
    points_px : tuple of (x, y)
        One point on the object; for a rod of two colours one on each end, the first end first.
    time_s : float
        Of the frame.
    """

    kind: ObjectKind
    points_px: tuple[tuple[float, float], ...]
    time_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ShowPrompt:
    """Interval of a clip in which the object is shown in the hand.

    Parameters
    ----------
    kind : ObjectKind
    start_s, end_s : float
        Half-open interval.
    """

    kind: ObjectKind
    start_s: float = 0.0
    end_s: float = 1.0
