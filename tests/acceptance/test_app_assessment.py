"""A whole assessment through the app, shown by a page without a browser."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import pytest
from websockets.sync.client import ClientConnection

from handtrack.assessment.poses.find_poses import find_still_poses
from handtrack.assessment.protocol import find_protocol
from handtrack.cli.assessment_tools import AssessmentOptions
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording
from handtrack.live.assessment.assessment_order import AssessmentOrder, AssessmentOutcome
from handtrack.live.browser.link import jpeg
from handtrack.records.patient import Patient
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.sources.video import VideoSource
from handtrack.tracking.track_video import track_video
from tests.helpers.app_client import Page, picture, play_clip, serving, workplace
from tests.helpers.held_clip import HELD_DEG, NEAR_DEG, wrist_poses
from tests.helpers.live_session import trackers

pytestmark = pytest.mark.slow
PROTOCOL = find_protocol("hand-basic")
WRIST = PROTOCOL.select_sections(["wrist"])


JPEG_DEG = 2.0
"""How far compressed pictures may lead a figure away."""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wrist_poses(tmp_path_factory.mktemp("held") / "wrist.mp4")


@pytest.fixture(scope="module")
def tracked(clip: Path) -> Recording:
    return track_video(clip, trackers(1))


def goes_on(shown: dict[str, Any]) -> dict[str, Any] | None:
    """Say that the camera stands, stop after the clip's last pose, close the results."""
    if shown["screen"] in ("place", "results"):
        return {"type": "key", "key": "go"}
    return {"type": "key", "key": "stop"} if shown["pose"] == 3 else None


def screens(page: Page) -> list[str]:
    """All screens in their order, each stay once."""
    names = [shown["screen"] for shown in page.shown]
    return [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]


def test_a_clip_on_the_page_measures_what_the_file_does(
    clip: Path, tracked: Recording, tmp_path: Path
) -> None:
    database = str(tmp_path / "records.db")
    patient = Patient("mk", datetime.now().astimezone(), "Maria K.")
    with Store.open(find_location(database), True) as store:
        store.add_patient(patient)
    options = AssessmentOptions("mk", database)
    hand = options.hand(tracked, Side.RIGHT)
    alone = options.measured(PROTOCOL, tracked, hand, find_still_poses(PROTOCOL, WRIST, hand))

    def assess(order: AssessmentOrder, recording: Recording, held: Any, path: Path, name: str):  # type: ignore[no-untyped-def]
        seen = options.hand(recording, order.side)
        return options.kept(options.measured(PROTOCOL, recording, seen, held), path, name)

    work = workplace(tmp_path, trackers, clip=clip, assess=assess, patient=patient)
    with serving(work, tmp_path) as app:
        page = Page(app)
        page.enter()
        begun = page.post("/assessment", part="hand-basic/wrist", hand="right")
        assert (begun.status, begun.getheader("Location")) == (303, "/assessment")
        assert page.ask("GET", "/session")[0].getheader("Location") == "/assessment"
        with page.socket() as socket:
            hello = json.loads(socket.recv(timeout=10))
            assert [pose["pose"] for pose in hello["poses"]] == [
                pose.id for pose in WRIST[0].poses
            ] * 3
            assert play_clip(socket, page, goes_on) == "end"
        assert page.ask("GET", "/assessment")[0].getheader("Location") == "/"
    assert screens(page) == ["place", "pose", "results"]
    counted = [shown["left_s"] for shown in page.shown if shown["screen"] == "pose"]
    assert {1, 2, 3} <= set(counted)
    results = page.shown[-1]
    assert (results["saved"]["for"], results["saved"]["where"]) == ("Maria K.", database)
    with Store.open(find_location(database)) as store:
        (kept,) = store.history("mk").assessments
    ours, theirs = kept.assessment.figures, alone.found.figures
    assert [figure.motion for figure in ours] == [*HELD_DEG]
    for one, other in zip(ours, theirs, strict=True):
        assert (one.motion, one.label) == (other.motion, other.label)
        assert (one.value, one.error) == pytest.approx((other.value, other.error))
        assert one.value == pytest.approx(HELD_DEG[one.motion], abs=NEAR_DEG)
    (group,) = results["results"]
    assert [told["value"] for told in group["figures"]] == [
        f"{figure.value:.0f}°" for figure in ours
    ]


