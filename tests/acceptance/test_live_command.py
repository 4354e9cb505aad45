"""The commands that begin a session or an assessment at once, on a page without a browser."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Side
from handtrack.scoring.score import score
from handtrack.tracking.track_video import track_video
from handtrack.verifiers import calibration_file
from tests.helpers.app_client import command, play_clip
from tests.helpers.live_session import trackers
from tests.helpers.paths import SAMPLE_VIDEOS

pytestmark = pytest.mark.slow
SPREAD = SAMPLE_VIDEOS / "spread.mp4"
SESSION = ("live", "33", "--hand", "right", "--no-questions", "--source", SPREAD)


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """Where data and records go."""
    return {"HANDTRACK_DATA": str(tmp_path / "data"), "HANDTRACK_DB": str(tmp_path / "a.db")}


def run(places: dict[str, str], *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "handtrack", *words],
        env=os.environ | places,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_session_reaches_the_patients_records_once_however_it_ends(
    places: dict[str, str], tmp_path: Path
) -> None:
    """Stopped by Ctrl-C in the middle of a set."""
    own = tmp_path / "own.toml"
    scored = score(track_video(SPREAD, trackers(1)), find("33"), Side.RIGHT).result
    calibration_file.write(own, scored.calibration)
    assert run(places, "patient", "add", "M. K.").returncode == 0
    unknown = run(places, *SESSION, "--no-browser", "--patient", "mx")
    assert "There is no patient 'mx'" in unknown.stderr
    words = (*SESSION, "--patient", "mk", "--calibration", own)
    with command(places, *words) as (process, page):

        def stops(shown: dict[str, Any]) -> dict[str, Any] | None:
            if shown["valid"] == 1:
                process.send_signal(signal.SIGINT)
            return {"type": "choose", "option": "use_saved"} if shown["menu"] else None

        with page.socket() as socket:
            play_clip(socket, page, stops)
        assert process.wait(60) == 130
        assert process.stdout
        assert "Kept for mk: 1 set" in process.stdout.read()
    (folder,) = (tmp_path / "data/sessions").iterdir()
    again = run(places, "sessions", "keep", folder.name, "--patient", "mk")
    assert "is in the records of mk already" in again.stdout
    assert "33" in run(places, "patient", "show", "mk").stdout


def test_a_video_is_kept_only_with_consent_which_is_asked_once(places: dict[str, str]) -> None:
    def keeps_video(answer: str) -> tuple[bool, bool]:
        """Whether it asked, and whether the page is told that the video is kept."""
        with command(places, *SESSION, "--record", answer=answer) as (process, page):
            with page.socket() as socket:
                hello = json.loads(socket.recv(timeout=30))
            assert page.post("/quit").status == 200
            assert process.wait(60) == 0
        return "May it be kept?" in page.said, hello["keeps_video"]

    assert keeps_video("n\n") == (True, False)
    assert keeps_video("y\n") == (True, True)
    assert keeps_video("") == (False, True)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="Linux tells the time used")
def test_the_first_screen_is_there_within_three_seconds(places: dict[str, str]) -> None:
    """Of the processor: whatever else the machine does."""
    with command(places, *SESSION) as (process, page):
        assert page.ask("GET", "/session")[0].status == 200
        told = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    used_s = (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    assert 0 < used_s < 3.0
