"""Poses that rendered hands hold in an assessment, and the angles that are true of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handtrack.assessment.motions import Motion as HandMotion
from handtrack.landmarks.hand import FINGERS, Finger, Side
from validation.render.acts.act import LEVEL, SPREAD, THUMB_ACROSS, TOGETHER
from validation.render.acts.motion import Motion, Sway
from validation.render.model.pose import FIST, FLAT_FIST, HOOK, OPEN, Pose, blend
from validation.render.scene.camera import Camera

LEAST_WAY = 0.7
"""Of the way to a pose: the hand that goes least far goes so far."""
_STRAIGHT = {f"{finger}_{joint}": 4.0 for finger in FINGERS for joint in ("mcp", "pip", "dip")}
_LAG = {**_STRAIGHT, **{f"{finger}_pip": 22.0 for finger in FINGERS}}
_FRONT = Camera(rotation_deg=4.0, pitch_deg=5.0, distance_m=0.45)
_EDGE = Camera(rotation_deg=78.0, pitch_deg=5.0, distance_m=0.45)
_TOP = Camera(rotation_deg=180.0, distance_m=0.5)


@dataclass(frozen=True, slots=True)
class HeldPoses:
    """The poses of a section and how they are filmed."""

    poses: tuple[Pose, ...]
    camera: Camera
    opens: bool = False
    """Whether the hand opens before every pose, as the protocol asks before the full fist."""
    zero: bool = False
    """Whether the first pose is where the others are counted from."""


ACTS: Mapping[str, HeldPoses] = {
    "wrist": HeldPoses(
        ({}, {"wrist_flexion": -62.0}, {"wrist_flexion": 70.0}),
        LEVEL,
        zero=True,
    ),
    "deviation": HeldPoses(
        ({}, {"wrist_deviation": -19.0}, {"wrist_deviation": 33.0}), _TOP, zero=True
    ),
    "forearm": HeldPoses(
        ({"forearm_rotation": 90.0}, {"forearm_rotation": 12.0}, {"forearm_rotation": 165.0}),
        Camera(rotation_deg=0.0, pitch_deg=6.0, distance_m=0.5),
        zero=True,
    ),
    "fingers": HeldPoses((_LAG, HOOK, FLAT_FIST, FIST), _EDGE, opens=True),
    "spread": HeldPoses((TOGETHER, SPREAD), _FRONT, zero=True),
    "thumb": HeldPoses(
        ({"thumb_radial": 50.0, "thumb_mcp": 4.0, "thumb_ip": 2.0}, THUMB_ACROSS), _FRONT
    ),
    "palmar": HeldPoses(
        ({"thumb_palmar": 8.0, "thumb_radial": 18.0}, {"thumb_palmar": 50.0}),
        _EDGE,
        zero=True,
    ),
}


def side_of(number: int) -> Side:
    """Side of the hand of a number."""
    return Side.LEFT if number % 2 else Side.RIGHT


def held(section: str, number: int) -> tuple[Pose, ...]:
    """The poses of one hand: each as far as chance says, in every trial and on every day."""
    act, random = ACTS[section], np.random.default_rng([number, *map(ord, section)])
    start = act.poses[0] if act.zero else OPEN
    ways = random.uniform(LEAST_WAY, 1.0, len(act.poses)).tolist()
    return tuple(blend(start, pose, way) for pose, way in zip(act.poses, ways, strict=True))


def course(act: HeldPoses, row: Sequence[Pose], move_s: float, hold_s: float, seed: int) -> Motion:
    """Give the motion of a person who holds one pose after the other.

    Parameters
    ----------
    act : HeldPoses
    row : sequence of Pose
    move_s, hold_s : float
        How long the way to a pose takes, and how long it is held.
    seed : int
        Of the sway.
    """
    times_s, poses = [0.0], [row[0]]
    for pose in row:
        if act.opens:
            times_s.append(times_s[-1] + move_s)
            poses.append(OPEN)
        times_s += [times_s[-1] + move_s, times_s[-1] + move_s + hold_s]
        poses += [pose, pose]
    return Motion(np.array(times_s), tuple(poses), sway=Sway(seed=seed))


def ends_s(act: HeldPoses, count: int, move_s: float, hold_s: float) -> list[float]:
    """Give when each of so many poses of `course` ends.

    Parameters
    ----------
    act : HeldPoses
    count : int
    move_s, hold_s : float
    """
    before_s = move_s * (2 if act.opens else 1)
    return [(place + 1) * (before_s + hold_s) for place in range(count)]


def commanded(motion: HandMotion, pose: Mapping[str, object]) -> float:
    """The angle that was set, in the motion's own direction.

    Parameters
    ----------
    motion : Motion
        With a measurement in degrees.
    pose : mapping of str to float
        Every angle of the hand.
    """
    angles = {name: float(value) for name, value in pose.items()}  # type: ignore[arg-type]
    measure, finger = motion.measure, motion.finger
    if measure == "finger_spread":
        value = angles["index_abd"] + angles["little_abd"]
    elif measure == "finger_abduction":
        value = {
            Finger.INDEX: angles["index_abd"] - angles["middle_abd"],
            Finger.MIDDLE: angles["middle_abd"] + angles["ring_abd"],
            Finger.RING: angles["little_abd"] - angles["ring_abd"],
        }[finger or Finger.INDEX]
    else:
        value = angles[angle_of(motion)]
    return motion.sign * value


def angle_of(motion: HandMotion) -> str:
    """Name of the pose's angle that a motion is; not for spreads, which are of two fingers."""
    measure = motion.measure
    name = measure.removesuffix("_flexion").removesuffix("_abduction")
    name = measure if measure.startswith(("wrist", "forearm")) else name
    return f"{motion.finger}_{name}" if motion.finger else name
