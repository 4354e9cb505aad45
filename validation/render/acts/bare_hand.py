"""Acts of the bare hand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handtrack.landmarks.hand import FINGERS, Finger
from validation.render.acts.act import (
    FRONT,
    LEVEL,
    LEVEL_PALM_DOWN,
    LYING,
    RELAXED_FINGERS,
    SPREAD,
    THUMB_ACROSS,
    THUMB_OUT,
    TOGETHER,
    UP_CLOSE,
    Act,
    fingers,
    without,
)
from validation.render.acts.course import Course
from validation.render.acts.motion import Spoil
from validation.render.model.anthropometry import Shape
from validation.render.model.pinch_solver import touching
from validation.render.model.pose import FIST, OPEN
from validation.render.scene.camera import Camera
from validation.render.scene.objects import Table


def _wrist_bend(shape: Shape) -> Course:
    back = {**RELAXED_FINGERS, "wrist_flexion": -45.0}
    front = {**RELAXED_FINGERS, "wrist_flexion": 55.0}
    return Course(
        rest=back,
        through=(front,),
        spoils={
            # The arm is lifted instead, the wrist staying as it is.
            Spoil.FOREARM_MOVES: ({**back, "arm_swing": -36.0},),
            Spoil.FOREARM_TURNS: ({**front, "forearm_rotation": -80.0},),
        },
        begin=RELAXED_FINGERS,
    )


def _thumb(shape: Shape) -> Course:
    return Course(
        rest=THUMB_OUT,
        through=(THUMB_ACROSS,),
        spoils={
            # The fingers come to meet the thumb.
            Spoil.FINGERS_BEND: ({**THUMB_ACROSS, **fingers(mcp=60.0, pip=55.0, dip=25.0)},),
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
            Spoil.FINGERS_BEND: ({**SPREAD, **fingers(mcp=50.0, pip=60.0, dip=25.0)},),
            Spoil.FOREARM_MOVES: ({**SPREAD, "arm_x": 0.09},),
            Spoil.FOREARM_TURNS: ({**SPREAD, "forearm_rotation": 80.0},),
        },
    )


def _fist(shape: Shape) -> Course:
    return Course(
        rest=OPEN,
        through=(FIST,),
        spoils={
            Spoil.IDLE_FINGER: (without(FIST, Finger.INDEX),),
            Spoil.FOREARM_MOVES: ({**FIST, "arm_x": 0.09},),
            Spoil.FOREARM_TURNS: ({**FIST, "forearm_rotation": 90.0},),
        },
    )


def _wrist_lift(shape: Shape) -> Course:
    hanging = {**RELAXED_FINGERS, "wrist_flexion": 40.0}
    lifted = {**RELAXED_FINGERS, "wrist_flexion": -45.0}
    return Course(
        rest=hanging,
        through=(lifted,),
        spoils={
            Spoil.FOREARM_MOVES: ({**hanging, "arm_swing": 36.0},),
            Spoil.FOREARM_TURNS: ({**lifted, "forearm_rotation": -80.0},),
        },
    )


BARE: Mapping[str, Act] = MappingProxyType(
    {
        "1": Act(_wrist_bend, LEVEL_PALM_DOWN),
        "2": Act(_thumb, FRONT),
        "10": Act(_turn_over, Camera(rotation_deg=0.0, pitch_deg=6.0, distance_m=0.5)),
        "11": Act(_wrist_bend, LEVEL),
        "12": Act(_wrist_side, Camera(rotation_deg=180.0, distance_m=0.5), Table()),
        "18": Act(_touch_each, Camera(rotation_deg=22.0, pitch_deg=5.0, distance_m=UP_CLOSE)),
        "33": Act(_spread, FRONT),
        "34": Act(_fist, Camera(rotation_deg=70.0, pitch_deg=5.0, distance_m=UP_CLOSE)),
        "35": Act(_wrist_lift, LEVEL_PALM_DOWN),
    }
)
"""By the exercise's id."""
