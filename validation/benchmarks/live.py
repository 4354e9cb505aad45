"""Latency of a live session: `just bench-live`.

    python -m validation.benchmarks.live [--minutes M]

Chromium's fake camera plays a clip at 30 pictures a second, over and over, before the app as it is.
The page itself tells, of each picture, how long it was from its capture until the screen that
belongs to it was drawn: encoding, socket, tracking, counting, writing to disk and drawing are all
in it. Both run on the same machine, as they do at home.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import av
import numpy as np
from playwright.sync_api import Page, sync_playwright

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Side
from handtrack.live.browser.app_settings import SettingsFile
from handtrack.live.browser.web.page_files import PageFiles
from handtrack.live.browser.web.server import AppServer
from handtrack.live.browser.workplace import Today, Workplace
from handtrack.live.loop import Tools
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_plan import single
from handtrack.scoring.score import score
from handtrack.tracking.open_tracker import open_tracker
from handtrack.tracking.track_video import track_video

CLIP = Path(__file__).parents[2] / "sample_videos" / "spread.mp4"
RATE_HZ = 30.0
FRAME_MS = 1e3 / RATE_HZ


def main() -> None:
    """Run a session and print how soon it showed, and a row a minute."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print(f"first screen after {first_screen_s(folder):.1f} s of the command (goal 3)")
        camera = as_camera(CLIP, folder / "camera.y4m")
        with serving(folder) as app, chromium(camera) as page:
            page.goto(app.link())
            page.wait_for_url("**/session")
            to_work(page)
            _measure(app, options.minutes)


def first_screen_s(folder: Path) -> float:
    """Measure how long it is from the command until a session's page stands in the browser."""
    command = [sys.executable, "-m", "handtrack", "live", "33", "--no-browser"]
    environment = os.environ | {"HANDTRACK_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    with chromium(None) as page:
        began_s = time.monotonic()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        with process:
            assert process.stdout
            page.goto(process.stdout.readline().split()[-1])
            page.wait_for_selector("#session")
            took_s = time.monotonic() - began_s
            process.terminate()
    return took_s


@contextmanager
def serving(folder: Path) -> Iterator[AppServer]:
    """Run the app with a session of exercise 33 that has its range already."""
    exercise, tracker = find("33"), open_tracker()
    own = score(track_video(CLIP, tracker), exercise, Side.RIGHT).result.calibration
    tools = Tools(lambda slots: tracker, {("33", Side.RIGHT): own}, list)
    work = Workplace(
        exercises=(exercise,),
        today=lambda: Today(None),
        without_fingers=lambda plan: plan,
        tools=lambda plan: tools,
        writer=lambda plan, source: SessionWriter(folder, {}, datetime.now()),
        keep=lambda kept: None,
        ask=False,
    )
    files, ready = PageFiles(), threading.Event()
    app = AppServer(work, SettingsFile(folder, files.codes), files)
    app.host.begin(single(exercise, Side.RIGHT, reps=1000))
    thread = threading.Thread(target=app.run, args=(ready.set,))
    thread.start()
    ready.wait()
    try:
        yield app
    finally:
        app.quit()
        thread.join()


@contextmanager
def chromium(camera: Path | None) -> Iterator[Page]:
    """Open a page in a browser whose camera plays a film, or a picture of the browser's own."""
    options = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        *([f"--use-file-for-fake-video-capture={camera}"] if camera else []),
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        yield browser.new_page(viewport={"width": 1280, "height": 720})
        browser.close()


def as_camera(clip: Path, path: Path) -> Path:
    """Write a clip in the format that Chromium's fake camera plays."""
    with av.open(str(clip)) as video, av.open(str(path), "w", format="yuv4mpegpipe") as film:
        shown = video.streams.video[0]
        stream = film.add_stream("rawvideo", rate=round(RATE_HZ))
        stream.width, stream.height, stream.pix_fmt = shown.width, shown.height, "yuv420p"
        for frame in video.decode(shown):
            film.mux(stream.encode(frame.reformat(format="yuv420p")))
        film.mux(stream.encode(None))
    return path


def to_work(page: Page) -> None:
    """Press SPACE until the exercise begins."""
    while page.locator("#session").get_attribute("data-screen") != "work":
        page.wait_for_timeout(500)
        if page.locator("#session").get_attribute("data-screen") in ("place", "offer"):
            page.keyboard.press("Space")


def _measure(app: AppServer, minutes: float) -> None:
    running = app.host.running
    assert running
    everything, delays = [], running.link.delays_s
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| minute | pictures a second | median, ms | 95th, ms |\n|---|---|---|---|")
    for minute in range(max(1, round(minutes))):
        delays.clear()
        began_s = time.monotonic()
        time.sleep(60 * min(1.0, minutes))
        part = np.array(delays) * 1e3
        rate_hz = len(part) / (time.monotonic() - began_s)
        median, high = np.percentile(part, [50, 95])
        print(f"| {minute + 1} | {rate_hz:.1f} | {median:.1f} | {high:.1f} |", flush=True)
        everything.append(part)
    median, high = np.percentile(np.concatenate(everything), [50, 95]) / FRAME_MS
    print(f"\nin frame times: median {median:.2f} (goal 2), 95th {high:.2f} (goal 4)")


if __name__ == "__main__":
    main()
