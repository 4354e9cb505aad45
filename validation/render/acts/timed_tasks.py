"""Acts that are no row of movements there and back: to a beat, by the minute, with two hands."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from handtrack.definitions.library import find
from handtrack.landmarks.hand import FINGERS, Finger
from validation.render.acts.act import (
    FRONT,
    LEVEL,
    LYING,
    RELAXED_FINGERS,
    SLANT,
    THUMB_OUT,
    UP_CLOSE,
    Act,
    Row,
    fingers,
    in_a_row,
)
from validation.render.acts.course import Course
from validation.render.acts.motion import Motion, Repetition, Spoil, Status, Touch
from validation.render.model.anthropometry import Shape
from validation.render.model.pinch_solver import touching
from validation.render.model.pose import Pose
from validation.render.scene.camera import Camera
from validation.render.scene.object_shapes import ball, peg
from validation.render.scene.objects import Hold, Holder, Table, Thing

MINUTE_S = 60.0
_ABOVE = Camera(rotation_deg=180.0, distance_m=0.6)
"""Above a table, looking at the back of the hand."""
_SIDE_BY_SIDE = 0.14
"""Shares of the picture's height between the middles of two hands that lie together."""
_PIECE_M = 0.011


def _to_the_beat(shape: Shape, random: np.random.Generator) -> Motion:
    """One finger a beat, in order; once a finger that it is not the turn of."""
    sequence = find("39").sequence
    assert sequence
    assert sequence.cue
    cue = sequence.cue
    beat_s, lead_in_s = cue.every_s.value, cue.lead_in_s.value
    way_s = min(0.5, beat_s / 4)
    row: list[tuple[float, Pose]] = [(0.0, THUMB_OUT)]
    done: list[Repetition] = []
    now_s, wrong = 0.0, int(random.integers(1, 4))
    for number in range(5):
        asked = FINGERS[number % len(FINGERS)]
        finger = FINGERS[(number + 2) % len(FINGERS)] if number == wrong else asked
        pose = touching(shape, finger)
        arrives_s = lead_in_s + number * beat_s + float(random.uniform(-0.05, 0.2))
        stays_s = float(random.uniform(0.2, 0.4))
        row += [(arrives_s - way_s - now_s, THUMB_OUT), (way_s, pose), (stays_s, pose)]
        row += [(way_s, THUMB_OUT)]
        now_s = arrives_s + stays_s + way_s
        spoiled = Spoil.WRONG_FINGER if finger is not asked else None
        done.append(
            Repetition(
                arrives_s - way_s,
                arrives_s + stays_s / 2,
                now_s,
                status=Status.SPOILED if spoiled else Status.FULL,
                spoiled=spoiled,
                touches=(Touch(finger, arrives_s, arrives_s + stays_s),),
            )
        )
    return in_a_row([*row, (0.8, THUMB_OUT)], done, random)


def _minute(turn: Row, rest: Pose, random: np.random.Generator) -> Motion:
    """The same over and over for a minute and a little, from rest to rest."""
    row: list[tuple[float, Pose]] = [(0.0, rest), (1.5, rest)]
    lasts_s = 0.0
    while lasts_s < MINUTE_S + 1.0:
        for seconds, pose in turn:
            took_s = seconds * float(random.uniform(0.85, 1.2))
            row.append((took_s, pose))
            lasts_s += took_s
    minute = Repetition(1.5, 1.5 + MINUTE_S / 2, 1.5 + MINUTE_S)
    return in_a_row([*row, (0.5, rest), (1.0, rest)], [minute], random)


def _playing(shape: Shape, random: np.random.Generator) -> Motion:
    """Take a piece on one side, put it down on the other."""
    pinch, loose = touching(shape, Finger.INDEX), {**RELAXED_FINGERS, "thumb_radial": 35.0}

    def at(pose: Pose, x_m: float) -> Pose:
        return {**pose, "arm_x": x_m}

    turn = [
        (0.5, at(pinch, -0.07)),
        (0.9, at(pinch, 0.07)),
        (0.4, at(loose, 0.07)),
        (0.8, at(loose, -0.07)),
        (0.5, at(loose, -0.07)),
    ]
    return _minute(turn, at(loose, -0.07), random)


