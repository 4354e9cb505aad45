"""Whether pictures show anything, and how many of them are new ones.

A decoder that cannot do its work may give black or grey pictures and call that success. A slow
camera or a recorder may write each picture several times, so that a file of 30 frames a second
holds 10 pictures a second.
"""

from __future__ import annotations

import numpy as np

from handtrack.landmarks.repeated_pictures import repeats_per_picture
from handtrack.sources.orientation_tag import Image

_EVERY = 4
"""Of rows and columns one in so many is looked at: each edge of a hand crosses many of them."""
EVEN_LEVELS = 2.5
"""A picture whose pixels spread by less (standard deviation, of 255) shows nothing. Provisional:
coded black and grey have 0; the darkest real clips have 10 and more."""
SHOWN_SHARE = 0.05
"""Provisional: of a clip in which fewer pictures show something the decoder is to blame, or the
lens cap, and no lead-in."""
STILL_LEVELS = 10
"""A clip in which no pixel ever changes by more between neighbours shows one picture. Provisional:
a picture coded as a clip changes by 4, an empty room before a camera by 16 and more."""


class Content:
    """Looks at each picture of a clip in turn.

    Attributes
    ----------
    frames, empty : int
        How many pictures there were, and how many of them show nothing.
    """

    def __init__(self) -> None:
        self.frames = self.empty = 0
        self._before: Image | None = None
        self._time_s: list[float] = []
        self._changes: list[float] = []  # of a pixel, mean
        self._largest = 0  # of any pixel

    def add(self, time_s: float, image: Image) -> None:
        """Take the next picture, shape (height, width, 3)."""
        sample = np.ascontiguousarray(image[::_EVERY, ::_EVERY])
        self.frames += 1
        self.empty += bool(sample.reshape(-1, 3).std(axis=0).max() < EVEN_LEVELS)
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
        """Whether all pictures are the same one."""
        return self.frames > 1 and self._largest <= STILL_LEVELS

    @property
    def pictures_hz(self) -> float | None:
        """Different pictures a second; None for fewer than two."""
        if self.frames < 2:
            return None
        step_s = float(np.median(np.diff(self._time_s)))
        return 1 / (step_s * repeats_per_picture(np.array(self._changes)))


def _change(sample: Image, before: Image) -> Image:
    """How much each pixel changed, in levels."""
    if sample.shape != before.shape:
        return np.array([255], np.uint8)
    return np.maximum(sample, before) - np.minimum(sample, before)
