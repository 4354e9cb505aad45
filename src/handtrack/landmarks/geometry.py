"""Angles, distances and the palm's own axes, on arrays of points.

Laws
----
1. Every function takes one point or a million: shape (..., 3) or (..., 2), and gives (...).
2. What is not defined (an angle at two coincident points) is NaN, without a warning and never 0.
3. Axes are those of `handtrack.landmarks.hand`: x right, y down, z away from the camera. Seen on
   the screen a positive turn in the image plane therefore goes clockwise.

These functions run for every signal of every frame of a live session, where the cost is the
number of NumPy calls and not their size; hence `np.vecdot` for dots and `take` for picking.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from handtrack.landmarks.hand import Floats, Hand, Landmark, Side

FULL_TURN_DEG = 360.0
MIN_LEAN = 0.3
"""Provisional: an axis whose image is shorter than this part of its length has no side on the
screen that could be trusted (it leans less than 17 degrees from the line of sight)."""

_NEXT = np.array([1, 2, 0])
_AFTER = np.array([2, 0, 1])


def unit(v: Floats) -> Floats:
    """Scale vectors, shape (..., d), to length 1; NaN for the zero vector."""
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Floats = v / np.sqrt(np.vecdot(v, v))[..., None]
    return result


def nan_for_zero(x: Floats) -> Floats:
    """Give numbers back as they are, but NaN for 0: a length that may be divided by."""
    with np.errstate(invalid="ignore"):
        # Several times as fast as np.where on the single number of a live frame.
        result: Floats = x + 0.0 / x
    return result


def cross(u: Floats, v: Floats) -> Floats:
    """Cross product of (..., 3) arrays, several times as fast as `np.cross` on single vectors."""
    result: Floats = u.take(_NEXT, -1) * v.take(_AFTER, -1) - u.take(_AFTER, -1) * v.take(_NEXT, -1)
    return result


def distance(a: Floats, b: Floats) -> Floats:
    """How far apart points are, shape (...), in their own unit; 0 where they coincide."""
    d = a - b
    result: Floats = np.sqrt(np.vecdot(d, d))
    return result


def arctan2_deg(sine: Floats, cosine: Floats) -> Floats:
    """Like `np.arctan2` in degrees, (-180, 180], but NaN where both are 0."""
    # Adding 0 turns a sine of minus zero, which would give -180, the open end, into zero.
    angle = np.degrees(np.arctan2(sine + 0.0, cosine))
    result: Floats = angle + 0.0 * nan_for_zero(np.abs(sine) + np.abs(cosine))
    return result


def angle_between_deg(u: Floats, v: Floats) -> Floats:
    """Angle between vectors, shape (...), 0 to 180; NaN where either is zero.

    The arctangent of sine over cosine, which unlike the arccosine needs no clipping. The sine
    comes from Gram's determinant, in any dimension; near 0 and 180 it is good to 1e-6 degrees.
    """
    return _angle_deg(np.vecdot(u, v), np.vecdot(u, u) * np.vecdot(v, v))


def _angle_deg(dot: Floats, squares: Floats) -> Floats:
    """The same from the product and the two squared lengths multiplied."""
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = dot / np.sqrt(squares)
    sine = np.sqrt(np.maximum(1.0 - cosine * cosine, 0.0))
    result: Floats = np.degrees(np.arctan2(sine, cosine))
    return result


def flexion_deg(a: Floats, b: Floats, c: Floats) -> Floats:
    """How far the joint `b` between `a` and `c` is bent, 0 (straight) to 180; no sign."""
    return angle_between_deg(b - a, c - b)


def chain_flexion_deg(points: Floats) -> Floats:
    """Bend at every inner point of chains of points, shape (..., n, d) to (..., n - 2)."""
    bones = points[..., 1:, :] - points[..., :-1, :]
    square = np.vecdot(bones, bones)
    dot = np.vecdot(bones[..., :-1, :], bones[..., 1:, :])
    return _angle_deg(dot, square[..., :-1] * square[..., 1:])


def signed_angle_2d_deg(u: Floats, v: Floats) -> Floats:
    """Turn from `u` to `v` in the image plane, (-180, 180], clockwise on the screen positive.

    NaN where either vector is zero.
    """
    return arctan2_deg(
        u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0],
        u[..., 0] * v[..., 0] + u[..., 1] * v[..., 1],
    )


def wrap_deg(angle: Floats) -> Floats:
    """Bring an angle into (-180, 180] by whole turns."""
    result: Floats = -((-angle + 180.0) % FULL_TURN_DEG - 180.0)
    return result


@dataclass(frozen=True, slots=True)
class PalmFrame:
    """The palm's own axes, each unit vectors of shape (..., 3), at right angles.

    Attributes
    ----------
    distal : ndarray
        From the wrist to the middle knuckle.
    ulnar : ndarray
        Across the palm, toward the little finger.
    palmar : ndarray
        Out of the palm, for a left hand as for a right one.
    """

    distal: Floats
    ulnar: Floats
    palmar: Floats


def hand_axis(points: Floats) -> Floats:
    """Vector from the wrist to the middle knuckle, shape (..., d)."""
    axis: Floats = points[..., Landmark.MIDDLE_MCP, :] - points[..., Landmark.WRIST, :]
    return axis


def hand_length(points: Floats) -> Floats:
    """Give the unit L, shape (...): wrist to middle knuckle in the same frame; NaN for 0."""
    axis = hand_axis(points)
    return nan_for_zero(np.sqrt(np.vecdot(axis, axis)))


def knuckle_line(points: Floats) -> Floats:
    """Vector from the index knuckle to the little finger's, shape (..., d)."""
    line: Floats = points[..., Landmark.LITTLE_MCP, :] - points[..., Landmark.INDEX_MCP, :]
    return line


