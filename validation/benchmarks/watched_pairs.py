"""The pairs whose ratios are watched: on fixed inputs, by processor's time on one core each.

So they hardly depend on what else the machine does, and tell work that was added, not time that was
waited for: overlap and second cores are measured by `offline.py` alone.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Side
from handtrack.scoring.score import score
from handtrack.sources.video import Frame, VideoSource
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.track_video import track_video
from handtrack.tracking.tracker import Tracker
from validation.benchmarks.engine import EXERCISES, moments, performed, repeated, stream
from validation.benchmarks.pairs import Pair, Work
from validation.benchmarks.yardsticks import BareLoop, arithmetic, bgr, steps_of_arithmetic

SAMPLES = Path(__file__).parents[2] / "sample_videos"
CLIP, EMPTY, SHORT_CLIP = SAMPLES / "fist.mp4", SAMPLES / "nobody.mp4", SAMPLES / "left_spread.mp4"
WHOLE_FRAMES, STREAMED_FRAMES = 20_000, 500
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
LIBRARY = "import asyncio, decimal, email.message, http.client, sqlite3, unittest.mock, xml.dom"


def watched_pairs() -> Iterator[Pair]:
    """Everything that is watched; first the engine, before a tracker's threads are there."""
    yield from engine_pairs()
    bare, tracker = BareLoop(), open_tracker(threads=1)
    yield one_clip("a clip, on one core", bare, tracker, SHORT_CLIP, "33", rounds=5)
    yield live_steps("live steps, on one core", bare, tracker, CLIP, rounds=19)
    yield live_steps("live steps without a hand, on one core", bare, tracker, EMPTY, rounds=9)
    yield first_result("first result of a clip", threads=1, rounds=5)
    yield Pair("handtrack --help", _run("-m", "handtrack", "--help"), _run("-c", LIBRARY), 9)


def one_clip(
    name: str,
    bare: BareLoop,
    tracker: Tracker,
    clip: Path,
    number: str,
    rounds: int,
    goal: float | None = None,
) -> Pair:
    """A clip tracked and scored, against the bare loop, both with their model loaded.

    Parameters
    ----------
    name : str
    bare : BareLoop
    tracker : Tracker
    clip : Path
    number : str
        Of the exercise.
    rounds : int
    goal : float, optional
    """
    exercise = find(number)

    def ours() -> None:
        score(track_video(clip, tracker), exercise)

    return Pair(name, ours, partial(bare.clip, clip), rounds, goal)


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


def engine_pairs() -> Iterator[Pair]:
    """Scoring without a video, against arithmetic on as many points."""
    for number in EXERCISES:
        exercise = find(number)
        short = performed(exercise)
        whole = repeated(short, WHOLE_FRAMES)
        points = whole.hand(0, Side.RIGHT).image_px
        yield Pair(
            f"exercise {number}, a whole recording",
            partial(score, whole, exercise),
            partial(arithmetic, points),
            rounds=11,
        )
        scored = score(short, exercise)
        frames = moments(short, scored)[:STREAMED_FRAMES]
        yield Pair(
            f"exercise {number}, frame by frame",
            partial(stream, exercise, scored.result.calibration, frames),
            partial(steps_of_arithmetic, np.array([f.image_px for f in frames])),
            rounds=21,
        )


def first_result(name: str, threads: int, rounds: int, goal: float | None = None) -> Pair:
    """A program that starts, loads its model and finds the hand in a clip's first frame.

    Parameters
    ----------
    name : str
    threads : int
        Of our tracker.
    rounds : int
    goal : float, optional
    """
    ours = _run("-c", OURS_FIRST, str(CLIP), str(threads))
    return Pair(name, ours, _run("-c", BARE_FIRST, str(CLIP)), rounds, goal)


def _run(*words: str) -> Work:
    """A Python of its own, at the top of the checkout."""
    command, top = [sys.executable, *words], SAMPLES.parent
    return lambda: subprocess.run(command, check=True, capture_output=True, cwd=top)
