"""Angles, distances and the palm's axes, on arrays of points.

Laws
----
1. Every function takes one point or a million: shape (..., 3) or (..., 2), and gives (...).
2. An undefined value (an angle at two coincident points) is NaN, without a warning and never 0.
3. Axes are those of `handtrack.landmarks.hand`: x right, y down, z away from the camera. A positive
   rotation in the image plane is therefore clockwise on the screen.

These functions run for every signal of every frame of a live session, where the cost is the
number of NumPy calls and not their size; hence `np.vecdot` for dots, `take` for picking, and `[()]`
for a plain number: with an array without axes everything takes ten times as long.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.landmarks.hand import HAND_AXIS, Floats, Hand, Landmark, Side

FULL_TURN_DEG = 360.0
MIN_LEAN = 0.3
"""Provisional: the direction on the screen of an axis whose image is shorter than this share of its
length is not trusted (it leans less than 17 degrees from the line of sight)."""

_NEXT = np.array([1, 2, 0])
_AFTER = np.array([2, 0, 1])


def unit(v: Floats) -> Floats:
    """Scale vectors, shape (..., d), to length 1; NaN for the zero vector."""
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = v / np.sqrt(np.vecdot(v, v))[..., None]
    return result


def nan_for_zero(x: Floats) -> Floats:
    """Replace 0 by NaN, so that a length can be a divisor."""
    if not x.ndim:  # the single number of a live frame
        return x[()] if x else x + np.nan
    with np.errstate(invalid="ignore"):
        result: Floats = x + 0.0 / x
    return result


def cross(u: Floats, v: Floats) -> Floats:
    """Compute the cross product, several times as fast as `np.cross` on single vectors.

    Parameters
    ----------
    u, v : ndarray, shape (..., 3)

    Returns
    -------
    ndarray, shape (..., 3)
    """
    result: Floats = u.take(_NEXT, -1) * v.take(_AFTER, -1) - u.take(_AFTER, -1) * v.take(_NEXT, -1)
    return result


def distance(a: Floats, b: Floats) -> Floats:
    """Compute the distance between points.

    Parameters
    ----------
    a, b : ndarray, shape (..., d)

    Returns
    -------
    ndarray, shape (...)
        In the points' unit; 0 where they coincide.
    """
    d = a - b
    result: Floats = np.sqrt(np.vecdot(d, d))
    return result


def arctan2_deg(sine: Floats, cosine: Floats) -> Floats:
    """Compute an angle from its sine and cosine.

    Parameters
    ----------
    sine, cosine : ndarray, shape (...)
        Times any common positive factor.

    Returns
    -------
    ndarray, shape (...)
        Degrees, (-180, 180]; NaN where both are 0, unlike `np.arctan2`.
    """
    # Adding 0 turns a sine of minus zero, which would give -180, the open end, into zero.
    angle = np.degrees(np.arctan2(sine + 0.0, cosine))
    result: Floats = angle + 0.0 * nan_for_zero(abs(sine) + abs(cosine))
    return result


def angle_between_deg(u: Floats, v: Floats) -> Floats:
    """Compute the angle between vectors.

    The arctangent of sine over cosine, which unlike the arccosine needs no clipping. The sine
    comes from Gram's determinant, in any dimension; near 0 and 180 it is good to 1e-6 degrees.

    Parameters
    ----------
    u, v : ndarray, shape (..., d)

    Returns
    -------
    ndarray, shape (...)
        Degrees, 0 to 180; NaN where either vector is zero.
    """
    return _angle_deg(np.vecdot(u, v), np.vecdot(u, u) * np.vecdot(v, v))


def _angle_deg(dot: Floats, squares: Floats) -> Floats:
    """The angle between two vectors from their dot product and the product of squared lengths."""
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = dot / np.sqrt(squares)
    sine = np.sqrt(np.maximum(1.0 - cosine * cosine, 0.0))
    result: Floats = np.degrees(np.arctan2(sine, cosine))
    return result


def flexion_deg(a: Floats, b: Floats, c: Floats) -> Floats:
    """Compute the unsigned flexion of the joint `b` between `a` and `c`.

    Parameters
    ----------
    a, b, c : ndarray, shape (..., d)

    Returns
    -------
    ndarray, shape (...)
        Degrees, 0 (straight) to 180; NaN where two neighbouring points coincide.
    """
    return angle_between_deg(b - a, c - b)


def chain_flexion_deg(points: Floats) -> Floats:
    """Compute the flexion at every inner point of chains, shape (..., n, d) to (..., n - 2)."""
    bones = points[..., 1:, :] - points[..., :-1, :]
    square = np.vecdot(bones, bones)
    dot = np.vecdot(bones[..., :-1, :], bones[..., 1:, :])
    return _angle_deg(dot, square[..., :-1] * square[..., 1:])


def on_screen(v: Floats) -> tuple[Floats, Floats]:
    """Give x and y of vectors, shape (..., 2 or more) to (...); of one vector as plain numbers."""
    return v[..., 0][()], v[..., 1][()]


def signed_angle_2d_deg(u: Floats, v: Floats) -> Floats:
    """Compute the rotation from `u` to `v` in the image plane.

    Parameters
    ----------
    u, v : ndarray, shape (..., 2 or more)
        Only x and y are read.

    Returns
    -------
    ndarray, shape (...)
        Degrees, (-180, 180], clockwise on the screen positive; NaN where either vector is zero.
    """
    (ux, uy), (vx, vy) = on_screen(u), on_screen(v)
    return arctan2_deg(ux * vy - uy * vx, ux * vx + uy * vy)


def wrap_deg(angle: Floats) -> Floats:
    """Add whole turns to an angle so that it lies in (-180, 180] degrees."""
    result: Floats = -((-angle + 180.0) % FULL_TURN_DEG - 180.0)
    return result


@dataclass(frozen=True, slots=True)
class PalmFrame:
    """The palm's axes: unit vectors of shape (..., 3), at right angles to each other.

    Attributes
    ----------
    distal : ndarray
        From the wrist to the middle MCP.
    ulnar : ndarray
        Across the palm, towards the little finger.
    palmar : ndarray
        Out of the palm, for a left hand as for a right one.
    """

    distal: Floats
    ulnar: Floats
    palmar: Floats


def hand_axis(points: Floats) -> Floats:
    """Compute the vector from the wrist to the middle MCP, shape (..., d)."""
    start, end = HAND_AXIS
    axis: Floats = points[..., end, :] - points[..., start, :]
    return axis


def hand_length(points: Floats) -> Floats:
    """Compute the hand length L, shape (...): wrist to middle MCP in the same frame; NaN for 0."""
    axis = hand_axis(points)
    return nan_for_zero(np.sqrt(np.vecdot(axis, axis)))


def knuckle_line(points: Floats) -> Floats:
    """Compute the vector from the index MCP to the little MCP, shape (..., d)."""
    line: Floats = points[..., Landmark.LITTLE_MCP, :] - points[..., Landmark.INDEX_MCP, :]
    return line


def palm_axes(points: Floats) -> tuple[Floats, Floats]:
    """Compute the palm's `distal` and `ulnar` axes, also in the image plane, shape (..., d)."""
    distal = unit(hand_axis(points))
    across = knuckle_line(points)
    return distal, unit(across - np.vecdot(across, distal)[..., None] * distal)


