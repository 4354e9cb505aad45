"""Fingers, thumb and palm orientation, as networks learned them from hands of known angles.

Laws
----
1. The measurements are the definition: the networks learned what these read on the true joints.
   No repetition is counted by a learned angle; the view is read from the learned palm.
2. Rotating the hand on the screen, moving it or bringing it nearer changes nothing, and a left hand
   gives the angles of its mirror image (`handtrack.landmarks.pose.pose_features`).
3. One function takes one frame or a million: NumPy alone, no loop over frames but over blocks of
   them, which changes no digit.
4. A hand that was not seen gives NaN.

How the networks learned, from what, and where they beat the landmarks: `docs/accuracy/angles.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from handtrack.landmarks.geometry import PalmFrame, arctan2_deg, cross, unit
from handtrack.landmarks.hand import FINGERS, LANDMARKS, Finger, Floats, Hand, Side
from handtrack.landmarks.pose.pose_features import (
    NormalisedHand,
    finger_inputs,
    normalise_hand,
    palm_inputs,
    rotate_in_image_plane,
    thumb_inputs,
    whole_tiles,
)
from handtrack.landmarks.pose.pose_networks import Network, Networks, packaged

JOINTS = ("mcp_flexion", "pip_flexion", "dip_flexion")
"""The measurements that are learned for every finger, in this order."""
THUMB_JOINTS = ("thumb_mcp_flexion", "thumb_ip_flexion", "thumb_radial_abduction")
"""The measurements that are learned for the thumb, in this order."""
FRAMES = 512
"""Frames computed at a time: what comes between stays in the processor's cache."""
COLUMNS = 10
"""Numbers of a learned palm: three axes and a standard deviation."""
AXIS_DEG = 60.0
"""The palm network gives the palm's axes times this number, so that a unit of either network's
output weighs the same in learning."""


@dataclass(frozen=True, slots=True)
class LearnedPalm(PalmFrame):
    """The palm that the networks estimate, in the camera's axes (x right, y down, z away).

    Attributes
    ----------
    distal, ulnar, palmar : ndarray, shape (..., 3)
        NaN where the hand was not seen, or its points span no palm.
    sd_deg : ndarray, shape (...)
        Standard deviation of its orientation over the members of the ensemble.
    """

    sd_deg: Floats

    @property
    def orientation(self) -> Floats:
        """Palm orientation cosine, shape (...): see `views.palm_orientation`."""
        result: Floats = -self.palmar[..., 2]
        return result

    @property
    def rotation_deg(self) -> Floats:
        """Rotation of the palm about the hand's long axis, 0 to 180: see `forearm_rotation`."""
        return arctan2_deg(np.abs(self.ulnar[..., 2]), -self.palmar[..., 2])

    def occlusion_depth(self, finger: Finger) -> Floats:
        """Count the fingers between this one and the lens in a side view, shape (...)."""
        index = FINGERS.index(finger)
        from_thumb = self.ulnar[..., 2]
        result: Floats = np.where(from_thumb > 0, index, len(FINGERS) - 1 - index) + 0 * from_thumb
        return result

    @property
    def columns(self) -> Floats:
        """All of it, shape (..., `COLUMNS`)."""
        sd_deg = self.sd_deg[..., None]
        return np.concatenate([self.distal, self.ulnar, self.palmar, sd_deg], axis=-1)

    @classmethod
    def of_columns(cls, columns: Floats) -> LearnedPalm:
        """The palm of `columns`."""
        return cls(columns[..., :3], columns[..., 3:6], columns[..., 6:9], columns[..., 9])


@dataclass(frozen=True, slots=True)
class LearnedFlexions:
    """The finger flexion that the networks estimate.

    Attributes
    ----------
    deg : ndarray, shape (..., 4, 3)
        For each finger the measurements of `JOINTS`; NaN where the hand was not seen, and for a
        finger that was not asked for.
    sd_deg : ndarray, shape (..., 4, 3)
        Standard deviation of each over the members of the ensemble.
    """

    deg: Floats
    sd_deg: Floats

    def of(self, measurement: str, finger: Finger) -> tuple[Floats, Floats]:
        """Select the angle of one joint and its standard deviation, shape (...) each.

        Parameters
        ----------
        measurement : str
            One of `JOINTS`.
        finger : Finger
        """
        i, j = FINGERS.index(finger), JOINTS.index(measurement)
        return self.deg[..., i, j], self.sd_deg[..., i, j]


@dataclass(frozen=True, slots=True)
class LearnedThumb:
    """The thumb's angles that the networks estimate.

    Attributes
    ----------
    deg : ndarray, shape (..., 3)
        The measurements of `THUMB_JOINTS`; NaN where the hand was not seen.
    sd_deg : ndarray, shape (..., 3)
        Standard deviation of each over the members of the ensemble.
    """

    deg: Floats
    sd_deg: Floats

    @classmethod
    def unknown(cls, *shape: int) -> LearnedThumb:
        """A thumb that was not asked for: NaN."""
        nothing = np.full((*shape, len(THUMB_JOINTS)), np.nan)
        return cls(nothing, nothing)

    def of(self, measurement: str) -> tuple[Floats, Floats]:
        """Select one of `THUMB_JOINTS` and its standard deviation, shape (...) each."""
        i = THUMB_JOINTS.index(measurement)
        return self.deg[..., i], self.sd_deg[..., i]


