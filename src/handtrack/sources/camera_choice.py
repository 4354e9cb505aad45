"""Default camera: the computer's first one that shows colour and is fast enough.

Computers that recognise their owner's face have an infrared camera beside the colour one. In the
dark it is the faster of the two, and the hand model did not learn from its grey pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.errors import CameraError
from handtrack.sources.video import Image

ENOUGH_HZ = 12.0
"""Provisional: below this rate a quick movement falls between two pictures; a faster camera is
preferred, and a session warns."""
SAME_LEVEL = 2
"""Provisional: largest difference of the three channels of a grey picture, of 255 levels, after a
camera's JPEG; the noise of a colour sensor in the dark is larger."""


@dataclass(frozen=True, slots=True)
class CameraAttempt:
    """Result of a trial of one camera.

    Parameters
    ----------
    index : int
    rate_hz : float
        Pictures a second that the camera delivered.
    grey : bool
        Whether its pictures have content and no colour.
    """

    index: int
    rate_hz: float
    grey: bool

    @property
    def good(self) -> bool:
        """Whether the camera shows colour and is fast enough."""
        return not self.grey and self.rate_hz >= ENOUGH_HZ


def choose_camera(found: list[CameraAttempt]) -> int:
    """Choose the first colour camera that is fast enough, else the fastest; grey if all are grey.

    Raises
    ------
    CameraError
        No camera delivers a picture.
    """
    working = [camera for camera in found if camera.rate_hz > 0.0]
    if not working:
        raise CameraError(
            "No camera delivers a picture. Plug one in, close other programs that use it, allow "
            "camera access, and look at what 'handtrack doctor' says; or give --source CLIP."
        )
    coloured = [camera for camera in working if not camera.grey] or working
    enough = [camera for camera in coloured if camera.rate_hz >= ENOUGH_HZ]
    return enough[0].index if enough else max(coloured, key=lambda c: c.rate_hz).index


def is_grey(image: Image) -> bool:
    """Test whether a picture has content and no colour.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width, 3)

    Returns
    -------
    bool
        False for a picture without content, as with the lid closed.
    """
    seen = image[::4, ::4].astype(np.int16)
    apart = seen.max(axis=-1) - seen.min(axis=-1)
    plain = int(np.ptp(seen[..., 1])) <= 2 * SAME_LEVEL
    return not plain and float(np.percentile(apart, 99)) <= SAME_LEVEL
