"""What the networks of the learned pose take: a hand brought upright, as rows of numbers.

Laws
----
1. A hand that is rotated on the screen, moved or brought nearer gives the same features, and a left
   hand gives those of its mirror image.
2. NaN landmarks give NaN features.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.landmarks.geometry import chain_flexion_deg, cross, distance, palm_axes
from handtrack.landmarks.hand import (
    DIPS,
    FINGERS,
    MCPS,
    PALM,
    PIPS,
    TIPS,
    Floats,
    Hand,
    Landmark,
    Side,
)

MIRROR = np.array([-1.0, 1.0, 1.0])
"""Factors that make a left hand's points those of a right one, and back."""

_CHAINS = np.array(list(zip([Landmark.WRIST] * 4, MCPS, PIPS, DIPS, TIPS, strict=True)))
_PALM = np.array(PALM)
_FINGER_CODES = np.eye(len(FINGERS))


@dataclass(frozen=True, slots=True)
class NormalisedHand:
    """A right hand with its fingers up, the palm's centre at the origin and the palm of size 1.

    Attributes
    ----------
    image, world : ndarray, shape (..., 21, 3)
        Image points and world points.
    turn : ndarray, shape (...)
        Radians of the clockwise rotation on the screen, after mirroring a left hand.
    """

    image: Floats
    world: Floats
    turn: Floats


def normalise_hand(hand: Hand) -> NormalisedHand:
    """Mirror a left hand, rotate the fingers up, and scale the palm to size 1."""
    image, world = hand.image_px, hand.world_m
    if hand.side is Side.LEFT:
        image, world = image * MIRROR, world * MIRROR
    up = image.take(MCPS, axis=-2)[..., :2].mean(axis=-2) - image[..., Landmark.WRIST, :2]
    turn: Floats = -np.arctan2(up[..., 0], -up[..., 1])
    return NormalisedHand(
        _scaled(rotate_in_image_plane(image, turn[..., None])),
        _scaled(rotate_in_image_plane(world, turn[..., None])),
        turn,
    )


def rotate_in_image_plane(vectors: Floats, turn: Floats) -> Floats:
    """Rotate vectors clockwise on the screen.

    Parameters
    ----------
    vectors : ndarray, shape (..., 3)
        In the camera's axes; z stays as it is.
    turn : ndarray, shape (...)
        Radians.

    Returns
    -------
    ndarray, shape (..., 3)
    """
    c, s = np.cos(turn), np.sin(turn)
    x, y = vectors[..., 0], vectors[..., 1]
    result: Floats = np.stack([c * x - s * y, s * x + c * y, vectors[..., 2]], axis=-1)
    return result


def _scaled(points: Floats) -> Floats:
    """Put the palm's centre at the origin and its points at 1 from it, root mean square."""
    palm = points.take(_PALM, axis=-2)
    centre = palm.mean(axis=-2, keepdims=True)
    off = palm - centre
    size = np.sqrt(np.vecdot(off, off).mean(axis=-1))
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = (points - centre) / size[..., None, None]
    return result


def palm_inputs(hand: NormalisedHand) -> Floats:
    """Compute the features of the palm network, shape (..., 144): all points, both palms' axes."""
    spaces = (hand.image, hand.world)
    return np.concatenate([_row(p) for p in (*spaces, *map(_axes, spaces))], axis=-1)


def finger_inputs(hand: NormalisedHand) -> Floats:
    """Compute the features of the finger network for each finger, shape (..., 4, inputs).

    Flexion of the finger's joints in image points, world points and on the screen; mean flexion of
    the other fingers; the bones as seen and in the palm's axes, their lengths and how much of these
    is seen; the palm; and a one-hot code of the finger.
    """
    spaces = (hand.image, hand.world)
    chains = [p.take(_CHAINS, axis=-2) for p in (*spaces, hand.image[..., :2])]
    flexions = np.radians(np.concatenate([chain_flexion_deg(c) for c in chains], axis=-1))
    others = (flexions.sum(axis=-2, keepdims=True) - flexions) / (len(FINGERS) - 1)
    own = [flexions, others]
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
    shape = flexions.shape[:-1]
    parts = [*own, np.broadcast_to(shared[..., None, :], (*shape, shared.shape[-1]))]
    return np.concatenate([*parts, np.broadcast_to(_FINGER_CODES, (*shape, len(FINGERS)))], axis=-1)


def _row(points: Floats) -> Floats:
    """Points one after the other, shape (..., n, m) to (..., n * m), also of no frame at all."""
    return points.reshape(*points.shape[:-2], points.shape[-2] * points.shape[-1])


def _axes(points: Floats) -> Floats:
    """Distal, ulnar and palmar axes of a right palm as rows, shape (..., 3, 3)."""
    distal, ulnar = palm_axes(points)
    return np.stack([distal, ulnar, cross(distal, ulnar)], axis=-2)
