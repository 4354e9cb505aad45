"""Joint angles in, 21 points out: the bones of the synthetic hand.

Points are in the hand's own axes (ulnar, distal, palmar), in metres, the wrist at the origin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

import numpy as np
from scipy.optimize import least_squares

from handtrack.landmarks.hand import FINGERS, LANDMARKS, Finger, Floats, Landmark
from synthetic_hand.camera import Camera
from synthetic_hand.pose import OPEN, Angles

# Metres in the hand's own axes (ulnar, distal, palmar), wrist at the origin: an adult's hand.
KNUCKLES = {
    Finger.INDEX: (-0.02332, 0.086, 0.0),
    Finger.MIDDLE: (0.0, 0.088, 0.0),
    Finger.RING: (0.018, 0.082, 0.0),
    Finger.LITTLE: (0.033, 0.073, 0.0),
}
_PHALANGES = {
    Finger.INDEX: (0.043, 0.025, 0.022),
    Finger.MIDDLE: (0.047, 0.029, 0.023),
    Finger.RING: (0.043, 0.027, 0.023),
    Finger.LITTLE: (0.034, 0.020, 0.020),
}
_THUMB_BASE = (-0.024, 0.022, 0.006)
_THUMB = (0.044, 0.033, 0.027)
_CURL = np.array([0.85, 0.0, 0.53])
"""Where a bending thumb goes: across the palm and out of it."""
_CONTACT_M = 0.006
"""Tips are inside the fingers: at touch they stay this far apart."""
_PALMAR = np.array([0.0, 0.0, 1.0])
_PALM_TO_CAMERA = np.diag([-1.0, -1.0, -1.0])
"""A right hand, fingers up, palm to the lens: ulnar is left, distal up, palmar to the camera."""


@cache
def touching(finger: Finger) -> Angles:
    """Give a pose in which the thumb's tip touches this fingertip, the other fingers open."""
    names = ["thumb_radial", "thumb_palmar", "thumb_mcp", "thumb_ip"]
    names += [f"{finger}_{joint}" for joint in ("mcp", "pip", "dip")]
    natural = np.array([20.0, 45.0, 20.0, 25.0, 45.0, 50.0, 25.0])
    low = np.array([-30.0, 0.0, -5.0, -5.0, 0.0, 0.0, 0.0])
    high = np.array([60.0, 75.0, 70.0, 80.0, 90.0, 110.0, 70.0])

    def residual(values: Floats) -> Floats:
        points, _ = posed(dict(zip(names, values, strict=True)), Camera())
        gap = points[Landmark.THUMB_TIP] - points[finger.tip]
        miss_m = np.sqrt((gap**2).sum()) - _CONTACT_M
        return np.append(0.002 * (values - natural) / 30.0, 10.0 * miss_m)

    solution = least_squares(residual, natural, bounds=(low, high)).x
    return MappingProxyType(dict(zip(names, map(float, solution), strict=True)))


def posed(angles: Angles, camera: Camera) -> tuple[Floats, Floats]:
    """Points in the hand's own axes, (..., 21, 3), and the turn of those axes into the camera's."""
    unknown = set(angles) - set(OPEN)
    if unknown:
        raise KeyError(f"the synthetic hand has no angles named {sorted(unknown)}")
    values = np.broadcast_arrays(*({**OPEN, **angles}.values()))
    a = {name: np.radians(v) for name, v in zip({**OPEN, **angles}, values, strict=True)}
    points = np.zeros((*values[0].shape, LANDMARKS, 3))
    for finger in FINGERS:
        outward = -a[f"{finger}_abd"] if finger in FINGERS[:2] else a[f"{finger}_abd"]
        along = _in_palm(outward)
        points[..., finger.mcp, :] = KNUCKLES[finger]
        bends = np.cumsum([a[f"{finger}_{joint}"] for joint in ("mcp", "pip", "dip")], axis=0)
        _grow(points, finger.mcp, along, _PALMAR, bends, _PHALANGES[finger])
    _place_thumb(points, a)
    view = (
        _turn(2, np.radians(camera.roll_deg))
        @ _turn(0, np.radians(camera.pitch_deg))
        @ _turn(1, np.radians(camera.rotation_deg) + a["forearm_rotation"])
        @ _PALM_TO_CAMERA
    )
    wrist = _turn(2, -a["wrist_deviation"]) @ _turn(0, a["wrist_flexion"])
    return points, view @ wrist


def _in_palm(ulnarward: Floats) -> Floats:
    """Direction in the palm's plane, turned from distal toward the little finger."""
    return np.stack([np.sin(ulnarward), np.cos(ulnarward), np.zeros_like(ulnarward)], axis=-1)


def _grow(
    points: Floats,
    start: Landmark,
    along: Floats,
    bent: Floats,
    bends: Floats,
    lengths: Sequence[float],
) -> None:
    """Set the three points after `start`, turning from `along` toward `bent`."""
    for step, (bend, length) in enumerate(zip(bends, lengths, strict=True), start=1):
        bone = np.cos(bend)[..., None] * along + np.sin(bend)[..., None] * bent
        points[..., start + step, :] = points[..., start + step - 1, :] + length * bone


def _place_thumb(points: Floats, a: Mapping[str, Floats]) -> None:
    ulnar, distal, _ = KNUCKLES[Finger.INDEX]
    flat = _in_palm(np.arctan2(ulnar, distal) - a["thumb_radial"])
    palmar = a["thumb_palmar"][..., None]
    along = np.cos(palmar) * flat + np.sin(palmar) * _PALMAR
    curl = _CURL - (along @ _CURL)[..., None] * along
    curl /= np.sqrt((curl**2).sum(axis=-1, keepdims=True))
    bends = np.cumsum([np.zeros_like(a["thumb_mcp"]), a["thumb_mcp"], a["thumb_ip"]], axis=0)
    points[..., Landmark.THUMB_CMC, :] = _THUMB_BASE
    _grow(points, Landmark.THUMB_CMC, along, curl, bends, _THUMB)


def _turn(axis: int, angle: float | Floats) -> Floats:
    """Rotation matrix about one axis, shape (..., 3, 3), right-handed."""
    angle = np.asarray(angle, float)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.zeros((*angle.shape, 3, 3))
    matrix[..., axis, axis] = 1.0
    matrix[..., i, i] = matrix[..., j, j] = np.cos(angle)
    matrix[..., i, j], matrix[..., j, i] = -np.sin(angle), np.sin(angle)
    return matrix
