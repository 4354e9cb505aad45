"""The angle of a joint, by the way that was measured to come nearest in the view the camera has.

Either the measurement is read off the landmarks, or off the hand fitted to them (`fitted`). Which
one it is stands with its measured error (`measurements.errors`). Wrist and forearm angles of a
fitted hand are turns in space against the hand at rest, about the palm's own axes there, so that a
camera that stands askew does not shorten them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import ForearmLine, PalmFrame, arctan2_deg, cross
from handtrack.landmarks.hand import Finger, Floats, Hand, Side
from handtrack.landmarks.learned_pose import JOINTS, LearnedPose, estimate_pose, orthonormalise
from handtrack.landmarks.views import View
from handtrack.measurements.error_model import Estimator, measurement_error_deg
from handtrack.measurements.reading import Reading

TURNS = ("wrist_flexion", "wrist_deviation", "forearm_rotation")
"""Measurements that a fitted palm gives, by how it has turned since rest."""


@dataclass(frozen=True, slots=True)
class JointAngle:
    """An angle through time.

    Attributes
    ----------
    deg : ndarray, shape (K,)
    doubt_deg : ndarray, shape (K,)
        How far the networks disagree about it; 0 where it was read off the landmarks.
    """

    deg: Floats
    doubt_deg: Floats


def has_learned_angle(reading: Reading) -> bool:
    """Whether the fitted hand gives this measurement at all."""
    return reading.measure in (*JOINTS, *TURNS)


def from_learned_pose(
    reading: Reading,
    landmarks_deg: Floats,
    fitted: LearnedPose,
    rest: NDArray[np.bool_],
    side: Side,
) -> JointAngle:
    """Read an angle off the fitted hand, K frames.

    Parameters
    ----------
    reading : Reading
        One that `has_learned_angle`.
    landmarks_deg : ndarray, shape (K,)
        The same read off the landmarks: how the wrist lies at rest.
    fitted : LearnedPose
        Of the same frames.
    rest : ndarray of bool, shape (K,)
        The frames at rest, from which turns are taken; NaN all where none of them was seen.
    side : Side
    """
    if reading.finger is not None:
        return _bend(reading.measure, reading.finger, fitted)
    turn = rotation_from_zero(reading.measure, fitted.palm, rest, side)
    at_rest = rest & np.isfinite(turn)
    if reading.measurement.needs_forearm:
        start = _median(landmarks_deg[at_rest])
    else:
        start = _median(fitted.rotation_deg[at_rest])
        # A palm turns away from the camera, or back from its back: the way that is open.
        turn = _outward(turn, fitted.rotation_deg - start) * turn
    return JointAngle(start + turn, fitted.turn_doubt_deg)


def angle_per_frame(
    reading: Reading, hand: Hand, view: View | None, forearm: ForearmLine | None
) -> JointAngle:
    """Read the angle of each frame by itself, K frames, by the way that is best in this view.

    Angles against the forearm are read off the landmarks: a single frame has no rest to turn from.
    """
    if reading.measurement.needs_forearm or _way(reading, view) is Estimator.LANDMARKS:
        deg = reading.of(hand, forearm)
        return JointAngle(deg, np.zeros_like(deg))
    fitted = estimate_pose(hand)
    if reading.finger is None:
        return JointAngle(fitted.rotation_deg, fitted.turn_doubt_deg)
    return _bend(reading.measure, reading.finger, fitted)


def angle_from_zero(
    reading: Reading, hand: Hand, zero: Hand, view: View | None, forearm: ForearmLine | None
) -> JointAngle:
    """Read by how much an angle differs from that in a zero pose, in the K frames of `hand`."""
    if reading.measure not in TURNS or _way(reading, view) is Estimator.LANDMARKS:
        own, base = (angle_per_frame(reading, h, view, forearm) for h in (hand, zero))
        change = reading.measurement.difference(own.deg, np.asarray(_median(base.deg)))
        return JointAngle(change, np.hypot(own.doubt_deg, _median(base.doubt_deg)))
    at_zero, now = estimate_pose(zero), estimate_pose(hand)
    rest = np.arange(len(at_zero.facing) + len(now.facing)) < len(at_zero.facing)
    palm = PalmFrame(
        *(
            np.concatenate([getattr(f.palm, axis) for f in (at_zero, now)])
            for axis in ("distal", "ulnar", "palmar")
        )
    )
    turn = rotation_from_zero(reading.measure, palm, rest, hand.side)[~rest]
    if not reading.measurement.needs_forearm:
        turn = turn * _outward(turn, now.rotation_deg - _median(at_zero.rotation_deg))
    return JointAngle(turn, np.hypot(now.turn_doubt_deg, _median(at_zero.turn_doubt_deg)))


def _bend(measure: str, finger: Finger, fitted: LearnedPose) -> JointAngle:
    return JointAngle(fitted.flexion_deg(measure, finger), fitted.flexion_sd_deg(measure, finger))


def _way(reading: Reading, view: View | None) -> Estimator:
    model = measurement_error_deg(reading.measure, view) if view else None
    return model.way if model else Estimator.LANDMARKS


def rotation_from_zero(
    measure: str, palm: PalmFrame, rest: NDArray[np.bool_], side: Side
) -> Floats:
    """How far a palm has turned since rest in one of the ways of `TURNS`, degrees, (-180, 180].

    Flexion and ulnar deviation are positive; rotation is positive when the little finger's side
    goes where the palm faced.
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


def _outward(turn: Floats, change: Floats) -> float:
    """Sign that makes a turn go the way the hand was seen to go."""
    return -1.0 if float(np.nansum(turn * change)) < 0 else 1.0


def _median(values: Floats) -> float:
    """Of the readings; NaN without any."""
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if len(seen) else float("nan")
