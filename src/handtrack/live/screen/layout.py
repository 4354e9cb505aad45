"""Large text laid out on a dark ground from top to bottom."""

from __future__ import annotations

import cv2
import numpy as np

from handtrack.rendering.text import (
    DARK,
    GREY,
    WHITE,
    YELLOW,
    Bgr,
    Image,
    Pen,
    fitting_size,
    wrapped,
)

LAMP: Bgr = (92, 84, 78)
"""Behind what is lit, and behind bars and drawings."""
_LEAST_PX = 12


class TextLayout:
    """Words on a dark ground.

    Parameters
    ----------
    pen : Pen
    size_px : tuple of int
        Width and height.
    unit_px : float
        What sizes are shares of: the window's height by the size of text asked for.

    Attributes
    ----------
    image : ndarray of uint8, shape (height, width, 3)
    y : int
        Where the next words go: their top.
    """

    def __init__(self, pen: Pen, size_px: tuple[int, int], unit_px: float) -> None:
        self._pen, self._unit = pen, unit_px
        self.image: Image = np.full((size_px[1], size_px[0], 3), DARK, np.uint8)
        self.margin = round(0.03 * size_px[1])
        self.y = self.margin

    @property
    def room(self) -> int:
        """Width between the margins."""
        return int(self.image.shape[1]) - 2 * self.margin

    def size(self, share: float) -> int:
        """A share of the unit in pixels."""
        return max(_LEAST_PX, round(share * self._unit))

    def gap(self, share: float) -> None:
        """Leave some height free."""
        self.y += self.size(share)

    def words(self, text: str, share: float, colour: Bgr = WHITE, most: int = 10) -> None:
        """Write a text, broken into lines.

        Parameters
        ----------
        text : str
        share : float
            Size of the text, in units.
        colour : tuple of int
            BGR.
        most : int
            Lines beyond this number are cut off.
        """
        size = self.size(share)
        for line in wrapped(self._pen, text, size, self.room)[:most]:
            fitting = fitting_size(self._pen, line, size, self.room)
            self._pen.write(self.image, line, (self.margin, self.y + size), fitting, colour)
            self.y += round(1.25 * size)

    def number(self, text: str, share: float, beside: tuple[str, str], words: float) -> None:
        """Write a large number with two lines of words beside it.

        Parameters
        ----------
        text : str
            The number.
        share : float
            Its size, in units.
        beside : tuple of str
            The two lines.
        words : float
            Size of the lines, in units.
        """
        size, small = self.size(share), self.size(words)
        base = self.y + round(0.75 * size)
        self._pen.write(self.image, text, (self.margin, base), size)
        x = 2 * self.margin + self._pen.width(text, size)
        for row, line in enumerate(reversed(beside)):
            fitting = fitting_size(self._pen, line, small, self.image.shape[1] - self.margin - x)
            self._pen.write(self.image, line, (x, base - round(1.3 * small * row)), fitting)
        self.y = base

    def option(self, text: str, share: float, lit: bool) -> None:
        """Write an option; the lit one has a frame and a pointer, not another colour alone.

        Parameters
        ----------
        text : str
        share : float
            Size of the text, in units.
        lit : bool
        """
        size = self.size(share)
        left, right = self.margin, self.margin + self.room
        lines = wrapped(self._pen, text, size, self.room - 2 * size)
        bottom = self.y + round(1.25 * size) * len(lines) + size // 2
        if lit:
            cv2.rectangle(self.image, (left, self.y), (right, bottom), LAMP, -1)
            cv2.rectangle(self.image, (left, self.y), (right, bottom), YELLOW, max(3, size // 10))
            middle, third = (self.y + bottom) // 2, size // 3
            x = left + third
            tip = [[x, middle - third], [x, middle + third], [left + size, middle]]
            cv2.fillPoly(self.image, [np.array(tip)], YELLOW, cv2.LINE_AA)
        for row, line in enumerate(lines, 1):
            at = (left + round(1.4 * size), self.y + round(1.2 * size * row))
            self._pen.write(self.image, line, at, size, WHITE if lit else GREY)
        self.y = bottom + size // 3

    def parts(self, parts: list[tuple[str, bool]], share: float) -> None:
        """Write named parts side by side: a filled dot over those that are done.

        Parameters
        ----------
        parts : list of (str, bool)
            Names, and whether each is done.
        share : float
            Size of the text, in units.
        """
        size, wide = self.size(share), self.room // len(parts)
        for place, (name, done) in enumerate(parts):
            left = self.margin + place * wide
            at = (left + size // 2, self.y + size // 2)
            cv2.circle(self.image, at, size // 3, WHITE, -1 if done else 2, cv2.LINE_AA)
            fitting = fitting_size(self._pen, name, size, wide - size // 2)
            colour = WHITE if done else GREY
            self._pen.write(self.image, name, (left, self.y + 2 * size), fitting, colour)
        self.y += round(2.6 * size)

    def dots(self, done: int, of: int, share: float) -> None:
        """Draw a number as dots, of which those that are done are filled.

        Parameters
        ----------
        done : int
        of : int
            Number of dots.
        share : float
            Their radius, in units.
        """
        if not of:
            return
        radius = self.size(share)
        for place in range(of):
            centre = (self.margin + radius + 3 * radius * place, self.y + radius)
            filled = -1 if place < done else max(2, radius // 5)
            cv2.circle(self.image, centre, radius, WHITE, filled, cv2.LINE_AA)
        self.y += 4 * radius

    def at_bottom(self, lines: list[str], share: float, colour: Bgr) -> int:
        """Write lines at the bottom.

        Parameters
        ----------
        lines : list of str
        share : float
            Size of the text, in units.
        colour : tuple of int
            BGR.

        Returns
        -------
        int
            The height above which the layout is free, in pixels.
        """
        size = self.size(share)
        broken = [part for line in lines for part in wrapped(self._pen, line, size, self.room)]
        self.y = self.image.shape[0] - self.margin - round(1.25 * size) * len(broken)
        top = self.y
        for line in broken:
            self.words(line, share, colour)
        return top
