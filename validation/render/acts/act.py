"""What an act is, and poses that several acts share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from handtrack.landmarks.hand import FINGERS, Finger
from validation.render.acts.course import Course
from validation.render.acts.motion import Motion, Repetition, Sway
from validation.render.model.anthropometry import Shape
from validation.render.model.pose import OPEN, Pose, full
from validation.render.scene.camera import Camera
from validation.render.scene.objects import Table, Thing

UP_CLOSE = 0.45
"""Metres from lens to wrist at which a hand fills about half the picture's height."""


@dataclass(frozen=True, slots=True)
class Act:
    """How an exercise is done and filmed.

    Parameters
    ----------
    course : callable or None
        The movement of a hand of some shape, which is repeated.
    camera : Camera
        The prescribed view.
    table : Table, optional
    things : callable, optional
        The objects in it, for a hand of some shape that moves so.
    plays : callable, optional
        The whole motion instead, where it is no row of repetitions.
    partner : (float, float), optional
        The other hand does the same beside it: how far to the side, in shares of the picture's
        height, and how far behind, in metres.
    once : bool
        Whether it is done once by each hand, as prescribed and never off it, because it is long or
        of an exercise that is estimated.
    aside : bool
        A left hand goes the other way across the picture: `arm_x` is mirrored like the hand.
    """

    course: Callable[[Shape], Course] | None
    camera: Camera
    table: Table | None = None
    things: Callable[[Shape, Motion], tuple[Thing, ...]] | None = None
    plays: Callable[[Shape, np.random.Generator], Motion] | None = None
    partner: tuple[float, float] | None = None
    once: bool = False
    aside: bool = False


Row = Sequence[tuple[float, Pose]]
"""Poses and the seconds it takes to come to them."""


def in_a_row(row: Row, repetitions: Sequence[Repetition], random: np.random.Generator) -> Motion:
    """Give the motion that goes from pose to pose."""
    times_s = np.cumsum([seconds for seconds, _ in row])
    poses = tuple(full(pose) for _, pose in row)
    return Motion(times_s, poses, tuple(repetitions), Sway(int(random.integers(1 << 30))))


def fingers(**angles: float) -> dict[str, float]:
    """The same angles for every finger: `fingers(mcp=60)`."""
    return {f"{finger}_{joint}": value for finger in FINGERS for joint, value in angles.items()}


def without(pose: Pose, finger: Finger, rest: Pose = OPEN) -> dict[str, float]:
    """Give a pose in which one finger stays as it is at rest."""
    idle = {name: value for name, value in full(rest).items() if name.startswith(str(finger))}
    return {name: float(value) for name, value in {**pose, **idle}.items()}


TOGETHER = MappingProxyType(
    {"index_abd": -1.0, "middle_abd": -3.0, "ring_abd": 6.0, "little_abd": 8.0}
)
SPREAD = MappingProxyType(
    {"index_abd": 20.0, "middle_abd": 2.0, "ring_abd": 14.0, "little_abd": 28.0}
    | {"thumb_radial": 45.0}
)
THUMB_OUT = MappingProxyType(
    {"thumb_radial": 45.0, "thumb_palmar": 20.0, "thumb_mcp": 5.0, "thumb_ip": 2.0}
)
THUMB_ACROSS = MappingProxyType(
    {"thumb_radial": -12.0, "thumb_palmar": 34.0, "thumb_opposition": 25.0}
    | {"thumb_mcp": 42.0, "thumb_ip": 50.0}
)
RELAXED_FINGERS = MappingProxyType(fingers(mcp=8.0, pip=12.0, dip=8.0))
LYING = MappingProxyType(
    fingers(mcp=0.0, pip=4.0, dip=2.0)
    | {"thumb_radial": 38.0, "thumb_palmar": -6.0, "thumb_mcp": 2.0, "thumb_ip": 0.0}
)
"""Flat on a table."""


LEVEL = Camera(rotation_deg=86.0, roll_deg=75.0, distance_m=0.5)
"""From the side, level with the wrist; the palm is up."""
LEVEL_PALM_DOWN = Camera(rotation_deg=88.0, roll_deg=-80.0, distance_m=0.5)
FRONT = Camera(rotation_deg=4.0, pitch_deg=5.0, distance_m=UP_CLOSE)
SLANT = Camera(rotation_deg=35.0, pitch_deg=8.0, distance_m=UP_CLOSE)
HELD_S = (1.2, 1.7)
"""How long people hold who are asked for a second."""
