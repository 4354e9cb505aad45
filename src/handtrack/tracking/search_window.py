"""Search window: the part of a picture in which a hand is looked for.

The palm detector scales any picture to a square of 192 pixels, so a hand that is far away, seen
edge-on or holding something is often missed in the whole picture and found in a tile of it
(docs/accuracy/finding.md). After a detection the window grows back to the whole picture in half a
second: slowly enough for the landmarks, which are searched around their last position.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

PART = 2 / 3
"""Width and height of a tile as a share of the picture's: a hand up to half as wide and as high as
the picture lies whole in one of the nine tiles."""
NEARER = 0.5
"""Size of the window that confirms a detection. False detections at tile size 2/3 repeat at 0.6 but
not at 0.5 (docs/accuracy/finding.md)."""
GROWTH = 1.05
"""Provisional: growth of the window from frame to frame. It moves points by less than a tenth of a
hand, which is less than a moving hand moves them."""


@dataclass(frozen=True, slots=True)
class SearchWindow:
    """A part of the picture with the picture's proportions; the whole picture by default.

    Parameters
    ----------
    size : float
        Width and height as a share of the picture's; 1 is the whole.
    across, down : float
        Position, 0 at the left or the top, 1 at the right or the bottom.
    """

    size: float = 1.0
    across: float = 0.0
    down: float = 0.0

    @classmethod
    def around(cls, across: float, down: float) -> SearchWindow:
        """Make a window of size `NEARER` around a point, as central as the edges permit.

        Parameters
        ----------
        across, down : float
            The point as shares of the picture's width and height.
        """
        free = 1 - NEARER
        left, top = (min(max(centre - NEARER / 2, 0.0), free) for centre in (across, down))
        return cls(NEARER, left / free, top / free)

    def grown(self) -> SearchWindow:
        """Make the window of the next frame, larger by `GROWTH`."""
        size = self.size * GROWTH
        return SearchWindow() if size >= 1 else SearchWindow(size, self.across, self.down)

    def cut(self, image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], tuple[int, int]]:
        """Cut the window out of a picture.

        Parameters
        ----------
        image : ndarray of uint8, shape (height, width, 3)

        Returns
        -------
        part : ndarray of uint8
        corner : tuple of int
            Pixels from the picture's left and top to the window's.
        """
        if self.size == 1:
            return image, (0, 0)
        height, width = (round(self.size * length) for length in image.shape[:2])
        left = round(self.across * (image.shape[1] - width))
        top = round(self.down * (image.shape[0] - height))
        return np.ascontiguousarray(image[top : top + height, left : left + width]), (left, top)


TILES = tuple(
    SearchWindow(PART, across, down) for across, down in product((0.5, 0.0, 1.0), (0.5, 0.0, 1.0))
)
"""The tiles in the order of the search: the middle first."""
