"""How much of a movement a hand shows: shares of what the exercise itself reads, not of the joints.

Half of the bend of all joints is a quarter of the way of the fingertips. A person who is asked for
half a movement, or who stops half way back, halves what can be seen.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from handtrack.definitions.library import find
from handtrack.definitions.verifier_tables import Cycle, Hold
from handtrack.landmarks.hand import Floats, Side
from validation.render.acts.course import Part
from validation.render.model.anthropometry import Shape, shaped
from validation.render.model.pose import Pose, blend
from validation.render.scene.camera import Camera, middle_of, place

_STEPS = 41


def visible_part(exercise: str, shape: Shape, side: Side, camera: Camera) -> Part:
    """What a share of an exercise's movement is for a hand of some shape.

    The signal is read off exact joints before the camera as prescribed. Signals in degrees follow
    the joints' angles, so that for them it is the share of these.
    """
    read = _signal(exercise, side)
    if read is None:
        return blend

    def part(start: Pose, end: Pose, share: float) -> Pose:
        shares = np.linspace(0.0, 1.0, _STEPS)
        poses = blend(start, end, shares)
        joints = shaped(shape).pose(poses).joints
        way = read(place(camera, side, poses, middle_of(joints))(joints))
        way = (way - way[0]) / (way[-1] - way[0])
        return blend(start, end, float(np.interp(share, np.maximum.accumulate(way), shares)))

    return part


def _signal(exercise: str, side: Side) -> Callable[[Floats], Floats] | None:
    """What the exercise reads of joints (n, 21, 3), where it is a length; None otherwise."""
    asked = find(exercise)
    if asked.choice:
        asked = asked.with_finger(asked.choice.fingers[0])
    if not isinstance(asked.method, Cycle | Hold):
        return None
    reading = asked.signals[asked.method.signal]
    measurement = reading.measurement
    if measurement.unit == "deg" or measurement.needs_forearm:
        return None
    finger = () if reading.finger is None else (reading.finger,)
    return lambda joints: np.asarray(measurement.function(joints, side, *finger))
