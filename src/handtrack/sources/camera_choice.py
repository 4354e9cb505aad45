"""Which of several cameras is meant where nobody said: the computer's first one that shows colour.

Computers that know their owner's face have an infrared camera beside the colour one. In the dark it
is the faster of the two, and its grey pictures are not what the hand model has learnt from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.errors import CameraError
from handtrack.sources.video import Image

ENOUGH_HZ = 12.0
"""Provisional: below this a quick movement falls between two pictures, and a camera that is faster
is taken; it is also where a session begins to say so."""
SAME_LEVEL = 2
"""Provisional: by how many of 255 levels the three channels of a grey picture differ at most, after
a camera packed it as JPEG; the noise of a colour sensor in the dark is more."""


@dataclass(frozen=True, slots=True)
class CameraAttempt:
    """How a camera did when it was tried.

    Parameters
    ----------
    index : int
    rate_hz : float
        Pictures a second that it delivered.
    grey : bool
        Whether its pictures have content and no colour.
    """

    index: int
    rate_hz: float
    grey: bool

    @property
    def good(self) -> bool:
        """Whether no other camera has to be tried."""
        return not self.grey and self.rate_hz >= ENOUGH_HZ


def choose_camera(found: list[CameraAttempt]) -> int:
    """The first colour camera that is fast enough, else the fastest; a grey one if all are grey.

    Raises
    ------
    CameraError
        None delivers a picture.
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
    """Whether a picture has no colour; one without content, as with the lid closed, does not tell.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width, 3)
    """
    seen = image[::4, ::4].astype(np.int16)
    apart = seen.max(axis=-1) - seen.min(axis=-1)
    plain = int(np.ptp(seen[..., 1])) <= 2 * SAME_LEVEL
    return not plain and float(np.percentile(apart, 99)) <= SAME_LEVEL
