"""How frames of a thumb read: on a finger, near it, as likely on another, open, lost."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from handtrack.landmarks.hand import FINGERS, Finger, Floats

INDEX, MIDDLE, RING, LITTLE = FINGERS
ContactEpisode = tuple[float, Sequence[float]]
"""Seconds, and how likely the thumb is on each finger meanwhile."""


def on(finger: Finger, seconds: float = 0.3) -> ContactEpisode:
    return seconds, [0.9 if f is finger else 0.01 for f in FINGERS]


def near(finger: Finger, seconds: float = 0.3) -> ContactEpisode:
    return seconds, [0.2 if f is finger else 0.01 for f in FINGERS]


def between(a: Finger, b: Finger, times: float, seconds: float = 0.3) -> ContactEpisode:
    """On `a`, which reads so many times as likely as `b`."""
    share = 0.9 / (1 + times)
    likely = {a: times * share, b: share}
    return seconds, [likely.get(f, 0.001) for f in FINGERS]


def wide(seconds: float = 0.3) -> ContactEpisode:
    return seconds, [0.001] * 4


def lost(seconds: float) -> ContactEpisode:
    return seconds, [math.nan] * 4


def touches(*fingers: Finger) -> list[ContactEpisode]:
    """One clear touch of each, the hand opening in between."""
    return [episode for finger in fingers for episode in (on(finger), wide())]


def frames(episodes: Sequence[ContactEpisode], fps: int) -> tuple[Floats, Floats]:
    """Times and what each frame reads, shape (N, 4)."""
    likely = np.repeat(
        np.array([row for _, row in episodes]), [round(s * fps) for s, _ in episodes], axis=0
    )
    return np.arange(len(likely)) / fps, likely
