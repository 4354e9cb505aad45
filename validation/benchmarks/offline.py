"""Speed as ratios measured in one run: `just bench`.

    python -m validation.benchmarks.offline [CLIP...]

Every figure is the median over rounds in which the things compared take turns, so that a busy
machine slows both alike. What is compared with: the bare loop, which is reading, converting and
`detect_for_video` and nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from mediapipe import Image, ImageFormat
from mediapipe.tasks.python import BaseOptions, vision

from handtrack.batch import workers as batch
from handtrack.batch.jobs import Job, Request
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find
from handtrack.landmarks.hand import Hand
from handtrack.landmarks.recording import Recording
from handtrack.scoring.score import Scored, score
from handtrack.scoring.stream import Stream
from handtrack.tracking.model_file import find_model
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.track_video import track_video
from handtrack.verifiers.calibration import Calibration

SAMPLES = Path(__file__).parents[2] / "sample_videos"
LONG_FRAMES = 30_000


def bare_loop(landmarker: vision.HandLandmarker, clip: Path, start_ms: int) -> int:
    """Read, convert and detect every frame; gives how many there were."""
    capture = cv2.VideoCapture(str(clip), cv2.CAP_FFMPEG)
    frames = 0
    while True:
        fine, image = capture.read()
        if not fine:
            return frames
        frames += 1
        rgb = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        landmarker.detect_for_video(Image(ImageFormat.SRGB, rgb), start_ms + frames)


def bare_landmarker() -> vision.HandLandmarker:
    """MediaPipe as its own examples make it, for one hand."""
    landmarker = vision.HandLandmarker.create_from_options(
        vision.HandLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(find_model(None).path)),
            running_mode=vision.RunningMode.VIDEO,
        )
    )
    landmarker.close = lambda: None  # closing reports over the network
    return landmarker


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cpu_seconds(work: Callable[[], object]) -> float:
    """How long something keeps a core busy, however many others want it."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> list[float]:
    """How many times as fast ours is, a figure a round, taking turns in who goes first."""
    ratios = []
    for number in range(rounds):
        first, second = (ours, theirs) if number % 2 else (theirs, ours)
        took = seconds(first), seconds(second)
        ratios.append(took[0] / took[1] if number % 2 == 0 else took[1] / took[0])
    return ratios


def show(what: str, ratios: list[float], goal: str) -> None:
    """Print one row of the table."""
    middle = statistics.median(ratios)
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"| {what} | {middle:.2f} | {spread} | {goal} |", flush=True)


def enlarged(clip: Path, folder: Path) -> Path:
    """A 1280x960 copy of a clip, in MPEG-4: what a phone or an HD webcam gives in size."""
    path = folder / f"{clip.stem}_1280.mp4"
    capture = cv2.VideoCapture(str(clip), cv2.CAP_FFMPEG)
    rate = capture.get(cv2.CAP_PROP_FPS)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), rate, (1280, 960))
    while True:
        fine, image = capture.read()
        if not fine:
            writer.release()
            return path
        writer.write(cv2.resize(image, (1280, 960), interpolation=cv2.INTER_CUBIC))


def one_process(clips: list[Path], exercise: Exercise, rounds: int) -> None:
    """`score` of a video against the bare loop, both in this process with their model loaded."""
    landmarker, told = bare_landmarker(), [0]
    tracker = open_tracker(slots=exercise.hands)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "recording.npz"
        for clip in [*clips, enlarged(clips[0], Path(folder))]:

            def bare(clip: Path = clip) -> None:
                told[0] += bare_loop(landmarker, clip, told[0])

            def ours(clip: Path = clip) -> None:
                score(track_video(clip, tracker, output), exercise)

            bare()
            ours()
            show(f"one process, {clip.name}", compare(ours, bare, rounds), "1.05")


