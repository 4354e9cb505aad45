"""Outlined text that can be read on light and on dark, and the colours of `style` for OpenCV."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.events import Status
from handtrack.rendering import style

Image = NDArray[np.uint8]
Bgr = tuple[int, int, int]
Corner = Literal["left", "middle", "right"]

BLACK: Bgr = (0, 0, 0)
WHITE: Bgr = (255, 255, 255)
GREY: Bgr = (170, 170, 170)
DARK: Bgr = (38, 34, 32)
ORANGE: Bgr = style.bgr(style.ORANGE)
SKY: Bgr = style.bgr(style.SKY)
GREEN: Bgr = style.bgr(style.GREEN)
YELLOW: Bgr = style.bgr(style.YELLOW)
PURPLE: Bgr = style.bgr(style.PURPLE)
STATUS: dict[Status, Bgr] = {s: style.bgr(one.colour) for s, one in style.STATUS.items()}

REMEMBERED = 64
"""Texts a pen remembers. One in the largest letters takes 200 KB: what comes and goes for hours, as
a counter's numbers do, must not pile up."""
_WEIGHT = 600
"""Of the font: half bold."""


@dataclass(frozen=True, slots=True)
class _Sprite:
    """A text ready for a picture: opacity of its letters and of their outline, 0 to 255."""

    letters: Image
    outline: Image
    baseline: int


class Pen:
    """Draws text of any size; rendered texts are cached."""

    def __init__(self) -> None:
        self._font = cv2.FontFace("sans")
        self._sprite = lru_cache(maxsize=REMEMBERED)(self._draw)
        self._width = lru_cache(maxsize=32 * REMEMBERED)(self._measure)

    def width(self, text: str, size_px: int) -> int:
        """Measure a text with its outline, in pixels.

        Parameters
        ----------
        text : str
        size_px : int
            Size of the font.
        """
        return self._width(text, size_px)

    def write(
        self,
        image: Image,
        text: str,
        at: tuple[int, int],
        size_px: int,
        colour: Bgr = WHITE,
        anchor: Corner = "left",
    ) -> None:
        """Write one line; what lies outside the picture is cut off.

        Parameters
        ----------
        at : tuple of int
            x of the anchor, y of the baseline.
        size_px : int
            Size of the font; a digit is about 0.7 of it high.
        """
        if not text:
            return
        sprite = self._sprite(text, size_px)
        height, width = sprite.letters.shape
        x = at[0] - {"left": 0, "middle": width // 2, "right": width}[anchor]
        y = at[1] - sprite.baseline
        top, left = max(y, 0), max(x, 0)
        bottom, right = min(y + height, image.shape[0]), min(x + width, image.shape[1])
        if top >= bottom or left >= right:
            return
        cut = (slice(top - y, bottom - y), slice(left - x, right - x))
        whole = np.float32(255)
        letters, outline = (s[cut][..., None] / whole for s in (sprite.letters, sprite.outline))
        under = image[top:bottom, left:right]
        under[:] = under * (1 - outline) + letters * np.array(colour, np.float32)

    def _measure(self, text: str, size_px: int) -> int:
        return int(self._sprite(text, size_px).letters.shape[1])

    def _draw(self, text: str, size_px: int) -> _Sprite:
        edge = max(2, round(size_px / 10))
        x, _, width, height = cv2.getTextSize((0, 0), text, (0, 0), self._font, size_px, _WEIGHT)
        size = (height + size_px + 2 * edge, width + 2 * edge + size_px // 4)
        mask = np.zeros(size, np.uint8)
        baseline = edge + size_px
        cv2.putText(mask, text, (edge - min(x, 0), baseline), (255,), self._font, size_px, _WEIGHT)
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * edge + 1, 2 * edge + 1))
        rows = np.flatnonzero(mask.any(axis=1))
        used = slice(int(rows[0]) - edge, int(rows[-1]) + 1 + edge) if len(rows) else slice(0, 1)
        columns = np.flatnonzero(mask.any(axis=0))
        wide = int(columns[-1]) + 1 + edge if len(columns) else 1
        letters, outline = mask[used, :wide].copy(), cv2.dilate(mask, kernel)[used, :wide].copy()
        return _Sprite(letters, np.maximum(letters, outline), baseline - used.start)


def wrapped(pen: Pen, text: str, size_px: int, width_px: int) -> list[str]:
    """Break a text into lines that fit; a single word that does not is left whole.

    Parameters
    ----------
    pen : Pen
    text : str
    size_px, width_px : int
        Size of the font, and the room.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.width(longer, size_px) <= width_px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fitting_size(pen: Pen, text: str, size_px: int, width_px: int) -> int:
    """Find the largest size at which a text fits, but not below half of `size_px`.

    Parameters
    ----------
    pen : Pen
    text : str
    size_px, width_px : int
        The largest size, and the room.
    """
    least = max(1, size_px // 2)
    return next((s for s in range(size_px, least, -1) if pen.width(text, s) <= width_px), least)
