"""Finger flexion and palm orientation, as networks learned them from hands whose angles are known.

Laws
----
1. The measurements are the definition: the networks learned what these read on the true joints.
   No repetition is counted by a learned angle; the view is read from the learned palm.
2. Rotating the hand on the screen, moving it or bringing it nearer changes nothing, and a left hand
   gives the angles of its mirror image (`handtrack.landmarks.pose_features`).
3. One function takes one frame or a million: NumPy alone, no loop over frames but over blocks of
   them, which changes no digit.
4. A hand that was not seen gives NaN.

How the networks learned, from what, and where they beat the landmarks: `docs/accuracy/angles.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import prod

import numpy as np

from handtrack.landmarks.geometry import PalmFrame, arctan2_deg, cross, unit
from handtrack.landmarks.hand import FINGERS, Finger, Floats, Hand, Side
from handtrack.landmarks.pose_features import (
    MIRROR,
    NormalisedHand,
    finger_inputs,
    normalise_hand,
    palm_inputs,
    rotate_in_image_plane,
)

WEIGHTS = "learned_pose.npz"
NETWORKS = ("fingers", "palm")
JOINTS = ("mcp_flexion", "pip_flexion", "dip_flexion")
"""The measurements that are learned for every finger, in this order."""
BLOCK = 2048
"""Frames computed at a time: one megabyte of points. The features and the networks' layers are
fifty times as large, and those of an hour would take more than a gigabyte."""
LEAK = 0.05
"""Slope of the networks' units below zero."""
AXIS_DEG = 60.0
"""The palm network gives the palm's axes times this number, so that a unit of either network's
output weighs the same in learning."""


@dataclass(frozen=True, slots=True)
class LearnedPose:
    """The angles that the networks estimate for a hand; shapes (...) are that of its time.

    Attributes
    ----------
    flexions_deg : ndarray, shape (..., 4, 3)
        For each finger the measurements of `JOINTS`; NaN where the hand was not seen.
    flexion_sds_deg : ndarray, shape (..., 4, 3)
        Standard deviation of each over the members of the ensemble.
    palm : PalmFrame
        The palm's axes in the camera's (x right, y down, z away).
    palm_sd_deg : ndarray, shape (...)
        Standard deviation of the palm's orientation over the members.
    """

    flexions_deg: Floats
    flexion_sds_deg: Floats
    palm: PalmFrame
    palm_sd_deg: Floats

    @property
    def palm_orientation(self) -> Floats:
        """Palm orientation cosine, shape (...): see `views.palm_orientation`."""
        result: Floats = -self.palm.palmar[..., 2]
        return result

    @property
    def rotation_deg(self) -> Floats:
        """Rotation of the palm about the hand's long axis, 0 to 180: see `forearm_rotation`."""
        return arctan2_deg(np.abs(self.palm.ulnar[..., 2]), -self.palm.palmar[..., 2])

    def flexion_deg(self, measurement: str, finger: Finger) -> Floats:
        """Select the angle of one joint.

        Parameters
        ----------
        measurement : str
            One of `JOINTS`.
        finger : Finger

        Returns
        -------
        ndarray, shape (...)
            Degrees; NaN where the hand was not seen.
        """
        result: Floats = self.flexions_deg[..., FINGERS.index(finger), JOINTS.index(measurement)]
        return result

    def flexion_sd_deg(self, measurement: str, finger: Finger) -> Floats:
        """Select the standard deviation of the angle of one joint.

        Parameters
        ----------
        measurement : str
            One of `JOINTS`.
        finger : Finger

        Returns
        -------
        ndarray, shape (...)
            Degrees, from 0; NaN where the hand was not seen.
        """
        result: Floats = self.flexion_sds_deg[..., FINGERS.index(finger), JOINTS.index(measurement)]
        return result

    def occlusion_depth(self, finger: Finger) -> Floats:
        """Count the fingers between this one and the lens in a side view, shape (...)."""
        index = FINGERS.index(finger)
        from_thumb = self.palm.ulnar[..., 2]
        result: Floats = np.where(from_thumb > 0, index, len(FINGERS) - 1 - index) + 0 * from_thumb
        return result


@dataclass(frozen=True, slots=True)
class Network:
    """Ensemble of perceptrons of one shape, each trained on different people.

    Attributes
    ----------
    weights : tuple of ndarray, shape (members, inputs, outputs)
    biases : tuple of ndarray, shape (members, 1, outputs)
        One pair a layer.
    """

    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def __call__(self, inputs: Floats) -> Floats:
        """Compute the output of each member, shape (members, ..., outputs), to inputs (..., n)."""
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
    """The finger-flexion network and the palm-orientation network."""

    fingers: Network
    palm: Network


