"""Content of a clip's pictures: whether they show anything, and how many differ.

A decoder that fails may give black or grey pictures without an error. A slow camera or a recorder
may write each picture several times, so that a file of 30 frames a second holds 10 pictures a
second.
"""

from __future__ import annotations

import cv2
import numpy as np

from handtrack.landmarks.repeated_pictures import repeats_per_picture
from handtrack.sources.orientation_tag import Image

_EVERY = 4
"""Every fourth row and column is read: each edge of a hand crosses many of them."""
EVEN_LEVELS = 2.5
"""A picture whose pixels have a smaller standard deviation (of 255 levels) shows nothing.
Provisional: encoded black and grey have 0; the darkest real clips have 10 and more."""
SHOWN_SHARE = 0.05
"""Provisional: if a smaller share of a clip's pictures show something, the decoder failed or the
lens was covered; a dark lead-in is shorter."""
STILL_LEVELS = 10
"""A clip in which no pixel changes by more between neighbours is a still picture. Provisional: a
picture encoded as a clip changes by 4, an empty room before a camera by 16 and more."""


class Content:
    """Statistics of a clip's pictures, updated picture by picture.

    Attributes
    ----------
    frames, empty : int
        Number of pictures, and of those that show nothing.
    """

    def __init__(self) -> None:
        self.frames = self.empty = 0
        self._before: Image | None = None
        self._time_s: list[float] = []
        self._changes: list[float] = []  # of a pixel, mean
        self._largest = 0  # of any pixel

    def add(self, time_s: float, image: Image) -> None:
        """Add the next picture.

        Parameters
        ----------
        time_s : float
        image : ndarray of uint8, shape (height, width, 3)
        """
        sample = np.ascontiguousarray(image[::_EVERY, ::_EVERY])
        self.frames += 1
        self.empty += bool(cv2.meanStdDev(sample)[1].max() < EVEN_LEVELS)  # NumPy's: 1 ms a picture
        self._time_s.append(time_s)
        if self._before is not None:
            change = _change(sample, self._before)
            self._changes.append(float(change.mean()))
            self._largest = max(self._largest, int(change.max()))
        self._before = sample

    @property
    def shows_nothing(self) -> bool:
        """Whether the clip as a whole shows nothing."""
        return self.frames - self.empty <= SHOWN_SHARE * self.frames

    @property
    def stands_still(self) -> bool:
        """Whether all pictures are the same."""
        return self.frames > 1 and self._largest <= STILL_LEVELS

    @property
    def pictures_hz(self) -> float | None:
        """Different pictures a second; None for fewer than two."""
        if self.frames < 2:
            return None
        step_s = float(np.median(np.diff(self._time_s)))
        return 1 / (step_s * repeats_per_picture(np.array(self._changes)))


def _change(sample: Image, before: Image) -> Image:
    """Change of each pixel, in levels."""
    if sample.shape != before.shape:
        return np.array([255], np.uint8)
    return cv2.absdiff(sample, before).view(dtype=np.uint8)
