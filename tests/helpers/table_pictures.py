"""Pictures of a table with things on it, drawn so that a test knows where they are.

Not a photograph: flat colours, soft edges, noise, light that can be changed. What is told from
such a picture is the least that must be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import BONES, Floats, Side
from handtrack.sources.video import Frame
from synthetic_hand.landmarks import synthetic_hand

Rgb = tuple[int, int, int]
Point = tuple[float, float]
SKIN: Rgb = (214, 170, 145)
WOOD: Rgb = (150, 120, 90)
WHITE: Rgb = (228, 228, 224)
DARK: Rgb = (52, 54, 60)


@dataclass(frozen=True, slots=True)
class Light:
    """How bright and how warm it is; 1 and 0 as the colours say."""

    bright: float = 1.0
    warm: float = 0.0
    noise: float = 3.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be drawn with things on it.

    Parameters
    ----------
    cloth : tuple of int
        Its colour.
    size_px : tuple of int
        Width and height of the picture.
    """

    cloth: Rgb = WOOD
    size_px: tuple[int, int] = (640, 480)
    light: Light = Light()

    def empty(self) -> NDArray[np.uint8]:
        """Give the table alone, with a strip of wall behind it."""
        width, height = self.size_px
        picture = np.full((height, width, 3), self.cloth, np.uint8)
        picture[: height // 5] = (196, 198, 205)
        return picture

    def frame(self, picture: NDArray[np.uint8], index: int = 0, fps: float = 30.0) -> Frame:
        """Give a frame as the camera of this light sees it."""
        warmth = np.array([1.0 + self.light.warm, 1.0, 1.0 - self.light.warm], np.float32)
        lit = picture * (np.float32(self.light.bright) * warmth)
        lit += np.float32(self.light.noise) * np.roll(_noise(picture.shape), 7919 * index)
        seen = np.clip(cv2.GaussianBlur(lit, (3, 3), 0), 0, 255).astype(np.uint8)
        return Frame(index, index / fps, seen, self.size_px)

    def in_light(self, **light: float) -> Table:
        """Give the same table in another light."""
        return replace(self, light=replace(self.light, **light))


@cache
def _noise(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """One picture of noise of spread 1; another frame rolls it elsewhere."""
    return np.random.default_rng(0).standard_normal(shape, np.float32)


def disc(picture: NDArray[np.uint8], at: Point, radius: float, colour: Rgb) -> None:
    """Draw a ball, a coin or a bean."""
    where = (round(at[0]), round(at[1]))
    cv2.circle(picture, where, round(radius), colour, -1, cv2.LINE_AA)


def pen(
    picture: NDArray[np.uint8], first: Point, second: Point, colours: Sequence[Rgb], width: int = 12
) -> None:
    """Draw a pen; two colours for its two ends, or one for the whole."""
    a, b = np.array(first), np.array(second)

    def stroke(start: Floats, end: Floats, colour: Rgb) -> None:
        one, two = (tuple(int(v) for v in np.rint(p)) for p in (start, end))
        cv2.line(picture, one, two, colour, width, cv2.LINE_AA)

    stroke(a, b, colours[0] if len(colours) == 1 else (70, 70, 72))
    if len(colours) == 2:
        stroke(a, a + 0.25 * (b - a), colours[0])
        stroke(b + 0.25 * (a - b), b, colours[1])


def hand_at(at: Point, length_px: float = 120.0, side: Side = Side.RIGHT) -> Floats:
    """Give landmarks, shape (21, 2), of an open hand with its wrist there."""
    image, _ = synthetic_hand({}, side)
    points = image[:, :2] - image[0, :2]
    scaled: Floats = points * length_px / float(np.hypot(*points[9])) + np.array(at)
    return scaled


def draw_hand(picture: NDArray[np.uint8], hand_px: Floats, colour: Rgb = SKIN) -> None:
    """Draw a hand as a mitten with fingers."""
    points = np.rint(hand_px).astype(np.int32)
    length = float(np.hypot(*(hand_px[9] - hand_px[0])))
    for a, b in BONES:
        cv2.line(picture, points[a].tolist(), points[b].tolist(), colour, round(0.22 * length))
    cv2.fillConvexPoly(picture, cv2.convexHull(points[[0, 1, 5, 9, 13, 17]]), colour)
