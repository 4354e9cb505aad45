"""From pose to pose through time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from handtrack.landmarks.hand import Floats
from synthetic_hand.pose import OPEN, PLACE, Angles

Frames = list[tuple[float, Angles]]
"""Poses and when the hand stands in them; between two it goes smoothly."""
Times = list[tuple[float, float]]
"""When each repetition begins to move, and when it comes to rest."""


def blend(start: Angles, end: Angles, share: float | Floats) -> dict[str, float | Floats]:
    """Give the angles on the way from one pose (share 0) to another (share 1), over `OPEN`."""
    a, b = {**OPEN, **start}, {**OPEN, **end}
    return {name: a[name] + (b[name] - a[name]) * share for name in a}


def repetitions(
    peaks: Sequence[float],
    fps: float = 30.0,
    still_s: float = 1.5,
    move_s: float = 1.0,
    hold_s: float = 0.4,
    rest_s: float = 0.6,
) -> Floats:
    """Give a time course from 0 to each peak and back, after a still start.

    Use it as the share of `blend`, or scaled as an angle. Each way is half a cosine.
    """
    swing = (1 - np.cos(np.pi * np.arange(1, 1 + round(move_s * fps)) / round(move_s * fps))) / 2
    parts = [np.zeros(round(still_s * fps))]
    for peak in peaks:
        hold, rest = np.full(round(hold_s * fps), peak), np.zeros(round(rest_s * fps))
        parts += [peak * swing, hold, peak * (1 - swing), rest]
    return np.concatenate([*parts, np.zeros(round(still_s * fps))])


def course(frames: Frames, fps: float) -> Angles:
    """Angles at every frame's time, half a cosine from pose to pose."""
    at_s = np.array([time_s for time_s, _ in frames])
    time_s = np.arange(0.0, at_s[-1], 1 / fps)
    before = np.clip(np.searchsorted(at_s, time_s, side="right") - 1, 0, len(at_s) - 2)
    share = (time_s - at_s[before]) / (at_s[before + 1] - at_s[before])
    share = (1 - np.cos(np.pi * share)) / 2
    course: dict[str, float | Floats] = {}
    usual = {**OPEN, **PLACE}
    for name in usual:
        pose = np.array([{**usual, **angles}[name] for _, angles in frames])
        course[name] = pose[before] + share * (pose[before + 1] - pose[before])
    return course
