"""The frames of a pose that was held, and the angles read in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.assessment.hold_detector import PoseHeld
from handtrack.assessment.motions import Motion
from handtrack.landmarks.geometry import ForearmLine, forearm_line
from handtrack.landmarks.hand import Hand
from handtrack.landmarks.learned_pose import estimate_pose as fit_hand
from handtrack.landmarks.quality import MIN_GOOD_SHARE, quality
from handtrack.landmarks.views import View, view_of
from handtrack.measurements.joint_angle import JointAngle, angle_from_zero, angle_per_frame
from handtrack.verifiers.signals import cut_hand

LEAST_FRAMES = 3
"""Provisional: a plateau of fewer usable frames is no plateau."""
LEAST_SEEN = 0.5
"""Provisional: the hand must be usable in at least this share of a plateau."""


@dataclass(frozen=True, slots=True)
class PoseFrames:
    """The frames of one plateau.

    Parameters
    ----------
    taken : PoseHeld
        Which pose it is, and when.
    hand : Hand
        The frames that can be used.
    usable : bool
        Whether they are enough to read anything.
    good : bool
        Whether most of all frames were well tracked.
    view : View or None
        From where they see the hand; None where they are not usable.
    """

    taken: PoseHeld
    hand: Hand
    usable: bool
    good: bool
    view: View | None


def pose_frames(hand: Hand, taken: Iterable[PoseHeld]) -> list[PoseFrames]:
    """Cut poses out of a hand's way, `hand` being the whole of it."""
    good = quality(hand).good
    return [_hold_of(hand, good, one) for one in taken]


def _hold_of(hand: Hand, good: NDArray[np.bool_], taken: PoseHeld) -> PoseFrames:
    """Cut one out; `good` says which of all frames are well tracked."""
    start, end = np.searchsorted(np.asarray(hand.time_s), [taken.start_s, taken.end_s])
    hold = cut_hand(hand, slice(int(start), int(end)))
    fit = hold.seen & ~np.asarray(hold.settling)
    usable = int(fit.sum()) >= LEAST_FRAMES and float(fit.mean()) >= LEAST_SEEN
    kept = cut_hand(hold, np.flatnonzero(fit))
    view = view_of(fit_hand(kept).palm_orientation) if usable else None
    steady = usable and float(good[start:end].mean()) >= MIN_GOOD_SHARE
    return PoseFrames(taken, kept, usable, steady, view)


def zero_pose(hold: PoseFrames, holds: Sequence[PoseFrames]) -> PoseFrames | None:
    """The zero pose that was held last before this one; the next one where there is none."""
    zeros = [h for h in holds if h.taken.ask.pose.zero]
    before = [h for h in zeros if h.taken.start_s <= hold.taken.start_s]
    return before[-1] if before else zeros[0] if zeros else None


def angle_in(motion: Motion, hold: PoseFrames, zero: PoseFrames | None) -> JointAngle:
    """The measurement in every usable frame, less its zero where it is relative."""
    unread = np.full(len(hold.hand.image_px), np.nan)
    nothing = JointAngle(unread, unread)
    if not hold.usable:
        return nothing
    measurement = motion.reading.measurement
    if not measurement.needs_forearm and not motion.relative:
        return angle_per_frame(motion.reading, hold.hand, hold.view, None)
    if zero is None or not zero.usable:
        return nothing
    line: ForearmLine | None = forearm_line(zero.hand) if measurement.needs_forearm else None
    return angle_from_zero(motion.reading, hold.hand, zero.hand, hold.view, line)
