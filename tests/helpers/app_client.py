"""The app on a free port, and a page without a browser that talks to it."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from handtrack.assessment.assess import assess as assess_hand
from handtrack.assessment.poses.hold_detector import PoseHeld
from handtrack.assessment.protocol import load_protocols
from handtrack.definitions.library import load_all
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.live.assessment.assessment_order import AssessmentOrder, AssessmentOutcome
from handtrack.live.browser.app_settings import SettingsFile
from handtrack.live.browser.web.page_files import PageFiles
from handtrack.live.browser.web.server import AppServer
from handtrack.live.browser.workplace import AssessmentTools, Today, Workplace
from handtrack.live.loop import Tools
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_plan import SessionPlan
from handtrack.records.patient import Patient
from handtrack.tracking.tracker import Tracker
from handtrack.verifiers.calibration import Calibration
from tests.helpers.terminals import as_in_a_terminal

HEADER = struct.Struct("<IIdd")
Answers = Callable[[dict[str, Any]], dict[str, Any] | None]


def measured(
    order: AssessmentOrder, recording: Recording, held: list[PoseHeld], path: Path, name: str
) -> AssessmentOutcome:
    """Measure poses and keep nothing."""
    slot, side = choose_slot(recording, order.side)
    return AssessmentOutcome(
        assess_hand(recording, recording.hand(slot, side), order.protocol, held)
    )


def workplace(
    folder: Path,
    tracker_for: Callable[[int], Tracker],
    plan: SessionPlan | None = None,
    clip: Path | None = None,
    saved: dict[tuple[str, Side], Calibration] | None = None,
    ask: bool = False,
    assess: Callable[..., AssessmentOutcome] = measured,
    patient: Patient | None = None,
) -> Workplace:
    """What the app works with in a test."""
    return Workplace(
        exercises=tuple(load_all()),
        today=lambda: Today(plan),
        without_fingers=lambda wanted: wanted,
        tools=lambda wanted: Tools(tracker_for, saved or {}, list),
        writer=lambda wanted, source: SessionWriter(
            folder / "sessions", {"source": source}, datetime.now()
        ),
        keep=lambda kept: None,
        patient=patient,
        clip=clip,
        ask=ask,
        assessment_tools=AssessmentTools(tuple(load_protocols()), lambda: tracker_for(1), assess),
    )


@contextmanager
def serving(work: Workplace, folder: Path) -> Iterator[AppServer]:
    """Run the app in a thread."""
    files = PageFiles()
    app = AppServer(work, SettingsFile(folder, files.codes), files)
    ready = threading.Event()
    thread = threading.Thread(target=app.run, args=(ready.set,))
    thread.start()
    assert ready.wait(20)
    try:
        yield app
    finally:
        app.quit()
        thread.join(30)
        assert not thread.is_alive()


@dataclass
class Page:
    """A browser that was let in."""

    app: AppServer | Elsewhere
    cookie: str = ""
    csrf: str = ""
    shown: list[dict[str, Any]] = field(default_factory=list)
    said: str = ""  # by the command, with the address

    @property
    def origin(self) -> str:
        """Of our pages."""
        return f"http://127.0.0.1:{self.app.port}"

    def ask(
        self, method: str, path: str, body: str | bytes = b"", **headers: str
    ) -> tuple[HTTPResponse, str]:
        """Send one request as a browser would, but for the headers named; its answer."""
        wanted = {"Host": f"127.0.0.1:{self.app.port}", "Origin": self.origin}
        if method == "GET":
            del wanted["Origin"]
        if self.cookie:
            wanted["Cookie"] = self.cookie
        wanted |= {name.replace("_", "-"): text for name, text in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self.app.port, timeout=20)) as connection:
            connection.putrequest(method, path, skip_host=True)
            for name, text in wanted.items():
                connection.putheader(name, text)
            data = body.encode() if isinstance(body, str) else body
            connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data)
            answer = connection.getresponse()
            return answer, answer.read().decode(errors="replace")

    def post(self, path: str, **fields: str) -> HTTPResponse:
        """Post a form of ours."""
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, urlencode(fields | {"csrf": self.csrf}), Content_Type=kind)[0]

    def enter(self) -> None:
        """Use the link up, and read a page."""
        token = self.app.link().partition("#")[2]
        body = json.dumps({"token": token})
        answer, _ = self.ask("POST", "/open", body, Content_Type="application/json")
        assert answer.status == 200
        self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        _, text = self.ask("GET", "/choose")
        self.csrf = text.split('name="csrf" content="')[1].split('"')[0]

    @contextmanager
    def socket(self, path: str = "/session/live", **headers: str) -> Iterator[ClientConnection]:
        """Open a WebSocket, as a page of ours would but for the headers named."""
        wanted = {"Origin": self.origin, "Cookie": self.cookie}
        wanted |= {name.replace("_", "-"): text for name, text in headers.items()}
        origin = wanted.pop("Origin")
        with connect(
            f"ws://127.0.0.1:{self.app.port}{path}",
            origin=origin or None,  # type: ignore[arg-type]  # any text is an origin
            additional_headers=wanted,
            max_size=None,
            compression=None,
            open_timeout=20,
        ) as socket:
            yield socket


@dataclass
class Elsewhere:
    """An app in another process."""

    port: int
    token: str

    def link(self) -> str:
        """The address that it printed, from the mark on."""
        return f"#{self.token}"


@contextmanager
def command(
    environment: dict[str, str],
    *words: str | Path,
    before: tuple[str | Path, ...] = (),
    answer: str = "",
) -> Iterator[tuple[subprocess.Popen[str], Page]]:
    """Run a command that serves the app; its process, and a browser that was let in.

    Parameters
    ----------
    environment : dict
    *words : str or Path
        The command and its options.
    before : tuple
        What runs the command.
    answer : str
        To what it asks.
    """
    program = [*before, sys.executable, "-m", "handtrack", *words, "--no-browser"]
    told = os.environ | environment | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        program,
        env=told,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=as_in_a_terminal,
    )
    with process:
        try:
            assert process.stdin
            assert process.stdout
            process.stdin.write(answer)
            process.stdin.flush()
            said = process.stdout.readline()
            address = re.search(r":(\d+)/open#(\S+)", said)
            assert address
            page = Page(Elsewhere(int(address[1]), address[2]), said=said)
            page.enter()
            yield process, page
        finally:
            process.kill()


def play_clip(socket: ClientConnection, page: Page, answers: Answers, most_s: float = 120) -> str:
    """Show a session on a clip until it ends; the type of the last message."""
    limit_s, kind = time.monotonic() + most_s, ""
    try:
        while time.monotonic() < limit_s:
            message = socket.recv(timeout=20)
            if isinstance(message, bytes):
                assert message[HEADER.size : HEADER.size + 2] == b"\xff\xd8"
                continue
            told = json.loads(message)
            kind = str(told["type"])
            if kind == "screen":
                page.shown.append(told)
                chosen = answers(told)
                drawn = {"type": "drawn", "number": told["number"], "delay_s": None}
                # At the end the server says so and closes, while that may still be unread here.
                with suppress(ConnectionClosed):
                    for answer in [chosen, drawn] if chosen else [drawn]:
                        socket.send(json.dumps(answer))
            elif kind == "end":
                return kind
    except ConnectionClosed:
        return kind
    raise AssertionError(f"still at {kind}: {page.shown[-1]['screen']}")


def picture(number: int, time_s: float, jpeg: bytes, stream: int = 1, age_s: float = 0.0) -> bytes:
    """The message of a camera's picture."""
    return HEADER.pack(number, stream, time_s, age_s) + jpeg