def palm_normal(points: Floats, side: Side) -> Floats:
    """Compute the palmar unit vector of a hand.

    Parameters
    ----------
    points : ndarray, shape (..., 21, 3)
    side : Side

    Returns
    -------
    ndarray, shape (..., 3)
        In the axes of `points`; NaN where the palm's points lie on a line.
    """
    return unit(cross(hand_axis(points), knuckle_line(points))) * side.sign


def palm_frame(points: Floats, side: Side) -> PalmFrame:
    """Compute the palm's axes.

    Parameters
    ----------
    points : ndarray, shape (..., 21, 3)
    side : Side

    Returns
    -------
    PalmFrame
        In the axes of `points`; NaN where the palm's points lie on a line.
    """
    distal, ulnar = palm_axes(points)
    return PalmFrame(distal, ulnar, cross(distal, ulnar) * side.sign)


@dataclass(frozen=True, slots=True)
class ForearmLine:
    """Direction of the hand with a neutral wrist: the zero of both wrist angles.

    A hand tracker sees no elbow, so the line comes from a still hold with a neutral wrist, from the
    picture, or from the user.

    Parameters
    ----------
    direction : ndarray, shape (2,)
        Unit vector in the image plane from elbow to wrist; NaN when unknown.
    palmar_turn, ulnar_turn : float
        +1 or -1: the sign of the image-plane rotation that is flexion, and of the one that is ulnar
        deviation. NaN when the view does not show it.
    """

    direction: Floats
    palmar_turn: float
    ulnar_turn: float


def forearm_line(hand: Hand) -> ForearmLine:
    """Compute the forearm line from a still hold with a neutral wrist, one frame or many.

    Returns
    -------
    ForearmLine
        Medians over the frames with a hand; all NaN when there is none.
    """
    points = hand.image_px.reshape(-1, *hand.image_px.shape[-2:])
    palm = palm_frame(points, hand.side)
    axes = np.stack([palm.distal, palm.palmar, palm.ulnar], axis=-2)[..., :2]
    axes = axes[np.isfinite(axes).all(axis=(-2, -1))]
    if not len(axes):
        return ForearmLine(np.full(2, np.nan), np.nan, np.nan)
    distal, palmar, ulnar = np.median(axes, axis=0)
    direction = unit(distal)
    return ForearmLine(direction, _turn_toward(direction, palmar), _turn_toward(direction, ulnar))


def _turn_toward(direction: Floats, axis: Floats) -> float:
    """Sign of the rotation from `direction` towards `axis`; NaN below `MIN_LEAN`."""
    lean = float(direction[0] * axis[1] - direction[1] * axis[0])
    return float(np.sign(lean)) if abs(lean) >= MIN_LEAN else float("nan")
