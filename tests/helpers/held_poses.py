"""Clips of still poses, played by the synthetic hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from handtrack.landmarks.hand import FINGERS, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_recording, synthetic_track
from synthetic_hand.pose import FIST, OPEN, Angles

HOOK: Angles = {
    f"{finger}_{joint}": bend
    for finger in FINGERS
    for joint, bend in (("mcp", 5.0), ("pip", 90.0), ("dip", 50.0))
}
STRAIGHT_FIST: Angles = {
    f"{finger}_{joint}": bend
    for finger in FINGERS
    for joint, bend in (("mcp", 80.0), ("pip", 90.0), ("dip", 5.0))
}
LAG: Angles = {f"{finger}_pip": 20.0 for finger in FINGERS}
"""Fingers as straight as they get, 20 degrees short of it in the middle joint."""
WRIST: Sequence[Angles] = ({}, {"wrist_flexion": -50.0}, {"wrist_flexion": 60.0})
FINGER_POSES: Sequence[Angles] = (LAG, HOOK, STRAIGHT_FIST, FIST)


def held(
    poses: Sequence[Angles],
    view: View | Camera = View.SIDE,
    side: Side = Side.RIGHT,
    hold_s: float = 3.6,
    move_s: float = 0.7,
    fps: float = 30.0,
    noise_L: float = 0.008,  # noqa: N803  L is the unit
    seed: int = 0,
) -> Recording:
    """Give a hand that goes from pose to pose and holds each."""
    swing = (1 - np.cos(np.pi * np.arange(round(move_s * fps)) / round(move_s * fps))) / 2
    parts: dict[str, list[np.ndarray]] = {name: [] for name in OPEN}
    before: Angles = {**OPEN, **poses[0]}
    for pose in poses:
        now: Angles = {**OPEN, **pose}
        for name, way in parts.items():
            way.append(before[name] + swing * (now[name] - before[name]))
            way.append(np.full(round(hold_s * fps), now[name]))
        before = now
    angles = {name: np.concatenate(way) for name, way in parts.items()}
    track = synthetic_track(angles, side, view, fps=fps, noise_L=noise_L, seed=seed)
    return synthetic_recording(track, "held.mp4")
