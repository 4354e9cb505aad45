"""What can happen to a session in the browser: a camera that fails, a full disk, an end, a kill."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from handtrack.definitions.library import find
from handtrack.errors import OutputError
from handtrack.landmarks.hand import Side
from handtrack.live.browser.link.page_link import ENDING, FAILED
from handtrack.live.browser.web import server
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_folder.set_results import results
from handtrack.live.session_folder.stored_session import read_session, sessions
from handtrack.live.session_plan import PlannedExercise, SessionPlan, single
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.app_client import Page, picture, play_clip, serving, workplace
from tests.helpers.app_client import command as app
from tests.helpers.live_session import Replay
from tests.helpers.paths import SAMPLE_VIDEOS

pytestmark = pytest.mark.slow

SPREAD = SAMPLE_VIDEOS / "spread.mp4"
_, _GREY = cv2.imencode(".jpg", np.full((480, 640, 3), 128, np.uint8))
GREY = _GREY.tobytes()


@dataclass
class Filmed:
    """A page whose camera shows what the tracker makes of it; pictures at their own 30 a second."""

    socket: ClientConnection
    number: int = 0
    stream: int = 1
    began_s: float = 0.0

    def until(
        self,
        holds: Callable[[dict[str, Any]], bool],
        answers: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda shown: None,
        jpeg: bytes = GREY,
    ) -> dict[str, Any]:
        """Send a picture for each screen, until one of these comes."""
        self.began_s = self.began_s or time.monotonic()
        limit_s = time.monotonic() + 60
        self.send(jpeg)
        while time.monotonic() < limit_s:
            told = json.loads(self.socket.recv(timeout=20))
            if told["type"] != "screen":
                continue
            if holds(told):
                return dict(told)
            if chosen := answers(told):
                self.socket.send(json.dumps(chosen))
            if told["number"] == self.number:
                self.send(jpeg)
        raise AssertionError("it never came")

    def send(self, jpeg: bytes = GREY) -> None:
        """The next picture, 1/30 s after the last one, however long that took."""
        self.number += 1
        time_s = self.number / 30
        late_s = time.monotonic() - self.began_s - time_s
        time.sleep(max(0.0, -late_s))
        self.socket.send(picture(self.number, time_s, jpeg, self.stream, max(0.0, late_s)))


@contextmanager
def session(
    folder: Path, plan: SessionPlan | None = None, record: bool = False
) -> Iterator[tuple[Page, Filmed]]:
    """A session of exercise 33, in which the synthetic hand performs."""
    exercise = find("33")
    performed = perform(exercise, Style(amplitudes=[1.0] * 40))
    own = score(performed, exercise, Side.RIGHT).result.calibration
    tracker = Replay(performed)
    work = workplace(folder, lambda slots: tracker, saved={("33", Side.RIGHT): own})
    with serving(replace(work, record=record), folder) as app:
        page = Page(app)
        page.enter()
        app.host.begin(plan or single(exercise, Side.RIGHT, reps=5))
        with page.socket() as socket:
            yield page, Filmed(socket)


def uses_the_saved(shown: dict[str, Any]) -> dict[str, Any] | None:
    return {"type": "choose", "option": "use_saved"} if shown["menu"] else None


def test_the_camera_is_refused_then_given_and_unplugged_in_the_middle(tmp_path: Path) -> None:
    with session(tmp_path) as (_, filmed):

        def told(state: str) -> dict[str, Any]:
            filmed.socket.send(json.dumps({"type": "camera", "state": state, "label": ""}))
            while True:
                shown = json.loads(filmed.socket.recv(timeout=10))
                if shown["type"] == "screen" and (shown["trouble"] or {}).get("name") == state:
                    return dict(shown)

        for state in ("refused", "missing", "busy"):
            assert told(state)["number"] is None
        worked = filmed.until(lambda shown: shown["valid"] == 1, uses_the_saved)
        assert (worked["trouble"], worked["screen"]) == (None, "work")
        paused = waits_for(filmed.socket, lambda shown: shown["screen"] == "paused")
        assert paused["trouble"]["name"] == "lost"
        filmed.stream += 1
        goes_on = {"type": "choose", "option": "continue"}
        filmed.until(
            lambda shown: shown["valid"] == 2, lambda shown: goes_on if shown["menu"] else None
        )
    (kept,) = sessions(tmp_path / "sessions")
    assert (kept.ended, kept.valid) == ("interrupted", 2)


def waits_for(socket: ClientConnection, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Send nothing until this screen comes."""
    while True:
        shown = json.loads(socket.recv(timeout=20))
        if shown["type"] == "screen" and holds(shown):
            return dict(shown)


