"""Poses: every angle of the hand by name, and plausible ones at random.

Angles are degrees. All have the zero and the sign that the project's measurements give them, so the
angle that is set is the angle that is measured on the joints::

    <finger>_mcp, <finger>_pip, <finger>_dip    flexion; straight = 0
    <finger>_abd                                away from the middle ray (middle: to the thumb)
    thumb_radial, thumb_palmar                  metacarpal against wrist-to-index-knuckle, in the
                                                palm's plane (+ away from it; - is CMC flexion
                                                across the palm) and out of that plane
    thumb_opposition                            the metacarpal's turn about its own length, pad
                                                towards the fingers
    thumb_mcp, thumb_ip                         flexion
    wrist_flexion, wrist_deviation              + flexion, + ulnar
    forearm_rotation                            + pronation, added to where the camera stands

The arm moves as a whole, in the picture, by::

    arm_x, arm_y, arm_z                         metres to the right, down, away from the camera
    arm_swing                                   degrees about the elbow in the picture, to the
                                                thumb's side

A value is a number or an array over time; all arrays have one length.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from handtrack.landmarks.hand import FINGERS, Floats

Pose = Mapping[str, float | Floats]

OPEN: Mapping[str, float] = MappingProxyType(
    {f"{finger}_{joint}": 0.0 for finger in FINGERS for joint in ("mcp", "pip", "dip")}
    | {"index_abd": 6.0, "middle_abd": 0.0, "ring_abd": 6.0, "little_abd": 15.0}
    | {"thumb_radial": 32.0, "thumb_palmar": 25.0, "thumb_opposition": 0.0}
    | {"thumb_mcp": 10.0, "thumb_ip": 5.0}
    | {"wrist_flexion": 0.0, "wrist_deviation": 0.0, "forearm_rotation": 0.0}
    | {"arm_x": 0.0, "arm_y": 0.0, "arm_z": 0.0, "arm_swing": 0.0}
)
"""A flat open hand, fingers a little apart: what a pose that names less is laid over."""

RELAXED = MappingProxyType(
    {
        f"{finger}_{joint}": bend
        for finger, more in zip(FINGERS, (0.0, 4.0, 6.0, 8.0), strict=True)
        for joint, bend in (("mcp", 18.0 + more), ("pip", 28.0 + more), ("dip", 12.0))
    }
    | {"thumb_radial": 22.0, "thumb_palmar": 28.0, "thumb_mcp": 14.0, "thumb_ip": 14.0}
)
"""A hand that does nothing."""

FIST = MappingProxyType(
    {
        f"{finger}_{joint}": bend
        for finger in FINGERS
        for joint, bend in (("mcp", 80.0), ("pip", 98.0), ("dip", 62.0))
    }
    | {"index_abd": -3.0, "ring_abd": 0.0, "little_abd": 0.0}
    | {"thumb_radial": 14.0, "thumb_palmar": 47.0, "thumb_mcp": 34.0, "thumb_ip": 72.0}
)
"""A full fist, the thumb over the fingers."""

FLAT_FIST = MappingProxyType({**FIST, **{f"{finger}_dip": 5.0 for finger in FINGERS}})
"""Fingertips on the palm with straight end joints."""

HOOK = MappingProxyType(
    {
        f"{finger}_{joint}": bend
        for finger in FINGERS
        for joint, bend in (("mcp", 5.0), ("pip", 95.0), ("dip", 55.0))
    }
)
"""Middle and end joints bent, knuckles straight."""

TABLE_TOP = MappingProxyType({f"{finger}_mcp": 80.0 for finger in FINGERS})
"""Knuckles bent, fingers straight."""

LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {f"{finger}_mcp": (-20.0, 90.0) for finger in FINGERS}
    | {f"{finger}_pip": (0.0, 105.0) for finger in FINGERS}
    | {f"{finger}_dip": (0.0, 80.0) for finger in FINGERS}
    | {"index_abd": (-5.0, 22.0), "middle_abd": (-9.0, 9.0)}
    | {"ring_abd": (-3.0, 16.0), "little_abd": (0.0, 32.0)}
    | {"thumb_radial": (-20.0, 58.0), "thumb_palmar": (0.0, 60.0)}
    | {"thumb_opposition": (-15.0, 60.0), "thumb_mcp": (-5.0, 60.0), "thumb_ip": (-10.0, 80.0)}
    | {"wrist_flexion": (-70.0, 75.0), "wrist_deviation": (-20.0, 35.0)}
)
"""Active range of healthy hands, degrees (AAOS and e-hand norm tables, rounded); abduction as
wide as this skin bears."""


def full(pose: Pose) -> dict[str, float | Floats]:
    """Lay a pose over `OPEN`; an unknown name is a KeyError."""
    unknown = sorted(set(pose) - set(OPEN))
    if unknown:
        raise KeyError(f"the hand has no angles named {unknown}; known are {sorted(OPEN)}")
    return {**OPEN, **pose}


def blend(start: Pose, end: Pose, share: float | Floats) -> dict[str, float | Floats]:
    """Give the pose on the way from one (share 0) to another (share 1)."""
    a, b = full(start), full(end)
    return {name: a[name] + (b[name] - a[name]) * share for name in a}


def random_pose(random: np.random.Generator) -> dict[str, float | Floats]:
    """Draw a pose a hand may take, within `LIMITS`.

    A hand closes more or less as a whole and each finger keeps its own share of that; end joints
    follow middle joints (by about two thirds); bent fingers lie side by side. Fingers and thumb may
    still run into each other: `reach.collides` tells.
    """
    together = random.beta(0.8, 1.1)
    own = random.random() < 0.5
    pose: dict[str, float | Floats] = {}
    for finger in FINGERS:
        close = random.beta(0.7, 0.9) if own else together + random.normal(0, 0.12)
        mcp = 85.0 * close + random.normal(0, 18.0)
        pip = 100.0 * close + random.normal(0, 18.0)
        dip = 0.65 * pip + random.normal(0, 9.0)
        abd = OPEN[f"{finger}_abd"] + random.normal(0, 6.0)
        pose |= {f"{finger}_mcp": mcp, f"{finger}_pip": pip, f"{finger}_dip": dip}
        pose[f"{finger}_abd"] = abd * (1 - 0.75 * float(np.clip(mcp / 90.0, 0, 1)))
    for name in ("thumb_radial", "thumb_palmar", "thumb_mcp", "thumb_ip"):
        low, high = LIMITS[name]
        pose[name] = low + (high - low) * random.beta(1.3, 1.5)
    pose["thumb_opposition"] = random.normal(0.5 * float(pose["thumb_palmar"]), 12.0)
    pose["wrist_flexion"] = random.normal(0, 22.0)
    pose["wrist_deviation"] = random.normal(4.0, 10.0)
    return {name: float(np.clip(value, *LIMITS[name])) for name, value in pose.items()}