def palm_axes(points: Floats) -> tuple[Floats, Floats]:
    """Give the palm's `distal` and `ulnar` axes, also in the image plane, shape (..., d) each."""
    distal = unit(hand_axis(points))
    across = knuckle_line(points)
    return distal, unit(across - np.vecdot(across, distal)[..., None] * distal)


def palm_normal(points: Floats, side: Side) -> Floats:
    """Find the unit vector out of the palm, shape (..., 3); NaN where the palm is degenerate."""
    return unit(cross(hand_axis(points), knuckle_line(points))) * side.sign


def palm_frame(points: Floats, side: Side) -> PalmFrame:
    """Give the palm's axes from landmarks of shape (..., 21, 3); NaN for a degenerate palm."""
    distal, ulnar = palm_axes(points)
    return PalmFrame(distal, ulnar, cross(distal, ulnar) * side.sign)


@dataclass(frozen=True, slots=True)
class ForearmLine:
    """Where the hand points when the wrist is neutral: the zero of both wrist angles.

    A hand tracker sees no elbow, so this line is kept from a still neutral hold, or given.

    Parameters
    ----------
    direction : ndarray, shape (2,)
        Unit vector in the image plane from elbow to wrist; NaN when unknown.
    palmar_turn, ulnar_turn : float
        +1 or -1: the sign of the image-plane turn that is flexion, and of the turn that is ulnar
        deviation. NaN when the view does not show it.
    """

    direction: Floats
    palmar_turn: float
    ulnar_turn: float


def forearm_line(hand: Hand) -> ForearmLine:
    """Find the forearm's line in a still hold with a neutral wrist.

    Parameters
    ----------
    hand : Hand
        The hold, one frame or many; frames without a hand are left out.

    Returns
    -------
    ForearmLine
        From medians over the hold; all NaN when the hand was never seen in it.
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
    """Sign of the turn that brings `direction` toward `axis`; NaN when it hardly leans aside."""
    lean = float(direction[0] * axis[1] - direction[1] * axis[0])
    return float(np.sign(lean)) if abs(lean) >= MIN_LEAN else float("nan")
