"""Check of the order of poses by motions that must increase from pose to pose.

Poses detected by stillness are assigned by order, which assumes that they were done in that order.
A protocol declares motions that increase from one pose to another (`[[section.grows]]`): wrist
flexion from "wrist straight" to "wrist down", finger flexion from straight to a fist. If such a
motion decreases by more than `MOST_DECREASE_DEG`, the assignment is wrong. A stiff
joint does not change, which is no contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from handtrack.assessment.motions import MOTIONS
from handtrack.assessment.poses.hold_detector import PoseHeld
from handtrack.assessment.poses.pose_angles import PoseFrames, pose_angle, pose_frames, zero_pose
from handtrack.assessment.protocol import MonotonicMotion, Protocol
from handtrack.landmarks.hand import Hand

MOST_DECREASE_DEG = 15.0
"""Provisional: a motion that should grow from pose to pose and falls by more was another pose.
About what repeats of one hand differ by where they differ most."""


def order_faults(protocol: Protocol, hand: Hand, taken: Sequence[PoseHeld]) -> list[str]:
    """Contradictions of the order of poses, one sentence each.

    Parameters
    ----------
    protocol : Protocol
    hand : Hand
        Through the whole recording.
    taken : sequence of PoseHeld
        Detected or marked poses, in order of time.

    Returns
    -------
    list of str
        Empty if the order is consistent.
    """
    holds = pose_frames(hand, (one for one in taken if not one.request.pose.ladder))
    found: list[str] = []
    for section in protocol.sections:
        own = [hold for hold in holds if hold.held.request.section.id == section.id]
        for trial in sorted({hold.held.request.trial for hold in own}):
            same = {h.held.request.pose.id: h for h in own if h.held.request.trial == trial}
            found += [text for grows in section.grows for text in _decreases(grows, same)]
    return list(dict.fromkeys(found))


def _decreases(grows: MonotonicMotion, holds: dict[str, PoseFrames]) -> Iterator[str]:
    there = [holds[name] for name in grows.poses if name in holds]
    zero = zero_pose(there[0], list(holds.values())) if there else None
    values = [[_value(key, hold, zero) for key in grows.motion] for hold in there]
    motion = MOTIONS[grows.motion[0]]
    for (less, before), (more, after) in pairwise(zip(there, values, strict=True)):
        steps = np.subtract(after, before)
        step = float(np.median(steps[np.isfinite(steps)])) if np.isfinite(steps).any() else 0.0
        if step < -MOST_DECREASE_DEG:
            what = motion.title if len(grows.motion) == 1 else _without_finger(motion.title)
            yield (
                f"What was taken for '{more.held.request.pose.title}' ({_when(more)}) has "
                f"{-step:.0f}° less {what} than what was taken for "
                f"'{less.held.request.pose.title}' ({_when(less)})."
            )


def _value(key: str, hold: PoseFrames, zero: PoseFrames | None) -> float:
    motion = MOTIONS[key]
    readings = motion.sign * pose_angle(motion, hold, zero).deg
    return float(np.nanmedian(readings)) if np.isfinite(readings).any() else float("nan")


def _without_finger(title: str) -> str:
    """Title without the finger: "index PIP flexion" is "PIP flexion"."""
    return title.partition(" ")[2]


def _when(hold: PoseFrames) -> str:
    return f"{hold.held.start_s:.1f} to {hold.held.end_s:.1f} s"