def test_a_black_picture_is_told(tmp_path: Path) -> None:
    _, black = cv2.imencode(".jpg", np.zeros((480, 640, 3), np.uint8))
    with session(tmp_path) as (_, filmed):
        shown = filmed.until(lambda shown: shown["cue"] is not None, jpeg=black.tobytes())
    assert shown["cue"]["name"] == "no_picture"


def test_a_slow_camera_is_told(tmp_path: Path) -> None:
    with session(tmp_path) as (_, filmed):
        for number in range(20):
            filmed.socket.send(picture(number, number / 8, GREY))
            time.sleep(1 / 8)
        shown = waits_for(filmed.socket, lambda shown: (shown["number"] or 0) >= 15)
    assert shown["trouble"]["name"] == "slow"
    assert "8 pictures" in shown["trouble"]["sentence"]


def test_a_full_disk_ends_the_session_with_a_sentence_and_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with session(tmp_path) as (page, filmed):
        filmed.until(lambda shown: shown["valid"] == 1, uses_the_saved)

        def full(*_: object) -> None:
            raise OutputError("Cannot write events: no space is left. What was kept is there.")

        monkeypatch.setattr(SessionWriter, "frame", full)
        told: list[dict[str, Any]] = []
        with pytest.raises(ConnectionClosed) as closed:
            until_closed(filmed, told)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == FAILED
        (error,) = [one for one in told if one["type"] == "error"]
        assert (error["name"], "no space is left" in error["sentence"]) == ("failed", True)
        assert page.ask("GET", "/")[0].status == 200
    (kept,) = sessions(tmp_path / "sessions")
    assert kept.valid == 1
    assert sum(r.status == "valid" for r in next(results(kept)).repetitions) >= 1


def until_closed(filmed: Filmed, told: list[dict[str, Any]]) -> None:
    """Send and listen until the connection is closed."""
    while True:
        filmed.send()
        told.append(json.loads(filmed.socket.recv(timeout=20)))


def test_the_app_ends_in_the_middle_and_keeps_what_was_done(tmp_path: Path) -> None:
    with session(tmp_path) as (page, filmed):
        filmed.until(lambda shown: shown["valid"] == 2, uses_the_saved)
        assert page.post("/quit").status == 200
        with pytest.raises(ConnectionClosed):
            until_closed(filmed, [])
        assert filmed.socket.close_code in (ENDING, 1006, 1012)
    (kept,) = sessions(tmp_path / "sessions")
    assert (kept.ended, kept.valid) == ("interrupted", 2)
    (told,) = results(kept)
    assert told.summary.valid == 2


def test_a_plan_of_several_exercises_ends_with_the_sum_of_all(tmp_path: Path) -> None:
    items = tuple(
        PlannedExercise(find("33"), Side.RIGHT, sets=sets, reps=2, rest_s=1.0) for sets in (2, 1)
    )
    with session(tmp_path, SessionPlan(items)) as (_, filmed):
        shown = filmed.until(lambda shown: shown["screen"] == "summary", uses_the_saved)
    assert [(t["item"], t["valid"], t["reps"], t["finished"]) for t in shown["totals"]] == [
        (0, 4, 4, True),
        (1, 2, 2, True),
    ]
    assert shown["saved"]["sentence"] == "Saved on this computer"
    assert "Well done: that was everything for today." in shown["summary"]


def test_a_video_of_each_set_is_kept_where_that_is_wanted_and_only_there(tmp_path: Path) -> None:
    for record in (True, False):
        with session(tmp_path / str(record), single(find("33"), Side.RIGHT, reps=1), record) as (
            _,
            filmed,
        ):
            hello = json.loads(filmed.socket.recv(timeout=10))
            assert (hello["type"], hello["keeps_video"]) == ("hello", record)
            shown = filmed.until(lambda shown: shown["screen"] == "summary", uses_the_saved)
        kept = Path(shown["saved"]["where"])
        films = list(kept.glob("*.mp4"))
        assert len(films) == record
        for film in films:
            (result,) = results(read_session(kept))
            frames = cv2.VideoCapture(str(film)).get(cv2.CAP_PROP_FRAME_COUNT)
            assert frames == pytest.approx(result.frames, abs=2)


