"""Whole sessions through the app, shown by a page without a browser."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import cv2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from handtrack.definitions.library import find
from handtrack.landmarks.hand import Side
from handtrack.live.browser.link import jpeg
from handtrack.live.browser.link.page_link import TAKEN_OVER
from handtrack.live.session_folder.set_results import results
from handtrack.live.session_folder.stored_session import read_session
from handtrack.scoring.score import score
from handtrack.sources.video import VideoSource
from handtrack.tracking.track_video import track_video
from tests.helpers.app_client import Page, picture, play_clip, serving, workplace
from tests.helpers.live_session import trackers
from tests.helpers.paths import SAMPLE_VIDEOS

pytestmark = pytest.mark.slow


def _goes_on(shown: dict[str, Any]) -> dict[str, Any] | None:
    """Use the saved range, and close the summary."""
    if shown["menu"]:
        return {"type": "choose", "option": "use_saved"}
    return {"type": "key", "key": "go"} if shown["screen"] == "summary" else None


@pytest.mark.parametrize(("clip", "number"), [("spread.mp4", "33"), ("finger_curl.mp4", "18")])
def test_the_counts_are_those_of_score_repetition_by_repetition(
    clip: str, number: str, tmp_path: Path
) -> None:
    path, exercise = SAMPLE_VIDEOS / clip, find(number)
    scored = score(track_video(path, trackers(1)), exercise, Side.RIGHT).result
    saved = {(number, Side.RIGHT): scored.calibration}
    work = workplace(tmp_path, trackers, clip=path, saved=saved)
    with serving(work, tmp_path) as app:
        page = Page(app)
        page.enter()
        begun = page.post("/session", exercise=number, hand="right", reps="100")
        assert (begun.status, begun.getheader("Location")) == (303, "/session")
        with page.socket() as socket:
            assert play_clip(socket, page, _goes_on) == "end"
    (folder,) = (tmp_path / "sessions").iterdir()
    (told,) = results(read_session(folder))
    assert len(told.repetitions) == len(scored.repetitions) > 2
    for ours, theirs in zip(told.repetitions, scored.repetitions, strict=True):
        assert (ours.status, ours.reasons) == (theirs.status, theirs.reasons)
        assert (ours.start_s, ours.end_s, ours.peak) == pytest.approx(
            (theirs.start_s, theirs.end_s, theirs.peak), abs=1e-6
        )
    done = page.shown[-1]
    assert done["totals"][0]["valid"] == scored.summary.valid


class Camera:
    """A page's camera: the first picture of a clip until the exercise begins, then the clip.

    It sends its next picture once the screen of the last one has come. However long that takes, the
    pictures are 1/30 s apart by their own times, and only grow older on their way.
    """

    def __init__(self, path: Path) -> None:
        with VideoSource(path, None) as video:
            bgr = (cv2.cvtColor(frame.image_rgb, cv2.COLOR_RGB2BGR) for frame in video)
            self._pictures = [jpeg.encode(image.view(dtype="uint8")) for image in bgr]
        self._began_s, self._number, self._place = time.monotonic(), 0, 0

    def film(self, socket: ClientConnection, page: Page) -> str:
        """Send pictures until the session ends; the type of the last message."""
        self._send(socket)
        for message in socket:
            told = json.loads(message)
            if told["type"] == "end":
                return "end"
            if told["type"] == "screen":
                page.shown.append(told)
                self._answer(socket, told)
        return ""

    def _answer(self, socket: ClientConnection, told: dict[str, Any]) -> None:
        if chosen := _goes_on(told):
            socket.send(json.dumps(chosen))
        if told["screen"] == "work":
            self._place += 1
        if self._place == len(self._pictures):
            self._place = 0
            socket.send(json.dumps({"type": "key", "key": "skip"}))
        if told["number"] == self._number:
            self._number += 1
            self._send(socket)

    def _send(self, socket: ClientConnection) -> None:
        time_s, real_s = self._number / 30, time.monotonic() - self._began_s
        time.sleep(max(0.0, time_s - real_s))
        age_s = max(0.0, time.monotonic() - self._began_s - time_s)
        data = self._pictures[self._place]
        socket.send(picture(self._number, time_s, data, age_s=age_s))


def test_a_camera_in_the_page_counts_as_the_file_does(tmp_path: Path) -> None:
    path, exercise = SAMPLE_VIDEOS / "spread.mp4", find("33")
    scored = score(track_video(path, trackers(1)), exercise, Side.RIGHT).result
    saved = {("33", Side.RIGHT): scored.calibration}
    with serving(workplace(tmp_path, trackers, saved=saved), tmp_path) as app:
        page = Page(app)
        page.enter()
        page.post("/session", exercise="33", hand="right", reps="100")
        with page.socket() as socket:
            assert Camera(path).film(socket, page) == "end"
    (folder,) = (tmp_path / "sessions").iterdir()
    (told,) = results(read_session(folder))
    assert [r.status for r in told.repetitions] == [r.status for r in scored.repetitions]
    screens = [s["screen"] for s in page.shown if s["type"] == "screen"]
    order = [s for i, s in enumerate(screens) if i == 0 or screens[i - 1] != s]
    assert order == ["place", "show", "offer", "ready", "work", "summary", "end"]
    work = [s for s in page.shown if s.get("screen") == "work" and s["points"]]
    assert max(s["share"] for s in work if s["share"] is not None) > 0.9


def test_a_reloaded_page_goes_on_where_it_was(tmp_path: Path) -> None:
    path, exercise = SAMPLE_VIDEOS / "spread.mp4", find("33")
    scored = score(track_video(path, trackers(1)), exercise, Side.RIGHT).result
    saved = {("33", Side.RIGHT): scored.calibration}
    with serving(workplace(tmp_path, trackers, clip=path, saved=saved), tmp_path) as app:
        page, screens = Page(app), []
        page.enter()
        page.post("/session", exercise="33", hand="right", reps="100")

        def until_it_counts(shown: dict[str, Any]) -> dict[str, Any] | None:
            if shown["valid"] == 2:
                raise ConnectionResetError  # as a page does that is reloaded
            return _goes_on(shown)

        with page.socket() as first:
            with pytest.raises(ConnectionResetError):
                play_clip(first, page, until_it_counts)
            with page.socket() as second:
                hello = json.loads(second.recv(timeout=10))
                assert (hello["type"], hello["source"]) == ("hello", "clip")
                assert play_clip(second, page, _goes_on) == "end"
            with pytest.raises(ConnectionClosed) as closed:
                for _ in first:
                    pass
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == TAKEN_OVER
        screens = [shown["screen"] for shown in page.shown]
        assert screens.count("paused") == 0
        assert page.ask("GET", "/session")[0].getheader("Location") == "/"
    (folder,) = (tmp_path / "sessions").iterdir()
    (told,) = results(read_session(folder))
    assert [r.status for r in told.repetitions] == [r.status for r in scored.repetitions]
