"""One picture of one hand, with its truth: what training and tests ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from handtrack.landmarks.hand import Floats, Side
from validation.render.clips.random_hands import RandomHand
from validation.render.model.anthropometry import PLAIN, Shape, shaped
from validation.render.model.pose import Pose
from validation.render.scene.appearance import LIGHTS, Light, Look
from validation.render.scene.background import background
from validation.render.scene.camera import Camera, bend, middle_of, place
from validation.render.scene.drawables import Part, SkinPart
from validation.render.scene.gl import Canvas
from validation.render.scene.sensor import Exposer, Picture


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture and what is true of the hand in it.

    Attributes
    ----------
    image : ndarray of uint8, shape (height, width, 3)
        Red, green, blue.
    joints_m : ndarray, shape (21, 3)
        Joint centres and fingertips in the camera's axes: x right, y down, z away, metres from the
        lens. The project's measurements read true angles off them.
    px : ndarray, shape (21, 2)
        The same points in the picture.
    """

    image: Picture
    joints_m: Floats
    px: Floats


def render(
    pose: Pose,
    shape: Shape = PLAIN,
    camera: Camera | None = None,
    look: Look | None = None,
    side: Side = Side.RIGHT,
) -> Photo:
    """Take one picture of a hand.

    Parameters
    ----------
    pose : Pose
        Angles of one moment; what it leaves out is that of an open hand.
    shape, camera, look, side
        Whose hand, seen from where, in what light, and which one.

    Raises
    ------
    NoOpenGLError
        Where nothing can be drawn.
    """
    camera, look = camera or Camera(), look or Look()
    hand, joints = posed_hand(pose, shape, camera, side)
    part = dressed(SkinPart(shape, side, hand, joints, look.shade), look)
    light = draw([part], camera, look)
    image = Exposer(look.sensor, camera.size_px, look.seed).expose(light)
    return Photo(image, joints, camera.project(joints))


def hold_pose(drawn: RandomHand, frames: int, seed: int = 0) -> Iterator[Photo]:
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


def light_of(drawn: RandomHand) -> tuple[Floats, Floats]:
    """Give the joints (21, 3) in the camera's axes and the linear light (height, width, 3)."""
    skin, joints = posed_hand(drawn.pose, drawn.shape, drawn.camera, drawn.side)
    part = SkinPart(drawn.shape, drawn.side, skin, joints, drawn.look.shade)
    return joints, draw([dressed(part, drawn.look)], drawn.camera, drawn.look)


def posed_hand(pose: Pose, shape: Shape, camera: Camera, side: Side) -> tuple[Floats, Floats]:
    """Give the coarse skin (n, 3) and the joints (21, 3) of a pose in the camera's axes."""
    hand = shaped(shape)
    bones = hand.pose(pose)
    placing = place(camera, side, pose, middle_of(bones.joints))
    return placing(hand.skin(bones)), placing(bones.joints)


def dressed(part: SkinPart, look: Look) -> SkinPart:
    """Give a hand its sleeve and creases."""
    return replace(part, creases=look.creases, sleeve=look.sleeve, sleeve_m=look.sleeve_m)


def draw(parts: Sequence[Part], camera: Camera, look: Look) -> Floats:
    """Give linear light of smooth-edged parts before their background, (height, width, 3)."""
    light = LIGHTS[look.light]
    drawn = canvas(camera.size_px, 4).draw(parts, camera, light)
    return over(drawn, camera, look, light)


def over(drawn: Floats, camera: Camera, look: Look, light: Light) -> Floats:
    """Lay what was drawn over its background, through the lens."""
    bent = bend(drawn, camera)
    behind = background(look.background, camera.size_px, look.seed) * light.background
    result: Floats = bent[..., :3] + behind * (1 - bent[..., 3:])
    return result


@lru_cache(maxsize=8)
def canvas(size_px: tuple[int, int], samples: int) -> Canvas:
    """One canvas of each size a process: making one takes a second."""
    return Canvas(size_px, samples)
