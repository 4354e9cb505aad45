"""Rendered clips with their truth, beside what was tracked on them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.geometry import palm_normal
from handtrack.landmarks.hand import Finger, Floats, Hand, Side
from handtrack.landmarks.recording_file import read
from handtrack.landmarks.views import View, view_matches

WARM_UP = 10
"""Frames after the first detection that are left out, where a recording marks none."""
VIEWS = (View.PALM, View.SIDE, View.OBLIQUE, View.DORSAL)


@dataclass(frozen=True, slots=True)
class TrackedClip:
    """A tracked clip beside its truth: `truth` is a `Hand` made of the true joints."""

    name: str
    tracked: Hand
    truth: Hand
    reps: list[dict[str, Any]]
    view: View
    used: NDArray[np.bool_]


def load_clip(path: Path, recordings: Path) -> TrackedClip:
    """Read truth and recording of one rendered clip."""
    about = json.loads(path.read_text())
    with np.load(path.with_suffix(".npz")) as data:
        joints, px = data["joints3d"].astype(float), data["px"].astype(float)
    recording = read(recordings / f"{path.stem}.npz")
    tracked = recording.hand(0, Side(about["side"]))
    depth = joints[..., 2:] * about["fx"] / about["view"]["dist"]
    truth = replace(tracked, image_px=np.concatenate([px, depth], axis=-1), world_m=joints)
    facing = float(np.median(-palm_normal(joints, tracked.side)[..., 2]))
    view = next(v for v in VIEWS if view_matches(v, np.array(facing)))
    used = tracked.seen & ~np.asarray(tracked.settling)
    used[:WARM_UP] = False
    reps = [_words(rep) for rep in about["reps"]]
    return TrackedClip(path.stem, tracked, truth, reps, view, used)


def _words(rep: dict[str, Any]) -> dict[str, Any]:
    """One word a finger: clips from elsewhere say pinky."""
    touches = rep.get("touches") or []
    return rep | {"touches": [("little" if n == "pinky" else n, a, b) for n, a, b in touches]}


def rest_frames(clip: TrackedClip) -> slice:
    """Give the frames before the first repetition."""
    return slice(WARM_UP, int(clip.reps[0]["start"]))


def excursions(x: Floats, clip: TrackedClip, finger: Finger | None) -> Floats:
    """Peak minus start of each repetition, from short medians; at a touch for a touching finger."""
    result = []
    for rep in clip.reps:
        start, peak = int(rep["start"]), int(rep["peak"])
        for name, begin, end in rep["touches"]:
            if name == finger:
                peak = int((begin + end) / 2)
        rest = np.median(x[max(start - 3, 0) : start + 2])
        result.append(np.median(x[max(peak - 1, 0) : peak + 2]) - rest)
    return np.array(result)


def touched(clip: TrackedClip, finger: Finger | None) -> list[bool]:
    """Which repetitions count for this finger: those in which the thumb touches it."""
    return [not r["touches"] or any(t[0] == finger for t in r["touches"]) for r in clip.reps]
