"""Follow an object by its colour model, frame by frame, beside the hands.

Laws
----
1. A point is where this frame shows the object's colour; a hidden point is NaN. The position in the
   frame before only decides between two patches, and never replaces one.
2. The light may change: the colour model slowly adapts to each frame, by at most `LARGEST_DRIFT`
   standard deviations from the colour that was learned.
3. Positions are in pixels of the full upright picture, like the hands'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from handtrack.landmarks.hand import Floats
from handtrack.landmarks.recording import TrackedFrame
from handtrack.landmarks.tracked_object import PLACES, ObjectKind
from handtrack.sources.video import Frame
from handtrack.tracking.objects.appearance import ColourModel
from handtrack.tracking.objects.colour import (
    LEAST_AREA_PX,
    SIDE_PX,
    Colour,
    Image,
    Mask,
    belongs,
    scale_of,
    to_lab,
)
from handtrack.tracking.tracker import Tracker

LEAST_SHARE = 0.12
"""Provisional: least visible area of an object, as a share of its learned area."""
MOST_SHARE = 12.0
"""Provisional: largest area of an object that comes near, as a multiple of its learned area."""
PIECE_SHARE = (0.3, 2.2)
"""Provisional: least and largest area of one piece, as multiples of the learned area."""
CORE_SHARE = 0.75
"""Provisional: depth inside a patch, in radii of a piece, from which pixels are a piece's core."""
DRIFT = 0.05
"""Provisional: weight of a frame's colour in the adapted colour."""
LARGEST_DRIFT = 3.0
WINDOW_SHARE = 0.12
"""Provisional: largest movement between two frames, as a share of the picture; after a larger one
the whole picture is searched."""
_NEAR_BY = 1.5
"""Patches of a ball nearer to its largest patch than this many radii belong to the ball."""


@dataclass(frozen=True, slots=True)
class _Patch:
    """A connected patch of colour: centre, area in pixels, and its number in the picture."""

    x: float
    y: float
    area: float
    number: int


