"""What is true of a hand that holds poses, and the same hand after every motion became smaller."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from handtrack.assessment.motions import Motion, motion_of
from handtrack.assessment.total_active_motion import JOINTS, total_motion
from handtrack.landmarks.hand import FINGERS, Finger, Side
from handtrack.measurements import MEASUREMENTS
from validation.render.model.anthropometry import shaped
from validation.render.model.pose import LIMITS, Pose, full
from validation.repeats.repeated_clips import RepeatedHand, pose_ids, protocol
from validation.studies.held_poses import ACTS, angle_of, commanded

LeastChange = Callable[[str], float]
"""The smallest detectable change of a motion's key."""
TIMES = 2.0
"""A true change is so many times the smallest detectable one."""


def smaller(
    hand: RepeatedHand, section: str, row: Sequence[Pose], least: LeastChange
) -> list[Pose]:
    """Give the poses of a hand whose motions all became smaller by `TIMES` the least change.

    Where the joint cannot go so far, or another motion of the same joints changes along, the change
    is another one; what it really is, `truth` says. Of fingers, half of the hands lose flexion and
    half extension, and of the spread half lose it at the index and half at the little finger:
    changed all at once, sums of joints would change several times as much.

    Parameters
    ----------
    hand : RepeatedHand
    section : str
    row : sequence of Pose
        Before.
    least : callable
    """
    first = hand.number // 2 % 2 == 0
    poses = {p.id: p for s in protocol().select_sections([section]) for p in s.poses}
    made: list[Pose] = []
    for name, before in zip(pose_ids(section), row, strict=True):
        angles = {angle: float(value) for angle, value in full(before).items()}
        for key in poses[name].keys:
            motion, by = motion_of(key), TIMES * least(key)
            if motion.measure == "finger_spread":
                angles["index_abd" if first else "little_abd"] -= by
            elif (
                motion.unit != "deg"
                or motion.measure == "finger_abduction"
                or (section == "fingers" and key.partition("@")[0].endswith("extension") is first)
            ):
                continue
            else:
                angles[angle_of(motion)] -= motion.sign * by
        for angle, (low, high) in LIMITS.items():
            if angles[angle] != float(full(before)[angle]):
                angles[angle] = float(np.clip(angles[angle], low, high))
        made.append(angles)
    return made


def truth(hand: RepeatedHand, section: str, row: Sequence[Pose]) -> dict[str, float]:
    """Compute what is true of every motion that a section gives, by key.

    Parameters
    ----------
    hand : RepeatedHand
    section : str
    row : sequence of Pose
        What is held.
    """
    (of,) = protocol().select_sections([section])
    held = dict(zip(pose_ids(section), row, strict=True))
    found = {}
    for pose in of.poses:
        for key in pose.keys:
            motion = motion_of(key)
            value = _true(hand, motion, held[pose.id])
            found[key] = value - (_true(hand, motion, row[0]) if _from_zero(section, motion) else 0)
    if of.total:
        for finger in FINGERS:
            bends, lacks = ({j: found[f"{finger}.{j}.{w}"] for j in JOINTS} for w in _WAYS)
            found[f"{finger}.total"] = total_motion(bends, lacks)
    return found


_WAYS = ("flexion", "extension")


def _from_zero(section: str, motion: Motion) -> bool:
    return motion.relative and ACTS[section].zero


def _true(hand: RepeatedHand, motion: Motion, pose: Pose) -> float:
    if motion.unit == "deg":
        return commanded(motion, full(pose))
    joints = shaped(hand.shape).pose(full(pose)).joints
    own: tuple[Finger, ...] = (motion.finger,) if motion.finger else ()
    value = MEASUREMENTS[motion.measure].function(joints, Side.RIGHT, *own)
    return motion.sign * float(np.squeeze(value))