def test_the_language_changes_in_the_middle(tmp_path: Path) -> None:
    with session(tmp_path) as (page, filmed):
        shown = filmed.until(lambda shown: shown["screen"] == "ready", uses_the_saved)
        assert shown["heading"] == "Hold still to start"
        assert page.post("/settings", language="de").status == 303
        shown = filmed.until(lambda shown: shown["screen"] == "work")
        assert shown["keys"][1]["title"] == "noch einmal"
    with session(tmp_path) as (page, _):
        assert 'lang="de"' in page.ask("GET", "/choose")[1]  # as chosen the last time


def test_the_app_ends_by_itself_when_nobody_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "AWAY_S", 1.5)
    monkeypatch.setattr(server, "LOOK_S", 0.1)
    with serving(workplace(tmp_path, lambda slots: Replay(perform(find("33")))), tmp_path) as app:
        page = Page(app)
        page.enter()
        with page.socket("/presence"):
            time.sleep(2.5)
            assert page.ask("GET", "/")[0].status == 200
        limit_s = time.monotonic() + 20
        while time.monotonic() < limit_s:
            try:
                page.ask("GET", "/")
            except OSError:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("it still runs")


def test_for_a_patient_it_plays_what_is_prescribed_and_keeps_it_in_the_records(
    tmp_path: Path,
) -> None:
    """The command itself, ended by Ctrl-C; killed in the middle of the second session."""
    environment = {"HANDTRACK_DATA": str(tmp_path), "HANDTRACK_DB": str(tmp_path / "a.db")}

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "handtrack", *words]
        told = os.environ | environment
        done = subprocess.run(
            command, env=told, capture_output=True, text=True, timeout=120, check=True
        )
        return done.stdout

    run("patient", "add", "M. K.")
    run("plan", "add", "mk", "-e", "33", "--hand", "right", "--reps", "2", "--per-day", "2")

    words = ("app", "--patient", "mk", "--no-questions", "--source", SPREAD)
    closes = {"type": "key", "key": "go"}
    with app(environment, *words) as (process, page):
        assert "M. K." in page.ask("GET", "/")[1]
        assert page.post("/session", plan="today").status == 303
        with page.socket() as socket:
            done = play_clip(socket, page, lambda s: closes if s["screen"] == "summary" else None)
        assert done == "end"
        assert page.shown[-1]["saved"]["for"] == "M. K."
        assert [t["valid"] for t in page.shown[-1]["totals"]] == [2]
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    assert "33" in run("patient", "show", "mk")
    with app(environment, *words) as (process, page):
        page.post("/session", plan="today")

        def kills(shown: dict[str, Any]) -> dict[str, Any] | None:
            if shown["valid"] == 1:
                process.kill()
            return {"type": "choose", "option": "use_saved"} if shown["menu"] else None

        with page.socket() as socket:
            play_clip(socket, page, kills)
    left = next(s for s in sessions(tmp_path / "sessions") if s.ended is None)
    assert left.valid == 1
    assert sum(r.status == "valid" for r in next(results(read_session(left.folder))).repetitions)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_no_socket_leads_off_this_machine(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    traced = ("strace", "-f", "-e", "trace=network", "-o", log)
    environment = {"HANDTRACK_DATA": str(tmp_path / "data")}
    words = ("app", "--no-questions", "--source", SPREAD)
    with app(environment, *words, before=traced) as (process, page):
        page.post("/session", exercise="33", hand="right")

        def quits(shown: dict[str, Any]) -> None:
            if shown["screen"] == "guide":
                page.post("/quit")

        with page.socket() as socket:
            play_clip(socket, page, quits)
        assert process.wait(60) == 0
    calls = [line for line in log.read_text(errors="replace").splitlines() if "AF_INET" in line]
    assert any("bind(" in line for line in calls)
    assert [line for line in calls if "connect(" in line or "AF_INET6" in line] == []
    addresses = {found for line in calls for found in re.findall(r'inet_addr\("([^"]+)"\)', line)}
    assert addresses == {"127.0.0.1"}