class ObjectTracker:
    """Follows one object.

    Parameters
    ----------
    look : ColourModel
        From `initialise`.

    Attributes
    ----------
    look : ColourModel
        As it was learned, without drift.
    """

    def __init__(self, look: ColourModel) -> None:
        self.look = look
        self.reset()

    def reset(self) -> None:
        """Restore the learned colours and positions."""
        self._colours = list(self.look.colours)
        self._found = False
        self._last: Floats = np.full((PLACES[self.look.kind], 3), np.nan)
        for i, (x, y) in enumerate(self.look.points):
            self._last[i, :2] = x, y

    def track(self, frame: Frame) -> Floats:
        """Find the object in the next frame.

        Parameters
        ----------
        frame : Frame

        Returns
        -------
        ndarray of float32, shape (places, 3)
            x, y and radius of its points in pixels of the full picture; NaN where hidden.
        """
        image, scale = frame.image_rgb, scale_of(frame.image_rgb)
        found = np.full_like(self._last, np.nan)
        if self._found:  # most likely it is near its last position, where a search costs a tenth
            left, top, right, bottom = self._window(image, scale)
            part = np.ascontiguousarray(image[top:bottom, left:right])
            found = self._in(to_lab(part, scale), (left * scale, top * scale))
        if np.isnan(found).any():
            found = self._in(to_lab(image, scale), (0.0, 0.0))
        self._found = self.look.kind is not ObjectKind.PIECES and not np.isnan(found).any()
        self._last = np.where(np.isfinite(found), found, self._last)
        width = image.shape[1] * scale
        in_full: Floats = (found * frame.size_px[0] / width).astype(np.float32)
        return in_full

    def _window(self, image: Image, scale: float) -> tuple[int, int, int, int]:
        """The part of the picture, in its pixels, which the object cannot have left."""
        reach = SIDE_PX * WINDOW_SHARE + 2 * float(np.sqrt(self.look.area_px))
        low = (self._last[:, :2].min(axis=0) - reach) / scale
        high = (self._last[:, :2].max(axis=0) + reach) / scale
        left, top = np.maximum(low, 0).astype(int).tolist()
        right, bottom = np.minimum(high, image.shape[1::-1]).astype(int).tolist()
        return left, top, right, bottom

    def _in(self, lab: Image, corner: tuple[float, float]) -> Floats:
        """Find the object in a part of the picture that begins at this corner."""
        self._last[:, :2] -= corner
        match self.look.kind:
            case ObjectKind.BALL:
                found = self._ball(lab)
            case ObjectKind.PIECES:
                found = self._pieces(lab)
            case _ if len(self._colours) == 2:
                found = self._two_ends(lab)
            case _:
                found = self._long(lab)
        found[:, :2] += corner
        self._last[:, :2] += corner
        return found

    def _mask(self, lab: Image, number: int) -> Mask:
        """The pixels of one of the object's colours."""
        own = self._colours[number]
        mask = belongs(lab, own, [*self.look.distractors, *self._others(number)])
        self._colours[number] = self._drifted(number, lab, mask)
        return mask

    def _others(self, number: int) -> list[Colour]:
        return [c for i, c in enumerate(self._colours) if i != number]

    def _drifted(self, number: int, lab: Image, mask: Mask) -> Colour:
        """The colour adapted to this frame."""
        now, learnt = self._colours[number], self.look.colours[number]
        count = int(np.count_nonzero(mask))
        if not LEAST_SHARE * self.look.area_px <= count <= MOST_SHARE * self.look.area_px:
            return now
        seen = np.array(cv2.mean(lab, mask.astype(np.uint8))[:3])
        spread = np.array(learnt.spread)
        moved = np.array(now.lab) + DRIFT * (seen - now.lab) - learnt.lab
        bound = np.clip(moved, -LARGEST_DRIFT * spread, LARGEST_DRIFT * spread)
        a, b, c = (float(v) for v in bound + learnt.lab)
        return replace(now, lab=(a, b, c))

    def _best(self, patches: Sequence[_Patch], point: int) -> _Patch | None:
        """The patch of one of the object's points: large, and near the last position."""
        least = max(LEAST_AREA_PX, LEAST_SHARE * self.look.area_px)
        able = [p for p in patches if least <= p.area <= MOST_SHARE * self.look.area_px]
        if not able:
            return None
        x, y = self._last[point, :2]
        size = np.sqrt(self.look.area_px)

        def worth(patch: _Patch) -> float:
            away = np.hypot(patch.x - x, patch.y - y) / size if x == x else 0.0
            return float(min(patch.area, self.look.area_px) / (1.0 + 0.25 * away))

        return max(able, key=worth)

    def _ball(self, lab: Image) -> Floats:
        mask = self._mask(lab, 0)
        labels, patches = _patches(mask)
        best = self._best(patches, 0)
        if best is None:
            return np.full((1, 3), np.nan)
        # Fingers in front of a ball cut it into patches; one circle goes round them all.
        reach = _NEAR_BY * 2 * np.sqrt(max(best.area, self.look.area_px) / np.pi)
        own = [
            p.number
            for p in patches
            if np.hypot(p.x - best.x, p.y - best.y) < reach
            and p.area >= max(LEAST_AREA_PX, 0.1 * best.area)
        ]
        return np.array([_circle(np.isin(labels, own))])

    def _two_ends(self, lab: Image) -> Floats:
        found = np.full((2, 3), np.nan)
        masks = [self._mask(lab, end) for end in (0, 1)]
        for end, mask in enumerate(masks):
            best = self._best(_patches(mask)[1], end)
            if best is not None:
                found[end] = best.x, best.y, np.sqrt(best.area / np.pi)
        return found

    def _long(self, lab: Image) -> Floats:
        """The two ends of the patch's long axis, in the order of the nearer ends before."""
        labels, patches = _patches(self._mask(lab, 0))
        best = self._best(patches, 0)
        if best is None:
            return np.full((2, 3), np.nan)
        down, right = np.nonzero(labels == best.number)
        xy = np.stack([right, down], axis=-1).astype(float)
        middle = xy.mean(axis=0)
        _, _, axes = np.linalg.svd(np.cov((xy - middle).T))
        along, across = (xy - middle) @ axes.T[:, 0], (xy - middle) @ axes.T[:, 1]
        half, radius = np.ptp(along) / 2, np.ptp(across) / 2
        centre = middle + axes[0] * (along.max() + along.min()) / 2
        ends = np.array([centre - axes[0] * half, centre + axes[0] * half])
        before = self._last[:, :2]
        if np.isfinite(before).all() and _apart(ends[::-1], before) < _apart(ends, before):
            ends = ends[::-1]
        return np.column_stack([ends, np.full(2, radius)])

    def _pieces(self, lab: Image) -> Floats:
        """Every patch of a piece's size; larger patches are split into touching pieces."""
        found = np.full((PLACES[ObjectKind.PIECES], 3), np.nan)
        least, most = (share * self.look.area_px for share in PIECE_SHARE)
        labels, patches = _patches(self._mask(lab, 0))
        pieces: list[tuple[float, float, float]] = []
        for patch in patches:
            if least <= patch.area <= most:
                pieces.append((patch.x, patch.y, float(np.sqrt(patch.area / np.pi))))
            elif most < patch.area <= most * len(found):
                pieces += _parted(labels == patch.number, float(np.sqrt(self.look.area_px / np.pi)))
        for i, piece in enumerate(sorted(pieces)[: len(found)]):
            found[i] = piece
        return found