def folder_of_clips(clip: Path, exercise: Exercise, copies: int, rounds: int) -> None:
    """A folder scored by one worker a core, their start included, against the bare loop."""
    landmarker, told = bare_landmarker(), [0]
    with tempfile.TemporaryDirectory() as folder:
        jobs = []
        for number in range(copies):
            path = Path(folder) / f"{number}.mp4"
            shutil.copy(clip, path)
            jobs.append(Job(path, Request(exercise)))

        def bare() -> None:
            for job in jobs:
                told[0] += bare_loop(landmarker, job.path, told[0])

        def ours() -> None:
            outcomes = list(batch.run(jobs, None, lambda *_: None))
            assert all(outcome.result for outcome in outcomes)

        ratios = compare(ours, bare, rounds)
    show(f"{copies} clips, {os.cpu_count()} cores", ratios, "1.6")


def long_recording(recording: Recording) -> Recording:
    """The recording over and over, to the length of a long session."""
    times = -(-LONG_FRAMES // len(recording))
    period_s = recording.duration_s + recording.duration_s / (len(recording) - 1)

    def again(values: np.ndarray) -> np.ndarray:
        return np.concatenate([values] * times)

    arrays = {name: again(getattr(recording, name)) for name in recording.header.arrays}
    arrays["time_s"] = np.concatenate([recording.time_s + k * period_s for k in range(times)])
    return Recording(recording.header, **arrays)


def stream(exercise: Exercise, calibration: Calibration, frames: list[Hand]) -> None:
    """Feed a recording frame by frame, as a live session would."""
    flow = Stream(exercise, calibration)
    for frame in frames:
        flow.push(frame)
    flow.finish()


def frames_of(recording: Recording, scored: Scored) -> list[Hand]:
    """The scored hand, a moment at a time."""
    hand = recording.hand(scored.slot, scored.result.side)
    return [
        replace(
            hand,
            time_s=float(recording.time_s[i]),
            image_px=hand.image_px[i],
            world_m=hand.world_m[i],
            settling=bool(np.asarray(hand.settling)[i]),
            handedness_doubtful=bool(np.broadcast_to(hand.handedness_doubtful, hand.seen.shape)[i]),
        )
        for i in range(len(recording))
    ]


def scoring(samples: dict[str, Path], rounds: int) -> None:
    """Frames a second of one core by the engine alone: streaming, and a whole recording again."""
    print("\n| exercise | streaming, frames/s | whole recording, frames/s |\n|---|---|---|")
    tracker = open_tracker()
    for number, clip in samples.items():
        exercise = find(number)
        short = track_video(clip, tracker)
        whole = long_recording(short)
        scored = score(short, exercise)
        calibration, frames = scored.result.calibration, frames_of(short, scored)
        work = partial(stream, exercise, calibration, frames)
        streaming = [len(frames) / cpu_seconds(work) for _ in range(5 * rounds)]
        again = [len(whole) / cpu_seconds(partial(score, whole, exercise)) for _ in range(rounds)]
        rates = [f"{statistics.median(rate):,.0f}" for rate in (streaming, again)]
        print(f"| {exercise.title} | {' | '.join(rates)} |", flush=True)


def start_up(rounds: int) -> None:
    """`handtrack --help` beyond the start of the interpreter."""
    command = [str(Path(sys.executable).with_name("handtrack")), "--help"]
    nothing = [sys.executable, "-c", "pass"]

    def run(words: list[str]) -> float:
        return seconds(lambda: subprocess.run(words, check=True, capture_output=True))

    extra = [run(command) - run(nothing) for _ in range(5 * rounds)]
    middle = statistics.median(extra)
    print(f"\n`handtrack --help`: {middle:.2f} s beyond the interpreter's own start (goal 0.3)")


def main() -> None:
    """Measure everything and print it as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", type=Path, help="clips to compare on; samples if none")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--copies", type=int, default=12)
    options = parser.parse_args()
    samples = {
        "34": SAMPLES / "fist.mp4",
        "11": SAMPLES / "wrist_bend.mp4",
        "18": SAMPLES / "finger_curl.mp4",
        "33": SAMPLES / "spread.mp4",
    }
    clips = options.clips or [samples["34"], samples["18"]]
    with contextlib.suppress(OSError):
        print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| against the bare loop | times as fast | over the rounds | goal |\n|---|---|---|---|")
    one_process(clips, find("34"), options.rounds)
    folder_of_clips(clips[0], find("34"), options.copies, max(3, options.rounds // 2))
    scoring(samples, options.rounds)
    start_up(options.rounds)


if __name__ == "__main__":
    main()
