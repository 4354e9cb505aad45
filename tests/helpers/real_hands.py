"""Landmarks of real hands that are not part of the project: they lie beside the checkout."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from handtrack.landmarks.hand import Floats
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_header import Header
from tests.helpers.paths import SHARED

REAL = SHARED / "real"
needs_real_hands = pytest.mark.skipif(
    not (REAL / "truth.json").exists(), reason=f"no recordings of real hands in {REAL}"
)


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording and what an eye saw in it.

    Parameters
    ----------
    events_s : ndarray, shape (N, 2)
        When each event (a closure, a bend, a touch) begins and ends.
    active_s : tuple of float
        From when to when the exercise is done at all.
    """

    recording: Recording
    events_s: Floats
    active_s: tuple[float, float]


def clip(name: str) -> Clip:
    """Read one recording with its truth."""
    told = {entry["name"]: entry for entry in json.loads((REAL / "truth.json").read_text())}[name]
    recording = _recording(REAL / told["recording"])
    frames = np.array(told["event_intervals"], dtype=int).reshape(-1, 2)
    first, last = np.clip(told["active_frames"], 0, len(recording) - 1)
    times_s = recording.time_s
    return Clip(recording, times_s[frames], (float(times_s[first]), float(times_s[last])))


def _recording(path: Path) -> Recording:
    """Bring normalised coordinates into pixels, as the tracker does."""
    with np.load(path) as data:
        width, height = (int(size) for size in data["frame_size"])
        return Recording(
            Header((width, height), slots=2, source=path.stem, engine="mediapipe 1.2.2"),
            time_s=data["time_ms"] / 1000,
            image_px=(data["image"] * np.array([width, height, width])).astype(np.float32),
            world_m=data["world"].astype(np.float32),
            is_right=data["hand_is_right"].astype(np.int8),
            side_score=data["handedness_score"].astype(np.float32),
            settling=np.zeros(data["hand_is_right"].shape, bool),
        )
