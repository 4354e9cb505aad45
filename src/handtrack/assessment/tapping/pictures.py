"""How many different pictures a second there were, whatever the file's frame rate says.

A file of 30 frames a second may hold 10 pictures, each three times: a webcam in a dim room, a
screen recording, a clip that was converted. Pictures kept twice with the same landmarks are gone
already (`signal.tip_gap`). Tracked anew, the same picture gives landmarks a little different (by
0.2 to 1.5 % of a hand length in three clips whose pictures were shown three times, as jitter
does), so they are told by how the gap moves: in real pictures a large step follows a large step, as
long as there are a few of them a tap; where each picture is kept twice or three times, no two
large steps are ever neighbours. A picture that is kept twice only now and then is not noticed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.landmarks.hand import Floats
from handtrack.landmarks.repeated_pictures import repeats_per_picture

MIN_TO_COUNT = 4.0
"""Pictures a tap that are needed to count. Sampling asks for more than 2; half of a cycle then has
two pictures in it whatever their phase, so that each closing and opening leaves a turn."""
MIN_TO_MEASURE = 8.0
"""Pictures a tap that are needed for amplitude and speed. Of a sinusoid the pictures nearest to
its two ends miss at most 1 - cos(180 / 8 degrees) = 8 % of the way and 3 % on average; with 4
pictures 29 % and 10 %."""
PAUSE_STEPS = 3.0
"""A time between two pictures of more than so many usual ones is a gap and no frame rate."""


@dataclass(frozen=True, slots=True)
class PictureRate:
    """How often there was a new picture.

    Parameters
    ----------
    per_s : float
        Different pictures a second, where the hand was seen; NaN with fewer than two.
    repeated_share : float
        Share of the frames that show what the one before showed.
    """

    per_s: float
    repeated_share: float

    @property
    def counts_up_to_hz(self) -> float:
        """The fastest taps, a second, that these pictures are enough to count."""
        return self.per_s / MIN_TO_COUNT

    @property
    def measures_up_to_hz(self) -> float:
        """The fastest taps, a second, whose amplitude these pictures are enough to measure."""
        return self.per_s / MIN_TO_MEASURE


def picture_rate(time_s: Floats, gap: Floats, kept_share: float, tapping: bool) -> PictureRate:
    """Find how many different pictures there were.

    Parameters
    ----------
    time_s, gap : ndarray, shape (N,)
        Frames in which the hand was seen, without those whose landmarks are the same.
    kept_share : float
        The share of the seen frames that these are.
    tapping : bool
        Whether the tips part and meet in them; else only the same landmarks tell the same picture.
    """
    steps_s = np.diff(time_s)
    if not len(steps_s):
        return PictureRate(float("nan"), 1 - kept_share)
    usual = steps_s <= PAUSE_STEPS * np.median(steps_s)
    times = repeats_per_picture(np.diff(gap)) if tapping else 1.0
    per_s = float(usual.sum() / steps_s[usual].sum()) / times
    return PictureRate(per_s, 1 - kept_share / times)
