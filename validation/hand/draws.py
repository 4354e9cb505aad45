"""Hands at random, by seed: what corrections are learned from, and judged with.

One seed is one hand of one family in one pose, seen from somewhere in some light. The same family
and seed give the same picture; no hand of one family ever appears in the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from handtrack.hand import Floats, Side

from .camera import Camera
from .contact import collides
from .gl import SkinPart
from .look import Look, random_look
from .picture import Photo, draw, dressed, put
from .pose import Pose, random_pose
from .sensor import Exposer
from .shapes import Family, Shape, random_shape, shaped

_STREAM = {Family.TRAIN: 101, Family.TEST: 102}
_TRIES = 200


@dataclass(frozen=True, slots=True)
class Draw:
    """All that `picture.render` asks for, drawn at random."""

    pose: Pose
    shape: Shape
    camera: Camera
    look: Look
    side: Side


def random_draw(family: Family, seed: int, shapes: int = 200) -> Draw:
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
    return Draw(
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


def linger(drawn: Draw, frames: int, seed: int = 0) -> Iterator[Photo]:
    """Look at one pose for some frames, as a video tracker needs to settle on it.

    The hand is drawn once; the camera trembles by a pixel or two and its noise is new each time.
    """
    random = np.random.default_rng([seed, 41])
    joints, light = light_of(drawn)
    exposer = Exposer(drawn.look.sensor, drawn.camera.size_px, seed)
    px = drawn.camera.project(joints)
    tremble = np.zeros(2)
    for i in range(frames):
        tremble = 0.8 * tremble + random.normal(0, 0.5, 2)
        way = np.concatenate([np.eye(2), tremble[:, None]], axis=1)
        size = drawn.camera.size_px
        moved = np.asarray(cv2.warpAffine(light, way, size, borderMode=cv2.BORDER_REPLICATE))
        yield Photo(exposer.expose(moved, i / 30), joints, px + tremble)


def light_of(drawn: Draw) -> tuple[Floats, Floats]:
    """Give the joints (21, 3) in the camera's axes and the linear light (height, width, 3)."""
    skin, joints = put(drawn.pose, drawn.shape, drawn.camera, drawn.side)
    part = SkinPart(drawn.shape, drawn.side, skin, joints, drawn.look.shade)
    return joints, draw([dressed(part, drawn.look)], drawn.camera, drawn.look)
