"""Several exercises recorded in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from handtrack.landmarks.recording import Recording

STEP_S = 1 / 30


def in_one_go(recordings: Sequence[Recording]) -> Recording:
    """Give the first hand of each, one after the other; all in pictures of one size."""
    recordings = [_first_hand(recording) for recording in recordings]
    starts_s = np.cumsum([0.0, *(r.duration_s + STEP_S for r in recordings)])
    arrays: dict[str, Any] = {
        field.name: np.concatenate([getattr(r, field.name) for r in recordings])
        for field in fields(Recording)
        if field.name != "header" and getattr(recordings[0], field.name) is not None
    }
    arrays["time_s"] = np.concatenate(
        [r.time_s - r.time_s[0] + s for r, s in zip(recordings, starts_s, strict=False)]
    )
    return replace(recordings[0], **arrays)


def _first_hand(recording: Recording) -> Recording:
    kept = set(recording.header.arrays) - {"time_s", "object_px"}
    arrays: dict[str, Any] = {name: getattr(recording, name)[:, :1] for name in kept}
    return replace(recording, header=replace(recording.header, slots=1), **arrays)
