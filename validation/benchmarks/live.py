"""Latency of a live session: `just bench-live`.

    python -m validation.benchmarks.live [--minutes M]

A clip plays the camera at 30 pictures a second, over and over, through the same capture thread,
tracker, engine, window drawing and disk as a real session. With a screen (a virtual one will do)
the window is a real one. Of each picture is measured:

- tracker: from the picture taken to its landmarks;
- feedback: from there until the drawn picture is handed to the window; looking at the hand,
  counting, writing to disk and painting are in it, and waiting for what is prepared meanwhile.
  Its processor time, too, which other programs on the machine hardly change;
- window: from there until the window has put it up and looked for keys;
- latency: from capture until then.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from typing_extensions import override

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Floats, Side
from handtrack.landmarks.recording import TrackedFrame
from handtrack.live.audio.sound import Sound
from handtrack.live.flow.states import Key, Screen
from handtrack.live.language import texts
from handtrack.live.loop import Session, Tools
from handtrack.live.screen.stage import Stage
from handtrack.live.screen.view_model import ScreenModel
from handtrack.live.screen.window import Window
from handtrack.live.screen.window_output import WindowOutput
from handtrack.live.session_display import SessionDisplay
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_plan import single
from handtrack.rendering.text import Image
from handtrack.scoring.score import score
from handtrack.sources.feed import CameraFeed
from handtrack.sources.video import Frame
from handtrack.sources.webcam import LatestFrame
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.track_video import track_video
from handtrack.tracking.tracker import Tracker

CLIP = Path(__file__).parents[2] / "sample_videos" / "spread.mp4"
RATE_HZ = 30.0
FRAME_MS = 1e3 / RATE_HZ


class ClipDevice:
    """A clip that plays the camera at a fixed rate, in memory, over and over."""

    def __init__(self, clip: Path, size_px: tuple[int, int]) -> None:
        capture, self._pictures = cv2.VideoCapture(str(clip)), []
        while True:
            fine, image = capture.read()
            if not fine:
                break
            self._pictures.append(cv2.resize(image, size_px))
        self._next, self._due_s = 0, time.monotonic()

    def read(self) -> tuple[bool, Any]:
        """Wait for the next picture."""
        self._due_s = max(self._due_s + 1 / RATE_HZ, time.monotonic() - 1.0)
        time.sleep(max(0.0, self._due_s - time.monotonic()))
        self._next += 1
        return True, self._pictures[self._next % len(self._pictures)]

    def release(self) -> None:
        """Nothing to do."""


class Watched(Tracker):
    """The tracker, noting how much processor time the thread had used when it was done."""

    def __init__(self) -> None:
        self._hands = open_tracker()
        self.slots, self.engine = self._hands.slots, self._hands.engine
        self.model_sha256 = self._hands.model_sha256
        self.has_presence = self._hands.has_presence
        self.done_s = 0.0

    @override
    def track(self, frame: Frame) -> TrackedFrame:
        tracked = self._hands.track(frame)
        self.done_s = time.thread_time()
        return tracked

    @override
    def reset(self) -> None:
        self._hands.reset()


def size_of(text: str) -> tuple[int, int]:
    """Width and height from "640x480"."""
    wide, _, high = text.partition("x")
    return int(wide), int(high)


def memory_mb() -> float:
    """Of this process, now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


class Showing:
    """A window where there is a screen; it presses the keys, and notes work and memory."""

    def __init__(self, tracker: Watched, size_px: tuple[int, int], minutes: float) -> None:
        self._tracker = tracker
        self._window = Window(size_px, full_screen=False) if os.environ.get("DISPLAY") else None
        self._end_s = time.monotonic() + 60 * minutes
        self.screen: Screen | None = None
        self.worked_s: list[float] = []
        self.memory: list[tuple[float, float]] = []

    def show(self, image: Image) -> None:
        """Hand over the picture."""
        if self._window:
            self._window.show(image)
        self.worked_s.append(time.thread_time() - self._tracker.done_s)

    def pressed(self) -> tuple[Key | None, int | None]:
        """Go on, and stop when the time is over."""
        if self._window:
            self._window.pressed()
        now_s = time.monotonic()
        due = not self.memory or now_s - self.memory[-1][0] > 10
        if due and now_s < self._end_s:  # closing the set, at the end, takes more for a moment
            self.memory.append((now_s, memory_mb()))
        if now_s > self._end_s or self.screen is Screen.SUMMARY:
            return Key.STOP, None
        return (Key.GO if self.screen in (Screen.OFFER, Screen.PAUSED) else None), None

    def close(self) -> None:
        """Nothing to do."""


