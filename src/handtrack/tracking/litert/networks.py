"""The two networks of the model file, run by LiteRT: palms in a picture, landmarks in a crop.

Their inputs and outputs are described by MediaPipe's model card of hand tracking (lite and full,
2021) and read from the files themselves. One pair serves a process; nothing opens a socket.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from handtrack.errors import TrackerError
from handtrack.landmarks.hand import LANDMARKS, Floats
from handtrack.sources.native import stderr_aside

PALM_PX, CROP_PX = 192, 224
"""Side of the palm network's picture and of the landmark network's crop."""
PALM_FILE, LANDMARK_FILE = "hand_detector.tflite", "hand_landmarks_detector.tflite"
_DEPTH_SHRINKS = 0.4
"""MediaPipe gives the depth of image points divided by this."""


@dataclass(frozen=True, slots=True)
class RawLandmarks:
    """What the landmark network gives for one crop.

    Parameters
    ----------
    points_px : ndarray, shape (21, 3)
        In pixels of the crop: x right, y down, depth relative to the wrist.
    world_m : ndarray, shape (21, 3)
        Metres, in the crop's rotation.
    presence : float
        Chance that the crop shows a hand, 0 to 1.
    right : float
        Chance that it is a right hand, 0 to 1.
    """

    points_px: Floats
    world_m: Floats
    presence: float
    right: float


class HandNetworks:
    """Both networks, ready to run.

    Parameters
    ----------
    model_path : Path
        The model file, a ZIP archive of both.
    threads : int
        Cores that one inference may use. With a second core free, two take half the time; with it
        busy, more than one.

    Raises
    ------
    TrackerError
        LiteRT is missing, cannot be started on this machine, or cannot read the networks.
    """

    def __init__(self, model_path: Path, threads: int = 1) -> None:
        with stderr_aside():  # the interpreter remarks on its delegate, which no option stops
            try:
                from ai_edge_litert.interpreter import Interpreter

                with ZipFile(model_path) as archive:
                    self._palms, self._hands = (
                        Interpreter(model_content=archive.read(name), num_threads=threads)
                        for name in (PALM_FILE, LANDMARK_FILE)
                    )
                for network in (self._palms, self._hands):
                    network.allocate_tensors()
            except (ImportError, OSError, BadZipFile, KeyError, RuntimeError, ValueError) as e:
                raise TrackerError(
                    f"LiteRT could not be started: {e}. Install it again (pip install "
                    "--force-reinstall ai-edge-litert), or use --tracker mediapipe."
                ) from e
        self._palms_out, self._hands_out = map(_outputs, (self._palms, self._hands))

    def palms(self, picture: NDArray[np.uint8]) -> tuple[Floats, Floats]:
        """Run the palm network.

        Parameters
        ----------
        picture : ndarray of uint8, shape (192, 192, 3)
            RGB.

        Returns
        -------
        boxes : ndarray, shape (2016, 18)
            Of each anchor, in pixels from its centre: the palm's centre and size, seven points.
        logits : ndarray, shape (2016,)
            Of the chance that there is a palm.
        """
        boxes, logits = _run(self._palms, picture, self._palms_out)
        return boxes[0], logits[0, :, 0]

    def landmarks(self, crop: NDArray[np.uint8]) -> RawLandmarks:
        """Run the landmark network.

        Parameters
        ----------
        crop : ndarray of uint8, shape (224, 224, 3)
            RGB, the hand upright in its middle.
        """
        points, presence, right, world = _run(self._hands, crop, self._hands_out)
        points = points.reshape(LANDMARKS, 3)
        points[:, 2] /= _DEPTH_SHRINKS
        return RawLandmarks(
            points, world.reshape(LANDMARKS, 3), float(presence[0, 0]), float(right[0, 0])
        )


def _outputs(network: Any) -> list[int]:
    return [output["index"] for output in network.get_output_details()]


def _run(network: Any, image: NDArray[np.uint8], outputs: list[int]) -> list[Floats]:
    index = network.get_input_details()[0]["index"]
    try:
        np.multiply(image, np.float32(1 / 255), out=network.tensor(index)()[0], dtype=np.float32)
        network.invoke()
    except (RuntimeError, ValueError) as e:
        raise TrackerError(f"LiteRT gave up on a frame: {e}.") from e
    return [network.get_tensor(output) for output in outputs]
