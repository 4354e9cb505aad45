"""What an object looks like: its colours and size, learnt by pointing at it or by showing it.

Laws
----
1. An object is known by its colours against what is around it: a pixel belongs to it where it is
   nearer to its colour than to any rival's (the surroundings, the hand's skin) and near enough.
2. Colour is three numbers with three spreads, brightness apart from hue (CIE Lab), so that light
   may change by far more than hue may.
3. Everything is learnt from pictures scaled to `SIDE_PX`, the size in which it is followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.errors import ObjectError
from handtrack.landmarks.hand import BONES, PALM, Floats, Landmark
from handtrack.landmarks.tracked_object import ObjectKind

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]

SIDE_PX = 480
"""Provisional: the longer side of the picture an object is looked for in. A coin a fortieth of the
picture wide is 12 pixels of it."""
NEAR = 3.5
"""How many spreads a pixel may be from the object's colour: 0.99 of three normal variables."""
LEAST_SPREAD = np.array([30.0, 8.0, 8.0])
"""Provisional: brightness and the two hues vary at least by this over a coloured object."""
LEAST_SPREAD_GREY = np.array([14.0, 5.0, 5.0])
"""Provisional: the same for a grey one, which brightness alone tells from other greys."""
GREY = 15.0
"""Provisional: a colour no farther than this from white, grey or black is called grey."""
ALIKE = np.array([10.0, 6.0, 6.0])
"""Provisional: how far pixels around the one pointed at may differ from it and still be of it."""
LEAST_AREA_PX = 12
"""Fewer pixels are noise of the camera."""
_NEUTRAL, _STEPS, _FINE = 128.0, np.arange(256.0), 256.0
_REACH_SHARE = 0.25
"""A pointed object is no larger than this part of the picture's longer side."""
_RING_SHARE = 0.6
"""How wide a ring of surroundings is looked at, in widths of the object."""


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour in 8-bit CIE Lab, and how far it varies.

    Parameters
    ----------
    lab, spread : tuple of float
        Middle and standard deviation of brightness and both hues, 0 to 255.
    """

    lab: tuple[float, float, float]
    spread: tuple[float, float, float]

    @classmethod
    def of(cls, pixels: Floats) -> Colour:
        """Of pixels in Lab, shape (N, 3); N at least 1."""
        middle = np.median(pixels, axis=0)
        spread = 1.4826 * np.median(np.abs(pixels - middle), axis=0)
        grey = np.hypot(*(middle[1:] - _NEUTRAL)) <= GREY
        least = LEAST_SPREAD_GREY if grey else LEAST_SPREAD
        return cls(_three(middle), _three(np.maximum(spread, least)))

    def distance(self, lab: Image) -> NDArray[np.float32]:
        """Squared distance of every pixel, shape (..., 3) to (...), in spreads."""
        total = np.zeros(lab.shape[:-1], np.float32)
        for plane, (middle, spread) in enumerate(zip(self.lab, self.spread, strict=True)):
            table = ((_STEPS - middle) / spread) ** 2
            total += table.astype(np.float32)[lab[..., plane]]
        return total

    def near(self, lab: Image) -> Mask:
        """Which pixels are within `NEAR` spreads, shape (height, width)."""
        squares = np.zeros(lab.shape[:2], np.uint16)
        for plane, middle, spread in zip(cv2.split(lab), self.lab, self.spread, strict=True):
            table = np.minimum(((_STEPS - middle) / spread) ** 2 * _FINE, 2**14).astype(np.uint16)
            squares += cast(NDArray[np.uint16], cv2.LUT(plane, table))
        return squares < NEAR**2 * _FINE


@dataclass(frozen=True, slots=True)
class ColourModel:
    """What an object is known by.

    Parameters
    ----------
    kind : ObjectKind
    colours : tuple of Colour
        One, or two for a rod: those of its first and second end.
    distractors : tuple of Colour
        What else is in the picture near it.
    area_px : float
        Of the object, or of one end of a rod, or of one piece, in a picture of `SIDE_PX`.
    places : tuple of (x, y)
        Where it was pointed at, in such a picture: a hint for the first frame; empty where shown.
    """

    kind: ObjectKind
    colours: tuple[Colour, ...]
    distractors: tuple[Colour, ...]
    area_px: float
    places: tuple[tuple[float, float], ...] = ()

    def __str__(self) -> str:
        colours = " and ".join("Lab {:.0f} {:.0f} {:.0f}".format(*c.lab) for c in self.colours)
        return f"{self.kind}, {colours}, {self.area_px:.0f} px² in a picture of {SIDE_PX} px"


def scaled(image_rgb: Image) -> tuple[Image, float]:
    """The picture in Lab with its longer side at most `SIDE_PX`, and by how much it was scaled."""
    scale = scale_of(image_rgb)
    return to_lab(image_rgb, scale), scale


def scale_of(image_rgb: Image) -> float:
    """By how much a picture is scaled before anything is looked for in it."""
    return float(min(1.0, SIDE_PX / max(image_rgb.shape[:2])))


def to_lab(image_rgb: Image, scale: float) -> Image:
    """A picture, or a part of one, scaled, softened and in Lab."""
    if scale < 1.0:
        # Averaging over areas costs ten times as much and pays from half the size down only.
        how = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA
        image_rgb = cast(Image, cv2.resize(image_rgb, None, fx=scale, fy=scale, interpolation=how))
    soft = cv2.GaussianBlur(image_rgb, (3, 3), 0)
    return cast(Image, cv2.cvtColor(soft, cv2.COLOR_RGB2LAB))


def belongs(lab: Image, colour: Colour, others: Sequence[Colour]) -> Mask:
    """Which pixels are of a colour rather than of any other."""
    mask = colour.near(lab)
    at = np.nonzero(mask)  # mostly few: the distractors are asked about these alone
    pixels = lab[at]
    own = colour.distance(pixels)
    kept = np.ones(len(pixels), bool)
    for other in others:
        kept &= own < other.distance(pixels)
    mask[at] = kept
    return mask


def skin_of(lab: Image, hand_px: Floats) -> Colour | None:
    """The colour of a hand, from the palm's middle and along its bones; None where it is not seen.

    Parameters
    ----------
    hand_px : ndarray, shape (21, 2 or more)
        Landmarks in pixels of this picture.
    """
    mask = hand_mask(lab.shape[:2], hand_px, 0.06) > 0
    return Colour.of(lab[mask].astype(float)) if mask.sum() >= LEAST_AREA_PX else None


def hand_mask(shape: tuple[int, ...], hand_px: Floats, width: float) -> Image:
    """Where the hand lies: its bones, drawn so many hand lengths wide, and its palm."""
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
    """Learn a look from one picture in which someone points at the object.

    Parameters
    ----------
    points_px : sequence of (x, y)
        Inside the picture. One point on the object; for a rod one on each end, or one alone for a
        rod of one colour.
    hands_px : ndarray, shape (hands, 21, 2 or more)
        Landmarks in pixels of this picture; NaN for none.

    Raises
    ------
    ObjectError
        Nothing stands out there.
    """
    lab, scale = scaled(image_rgb)
    spots = [_spot(lab, place, scale) for place in points_px]
    colours = tuple(Colour.of(lab[spot].astype(float)) for spot in spots)
    skins = [skin_of(lab, hand * scale) for hand in hands_px]
    around = [c for spot in spots for c in _around(lab, spot, spots)]
    distractors = [c for c in (*skins, *around) if c is not None]
    area = float(np.mean([spot.sum() for spot in spots]))
    places = tuple((x * scale, y * scale) for x, y in points_px)
    look = ColourModel(kind, colours, tuple(distractors), area, places)
    for spot, colour, place in zip(spots, colours, points_px, strict=True):
        others = [*distractors, *(c for c in colours if c is not colour)]
        if belongs(lab, colour, others)[spot].mean() < 0.5:
            raise _no_object(place)
    return look


def _no_object(place: tuple[float, float]) -> ObjectError:
    return ObjectError(
        f"What is at {place[0]:g},{place[1]:g} does not stand out from what is around it; "
        "use an object of another colour, or another background."
    )


def _spot(lab: Image, place: tuple[float, float], scale: float) -> Mask:
    """The patch of like pixels around one, which ends somewhere: a table goes on beyond its reach.

    A rod may leave the reach at both ends and still be a rod.
    """
    seed = (int(place[0] * scale), int(place[1] * scale))
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
        raise _no_object(place)
    spot = np.zeros(lab.shape[:2], np.uint8)
    spot[top : top + part.shape[0], left : left + part.shape[1]] = inside
    if spot.sum() < LEAST_AREA_PX:  # texture: take what is right there
        cv2.circle(spot, seed, 3, 1, -1)
    return spot.astype(bool)


def _around(lab: Image, spot: Mask, spots: Sequence[Mask]) -> list[Colour]:
    """The colours of the surroundings, at most two."""
    size = float(np.sqrt(spot.sum()))
    near = _grown(spot, 2 + int(0.1 * size))
    ring = _grown(spot, 4 + int(_RING_SHARE * size)) & ~near
    for other in spots:
        ring &= ~_grown(other, 3)
    pixels = lab[ring].astype(np.float32)
    return clusters(pixels, 2)


def clusters(pixels: NDArray[np.float32], count: int) -> list[Colour]:
    """The few colours that pixels, shape (N, 3), consist of."""
    if len(pixels) < LEAST_AREA_PX * count:
        return [Colour.of(pixels)] if len(pixels) >= LEAST_AREA_PX else []
    cv2.setRNGSeed(0)  # the same picture is always learnt the same way
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1.0)
    _, label, _ = cv2.kmeans(pixels, count, np.empty(0), stop, 3, cv2.KMEANS_PP_CENTERS)
    groups = [pixels[label.ravel() == i] for i in range(count)]
    return [Colour.of(group) for group in groups if len(group) >= LEAST_AREA_PX]


def _grown(mask: Mask, by: int) -> Mask:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return cv2.dilate(mask.astype(np.uint8), kernel) > 0


def _three(values: Floats) -> tuple[float, float, float]:
    a, b, c = (float(v) for v in values)
    return a, b, c
