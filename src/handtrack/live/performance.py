"""Performance of a session: latencies, and a smaller picture where the computer is slow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from handtrack.landmarks.hand import Floats
from handtrack.live.language.texts import Sentence, sentence
from handtrack.sources.feed import Feed

SIDES_PX = (1280, 960, 640, 480, 320)
"""Longest side of the pictures given to the tracker, largest first."""
LEAST_HZ = 18.0
"""Pictures are reduced when fewer than this a second can be tracked: before 15."""
SLOW_HZ = 12.0
"""A slower camera is reported: movements fall between its pictures."""
LOOK_S = 2.0
SPOKEN_S = 5.0
KEEP = 60_000
"""Timings in memory: more than half an hour at 30 pictures a second."""


class FrameTiming(NamedTuple):
    """How long one picture took, in seconds.

    Parameters
    ----------
    captured_s : float
        When it was captured.
    tracking_s : float
        The tracker's time.
    feedback_s : float
        From the tracker's result until the screen was on its way to the page.
    latency_s : float
        From capture until then.
    """

    captured_s: float
    tracking_s: float
    feedback_s: float
    latency_s: float


@dataclass(frozen=True, slots=True)
class SessionSpeed:
    """How fast a session is just now, for a helper.

    Parameters
    ----------
    rate_hz : int
        Pictures a second that the camera gives.
    tracking_ms, latency_ms : int
        Medians of the last pictures.
    dropped : int
        Pictures that nobody took in time, since the session began.
    """

    rate_hz: int
    tracking_ms: int
    latency_ms: int
    dropped: int


class LatencyMeter:
    """Collects the timing of each picture, of the last `KEEP` of them."""

    def __init__(self) -> None:
        self._ring = np.zeros((KEEP, len(FrameTiming._fields)))
        self._count = 0
        self._speed: tuple[float, SessionSpeed | None] = float("-inf"), None

    def add(self, figure: FrameTiming) -> None:
        """Add the timing of one picture."""
        self._ring[self._count % KEEP] = figure
        self._count += 1

    @property
    def figures(self) -> Floats:
        """The timings, the oldest first; columns as in `FrameTiming`, shape (N, 4)."""
        if self._count <= KEEP:
            return self._ring[: self._count].copy()
        return np.roll(self._ring, -(self._count % KEEP), axis=0)

    def speed(self, feed: Feed) -> SessionSpeed | None:
        """Compute the medians of the last second, anew each second; None before two pictures."""
        if self._count < 2:
            return None
        last = self._ring[np.arange(max(self._count - 30, 0), self._count) % KEEP]
        now_s = float(last[-1, 0])
        if now_s - self._speed[0] >= 1.0:
            _, tracking, _, latency = np.median(last, axis=0) * 1e3
            told = SessionSpeed(
                rate_hz=round(feed.rate_hz),
                tracking_ms=round(tracking),
                latency_ms=round(latency),
                dropped=feed.dropped,
            )
            self._speed = now_s, told
        return self._speed[1]

    def summary(self, dropped: int) -> dict[str, Any]:
        """Compute medians and 95th percentiles of the session; empty before two pictures."""
        if self._count < 2:
            return {}
        figures = self.figures
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


class AdaptiveResolution:
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

    def add(self, now_s: float, took_s: float) -> None:
        """Add the time that one picture took; every `LOOK_S` the size is chosen anew.

        Parameters
        ----------
        now_s : float
        took_s : float
        """
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

    def just_reduced(self, now_s: float) -> bool:
        """Whether the size was reduced so lately that it should be said."""
        return now_s - self._shrunk_s < SPOKEN_S


def trouble(feed: Feed, resolution: AdaptiveResolution, now_s: float) -> Sentence | None:
    """Name what is wrong with the camera or the computer's speed.

    Parameters
    ----------
    feed : Feed
    resolution : AdaptiveResolution
    now_s : float

    Returns
    -------
    Sentence or None
        None where nothing is wrong.
    """
    if feed.lost:
        return sentence("camera", "lost")
    if 0 < feed.rate_hz < SLOW_HZ:
        return sentence("camera", "slow", rate=round(feed.rate_hz))
    return sentence("camera", "smaller") if resolution.just_reduced(now_s) else None
