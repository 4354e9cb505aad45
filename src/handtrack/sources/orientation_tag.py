"""Orientation of stored pictures: rotate, mirror and stretch them to what a player shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

Image = NDArray[np.uint8]

_UNTURNED = (1, 0, 0, 1)


@dataclass(frozen=True, slots=True)
class Orientation:
    """Rotation, mirror and pixel shape of a clip's stored pictures.

    Parameters
    ----------
    matrix : tuple of int
        a, b, c, d of the display matrix: a stored point (x, y) is shown at (ax + cy, bx + dy),
        y down; quarter turns and mirrors only.
    pixel_aspect : float
        Width of a stored pixel by its height; old camcorders have others than 1.
    """

    matrix: tuple[int, int, int, int] = _UNTURNED
    pixel_aspect: float = 1.0

    @property
    def rotation_deg(self) -> int:
        """Clockwise rotation that makes the stored pictures upright: 0, 90, 180 or 270."""
        a, b, _, _ = self.matrix
        return round(math.degrees(math.atan2(b, a))) % 360

    @property
    def on_its_side(self) -> bool:
        """Whether width and height are exchanged."""
        return self.matrix[0] == 0

    def size_px(self, width: int, height: int) -> tuple[int, int]:
        """Compute the size of the upright picture with square pixels.

        Parameters
        ----------
        width, height : int
            Of the stored picture.

        Returns
        -------
        width, height : int
        """
        wide = round(width * self.pixel_aspect)
        return (height, wide) if self.on_its_side else (wide, height)

    def turned(self, image: Image) -> Image:
        """Rotate and mirror a stored picture, shape (height, width, 3), without stretching it."""
        a, b, c, d = self.matrix
        if self.on_its_side:
            image = image.transpose(1, 0, 2)
        across, down = (c, b) if self.on_its_side else (a, d)
        image = image[:, ::-1] if across < 0 else image
        return image[::-1] if down < 0 else image


def orientation_of(frame: VideoFrame, aspect: Fraction | None) -> Orientation:
    """Read the orientation of a frame from its container.

    Parameters
    ----------
    frame : VideoFrame
    aspect : Fraction or None
        Width of a pixel by its height, as the container states it.

    Returns
    -------
    Orientation
        Unturned where the matrix is singular; square pixels where `aspect` is not 1/4 to 4.
    """
    ratio = float(aspect) if aspect else 1.0
    return Orientation(_matrix(frame), ratio if 0.25 <= ratio <= 4 else 1.0)


def _matrix(frame: VideoFrame) -> tuple[int, int, int, int]:
    """The display matrix brought to the nearest quarter turn, with its mirror."""
    data = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return _UNTURNED
    values = np.frombuffer(bytes(data), "=i4", 9).astype(float)
    a, b, c, d = (float(value) for value in values[[0, 1, 3, 4]])
    if a * d - b * c == 0:
        return _UNTURNED
    if abs(a) >= abs(b):
        return (1 if a > 0 else -1), 0, 0, (1 if d > 0 else -1)
    return 0, (1 if b > 0 else -1), (1 if c > 0 else -1), 0
