"""Whole sessions of the app in Chromium: by keys alone, by touch alone, hands-free, at a camera."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Side
from handtrack.live.session_folder.set_results import results
from handtrack.live.session_folder.stored_session import answers, read_session
from handtrack.scoring.score import score
from handtrack.tracking.track_video import track_video
from handtrack.verifiers import calibration_file
from tests.helpers.live_session import trackers
from tests.helpers.paths import SAMPLE_VIDEOS
from tests.helpers.terminals import as_in_a_terminal

if TYPE_CHECKING:
    from playwright.sync_api import Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
SPREAD = SAMPLE_VIDEOS / "spread.mp4"
LONGEST_S = 240


@contextmanager
def running(folder: Path, *words: str) -> Iterator[str]:
    """A command that serves the app; the address that it prints. Ctrl-C ends it."""
    command = [sys.executable, "-m", "handtrack", *words, "--no-browser"]
    environment = os.environ | {"HANDTRACK_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=as_in_a_terminal,
    ) as process:
        assert process.stdout
        try:
            address = re.search(r"http://\S+", process.stdout.readline())
            assert address
            yield address[0]
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


@contextmanager
def chromium(*options: str, **more: Any) -> Iterator[Page]:
    """A page in a browser of its own, which fails the test by any error of a script."""
    errors: list[str] = []
    sandbox = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*options, *sandbox])
        page = browser.new_page(**{"viewport": {"width": 1280, "height": 720}} | more)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("request", lambda r: errors.append(r.url) if "//127.0.0.1:" not in r.url else None)
        yield page
        browser.close()
    assert [error for error in errors if not error.startswith(("blob:", "data:"))] == []


def screen(page: Page) -> str:
    """Which screen of the session is shown; "" on another page."""
    try:
        return str(page.evaluate("document.getElementById('session')?.dataset.screen ?? ''"))
    except playwright.Error:  # it is just going to another page
        return ""


def go_through(page: Page, keys: dict[str, tuple[str, ...]]) -> list[str]:
    """Press what each screen is given once; all screens until the session is over."""
    seen: list[str] = []
    limit_s = time.monotonic() + LONGEST_S
    while time.monotonic() < limit_s and page.url.endswith("/session"):
        now = screen(page)
        if now and (not seen or seen[-1] != now):
            seen.append(now)
            page.wait_for_timeout(400)
            for key in keys.get(now, ()):
                page.keyboard.press(key)
                page.wait_for_timeout(150)
        page.wait_for_timeout(50)
    assert not page.url.endswith("/session"), seen
    return [one for one in seen if one not in ("connecting", "end")]  # seen by chance


def test_a_session_by_keys_alone_counts_what_score_counts(tmp_path: Path) -> None:
    exercise = find("33")
    scored = score(track_video(SPREAD, trackers(1)), exercise, Side.RIGHT).result
    own = tmp_path / "own.toml"
    calibration_file.write(own, scored.calibration)
    words = ("live", "33", "--hand", "right", "--reps", "100", "--source", str(SPREAD))
    answered = ("4", "Space", "3", "Space")
    with (
        running(tmp_path, *words, "--calibration", str(own)) as address,
        chromium() as page,
    ):
        page.goto(address)
        page.wait_for_url("**/session", timeout=30_000)
        seen = go_through(page, {"question": answered, "offer": ("Space",), "summary": ("Space",)})
        page.wait_for_url(re.compile("/$"), timeout=20_000)
    assert seen == [*("question", "place", "show", "offer", "ready", "work", "question", "summary")]
    (folder,) = (tmp_path / "sessions").iterdir()
    kept = read_session(folder)
    (told,) = results(kept)
    assert [(r.status, r.reasons) for r in told.repetitions] == [
        (r.status, r.reasons) for r in scored.repetitions
    ]
    assert [*answers(folder).values()] == [4, 3, 4, 3]
    assert kept.ended == "stopped"  # a hundred were asked for


def as_camera(clip: Path, folder: Path) -> Path:
    """A clip in the format that Chromium's fake camera plays, again and again."""
    path = folder / "camera.y4m"
    with av.open(str(clip)) as video, av.open(str(path), "w", format="yuv4mpegpipe") as film:
        shown = video.streams.video[0]
        stream = film.add_stream("rawvideo", rate=30)
        stream.width, stream.height, stream.pix_fmt = shown.width, shown.height, "yuv420p"
        for frame in video.decode(shown):
            film.mux(stream.encode(frame.reformat(format="yuv420p")))
        film.mux(stream.encode(None))
    return path


