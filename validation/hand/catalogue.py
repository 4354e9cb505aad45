"""How each exercise is done: one `Act` an exercise, by its number.

To add one, write its course (where it rests, what it goes through, how it is spoiled) and where the
camera stands, and put both into `ACTS`; `docs/validation-hand.md` shows it step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handtrack.hand import FINGERS, Finger

from .camera import Camera
from .motion import Course, Motion, Spoil
from .pose import FIST, OPEN, Pose
from .reach import touching
from .shapes import Shape
from .things import Table, Thing

UP_CLOSE = 0.45
"""Metres from lens to wrist at which a hand fills about half the picture's height."""


@dataclass(frozen=True, slots=True)
class Act:
    """How an exercise is done and filmed.

    Parameters
    ----------
    course : callable
        The movement of a hand of some shape.
    camera : Camera
        The prescribed view.
    table : Table, optional
    things : callable, optional
        The objects in it, for a hand of some shape that moves so.
    """

    course: Callable[[Shape], Course]
    camera: Camera
    table: Table | None = None
    things: Callable[[Shape, Motion], tuple[Thing, ...]] | None = None


def _fingers(**angles: float) -> dict[str, float]:
    """The same angles for every finger: `_fingers(mcp=60)`."""
    return {f"{finger}_{joint}": value for finger in FINGERS for joint, value in angles.items()}


def _without(pose: Pose, finger: Finger) -> dict[str, float]:
    """Give a pose in which one finger stays straight."""
    straight = {name: OPEN[name] for name in OPEN if name.startswith(str(finger))}
    return {**{k: float(v) for k, v in pose.items()}, **straight}


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
RELAXED_FINGERS = MappingProxyType(_fingers(mcp=8.0, pip=12.0, dip=8.0))
LYING = MappingProxyType(
    _fingers(mcp=0.0, pip=4.0, dip=2.0)
    | {"thumb_radial": 38.0, "thumb_palmar": -6.0, "thumb_mcp": 2.0, "thumb_ip": 0.0}
)
"""Flat on a table."""


def _wrist_bend(shape: Shape) -> Course:
    back = {**RELAXED_FINGERS, "wrist_flexion": -45.0}
    front = {**RELAXED_FINGERS, "wrist_flexion": 55.0}
    return Course(
        rest=back,
        through=(front,),
        spoils={
            # The arm is lifted instead, the wrist staying as it is.
            Spoil.FOREARM_MOVES: ({**back, "arm_swing": -55.0},),
            Spoil.FOREARM_TURNS: ({**front, "forearm_rotation": -80.0},),
        },
        begin=RELAXED_FINGERS,
    )


def _thumb(shape: Shape) -> Course:
    return Course(
        rest=THUMB_OUT,
        through=(THUMB_ACROSS,),
        spoils={
            # The fingers come to meet a thumb that hardly moves.
            Spoil.FINGERS_BEND: (
                {**THUMB_OUT, **_fingers(mcp=65.0, pip=60.0, dip=25.0), "thumb_radial": 20.0},
            ),
            Spoil.FOREARM_MOVES: ({**THUMB_ACROSS, "arm_x": 0.09},),
            Spoil.FOREARM_TURNS: ({**THUMB_ACROSS, "forearm_rotation": 80.0},),
        },
    )


def _turn_over(shape: Shape) -> Course:
    return Course(
        rest={**RELAXED_FINGERS, "forearm_rotation": -5.0},
        through=({**RELAXED_FINGERS, "forearm_rotation": 160.0},),
        spoils={
            Spoil.HALF_TURN: ({**RELAXED_FINGERS, "forearm_rotation": 80.0},),
            Spoil.FOREARM_MOVES: (
                {**RELAXED_FINGERS, "forearm_rotation": 160.0, "arm_swing": 24.0},
            ),
        },
    )


def _wrist_side(shape: Shape) -> Course:
    ulnar = {**LYING, "wrist_deviation": 28.0}
    radial = {**LYING, "wrist_deviation": -18.0}
    return Course(
        rest=ulnar,
        through=(radial,),
        spoils={
            Spoil.FOREARM_MOVES: ({**ulnar, "arm_swing": -26.0},),
            Spoil.FOREARM_TURNS: ({**radial, "forearm_rotation": -80.0},),
        },
        begin=LYING,
    )


def _touch_each(shape: Shape) -> Course:
    touch = {finger: touching(shape, finger) for finger in FINGERS}
    skipped = (Finger.INDEX, Finger.RING, Finger.LITTLE)
    swapped = (Finger.INDEX, Finger.MIDDLE, Finger.LITTLE, Finger.RING)
    return Course(
        rest=THUMB_OUT,
        through=tuple(touch.values()),
        touches=FINGERS,
        spoils={
            Spoil.SKIPPED_FINGER: tuple(touch[finger] for finger in skipped),
            Spoil.WRONG_FINGER: tuple(touch[finger] for finger in swapped),
        },
        spoil_touches={Spoil.SKIPPED_FINGER: skipped, Spoil.WRONG_FINGER: swapped},
    )


def _spread(shape: Shape) -> Course:
    return Course(
        rest=TOGETHER,
        through=(SPREAD,),
        spoils={
            Spoil.FINGERS_BEND: ({**SPREAD, **_fingers(mcp=50.0, pip=60.0, dip=25.0)},),
            Spoil.FOREARM_MOVES: ({**SPREAD, "arm_x": 0.09},),
            Spoil.FOREARM_TURNS: ({**SPREAD, "forearm_rotation": 80.0},),
        },
    )


def _fist(shape: Shape) -> Course:
    return Course(
        rest=OPEN,
        through=(FIST,),
        spoils={
            Spoil.IDLE_FINGER: (_without(FIST, Finger.INDEX),),
            Spoil.FOREARM_MOVES: ({**FIST, "arm_x": 0.09},),
            Spoil.FOREARM_TURNS: ({**FIST, "forearm_rotation": 90.0},),
        },
    )


_LEVEL = Camera(rotation_deg=88.0, roll_deg=-80.0, distance_m=0.5)
_FRONT = Camera(rotation_deg=4.0, pitch_deg=5.0, distance_m=UP_CLOSE)

ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "1": Act(_wrist_bend, _LEVEL),
        "2": Act(_thumb, _FRONT),
        "10": Act(_turn_over, Camera(rotation_deg=0.0, pitch_deg=6.0, distance_m=0.5)),
        "11": Act(_wrist_bend, Camera(rotation_deg=86.0, roll_deg=75.0, distance_m=0.5)),
        "12": Act(_wrist_side, Camera(rotation_deg=180.0, distance_m=0.5), Table()),
        "18": Act(_touch_each, Camera(rotation_deg=22.0, pitch_deg=5.0, distance_m=UP_CLOSE)),
        "33": Act(_spread, _FRONT),
        "34": Act(_fist, Camera(rotation_deg=70.0, pitch_deg=5.0, distance_m=UP_CLOSE)),
    }
)
"""By the exercise's id."""
