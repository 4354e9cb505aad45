"""What the networks of the learned pose take: a hand brought upright, as columns of numbers.

Laws
----
1. A hand that is rotated on the screen, moved or brought nearer gives the same features, and a left
   hand gives those of its mirror image.
2. NaN landmarks give NaN features.
3. Arrays are in single precision and have the frame last, (..., n): each operation runs along the
   frames. In whole tiles (`TILE`) a frame has the same digits whatever frames stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from handtrack.landmarks.geometry import nan_for_zero
from handtrack.landmarks.hand import (
    DIPS,
    FINGERS,
    LANDMARKS,
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

TILE = 16
"""Frames of one matrix product. Always as many, and as many as the widest registers hold: a product
of another size may round otherwise, and a frame alone must read as it does inside its track."""

_CHAINS = np.array(list(zip([Landmark.WRIST] * 4, MCPS, PIPS, DIPS, TIPS, strict=True)))
_THUMB = np.arange(Landmark.THUMB_TIP + 1)[None]
_MCPS, _PALM = np.array(MCPS), np.array(PALM)
_NEXT, _AFTER = [1, 2, 0], [2, 0, 1]
_FINGER_CODES = np.eye(len(FINGERS), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class NormalisedHand:
    """A right hand with its fingers up, the palm's centre at the origin and the palm of size 1.

    Attributes
    ----------
    points : ndarray, shape (2, 21, 3, n)
        Image points and world points.
    turn : ndarray, shape (2, n)
        Cosine and sine of the clockwise rotation on the screen, after mirroring a left hand.
    """

    points: Floats
    turn: Floats


def whole_tiles(points: Floats) -> Floats:
    """Fill points (n, 21, 3) up with frames without a hand, to one whole tile or more."""
    lacking = -len(points) % TILE if len(points) else TILE
    return np.concatenate([points, np.zeros((lacking, LANDMARKS, 3))]) if lacking else points


def normalise_hand(hand: Hand) -> NormalisedHand:
    """Mirror a left hand, rotate the fingers up, and scale the palm to size 1; all frames in n."""
    points = _columns(hand)
    up = points[0, _MCPS, :2].mean(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        turn: Floats = -up[::-1] / np.sqrt(_dot(up, up))
        return NormalisedHand(rotate_in_image_plane(_scaled(points), turn), turn)


def _columns(hand: Hand) -> Floats:
    """Both kinds of points as those of a right hand, from the wrist, shape (2, 21, 3, n)."""
    frames = hand.image_px.size // (LANDMARKS * 3)
    columns = np.empty((2, LANDMARKS, 3, frames), dtype=np.float32)
    for kind, points in zip(columns, (hand.image_px, hand.world_m), strict=True):
        frame_last = points.reshape(frames, LANDMARKS * 3).T.copy().reshape(kind.shape)
        # Near 0, where single precision is finest.
        np.subtract(frame_last, frame_last[0], out=kind, casting="same_kind")
    if hand.side is Side.LEFT:
        columns[:, :, 0] *= -1
    return columns


def rotate_in_image_plane(vectors: Floats, turn: Floats) -> Floats:
    """Rotate vectors clockwise on the screen.

    Parameters
    ----------
    vectors : ndarray, shape (..., 3, n)
        In the camera's axes; z stays as it is.
    turn : ndarray, shape (2, n)
        Cosine and sine.

    Returns
    -------
    ndarray, shape (..., 3, n)
    """
    (cosine, sine), (x, y) = turn, (vectors[..., 0, :], vectors[..., 1, :])
    rotated: Floats = vectors.copy()
    rotated[..., 0, :] = cosine * x - sine * y
    rotated[..., 1, :] = sine * x + cosine * y
    return rotated


def _scaled(points: Floats) -> Floats:
    """Put the palm's centre at the origin and its points at 1 from it, root mean square."""
    points -= points[:, _PALM].mean(axis=1)[:, None]
    palm = points[:, _PALM]
    points /= np.sqrt((palm * palm).sum(axis=(1, 2)) / len(_PALM))[:, None, None]
    return points


def palm_inputs(hand: NormalisedHand) -> Floats:
    """Compute the features of the palm network, shape (144, n): all points, both palms' axes."""
    n = hand.turn.shape[-1]
    return np.concatenate([part.reshape(-1, n) for part in (hand.points, _axes(hand.points))])


