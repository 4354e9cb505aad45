"""Range of motion from still holds: one hand, taken through a protocol or a part of it.

A figure is the median of its trials, each the median of a plateau of one second. Its error joins
what is known of the measurement in that view with the spread of the trials. It is kept apart from
what was seen during exercise (`exercise_rom.py`) and is the only range of motion that is followed
over time.

A reading beyond what the joint can do is `implausible`: it is shown and left out, never cut down to
a limit. What a view cannot show is missing, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from handtrack import __version__
from handtrack.assessment.hold_detector import PoseHeld
from handtrack.assessment.kapandji import OppositionScore, level_gaps, score_opposition
from handtrack.assessment.motion_figures import TrialReading, figure_of, opposition_of, total_of
from handtrack.assessment.motions import Motion, motion_of
from handtrack.assessment.pose_angles import (
    LEAST_FRAMES,
    PoseFrames,
    angle_in,
    pose_frames,
    zero_pose,
)
from handtrack.assessment.protocol import Plausible, Protocol, Section, counts_from_zero
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
    """Read every figure of the poses that were held.

    Parameters
    ----------
    hand : Hand
        Through the whole recording. The motions of fingers that it lacks are left out.
    taken : sequence of PoseHeld
        The poses found or marked, in order of time.
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
    return hold.taken.ask.section.id == section.id


def _figures(
    protocol: Protocol, section: Section, holds: Sequence[PoseFrames], without: tuple[Finger, ...]
) -> Iterable[MotionFigure]:
    if not holds:
        return
    single: dict[str, MotionFigure] = {}
    for pose in section.poses:
        of_pose = [hold for hold in holds if hold.taken.ask.pose.id == pose.id]
        if pose.ladder and of_pose and not without:  # it leads over all four
            yield opposition_of(pose.id, [_climb(hold) for hold in of_pose])
        keys = [key for key in pose.keys if motion_of(key).readable(without)]
        for key in keys if of_pose else ():
            reads = [
                _read(hold, zero_pose(hold, holds), key, protocol.limits(key)) for hold in of_pose
            ]
            single[key] = _with_zero(figure_of(key, pose.id, reads), section, holds)
            yield single[key]
    if section.total:
        fingers = fingers_but(without)
        yield from (total_of(finger, section.total.flexion, single) for finger in fingers)


def _with_zero(figure: MotionFigure, section: Section, holds: Sequence[PoseFrames]) -> MotionFigure:
    """The figure; where it is missing for want of the pose it counts from, with that reason."""
    zero = next((pose for pose in section.poses if pose.zero), None)
    there = any(hold.taken.ask.pose.zero for hold in holds)
    if figure.value is not None or zero is None or there or not counts_from_zero(figure.motion):
        return figure
    return replace(figure, note=f"it counts from the pose {zero.id}, which is not there")


def _read(
    hold: PoseFrames, zero: PoseFrames | None, key: str, limits: Plausible | None
) -> TrialReading:
    """One motion in one hold."""
    motion, taken = motion_of(key), hold.taken
    angle = angle_in(motion, hold, zero)
    readings = angle.deg
    values = motion.sign * readings[np.isfinite(readings)]
    value = float(np.median(values)) if len(values) >= LEAST_FRAMES else None
    odd = value is not None and limits is not None and not limits.low <= value <= limits.high
    behind = _behind(motion, hold)
    hidden = bool(behind)
    in_view = hold.view in motion.reading.measurement.views
    trial = Trial(
        number=taken.ask.trial,
        start_s=taken.start_s,
        end_s=taken.end_s,
        value=value,
        implausible=odd,
        label=Label.VERIFIED if hold.good and in_view and not hidden else Label.ESTIMATED,
        steadiness=steadiness(np.asarray(hold.hand.time_s), readings)
        if value is not None
        else None,
    )
    doubts = angle.sd_deg[np.isfinite(angle.sd_deg)]
    doubt = float(np.median(doubts)) if len(doubts) else 0.0
    return TrialReading(trial, hold.view, behind, hold.good, doubt)


def _behind(motion: Motion, hold: PoseFrames) -> int:
    """How many fingers lie between this one and the lens, seen from the side."""
    if motion.finger is None or hold.view is not View.SIDE:
        return 0
    depth = {f: float(np.median(hold.hand.image_px[:, f.mcp, 2])) for f in FINGERS}
    return sorted(depth, key=depth.__getitem__).index(motion.finger)


def _climb(hold: PoseFrames) -> tuple[TrialReading, OppositionScore]:
    """One climbing of the thumb's ladder."""
    ladder = OppositionScore(None, ())
    if hold.usable:
        away = MEASUREMENTS["thumb_palmar_abduction"].read(hold.hand)
        ladder = score_opposition(np.asarray(hold.hand.time_s), level_gaps(hold.hand), away)
    score = None if ladder.score is None else float(ladder.score)
    start_s, end_s, number = hold.taken.start_s, hold.taken.end_s, hold.taken.ask.trial
    trial = Trial(number, start_s, end_s, score, False, Label.ESTIMATED, None)
    return TrialReading(trial, hold.view), ladder


def _made_by(
    recording: Recording, protocol: Protocol, hand: Hand, holds: Sequence[PoseFrames]
) -> AssessmentProvenance:
    header = recording.header
    steps = np.diff(np.asarray(hand.time_s))
    lengths = [hand_length_px(hold.hand) for hold in holds if hold.usable]
    return AssessmentProvenance(
        handtrack=__version__,
        mediapipe=header.mediapipe,
        model_sha256=header.model_sha256,
        protocol=protocol.id,
        protocol_version=protocol.version,
        source=header.source,
        source_sha256=header.source_sha256,
        rate_hz=float(1 / np.median(steps)) if len(steps) else None,
        hand_length_px=float(np.median(np.concatenate(lengths))) if lengths else None,
    )
