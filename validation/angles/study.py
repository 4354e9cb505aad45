"""How far off ranges of motion are on tracked rendered hands, by every way of reading them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import arctan2_deg, palm_frame
from handtrack.landmarks.hand import Finger, Floats, Hand, Side
from handtrack.landmarks.pose.learned_pose import (
    LearnedFlexions,
    LearnedPalm,
    LearnedPose,
    LearnedThumb,
)
from handtrack.landmarks.views import View, view_of
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.joint_angle import (
    JointAngle,
    from_learned_pose,
    has_learned_angle,
    rotation_from_zero,
)
from handtrack.measurements.reading import Reading
from handtrack.verifiers.calibration import Forearm
from validation.angles.clips import UNSEEN
from validation.angles.data import AngleFrames, toward_camera

LEAST_DEG = 8.0
"""True ranges below this are not looked at: the joint was not meant to move."""
KINDS: Mapping[str, tuple[str, ...]] = {
    "mcp_flexion": ("fist", "flat_fist", "table_top", "fingers"),
    "pip_flexion": ("fist", "flat_fist", "hook", "fingers"),
    "dip_flexion": ("fist", "hook", "fingers"),
    "finger_abduction": ("spread",),
    "finger_spread": ("spread",),
    "thumb_mcp_flexion": ("thumb",),
    "thumb_ip_flexion": ("thumb",),
    "thumb_flexion": ("thumb",),
    "thumb_radial_abduction": ("thumb",),
    "thumb_palmar_abduction": ("thumb", "oppose"),
    "wrist_flexion": ("flexion",),
    "wrist_deviation": ("deviation",),
    "forearm_rotation": ("rotation",),
    "finger_flexion": ("fist", "flat_fist", "hook", "fingers"),
    "composite_flexion": ("fist", "flat_fist", "hook"),
    "hand_direction": ("flexion", "deviation"),
}
"""Clips whose movement a measurement is meant for."""
WHOLE_HAND = ("fist", "flat_fist", "hook", "table_top")
"""Of these those in which all fingers move."""


@dataclass(frozen=True, slots=True)
class Row:
    """One range of motion of one joint: the true one, and what each way makes of it."""

    measure: str
    finger: Finger | None
    view: View
    kind: str
    clip: int
    strange: bool
    true_deg: float
    arcs_deg: Mapping[str, float]
    doubts_deg: Mapping[str, float]
    behind: float


Way = Callable[[Reading, Hand, LearnedPose, NDArray[np.bool_], Forearm | None], JointAngle | None]


def by_landmarks(
    reading: Reading,
    hand: Hand,
    fitted: LearnedPose,
    rest: NDArray[np.bool_],
    forearm: Forearm | None,
) -> JointAngle | None:
    """As the measurement reads the landmarks."""
    deg = reading.of(hand, forearm.line if forearm else None)
    return JointAngle(deg, np.zeros_like(deg))


def by_fit(
    reading: Reading,
    hand: Hand,
    fitted: LearnedPose,
    rest: NDArray[np.bool_],
    forearm: Forearm | None,
) -> JointAngle | None:
    """As the fitted hand has it."""
    if not has_learned_angle(reading):
        return None
    deg = reading.of(hand, forearm.line if forearm else None)
    return from_learned_pose(reading, deg, fitted, rest, hand.side)


WAYS: Mapping[str, Way] = {"landmarks": by_landmarks, "fitted": by_fit}


def readings() -> Iterator[Reading]:
    """Every angle of `KINDS`, finger by finger."""
    for name in KINDS:
        fingers = MEASUREMENTS[name].fingers or (None,)
        yield from (Reading(measure=name, finger=finger) for finger in fingers)


def study(frames: AngleFrames, fitted: LearnedPose, ways: Mapping[str, Way] = WAYS) -> list[Row]:
    """Compare every range of every clip."""
    rows: list[Row] = []
    for clip in np.unique(frames.clip):
        rows += _clip(frames, fitted, np.flatnonzero(frames.clip == clip), ways)
    return rows


def _clip(
    frames: AngleFrames, fitted: LearnedPose, places: NDArray[np.intp], ways: Mapping[str, Way]
) -> Iterator[Row]:
    kind = str(frames.kind[places[0]])
    hand, fit = frames.hand.at(places), cut_fitted(fitted, places)
    peak, joints = frames.peak[places], frames.joints_m[places]
    rest = (peak >= 0) & (peak % 2 == 0)
    held = peak >= 0
    if kind == "any" or not rest.any():
        return
    forearm = Forearm.of(hand.at(np.flatnonzero(rest)), known=True)
    strange = any(
        str(getattr(frames, name)[places[0]]) in values for name, values in UNSEEN.items()
    )
    for reading in readings():
        if kind not in KINDS[reading.measure]:
            continue
        at = ~held if reading.measurement.needs_forearm else held
        if not at.any():
            continue
        view = view_of(fit.palm.orientation[at])
        true = true_angle(reading, joints, rest)
        found = {n: w(reading, hand, fit, rest, forearm) for n, w in ways.items()}
        for number in (1, 3):
            at_peak = peak == number
            around = (peak == number - 1) | (peak == number + 1)
            arc = _arc(reading, true, around, at_peak)
            if not arc >= LEAST_DEG:
                continue
            angles = {name: angle for name, angle in found.items() if angle is not None}
            yield Row(
                reading.measure,
                reading.finger,
                view,
                kind,
                int(frames.clip[places[0]]),
                strange,
                arc,
                {n: _arc(reading, a.deg, around, at_peak) for n, a in angles.items()},
                {n: _doubt(a.sd_deg, around, at_peak) for n, a in angles.items()},
                behind_of(reading, view, fit, held),
            )


def true_angle(reading: Reading, joints_m: Floats, rest: NDArray[np.bool_]) -> Floats:
    """The true angle through time; turns of wrist and forearm since rest."""
    if reading.measurement.needs_forearm or reading.measure == "forearm_rotation":
        return rotation_from_zero(
            reading.measure, palm_frame(joints_m, Side.RIGHT), rest, Side.RIGHT
        )
    return true_frames(reading, joints_m, Side.RIGHT)


def true_frames(reading: Reading, joints_m: Floats, side: Side) -> Floats:
    """The true angle of each frame by itself; not for wrists."""
    if reading.measure == "forearm_rotation":
        palm = palm_frame(toward_camera(joints_m), side)
        return arctan2_deg(np.abs(palm.ulnar[..., 2]), -palm.palmar[..., 2])
    if reading.measure == "hand_direction":
        joints_m = joints_m[..., :2] / joints_m[..., 2:]
    which = () if reading.finger is None else (reading.finger,)
    return reading.measurement.function(joints_m, side, *which)


def _arc(reading: Reading, deg: Floats, rest: NDArray[np.bool_], peak: NDArray[np.bool_]) -> float:
    """Range between two plateaus; NaN where one was not seen."""
    if not rest.any() or not peak.any():
        return float("nan")
    ends = np.array(np.median(deg[peak])), np.array(np.median(deg[rest]))
    return float(np.abs(reading.measurement.difference(*ends)))


def _doubt(doubt: Floats, rest: NDArray[np.bool_], peak: NDArray[np.bool_]) -> float:
    if not rest.any() or not peak.any():
        return float("nan")
    return float(np.hypot(np.median(doubt[rest]), np.median(doubt[peak])))


def behind_of(reading: Reading, view: View, fitted: LearnedPose, held: NDArray[np.bool_]) -> float:
    """How many fingers lie between this one and the lens."""
    if reading.finger is None or view is not View.SIDE:
        return 0.0
    return float(np.median(fitted.palm.occlusion_depth(reading.finger)[held]))


def cut_fitted(fitted: LearnedPose, places: NDArray[np.intp]) -> LearnedPose:
    """Some of the frames."""
    flexions = LearnedFlexions(fitted.flexions.deg[places], fitted.flexions.sd_deg[places])
    palm = LearnedPalm.of_columns(fitted.palm.columns[places])
    thumb = LearnedThumb(fitted.thumb.deg[places], fitted.thumb.sd_deg[places])
    return LearnedPose(flexions, palm, thumb)


def joined(parts: list[LearnedPose]) -> LearnedPose:
    """Frames of several, one after the other."""
    columns = (
        (p.flexions.deg, p.flexions.sd_deg, p.palm.columns, p.thumb.deg, p.thumb.sd_deg)
        for p in parts
    )
    deg, sd_deg, palm, *thumb = (np.concatenate(each) for each in zip(*columns, strict=True))
    return LearnedPose(
        LearnedFlexions(deg, sd_deg), LearnedPalm.of_columns(palm), LearnedThumb(*thumb)
    )


def errors(rows: list[Row], way: str) -> Floats:
    """Found minus true range."""
    return np.array([r.arcs_deg[way] - r.true_deg for r in rows if way in r.arcs_deg])