def estimate_pose(hand: Hand, networks: Networks | None = None) -> LearnedPose:
    """Estimate finger flexion and palm orientation; the ensemble's mean is the estimate.

    Parameters
    ----------
    hand : Hand
        One frame, or a hand through time.
    networks : Networks, optional
        Default: those of the package.

    Returns
    -------
    LearnedPose
        NaN where the hand was not seen.
    """
    used = networks or packaged()
    poses = [_pose(block, hand.side, used) for block in _blocks(hand)]
    if len(poses) == 1:
        return poses[0]
    return LearnedPose(
        flexions_deg=np.concatenate([p.flexions_deg for p in poses]),
        flexion_sds_deg=np.concatenate([p.flexion_sds_deg for p in poses]),
        palm=_joined([p.palm for p in poses]),
        palm_sd_deg=np.concatenate([p.palm_sd_deg for p in poses]),
    )


def estimate_palm(hand: Hand) -> PalmFrame:
    """Estimate the palm's axes alone, by the packaged networks: the palm of `estimate_pose`.

    NaN where the hand was not seen, or its points span no palm.
    """
    with np.errstate(all="ignore"):
        return _joined([_palm(_palm_axes(b, packaged()), b, hand.side) for b in _blocks(hand)])


def _blocks(hand: Hand) -> Iterator[NormalisedHand]:
    """The normalised hand, `BLOCK` frames at a time: memory is that of one block."""
    image, world = hand.image_px, hand.world_m
    if image.ndim != 3 or len(image) <= BLOCK:
        yield normalise_hand(hand)
        return
    for i in range(0, len(image), BLOCK):
        part = slice(i, i + BLOCK)
        yield normalise_hand(replace(hand, image_px=image[part], world_m=world[part]))


def _pose(hand: NormalisedHand, side: Side, networks: Networks) -> LearnedPose:
    flexions = networks.fingers(finger_inputs(hand))
    axes = _palm_axes(hand, networks)
    return LearnedPose(
        flexions_deg=flexions.mean(axis=0),
        flexion_sds_deg=flexions.std(axis=0),
        palm=_palm(axes, hand, side),
        palm_sd_deg=np.degrees(np.sqrt(axes.var(axis=0).sum(axis=-1) / 2)),
    )


def _joined(palms: Sequence[PalmFrame]) -> PalmFrame:
    """Palms of consecutive blocks, one after the other; a single one as it is."""
    if len(palms) == 1:
        return palms[0]
    return PalmFrame(
        *(
            np.concatenate([getattr(palm, axis) for palm in palms])
            for axis in ("distal", "ulnar", "palmar")
        )
    )


def _palm_axes(hand: NormalisedHand, networks: Networks) -> Floats:
    """The distal and ulnar axis by each member, shape (members, ..., 6)."""
    result: Floats = networks.palm(palm_inputs(hand)) / AXIS_DEG
    return result


def _palm(axes: Floats, hand: NormalisedHand, side: Side) -> PalmFrame:
    """The members' mean, rotated and mirrored back into the camera's axes."""
    mean = axes.mean(axis=0)
    distal, ulnar = orthonormalise(mean[..., :3], mean[..., 3:])
    back = [rotate_in_image_plane(axis, -hand.turn) for axis in (distal, ulnar)]
    if side.sign < 0:
        back = [axis * MIRROR for axis in back]
    return PalmFrame(back[0], back[1], cross(back[0], back[1]) * side.sign)


def orthonormalise(distal: Floats, ulnar: Floats) -> tuple[Floats, Floats]:
    """Make two axes unit vectors at right angles (Gram-Schmidt); the first keeps its direction.

    Parameters
    ----------
    distal, ulnar : ndarray, shape (..., 3)

    Returns
    -------
    distal, ulnar : ndarray, shape (..., 3)
        NaN where an axis is zero or both are parallel.
    """
    first = unit(distal)
    return first, unit(ulnar - np.vecdot(ulnar, first)[..., None] * first)


@cache
def packaged() -> Networks:
    """Read the networks of the package, once."""
    with files("handtrack.landmarks").joinpath(WEIGHTS).open("rb") as file, np.load(file) as data:
        return Networks(**{name: _stored(data, name) for name in NETWORKS})


def _stored(data: Mapping[str, Floats], name: str) -> Network:
    # Small differences between processors would show in single precision.
    layers = range(sum(key.startswith(f"{name}_weight") for key in data))
    return Network(
        tuple(data[f"{name}_weight_{i}"].astype(np.float64) for i in layers),
        tuple(data[f"{name}_bias_{i}"].astype(np.float64) for i in layers),
    )