@dataclass(frozen=True, slots=True)
class LearnedPose:
    """What the networks estimate for a hand; shapes (...) are that of its time.

    Attributes
    ----------
    flexions : LearnedFlexions
    palm : LearnedPalm
    thumb : LearnedThumb
    """

    flexions: LearnedFlexions
    palm: LearnedPalm
    thumb: LearnedThumb


def estimate_pose(hand: Hand, networks: Networks | None = None) -> LearnedPose:
    """Estimate fingers, palm and thumb; the ensemble's mean is the estimate.

    Parameters
    ----------
    hand : Hand
        One frame, or a hand through time.
    networks : Networks, optional
        Default: those of the package.
    """
    flexions = estimate_flexions(hand, FINGERS, networks)
    return LearnedPose(flexions, estimate_palm(hand, networks), estimate_thumb(hand, networks))


def estimate_palm(hand: Hand, networks: Networks | None = None) -> LearnedPalm:
    """Estimate the palm alone: that of `estimate_pose`.

    Parameters
    ----------
    hand : Hand
        One frame, or a hand through time.
    networks : Networks, optional
        Default: those of the package.
    """
    network, shape = (networks or packaged()).palm, hand.image_px.shape[:-2]
    with np.errstate(all="ignore"):
        found = np.concatenate([_palm(b, hand.side, network).columns for b in _blocks(hand)])
    return LearnedPalm.of_columns(found[: prod(shape)].reshape(*shape, COLUMNS))


def estimate_flexions(
    hand: Hand, fingers: Sequence[Finger], networks: Networks | None = None
) -> LearnedFlexions:
    """Estimate the flexion of some fingers: that of `estimate_pose`.

    Parameters
    ----------
    hand : Hand
        One frame, or a hand through time.
    fingers : sequence of Finger
    networks : Networks, optional
        Default: those of the package.
    """
    network, shape = (networks or packaged()).fingers, hand.image_px.shape[:-2]
    found = np.full((2, prod(shape), len(FINGERS), len(JOINTS)), np.nan)
    if fingers:
        with np.errstate(all="ignore"):
            parts = [_flexions(block, fingers, network) for block in _blocks(hand)]
        asked = [FINGERS.index(finger) for finger in fingers]
        found[:, :, asked] = np.concatenate(parts, axis=1)[:, : prod(shape)]
    return LearnedFlexions(*found.reshape(2, *shape, *found.shape[2:]))


def estimate_thumb(hand: Hand, networks: Networks | None = None) -> LearnedThumb:
    """Estimate the thumb alone: that of `estimate_pose`.

    Parameters
    ----------
    hand : Hand
        One frame, or a hand through time.
    networks : Networks, optional
        Default: those of the package.
    """
    network, shape = (networks or packaged()).thumb, hand.image_px.shape[:-2]
    with np.errstate(all="ignore"):
        parts = [_mean_and_sd(network(thumb_inputs(block))) for block in _blocks(hand)]
    found = np.concatenate(parts, axis=-1)[..., : prod(shape)].swapaxes(1, 2)
    return LearnedThumb(*found.reshape(2, *shape, len(THUMB_JOINTS)))


def _blocks(hand: Hand) -> Iterator[NormalisedHand]:
    """The normalised hand, `FRAMES` at a time, the last filled up to whole tiles."""
    image, world = (p.reshape(-1, LANDMARKS, 3) for p in (hand.image_px, hand.world_m))
    for i in range(0, max(len(image), 1), FRAMES):
        image_px, world_m = (whole_tiles(points[i : i + FRAMES]) for points in (image, world))
        yield normalise_hand(replace(hand, image_px=image_px, world_m=world_m))


def _flexions(hand: NormalisedHand, fingers: Sequence[Finger], network: Network) -> Floats:
    """The members' mean and standard deviation, shape (2, n, fingers, 3)."""
    inputs = finger_inputs(hand, fingers)
    both = _mean_and_sd(network(inputs.reshape(len(inputs), -1)))
    result: Floats = both.reshape(2, len(JOINTS), len(fingers), -1).transpose(0, 3, 2, 1)
    return result


def _mean_and_sd(answers: Floats) -> Floats:
    """Mean and standard deviation over the members, shape (2, outputs, n)."""
    members = answers.astype(np.float64)
    return np.stack([members.mean(axis=0), members.std(axis=0)])


def _palm(hand: NormalisedHand, side: Side, network: Network) -> LearnedPalm:
    """The members' mean, rotated and mirrored back into the camera's axes."""
    members = (network(palm_inputs(hand)) / AXIS_DEG).astype(np.float64)
    back = hand.turn * [[1.0], [-1.0]]
    mean = rotate_in_image_plane(members.mean(axis=0).reshape(2, 3, -1), back)
    if side is Side.LEFT:
        mean[:, 0] *= -1
    distal, ulnar = orthonormalise(*np.ascontiguousarray(mean.swapaxes(1, 2)))
    palmar = cross(distal, ulnar) * side.sign
    sd_deg = np.degrees(np.sqrt(members.var(axis=0).sum(axis=0) / 2))
    return LearnedPalm(distal, ulnar, palmar, sd_deg)


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
