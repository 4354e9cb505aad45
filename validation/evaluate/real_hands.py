"""Clips of real hands, counted by eye: the second table, where the footage is at hand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all
from handtrack.events import Status
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_header import Header
from handtrack.scoring.results import Repetition
from handtrack.scoring.score import score
from validation.evaluate.report_values import Real
from validation.evaluate.tracks import Tracks


def real_hands(folder: Path, tracks: Tracks) -> tuple[Real, ...]:
    """Score every clip counted for an exercise of the library, and free motion as all of them.

    Empty without the folder.
    """
    path = folder / "truth.json"
    if not path.exists():
        return ()
    library = {exercise.id: exercise for exercise in load_all()}
    rows: list[Real] = []
    for told in json.loads(path.read_text(encoding="utf-8")):
        recording = _recording(told, folder, tracks)
        if told["exercise"] in library:
            rows.append(_counted(told, recording, library[told["exercise"]]))
        elif told["exercise"] is None and "reps" in told["truth"]:
            rows.append(_free(told["name"], recording, list(library.values())))
    return tuple(rows)


def _recording(told: dict[str, Any], folder: Path, tracks: Tracks) -> Recording:
    if told["recording"]:
        return recording_of(folder / told["recording"])
    return tracks.of(folder / told["video"])


def _counted(told: dict[str, Any], recording: Recording, exercise: Exercise) -> Real:
    found = score(recording, exercise).result.repetitions
    counted = [r for r in found if r.status is Status.VALID]
    frames = np.array(told["event_intervals"], dtype=int)
    events = recording.time_s[np.clip(frames, 0, len(recording) - 1)]
    if "passes" in told["truth"]:  # one pass of touches; the events are the touches
        events = np.array([[events[0, 0], events[-1, 1]]])
    others = Counter(r.status.value for r in found if r.status is not Status.VALID)
    return Real(
        name=told["name"],
        exercise=exercise.title,
        true=int(told["truth"].get("reps", told["truth"].get("passes"))),
        counted=len(counted),
        matched=_matched(counted, events.mean(axis=1).tolist()),
        others=", ".join(f"{count} {status}" for status, count in sorted(others.items())),
    )


def _free(name: str, recording: Recording, library: Sequence[Exercise]) -> Real:
    found = [r.status for e in library for r in score(recording, e).result.repetitions]
    counted = found.count(Status.VALID)
    others = Counter(s.value for s in found if s is not Status.VALID)
    listed = ", ".join(f"{count} {status}" for status, count in sorted(others.items()))
    return Real(name, "no exercise, scored as every one", 0, counted, 0, listed)


def _matched(counted: Sequence[Repetition], middles_s: Sequence[float]) -> int:
    """Counted repetitions in which exactly one event has its middle."""
    return sum(sum(r.start_s <= m < r.end_s for m in middles_s) == 1 for r in counted)


def recording_of(path: Path) -> Recording:
    """Bring normalised coordinates into pixels, as the tracker does."""
    with np.load(path, allow_pickle=False) as data:
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
