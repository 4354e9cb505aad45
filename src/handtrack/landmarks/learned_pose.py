"""Angles of the fingers, and how the palm lies, as learned from hands whose angles are known.

Laws
----
1. The measurements stay the definition: what is learned is what they read on the true joints.
   Nothing is counted by it; how the palm is turned, and so the view, may be read here.
2. Turning the hand on the screen, moving it and bringing it nearer change nothing: the landmarks
   are brought upright, to the middle and to one size first. A left hand is a right one in a mirror.
3. One function takes one frame or a million: NumPy alone, no loop over frames but over blocks of
   them, which changes no digit.
4. What was not seen is NaN.

How it was learned, from what, and where it beats the landmarks alone: `docs/accuracy/angles.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import prod

import numpy as np

from handtrack.landmarks.geometry import (
    PalmFrame,
    arctan2_deg,
    chain_flexion_deg,
    cross,
    distance,
    palm_axes,
    unit,
)
from handtrack.landmarks.hand import (
    DIPS,
    FINGERS,
    MCPS,
    PALM,
    PIPS,
    TIPS,
    Finger,
    Floats,
    Hand,
    Landmark,
    Side,
)

WEIGHTS = "learned_pose.npz"
NETWORKS = ("fingers", "palm")
JOINTS = ("mcp_flexion", "pip_flexion", "dip_flexion")
"""The measurements that are learned for every finger, in this order."""
BLOCK = 2048
"""Frames taken at a time: one megabyte of points. What is computed of them on the way is fifty
times as much, so that an hour at once would take more than a gigabyte."""
LEAK = 0.05
"""Slope of the networks' units below zero."""
AXIS_DEG = 60.0
"""What the networks give for the palm's axes is this many times their length, so that a unit of
either output weighs the same when it is learned."""

_CHAINS = np.array(list(zip([Landmark.WRIST] * 4, MCPS, PIPS, DIPS, TIPS, strict=True)))
_PALM = np.array(PALM)
_ONE_EACH = np.eye(len(FINGERS))
_MIRROR = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True, slots=True)
class LearnedPose:
    """What was fitted to a hand; shapes (...) are that of the hand's time.

    Attributes
    ----------
    bends_deg : ndarray, shape (..., 4, 3)
        Per finger the measurements of `JOINTS`; NaN where the hand was not seen.
    doubts_deg : ndarray, shape (..., 4, 3)
        How far the members of the network disagree on each: their standard deviation.
    palm : PalmFrame
        The palm's axes in the camera's (x right, y down, z away).
    turn_doubt_deg : ndarray, shape (...)
        The same for how the palm lies.
    """

    bends_deg: Floats
    doubts_deg: Floats
    palm: PalmFrame
    turn_doubt_deg: Floats

    @property
    def facing(self) -> Floats:
        """How the palm is turned to the camera: see `handtrack.landmarks.views.facing`."""
        result: Floats = -self.palm.palmar[..., 2]
        return result

    @property
    def rotation_deg(self) -> Floats:
        """Turn of the palm about the hand's length: see `forearm_rotation`; 0 to 180."""
        return arctan2_deg(np.abs(self.palm.ulnar[..., 2]), -self.palm.palmar[..., 2])

    def flexion_deg(self, measurement: str, finger: Finger) -> Floats:
        """One of the learned measurements, shape (...)."""
        result: Floats = self.bends_deg[..., FINGERS.index(finger), JOINTS.index(measurement)]
        return result

    def flexion_sd_deg(self, measurement: str, finger: Finger) -> Floats:
        """The doubt of one of the learned measurements, shape (...)."""
        result: Floats = self.doubts_deg[..., FINGERS.index(finger), JOINTS.index(measurement)]
        return result

    def behind(self, finger: Finger) -> Floats:
        """How many fingers lie between this one and the lens, seen from the side, shape (...)."""
        place = FINGERS.index(finger)
        from_thumb = self.palm.ulnar[..., 2]
        result: Floats = np.where(from_thumb > 0, place, len(FINGERS) - 1 - place) + 0 * from_thumb
        return result


