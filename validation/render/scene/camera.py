"""Where the camera stands, what lens it has, and where a point comes to lie in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from handtrack.landmarks.hand import Floats, Side
from validation.render.model.pose import Pose, full
from validation.render.model.rig import turn

ELBOW_M = 0.26
"""From the wrist to the point the forearm swings about."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera, seen from the hand.

    Parameters
    ----------
    rotation_deg : float
        Turn of the hand about its length: 0 palm to the lens, 90 thumb edge, 180 back of it.
    pitch_deg : float
        Tilt of the fingertips toward the lens.
    roll_deg : float
        Where the fingers point on the screen: 0 up, 90 right for a right hand, left for a left
        one.
    distance_m : float
        From the lens to the wrist.
    shift : tuple of float
        Where the middle of the hand stands, in shares of the picture's height right of and below
        its middle.
    view_deg : float
        The lens: its horizontal field of view. Webcams have 55 to 80.
    distortion : float
        Radial distortion k1 of the lens; negative is barrel.
    size_px : tuple of int
        Width and height of the picture.
    """

    rotation_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    distance_m: float = 0.5
    shift: tuple[float, float] = (0.0, 0.0)
    view_deg: float = 55.0
    distortion: float = 0.0
    size_px: tuple[int, int] = (640, 480)

    @property
    def focal_px(self) -> float:
        """Focal length."""
        return self.size_px[0] / 2 / float(np.tan(np.radians(self.view_deg) / 2))

    @property
    def centre_px(self) -> Floats:
        """Where the line of sight meets the picture."""
        return np.array(self.size_px) / 2

    @property
    def matrix(self) -> Floats:
        """OpenCV's camera matrix, shape (3, 3)."""
        x, y = self.centre_px
        return np.array([[self.focal_px, 0.0, x], [0.0, self.focal_px, y], [0.0, 0.0, 1.0]])

    @property
    def coefficients(self) -> Floats:
        """OpenCV's distortion coefficients."""
        return np.array([self.distortion, 0.0, 0.0, 0.0])

    def project(self, points: Floats) -> Floats:
        """Give pixels (..., 2) of points (..., 3) in the camera's axes.

        NaN for points behind the lens.
        """
        depth = np.where(points[..., 2:] > 0, points[..., 2:], np.nan)
        flat = points[..., :2] / depth
        bent = flat * (1 + self.distortion * np.vecdot(flat, flat)[..., None])
        result: Floats = self.focal_px * bent + self.centre_px
        return result


@dataclass(frozen=True, slots=True)
class Placing:
    """How the axes of a forearm lie in those of the camera (x right, y down, z away).

    A point goes to (turn @ point) * mirror + shift.

    Attributes
    ----------
    turn : ndarray, shape (..., 3, 3)
    shift : ndarray, shape (..., 3)
    mirror : ndarray, shape (3,)
        A left hand is a right one in a mirror.
    """

    turn: Floats
    shift: Floats
    mirror: Floats

    def __call__(self, points: Floats) -> Floats:
        """Move points (..., n, 3) into the camera's axes."""
        turned = points @ np.swapaxes(self.turn, -1, -2)
        result: Floats = turned * self.mirror + self.shift[..., None, :]
        return result


def place(camera: Camera, side: Side, pose: Pose, middle: Floats) -> Placing:
    """Put a hand before the camera.

    Parameters
    ----------
    camera : Camera
    side : Side
    pose : Pose
        Only what it says of the arm is used.
    middle : ndarray, shape (3,)
        The point, in the forearm's axes, that shall stand where `camera.shift` says while the arm
        is at rest.
    """
    mirror = np.array([side.sign, 1.0, 1.0])
    view = _view(camera)
    arm = {name: np.asarray(value, float) for name, value in full(pose).items()}
    swing = turn(2, np.radians(arm["arm_swing"]))
    elbow = view @ np.array([0.0, -ELBOW_M, 0.0])
    home = _home(camera, (view @ middle) * mirror)
    moved = np.stack([arm["arm_x"], arm["arm_y"], arm["arm_z"]], axis=-1)
    # The swing turns the wrist about the elbow: out by the elbow's way, and back after the turn.
    about = (elbow - swing @ elbow) * mirror
    return Placing(swing @ view, home + moved + about, mirror)


def middle_of(joints: Floats) -> Floats:
    """Give the middle of the box around hands (..., 21, 3), with a little of their forearm."""
    points = joints.reshape(-1, 3)
    wrist = points[:: joints.shape[-2]] - [0.0, 0.03, 0.0]
    points = np.concatenate([points, wrist])
    result: Floats = (points.min(axis=0) + points.max(axis=0)) / 2
    return result


def _view(camera: Camera) -> Floats:
    towards = np.diag([1.0, -1.0, -1.0])
    rolled = turn(2, np.radians(camera.roll_deg)) @ turn(0, np.radians(camera.pitch_deg))
    return rolled @ towards @ turn(1, -np.radians(camera.rotation_deg))


def _home(camera: Camera, middle: Floats) -> Floats:
    """Where the wrist stands so that `middle`, seen from it, lies where the camera wants it."""
    height = camera.size_px[1]
    wanted = np.array(camera.shift) * height / camera.focal_px
    flat = wanted * (camera.distance_m + middle[2]) - middle[:2]
    return np.array([flat[0], flat[1], camera.distance_m])


def bend(picture: Floats, camera: Camera) -> Floats:
    """Put a picture through the lens."""
    if camera.distortion == 0.0:
        return picture
    grid = np.stack(np.meshgrid(*(np.arange(n, dtype=np.float64) for n in camera.size_px)), axis=-1)
    flat = (grid - camera.centre_px) / camera.focal_px
    # The point whose bent image is this pixel, by fixed-point steps: distortions here are mild.
    straight = flat
    for _ in range(8):
        square = np.vecdot(straight, straight)[..., None]
        straight = flat / (1 + camera.distortion * square)
    source = (straight * camera.focal_px + camera.centre_px).astype(np.float32)
    x, y = source[..., 0], source[..., 1]
    return np.asarray(cv2.remap(picture.astype(np.float32), x, y, cv2.INTER_LINEAR))
