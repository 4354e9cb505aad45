"""Appearance of an object: its colour model, learned from a point on it.

Laws
----
1. A pixel belongs to the object where it is nearer to the object's colour than to that of any
   distractor (the surroundings, the hand's skin), and within `NEAR`.
2. A colour model is learned from pictures scaled to `SIDE_PX`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from handtrack.errors import ObjectError
from handtrack.landmarks.hand import BONES, PALM, Floats, Landmark
from handtrack.landmarks.tracked_object import ObjectKind
from handtrack.tracking.objects.colour import (
    LEAST_AREA_PX,
    SIDE_PX,
    Colour,
    Image,
    Mask,
    belongs,
    clusters,
    scaled,
)

ALIKE = np.array([10.0, 6.0, 6.0])
"""Provisional: largest difference of the pixels of an object from the one pointed at."""
_REACH_SHARE = 0.25
"""An object that is pointed at is no larger than this share of the picture's longer side."""
_RING_SHARE = 0.6
"""Width of the ring of surroundings whose colours are read, in widths of the object."""


@dataclass(frozen=True, slots=True)
class ColourModel:
    """Colours and size by which an object is followed.

    Parameters
    ----------
    kind : ObjectKind
    colours : tuple of Colour
        One, or two for a rod: those of its first and second end.
    distractors : tuple of Colour
        Colours of the skin and the surroundings.
    area_px : float
        Of the object, or of one end of a rod, or of one piece, in a picture of `SIDE_PX`.
    points : tuple of (x, y)
        Where it was pointed at, in such a picture, for the first frame; empty after a
        demonstration.
    """

    kind: ObjectKind
    colours: tuple[Colour, ...]
    distractors: tuple[Colour, ...]
    area_px: float
    points: tuple[tuple[float, float], ...] = ()

    def __str__(self) -> str:
        colours = " and ".join("Lab {:.0f} {:.0f} {:.0f}".format(*c.lab) for c in self.colours)
        return f"{self.kind}, {colours}, {self.area_px:.0f} px² in a picture of {SIDE_PX} px"


def skin_of(lab: Image, hand_px: Floats) -> Colour | None:
    """Compute the colour of a hand's skin, from the palm and along the bones.

    Parameters
    ----------
    lab : ndarray of uint8, shape (height, width, 3)
    hand_px : ndarray, shape (21, 2 or more)
        Landmarks in pixels of this picture.

    Returns
    -------
    Colour or None
        None where the hand is not seen.
    """
    mask = hand_mask(lab.shape[:2], hand_px, 0.06) > 0
    return Colour.of(lab[mask].astype(float)) if mask.sum() >= LEAST_AREA_PX else None


def hand_mask(shape: tuple[int, ...], hand_px: Floats, width: float) -> Image:
    """Draw the mask of a hand: its palm and its bones.

    Parameters
    ----------
    shape : tuple of int
        Height and width of the picture.
    hand_px : ndarray, shape (21, 2 or more)
        Landmarks in its pixels.
    width : float
        Of the bones, in hand lengths.

    Returns
    -------
    ndarray of uint8, shape (height, width)
        1 on the hand, 0 elsewhere; 0 everywhere for NaN.
    """
    mask = np.zeros(shape[:2], np.uint8)
    xy = np.asarray(hand_px)[:, :2]
    if not np.isfinite(xy).all():
        return mask
    points = np.rint(np.clip(xy, -4 * SIDE_PX, 4 * SIDE_PX)).astype(np.int32)
    length = float(np.hypot(*(xy[Landmark.MIDDLE_MCP] - xy[Landmark.WRIST])))
    thickness = max(1, round(width * length))
    for a, b in BONES:
        cv2.line(mask, points[a].tolist(), points[b].tolist(), 1, thickness)
    cv2.fillConvexPoly(mask, cv2.convexHull(points[list(PALM)]), 1)
    return mask


def learn_from_point(
    image_rgb: Image, points_px: Sequence[tuple[float, float]], kind: ObjectKind, hands_px: Floats
) -> ColourModel:
    """Learn a colour model from points on the object in one picture.

    Parameters
    ----------
    image_rgb : ndarray of uint8, shape (height, width, 3)
    points_px : sequence of (x, y)
        Inside the picture. One point on the object; for a rod one on each end, or a single one for
        a rod of one colour.
    kind : ObjectKind
    hands_px : ndarray, shape (hands, 21, 2 or more)
        Landmarks in pixels of this picture; NaN for none.

    Returns
    -------
    ColourModel

    Raises
    ------
    ObjectError
        The points do not differ enough from their surroundings.
    """
    lab, scale = scaled(image_rgb)
    spots = [_spot(lab, point, scale) for point in points_px]
    colours = tuple(Colour.of(lab[spot].astype(float)) for spot in spots)
    skins = [skin_of(lab, hand * scale) for hand in hands_px]
    around = [c for spot in spots for c in _around(lab, spot, spots)]
    distractors = [c for c in (*skins, *around) if c is not None]
    area = float(np.mean([spot.sum() for spot in spots]))
    points = tuple((x * scale, y * scale) for x, y in points_px)
    for spot, colour, point in zip(spots, colours, points_px, strict=True):
        others = [*distractors, *(c for c in colours if c is not colour)]
        if belongs(lab, colour, others)[spot].mean() < 0.5:
            raise _no_object(point)
    return ColourModel(kind, colours, tuple(distractors), area, points)


def _no_object(point: tuple[float, float]) -> ObjectError:
    return ObjectError(
        f"What is at {point[0]:g},{point[1]:g} does not stand out from what is around it; "
        "use an object of another colour, or another background."
    )


def _spot(lab: Image, point: tuple[float, float], scale: float) -> Mask:
    """The patch of similar pixels around a point, within `_REACH_SHARE`.

    A patch that crosses more than two edges of the reach is a table and no object; a rod may cross
    two.
    """
    seed = (int(point[0] * scale), int(point[1] * scale))
    reach = int(_REACH_SHARE * max(lab.shape[:2]))
    left, top = max(seed[0] - reach, 0), max(seed[1] - reach, 0)
    part = lab[top : seed[1] + reach + 1, left : seed[0] + reach + 1].copy()
    grown = np.zeros((part.shape[0] + 2, part.shape[1] + 2), np.uint8)
    step = tuple(ALIKE.tolist())
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
    cv2.floodFill(part, grown, (seed[0] - left, seed[1] - top), (0, 0, 0), step, step, flags)
    inside = grown[1:-1, 1:-1]
    edges = (inside[0], inside[-1], inside[:, 0], inside[:, -1])
    if sum(bool(edge.any()) for edge in edges) > 2:
        raise _no_object(point)
    spot = np.zeros(lab.shape[:2], np.uint8)
    spot[top : top + part.shape[0], left : left + part.shape[1]] = inside
    if spot.sum() < LEAST_AREA_PX:  # texture: take the nearest pixels
        cv2.circle(spot, seed, 3, 1, -1)
    return spot.astype(bool)


def _around(lab: Image, spot: Mask, spots: Sequence[Mask]) -> list[Colour]:
    """At most two colours of the surroundings."""
    size = float(np.sqrt(spot.sum()))
    near = _grown(spot, 2 + int(0.1 * size))
    ring = _grown(spot, 4 + int(_RING_SHARE * size)) & ~near
    for other in spots:
        ring &= ~_grown(other, 3)
    pixels = lab[ring].astype(np.float32)
    return clusters(pixels, 2)


def _grown(mask: Mask, by: int) -> Mask:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return cv2.dilate(mask.astype(np.uint8), kernel) > 0
