"""What makes skin of a surface: nails, red knuckles, creases, and shade between fingers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from handtrack.landmarks.hand import FINGERS, Finger, Floats, Landmark
from validation.render.model.anthropometry import Shape, shaped
from validation.render.model.mesh import BONE, DIGITS
from validation.render.model.rig import Rig

_CREASE_REACH_M = 0.008
"""So far along a digit a crease's wrinkles are drawn; two creases are further apart than twice."""


@dataclass(frozen=True, slots=True)
class Detail:
    """Features tied to places on the resting hand.

    Attributes
    ----------
    rest, normals : ndarray, shape (n', 3)
        Smooth vertices of the resting hand and their normals.
    marks : ndarray, shape (n', 4)
        Nail, redness, forearm, the nail's free edge; each 0 to 1.
    crease : ndarray, shape (n', 2)
        Way along the digit from its nearest crease, metres; how strong that crease shows.
    """

    rest: Floats
    normals: Floats
    marks: Floats
    crease: Floats

    @property
    def packed(self) -> Floats:
        """All of it in single precision, shape (n', 12)."""
        columns = [self.rest, self.normals, self.marks, self.crease]
        return np.concatenate(columns, axis=1).astype(np.float32)


@lru_cache(maxsize=64)
def detail(shape: Shape) -> Detail:
    """Find the features of a hand's skin."""
    hand = shaped(shape)
    rest = hand.surface.refine @ hand.mesh.vertices
    normals = hand.surface.normals(rest)
    weights = hand.surface.refine @ hand.mesh.weights
    nail, edge = np.zeros(len(rest)), np.zeros(len(rest))
    for i, digit in enumerate(DIGITS):
        plate, free = _nail(hand, digit, hand.mesh.axes[i], rest, normals, weights)
        nail, edge = np.maximum(nail, plate), np.maximum(edge, free)
    forearm = np.clip(-rest[:, 1] / 0.03, 0, 1)
    marks = np.stack([nail, _redness(hand, rest, normals, weights), forearm, edge], axis=1)
    return Detail(rest, normals, marks, _creases(hand, shape, rest))


def _last_bone(digit: str) -> tuple[Landmark, Landmark]:
    if digit == "thumb":
        return Landmark.THUMB_IP, Landmark.THUMB_TIP
    return Finger(digit).dip, Finger(digit).tip


def _nail(
    hand: Rig, digit: str, axis: Floats, rest: Floats, normals: Floats, weights: Floats
) -> tuple[Floats, Floats]:
    """A rounded plate on the back of a digit's last bone, and its free edge."""
    start, end = (hand.mesh.joints[i] for i in _last_bone(digit))
    length = np.linalg.norm(end - start)
    along = (end - start) / length
    back = np.cross(along, axis)
    own = weights[:, BONE[f"{digit}_2"]] > 0.4
    t, x = (rest - start) @ along / length, (rest - start) @ axis
    width = np.abs(x[own]).max()
    ring = ((t - 0.80) / 0.36) ** 4 + (x / (0.66 * width)) ** 4
    facing = np.clip((normals @ back - 0.25) / 0.25, 0, 1)
    plate = np.clip((1.15 - ring) / 0.3, 0, 1) * facing * own
    return plate, plate * np.clip((t - 1.08) / 0.05, 0, 1)


def _redness(hand: Rig, rest: Floats, normals: Floats, weights: Floats) -> Floats:
    """Blood shows at fingertips, knuckles and the balls of the palm."""
    joints, red = hand.mesh.joints, np.zeros(len(rest))
    for digit in DIGITS:
        start, end = (joints[i] for i in _last_bone(digit))
        length = np.linalg.norm(end - start)
        t = (rest - start) @ (end - start) / length**2
        own = weights[:, BONE[f"{digit}_2"]] > 0.4
        red = np.maximum(red, own * np.clip((t - 0.5) / 0.6, 0, 1) * 0.55)
    back = normals[:, 2] < 0.2
    spots = [
        (joints[landmark], radius, strength, True)
        for finger in FINGERS
        for landmark, radius, strength in (
            (finger.pip, 0.012, 0.55),
            (finger.mcp, 0.014, 0.45),
            (finger.dip, 0.009, 0.40),
        )
    ]
    ball = 0.55 * joints[Landmark.THUMB_CMC] + 0.45 * joints[Landmark.THUMB_MCP]
    heel = 0.60 * joints[Landmark.LITTLE_MCP]
    spots += [
        (joints[Landmark.THUMB_IP], 0.013, 0.40, False),
        (ball + [-0.006, 0.0, 0.012], 0.020, 0.35, False),
        (heel + [0.0, 0.0, 0.014], 0.020, 0.30, False),
    ]
    for centre, radius, strength, on_back in spots:
        gone = np.square(rest - centre).sum(axis=1) / radius**2
        red = np.maximum(red, np.exp(-gone) * strength * (back if on_back else 1.0))
    return red


