"""Where a camera stands before the synthetic hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handtrack.landmarks.views import View


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the camera stands, seen from the hand.

    Parameters
    ----------
    rotation_deg : float
        Turn of the hand about its length: 0 palm to the lens, 90 thumb edge, 180 back of it.
    pitch_deg : float
        Tilt of the fingertips toward the lens.
    roll_deg : float
        Where the fingers point on the screen: 0 up, 90 right; clockwise.
    distance_m : float
        From lens to wrist.
    perspective : bool
        False: weak perspective, in which 3D angles of the image points are exact.
    """

    rotation_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    distance_m: float = 0.5
    perspective: bool = False


CAMERAS: Mapping[View, Camera] = MappingProxyType(
    {
        View.PALM: Camera(),
        View.BODY: Camera(distance_m=1.0),
        View.DORSAL: Camera(rotation_deg=180.0),
        View.TOP: Camera(rotation_deg=180.0),
        View.SIDE: Camera(rotation_deg=90.0, roll_deg=90.0),
        View.OBLIQUE: Camera(rotation_deg=40.0),
        View.END: Camera(pitch_deg=70.0),
    }
)
