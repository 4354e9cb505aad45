"""An object followed by its look, frame by frame, beside the hands.

Laws
----
1. A point is where the object's colour is, this frame; where it is hidden the point is NaN. What
   was there a moment before only decides between two patches, never stands in for one.
2. The light may change: the colour a frame shows is taken over slowly, and never goes farther from
   the one that was learnt than `LARGEST_DRIFT` spreads.
3. Positions are in pixels of the full upright picture, like the hands'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.landmarks.recording import TrackedFrame
from handtrack.landmarks.tracked_object import PLACES, ObjectKind
from handtrack.sources.video import Frame
from handtrack.tracking.objects.appearance import (
    LEAST_AREA_PX,
    SIDE_PX,
    Colour,
    ColourModel,
    Image,
    Mask,
    belongs,
    scale_of,
    to_lab,
)
from handtrack.tracking.tracker import Tracker

LEAST_SHARE = 0.12
"""Provisional: less of an object in sight than this part of its size is no sight of it."""
MOST_SHARE = 12.0
"""Provisional: an object comes no nearer than makes it so many times as large as it was learnt."""
PIECE_SHARE = (0.3, 2.2)
"""Provisional: how small and large one piece may be against the one that was learnt."""
CORE_SHARE = 0.75
"""Provisional: deeper inside a patch than this part of a piece's radius is the core of one."""
DRIFT = 0.05
"""Provisional: the share of the colour seen that is taken over a frame."""
LARGEST_DRIFT = 3.0
WINDOW_SHARE = 0.12
"""Provisional: an object moves no farther than this part of the picture between two frames; one
that does is looked for everywhere."""
_NEAR_BY = 1.5
"""Patches of a ball nearer to its largest one than this many radii belong to it."""


@dataclass(frozen=True, slots=True)
class _Patch:
    """A connected patch of colour: middle, pixels, and which of the picture's it is."""

    x: float
    y: float
    area: float
    number: int


class ObjectTracker:
    """Follows one object.

    Parameters
    ----------
    look : ColourModel
        See `looks.pointed` and `showing.shown`.

    Attributes
    ----------
    look : ColourModel
    """

    def __init__(self, look: ColourModel) -> None:
        self.look = look
        self.reset()

    def reset(self) -> None:
        """Forget where it was and how the light had changed."""
        self._colours = list(self.look.colours)
        self._found = False
        self._last: Floats = np.full((PLACES[self.look.kind], 3), np.nan)
        for place, (x, y) in enumerate(self.look.places):
            self._last[place, :2] = x, y

    def track(self, frame: Frame) -> Floats:
        """Find it in the next frame: x, y and radius in pixels, shape (places, 3), NaN hidden."""
        image, scale = frame.image_rgb, scale_of(frame.image_rgb)
        found = np.full_like(self._last, np.nan)
        if self._found:  # it is where it was, most likely, and looking there costs a tenth
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
        """The part of the picture, in its pixels, in which it must still be if it is in sight."""
        reach = SIDE_PX * WINDOW_SHARE + 2 * float(np.sqrt(self.look.area_px))
        low = (self._last[:, :2].min(axis=0) - reach) / scale
        high = (self._last[:, :2].max(axis=0) + reach) / scale
        left, top = np.maximum(low, 0).astype(int).tolist()
        right, bottom = np.minimum(high, image.shape[1::-1]).astype(int).tolist()
        return left, top, right, bottom

    def _in(self, lab: Image, corner: tuple[float, float]) -> Floats:
        """Find it in a part of the picture that begins at this corner; where it was is known."""
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
        """The pixels of one of its colours."""
        own = self._colours[number]
        mask = belongs(lab, own, [*self.look.distractors, *self._others(number)])
        self._colours[number] = self._drifted(number, lab, mask)
        return mask

    def _others(self, number: int) -> list[Colour]:
        return [c for i, c in enumerate(self._colours) if i != number]

    def _drifted(self, number: int, lab: Image, mask: Mask) -> Colour:
        """The colour after this frame."""
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

    def _best(self, patches: Sequence[_Patch], place: int) -> _Patch | None:
        """The patch that is the object: large, and near to where it was."""
        least = max(LEAST_AREA_PX, LEAST_SHARE * self.look.area_px)
        able = [p for p in patches if least <= p.area <= MOST_SHARE * self.look.area_px]
        if not able:
            return None
        x, y = self._last[place, :2]
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
        masks = [self._mask(lab, place) for place in (0, 1)]
        for place, mask in enumerate(masks):
            best = self._best(_patches(mask)[1], place)
            if best is not None:
                found[place] = best.x, best.y, np.sqrt(best.area / np.pi)
        return found

    def _long(self, lab: Image) -> Floats:
        """The two ends of the patch's long axis, each called as the nearer one was before."""
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
        """Every patch of a piece's size; touching pieces are parted where they are thickest."""
        found = np.full((PLACES[ObjectKind.PIECES], 3), np.nan)
        least, most = (share * self.look.area_px for share in PIECE_SHARE)
        labels, patches = _patches(self._mask(lab, 0))
        pieces: list[tuple[float, float, float]] = []
        for patch in patches:
            if least <= patch.area <= most:
                pieces.append((patch.x, patch.y, float(np.sqrt(patch.area / np.pi))))
            elif most < patch.area <= most * len(found):
                pieces += _parted(labels == patch.number, float(np.sqrt(self.look.area_px / np.pi)))
        for place, piece in enumerate(sorted(pieces)[: len(found)]):
            found[place] = piece
        return found


class Following:
    """A tracker of hands with an object beside them: fits wherever a `Tracker` does.

    Parameters
    ----------
    hands : Tracker
    look : ColourModel
    """

    def __init__(self, hands: Tracker, look: ColourModel) -> None:
        self._hands, self._object = hands, ObjectTracker(look)
        self.slots, self.engine, self.model_sha256 = hands.slots, hands.engine, hands.model_sha256

    def track(self, frame: Frame) -> TrackedFrame:
        """Find hands and object in the next frame of a clip."""
        return replace(self._hands.track(frame), object_px=self._object.track(frame))

    def reset(self) -> None:
        """Forget everything, so that the next clip is tracked as if it were the first."""
        self._hands.reset()
        self._object.reset()


def _patches(mask: Mask) -> tuple[NDArray[np.int32], list[_Patch]]:
    """The patches of a mask, and a picture of their numbers."""
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
    """Pieces that touch: the peaks of the distance from their common edge."""
    deep = cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    cores = (deep > CORE_SHARE * min(radius, float(deep.max()))).astype(np.uint8)
    count, _, _, middles = cv2.connectedComponentsWithStats(cores)
    return [(float(middles[i][0]), float(middles[i][1]), radius) for i in range(1, count)]


def _apart(ends: Floats, before: Floats) -> float:
    return float(np.hypot(*(ends - before).T).sum())
