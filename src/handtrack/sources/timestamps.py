"""Presentation times made strictly increasing; valid times stay as they are."""

from __future__ import annotations

import math

_LONGEST_STEP_S = 1.0
"""A longer step is a pause and does not change the usual step."""
_SHORTEST_STEP_S = 0.001
_STEPS_REMEMBERED = 5
_DISORDER_STEPS = 5
"""Pictures are never stored further out of order than this; a larger step back is a new clock."""


class MonotonicTimestamps:
    """Repairs times that are missing, stand still or run backwards.

    * A missing time (not finite, or the 0 that containers state after the first frame when they
      know none) becomes a usual step after the one before.
    * A time that is not later than the one before, as of two pictures in the wrong order, becomes
      a millisecond after it, so that the next valid time is unchanged.
    * A time that lies far back is a new clock, as in stitched clips: it becomes a usual step after
      the one before, and the times after it keep their distances from it.

    Parameters
    ----------
    step_s : float
        The usual step at the beginning; it follows the steps of the clip.

    Attributes
    ----------
    moved : int
        Number of times that were changed.
    """

    def __init__(self, step_s: float) -> None:
        self.moved = 0
        self._step_s = step_s
        self._shift_s = 0.0
        self._last_s: float | None = None

    def next(self, time_s: float) -> float:
        """Repair the next time; NaN or infinite for a missing one."""
        known = math.isfinite(time_s)
        if self._last_s is None:
            moved_s = max(time_s, 0.0) if known else 0.0
            self._shift_s = moved_s - time_s if known else 0.0
        elif not known or time_s == 0:
            moved_s = self._last_s + self._step_s
        else:
            moved_s = self._after(self._last_s, time_s + self._shift_s)
        self.moved += moved_s != time_s
        self._last_s = moved_s
        return moved_s

    def _after(self, last_s: float, time_s: float) -> float:
        gap_s = time_s - last_s
        if gap_s < -_DISORDER_STEPS * self._step_s:
            self._shift_s += self._step_s - gap_s
            return last_s + self._step_s
        if gap_s <= 0:
            return last_s + _SHORTEST_STEP_S
        if gap_s <= _LONGEST_STEP_S:
            self._step_s += (gap_s - self._step_s) / _STEPS_REMEMBERED
        return time_s