def _creases(hand: Rig, shape: Shape, rest: Floats) -> Floats:
    """Way from the nearest crease and its strength, at each vertex."""
    way, strength = np.full(len(rest), 1.0), np.zeros(len(rest))
    for at, along, radius, strong in _crossings(hand, shape):
        t = (rest - at) @ along
        off = np.sqrt(np.square(rest - at - t[:, None] * along).sum(axis=1)) / radius
        near = (np.abs(t) < _CREASE_REACH_M) & (np.abs(t) < np.abs(way)) & (off < 2.2)
        way = np.where(near, t, way)
        # Fades out where the skin no longer belongs to this digit.
        strength = np.where(near, strong * np.clip(2.2 - off, 0, 1), strength)
    return np.stack([way, strength], axis=1)


def _crossings(hand: Rig, shape: Shape) -> Iterator[tuple[Floats, Floats, float, float]]:
    """Where creases cross: a point, the digit's direction and radius there, the strength."""
    joints = hand.mesh.joints
    for digit, girth in zip(DIGITS, shape.girth, strict=True):
        thumb = digit == "thumb"
        first = Landmark.THUMB_MCP if thumb else Finger(digit).mcp
        steps = (
            [(0.011, 0.6), (0.011, 0.9)] if thumb else [(0.010, 0.55), (0.009, 1.0), (0.008, 0.9)]
        )
        for i, (radius, strength) in enumerate(steps):
            bone = joints[first + i + 1] - joints[first + i]
            # The crease at a finger's root lies well out on its first bone.
            at = joints[first + i] + (0.45 * bone if i == 0 and not thumb else 0.0)
            yield at, bone / np.linalg.norm(bone), radius * girth * shape.size, strength
    yield np.zeros(3), np.array([0.0, 1.0, 0.0]), 0.03 * shape.size * shape.forearm, 0.45


_LIMBS = (
    *((Landmark(i), Landmark(i + 1)) for i in range(4)),
    *((Landmark.WRIST, finger.mcp) for finger in FINGERS),
    *((finger.mcp, finger.pip) for finger in FINGERS),
    *((finger.pip, finger.dip) for finger in FINGERS),
    *((finger.dip, finger.tip) for finger in FINGERS),
    (Landmark.INDEX_MCP, Landmark.LITTLE_MCP),
)
_THICK = np.array(
    [0.014, 0.013, 0.010, 0.008]
    + [0.012] * 4
    + [0.0085] * 4
    + [0.0075] * 4
    + [0.0065] * 4
    + [0.011]
)


def limbs(joints: Floats) -> tuple[Floats, Floats, Floats]:
    """The hand as capsules: ends, shape (..., 21, 3) each, and radii (21,) of the plain hand."""
    starts, ends = zip(*_LIMBS, strict=True)
    return joints[..., starts, :], joints[..., ends, :], _THICK


def openness(vertices: Floats, normals: Floats, joints: Floats, scale: float) -> Floats:
    """How much of the sky each vertex sees past the hand's own limbs, shape (n,), 0 to 1."""
    starts, ends, radii = (x.astype(np.float32) for x in limbs(joints))
    radii = radii * np.float32(scale)
    bones = ends - starts
    from_start = vertices[:, None].astype(np.float32) - starts
    t = np.clip((from_start * bones).sum(axis=2) / (bones * bones).sum(axis=1), 0, 1)
    away = from_start - t[..., None] * bones
    distance = np.maximum(np.sqrt((away * away).sum(axis=2)), radii * np.float32(0.9))
    over = np.maximum(0, -(away * normals[:, None].astype(np.float32)).sum(axis=2))
    seen: Floats = np.prod(np.clip(1 - over * radii**2 / distance**3, 0, 1), axis=1)
    return seen
