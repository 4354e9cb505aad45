"""Clips as a tracker without error would see them: what is wrong here is not its doing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_header import Header
from validation.evaluate.clips import Clip
from validation.evaluate.group_values import Perfect
from validation.evaluate.score_clip import Outcome, score_clip
from validation.evaluate.tables_from_clips import perfect
from validation.evaluate.true_onsets import true_hand

OUTSIDE = 0.5
"""A hand of which so many joints are outside of the picture is not seen."""


def on_exact_joints(clips: Sequence[Clip]) -> Perfect:
    """Score clips as all exercises they show, on their true joints."""
    return perfect([outcome for clip in clips for outcome in outcomes_of(clip)])


def outcomes_of(clip: Clip) -> list[Outcome]:
    """Score one clip so."""
    seen = recording_of(clip)
    return [score_clip(clip, seen, find(exercise)) for exercise in clip.exercises]


def recording_of(clip: Clip) -> Recording:
    """The true joints as a recording, with a depth in pixels as a tracker gives it."""
    time_s = np.arange(len(clip.joints_m)) / clip.fps
    hand = true_hand(clip, time_s)
    inside = ((hand.image_px[..., :2] >= 0) & (hand.image_px[..., :2] <= clip.size_px)).all(-1)
    seen = inside.mean(axis=-1) > OUTSIDE
    visible = seen[:, np.newaxis, np.newaxis, np.newaxis]
    return Recording(
        Header(frame_size_px=clip.size_px),
        time_s,
        np.where(visible, hand.image_px[:, np.newaxis], np.nan).astype(np.float32),
        np.where(visible, hand.world_m[:, np.newaxis], np.nan).astype(np.float32),
        np.where(seen, clip.side is Side.RIGHT, -1).astype(np.int8)[:, np.newaxis],
        np.where(seen, 1.0, np.nan).astype(np.float32)[:, np.newaxis],
        np.zeros((len(time_s), 1), np.bool_),
    )
