"""Frames of a held pose, and the joint angles in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.assessment.motions import Motion
from handtrack.assessment.poses.hold_detector import PoseHeld
from handtrack.landmarks.geometry import ForearmLine, forearm_line
from handtrack.landmarks.hand import Hand
from handtrack.landmarks.pose.learned_pose import estimate_palm
from handtrack.landmarks.quality import MIN_GOOD_SHARE, quality
from handtrack.landmarks.views import View, view_of
from handtrack.measurements.joint_angle import JointAngle, angle_from_zero, angle_per_frame

MIN_FRAMES = 3
"""Provisional: least number of usable frames of a plateau."""
SURE_SHAPE = 0.85
"""Least presence at which the shape of a still hand is taken for what it is. Measured on rendered
hands that held hooks and fists: of ten that were read as another shape, more than 30 degrees off,
eight were below; of the others one in a hundred (`validation/repeats`). In eight clips of real
hands at most one frame in a hundred is below."""
MIN_SEEN_SHARE = 0.5
"""Provisional: least share of usable frames of a plateau."""


@dataclass(frozen=True, slots=True)
class PoseFrames:
    """Frames of one plateau.

    Parameters
    ----------
    held : PoseHeld
        Pose and interval.
    hand : Hand
        Usable frames: hand detected, tracker warmed up and sure of the hand.
    usable : bool
        Whether there are enough of them.
    well_tracked : bool
        Whether most of all frames have good tracking quality.
    view : View or None
        View of the hand; None if not usable.
    """

    held: PoseHeld
    hand: Hand
    usable: bool
    well_tracked: bool
    view: View | None


def pose_frames(hand: Hand, taken: Iterable[PoseHeld]) -> list[PoseFrames]:
    """Frames of each pose.

    Parameters
    ----------
    hand : Hand
        Through the whole recording.
    taken : iterable of PoseHeld

    Returns
    -------
    list of PoseFrames
        In the order of `taken`.
    """
    good = quality(hand).good
    return [_frames_of(hand, good, one) for one in taken]


def _frames_of(hand: Hand, good: NDArray[np.bool_], taken: PoseHeld) -> PoseFrames:
    """Frames of one pose; `good` is the tracking quality of all frames of the recording."""
    start, end = np.searchsorted(np.asarray(hand.time_s), [taken.start_s, taken.end_s])
    hold = hand.at(slice(int(start), int(end)))
    usable_mask = hold.seen & ~np.asarray(hold.settling)
    if hold.presence is not None:
        usable_mask &= np.asarray(hold.presence) >= SURE_SHAPE
    usable = int(usable_mask.sum()) >= MIN_FRAMES and float(usable_mask.mean()) >= MIN_SEEN_SHARE
    usable_frames = hold.at(np.flatnonzero(usable_mask))
    view = view_of(estimate_palm(usable_frames).orientation) if usable else None
    steady = usable and float(good[start:end].mean()) >= MIN_GOOD_SHARE
    return PoseFrames(taken, usable_frames, usable, steady, view)


def zero_pose(hold: PoseFrames, holds: Sequence[PoseFrames]) -> PoseFrames | None:
    """Zero pose of a pose: the last one held before it, else the first one after it.

    Parameters
    ----------
    hold : PoseFrames
    holds : sequence of PoseFrames
        Of the same section, in order of time.

    Returns
    -------
    PoseFrames or None
        None without a zero pose.
    """
    zeros = [h for h in holds if h.held.request.pose.zero]
    before = [h for h in zeros if h.held.start_s <= hold.held.start_s]
    return before[-1] if before else zeros[0] if zeros else None


def pose_angle(motion: Motion, hold: PoseFrames, zero: PoseFrames | None) -> JointAngle:
    """Joint angle in each usable frame, from the zero pose if the motion is relative.

    Parameters
    ----------
    motion : Motion
        With a measurement.
    hold : PoseFrames
    zero : PoseFrames or None
        From `zero_pose`.

    Returns
    -------
    JointAngle
        Degrees; NaN if the pose, or the zero pose it needs, is not usable.
    """
    nan = np.full(len(hold.hand.image_px), np.nan)
    nothing = JointAngle(nan, nan)
    if not hold.usable:
        return nothing
    measurement = motion.reading.measurement
    if not measurement.needs_forearm and not motion.relative:
        return angle_per_frame(motion.reading, hold.hand, hold.view, None)
    if zero is None or not zero.usable:
        return nothing
    line: ForearmLine | None = forearm_line(zero.hand) if measurement.needs_forearm else None
    return angle_from_zero(motion.reading, hold.hand, zero.hand, hold.view, line)
