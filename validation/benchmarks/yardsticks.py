"""What handtrack's speed is compared with: work that none of its own code does."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from handtrack.landmarks.hand import Floats
from handtrack.sources.native import stderr_aside
from handtrack.sources.orientation_tag import Image as Picture
from handtrack.tracking.model_file import find_model

BLOCK, LAG = 2048, 0.1
TIMES = 5
"""How often arithmetic is done, so that it takes about as long as what is compared with it."""


class BareLoop:
    """The least that a program on MediaPipe has to do: read, convert, `detect_for_video`.

    With the defaults of OpenCV and MediaPipe, as its own examples make it, for one hand.
    """

    def __init__(self) -> None:
        # Not loaded with this module, which every worker process of a measured folder reads again.
        from mediapipe import Image, ImageFormat
        from mediapipe.tasks.python import BaseOptions, vision

        self._image = partial(Image, ImageFormat.SRGB)
        with stderr_aside():  # remarks that no option stops
            self._landmarker = vision.HandLandmarker.create_from_options(
                vision.HandLandmarkerOptions(
                    base_options=BaseOptions(model_asset_path=str(find_model(None).path)),
                    running_mode=vision.RunningMode.VIDEO,
                )
            )
        self._landmarker.close = lambda: None  # closing reports over the network
        self._ms = 0

    def clip(self, path: Path, most: int | None = None) -> None:
        """Read a clip's frames, or the first ones, and find the hand in each."""
        capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        read = 0
        while read != most:
            fine, image = capture.read()
            if not fine:
                return
            self.step(image)
            read += 1

    def steps(self, images: Iterable[cv2.typing.MatLike]) -> None:
        """Find the hand in frames that were read beforehand, in BGR."""
        for image in images:
            self.step(image)

    def step(self, image: cv2.typing.MatLike) -> None:
        """Find the hand in the next frame."""
        self._ms += 1
        rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        self._landmarker.detect_for_video(self._image(rgb), self._ms)


def bgr(picture: Picture) -> Picture:
    """Give a frame as a camera does."""
    return np.ascontiguousarray(picture[..., ::-1])


def arithmetic(points: Floats) -> None:
    """Do what any scoring of a whole recording is made of, without meaning.

    Angles between bones by NumPy, block by block, and a filter in a loop over all frames.

    Parameters
    ----------
    points : ndarray, shape (N, 21, 3)
    """
    level, levels = 0.0, []
    for i in [*range(0, len(points), BLOCK)] * TIMES:
        bones = np.diff(points[i : i + BLOCK], axis=1)
        lengths = np.sqrt((bones * bones).sum(axis=-1))
        dots = (bones[:, 1:] * bones[:, :-1]).sum(axis=-1)
        cosines = dots / (lengths[:, 1:] * lengths[:, :-1])
        for angle in np.degrees(np.arccos(cosines.clip(-1, 1)))[:, 0].tolist():
            level += LAG * (angle - level)
            levels.append(level)


def steps_of_arithmetic(points: Floats) -> None:
    """Do what any live step is made of, without meaning: small calls of NumPy, frame by frame.

    Parameters
    ----------
    points : ndarray, shape (N, 21, 3)
    """
    level = 0.0
    for frame in [*points] * TIMES:
        bones = frame[1:] - frame[:-1]
        lengths = np.sqrt(np.vecdot(bones, bones))
        cosines = np.vecdot(bones[1:], bones[:-1]) / (lengths[1:] * lengths[:-1])
        angles = np.degrees(np.arccos(np.minimum(np.maximum(cosines, -1), 1)))
        level += LAG * (float(angles.take(np.arange(3)).sum()) - level)
