"""Range of motion of one hand in static poses, for a protocol or a part of it.

A figure is the median of its trials, each the median of a plateau of one second. Its error combines
the error model of the measurement in that view with the spread of the trials. It is separate from
the joint ranges of exercises (`scoring`), and is the only range of motion that is compared over
time.

A reading beyond the joint's physiological limits is `implausible`: reported and excluded, never
clipped. A figure that a view cannot show is missing, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from handtrack import __version__
from handtrack.assessment.kapandji import OppositionScore, level_gaps, score_opposition
from handtrack.assessment.motion_figures import (
    TrialReading,
    motion_figure,
    opposition_figure,
    total_motion_figure,
)
from handtrack.assessment.motions import Motion, motion_of
from handtrack.assessment.poses.hold_detector import PoseHeld
from handtrack.assessment.poses.pose_angles import (
    MIN_FRAMES,
    PoseFrames,
    pose_angle,
    pose_frames,
    zero_pose,
)
from handtrack.assessment.protocol import PlausibleRange, Protocol, Section, counts_from_zero
from handtrack.assessment.rom_result import (
    Assessment,
    AssessmentMode,
    AssessmentProvenance,
    MotionFigure,
    Trial,
)
from handtrack.events import Label
from handtrack.landmarks.hand import FINGERS, Finger, Hand, fingers_but
from handtrack.landmarks.quality import hand_length_px
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from handtrack.measurements import MEASUREMENTS
from handtrack.scoring.movement_quality import steadiness


def assess(
    recording: Recording,
    hand: Hand,
    protocol: Protocol,
    taken: Sequence[PoseHeld],
    manner: AssessmentMode = AssessmentMode.ACTIVE,
) -> Assessment:
    """Compute every figure of a protocol from the poses that were held.

    Parameters
    ----------
    recording : Recording
        Source of the provenance.
    hand : Hand
        Through the whole recording. Motions of fingers in `hand.without` are left out.
    protocol : Protocol
    taken : sequence of PoseHeld
        Detected or marked poses, in order of time.
    manner : AssessmentMode
        As declared.

    Returns
    -------
    Assessment
        Sections without a pose have no figures.
    """
    holds = pose_frames(hand, taken)
    figures = [
        figure
        for section in protocol.sections
        for figure in _figures(
            protocol, section, [h for h in holds if _is_of(h, section)], hand.without
        )
    ]
    made_by = _made_by(recording, protocol, hand, holds)
    return Assessment(hand.side, manner, tuple(figures), made_by, hand.without)


def _is_of(hold: PoseFrames, section: Section) -> bool:
    return hold.held.request.section.id == section.id


def _figures(
    protocol: Protocol, section: Section, holds: Sequence[PoseFrames], without: tuple[Finger, ...]
) -> Iterable[MotionFigure]:
    if not holds:
        return
    single: dict[str, MotionFigure] = {}
    for pose in section.poses:
        of_pose = [hold for hold in holds if hold.held.request.pose.id == pose.id]
        if pose.ladder and of_pose and not without:  # the test needs all four fingers
            yield opposition_figure(pose.id, [_opposition(hold) for hold in of_pose])
        keys = [key for key in pose.keys if motion_of(key).readable(without)]
        for key in keys if of_pose else ():
            reads = [
                _read(hold, zero_pose(hold, holds), key, protocol.plausible_range(key))
                for hold in of_pose
            ]
            single[key] = _with_zero(motion_figure(key, pose.id, reads), section, holds)
            yield single[key]
    if section.total:
        fingers = fingers_but(without)
        yield from (
            total_motion_figure(finger, section.total.flexion, single) for finger in fingers
        )


def _with_zero(figure: MotionFigure, section: Section, holds: Sequence[PoseFrames]) -> MotionFigure:
    """Attach the reason if the figure is missing because its zero pose was not held."""
    zero = next((pose for pose in section.poses if pose.zero), None)
    there = any(hold.held.request.pose.zero for hold in holds)
    if figure.value is not None or zero is None or there or not counts_from_zero(figure.motion):
        return figure
    return replace(figure, note=f"it counts from the pose {zero.id}, which is not there")


def _read(
    hold: PoseFrames, zero: PoseFrames | None, key: str, limits: PlausibleRange | None
) -> TrialReading:
    """Reading of one motion in one pose."""
    motion, taken = motion_of(key), hold.held
    angle = pose_angle(motion, hold, zero)
    readings = angle.deg
    values = motion.sign * readings[np.isfinite(readings)]
    value = float(np.median(values)) if len(values) >= MIN_FRAMES else None
    implausible = (
        value is not None and limits is not None and not limits.low <= value <= limits.high
    )
    depth = _occlusion_depth(motion, hold)
    hidden = bool(depth)
    in_view = hold.view in motion.reading.measurement.views
    trial = Trial(
        number=taken.request.trial,
        start_s=taken.start_s,
        end_s=taken.end_s,
        value=value,
        implausible=implausible,
        label=Label.VERIFIED if hold.well_tracked and in_view and not hidden else Label.ESTIMATED,
        steadiness=steadiness(np.asarray(hold.hand.time_s), readings)
        if value is not None
        else None,
    )
    known = angle.sd_deg[np.isfinite(angle.sd_deg)]
    sd_deg = float(np.median(known)) if len(known) else 0.0
    return TrialReading(trial, hold.view, depth, hold.well_tracked, sd_deg)


def _occlusion_depth(motion: Motion, hold: PoseFrames) -> int:
    """Number of fingers between this one and the camera, in the side view; else 0."""
    if motion.finger is None or hold.view is not View.SIDE:
        return 0
    depth = {f: float(np.median(hold.hand.image_px[:, f.mcp, 2])) for f in FINGERS}
    return sorted(depth, key=depth.__getitem__).index(motion.finger)


def _opposition(hold: PoseFrames) -> tuple[TrialReading, OppositionScore]:
    """Reading of one Kapandji test."""
    result = OppositionScore(None, ())
    if hold.usable:
        off_palm_deg = MEASUREMENTS["thumb_palmar_abduction"].read(hold.hand)
        gaps = level_gaps(hold.hand)
        result = score_opposition(np.asarray(hold.hand.time_s), gaps, off_palm_deg)
    score = None if result.score is None else float(result.score)
    start_s, end_s, number = hold.held.start_s, hold.held.end_s, hold.held.request.trial
    trial = Trial(number, start_s, end_s, score, False, Label.ESTIMATED, None)
    return TrialReading(trial, hold.view), result


def _made_by(
    recording: Recording, protocol: Protocol, hand: Hand, holds: Sequence[PoseFrames]
) -> AssessmentProvenance:
    header = recording.header
    steps = np.diff(np.asarray(hand.time_s))
    lengths = [hand_length_px(hold.hand) for hold in holds if hold.usable]
    return AssessmentProvenance(
        handtrack=__version__,
        engine=header.engine,
        model_sha256=header.model_sha256,
        protocol=protocol.id,
        protocol_version=protocol.version,
        source=header.source,
        source_sha256=header.source_sha256,
        rate_hz=float(1 / np.median(steps)) if len(steps) else None,
        hand_length_px=float(np.median(np.concatenate(lengths))) if lengths else None,
    )