def _piece(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """A piece that is carried while the thumb and the index finger hold it."""
    carried = Hold(Holder.PINCH)
    course: list[tuple[float, Hold]] = []
    for time_s, pose in zip(motion.times_s.tolist(), motion.poses, strict=True):
        away_m = 0.10
        lies = Hold(Holder.TABLE, (float(np.asarray(pose["arm_x"])), away_m, _PIECE_M))
        course.append((time_s, carried if float(np.asarray(pose["index_mcp"])) > 25 else lies))
    return (Thing("piece", ball(_PIECE_M, (0.10, 0.30, 0.70)), course),)


def _piano(shape: Shape, random: np.random.Generator) -> Motion:
    """Each finger in turn goes down on its key and up again."""
    above = fingers(mcp=22.0, pip=38.0, dip=18.0)
    turn: list[tuple[float, Pose]] = []
    for finger in FINGERS:
        down = {**above, f"{finger}_mcp": 46.0}
        turn += [(0.14, down), (0.14, above), (0.5, above)]
    return _minute(turn, above, random)


def _kept(rest: Pose, there: Pose, seconds: float, random: np.random.Generator) -> Motion:
    """Into a posture, stay, and back."""
    row = [(0.0, rest), (1.5, rest), (1.5, there), (seconds + 1.0, there), (1.5, rest), (1.5, rest)]
    held = Repetition(1.5, 3.0 + seconds / 2, seconds + 5.5)
    return in_a_row(row, [held], random)


def _inner_arm(shape: Shape, random: np.random.Generator) -> Motion:
    flat = fingers(mcp=25.0, pip=35.0, dip=15.0)
    return _kept({**flat, "forearm_rotation": 165.0}, flat, 20.0, random)


def _wrist_stretch(shape: Shape, random: np.random.Generator) -> Motion:
    flat = fingers(mcp=12.0, pip=15.0, dip=8.0)
    return _kept(flat, {**flat, "wrist_flexion": -50.0}, 20.0, random)


def _table_roll(shape: Shape) -> Course:
    near, far = {**LYING, "arm_y": 0.05}, {**LYING, "arm_y": -0.07}
    return Course(
        rest=near,
        through=(far,),
        spoils={Spoil.FOREARM_TURNS: ({**far, "forearm_rotation": -130.0},)},
    )


def _under_the_hand(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """A ball rolls half as far as the hand that is on it."""
    course = [
        (
            time_s,
            Hold(Holder.TABLE, (0.0, 0.13 - 0.5 * float(np.asarray(pose["arm_y"])), 0.018)),
        )
        for time_s, pose in zip(motion.times_s.tolist(), motion.poses, strict=True)
    ]
    return (Thing("ball", ball(0.018), course),)


def _clothespins(shape: Shape) -> Course:
    """As touching each fingertip, with a peg between: it keeps them a little apart."""
    touch = {finger: touching(shape, finger) for finger in FINGERS}
    skipped = (Finger.INDEX, Finger.RING, Finger.LITTLE)
    return Course(
        rest=THUMB_OUT,
        through=tuple(touch.values()),
        touches=FINGERS,
        spoils={Spoil.SKIPPED_FINGER: tuple(touch[finger] for finger in skipped)},
        spoil_touches={Spoil.SKIPPED_FINGER: skipped},
    )


def _peg(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """A peg on a line before the fingers, squeezed by one after the other."""
    on_line = Hold(Holder.TABLE, (-0.01, 0.11, -0.02), (0.0, 0.0, -1.0))
    course = [(0.0, on_line)]
    for touch in (touch for r in motion.repetitions for touch in r.touches):
        held = Hold(Holder.PINCH, along=(0.0, 0.0, 1.0), finger=touch.finger)
        way_s = 0.4 * (touch.start_s - course[-1][0])
        course += [(touch.start_s - min(way_s, 0.3), on_line), (touch.start_s, held)]
        course += [(touch.end_s, held), (touch.end_s + 0.1, on_line)]
    return (Thing("peg", peg(), course),)


TASKS: Mapping[str, Act] = MappingProxyType(
    {
        "3": Act(None, FRONT, plays=_inner_arm, once=True, partner=(_SIDE_BY_SIDE, 0.0)),
        "4": Act(None, LEVEL, plays=_wrist_stretch, once=True, partner=(0.0, 0.05)),
        "6": Act(_clothespins, SLANT, things=_peg, once=True),
        "7": Act(None, _ABOVE, table=Table(depth_m=0.05), things=_piece, plays=_playing, once=True),
        "8": Act(None, _ABOVE, table=Table(depth_m=0.05), things=_piece, plays=_playing, once=True),
        "9": Act(
            None,
            Camera(rotation_deg=115.0, roll_deg=-70.0, distance_m=UP_CLOSE),
            plays=_piano,
            once=True,
        ),
        "22": Act(_table_roll, _ABOVE, Table(depth_m=0.05), _under_the_hand),
        "39": Act(None, SLANT, plays=_to_the_beat),
    }
)
"""By the exercise's id."""
