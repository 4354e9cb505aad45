"""Learn the colour model of an object from an interval in which it is shown in the hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.errors import ObjectError
from handtrack.landmarks.geometry import hand_axis
from handtrack.landmarks.hand import Floats
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.measurements.object_in_hand import pinch_point
from handtrack.tracking.objects.appearance import ColourModel, hand_mask, skin_of
from handtrack.tracking.objects.colour import (
    LEAST_AREA_PX,
    NEAR,
    Colour,
    Image,
    belongs,
    clusters,
    scaled,
)

NEAR_L = 1.3
"""Provisional: largest distance of a held object from the fingertips, in hand lengths."""
FAR_L = 2.4
"""Provisional: pixels farther than this from the palm are background, in hand lengths."""
OFTEN = 4.0
"""Provisional: a colour of the object is this many times as common near the hand as far from it."""
_BINS = (16, 32, 32)
_APART = 25.0
"""Least difference in Lab between the two ends of a rod of two colours."""


def learn_from_demonstration(
    pictures: Iterable[tuple[Image, Floats]], kind: ObjectKind
) -> ColourModel:
    """Learn a colour model from pictures of a hand that holds the object.

    Parameters
    ----------
    pictures : iterable of (image, hand)
        RGB, and the landmarks of the hand in its pixels, shape (21, 2 or more).
    kind : ObjectKind

    Returns
    -------
    ColourModel

    Raises
    ------
    ObjectError
        No hand was seen, or nothing in it differs enough from skin and background.
    """
    near, far, skins, seen = [], [], [], []
    for image, hand_px in pictures:
        lab, scale = scaled(image)
        hand = np.asarray(hand_px)[:, :2] * scale
        skin = skin_of(lab, hand)
        if skin is None:
            continue
        held, away = _regions(lab, hand)
        held &= skin.distance(lab) > NEAR**2
        near.append(lab[held])
        far.append(lab[away])
        skins.append(skin)
        seen.append((lab, held))
    if not seen:
        raise ObjectError("No hand was seen while the object was to be shown; hold it in the hand.")
    background = np.concatenate(far).astype(np.float32)
    mine = _uncommon(np.concatenate(near), background)
    distractors = (*_spread_over(skins), *clusters(_some(background), 3))
    colours = _colours(mine, kind)
    areas = [
        area
        for lab, held in seen
        for colour in colours
        if (area := _largest(belongs(lab, colour, distractors) & held)) >= LEAST_AREA_PX
    ]
    if len(mine) < LEAST_AREA_PX * len(seen) or len(areas) < len(seen) / 2:
        raise ObjectError(
            "Nothing in the hand stands out from skin and background while the object was to be "
            "shown. Hold it between thumb and index finger in front of the camera, or point at it."
        )
    return ColourModel(kind, colours, distractors, float(np.median(areas)))


def _regions(lab: Image, hand: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Masks of the pixels where the object may be, and of the background."""
    length = float(np.hypot(*hand_axis(hand)))
    x, y = (float(v) for v in pinch_point(hand))
    height, width = lab.shape[:2]
    down, right = np.mgrid[:height, :width]
    held = np.hypot(right - x, down - y) < NEAR_L * length
    held &= hand_mask(lab.shape, hand, 0.16) == 0
    cx, cy = hand.mean(axis=0)
    return held, np.hypot(right - cx, down - cy) > FAR_L * length


def _uncommon(near: Image, background: NDArray[np.float32]) -> NDArray[np.float32]:
    """The pixels whose colour is far more common near the hand than in the background."""

    def bins(pixels: NDArray[np.floating]) -> NDArray[np.intp]:
        a, b, c = (pixels[:, i].astype(int) * _BINS[i] // 256 for i in range(3))
        return cast(NDArray[np.intp], (a * _BINS[1] + b) * _BINS[2] + c)

    size = int(np.prod(_BINS))
    here, there = bins(near.astype(np.float32)), bins(background)
    often = np.bincount(here, minlength=size) / max(len(near), 1)
    usual = np.bincount(there, minlength=size) / max(len(background), 1)
    chosen = (often > OFTEN * usual) & (often > 1e-3)
    return near[chosen[here]].astype(np.float32)


def _colours(mine: NDArray[np.float32], kind: ObjectKind) -> tuple[Colour, ...]:
    """The object's colour, or those of a rod's two ends."""
    if len(mine) < LEAST_AREA_PX:
        return ()
    groups = clusters(_some(mine), 3)
    counts = [int((group.distance(_column(mine)) < NEAR**2).sum()) for group in groups]
    best = [groups[i] for i in np.argsort(counts)[::-1]]
    if kind is not ObjectKind.ROD:
        return (best[0],)
    others = [c for c in best[1:] if np.hypot(*np.subtract(c.lab[1:], best[0].lab[1:])) > _APART]
    return (best[0], others[0]) if others else (best[0],)


def _column(pixels: NDArray[np.float32]) -> Image:
    """Pixels as a picture one wide."""
    return pixels.astype(np.uint8)[:, None, :]


def _some(pixels: NDArray[np.float32], most: int = 20_000) -> NDArray[np.float32]:
    """At most `most` pixels, evenly chosen."""
    return pixels[:: max(1, len(pixels) // most)]


def _spread_over(colours: list[Colour]) -> tuple[Colour, ...]:
    """One colour for the skin of all pictures."""
    middles = np.median([c.lab for c in colours], axis=0)
    spreads = np.max([c.spread for c in colours], axis=0)
    return (Colour(tuple(map(float, middles)), tuple(map(float, spreads))),)  # type: ignore[arg-type]


def _largest(mask: NDArray[np.bool_]) -> float:
    """Area of the largest patch in pixels."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    return float(stats[1:, cv2.CC_STAT_AREA].max()) if count > 1 else 0.0
