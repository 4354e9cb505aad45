"""Region: the square of a picture, turned upright with the hand, that the landmark network sees.

Its proportions around a palm and around landmarks are those of MediaPipe's documented pipeline.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Finger, Floats, Landmark
from handtrack.tracking.litert.networks import CROP_PX

PALM_SCALE, PALM_SHIFT = 2.6, 0.5
"""Size of the region in palm boxes, and by how many of them it lies toward the fingers."""
LANDMARK_SCALE, LANDMARK_SHIFT = 2.0, 0.1
"""The same in boxes around the landmarks of palm and thumb."""
_BOXED = (0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18)
"""Landmarks of the box: wrist, thumb without tip, MCP and PIP joints. Fingertips would shake it."""


@dataclass(frozen=True, slots=True)
class Region:
    """A square part of the picture.

    Parameters
    ----------
    x_px, y_px : float
        Its middle.
    size_px : float
        Its side.
    turn_rad : float
        By how much it is turned clockwise; 0 for a hand with its fingers up.
    """

    x_px: float
    y_px: float
    size_px: float
    turn_rad: float

    @classmethod
    def around_palm(cls, low: Floats, high: Floats, wrist: Floats, middle_mcp: Floats) -> Self:
        """Make the region of a detected palm.

        Parameters
        ----------
        low, high : ndarray, shape (2,)
            Corners of the palm's box, in pixels of the picture.
        wrist, middle_mcp : ndarray, shape (2,)
            Its two points on the hand's axis.
        """
        size = high - low
        turn = _turn(middle_mcp - wrist)
        return cls._shifted((low + high) / 2, size, turn, PALM_SHIFT, PALM_SCALE)

    @classmethod
    def around_landmarks(cls, points_px: Floats) -> Self:
        """Make the region in which the next frame shows the hand.

        Parameters
        ----------
        points_px : ndarray, shape (21, 2 or 3)
            The landmarks of this frame.
        """
        points = points_px[:, :2].astype(np.float64)
        index, ring = points[Finger.INDEX.mcp], points[Finger.RING.mcp]
        knuckles = ((index + ring) / 2 + points[Landmark.MIDDLE_MCP]) / 2
        turn = _turn(knuckles - points[Landmark.WRIST])
        upright = points[list(_BOXED)] @ _rotation(turn)
        low, high = upright.min(axis=0), upright.max(axis=0)
        middle = _rotation(turn) @ ((low + high) / 2)
        return cls._shifted(middle, high - low, turn, LANDMARK_SHIFT, LANDMARK_SCALE)

    @classmethod
    def _shifted(
        cls, middle: Floats, size: Floats, turn: float, shift: float, scale: float
    ) -> Self:
        """The square of `scale` boxes, `shift` boxes farther toward the fingers."""
        up = np.array([math.sin(turn), -math.cos(turn)])
        x, y = (middle + shift * size[1] * up).tolist()
        return cls(x, y, float(size.max()) * scale, turn)

    def crop(self, image: NDArray[np.uint8], scale: tuple[float, float]) -> NDArray[np.uint8]:
        """Cut the region out of a picture; what lies outside repeats the picture's edge.

        Parameters
        ----------
        image : ndarray of uint8, shape (height, width, 3)
        scale : tuple of float
            Pixels of the region's coordinates for one of the image, across and down.

        Returns
        -------
        ndarray of uint8, shape (224, 224, 3)
        """
        per_px = CROP_PX / self.size_px
        matrix = np.empty((2, 3))
        matrix[:, :2] = per_px * _rotation(self.turn_rad).T
        matrix[:, 2] = CROP_PX / 2 - matrix[:, :2] @ (self.x_px, self.y_px)
        matrix[:, :2] *= scale
        crop = cv2.warpAffine(
            image,
            matrix,
            (CROP_PX, CROP_PX),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return crop.view(dtype=np.uint8)

    def to_picture(self, points_px: Floats) -> Floats:
        """Give points of the crop in pixels of the picture.

        Parameters
        ----------
        points_px : ndarray, shape (21, 3)
        """
        points = points_px * (self.size_px / CROP_PX)
        points[:, :2] -= self.size_px / 2
        return self.vectors_to_picture(points) + (self.x_px, self.y_px, 0.0)

    def vectors_to_picture(self, vectors: Floats) -> Floats:
        """Turn vectors from the crop's axes into the picture's, their depth untouched.

        Parameters
        ----------
        vectors : ndarray, shape (21, 3)
        """
        turned = vectors.copy()
        turned[:, :2] = vectors[:, :2] @ _rotation(self.turn_rad).T
        return turned


def _turn(up: Floats) -> float:
    """How far a direction is turned clockwise from straight up."""
    return math.atan2(float(up[0]), -float(up[1]))


def _rotation(turn: float) -> Floats:
    """Upright axes to the picture's, shape (2, 2)."""
    cos, sin = math.cos(turn), math.sin(turn)
    return np.array([[cos, -sin], [sin, cos]])
