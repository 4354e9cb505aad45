"""A live session in a real window on a virtual screen, driven by real keys."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import cv2
import numpy as np
import pytest

from handtrack.live.session_folder.stored_session import events, read_session
from tests.helpers.paths import SAMPLE_VIDEOS

SPREAD = SAMPLE_VIDEOS / "spread.mp4"
NEEDED = ("Xvfb", "xdotool", "import")
LIMIT_S, SHOWS_S = 120, 20
SCREENS = 3

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(map(shutil.which, NEEDED)), reason=f"{', '.join(NEEDED)} are not all installed"
    ),
]


@contextmanager
def virtual_screen() -> Iterator[dict[str, str]]:
    """A virtual screen; gives the environment of programs that show themselves on it."""
    read, write = os.pipe()
    options = ["-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp"]
    options += ["-r"]  # no repeated keys: on a busy machine a press may last long enough for one
    server = subprocess.Popen(["Xvfb", *options], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    try:
        yield {**os.environ, "DISPLAY": display}
    finally:
        server.terminate()
        server.wait()


class NothingPaintedError(Exception):
    """The screen stays of one colour."""


def until(holds: Callable[[], bool], seen: Callable[[], object] = lambda: "nothing more") -> None:
    limit = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < limit, f"it did not come to that; seen: {seen()}"
        time.sleep(0.1)


@contextmanager
def killed_at_the_end(process: subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        process.kill()


def screens(folder: Path) -> list[str]:
    """Which screens came, in their order."""
    (session,) = folder.glob("sessions/*")
    return [event["screen"] for event in events(session) if event["kind"] == "screen"]


def test_a_session_in_a_window_goes_from_questions_to_a_saved_summary(tmp_path: Path) -> None:
    """Keys answer, pause and close; between them nobody touches anything.

    On a busy machine a virtual screen now and then shows no window at all, though it takes keys;
    then a new one is tried.
    """
    for attempt in range(SCREENS):
        with virtual_screen() as screen, suppress(NothingPaintedError):
            run_session(screen, tmp_path / str(attempt))
            return
    pytest.fail(f"none of {SCREENS} virtual screens showed the window")


def run_session(screen: dict[str, str], tmp_path: Path) -> None:
    """One session from its questions to its summary, in a folder of its own."""
    tmp_path.mkdir()
    shows_by = [time.monotonic()]

    def press(key: str) -> None:
        subprocess.run(["xdotool", "key", key], env=screen, check=True)

    def looks_right() -> bool:
        """Whether the camera's picture is on the screen, and a lit option's yellow frame."""
        picture = tmp_path / "screen.png"
        subprocess.run(["import", "-window", "root", str(picture)], env=screen, check=True)
        shown = cv2.imread(str(picture))
        assert shown is not None
        if time.monotonic() > shows_by[0] and (shown == shown[0, 0]).all():
            raise NothingPaintedError
        colours = np.unique(shown[:500, :700].reshape(-1, 3), axis=0)
        lit = (shown[:, 900:] == (66, 228, 240)).all(axis=-1)
        return len(colours) > 1000 and bool(lit.any())

    def comes(*wanted: str) -> None:
        until(lambda: screens(tmp_path)[-len(wanted) :] == list(wanted), lambda: screens(tmp_path))

    options = ["33", "--hand", "right", "--reps", "1", "--pace", "3", "--source", str(SPREAD)]
    with (
        subprocess.Popen(
            [sys.executable, "-m", "handtrack", "live", *options, "--no-sound", "--no-voice"],
            env={**screen, "HANDTRACK_DATA": str(tmp_path)},
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
        killed_at_the_end(process),
    ):
        until(lambda: any(tmp_path.glob("sessions/*/events.jsonl")))
        until(lambda: "begin" in next(tmp_path.glob("sessions/*/events.jsonl")).read_text())
        time.sleep(1.0)  # until the window takes keys
        press("2")
        comes("question")
        press("3")
        comes("work")
        press("space")
        comes("paused")
        shows_by[0] = time.monotonic() + SHOWS_S
        until(looks_right, lambda: screens(tmp_path))
        press("space")
        comes("paused", "work")
        comes("work", "question")
        press("2")
        comes("question", "question")
        press("t")
        comes("summary")
        press("space")
        told, _ = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 0
    assert "1 repetition counted" in told
    (folder,) = tmp_path.glob("sessions/*")
    kept = read_session(folder)
    assert (kept.ended, kept.valid) == ("finished", 1)
    about = json.loads((folder / "session.json").read_text())
    assert list(about["answers"].values()) == [2, 3, 2, 10]