def film(clip: Path, socket: ClientConnection, page: Page) -> None:
    """Send a clip as the pictures of a page's camera, until the assessment ends.

    Its first picture is sent again and again until the camera stands. However long an answer
    takes, the pictures are 1/30 s apart by their own times.
    """
    with VideoSource(clip, None) as video:
        bgr = (cv2.cvtColor(frame.image_rgb, cv2.COLOR_RGB2BGR) for frame in video)
        pictures = [jpeg.encode(image.view(dtype="uint8")) for image in bgr]
    began_s, number, place = time.monotonic(), 0, 0

    def send() -> None:
        time_s = number / 30
        time.sleep(max(0.0, began_s + time_s - time.monotonic()))
        age_s = max(0.0, time.monotonic() - began_s - time_s)
        socket.send(picture(number, time_s, pictures[place], age_s=age_s))

    send()
    for message in socket:
        told = json.loads(message)
        if told["type"] == "end":
            return
        if told["type"] != "screen":
            continue
        page.shown.append(told)
        if told["screen"] == "pose":
            place = min(place + 1, len(pictures) - 1)
        if chosen := goes_on(told):
            socket.send(json.dumps(chosen))
        if told["number"] == number:
            number += 1
            send()


def test_a_camera_in_the_page_measures_as_the_file_does(
    clip: Path, tracked: Recording, tmp_path: Path
) -> None:
    measured: list[AssessmentOutcome] = []
    options = AssessmentOptions()
    hand = options.hand(tracked, Side.RIGHT)
    alone = options.measured(PROTOCOL, tracked, hand, find_still_poses(PROTOCOL, WRIST, hand)).found

    def assess(order: AssessmentOrder, recording: Recording, held: Any, path: Path, name: str):  # type: ignore[no-untyped-def]
        hand = options.hand(recording, order.side)
        measured.append(options.measured(PROTOCOL, recording, hand, held))
        return measured[0]

    with serving(workplace(tmp_path, trackers, assess=assess), tmp_path) as app:
        page = Page(app)
        page.enter()
        page.post("/assessment", part="hand-basic/wrist")
        with page.socket() as socket:
            film(clip, socket, page)
    assert screens(page) == ["place", "pose", "results"]
    assert measured[0].found.side is Side.RIGHT
    for motion in HELD_DEG:
        figure, of_file = measured[0].found.figure(motion), alone.figure(motion)
        assert figure is not None
        assert of_file is not None
        assert figure.value == pytest.approx(of_file.value, abs=JPEG_DEG)


def test_nothing_held_is_told_and_a_reloaded_page_sees_it(clip: Path, tmp_path: Path) -> None:
    def stops(shown: dict[str, Any]) -> dict[str, Any] | None:
        if shown["screen"] == "results":
            raise ConnectionResetError  # as a page does that is reloaded
        return {"type": "key", "key": "go" if shown["screen"] == "place" else "stop"}

    with serving(workplace(tmp_path, trackers, clip=clip), tmp_path) as app:
        page = Page(app)
        page.enter()
        page.post("/assessment", part="hand-basic/wrist", hand="right")
        with page.socket() as socket, pytest.raises(ConnectionResetError):
            play_clip(socket, page, stops)
        assert page.shown[-1]["sentences"] == ["No pose was held still, so nothing was measured."]
        assert page.shown[-1]["saved"]["for"] is None
        with page.socket() as socket:
            assert play_clip(socket, page, goes_on) == "end"


def test_the_end_of_the_app_measures_what_was_held(clip: Path, tmp_path: Path) -> None:
    measured: list[AssessmentOutcome] = []
    options = AssessmentOptions()

    def assess(order: AssessmentOrder, recording: Recording, held: Any, path: Path, name: str):  # type: ignore[no-untyped-def]
        hand = options.hand(recording, order.side)
        measured.append(options.measured(PROTOCOL, recording, hand, held))
        return measured[0]

    def until_two_are_held(shown: dict[str, Any]) -> dict[str, Any] | None:
        if shown["pose"] == 2:
            raise ConnectionResetError
        return goes_on(shown)

    with serving(workplace(tmp_path, trackers, clip=clip, assess=assess), tmp_path) as app:
        page = Page(app)
        page.enter()
        page.post("/assessment", part="hand-basic/wrist", hand="right")
        with page.socket() as socket, pytest.raises(ConnectionResetError):
            play_clip(socket, page, until_two_are_held)
    figure = measured[0].found.figure("wrist.extension")
    assert figure is not None
    assert figure.value == pytest.approx(HELD_DEG["wrist.extension"], abs=NEAR_DEG)


@pytest.mark.parametrize("part", ["", "nothing", "hand-basic/nothing", "hand-basic/wrist/more"])
def test_a_part_that_is_none_begins_nothing(part: str, tmp_path: Path) -> None:
    with serving(workplace(tmp_path, trackers), tmp_path) as app:
        page = Page(app)
        page.enter()
        assert page.post("/assessment", part=part).status == 400
        assert page.post("/assessment", part="hand-basic", hand="third").status == 400
        assert page.ask("GET", "/assessment")[0].getheader("Location") == "/"
        status = page.ask("GET", "/demonstrations/poses/hand-basic/hook.json?hand=left")[0].status
        assert status == 200
        assert page.ask("GET", "/demonstrations/poses/hand-basic/no.json")[0].status == 404
