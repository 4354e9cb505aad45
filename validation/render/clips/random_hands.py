"""Hands at random, by seed: what corrections are learned from, and judged with.

One seed is one hand of one family in one pose, seen from somewhere in some light. The same family
and seed give the same picture; no hand of one family ever appears in the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.landmarks.hand import Side
from validation.render.model.anthropometry import Family, Shape, random_shape, shaped
from validation.render.model.pose import Pose, random_pose
from validation.render.model.self_contact import collides
from validation.render.scene.appearance import Look, random_look
from validation.render.scene.camera import Camera

_STREAM = {Family.TRAIN: 101, Family.TEST: 102}
_TRIES = 200


@dataclass(frozen=True, slots=True)
class RandomHand:
    """All that `picture.render` asks for, drawn at random."""

    pose: Pose
    shape: Shape
    camera: Camera
    look: Look
    side: Side


def random_hand(family: Family, seed: int, shapes: int = 200) -> RandomHand:
    """Draw a hand, a pose it can take, and how it is seen.

    Parameters
    ----------
    family : Family
    seed : int
    shapes : int
        From how many hands of the family to choose.
    """
    random = np.random.default_rng([_STREAM[family], seed])
    shape = random_shape(family, int(random.integers(shapes)))
    return RandomHand(
        pose=possible_pose(random, shape),
        shape=shape,
        camera=random_camera(random),
        look=random_look(random),
        side=Side.RIGHT if random.random() < 0.5 else Side.LEFT,
    )


def possible_pose(random: np.random.Generator, shape: Shape) -> Pose:
    """Draw a pose in which the hand does not run into itself."""
    for _ in range(_TRIES):
        pose = random_pose(random)
        if not collides(shaped(shape).pose(pose).joints, shape):
            return pose
    raise RuntimeError(f"no pose in {_TRIES} fits the hand {shape}")


def random_camera(random: np.random.Generator) -> Camera:
    """Draw a view: from any side round the hand, fingers mostly upward, near or far."""
    return Camera(
        rotation_deg=float(random.uniform(-60, 240)),
        pitch_deg=float(random.normal(0, 18)),
        roll_deg=float(random.normal(0, 35)),
        distance_m=float(random.uniform(0.35, 0.9)),
        shift=(float(random.uniform(-0.25, 0.25)), float(random.uniform(-0.12, 0.12))),
        view_deg=float(random.uniform(50, 78)),
        distortion=float(random.uniform(-0.12, 0.02)),
    )