@dataclass(frozen=True, slots=True)
class Network:
    """Small networks of one shape that were taught on different people; their mean is the answer.

    Attributes
    ----------
    weights : tuple of ndarray, shape (members, inputs, outputs)
    biases : tuple of ndarray, shape (members, 1, outputs)
        One pair a layer.
    """

    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def __call__(self, inputs: Floats) -> Floats:
        """Give the answers of each member, shape (members, ..., outputs), to inputs (..., n)."""
        # One row at a time: a product of many rows rounds otherwise than that of one, and a frame
        # alone must read as it does inside its track.
        layer: Floats = inputs.reshape(1, prod(inputs.shape[:-1]), 1, inputs.shape[-1])
        last = len(self.weights) - 1
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            layer = layer @ weight[:, None] + bias[:, None]
            if i < last:
                layer = np.maximum(layer, LEAK * layer)
        return layer.reshape(len(layer), *inputs.shape[:-1], layer.shape[-1])


@dataclass(frozen=True, slots=True)
class Networks:
    """What bends fingers, and what turns palms."""

    fingers: Network
    palm: Network


def estimate_pose(hand: Hand, networks: Networks | None = None) -> LearnedPose:
    """Fit a hand, in one frame or through time, with the packaged networks or with others."""
    told = networks or packaged()
    found = [_fit(seen, hand.side, told) for seen in _uprights(hand)]
    if len(found) == 1:
        return found[0]
    return LearnedPose(
        bends_deg=np.concatenate([f.bends_deg for f in found]),
        doubts_deg=np.concatenate([f.doubts_deg for f in found]),
        palm=_joined([f.palm for f in found]),
        turn_doubt_deg=np.concatenate([f.turn_doubt_deg for f in found]),
    )


def _fit(seen: NormalisedHand, side: Side, networks: Networks) -> LearnedPose:
    bends = networks.fingers(finger_inputs(seen))
    axes = _palm_axes(seen, networks)
    return LearnedPose(
        bends_deg=bends.mean(axis=0),
        doubts_deg=bends.std(axis=0),
        palm=_palm(axes, seen, side),
        turn_doubt_deg=np.degrees(np.sqrt(axes.var(axis=0).sum(axis=-1) / 2)),
    )


def estimate_palm(hand: Hand) -> PalmFrame:
    """Fit only how the palm lies, by the packaged networks: the palm of `estimate_pose`.

    NaN where the hand was not seen, or its points lie so that they have no palm.
    """
    with np.errstate(all="ignore"):
        return _joined([_palm(_palm_axes(s, packaged()), s, hand.side) for s in _uprights(hand)])


def _joined(palms: Sequence[PalmFrame]) -> PalmFrame:
    """Palms of pieces of time, one after the other; a single one as it is."""
    if len(palms) == 1:
        return palms[0]
    return PalmFrame(
        *(
            np.concatenate([getattr(palm, axis) for palm in palms])
            for axis in ("distal", "ulnar", "palmar")
        )
    )


def _palm_axes(seen: NormalisedHand, networks: Networks) -> Floats:
    """What each member says of the two axes, shape (members, ..., 6)."""
    result: Floats = networks.palm(palm_inputs(seen)) / AXIS_DEG
    return result


def _palm(axes: Floats, seen: NormalisedHand, side: Side) -> PalmFrame:
    """The members' mean, turned and mirrored back to where the hand is."""
    mean = axes.mean(axis=0)
    distal, ulnar = orthonormalise(mean[..., :3], mean[..., 3:])
    back = [rotate_in_image_plane(axis, -seen.turn) for axis in (distal, ulnar)]
    if side.sign < 0:
        back = [axis * _MIRROR for axis in back]
    return PalmFrame(back[0], back[1], cross(back[0], back[1]) * side.sign)


@dataclass(frozen=True, slots=True)
class NormalisedHand:
    """A hand as the networks see it: a right one, fingers up, the palm in the middle and of size 1.

    Attributes
    ----------
    image, world : ndarray, shape (..., 21, 3)
    turn : ndarray, shape (...)
        By how many radians the screen was turned clockwise, after mirroring a left hand.
    """

    image: Floats
    world: Floats
    turn: Floats


def _uprights(hand: Hand) -> Iterator[NormalisedHand]:
    """The hand upright, `BLOCK` frames of it at a time: what the networks hold is of one block."""
    image, world = hand.image_px, hand.world_m
    if image.ndim != 3 or len(image) <= BLOCK:
        yield _brought_upright(image, world, hand.side)
        return
    for i in range(0, len(image), BLOCK):
        yield _brought_upright(image[i : i + BLOCK], world[i : i + BLOCK], hand.side)


def normalise_hand(hand: Hand) -> NormalisedHand:
    """Bring a hand upright."""
    return _brought_upright(hand.image_px, hand.world_m, hand.side)


