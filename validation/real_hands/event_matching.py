"""Which repetition found is which one seen.

An eye noted one moment of each repetition: its far end. Two rules say whether it was found. Both
give each event at most one repetition and make as many pairs as possible.

- **within**: the moment lies in the repetition's interval, or at most `OUTSIDE_S` outside. A held
  fist is closed for as long as it is held and the eye may have noted any moment of that, and so may
  the product; that the repetition spans the moment is what makes it the same movement. The collar
  is what contact sheets (three to six pictures a second) and smoothing leave open together.
- **peak**: the repetition's own far end lies within `PEAK_S` of the moment; within `TWO_ENDED_S`
  where a repetition has two ends, or none that both would call the far one. This is the stricter
  rule, and the one that the yardstick is measured by, which has peaks and no intervals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.scoring.results import Repetition
from validation.evaluate.event_matching import Matches, best_pairs

OUTSIDE_S = 0.5
PEAK_S = 0.5
TWO_ENDED_S = 0.9
TWO_ENDED = frozenset({"1", "10", "11", "12", "32", "35"})
"""Bent and stretched, palm up and palm down, to either side. In 32 a straight finger is lifted and
folded again: an eye may take either for the far end."""


def moment_s(repetition: Repetition) -> float:
    """When a repetition is at its far end: the last touch of a sequence, else its peak."""
    if repetition.touches:
        return repetition.touches[-1].start_s
    if repetition.peak_s is not None:
        return repetition.peak_s
    return (repetition.start_s + repetition.end_s) / 2


def match_within(
    events_s: Sequence[float], found: Sequence[Repetition], outside_s: float = OUTSIDE_S
) -> Matches:
    """Match events with the repetitions that hold them; places in the sequences given."""
    event = np.array(events_s, dtype=float)[:, np.newaxis]
    start = np.array([r.start_s for r in found], dtype=float)
    end = np.array([r.end_s for r in found], dtype=float)
    away = np.maximum(np.maximum(start - event, event - end), 0.0)
    return _closest(events_s, found, away <= outside_s)


def match_peaks(events_s: Sequence[float], found: Sequence[Repetition], exercise: str) -> Matches:
    """Match events with the repetitions that are at their far end there."""
    tolerance_s = TWO_ENDED_S if exercise in TWO_ENDED else PEAK_S
    return _closest(events_s, found, _apart(events_s, found) <= tolerance_s)


def _closest(
    events_s: Sequence[float], found: Sequence[Repetition], allowed: NDArray[np.bool_]
) -> Matches:
    """As many pairs as possible, and of those the ones with the moments closest together."""
    apart = np.where(allowed, _apart(events_s, found), 0.0)
    longest = apart.max(initial=0.0) * (len(events_s) + len(found) + 1)
    return best_pairs(1.0 - apart / longest if longest else np.ones_like(apart), allowed)


def _apart(events_s: Sequence[float], found: Sequence[Repetition]) -> Floats:
    moments = np.array([moment_s(r) for r in found], dtype=float)
    apart: Floats = np.abs(np.array(events_s, dtype=float)[:, np.newaxis] - moments)
    return apart
