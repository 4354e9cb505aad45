"""How fast a session goes: its figures, and a smaller picture where the computer is slow."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np

from handtrack.live.feed import Feed

SIDES_PX = (1280, 960, 640, 480, 320)
"""Longest side of the pictures given to the tracker, largest first."""
LEAST_HZ = 18.0
"""Pictures are made smaller when fewer than this a second can be worked on: before 15."""
LOOK_S = 2.0
SPOKEN_S = 5.0
KEEP = 60_000
"""Figures kept: more than half an hour at 30 pictures a second."""


class Meter:
    """Gathers how long each picture took."""

    def __init__(self) -> None:
        self._figures: deque[tuple[float, float, float, float]] = deque(maxlen=KEEP)

    def add(
        self, captured_s: float, tracking_s: float, feedback_s: float, latency_s: float
    ) -> None:
        """One picture: when, the tracker's time, all else, and capture to drawn feedback."""
        self._figures.append((captured_s, tracking_s, feedback_s, latency_s))

    @property
    def figures(self) -> list[tuple[float, float, float, float]]:
        """All that were kept."""
        return list(self._figures)

    def line(self, feed: Feed) -> str:
        """The last second in a line, for a helper."""
        last = np.array(list(self._figures)[-30:]).reshape(-1, 4) * 1e3
        if len(last) < 2:
            return ""
        _, tracking, feedback, latency = np.median(last, axis=0)
        return (
            f"{feed.rate_hz:.0f} fps  {tracking:.0f} + {feedback:.0f} ms  "
            f"{latency:.0f} ms  {feed.dropped} dropped"
        )

    def summary(self, dropped: int) -> dict[str, Any]:
        """Of the whole session; empty where no picture came."""
        if len(self._figures) < 2:
            return {}
        figures = np.array(self._figures)
        frames_s = np.diff(figures[:, 0])

        def of(values: Any) -> dict[str, float]:
            median, high = np.percentile(values * 1e3, [50, 95])
            return {"median_ms": round(float(median), 2), "p95_ms": round(float(high), 2)}

        return {
            "frames": len(figures),
            "delivered_hz": round(float(1 / frames_s.mean()), 2),
            "dropped": dropped,
            "tracking": of(figures[:, 1]),
            "feedback": of(figures[:, 2]),
            "latency": of(figures[:, 3]),
        }


class Shrink:
    """Chooses the size of the pictures given to the tracker.

    Attributes
    ----------
    side_px : int
        Longest side.
    """

    def __init__(self) -> None:
        self.side_px = SIDES_PX[0]
        self._since_s: float | None = None
        self._took: list[float] = []
        self._shrunk_s = float("-inf")

    def mind(self, now_s: float, took_s: float) -> None:
        """One picture took this long; every `LOOK_S` the size is looked at."""
        if self._since_s is None:
            self._since_s = now_s
        self._took.append(took_s)
        if now_s - self._since_s < LOOK_S:
            return
        slow = float(np.median(self._took)) > 1 / LEAST_HZ
        smaller = [side for side in SIDES_PX if side < self.side_px]
        if slow and smaller:
            self.side_px, self._shrunk_s = smaller[0], now_s
        self._since_s, self._took = now_s, []

    def just_shrunk(self, now_s: float) -> bool:
        """Whether that was so short ago that it should be said."""
        return now_s - self._shrunk_s < SPOKEN_S