def _brought_upright(image: Floats, world: Floats, side: Side) -> NormalisedHand:
    if side.sign < 0:
        image, world = image * _MIRROR, world * _MIRROR
    up = image.take(MCPS, axis=-2)[..., :2].mean(axis=-2) - image[..., Landmark.WRIST, :2]
    turn: Floats = -np.arctan2(up[..., 0], -up[..., 1])
    return NormalisedHand(
        _sized(rotate_in_image_plane(image, turn[..., None])),
        _sized(rotate_in_image_plane(world, turn[..., None])),
        turn,
    )


def rotate_in_image_plane(vectors: Floats, turn: Floats) -> Floats:
    """Turn vectors (..., 3) clockwise on the screen by radians (...)."""
    c, s = np.cos(turn), np.sin(turn)
    x, y = vectors[..., 0], vectors[..., 1]
    result: Floats = np.stack([c * x - s * y, s * x + c * y, vectors[..., 2]], axis=-1)
    return result


def orthonormalise(distal: Floats, ulnar: Floats) -> tuple[Floats, Floats]:
    """Make two axes (..., 3) unit vectors at right angles; the first keeps its direction."""
    first = unit(distal)
    return first, unit(ulnar - np.vecdot(ulnar, first)[..., None] * first)


def _sized(points: Floats) -> Floats:
    """Put the middle of the palm at the origin and its points at 1 from it, root mean square."""
    palm = points.take(_PALM, axis=-2)
    middle = palm.mean(axis=-2, keepdims=True)
    off = palm - middle
    size = np.sqrt(np.vecdot(off, off).mean(axis=-1))
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = (points - middle) / size[..., None, None]
    return result


def palm_inputs(seen: NormalisedHand) -> Floats:
    """What the palm's network is told, shape (..., 144): all points and both palms' axes."""
    spaces = (seen.image, seen.world)
    return np.concatenate([_row(p) for p in (*spaces, *map(_axes, spaces))], axis=-1)


def finger_inputs(seen: NormalisedHand) -> Floats:
    """What the fingers' network is told of each finger, shape (..., 4, inputs).

    Bends of its joints in image points, world points and on the screen; the mean bends of the
    other fingers; its bones as seen and in the palm's axes, their lengths and how much of these
    is seen; the palm; and which finger it is.
    """
    spaces = (seen.image, seen.world)
    chains = [p.take(_CHAINS, axis=-2) for p in (*spaces, seen.image[..., :2])]
    bends = np.radians(np.concatenate([chain_flexion_deg(c) for c in chains], axis=-1))
    others = (bends.sum(axis=-2, keepdims=True) - bends) / (len(FINGERS) - 1)
    own = [bends, others]
    palm = []
    for points, chain in zip(spaces, chains, strict=False):
        axes = _axes(points)
        bones = chain[..., 1:, :] - chain[..., :-1, :]
        length = distance(bones, np.zeros(3))
        own += [
            _row(bones),
            _row(bones @ np.swapaxes(axes, -1, -2)[..., None, :, :]),
            length,
            distance(bones[..., :2], np.zeros(2)) / length,
        ]
        palm += [axes, points.take(_PALM, axis=-2)]
    shared = np.concatenate([_row(p) for p in palm], axis=-1)
    shape = bends.shape[:-1]
    parts = [*own, np.broadcast_to(shared[..., None, :], (*shape, shared.shape[-1]))]
    return np.concatenate([*parts, np.broadcast_to(_ONE_EACH, (*shape, len(FINGERS)))], axis=-1)


def _row(points: Floats) -> Floats:
    """Points one after the other, shape (..., n * m) of (..., n, m), also of no frame at all."""
    return points.reshape(*points.shape[:-2], points.shape[-2] * points.shape[-1])


def _axes(points: Floats) -> Floats:
    """Distal, ulnar and palmar axes of a right palm as rows, shape (..., 3, 3)."""
    distal, ulnar = palm_axes(points)
    return np.stack([distal, ulnar, cross(distal, ulnar)], axis=-2)


@cache
def packaged() -> Networks:
    """Read the networks that come with the package, once."""
    with files("handtrack.landmarks").joinpath(WEIGHTS).open("rb") as file, np.load(file) as data:
        return Networks(**{name: _stored(data, name) for name in NETWORKS})


def _stored(data: Mapping[str, Floats], name: str) -> Network:
    # Small differences between processors would show in single precision.
    layers = range(sum(key.startswith(f"{name}_weight") for key in data))
    return Network(
        tuple(data[f"{name}_weight_{i}"].astype(np.float64) for i in layers),
        tuple(data[f"{name}_bias_{i}"].astype(np.float64) for i in layers),
    )
