"""Acts with something in the hand: a bottle, a ball, putty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from handtrack.landmarks.hand import Finger
from validation.render.acts.act import (
    FRONT,
    HELD_S,
    LEVEL,
    RELAXED_FINGERS,
    SLANT,
    TOGETHER,
    UP_CLOSE,
    Act,
    fingers,
    without,
)
from validation.render.acts.course import Course
from validation.render.acts.motion import Motion, Spoil
from validation.render.model.anthropometry import Shape
from validation.render.model.pinch_solver import touching
from validation.render.model.pose import FIST, OPEN, Pose, blend
from validation.render.scene.appearance import Colour
from validation.render.scene.camera import Camera
from validation.render.scene.object_shapes import Body, ball, bottle
from validation.render.scene.objects import Hold, Holder, Thing

PUTTY: Colour = (0.10, 0.42, 0.16)
BALL_M = 0.026

_CLOSED_ROUND = {
    **fingers(mcp=52.0, pip=78.0, dip=44.0),
    "thumb_radial": 12.0,
    "thumb_palmar": 50.0,
}
_CUPPED = {**fingers(mcp=28.0, pip=38.0, dip=20.0), "thumb_radial": 20.0, "thumb_palmar": 42.0}
_SQUEEZED = {
    **fingers(mcp=52.0, pip=62.0, dip=36.0),
    "thumb_radial": 8.0,
    "thumb_palmar": 46.0,
    "thumb_mcp": 28.0,
    "thumb_ip": 32.0,
}
_BEAK = {
    **fingers(mcp=38.0, pip=6.0, dip=4.0),
    **TOGETHER,
    "thumb_radial": -2.0,
    "thumb_palmar": 50.0,
}
"""Fingers straight over a straight thumb, as if holding a sheet of paper."""


def _held(body: Callable[[], Body], hold: Hold) -> Callable[[Shape, Motion], tuple[Thing, ...]]:
    """Something that stays where it is in the hand."""
    return lambda shape, motion: (Thing("held", body(), ((0.0, hold),)),)


def _in_palm(radius_m: float = BALL_M) -> Hold:
    return Hold(Holder.PALM, (0.0, 0.072, 0.020 + radius_m))


def _curl_round(shape: Shape) -> Course:
    relaxed = {**fingers(mcp=12.0, pip=16.0, dip=8.0), "thumb_palmar": 40.0}
    return Course(
        rest=relaxed,
        through=(_CLOSED_ROUND,),
        spoils={
            Spoil.IDLE_FINGER: (without(_CLOSED_ROUND, Finger.INDEX, relaxed),),
            Spoil.WRIST_BENDS: ({**_CLOSED_ROUND, "wrist_deviation": 32.0},),
        },
        hold_s=HELD_S,
    )


def _wrist_curl(shape: Shape) -> Course:
    low = {**_CLOSED_ROUND, "wrist_flexion": -35.0}
    high = {**_CLOSED_ROUND, "wrist_flexion": 42.0}
    return Course(
        rest=low,
        through=(high,),
        spoils={
            Spoil.FOREARM_MOVES: ({**low, "arm_swing": -36.0},),
            Spoil.FOREARM_TURNS: ({**high, "forearm_rotation": -80.0},),
        },
    )


def _squeeze(shape: Shape) -> Course:
    return Course(
        rest=_CUPPED,
        through=(_SQUEEZED,),
        spoils={
            Spoil.IDLE_FINGER: (without(_SQUEEZED, Finger.LITTLE, _CUPPED),),
            Spoil.WRIST_BENDS: ({**_SQUEEZED, "wrist_deviation": 32.0},),
            Spoil.FOREARM_MOVES: ({**_SQUEEZED, "arm_x": 0.09},),
        },
        hold_s=HELD_S,
    )


def _squeeze_putty(shape: Shape) -> Course:
    relaxed = {**fingers(mcp=15.0, pip=20.0, dip=10.0), "thumb_palmar": 40.0}
    closed = {**_SQUEEZED, **fingers(mcp=66.0, pip=80.0, dip=46.0)}
    return Course(
        rest=relaxed,
        through=(closed,),
        spoils={
            Spoil.IDLE_FINGER: (without(closed, Finger.INDEX, relaxed),),
            Spoil.FOREARM_MOVES: ({**closed, "arm_x": 0.09},),
        },
        hold_s=HELD_S,
    )


def _press_fingers(shape: Shape) -> Course:
    still_thumb = {"thumb_radial": 40.0, "thumb_palmar": 25.0}
    pressed = {**fingers(mcp=52.0, pip=62.0, dip=36.0), **still_thumb}
    return Course(
        rest={**_CUPPED, **still_thumb},
        through=(pressed,),
        spoils={
            Spoil.THUMB_MOVES: (_SQUEEZED,),
            Spoil.IDLE_FINGER: (without(pressed, Finger.LITTLE, _CUPPED),),
        },
        hold_s=HELD_S,
    )


def _press_flat(pressed: Pose) -> Callable[[Shape], Course]:
    return lambda shape: Course(
        rest=_BEAK,
        through=(pressed,),
        spoils={
            Spoil.FINGERS_BEND: ({**_BEAK, **fingers(mcp=45.0, pip=60.0, dip=30.0)},),
            Spoil.FOREARM_TURNS: ({**pressed, "forearm_rotation": -80.0},),
        },
        hold_s=HELD_S,
    )


def _thumb_on_ball(shape: Shape) -> Course:
    bent = {"thumb_radial": 8.0, "thumb_palmar": 48.0, "thumb_mcp": 48.0, "thumb_ip": 58.0}
    straight = {"thumb_radial": 14.0, "thumb_palmar": 50.0, "thumb_mcp": 4.0, "thumb_ip": 0.0}
    return Course(
        rest={**RELAXED_FINGERS, **bent},
        through=({**RELAXED_FINGERS, **straight},),
        spoils={
            Spoil.FINGERS_BEND: ({**fingers(mcp=60.0, pip=60.0, dip=25.0), **straight},),
            Spoil.FOREARM_TURNS: ({**straight, "forearm_rotation": 80.0},),
        },
    )


def _thumb_across_ball(shape: Shape) -> Course:
    radial = {"thumb_radial": 32.0, "thumb_palmar": 46.0, "thumb_mcp": 10.0, "thumb_ip": 8.0}
    ulnar = {"thumb_radial": -22.0, "thumb_palmar": 50.0, "thumb_mcp": 22.0, "thumb_ip": 20.0}
    return Course(
        rest={**RELAXED_FINGERS, **radial},
        through=({**RELAXED_FINGERS, **ulnar},),
        spoils={
            Spoil.FINGERS_BEND: ({**fingers(mcp=60.0, pip=60.0, dip=25.0), **ulnar},),
            Spoil.FOREARM_TURNS: ({**ulnar, "forearm_rotation": 80.0},),
        },
    )


def _pair(apart: float, together: float) -> tuple[Pose, Pose]:
    """Index and middle finger apart and together by so many degrees between them."""
    wide = {"index_abd": 0.7 * apart, "middle_abd": -0.3 * apart}
    close = {"index_abd": 0.7 * together, "middle_abd": -0.3 * together}
    return wide, close


def _two_fingers(rest: Pose, far: Pose) -> Course:
    return Course(
        rest=rest,
        through=(far,),
        spoils={
            Spoil.FINGERS_BEND: ({**far, **fingers(mcp=50.0, pip=60.0, dip=25.0)},),
            Spoil.FOREARM_TURNS: ({**far, "forearm_rotation": 80.0},),
        },
        hold_s=HELD_S,
    )


def _squeeze_between(shape: Shape) -> Course:
    wide, close = _pair(28.0, 15.0)
    return _two_fingers(wide, close)


def _scissors(shape: Shape) -> Course:
    wide, close = _pair(26.0, 5.0)
    return _two_fingers(wide, close)


def _two_apart(shape: Shape) -> Course:
    wide, close = _pair(28.0, 5.0)
    return _two_fingers(close, wide)


def _pinch_putty(shape: Shape) -> Course:
    touch = touching(shape, Finger.INDEX)
    return Course(
        rest=blend(touch, OPEN, 0.55),
        through=(blend(touch, OPEN, 0.12),),
        spoils={
            Spoil.FOREARM_TURNS: ({**touch, "forearm_rotation": 80.0},),
            Spoil.FOREARM_MOVES: ({**touch, "arm_x": 0.09},),
        },
        hold_s=HELD_S,
    )


def _straighten_index(shape: Shape) -> Course:
    others = {name: 0.75 * value for name, value in FIST.items() if "index" not in name}
    hooked = {**others, "index_mcp": 8.0, "index_pip": 85.0, "index_dip": 45.0}
    straight = {**hooked, "index_pip": 5.0, "index_dip": 3.0}
    return Course(
        rest=hooked,
        through=(straight,),
        spoils={
            Spoil.OTHER_FINGERS_MOVE: (fingers(mcp=8.0, pip=8.0, dip=4.0),),
            Spoil.WRIST_BENDS: ({**straight, "wrist_flexion": 60.0},),
        },
        hold_s=HELD_S,
    )


_SIDE = Camera(rotation_deg=80.0, roll_deg=80.0, distance_m=UP_CLOSE)
_SLIM_ACROSS = Hold(Holder.PALM, (0.0, 0.088, 0.034), (1.0, 0.12, 0.0))
_BALL_PRESSED = {**_BEAK, **fingers(mcp=50.0, pip=6.0, dip=4.0), "thumb_palmar": 47.0}
_FLAT = {**_BEAK, **fingers(mcp=62.0, pip=6.0, dip=4.0), "thumb_palmar": 44.0}
_SMALL_BALL = _held(lambda: ball(0.016), _in_palm(0.012))
_BALL = _held(lambda: ball(BALL_M), _in_palm())
_BETWEEN = Hold(Holder.FINGERTIP, (-0.016, -0.006, 0.0), finger=Finger.INDEX)


def _putty(radius_m: float, hold: Hold) -> Callable[[Shape, Motion], tuple[Thing, ...]]:
    return _held(lambda: ball(radius_m, PUTTY), hold)


HELD: Mapping[str, Act] = MappingProxyType(
    {
        "13": Act(_curl_round, SLANT, things=_held(lambda: bottle(0.019, 0.15), _SLIM_ACROSS)),
        "14": Act(_wrist_curl, LEVEL, things=_held(lambda: bottle(0.019, 0.15), _SLIM_ACROSS)),
        "19": Act(_squeeze, SLANT, things=_BALL),
        "20": Act(
            _press_flat(_BALL_PRESSED), _SIDE, things=_held(lambda: ball(0.019), Hold(Holder.PINCH))
        ),
        "21": Act(_thumb_on_ball, FRONT, things=_SMALL_BALL),
        "23": Act(_press_fingers, SLANT, things=_BALL),
        "25": Act(_squeeze_between, FRONT, things=_putty(0.010, _BETWEEN)),
        "26": Act(_thumb_across_ball, FRONT, things=_SMALL_BALL),
        "27": Act(_scissors, FRONT, things=_putty(0.007, _BETWEEN)),
        "28": Act(_pinch_putty, SLANT, things=_putty(0.009, Hold(Holder.PINCH))),
        "29": Act(_squeeze_putty, SLANT, things=_putty(0.020, _in_palm(0.016))),
        "30": Act(_press_flat(_FLAT), _SIDE, things=_putty(0.009, Hold(Holder.PINCH))),
        "31": Act(_two_apart, FRONT),
        "32": Act(_straighten_index, _SIDE),
    }
)
"""By the exercise's id."""
