"""Forearm line in a picture, searched behind the wrist of a tracked hand.

Theory of operation
-------------------
A hand tracker gives no elbow, but the forearm is in the picture: a band that begins at the wrist,
opposite the fingers, with two nearly straight edges and the colour of the palm's skin between them.
For each of a fan of directions behind the wrist the picture is sampled along and across. In the
right direction the edges of all samples are aligned. Edges weigh more than skin, because light
falls off across an arm and a wall may be skin-coloured. A straight fit to the midpoints between the
two edges is the line.

It is an axis of the arm's outline, not of its bones: on rendered arms it is within 3 degrees of the
bones in a palm view and within 8 in a side view (`validation/studies/forearm.py`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from handtrack.landmarks.hand import PALM, Floats, Landmark
from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame
from handtrack.tracking.tracker import Tracker

LOOK_EVERY_S = 1.0
"""Provisional: interval between searches. A search costs about as much as tracking the hand, and a
forearm at rest is the same in every frame."""
FAN_DEG = 76.0
"""Provisional: largest angle of the wrist to any side."""
NEAREST_L, FARTHEST_L = 0.45, 2.0
"""Provisional: distances from the wrist that are sampled, past its own bulge, in hand lengths."""
LEAST_L = 0.7
"""Provisional: less of the forearm than this in the picture gives no direction."""
NARROWEST_L, WIDEST_L = 0.3, 1.05
"""Provisional: width of a forearm, in hand lengths."""
LEAST_EDGE = 0.35
"""Provisional: least steepness of both edges; 1 is a step of `FULL_STEP` along the whole arm."""
FULL_STEP = 12.0
"""Step of colour (Lab) between the samples on either side of an edge that counts as a full edge."""
_PX = 32.0
"""Pixels of a hand length in the picture that is sampled."""
_STEP_L, _FAN_STEP_DEG = 0.04, 3.0
_SKIN_SPREAD = np.array([45.0, 7.0, 7.0], np.float32)
"""Provisional: variation of brightness and both hues along an arm."""
_BRIGHT_WEIGHT = np.array([0.5, 1.0, 1.0], np.float32)
_FAN = np.radians(np.arange(-FAN_DEG, FAN_DEG + 0.1, _FAN_STEP_DEG))
_ALONG = np.arange(NEAREST_L, FARTHEST_L, _STEP_L)
_ACROSS = np.arange(-0.88, 0.8801, _STEP_L)
_FIT_L = 0.03
"""Distance of a midpoint from the line at which its weight in the fit is one half."""


class ForearmTracker(Tracker):
    """A tracker of hands that also finds their forearm lines, every `LOOK_EVERY_S`.

    Parameters
    ----------
    hands : Tracker
    """

    def __init__(self, hands: Tracker) -> None:
        self._hands = hands
        self.slots, self.engine, self.model_sha256 = hands.slots, hands.engine, hands.model_sha256
        self.has_presence = hands.has_presence
        self._looked_s = -np.inf

    @override
    def track(self, frame: Frame) -> TrackedFrame:
        tracked = self._hands.track(frame)
        settled = np.isfinite(tracked.image_px[:, 0, 0]) & ~tracked.settling
        if frame.time_s - self._looked_s < LOOK_EVERY_S or not settled.any():
            return tracked
        self._looked_s = frame.time_s
        scale = frame.image_rgb.shape[1] / frame.size_px[0]
        lines = [forearm_direction(frame.image_rgb, hand * scale) for hand in tracked.image_px]
        return replace(tracked, forearm=np.array(lines))

    @override
    def reset(self) -> None:
        self._hands.reset()
        self._looked_s = -np.inf


def forearm_direction(image_rgb: NDArray[np.uint8], hand_px: Floats) -> Floats:
    """Find the direction from elbow to wrist in a picture.

    Parameters
    ----------
    image_rgb : ndarray of uint8, shape (height, width, 3)
    hand_px : ndarray, shape (21, 2 or more)
        Landmarks in pixels of this picture.

    Returns
    -------
    ndarray, shape (2,), float32
        Unit vector on the screen; NaN where no forearm is found: outside the picture, covered, or
        too similar to the background.
    """
    nowhere = np.full(2, np.nan, np.float32)
    xy = np.asarray(hand_px, np.float64)[:, :2]
    if not np.isfinite(xy).all():
        return nowhere
    lab, to_small = _small(image_rgb, xy)
    skin = _skin(lab, xy, to_small)
    if skin is None:
        return nowhere
    back = -(xy[Landmark.MIDDLE_MCP] - xy[Landmark.WRIST])
    fan = np.arctan2(back[1], back[0]) + _FAN
    outward = np.stack([np.cos(fan), np.sin(fan)], axis=-1)
    sideward = np.stack([-np.sin(fan), np.cos(fan)], axis=-1)
    seen, inside = _sampled(lab, image_rgb.shape, to_small, outward, sideward)
    edges = _edges(seen) * inside
    found = _best(edges, _likeness(seen, skin), inside)
    if found is None:
        return nowhere
    which, left, right = found
    slope = _slope(edges[which], inside[which], left, right)
    if slope is None:
        return nowhere
    arm = outward[which] + slope * sideward[which]
    direction: Floats = (-arm / np.hypot(*arm)).astype(np.float32)
    return direction


def _small(image_rgb: NDArray[np.uint8], xy: Floats) -> tuple[NDArray[np.float32], Floats]:
    """The wrist's surroundings in Lab at a fixed size of hand, and the map into them, (2, 3)."""
    wrist = xy[Landmark.WRIST]
    palm = np.hypot(*(xy[Landmark.MIDDLE_MCP] - wrist))
    width = np.hypot(*(xy[Landmark.LITTLE_MCP] - xy[Landmark.INDEX_MCP]))
    scale = _PX / max(float(palm), float(width), 1.0)
    side = round(2 * (FARTHEST_L + 0.5) * _PX)
    shift = side / 2 - scale * wrist
    to_small = np.array([[scale, 0.0, shift[0]], [0.0, scale, shift[1]]])
    blur = max(1, round(1 / scale))
    soft = cv2.blur(image_rgb, (blur, blur)) if blur > 1 else image_rgb
    small = cv2.warpAffine(soft, to_small, (side, side), flags=cv2.INTER_LINEAR)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    return cast(NDArray[np.float32], cv2.GaussianBlur(lab, (0, 0), 1.0)), to_small


