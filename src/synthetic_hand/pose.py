"""Joint angles of the synthetic hand, in degrees: an open hand, a fist.

Each angle is a number, or an array over time (all arrays of one length)::

    <finger>_mcp, <finger>_pip, <finger>_dip    flexion; straight = 0
    <finger>_abd                                away from the middle ray (middle: to the thumb)
    thumb_radial, thumb_palmar                  metacarpal against wrist-to-index-knuckle, in the
                                                palm's plane and out of it
    thumb_mcp, thumb_ip                         flexion, toward the palm
    wrist_flexion, wrist_deviation              + flexion, + ulnar
    forearm_rotation                            + pronation, added to where the view stands: palm
                                                to the camera 0, thumb edge 90, back 180
    right, down                                 where the hand is on the screen, in hand lengths
                                                from its usual place

What is left out is taken from `OPEN`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handtrack.landmarks.hand import FINGERS, Floats

Angles = Mapping[str, float | Floats]
OPEN: Angles = MappingProxyType(
    {f"{finger}_{joint}": 0.0 for finger in FINGERS for joint in ("mcp", "pip", "dip")}
    | {"index_abd": 6.0, "middle_abd": 0.0, "ring_abd": 4.0, "little_abd": 12.0}
    | {"thumb_radial": 35.0, "thumb_palmar": 15.0, "thumb_mcp": 10.0, "thumb_ip": 5.0}
    | {"wrist_flexion": 0.0, "wrist_deviation": 0.0, "forearm_rotation": 0.0}
)
"""A flat open hand, fingers a little apart."""
PLACE: Angles = MappingProxyType({"right": 0.0, "down": 0.0})
"""In the usual place. These two are lengths: they are in hand lengths."""
FIST: Angles = MappingProxyType(
    {
        f"{finger}_{joint}": bend
        for finger in FINGERS
        for joint, bend in (("mcp", 80.0), ("pip", 95.0), ("dip", 60.0))
    }
    | {"index_abd": 0.0, "ring_abd": 0.0, "little_abd": 0.0}
    | {"thumb_radial": 15.0, "thumb_palmar": 35.0, "thumb_mcp": 30.0, "thumb_ip": 40.0}
)
"""What to lay over `OPEN` for a full fist."""