def finger_inputs(hand: NormalisedHand, fingers: Sequence[Finger] = FINGERS) -> Floats:
    """Compute the features of the finger network, shape (inputs, fingers, n).

    Flexion of the finger's joints in image points, world points and on the screen; mean flexion of
    the other fingers; the bones as seen and in the palm's axes, their lengths and how much of these
    is seen; the palm; and a one-hot code of the finger.

    Parameters
    ----------
    hand : NormalisedHand
    fingers : sequence of Finger
        Of which fingers.
    """
    asked = [FINGERS.index(finger) for finger in fingers]
    bones = np.diff(hand.points[:, _CHAINS], axis=2)  # (2, 4, 4, 3, n)
    flexions, axes = _all_flexions(bones), _axes(hand.points)
    others = (flexions.sum(axis=0) - flexions) / (len(FINGERS) - 1)
    own = [flexions[asked], others[asked], *_bone_columns(bones[:, asked], axes)]
    palm = _palm_columns(hand.points, axes)
    codes = _FINGER_CODES[:, asked, None]
    shape = (len(asked), flexions.shape[-1])
    shared = [np.broadcast_to(s, (len(s), *shape)) for s in (palm[:, None], codes)]
    return np.concatenate([np.concatenate(own, axis=1).swapaxes(0, 1), *shared])


def thumb_inputs(hand: NormalisedHand) -> Floats:
    """Compute the features of the thumb network, shape (inputs, n): a finger's, without codes."""
    bones, axes = np.diff(hand.points[:, _THUMB], axis=2), _axes(hand.points)
    own = np.concatenate([_all_flexions(bones), *_bone_columns(bones, axes)], axis=1)
    return np.concatenate([own[0], _palm_columns(hand.points, axes)])


def _all_flexions(bones: Floats) -> Floats:
    """Flexion in image points, world points and on the screen, (2, k, 4, 3, n) to (k, 9, n)."""
    return np.concatenate([_flexions(b) for b in (*bones, bones[0, :, :, :2])], axis=1)


def _bone_columns(bones: Floats, axes: Floats) -> Iterator[Floats]:
    """Bones as seen and in the palm's axes, their lengths, how much of these is seen: (k, m, n)."""
    for each, palm in zip(bones, axes, strict=True):
        length, seen = (np.sqrt(_dot(b, b)) for b in (each, each[:, :, :2]))
        along = np.stack([_dot(each, axis) for axis in palm], axis=2)
        with np.errstate(invalid="ignore", divide="ignore"):
            yield from (_joined(each), _joined(along), length, seen / length)


def _palm_columns(points: Floats, axes: Floats) -> Floats:
    """Axes and points of both palms, shape (m, n)."""
    parts = [part for a, p in zip(axes, points, strict=True) for part in (a, p[_PALM])]
    return np.concatenate([_joined(part) for part in parts])


def _flexions(bones: Floats) -> Floats:
    """Radians at the joints between bones that follow each other, (4, 4, d, n) to (4, 3, n)."""
    before, after = bones[:, :-1], bones[:, 1:]
    across = [
        before[:, :, i] * after[:, :, j] - before[:, :, j] * after[:, :, i]
        for i, j in combinations(range(bones.shape[2]), 2)
    ]
    # Of single precision: a sine from the cosine would be off by 0.03 degrees in a straight joint.
    sine = np.sqrt(np.square(across).sum(axis=0))
    defined = nan_for_zero(_dot(before, before) * _dot(after, after))
    angle: Floats = np.arctan2(sine, _dot(before, after)) + 0.0 * defined
    return angle


def _joined(points: Floats) -> Floats:
    """Points one after the other, (..., k, m, n) to (..., k * m, n), also of no frame at all."""
    *before, k, m, n = points.shape
    return points.reshape(*before, k * m, n)


def _axes(points: Floats) -> Floats:
    """Distal, ulnar and palmar axes of right palms, (2, 21, 3, n) to (2, 3, 3, n)."""
    distal = _unit(points[:, Landmark.MIDDLE_MCP] - points[:, Landmark.WRIST])
    across = points[:, Landmark.LITTLE_MCP] - points[:, Landmark.INDEX_MCP]
    ulnar = _unit(across - _dot(across, distal)[:, None] * distal)
    palmar = distal[:, _NEXT] * ulnar[:, _AFTER] - distal[:, _AFTER] * ulnar[:, _NEXT]
    return np.stack([distal, ulnar, palmar], axis=1)


def _unit(vector: Floats) -> Floats:
    """Vectors, shape (..., 3, n), of length 1."""
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = vector / np.sqrt(_dot(vector, vector))[..., None, :]
    return result


def _dot(u: Floats, v: Floats) -> Floats:
    """Dot products of vectors, (..., d, n) to (..., n)."""
    result: Floats = (u * v).sum(axis=-2)
    return result
