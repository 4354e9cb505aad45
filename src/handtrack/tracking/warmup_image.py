"""Drawn hand that the model detects like a real one, so that no person's picture is needed.

It warms up the engine before the first frame, and benchmarks run on it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import BONES, FINGERS, Finger, Landmark

_SKIN = (222, 170, 140)
_CREASE = (178, 136, 112)
_BACKGROUND = (70, 80, 95)
_THICKNESS = {Landmark.THUMB_CMC: 72, Landmark.THUMB_MCP: 58, Landmark.THUMB_IP: 44}
_FINGER_THICKNESS = 38
_PALM = ((275, 480), (282, 420), (250, 380), (258, 262), (315, 245), (360, 256), (402, 290),
         (395, 350), (365, 420), (370, 480))  # fmt: skip
# One a landmark, in their order.
_POINTS = ((320, 420), (265, 385), (222, 335), (192, 290), (165, 250),
           (275, 270), (258, 200), (248, 155), (240, 115),
           (315, 258), (312, 180), (310, 130), (309, 88),
           (352, 268), (362, 198), (367, 152), (371, 112),
           (385, 292), (408, 240), (421, 207), (433, 175))  # fmt: skip


def warmup_image() -> NDArray[np.uint8]:
    """Draw the palm of an open left hand, fingers up.

    Returns
    -------
    ndarray of uint8, shape (480, 640, 3)
        RGB, unmirrored.
    """
    image = np.full((480, 640, 3), _BACKGROUND, np.uint8)
    cv2.fillPoly(image, [np.array(_PALM)], _SKIN, cv2.LINE_AA)
    for start, end in BONES:
        thickness = _THICKNESS.get(start, _FINGER_THICKNESS)
        cv2.line(image, _POINTS[start], _POINTS[end], _SKIN, thickness, cv2.LINE_AA)
    for finger in FINGERS:
        _crease(image, finger)
    cv2.ellipse(image, (275, 370), (70, 95), 0, -75, 30, _CREASE, 2, cv2.LINE_AA)
    cv2.line(image, (262, 315), (370, 345), _CREASE, 2, cv2.LINE_AA)
    cv2.line(image, (285, 290), (395, 315), _CREASE, 2, cv2.LINE_AA)
    return cv2.GaussianBlur(image, (0, 0), 3).view(dtype=np.uint8)


def _crease(image: NDArray[np.uint8], finger: Finger) -> None:
    for joint in (finger.mcp, finger.pip, finger.dip):
        x, y = _POINTS[joint]
        cv2.line(image, (x - 12, y), (x + 12, y), _CREASE, 2, cv2.LINE_AA)
