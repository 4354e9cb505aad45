"""The skeleton: from a pose to bones, joints and skin.

Laws
----
1. The angle that is set is the angle that is measured: knuckles stand at their flexion and
   abduction, all other joints are pure hinges.
2. Everything is said of a right hand in the axes of its forearm: x to the thumb's side, y along the
   forearm to the fingers, z out of the palm, origin at the wrist. Camera and side come later.
3. A pose may be one moment or a course over time: angles of shape (...) give joints (..., 21, 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from handtrack.landmarks.hand import FINGERS, LANDMARKS, Finger, Floats, Landmark
from validation.render.model.mesh import BONE, BONES, DIGITS, Mesh, Model, Surface, load, subdivide
from validation.render.model.pose import Pose, full

FOREARM_TWIST = {"forearm": 0.15, "forearm_end": 0.7}
"""How much of the forearm's rotation its own skin follows, at the elbow and at the wrist."""

_LATERAL, _DISTAL, _PALMAR = np.eye(3)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Bones of a posed hand, in the axes of its forearm.

    Attributes
    ----------
    turns, shifts : ndarray, shapes (..., 18, 3, 3) and (..., 18, 3)
        Each bone's way from the rest pose: x goes to turn @ x + shift.
    joints : ndarray, shape (..., 21, 3)
    """

    turns: Floats
    shifts: Floats
    joints: Floats


@dataclass(frozen=True, slots=True)
class Rig:
    """A hand that can be posed.

    Attributes
    ----------
    mesh : Mesh
    surface : Surface
    rest : mapping
        Per bone of a digit its axes at rest, shape (3, 3): lateral, distal, palmar in columns.
    roll_deg : mapping
        Per finger the turn about its own length at rest, which makes bent fingers converge.
    """

    mesh: Mesh
    surface: Surface
    rest: Mapping[str, Floats]
    roll_deg: Mapping[Finger, float]

    def pose(self, pose: Pose) -> Skeleton:
        """Give the bones and joints of a pose."""
        angles = _radians(pose)
        shape = next(iter(angles.values())).shape
        turns = np.broadcast_to(np.eye(3), (*shape, len(BONES), 3, 3)).copy()
        shifts = np.zeros((*shape, len(BONES), 3))
        palm = _set_arm(turns, angles)
        heads = self._heads(angles)
        for digit, start in zip(
            DIGITS, (Landmark.THUMB_CMC, *(f.mcp for f in FINGERS)), strict=True
        ):
            pivot = palm @ self.mesh.joints[start]
            frame = palm @ heads[digit]
            for i in range(3):
                if i:
                    frame = frame @ turn(0, angles[_bend(digit, i)])
                bone = BONE[f"{digit}_{i}"]
                rest = self.rest[f"{digit}_{i}"]
                turns[..., bone, :, :] = frame @ rest.T
                moved = turns[..., bone, :, :] @ self.mesh.joints[start + i]
                shifts[..., bone, :] = pivot - moved
                pivot = (
                    turns[..., bone, :, :] @ self.mesh.joints[start + i + 1] + shifts[..., bone, :]
                )
        return Skeleton(turns, shifts, self._joints(turns, shifts))

    def skin(self, bones: Skeleton) -> Floats:
        """Give the coarse vertices, shape (n, 3), of one moment."""
        ways = np.concatenate([bones.turns, bones.shifts[..., None]], axis=-1)
        blended = (self.mesh.weights @ ways.reshape(len(BONES), 12)).reshape(-1, 3, 4)
        turned = np.einsum("nij,nj->ni", blended[..., :3], self.mesh.vertices)
        result: Floats = turned + blended[..., 3]
        return result

    def _heads(self, angles: Mapping[str, Floats]) -> dict[str, Floats]:
        """Axes of the first bone of each digit, in those of the palm."""
        heads = {str(finger): self._knuckle(finger, angles) for finger in FINGERS}
        return heads | {"thumb": self._thumb(angles)}

    def _knuckle(self, finger: Finger, angles: Mapping[str, Floats]) -> Floats:
        """Axes of a proximal phalanx: flexed as measured against its own metacarpal."""
        radial = angles[f"{finger}_abd"] * (1 if finger in FINGERS[:2] else -1)
        x, y, _ = self.mesh.joints[finger.mcp]
        flexion = angles[f"{finger}_mcp"]
        # Flexion is measured towards the metacarpal's ray; an abducted finger leaves that ray.
        out_of_palm = np.arctan2(
            np.sin(flexion) * np.cos(radial - np.arctan2(x, y)), np.cos(flexion)
        )
        return turn(2, -radial) @ turn(0, out_of_palm) @ turn(1, np.radians(self.roll_deg[finger]))

    def _thumb(self, angles: Mapping[str, Floats]) -> Floats:
        """Axes of the thumb's metacarpal."""
        x, y, _ = self.mesh.joints[Landmark.INDEX_MCP]
        radial = angles["thumb_radial"] + np.arctan2(x, y)
        palmar = angles["thumb_palmar"]
        flat = np.stack([np.sin(radial), np.cos(radial), np.zeros_like(radial)], axis=-1)
        along = np.cos(palmar)[..., None] * flat + np.sin(palmar)[..., None] * _PALMAR
        rest = self.rest["thumb_0"]
        return _swing(rest[:, 1], along) @ rest @ turn(1, -angles["thumb_opposition"])

    def _joints(self, turns: Floats, shifts: Floats) -> Floats:
        joints = np.zeros((*turns.shape[:-3], LANDMARKS, 3))
        for landmark, bone in _CARRIED.items():
            at = turns[..., bone, :, :] @ self.mesh.joints[landmark]
            joints[..., landmark, :] = at + shifts[..., bone, :]
        return joints


