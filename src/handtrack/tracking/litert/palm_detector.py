"""Palm detector: from the palm network's 2016 anchors to the palms of a picture.

The anchors, the decoding and the weighted suppression of overlapping boxes are those of a
single-shot detector as MediaPipe's documentation of hand tracking describes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.tracking.litert.networks import PALM_PX, HandNetworks
from handtrack.tracking.litert.region import Region

LEAST_SCORE = 0.5
"""Least chance of a palm, as in MediaPipe."""
_GRIDS = ((24, 2), (12, 6))
"""Anchors: cells across and down, and how many share a cell's middle."""
_SAME_PALM = 0.3
"""Boxes that share more of their joint area than this are one palm."""
_WRIST, _MIDDLE_MCP = 0, 2
"""Their places among the seven points."""


@dataclass(frozen=True, slots=True)
class Palm:
    """A palm in a picture.

    Parameters
    ----------
    score : float
        Chance that it is one, 0 to 1.
    region : Region
        Where its hand is.
    """

    score: float
    region: Region


def detect_palms(
    networks: HandNetworks,
    part: NDArray[np.uint8],
    corner: tuple[int, int],
    scale: tuple[float, float],
    least_score: float = LEAST_SCORE,
) -> list[Palm]:
    """Find the palms in a part of a picture, the likeliest first.

    Parameters
    ----------
    networks : HandNetworks
    part : ndarray of uint8, shape (height, width, 3)
        RGB.
    corner : tuple of int
        Pixels from the picture's left and top to the part's.
    scale : tuple of float
        Pixels of the regions' coordinates for one of the picture, across and down.
    least_score : float
    """
    height, width = part.shape[:2]
    shrink = PALM_PX / max(height, width)
    margin = (PALM_PX - shrink * np.array([width, height])) / 2
    matrix = np.column_stack([shrink * np.eye(2), margin])
    square = cv2.warpAffine(part, matrix, (PALM_PX, PALM_PX), flags=cv2.INTER_LINEAR)
    boxes, logits = networks.palms(square.view(dtype=np.uint8))
    with np.errstate(over="ignore"):
        scores = 1 / (1 + np.exp(-logits.astype(np.float64)))
    likely = np.flatnonzero(scores >= least_score)
    if not likely.size:
        return []
    points = _points(boxes, likely)
    return [
        Palm(score, _region(((merged - margin) / shrink + corner) * scale))
        for score, merged in _merged(points, scores[likely])
    ]


def _points(boxes: Floats, which: NDArray[np.intp]) -> Floats:
    """Corners and the seven points of some anchors, shape (n, 9, 2), in pixels of the square."""
    centres = _anchors()[which][:, None]
    raw = boxes[which].astype(np.float64).reshape(-1, 9, 2)
    middle, size = raw[:, :1] + centres, raw[:, 1:2]
    return np.concatenate([middle - size / 2, middle + size / 2, raw[:, 2:] + centres], axis=1)


def _merged(points: Floats, scores: Floats) -> list[tuple[float, Floats]]:
    """Best score and mean by scores of each group of overlapping boxes, the likeliest first."""
    low, high = points[:, 0], points[:, 1]
    area = (high - low).prod(axis=1)
    left, merged = np.argsort(-scores, kind="stable"), []
    while left.size:
        best = left[0]
        shared = np.minimum(high[left], high[best]) - np.maximum(low[left], low[best])
        common = shared.clip(0).prod(axis=1)
        same = common > _SAME_PALM * (area[left] + area[best] - common)
        group = left[same]
        merged.append(
            (float(scores[best]), np.average(points[group], axis=0, weights=scores[group]))
        )
        left = left[~same]
    return merged


def _region(points: Floats) -> Region:
    low, high, wrist, middle_mcp = points[[0, 1, 2 + _WRIST, 2 + _MIDDLE_MCP]]
    return Region.around_palm(low, high, wrist, middle_mcp)


@cache
def _anchors() -> Floats:
    """Centres of the anchors, shape (2016, 2), in pixels of the square."""
    grids = []
    for cells, shared in _GRIDS:
        centres = (np.arange(cells) + 0.5) * (PALM_PX / cells)
        down, across = np.meshgrid(centres, centres, indexing="ij")
        grids.append(np.repeat(np.column_stack([across.ravel(), down.ravel()]), shared, axis=0))
    return np.concatenate(grids)
