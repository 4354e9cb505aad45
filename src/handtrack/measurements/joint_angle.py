"""Joint angles by the estimator with the smallest measured error in the camera's view.

The estimator is either the measurement, from the landmarks, or the learned pose
(`landmarks.pose`); the error model states which (`measurements.error_model`). Wrist and forearm
angles of a learned pose are rotations in space from the hand at rest, about the palm's axes there,
so that an oblique camera does not shorten them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import ForearmLine, PalmFrame, arctan2_deg, cross
from handtrack.landmarks.hand import Floats, Hand, Side
from handtrack.landmarks.pose.learned_pose import (
    JOINTS,
    THUMB_JOINTS,
    LearnedPalm,
    LearnedPose,
    estimate_flexions,
    estimate_palm,
    estimate_thumb,
    orthonormalise,
)
from handtrack.landmarks.views import View
from handtrack.measurements.error_model import Estimator, measurement_error_deg
from handtrack.measurements.reading import Reading

TURNS = ("wrist_flexion", "wrist_deviation", "forearm_rotation")
"""Measurements that the learned palm gives by its rotation from rest."""


@dataclass(frozen=True, slots=True)
class JointAngle:
    """An angle through time.

    Attributes
    ----------
    deg : ndarray, shape (K,)
    sd_deg : ndarray, shape (K,)
        Standard deviation over the learned pose's networks; 0 for an angle from the landmarks.
    """

    deg: Floats
    sd_deg: Floats


def has_learned_angle(reading: Reading) -> bool:
    """Test whether the learned pose gives this measurement."""
    return reading.measure in (*JOINTS, *THUMB_JOINTS, *TURNS)


def from_learned_pose(
    reading: Reading,
    landmarks_deg: Floats | None,
    pose: LearnedPose,
    rest: NDArray[np.bool_],
    side: Side,
) -> JointAngle:
    """Compute an angle from the learned pose, K frames.

    Parameters
    ----------
    reading : Reading
        One that `has_learned_angle`.
    landmarks_deg : ndarray, shape (K,), or None
        The same angle from the landmarks, which gives the wrist's angle at rest; for others unused.
    pose : LearnedPose
        Of the same frames.
    rest : ndarray of bool, shape (K,)
        The frames at rest, from which rotations are taken.
    side : Side

    Returns
    -------
    JointAngle
        Wrist and forearm angles are NaN where the hand was not seen in any frame at rest.
    """
    if reading.finger is not None:
        return JointAngle(*pose.flexions.of(reading.measure, reading.finger))
    if reading.measure in THUMB_JOINTS:
        return JointAngle(*pose.thumb.of(reading.measure))
    turn = rotation_from_zero(reading.measure, pose.palm, rest, side)
    at_rest = rest & np.isfinite(turn)
    if reading.measurement.needs_forearm and landmarks_deg is not None:
        start = _median(landmarks_deg[at_rest])
    else:
        start = _median(pose.palm.rotation_deg[at_rest])
        # The sign that agrees with the change of the visible rotation.
        turn = _sign(turn, pose.palm.rotation_deg - start) * turn
    return JointAngle(start + turn, pose.palm.sd_deg)


def angle_per_frame(
    reading: Reading, hand: Hand, view: View | None, forearm: ForearmLine | None
) -> JointAngle:
    """Compute the angle of each frame by itself, K frames.

    Angles against the forearm come from the landmarks: a single frame has no rest.

    Parameters
    ----------
    reading : Reading
    hand : Hand
        K frames.
    view : View or None
        The camera's view, which decides the estimator; None: the landmarks.
    forearm : ForearmLine or None
        NaN results where an angle needs it and it is None.

    Returns
    -------
    JointAngle
    """
    if reading.measurement.needs_forearm or _estimator(reading, view) is Estimator.LANDMARKS:
        deg = reading.of(hand, forearm)
        return JointAngle(deg, np.zeros_like(deg))
    if reading.measure in THUMB_JOINTS:
        return JointAngle(*estimate_thumb(hand).of(reading.measure))
    if reading.finger is None:
        palm = estimate_palm(hand)
        return JointAngle(palm.rotation_deg, palm.sd_deg)
    flexions = estimate_flexions(hand, (reading.finger,))
    return JointAngle(*flexions.of(reading.measure, reading.finger))


def angle_from_zero(
    reading: Reading, hand: Hand, zero: Hand, view: View | None, forearm: ForearmLine | None
) -> JointAngle:
    """Compute the difference of an angle from that in a zero pose, K frames.

    Parameters
    ----------
    reading : Reading
    hand : Hand
        K frames.
    zero : Hand
        The frames of the zero pose; their median is zero.
    view : View or None
        The camera's view, which decides the estimator; None: the landmarks.
    forearm : ForearmLine or None
        NaN results where an angle needs it and it is None.

    Returns
    -------
    JointAngle
    """
    if reading.measure not in TURNS or _estimator(reading, view) is Estimator.LANDMARKS:
        own, base = (angle_per_frame(reading, h, view, forearm) for h in (hand, zero))
        change = reading.measurement.difference(own.deg, np.asarray(_median(base.deg)))
        return JointAngle(change, np.hypot(own.sd_deg, _median(base.sd_deg)))
    at_zero, now = estimate_palm(zero), estimate_palm(hand)
    rest = np.arange(len(at_zero.sd_deg) + len(now.sd_deg)) < len(at_zero.sd_deg)
    palm = LearnedPalm.of_columns(np.concatenate([at_zero.columns, now.columns]))
    turn = rotation_from_zero(reading.measure, palm, rest, hand.side)[~rest]
    if not reading.measurement.needs_forearm:
        turn = turn * _sign(turn, now.rotation_deg - _median(at_zero.rotation_deg))
    return JointAngle(turn, np.hypot(now.sd_deg, _median(at_zero.sd_deg)))


def _estimator(reading: Reading, view: View | None) -> Estimator:
    model = measurement_error_deg(reading.measure, view) if view else None
    return model.estimator if model else Estimator.LANDMARKS


def rotation_from_zero(
    measure: str, palm: PalmFrame, rest: NDArray[np.bool_], side: Side
) -> Floats:
    """Compute the rotation of a palm from rest about one of its axes.

    Parameters
    ----------
    measure : str
        One of `TURNS`, which names the axis.
    palm : PalmFrame
        Of K frames.
    rest : ndarray of bool, shape (K,)
        The frames at rest, whose mean palm is zero.
    side : Side

    Returns
    -------
    ndarray, shape (K,)
        Degrees, (-180, 180]. Flexion and ulnar deviation are positive; rotation is positive when
        the little finger's side goes where the palm faced. NaN where the palm was not seen, or in
        no frame at rest.
    """
    at_rest = rest & np.isfinite(palm.palmar).all(axis=-1)
    if not at_rest.any():
        return np.full(len(rest), np.nan)
    distal, ulnar = orthonormalise(
        palm.distal[at_rest].mean(axis=0), palm.ulnar[at_rest].mean(axis=0)
    )
    palmar = cross(distal, ulnar) * side.sign
    if measure == "wrist_flexion":
        return arctan2_deg(palm.distal @ palmar, palm.distal @ distal)
    if measure == "wrist_deviation":
        return arctan2_deg(palm.distal @ ulnar, palm.distal @ distal)
    return arctan2_deg(palm.ulnar @ palmar, palm.ulnar @ ulnar)


def _sign(turn: Floats, change: Floats) -> float:
    """The sign of a rotation that agrees with the change of the visible rotation."""
    return -1.0 if float(np.nansum(turn * change)) < 0 else 1.0


def _median(values: Floats) -> float:
    """Median of the finite values; NaN without any."""
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if len(seen) else float("nan")
