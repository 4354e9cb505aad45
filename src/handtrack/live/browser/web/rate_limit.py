"""A limit of how often something may happen."""

from __future__ import annotations

import time
from collections.abc import Callable


class RateLimit:
    """Allows so many a second, and a burst of one second's worth.

    Parameters
    ----------
    hz : float
    clock : callable
        Monotonic seconds.
    """

    def __init__(self, hz: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._hz, self._clock = hz, clock
        self._left, self._then_s = hz, clock()

    def allows(self) -> bool:
        """Whether one more may happen now."""
        now_s = self._clock()
        self._left = min(self._hz, self._left + (now_s - self._then_s) * self._hz)
        self._then_s = now_s
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
