"""Where in a picture a hand is looked for: in the whole of it, and part by part.

The palm detector sees any picture as a square of 192 pixels, so a hand that is far away, seen from
the edge or holding something is often missed in the whole picture and found in a part of it
(docs/accuracy/finding.md). Once found, the part grows back to the whole picture within half a
second: slowly enough for the landmarks to follow, which are looked for around where they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

PART = 2 / 3
"""Width and height of a part, in those of the picture: a hand up to half as wide and as high as the
picture lies whole in one of nine."""
NEARER = 0.5
"""The same of the part in which a hand is looked for again. By chance, what looked like a hand in a
part of 2/3 does so in one of 0.6, too; in this one it did not (docs/accuracy/finding.md)."""
GROWTH = 1.05
"""Provisional: how much wider each picture's part is than the one's before. Points move by less
than a tenth of a hand for it, which is less than a moving hand does by itself."""


@dataclass(frozen=True, slots=True)
class SearchWindow:
    """A part of the picture with its proportions; the whole of it by default.

    Parameters
    ----------
    size : float
        Width and height, in those of the picture; 1 is the whole.
    across, down : float
        Where it lies: 0 at the left or the top, 1 at the right or the bottom.
    """

    size: float = 1.0
    across: float = 0.0
    down: float = 0.0

    @classmethod
    def around(cls, across: float, down: float) -> SearchWindow:
        """The nearer look at a place, given in shares of the picture: as central as may be."""
        free = 1 - NEARER
        left, top = (min(max(place - NEARER / 2, 0.0), free) for place in (across, down))
        return cls(NEARER, left / free, top / free)

    def grown(self) -> SearchWindow:
        """The next larger one at the same place."""
        size = self.size * GROWTH
        return SearchWindow() if size >= 1 else SearchWindow(size, self.across, self.down)

    def cut(self, image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], tuple[int, int]]:
        """Cut it out of a picture (height, width, 3); tell how many pixels right and down it is."""
        if self.size == 1:
            return image, (0, 0)
        height, width = (round(self.size * length) for length in image.shape[:2])
        left = round(self.across * (image.shape[1] - width))
        top = round(self.down * (image.shape[0] - height))
        return np.ascontiguousarray(image[top : top + height, left : left + width]), (left, top)


TILES = tuple(
    SearchWindow(PART, across, down) for across, down in product((0.5, 0.0, 1.0), (0.5, 0.0, 1.0))
)
"""In the order in which they are looked through: the middle first."""