def main() -> None:
    """Run a session for some minutes and print what it measured, minute by minute."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--camera", default="640x480", help="size of the camera's pictures")
    parser.add_argument("--window", default="1280x720")
    options = parser.parse_args()
    camera, window = size_of(options.camera), size_of(options.window)
    tracker, exercise, said = Watched(), find("33"), texts.load("en")
    own = score(track_video(CLIP, tracker), exercise).result.calibration
    surface = Showing(tracker, window, options.minutes)

    class Timed(Stage):
        def paint(self, what: ScreenModel) -> Image:
            surface.screen = what.state.screen
            return super().paint(what)

    stage = Timed(said, window)
    tools = Tools(lambda slots: tracker, {("33", Side.RIGHT): own}, list)
    plan = single(exercise, Side.RIGHT, reps=1000)
    with (
        tempfile.TemporaryDirectory() as folder,
        LatestFrame(lambda: ClipDevice(CLIP, camera)) as latest,
    ):
        feed, keeper = CameraFeed(latest, "clip"), SessionWriter(Path(folder), {}, datetime.now())
        display = SessionDisplay(WindowOutput(surface, stage), Sound(False, False), said)
        session = Session(feed, plan, keeper, display, tools, ask=False)
        session.run()
        figures = session.figures
    _print(figures, surface, latest.dropped, options)


def _print(figures: Floats, surface: Showing, dropped: int, options: argparse.Namespace) -> None:
    print(f"camera {options.camera} at {RATE_HZ:.0f}/s, window {options.window}, ", end="")
    print("a real one" if os.environ.get("DISPLAY") else "not shown", end="")
    print(f"; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print(
        "| minute | latency median, ms | 95th, ms | tracker, ms | feedback, ms | window, ms ",
        end="",
    )
    print("| memory, MB |\n|---|---|---|---|---|---|---|")
    minute = ((figures[:, 0] - figures[0, 0]) // 60).astype(int)
    for number in range(minute[-1] + 1):
        part = figures[minute == number] * 1e3
        median, high = np.percentile(part[:, 4], [50, 95])
        tracking, feedback, window = np.median(part[:, 1:4], axis=0)
        print(f"| {number + 1} | {median:.1f} | {high:.1f} ", end="")
        last_s = figures[minute == number][-1, 0]
        held = [mb for time_s, mb in surface.memory if time_s <= last_s]
        print(f"| {tracking:.1f} | {feedback:.2f} | {window:.2f} | {max(held[-6:]):.0f} |")
    median, high = np.percentile(figures[:, 4] * 1e3, [50, 95]) / FRAME_MS
    print(f"\nin frame times: median {median:.2f} (goal 1.5), 95th {high:.2f} (goal 3)")
    median, high = np.percentile(figures[:, 2] * 1e3, [50, 95])
    print(f"feedback: median {median:.2f} ms (goal 3), 95th {high:.2f} ms; ", end="")
    median, high = np.percentile(np.array(surface.worked_s) * 1e3, [50, 95])
    print(f"of the processor's time {median:.2f} and {high:.2f} ms")
    print(f"{len(figures)} pictures, {dropped} dropped")
    memory = [mb for _, mb in surface.memory]
    first, last = memory[min(1, len(memory) - 1)], memory[-1]
    print(f"memory: {first:.0f} MB after 10 s, {last:.0f} MB at the end of the set")


if __name__ == "__main__":
    main()
