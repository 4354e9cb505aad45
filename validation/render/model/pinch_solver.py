"""Poses that bring the thumb's pad to a fingertip's, solved for a hand of any shape."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from scipy.optimize import least_squares

from handtrack.landmarks.hand import FINGERS, Finger, Floats, Landmark
from validation.render.model.anthropometry import Shape, shaped
from validation.render.model.mesh import BONE
from validation.render.model.pose import OPEN, RELAXED

# name, natural value at the index and what it changes from finger to finger, low, high, stiffness
_FREE = {
    "thumb_radial": ((-6.0, -10.0), (-45.0, 50.0), 0.03),
    "thumb_palmar": ((50.0, -3.0), (25.0, 72.0), 0.05),
    "thumb_opposition": ((15.0, 6.0), (-20.0, 75.0), 0.03),
    "thumb_mcp": ((12.0, 6.0), (-5.0, 55.0), 0.06),
    "thumb_ip": ((8.0, 5.0), (-10.0, 60.0), 0.07),
    "mcp": ((42.0, 3.0), (10.0, 85.0), 0.05),
    "pip": ((38.0, 4.0), (10.0, 85.0), 0.07),
    "dip": ((22.0, 0.0), (5.0, 45.0), 0.08),
    "abd": ((2.0, 0.0), (-12.0, 16.0), 0.08),
}
_STARTS = 4
MISS_M = 0.004
"""A touch that cannot be brought nearer than this is none."""


@lru_cache(maxsize=256)
def touching(shape: Shape, finger: Finger) -> Mapping[str, float]:
    """Give the pose in which the thumb touches a fingertip, the other fingers half open.

    Raises
    ------
    ValueError
        Where this hand cannot reach.
    """
    hand = shaped(shape)
    number = FINGERS.index(finger)
    names = [n if n.startswith("thumb") else f"{finger}_{n}" for n in _FREE]
    natural = np.array([a + number * b for (a, b), _, _ in _FREE.values()])
    low, high = np.array([limits for _, limits, _ in _FREE.values()]).T
    stiff = np.array([weight for _, _, weight in _FREE.values()])
    base = {**OPEN, **_half_open(finger)}
    thumb, own = _pad(shape, "thumb"), _pad(shape, str(finger))

    def misses(values: Floats) -> Floats:
        bones = hand.pose({**base, **dict(zip(names, values, strict=True))})
        ends = []
        for bone, point, normal in (thumb, own):
            turn, shift = bones.turns[bone], bones.shifts[bone]
            ends.append((turn @ point + shift, turn @ normal))
        (a, out_a), (b, out_b) = ends
        return np.concatenate([(a - b) / 0.001, 0.8 * (out_a + out_b), stiff * (values - natural)])

    random = np.random.default_rng(0)
    start = natural
    for _ in range(_STARTS):
        best = least_squares(misses, np.clip(start, low, high), bounds=(low, high))
        miss_m = 0.001 * float(np.linalg.norm(misses(best.x)[:3]))
        if miss_m <= MISS_M:
            break
        start = natural + random.normal(0, 8, len(natural))
    else:
        raise ValueError(f"the thumb of {shape} stays {1000 * miss_m:.1f} mm off the {finger}")
    found = {**base, **{n: float(v) for n, v in zip(names, best.x, strict=True)}}
    return MappingProxyType(found)


def _half_open(finger: Finger) -> dict[str, float]:
    """What the other fingers do while one is touched."""
    return {
        name: 0.6 * value
        for name, value in RELAXED.items()
        if not name.startswith(("thumb", str(finger)))
    }


def _pad(shape: Shape, digit: str) -> tuple[int, Floats, Floats]:
    """The pad's middle on the resting hand, its outward normal, and the bone it moves with."""
    hand = shaped(shape)
    mesh, bone = hand.mesh, BONE[f"{digit}_2"]
    start = Landmark.THUMB_IP if digit == "thumb" else Finger(digit).dip
    lateral, along, palmar = hand.rest[f"{digit}_2"].T
    length = np.linalg.norm(mesh.joints[start + 1] - mesh.joints[start])
    own = mesh.vertices[mesh.weights.argmax(axis=1) == bone] - mesh.joints[start]
    t = own @ along / length
    middle = own[(t > 0.55) & (t < 1.0) & (np.abs(own @ lateral) < 0.004)]
    depth = float((middle @ palmar).max())
    return bone, mesh.joints[start] + 0.78 * length * along + depth * palmar, palmar
