"""Objects beside the synthetic hand, as a tracker that follows them would have recorded them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.hand import Floats, Landmark
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.tracked_object import MOST_PIECES, ObjectKind
from handtrack.measurements.object_in_hand import pinch_point
from synthetic_hand.performances.perform import perform, repetition_times_s
from synthetic_hand.performances.style import Style

PEN_PX = 90.0
COIN_PX = 9.0


def beside(recording: Recording, kind: ObjectKind, points: Floats) -> Recording:
    """Give a recording with an object's points, shape (frames, places, 2)."""
    radius = np.where(np.isfinite(points[..., :1]), COIN_PX, np.nan)
    object_px = np.concatenate([points, radius], axis=-1).astype(np.float32)
    header = replace(recording.header, object_kind=kind.value)
    return replace(recording, header=header, object_px=object_px)


def with_carried_pen(exercise: Exercise, style: Style, taken: Sequence[bool]) -> Recording:
    """Give the hand's transports, and a pen that goes along in those in which it is taken."""
    recording = perform(exercise, style)
    tips = pinch_point(recording.image_px[:, 0].astype(float))[:, :2]
    place = np.full_like(tips, np.nan)
    place[0] = tips[0]
    half_s = style.move_s / 2
    for (start_s, end_s), along in zip(repetition_times_s(exercise, style), taken, strict=True):
        held = (recording.time_s > start_s + half_s) & (recording.time_s <= end_s - half_s)
        if along:
            place[held] = tips[held]
    for i in np.flatnonzero(np.isnan(place[:, 0])).tolist():
        place[i] = place[i - 1]
    ends = place[:, None] + np.array([[0.0, -PEN_PX / 2], [0.0, PEN_PX / 2]])
    return beside(recording, ObjectKind.ROD, ends)


def with_pieces(recording: Recording, there: Floats) -> Recording:
    """Give a recording with so many pieces on the table in each frame, far from the hand."""
    rows = np.arange(MOST_PIECES)
    spots = np.stack([24.0 + 26.0 * (rows % 8), 14.0 + 26.0 * (rows // 8)], axis=-1)
    points = np.where((rows < there[:, None])[..., None], spots, np.nan)
    return beside(recording, ObjectKind.PIECES, points)


def pieces_over_time(time_s: Floats, first: int, changes: Sequence[tuple[float, int]]) -> Floats:
    """Give how many there are, from the times at which some came (+) or went (-)."""
    there = np.full(len(time_s), first, dtype=np.float64)
    for at_s, many in changes:
        there[time_s >= at_s] += many
    return there


def with_turned_pen(recording: Recording, turned_deg: Floats) -> Recording:
    """Give a recording with a pen in the palm that lies in these directions on the screen."""
    middle = recording.image_px[:, 0, Landmark.MIDDLE_MCP, :2].astype(float)
    along = np.stack([np.cos(np.radians(turned_deg)), np.sin(np.radians(turned_deg))], axis=-1)
    ends = np.stack([middle - along * PEN_PX / 2, middle + along * PEN_PX / 2], axis=1)
    return beside(recording, ObjectKind.ROD, ends)


def with_shifted_pen(recording: Recording, grip: Floats) -> Recording:
    """Give a recording with a pen held at this share of its length."""
    tips = (Landmark.THUMB_TIP, Landmark.INDEX_TIP, Landmark.MIDDLE_TIP)
    held = recording.image_px[:, 0, tips, :2].astype(float).mean(axis=1)
    along = np.array([PEN_PX, 0.0])
    first = held - grip[:, None] * along
    return beside(recording, ObjectKind.ROD, np.stack([first, first + along], axis=1))