def test_a_session_in_front_of_the_browsers_own_camera(tmp_path: Path) -> None:
    camera = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={as_camera(SPREAD, tmp_path)}",
    )
    with (
        running(tmp_path / "data", "app", "--no-questions", "--language", "de") as address,
        chromium(*camera) as page,
    ):
        page.goto(address)
        page.wait_for_url(re.compile("/$"), timeout=30_000)
        page.keyboard.press("Space")
        page.wait_for_url("**/choose", timeout=20_000)
        page.keyboard.type("33")
        page.keyboard.press("Enter")
        page.wait_for_url("**/session", timeout=20_000)
        counted = page.locator("#count").filter(has_text=re.compile("[1-9]"))
        counted.wait_for(timeout=120_000)
        assert page.locator("html").get_attribute("lang") == "de"
        page.keyboard.press("s")
        seen = go_through(page, {"summary": ("Space",)})
        page.wait_for_url(re.compile("/$"), timeout=20_000)
    assert seen[-1] == "summary"
    (folder,) = (tmp_path / "data/sessions").iterdir()
    assert read_session(folder).valid >= 1


def answer_by_touch(page: Page) -> None:
    """Answer two questions with four."""
    for _ in range(2):
        page.locator("#question").wait_for(timeout=30_000)
        page.tap("label.answer:has(input[value='4'])")
        page.tap("#question-confirm")
        page.wait_for_timeout(1000)


def test_a_session_by_touch_alone_on_a_small_screen(tmp_path: Path) -> None:
    words = ("app", "--source", str(SPREAD))
    small = {"has_touch": True, "viewport": {"width": 390, "height": 844}}
    with running(tmp_path, *words) as address, chromium(**small) as page:
        page.goto(address)
        page.wait_for_url(re.compile("/$"), timeout=30_000)
        page.tap("a[href='/choose']")
        page.tap("label.exercise:has(input[value='33'])")
        page.tap("label.choice:has(input[name='hand'][value='right'])")
        page.tap("#begin")
        page.wait_for_url("**/session", timeout=20_000)
        answer_by_touch(page)
        counted = page.locator("#count").filter(has_text="2")
        counted.wait_for(timeout=120_000)
        page.tap("#actions button:has-text('Skip')")
        answer_by_touch(page)
        page.locator("#totals").wait_for(timeout=30_000)
        page.tap("#actions button")
        page.wait_for_url(re.compile("/$"), timeout=20_000)
    (folder,) = (tmp_path / "sessions").iterdir()
    assert [*answers(folder).values()] == [4, 4, 4, 4]
    assert read_session(folder).valid >= 2


def test_a_session_without_touching_anything(tmp_path: Path) -> None:
    words = ("live", "33", "--hand", "right", "--reps", "4", "--source", str(SPREAD))
    asked = ("--no-questions", "--language", "de")
    with running(tmp_path, *words, *asked) as address, chromium() as page:
        page.goto(address)
        page.wait_for_url("**/session", timeout=30_000)
        page.locator("#totals").wait_for(timeout=180_000)
        assert "4 von 4" in " ".join(page.locator("#totals").inner_text().split())
        assert page.locator("#saved").inner_text().startswith("Auf diesem Rechner gespeichert")
    (folder,) = (tmp_path / "sessions").iterdir()
    kept = read_session(folder)
    assert (kept.ended, kept.valid) == ("finished", 4)
