"""Speed without a camera, into docs/accuracy/performance.md and .json: `just bench [PART...]`.

    python -m validation.benchmarks.offline [loop] [folder] [engine] [start] [watched]

Parts that are not named stay as they were measured. In each ratio two pieces of work take turns in
one run, so that a busy machine slows both alike; what is watched is counted in instructions.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from handtrack.batch import workers as batch
from handtrack.batch.jobs import Job, Request
from handtrack.definitions.library import find
from handtrack.landmarks import recording_file
from handtrack.landmarks.recording import Recording
from handtrack.scoring.score import score
from handtrack.tracking.litert.networks import CROP_PX, HandNetworks
from handtrack.tracking.model_file import find_model
from handtrack.tracking.open_tracker import MOST_THREADS, cores, open_tracker
from handtrack.tracking.track_video import track_video
from handtrack.tracking.tracker import Tracker
from validation.benchmarks.clip_pairs import (
    CLIP,
    EMPTY,
    SAMPLES,
    STEPS,
    first_result,
    live_steps,
    one_clip,
)
from validation.benchmarks.engine import moments, repeated, stream
from validation.benchmarks.instructions import compile_as_installed
from validation.benchmarks.pairs import Pair, Ratio, ratios
from validation.benchmarks.published import PARTS, Measured, Published, load, machine
from validation.benchmarks.short_bench import watched_figures
from validation.benchmarks.yardsticks import BareLoop

HOUR_FRAMES = 3600 * 30
COPIES = 12
RATES = {"34": CLIP, "11": SAMPLES / "wrist_bend.mp4"} | {
    "18": SAMPLES / "finger_curl.mp4",
    "33": SAMPLES / "spread.mp4",
}
"""Exercises whose scoring is measured, and the clip that is repeated to an hour."""
PEAK_OF_SCORING = """
import re, sys
from pathlib import Path
from handtrack.definitions.library import find
from handtrack.landmarks import recording_file
from handtrack.scoring.score import score
score(recording_file.read(Path(sys.argv[1])), find(sys.argv[2]))
print(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
"""


def loop_pairs(folder: Path) -> Iterator[Pair]:
    """Video in, result out, by the clock on the wall, against the bare loop."""
    bare, tracker = BareLoop(), open_tracker()
    yield live_steps("live steps", bare, tracker, CLIP, 40, goal=1.25)
    yield live_steps("live steps without a hand", bare, tracker, EMPTY, 24)
    for threads in (1, MOST_THREADS):
        yield network_alone(threads, bare, tracker)
    clips = {"34": CLIP, "18": SAMPLES / "finger_curl.mp4"}
    for number, clip in clips.items():
        name = f"one clip, {clip.name} (640x480)"
        yield one_clip(name, bare, tracker, clip, number)
    large = enlarged(CLIP, folder)
    yield one_clip("one clip, the first at 1280x960", bare, tracker, large, "34")


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


def folder_of_clips(folder: Path) -> Pair:
    """A folder scored by one worker a core, their start included."""
    bare = BareLoop()
    jobs = [Job(folder / f"{number}.mp4", Request(find("34"))) for number in range(COPIES)]
    for job in jobs:
        shutil.copy(CLIP, job.path)

    def ours() -> None:
        outcomes = list(batch.run(jobs, None, lambda *_: None))
        if not all(outcome.result for outcome in outcomes):
            raise RuntimeError("not every clip of the folder was scored")

    def theirs() -> None:
        for job in jobs:
            bare.clip(job.path)

    return Pair(f"a folder of {COPIES} clips, {cores()} cores", ours, theirs, 3, goal=2.0)


def network_alone(threads: int, bare: BareLoop, tracker: Tracker) -> Pair:
    """The landmark network on one crop over and over: the limit of live steps."""
    networks = HandNetworks(find_model().path, threads)
    crop = np.random.default_rng(1).integers(0, 255, (CROP_PX, CROP_PX, 3), dtype=np.uint8)
    steps = live_steps("", bare, tracker, CLIP, 0)
    name = f"the landmark network alone, {threads} core{'s' * (threads > 1)} (the limit)"
    return Pair(name, lambda: [networks.landmarks(crop) for _ in range(STEPS)], steps.yardstick, 40)


def engine_figures(folder: Path) -> dict[str, dict[str, float]]:
    """Frames a second of one core by the engine alone, and the memory that an hour takes."""
    found, tracker = {}, open_tracker()
    for number, clip in RATES.items():
        exercise, short = find(number), track_video(clip, tracker)
        hour, scored = repeated(short, HOUR_FRAMES), score(short, exercise)
        frames = moments(short, scored)
        work = partial(stream, exercise, scored.result.calibration, frames)
        found[exercise.title] = {
            "streaming, frames/s": _rate(len(frames), work, 25),
            "whole recording, frames/s": _rate(len(hour), partial(score, hour, exercise), 5),
            "an hour, megabytes": _peak_mb(folder, hour, number),
        }
    return found


def _rate(frames: int, work: Callable[[], object], rounds: int) -> float:
    """Frames a second of the processor: the median over rounds."""
    took = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return round(frames / statistics.median(took))


def _peak_mb(folder: Path, recording: Recording, number: str) -> float:
    """The most memory that a process holds at a time that scores a recording."""
    path = folder / "hour.npz"
    recording_file.write(path, recording)
    command = [sys.executable, "-c", PEAK_OF_SCORING, str(path), number]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(said) >> 10


def start_figures() -> dict[str, dict[str, float]]:
    """`handtrack --help` beyond the start of the interpreter."""
    help, nothing = ["-m", "handtrack", "--help"], ["-c", "pass"]

    def run(words: list[str]) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        return time.perf_counter() - start

    beyond = [run(help) - run(nothing) for _ in range(15)]
    return {"handtrack --help": {"seconds beyond the interpreter's own start": _median(beyond)}}


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 3)


def measured_ratios(pairs: Iterable[Pair]) -> dict[str, Ratio]:
    """Measure pairs, and print what comes out."""
    found = {}
    for pair in pairs:
        found[pair.name] = Ratio.of(ratios(pair, pair.rounds), pair.goal)
        print(f"{pair.name}: {found[pair.name]}", flush=True)
    return found


def measure(part: str, folder: Path) -> Measured:
    """Measure one part of the bench."""
    before = load()
    found: Mapping[str, Ratio] = {}
    figures: Mapping[str, Mapping[str, float]] = {}
    if part == "loop":
        found = measured_ratios(loop_pairs(folder))
    elif part == "folder":
        found = measured_ratios([folder_of_clips(folder)])
    elif part == "engine":
        figures = engine_figures(folder)
    elif part == "start":
        found, figures = measured_ratios([first_result()]), start_figures()
    elif part == "watched":
        figures = watched_figures()
    return Measured(machine(), (before, load()), found, figures)


def main() -> None:
    """Measure the parts that are named, or all, and write them into the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    parts = parser.parse_args().parts or PARTS
    compile_as_installed()
    for part in parts:
        with tempfile.TemporaryDirectory() as folder:
            measured = measure(part, Path(folder))
        Published.read().with_measured(part, measured).write()


if __name__ == "__main__":
    main()
