"""The two poses between which a measurement moves: where it reads little, and where much."""

from __future__ import annotations

from handtrack.landmarks.hand import FINGERS
from handtrack.measurements.reading import Reading
from synthetic_hand.pose import FIST, OPEN, Angles
from synthetic_hand.skeleton import touching

_TOGETHER: Angles = {"index_abd": 0.0, "ring_abd": 0.0, "little_abd": 2.0}
_SPREAD: Angles = {"index_abd": 16.0, "ring_abd": 12.0, "little_abd": 26.0}
_THUMB_OUT: Angles = {"thumb_radial": 50.0, "thumb_palmar": 5.0, "thumb_mcp": 5.0, "thumb_ip": 0.0}
_THUMB_ACROSS: Angles = {
    "thumb_radial": 5.0,
    "thumb_palmar": 40.0,
    "thumb_mcp": 50.0,
    "thumb_ip": 50.0,
}

_CLOSED: Angles = {name: angle for name, angle in FIST.items() if not name.startswith("thumb")}
"""The fingers closed, the thumb as it is."""
FLAT_PINCH: Angles = {
    **{f"{finger}_mcp": 65.0 for finger in FINGERS},
    "thumb_radial": 15.0,
    "thumb_palmar": 55.0,
    "thumb_mcp": 15.0,
    "thumb_ip": 5.0,
}
"""Straight fingers bent at the knuckles, the thumb opposite."""

_ENDS: dict[str, tuple[Angles, Angles]] = {
    "hand_travel": ({"right": -0.5, "down": 0.5}, {"right": 0.5, "down": -0.5}),
    "palm_up": ({"forearm_rotation": 180.0}, {"forearm_rotation": 0.0}),
    "wrist_flexion": ({"wrist_flexion": -50.0}, {"wrist_flexion": 50.0}),
    "wrist_deviation": ({"wrist_deviation": -18.0}, {"wrist_deviation": 25.0}),
    "hand_direction": ({"wrist_deviation": 25.0}, {"wrist_deviation": -18.0}),
    "palm_facing": ({"forearm_rotation": 180.0}, {"forearm_rotation": 0.0}),
    "palm_turn": ({"forearm_rotation": 180.0}, {"forearm_rotation": 0.0}),
    "forearm_rotation": ({"forearm_rotation": 0.0}, {"forearm_rotation": 180.0}),
    "composite_flexion": (OPEN, _CLOSED),
    "finger_spread": (_TOGETHER, _SPREAD),
    "span": (_TOGETHER, _SPREAD),
    "fist_gap": (_CLOSED, OPEN),
    "aperture": (_CLOSED, OPEN),
    "thumb_mcp_flexion": ({"thumb_mcp": 5.0}, {"thumb_mcp": 55.0}),
    "thumb_ip_flexion": ({"thumb_ip": 0.0}, {"thumb_ip": 60.0}),
    "thumb_flexion": ({"thumb_mcp": 5.0, "thumb_ip": 0.0}, {"thumb_mcp": 50.0, "thumb_ip": 60.0}),
    "thumb_radial_abduction": ({"thumb_radial": 10.0}, {"thumb_radial": 50.0}),
    "thumb_palmar_abduction": ({"thumb_palmar": 0.0}, {"thumb_palmar": 45.0}),
    "thumb_ulnar": (_THUMB_OUT, _THUMB_ACROSS),
    "thumb_distal": (
        {"thumb_radial": 20.0, "thumb_mcp": 70.0, "thumb_ip": 75.0},
        {"thumb_radial": 20.0, "thumb_mcp": 25.0, "thumb_ip": 15.0},
    ),
    "opposition_distance": (_THUMB_ACROSS, _THUMB_OUT),
}
"""The poses at which a measure of the whole hand reads little and much."""

_BENT: dict[str, tuple[str, ...]] = {
    "mcp_flexion": ("mcp",),
    "pip_flexion": ("pip",),
    "dip_flexion": ("dip",),
    "finger_flexion": ("mcp", "pip", "dip"),
    "tip_press": ("mcp",),
    "tip_to_palm": ("mcp", "pip", "dip"),
    "tip_to_wrist": ("mcp", "pip", "dip"),
}
"""The joints that bend for a measure of one finger."""


def ends(reading: Reading) -> tuple[Angles, Angles]:
    """Give the pose at which this reading is small and the one at which it is large."""
    name, finger = reading.measure, reading.finger
    if finger is None:
        return _ENDS[name]
    if name == "pinch_gap":
        touch = touching(finger)
        return touch, {joint: OPEN[joint] for joint in touch}
    if name == "finger_abduction":
        return _TOGETHER, _SPREAD
    straight = {f"{finger}_{joint}": 0.0 for joint in _BENT[name]}
    bent = {joint: FIST[joint] for joint in straight}
    return (bent, straight) if name.startswith("tip_to_") else (straight, bent)
