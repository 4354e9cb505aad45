"""People's hands that touch: how far a thumb goes to meet a finger, and the gap of the pads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from handtrack.landmarks.hand import FINGERS, Finger, Floats, Landmark
from validation.render.model.anthropometry import Family, Shape, random_shape, shaped
from validation.render.model.mesh import BONE
from validation.render.model.pose import OPEN, Pose, blend, full
from validation.render.model.rig import Rig, Skeleton

MISS_MM = 2.0

APART_MM = 20.0

# Natural value at the index, change from finger to finger, limits, stiffness, spread of people.
_FREE: Mapping[str, tuple[float, float, float, float, float, float]] = {
    "thumb_radial": (-2.0, -9.0, -45.0, 50.0, 0.03, 8.0),
    "thumb_palmar": (50.0, -3.0, 20.0, 72.0, 0.04, 7.0),
    "thumb_opposition": (15.0, 6.0, -20.0, 75.0, 0.03, 8.0),
    "thumb_mcp": (14.0, 6.0, -5.0, 55.0, 0.05, 8.0),
    "thumb_ip": (10.0, 5.0, -10.0, 65.0, 0.05, 12.0),
    "mcp": (42.0, 3.0, 5.0, 85.0, 0.05, 12.0),
    "pip": (40.0, 4.0, 5.0, 95.0, 0.05, 14.0),
    "dip": (22.0, 0.0, 0.0, 50.0, 0.06, 8.0),
    "abd": (2.0, 0.0, -12.0, 16.0, 0.08, 3.0),
}

_ALONG: Mapping[Finger, Mapping[Finger, float]] = {
    Finger.INDEX: {Finger.MIDDLE: 0.25, Finger.RING: 0.12, Finger.LITTLE: 0.08},
    Finger.MIDDLE: {Finger.INDEX: 0.12, Finger.RING: 0.40, Finger.LITTLE: 0.22},
    Finger.RING: {Finger.INDEX: 0.08, Finger.MIDDLE: 0.35, Finger.LITTLE: 0.50},
    Finger.LITTLE: {Finger.INDEX: 0.05, Finger.MIDDLE: 0.20, Finger.RING: 0.55},
}
"""How much of a finger's bend the others follow at most; after the enslavement of fingers, which
is strongest for the ring and little finger (Zatsiorsky, 2000)."""


@dataclass(frozen=True, slots=True)
class Pad:
    """The place of a fingertip that touches: the bone it moves with, the point and its normal."""

    bone: int
    point: Floats
    normal: Floats

    def at(self, bones: Skeleton) -> tuple[Floats, Floats]:
        """Point and normal in a pose."""
        turn = bones.turns[..., self.bone, :, :]
        return turn @ self.point + bones.shifts[..., self.bone, :], turn @ self.normal


def pad(hand: Rig, digit: str, share: float = 0.78) -> Pad:
    """Find the pad's skin on the resting hand, `share` of the end bone's length out."""
    mesh, bone = hand.mesh, BONE[f"{digit}_2"]
    joint = Landmark.THUMB_IP if digit == "thumb" else Finger(digit).dip
    lateral, along, palmar = hand.rest[f"{digit}_2"].T
    length = float(np.linalg.norm(mesh.joints[joint + 1] - mesh.joints[joint]))
    own = mesh.vertices[mesh.weights.argmax(axis=1) == bone] - mesh.joints[joint]
    out = own @ along / length
    near = (np.abs(out - share) < 0.22) & (np.abs(own @ lateral) < 0.004)
    depth = float((own[near] @ palmar).max())
    return Pad(bone, mesh.joints[joint] + share * length * along + depth * palmar, palmar)


@dataclass(frozen=True, slots=True)
class TouchingHand:
    """One hand and its ways."""

    shape: Shape
    rest: Pose
    lean: Mapping[Finger, Floats]  # what is natural to this person, one value each of _FREE
    along: float  # how much the other fingers follow, 0 to 1
    back: float  # how far the hand opens between two fingers
    thumb: Pad
    pads: Mapping[Finger, Pad]
    face: float  # how squarely the pads face each other


def random_person(
    random: np.random.Generator, family: Family, seed: int, along: float = 1.1
) -> TouchingHand:
    """Draw one, whose other fingers follow up to so much."""
    shape = random_shape(family, seed)
    hand = shaped(shape)
    natural = np.array([v[0] for v in _FREE.values()])
    step = np.array([v[1] for v in _FREE.values()])
    spread = np.array([v[5] for v in _FREE.values()])
    mine = random.normal(0, 1, len(natural))
    lean = {
        f: natural + i * step + spread * (mine + 0.6 * random.normal(0, 1, len(natural)))
        for i, f in enumerate(FINGERS)
    }
    return TouchingHand(
        shape,
        _open_hand(random),
        lean,
        along=float(random.uniform(0, along)),
        back=float(random.uniform(0.5, 1.0)),
        thumb=pad(hand, "thumb", float(random.uniform(0.65, 0.95))),
        pads={f: pad(hand, f, float(random.uniform(0.65, 0.95))) for f in FINGERS},
        face=float(random.uniform(0.2, 0.9)),
    )


def _open_hand(random: np.random.Generator) -> Pose:
    stiff = random.random() < 0.3
    own: dict[str, float | Floats] = dict(full(OPEN))
    for finger in FINGERS:
        own[f"{finger}_mcp"] = random.normal(7, 7)
        own[f"{finger}_pip"] = abs(random.normal(8, 18 if stiff else 8))
        own[f"{finger}_dip"] = abs(random.normal(4, 6))
        own[f"{finger}_abd"] = full(OPEN)[f"{finger}_abd"] * random.uniform(0.2, 1.3)
    own["thumb_radial"] = random.uniform(15, 50)
    own["thumb_palmar"] = random.uniform(8, 40)
    own["thumb_mcp"] = abs(random.normal(10, 7))
    own["thumb_ip"] = abs(random.normal(5, 7))
    return own


def touching(person: TouchingHand, finger: Finger) -> tuple[Pose, float]:
    """Give the pose that brings the pads together, and by how many mm they still miss."""
    hand = shaped(person.shape)
    names = [n if n.startswith("thumb") else f"{finger}_{n}" for n in _FREE]
    low, high, stiff = (np.array([v[i] for v in _FREE.values()]) for i in (2, 3, 4))
    natural = np.clip(person.lean[finger], low + 0.1, high - 0.1)

    def pose(values: Floats) -> Pose:
        return _followed(person, finger, dict(zip(names, values, strict=True)))

    def misses(values: Floats) -> Floats:
        bones = hand.pose(pose(values))
        (a, out_a), (b, out_b) = person.thumb.at(bones), person.pads[finger].at(bones)
        facing = person.face * (out_a + out_b)
        return np.concatenate([(a - b) / 0.001, facing, stiff * (values - natural)])

    best = least_squares(misses, natural, bounds=(low, high), max_nfev=40)
    return pose(best.x), float(np.linalg.norm(misses(best.x)[:3]))


def _followed(person: TouchingHand, finger: Finger, bent: Pose) -> Pose:
    """Let the other fingers follow."""
    pose = {**person.rest, **bent}
    for other, share in _ALONG[finger].items():
        for joint in ("mcp", "pip", "dip"):
            way = np.maximum(pose[f"{finger}_{joint}"] - person.rest[f"{finger}_{joint}"], 0.0)
            pose[f"{other}_{joint}"] = person.rest[f"{other}_{joint}"] + person.along * share * way
    return pose


def gaps_mm(person: TouchingHand, pose: Pose) -> Floats:
    """How far the thumb's pad is from each finger's, shape (..., 4)."""
    bones = shaped(person.shape).pose(pose)
    thumb = person.thumb.at(bones)[0]
    away = [thumb - person.pads[f].at(bones)[0] for f in FINGERS]
    result: Floats = 1000 * np.linalg.norm(np.stack(away, axis=-2), axis=-1)
    return result


def near(person: TouchingHand, finger: Finger, touch: Pose, gap_mm: float) -> Pose:
    """Stop on the way to a touch."""
    i, low, high = FINGERS.index(finger), 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        short = gaps_mm(person, blend(touch, person.rest, middle))[i] < gap_mm
        low, high = (middle, high) if short else (low, middle)
    return blend(touch, person.rest, high)
