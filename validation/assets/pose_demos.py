"""Draw the poses of assessments for the app: `python -m validation.assets.pose_demos`.

The synthetic hand of the tests goes from the pose before into each pose and holds it, in the view
that the section asks for; its landmarks, fitted into a square, and a point of its forearm become
`src/handtrack/live/browser/demonstrations/pose_demonstrations.npz`. A pose that is not in the table
has no drawing: the Kapandji test is a series of touches along the finger that these angles do not
give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
TARGET = (
    ROOT / "src" / "handtrack" / "live" / "browser" / "demonstrations" / "pose_demonstrations.npz"
)
BEFORE_S, MOVE_S, HOLD_S = 0.6, 1.0, 2.4
FINGERS = ("index", "middle", "ring", "little")
Angles = Mapping[str, float]


def _bent(mcp: float, pip: float, dip: float) -> Angles:
    return {
        f"{finger}_{joint}": bend
        for finger in FINGERS
        for joint, bend in (("mcp", mcp), ("pip", pip), ("dip", dip))
    }


RELAXED: Angles = {**_bent(18.0, 25.0, 12.0), "thumb_ip": 15.0}
STRAIGHT = _bent(0.0, 0.0, 0.0)
FIST: Angles = {
    **_bent(80.0, 95.0, 60.0),
    **{"index_abd": 0.0, "ring_abd": 0.0, "little_abd": 0.0},
    **{"thumb_radial": 15.0, "thumb_palmar": 35.0, "thumb_mcp": 30.0, "thumb_ip": 40.0},
}
TOGETHER: Angles = {"index_abd": 0.0, "ring_abd": 0.0, "little_abd": 2.0}
APART: Angles = {"index_abd": 16.0, "ring_abd": 12.0, "little_abd": 26.0}
OUT: Angles = {"thumb_radial": 52.0, "thumb_palmar": 5.0, "thumb_mcp": 4.0, "thumb_ip": 0.0}
ACROSS: Angles = {"thumb_radial": 5.0, "thumb_palmar": 40.0, "thumb_mcp": 50.0, "thumb_ip": 50.0}
BESIDE: Angles = {"thumb_radial": 16.0, "thumb_palmar": 6.0, "thumb_mcp": 5.0, "thumb_ip": 0.0}
FORWARD: Angles = {"thumb_radial": 16.0, "thumb_palmar": 50.0, "thumb_mcp": 5.0, "thumb_ip": 0.0}
UP: Angles = {**TOGETHER, "forearm_rotation": 90.0}
PALM: Angles = {**TOGETHER, "forearm_rotation": 10.0}
BACK: Angles = {**TOGETHER, "forearm_rotation": 168.0}

POSES: Mapping[str, Sequence[tuple[str, Angles, Angles]]] = {
    "wrist": (
        ("wrist_straight", {**RELAXED, "wrist_flexion": 18.0}, TOGETHER),
        ("wrist_extension", TOGETHER, {**TOGETHER, "wrist_flexion": -60.0}),
        ("wrist_flexion", TOGETHER, {**TOGETHER, "wrist_flexion": 65.0}),
    ),
    "deviation": (
        ("hand_in_line", RELAXED, TOGETHER),
        ("radial_deviation", TOGETHER, {**TOGETHER, "wrist_deviation": -20.0}),
        ("ulnar_deviation", TOGETHER, {**TOGETHER, "wrist_deviation": 33.0}),
    ),
    "forearm": (
        ("thumb_up", {**UP, **RELAXED}, UP),
        ("supination", UP, PALM),
        ("pronation", UP, BACK),
    ),
    "fingers": (
        ("straight", RELAXED, STRAIGHT),
        ("hook", STRAIGHT, _bent(5.0, 90.0, 55.0)),
        ("straight_fist", STRAIGHT, _bent(82.0, 92.0, 5.0)),
        ("full_fist", STRAIGHT, FIST),
    ),
    "spread": (("together", RELAXED, TOGETHER), ("apart", TOGETHER, APART)),
    "thumb": (("thumb_out", RELAXED, OUT), ("thumb_bent", OUT, ACROSS)),
    "palmar": (("thumb_beside", RELAXED, BESIDE), ("thumb_forward", BESIDE, FORWARD)),
}
"""For each section of `hand-basic`: pose, the pose before it, the pose itself."""


def main() -> None:
    """Write the file."""
    from handtrack.assessment.protocol import find_protocol
    from handtrack.landmarks.views import View
    from handtrack.live.browser.demonstrations.drawn_movements import RATE_HZ, SCALE
    from synthetic_hand.camera import CAMERAS, Camera
    from synthetic_hand.landmarks import synthetic_hand
    from synthetic_hand.pose import OPEN
    from validation.assets.demos import fitted, with_forearm

    cameras = {
        "wrist": Camera(rotation_deg=90.0, roll_deg=-90.0),  # palm down
        "deviation": CAMERAS[View.DORSAL],
        "forearm": CAMERAS[View.PALM],
        "fingers": Camera(rotation_deg=90.0),
        "spread": CAMERAS[View.PALM],
        "thumb": CAMERAS[View.PALM],
        "palmar": Camera(rotation_deg=90.0),
    }
    before, move, hold = (round(s * RATE_HZ) for s in (BEFORE_S, MOVE_S, HOLD_S))
    swing = (1 - np.cos(np.pi * np.arange(1, move + 1) / move)) / 2
    way = np.concatenate([np.zeros(before), swing, np.ones(hold)])
    protocol = find_protocol("hand-basic")
    tracks: dict[str, Any] = {}
    for section, (pose, start, end) in chain.from_iterable(
        ((section, one) for one in poses) for section, poses in POSES.items()
    ):
        assert protocol.section(pose)
        first, last = {**OPEN, **start}, {**OPEN, **end}
        angles = {name: first[name] + way * (last[name] - first[name]) for name in first}
        image_px, _ = synthetic_hand(angles, view=cameras[section])
        points = with_forearm(image_px, cameras[section])
        tracks[f"{protocol.id}.{pose}"] = np.rint(fitted(points) * SCALE).astype(np.int16)
    np.savez_compressed(TARGET, **tracks)
    print(f"{TARGET}: {len(tracks)} poses, {TARGET.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