def _skin(lab: NDArray[np.float32], xy: Floats, to_small: Floats) -> Floats | None:
    """Median colour of the palm; None where it is outside the picture."""
    corners = xy[list(PALM)] @ to_small[:, :2].T + to_small[:, 2]
    corners = corners.mean(axis=0) + 0.75 * (corners - corners.mean(axis=0))
    mask = np.zeros(lab.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(np.rint(corners).astype(np.int32)), 1)
    pixels = lab[mask > 0]
    return np.median(pixels, axis=0) if len(pixels) >= 20 else None


def _sampled(
    lab: NDArray[np.float32],
    shape: tuple[int, ...],
    to_small: Floats,
    outward: Floats,
    sideward: Floats,
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Colours, shape (fan, along, across, 3), and which samples are inside the picture."""
    middle = lab.shape[0] / 2
    points = middle + _PX * (
        _ALONG[None, :, None, None] * outward[:, None, None]
        + _ACROSS[None, None, :, None] * sideward[:, None, None]
    )
    size = points.shape[:3]
    flat = points.reshape(size[0] * size[1], size[2], 2).astype(np.float32)
    colours = cv2.remap(
        lab, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    in_full = (points - to_small[:, 2]) / to_small[0, 0]
    limit = np.array([shape[1] - 1, shape[0] - 1])
    inside = ((in_full >= 0) & (in_full <= limit)).all(axis=-1)
    return cast(NDArray[np.float32], colours.reshape(*size, 3)), inside


def _edges(seen: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gradient of the colour across the arm at each sample, 0 to 1."""
    step = np.zeros(seen.shape[:3], np.float32)
    across = (seen[:, :, 2:] - seen[:, :, :-2]) ** 2
    step[:, :, 1:-1] = np.sqrt(across @ _BRIGHT_WEIGHT)
    return cast(NDArray[np.float32], np.minimum(step, FULL_STEP) / np.float32(FULL_STEP))


def _likeness(seen: NDArray[np.float32], skin: Floats) -> NDArray[np.float32]:
    """Similarity of each sample to skin, 1 down to -1."""
    away = (((seen - skin.astype(np.float32)) / _SKIN_SPREAD) ** 2).sum(axis=-1)
    return cast(NDArray[np.float32], np.clip(1 - away / 2, -1, 1))


def _best(
    edges: NDArray[np.float32], likeness: NDArray[np.float32], inside: NDArray[np.bool_]
) -> tuple[int, int, int] | None:
    """Index of the forearm's direction, and of the two columns of its edges."""
    rows = inside.all(axis=-1).sum(axis=-1)
    enough = rows * _STEP_L >= LEAST_L
    if not enough.any():
        return None
    steep = edges.sum(axis=1) / np.maximum(rows, 1)[:, None]
    steep[:, 1:-1] = (steep[:, :-2] + 2 * steep[:, 1:-1] + steep[:, 2:]) / 4
    skin = (likeness * inside).sum(axis=1) / np.maximum(inside.sum(axis=1), 1)
    left, right = np.triu_indices(len(_ACROSS), 1)
    width, middle = _ACROSS[right] - _ACROSS[left], (_ACROSS[right] + _ACROSS[left]) / 2
    able = (width >= NARROWEST_L) & (width <= WIDEST_L) & (np.abs(middle) < 0.3)
    left, right, middle = left[able], right[able], middle[able]
    total = np.concatenate([np.zeros((len(skin), 1)), np.cumsum(skin, axis=1)], axis=1)
    between = (total[:, right] - total[:, left]) / (right - left)
    score = steep[:, left] + steep[:, right] + 0.7 * between - 0.4 * np.abs(middle)
    score[~enough] = -np.inf
    which, pair = np.unravel_index(int(np.argmax(score)), score.shape)
    weaker = min(steep[which, left[pair]], steep[which, right[pair]])
    if weaker < LEAST_EDGE or between[which, pair] < 0:
        return None
    return int(which), int(left[pair]), int(right[pair])


def _slope(
    edges: NDArray[np.float32], inside: NDArray[np.bool_], left: int, right: int
) -> float | None:
    """Sideways drift of the midpoints per hand length along the arm; None where they are few."""
    ends = []
    for column in (left, right):
        near = slice(max(column - 4, 0), column + 5)
        weight = (edges[:, near] ** 2).astype(np.float64)
        total = weight.sum(axis=1)
        total[~inside[:, near].all(axis=1) | (total < 0.05)] = np.nan
        ends.append(weight @ _ACROSS[near] / total)
    middle = (ends[0] + ends[1]) / 2
    seen = np.isfinite(middle)
    if seen.sum() * _STEP_L < LEAST_L:
        return None
    along, middle = _ALONG[seen], middle[seen]
    weight = np.ones_like(middle)
    line = np.zeros(2)
    for _ in range(5):
        line = np.polyfit(along, middle, 1, w=np.sqrt(weight))
        weight = 1 / (1 + ((middle - np.polyval(line, along)) / _FIT_L) ** 2)
    return float(line[0])
