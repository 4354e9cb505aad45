"""Clips in which no exercise is done."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from handtrack.landmarks.hand import Side
from validation.render.acts.motion import Motion, Sway, still
from validation.render.clips.clip import ClipSpec, Performer
from validation.render.model.anthropometry import Family, random_shape
from validation.render.model.pose import OPEN, RELAXED, random_pose
from validation.render.scene.appearance import Look
from validation.render.scene.camera import Camera

NEGATIVES = ("nobody", "still", "free", "waving")


def negative(family: Family, kind: str, name: str, seed: int = 900) -> ClipSpec:
    """Make a clip in which nobody does an exercise: one of `NEGATIVES`."""
    shape = random_shape(family, seed)
    camera = Camera(distance_m=0.5)
    look = Look(background="person", seed=seed)
    random = np.random.default_rng([seed, 82])
    hand = Performer(still(RELAXED, 12.0, seed), camera, shape, Side.RIGHT, look)
    hands: dict[str, tuple[Performer, ...]] = {
        "nobody": (),
        "still": (hand,),
        "free": (replace(hand, motion=_free(random, 15.0), side=Side.LEFT),),
        "waving": (replace(hand, motion=_waving(15.0, seed)),),
    }
    return ClipSpec(name, hands[kind], look, camera, 12.0, exercise=kind)


def _free(random: np.random.Generator, seconds: float) -> Motion:
    """One random pose after the other, as someone does who talks with his hands."""
    times_s = [0.0]
    while times_s[-1] < seconds:
        times_s.append(times_s[-1] + float(random.uniform(0.5, 1.2)))
    poses = [random_pose(random) for _ in times_s]
    return Motion(np.array(times_s), tuple(poses), (), Sway(1))


def _waving(seconds: float, seed: int) -> Motion:
    """An open hand that waves from the elbow."""
    times_s = np.arange(0.0, seconds + 0.5, 0.4)
    poses = tuple({**OPEN, "arm_swing": 22.0 * (-1) ** i} for i in range(len(times_s)))
    return Motion(times_s, poses, (), Sway(seed))