class HandAndObjectTracker(Tracker):
    """A tracker of hands that also follows an object.

    Parameters
    ----------
    hands : Tracker
    look : ColourModel
        Of the object.
    """

    def __init__(self, hands: Tracker, look: ColourModel) -> None:
        self._hands, self._object = hands, ObjectTracker(look)
        self.slots, self.engine, self.model_sha256 = hands.slots, hands.engine, hands.model_sha256
        self.has_presence = hands.has_presence

    @override
    def track(self, frame: Frame) -> TrackedFrame:
        return replace(self._hands.track(frame), object_px=self._object.track(frame))

    @override
    def reset(self) -> None:
        self._hands.reset()
        self._object.reset()


def _patches(mask: Mask) -> tuple[NDArray[np.int32], list[_Patch]]:
    """A picture of the patches' numbers, and the patches of a mask."""
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, stats, middles = cv2.connectedComponentsWithStats(closed)
    patches = [
        _Patch(float(middles[i][0]), float(middles[i][1]), float(stats[i][cv2.CC_STAT_AREA]), i)
        for i in range(1, count)
        if stats[i][cv2.CC_STAT_AREA] >= LEAST_AREA_PX
    ]
    return cast(NDArray[np.int32], labels), patches


def _circle(mask: Mask) -> tuple[float, float, float]:
    """The smallest circle around a mask."""
    down, right = np.nonzero(mask)
    hull = cv2.convexHull(np.stack([right, down], axis=-1).astype(np.float32))
    (x, y), radius = cv2.minEnclosingCircle(hull)
    return float(x), float(y), float(radius)


def _parted(mask: Mask, radius: float) -> list[tuple[float, float, float]]:
    """Split touching pieces at the peaks of the distance from their common edge."""
    deep = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    cores = (deep > CORE_SHARE * min(radius, float(deep.max()))).astype(np.uint8)
    count, _, _, middles = cv2.connectedComponentsWithStats(cores)
    return [(float(middles[i][0]), float(middles[i][1]), radius) for i in range(1, count)]


def _apart(ends: Floats, before: Floats) -> float:
    return float(np.hypot(*(ends - before).T).sum())
