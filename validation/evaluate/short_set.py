"""The short set: landmark recordings of a few clips, kept in the repository with their truth.

They are scored at every change, without renderer, video or tracker, and must not come out worse
than what was published.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import write
from validation.evaluate.agreement import Figure
from validation.evaluate.clips import Clip, read_folder, track_beside
from validation.evaluate.report_values import Range, Short
from validation.evaluate.run import outcomes_of
from validation.evaluate.tables_from_clips import short
from validation.evaluate.tracks import Tracks

FOLDER = Path(__file__).with_name("short_clips")
SLACK_DEG = 0.2
"""NumPy of another version may round otherwise; a regression is larger."""
SLACK_SHARE = 1e-3
KEPT = ("wrist_flexion", "wrist_deviation")
"""What the truth needs besides the joints."""


def score_short(folder: Path = FOLDER) -> Short:
    """Score the short set."""
    return short(outcomes_of(read_folder(folder), Tracks(folder), lambda _: None))


def write_short_set(clips: Sequence[Clip], tracks: Tracks, folder: Path = FOLDER) -> None:
    """Put the truth and the recordings of some clips into the folder, and no others."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.json"), *folder.glob("*.npz")):
        old.unlink()
    for clip in clips:
        truth = clip.video.with_suffix(".json")
        shutil.copy(truth, folder)
        commands = [clip.commanded[key] for key in KEPT if key in clip.commanded]
        np.savez_compressed(
            folder / f"{clip.name}.npz",
            joints3d=clip.joints_m.astype(np.float32),
            px=clip.px.astype(np.float32),
            cmd=np.array(commands, np.float32).T,
            cmd_keys=np.array([key for key in KEPT if key in clip.commanded], "U20"),
        )
        _write(track_beside(folder / clip.video.name), tracks.of(clip.video))


def _write(path: Path, recording: Recording) -> None:
    """As `recording.write` does, but compressed."""
    write(path, recording)
    with np.load(path) as data:
        arrays = dict(data)
    np.savez_compressed(path, **arrays)


def worse(now: Short, published: Short) -> list[str]:
    """What has become worse, a sentence each."""
    found = [
        _fell("clips counted exactly", now.total.exact.share, published.total.exact.share),
        _fell("event F1", now.total.f1, published.total.f1),
        _rose("ghosts", now.total.ghosts, published.total.ghosts, 0.0),
        _fell("touches given to the right finger", now.touches.share, published.touches.share),
    ]
    told = {row.made: row for row in published.verdicts}
    for row in now.verdicts:
        was = told.get(row.made)
        if row.right_reason and was and was.right_reason:
            name = f"right reasons for {row.made} repetitions"
            found.append(_fell(name, row.right_reason.share, was.right_reason.share))
    ranges = {_key(row): row for row in now.ranges}
    for before in published.ranges:
        name, after = ", ".join(_key(before)), ranges.get(_key(before))
        if after is None:
            found.append(f"{name}: is no longer measured")
            continue
        found.append(_fell(f"{name}: printed", after.printed.share, before.printed.share))
        found.append(_rose(f"{name}: MAE", after.mae_deg, before.mae_deg, SLACK_DEG))
    return [sentence for sentence in found if sentence]


def _key(row: Range) -> tuple[str, str, str]:
    return row.exercise, row.measure, row.view


def _fell(name: str, now: Figure, before: Figure) -> str:
    if before is None or (now is not None and now >= before - SLACK_SHARE):
        return ""
    return f"{name}: {now} instead of {before}"


def _rose(name: str, now: Figure, before: Figure, slack: float) -> str:
    if now is None or (before is not None and now <= before + slack):
        return ""
    return f"{name}: {now} instead of {before}"