def turn(axis: int, angle: float | Floats) -> Floats:
    """Right-handed rotation by radians about one axis, shape (..., 3, 3)."""
    angle = np.asarray(angle, float)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.zeros((*angle.shape, 3, 3))
    matrix[..., axis, axis] = 1.0
    matrix[..., i, i] = matrix[..., j, j] = np.cos(angle)
    matrix[..., i, j], matrix[..., j, i] = -np.sin(angle), np.sin(angle)
    return matrix


def rig(mesh: Mesh, model: Model = Model.WEBXR) -> Rig:
    """Model a mesh posable."""
    rest: dict[str, Floats] = {}
    roll: dict[Finger, float] = {}
    for digit, axis in zip(DIGITS, mesh.axes, strict=True):
        chain = [Landmark.THUMB_CMC + i for i in range(4)]
        if digit != "thumb":
            chain = [Finger(digit).mcp + i for i in range(4)]
        for i in range(3):
            distal = mesh.joints[chain[i + 1]] - mesh.joints[chain[i]]
            distal = distal / np.linalg.norm(distal)
            palmar = np.cross(axis, distal)
            palmar = palmar / np.linalg.norm(palmar)
            rest[f"{digit}_{i}"] = np.stack([np.cross(distal, palmar), distal, palmar], axis=1)
        if digit != "thumb":
            roll[Finger(digit)] = _roll_deg(rest[f"{digit}_0"])
    return Rig(mesh, _surface(model), rest, roll)


@cache
def _surface(model: Model) -> Surface:
    """Every hand of one model has the same faces."""
    mesh = load(model)
    return subdivide(mesh.faces, len(mesh.vertices))


def _radians(pose: Pose) -> dict[str, Floats]:
    named = full(pose)
    values = np.broadcast_arrays(*(np.asarray(v, float) for v in named.values()))
    return {name: np.radians(value) for name, value in zip(named, values, strict=True)}


def _bend(digit: str, i: int) -> str:
    """Name of the joint before a digit's second or third bone."""
    return f"{digit}_{(('mcp', 'ip') if digit == 'thumb' else ('pip', 'dip'))[i - 1]}"


def _set_arm(turns: Floats, angles: Mapping[str, Floats]) -> Floats:
    """Turn forearm and palm; gives the palm's turn."""
    pronation = -angles["forearm_rotation"]
    for bone, share in FOREARM_TWIST.items():
        turns[..., BONE[bone], :, :] = turn(1, share * pronation)
    wrist = turn(2, angles["wrist_deviation"]) @ turn(0, angles["wrist_flexion"])
    palm: Floats = turn(1, pronation) @ wrist
    turns[..., BONE["palm"], :, :] = palm
    return palm


def _swing(start: Floats, end: Floats) -> Floats:
    """Smallest rotation from one unit vector (3,) to others (..., 3), none of them opposite."""
    axis = np.cross(start, end)
    cross = np.zeros((*axis.shape[:-1], 3, 3))
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        cross[..., k, j], cross[..., j, k] = axis[..., i], -axis[..., i]
    result: Floats = np.eye(3) + cross + cross @ cross / (1 + end @ start)[..., None, None]
    return result


def _roll_deg(frame: Floats) -> float:
    """Turn of a bone about its length that is left when flexion and abduction are taken out."""
    lateral, distal, _ = frame.T
    across = np.cross(distal, _PALMAR)
    across /= np.linalg.norm(across)
    return float(np.degrees(np.arctan2(lateral @ -np.cross(across, distal), lateral @ across)))


_CARRIED = {
    Landmark.WRIST: BONE["palm"],
    Landmark.THUMB_CMC: BONE["palm"],
    Landmark.THUMB_MCP: BONE["thumb_0"],
    Landmark.THUMB_IP: BONE["thumb_1"],
    Landmark.THUMB_TIP: BONE["thumb_2"],
    **{finger.mcp: BONE["palm"] for finger in FINGERS},
    **{finger.pip: BONE[f"{finger}_0"] for finger in FINGERS},
    **{finger.dip: BONE[f"{finger}_1"] for finger in FINGERS},
    **{finger.tip: BONE[f"{finger}_2"] for finger in FINGERS},
}
"""The bone each landmark moves with."""
