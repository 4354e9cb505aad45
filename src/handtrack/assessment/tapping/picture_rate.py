"""Rate of distinct pictures in a recording, which may be below the file's frame rate.

A file of 30 frames a second may hold 10 pictures, each three times: a webcam in a dim room, a
screen recording, a converted clip. Repeated pictures with equal landmarks are removed before
(`tip_gap`). Usually a repeated picture has slightly different landmarks (by 0.2 to 1.5 % of a hand
length in three clips with threefold pictures, which is the size of jitter). Repetition is therefore
detected in the gap signal: with distinct pictures, large steps follow each other; with each picture
twice or three times, no two large steps are neighbours. Occasional repetition is not detected.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.landmarks.hand import Floats
from handtrack.landmarks.repeated_pictures import repeats_per_picture

MIN_TO_COUNT = 4.0
"""Least pictures per tap for counting. The sampling theorem needs more than 2; with 4, each half
cycle has two pictures at any phase, so that each closing and opening has a turning point."""
MIN_TO_MEASURE = 8.0
"""Least pictures per tap for amplitude and speed. In a sinusoid, the pictures next to the extrema
miss at most 1 - cos(180 / 8 degrees) = 8 % of the amplitude, 3 % on average; with 4 pictures 29 %
and 10 %."""
PAUSE_STEPS = 3.0
"""Multiple of the median frame interval above which an interval is a gap, not the frame rate."""


@dataclass(frozen=True, slots=True)
class PictureRate:
    """Rate of distinct pictures.

    Parameters
    ----------
    per_s : float
        Distinct pictures a second, where the hand was detected; NaN with fewer than two.
    repeated_share : float
        Share of frames that repeat the previous picture.
    """

    per_s: float
    repeated_share: float

    @property
    def counts_up_to_hz(self) -> float:
        """Largest tapping rate, in taps a second, that can be counted."""
        return self.per_s / MIN_TO_COUNT

    @property
    def measures_up_to_hz(self) -> float:
        """Largest tapping rate, in taps a second, whose amplitude can be measured."""
        return self.per_s / MIN_TO_MEASURE


def picture_rate(time_s: Floats, gap: Floats, distinct_share: float, tapping: bool) -> PictureRate:
    """Rate of distinct pictures in a gap signal.

    Parameters
    ----------
    time_s, gap : ndarray, shape (N,)
        Frames with a detected hand, without those with equal landmarks.
    distinct_share : float
        Their share of all frames with a detected hand.
    tapping : bool
        Whether they show tapping; else only equal landmarks are repeated pictures.

    Returns
    -------
    PictureRate
    """
    steps_s = np.diff(time_s)
    if not len(steps_s):
        return PictureRate(float("nan"), 1 - distinct_share)
    usual = steps_s <= PAUSE_STEPS * np.median(steps_s)
    times = repeats_per_picture(np.diff(gap)) if tapping else 1.0
    per_s = float(usual.sum() / steps_s[usual].sum()) / times
    return PictureRate(per_s, 1 - distinct_share / times)
