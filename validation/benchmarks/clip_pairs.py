"""Pairs of what handtrack does with a clip and of the bare loop on MediaPipe.

Each has its model loaded beforehand, but for the first result, which is a program of its own.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from itertools import cycle
from pathlib import Path

from handtrack.definitions.library import find
from handtrack.scoring.score import score
from handtrack.sources.video import Frame, VideoSource
from handtrack.tracking.open_tracker import MOST_THREADS
from handtrack.tracking.track_video import track_video
from handtrack.tracking.tracker import Tracker
from validation.benchmarks.pairs import Pair
from validation.benchmarks.yardsticks import BareLoop, bgr

SAMPLES = Path(__file__).parents[2] / "sample_videos"
CLIP, EMPTY = SAMPLES / "fist.mp4", SAMPLES / "nobody.mp4"
STEPS = 20
"""Frames of one turn of live steps."""
OURS_FIRST = """
import sys
from pathlib import Path
from handtrack.sources.video import VideoSource
from handtrack.tracking.open_tracker import open_tracker
with VideoSource(Path(sys.argv[1])) as video:
    open_tracker(threads=int(sys.argv[2])).track(next(iter(video)))
"""
BARE_FIRST = """
import sys
from pathlib import Path
from validation.benchmarks.yardsticks import BareLoop
BareLoop().clip(Path(sys.argv[1]), most=1)
"""


def one_clip(name: str, bare: BareLoop, tracker: Tracker, clip: Path, number: str) -> Pair:
    """A clip tracked and scored, against the bare loop, both with their model loaded.

    Parameters
    ----------
    name : str
    bare : BareLoop
    tracker : Tracker
    clip : Path
    number : str
        Of the exercise.
    """
    exercise = find(number)

    def ours() -> None:
        score(track_video(clip, tracker), exercise)

    return Pair(name, ours, partial(bare.clip, clip), rounds=5, goal=1.35)


def live_steps(
    name: str,
    bare: BareLoop,
    tracker: Tracker,
    clip: Path,
    rounds: int,
    goal: float | None = None,
) -> Pair:
    """Frames that were read beforehand, some each turn, against the bare loop on the same ones.

    Parameters
    ----------
    name : str
    bare : BareLoop
    tracker : Tracker
    clip : Path
    rounds : int
    goal : float, optional
    """
    with VideoSource(clip) as video:
        frames = list(video)
    parts = [frames[i : i + STEPS] for i in range(0, len(frames) - STEPS + 1, STEPS)]
    ours, theirs = cycle(parts), cycle([[bgr(f.image_rgb) for f in part] for part in parts])
    tracker.reset()
    return Pair(
        name, lambda: _track(tracker, next(ours)), lambda: bare.steps(next(theirs)), rounds, goal
    )


def _track(tracker: Tracker, frames: list[Frame]) -> None:
    for frame in frames:
        tracker.track(frame)


def first_result() -> Pair:
    """A program that starts, loads its model and finds the hand in a clip's first frame."""

    def run(*words: str) -> None:
        command = [sys.executable, "-c", *words]
        subprocess.run(command, check=True, capture_output=True, cwd=SAMPLES.parent)

    ours = partial(run, OURS_FIRST, str(CLIP), str(MOST_THREADS))
    theirs = partial(run, BARE_FIRST, str(CLIP))
    return Pair("first result of a clip", ours, theirs, rounds=9, goal=1.67)
