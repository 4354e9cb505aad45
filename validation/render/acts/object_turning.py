"""Acts in which something is turned in the hand: a pen rolled, shifted or turned, a coin wound."""

from __future__ import annotations

import numpy as np

from handtrack.landmarks.hand import Finger, Landmark
from validation.render.acts.act import RELAXED_FINGERS, fingers, in_a_row
from validation.render.acts.course import Course
from validation.render.acts.motion import Motion, Repetition, Spoil, Status
from validation.render.acts.object_carrying import (
    REPETITIONS,
    full_repetitions,
    thumb_to,
)
from validation.render.model.anthropometry import Shape, shaped
from validation.render.model.pinch_solver import touching
from validation.render.model.pose import Pose
from validation.render.scene.object_shapes import ball, pen
from validation.render.scene.objects import Hold, Holder, Thing

_STEPS = 24
"""Poses of one round of the thumb, and holds of one round of a pen."""

_ROUND_M = 0.016

_SHIFT_M = 0.025
"""How far one step of the thumb shifts the grip along a pen."""


def rubbing(shape: Shape) -> Course:
    """The thumb's tip along the index finger, back and forth."""
    pinch = touching(shape, Finger.INDEX)
    near, far = (thumb_to(shape, pinch, (0.0, way_m, 0.004)) for way_m in (-0.014, 0.008))
    return Course(
        rest=near,
        through=(far,),
        spoils={
            Spoil.FOREARM_MOVES: ({**far, "arm_x": 0.09},),
            Spoil.FOREARM_TURNS: ({**far, "forearm_rotation": 80.0},),
        },
    )


def pen_rolled(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """A pen between thumb and finger, which is rolled."""
    return (Thing("pen", pen(), ((0.0, Hold(Holder.PINCH, along=(1.0, 0.25, 0.35))),)),)


def pen_shifted(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """Each step of the thumb shifts the grip along the pen, towards its end and back."""
    along = np.array([0.55, -0.70, -0.15])
    along /= np.linalg.norm(along)
    whole = full_repetitions(motion)

    def held(at_m: float) -> Hold:
        x, y, z = (along * at_m).tolist()
        return Hold(Holder.PINCH, (x, y, z), tuple(along.tolist()))

    at_m = 0.05
    course = [(0.0, held(at_m))]
    for number, repetition in enumerate(whole):
        course.append((repetition.start_s, held(at_m)))
        at_m += _SHIFT_M if number >= (len(whole) + 1) // 2 else -_SHIFT_M
        course.append((repetition.peak_s, held(at_m)))
    return (Thing("pen", pen(), course),)


_OVER_THE_FINGERS = {**fingers(mcp=26.0, pip=34.0, dip=18.0), "thumb_opposition": 10.0}


def pushing(shape: Shape) -> Course:
    """The thumb pushes across the fingers, out and back."""
    radial = {"thumb_radial": 30.0, "thumb_palmar": 48.0, "thumb_mcp": 8.0, "thumb_ip": 8.0}
    ulnar = {"thumb_radial": -20.0, "thumb_palmar": 54.0, "thumb_mcp": 20.0, "thumb_ip": 18.0}
    far = {**_OVER_THE_FINGERS, **ulnar}
    return Course(
        rest={**_OVER_THE_FINGERS, **radial},
        through=(far,),
        spoils={
            Spoil.FOREARM_MOVES: ({**far, "arm_x": 0.09},),
            Spoil.FOREARM_TURNS: ({**far, "forearm_rotation": 80.0},),
        },
    )


def pen_turned(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """Once round the middle finger with each whole push."""
    course: list[tuple[float, Hold]] = []
    for repetition in full_repetitions(motion):
        for step, time_s in enumerate(
            np.linspace(repetition.start_s, repetition.end_s, _STEPS + 1).tolist()
        ):
            turn = 2 * np.pi * step / _STEPS
            along = (float(np.cos(turn)), float(np.sin(turn)), 0.0)
            course.append((time_s, Hold(Holder.PALM, (0.0, 0.115, 0.050), along)))
    return (Thing("pen", pen(), course),)


def winding(shape: Shape, random: np.random.Generator) -> Motion:
    """The thumb's tip goes round over the palm; once it stops half way."""
    base = {**RELAXED_FINGERS, "thumb_radial": 8.0, "thumb_palmar": 44.0}
    base |= {"thumb_mcp": 28.0, "thumb_ip": 30.0}
    turns = 2 * np.pi * np.arange(_STEPS) / _STEPS
    poses = [
        thumb_to(shape, base, (_ROUND_M * float(np.cos(t)), _ROUND_M * float(np.sin(t)), 0.0))
        for t in turns
    ]
    row: list[tuple[float, Pose]] = [(0.0, poses[0]), (1.5, poses[0])]
    done: list[Repetition] = []
    now_s, at, short = 1.5, 0, int(random.integers(1, REPETITIONS - 1))
    for number in range(REPETITIONS):
        share = 0.5 if number == short else 1.0
        steps, round_s = round(share * _STEPS), float(random.uniform(1.9, 2.4)) * share
        for step in range(1, steps + 1):
            row.append((round_s / steps, poses[(at + step) % _STEPS]))
        at += steps
        status = Status.FULL if share == 1.0 else Status.PARTIAL
        end_s = now_s + round_s
        done.append(Repetition(now_s, now_s + round_s / 2, end_s, share, status))
        row.append((0.9, poses[at % _STEPS]))
        now_s = end_s + 0.9
    return in_a_row([*row, (0.6, row[-1][1])], done, random)


def under_the_thumb(shape: Shape, motion: Motion) -> tuple[Thing, ...]:
    """A ball rolls half as far as the thumb that is on it."""
    hand, radius_m = shaped(shape), 0.012
    course: list[tuple[float, Hold]] = []
    tips = [hand.pose(pose).joints[..., Landmark.THUMB_TIP, :] for pose in motion.poses]
    middle = (np.min(tips, axis=0) + np.max(tips, axis=0)) / 2
    for time_s, tip in zip(motion.times_s.tolist(), tips, strict=True):
        x, y, _ = (middle + 0.5 * (tip - middle)).tolist()
        course.append((time_s, Hold(Holder.PALM, (x, y, 0.022 + radius_m))))
    return (Thing("ball", ball(radius_m), course),)
