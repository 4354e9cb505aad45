"""The page's camera and its clip, as a session sees them."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from handtrack.live.browser.link import jpeg
from handtrack.live.browser.link.messages import CameraState, Drawn, PagePicture
from handtrack.live.browser.link.page_feeds import STALLED_S, STEP_S, PageCamera, PageClip
from handtrack.live.browser.link.page_link import TAKEN_OVER, PageLink, SessionClosedError
from handtrack.live.flow.states import Key, Pressed
from handtrack.sources.video import VideoSource
from tests.helpers.paths import SAMPLE_VIDEOS

GREY = jpeg.encode(np.full((48, 64, 3), 128, np.uint8))


class Listener:
    """A page that remembers what it was sent."""

    def __init__(self) -> None:
        self.got: list[str | bytes] = []
        self.left: int | None = None

    def send(self, payload: str | bytes) -> None:
        self.got.append(payload)

    def leave(self, code: int) -> None:
        self.left = code


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def link() -> PageLink:
    link = PageLink()
    link.attach(Listener())
    return link


def show(
    link: PageLink, clock: Clock, number: int, time_s: float, late_s: float = 0.0, stream: int = 1
) -> None:
    """Send a picture that is as late as this, though the page does not know."""
    link.receive_picture(PagePicture(number, stream, time_s, clock.now_s + late_s, GREY))


def test_pictures_keep_the_intervals_of_their_own_clock(link: PageLink, clock: Clock) -> None:
    camera, times_s = PageCamera(link, clock), []
    for number in range(10):
        clock.now_s = 100.0 + number / 30
        show(link, clock, number, 7.0 + number / 30, late_s=0.01 * (number % 3))
        snapshot = camera.take(0.0)
        assert snapshot is not None
        assert snapshot.image_bgr.shape == (48, 64, 3)
        times_s.append(snapshot.captured_s)
    assert np.diff(times_s) == pytest.approx(1 / 30)
    assert times_s[0] == pytest.approx(100.0)


@pytest.mark.parametrize(("time_s", "stream"), [(0.0, 2), (500.0, 1)])
def test_times_go_on_after_a_reload_and_after_sleep(
    link: PageLink, clock: Clock, time_s: float, stream: int
) -> None:
    camera = PageCamera(link, clock)
    show(link, clock, 1, 50.0)
    first = camera.take(0.0)
    clock.now_s += 1.0
    show(link, clock, 2, time_s, stream=stream)
    second = camera.take(0.0)
    assert first is not None
    assert second is not None
    assert second.captured_s - first.captured_s == pytest.approx(1.0)


def test_times_never_go_back(link: PageLink, clock: Clock) -> None:
    camera = PageCamera(link, clock)
    times_s = []
    for number, time_s in enumerate((5.0, 5.1, 5.1, 5.05, 5.2)):
        clock.now_s = 100.0 + time_s
        show(link, clock, number, time_s)
        snapshot = camera.take(0.0)
        assert snapshot is not None
        times_s.append(snapshot.captured_s)
    assert min(np.diff(times_s)) >= STEP_S - 1e-9


def test_the_newest_picture_wins_and_what_is_left_out_is_counted(
    link: PageLink, clock: Clock
) -> None:
    camera = PageCamera(link, clock)
    show(link, clock, 0, 0.0)
    camera.take(0.0)
    for number in (1, 2, 3):
        clock.now_s += 0.1
        show(link, clock, number, number / 10)
    snapshot = camera.take(0.0)
    assert snapshot is not None
    assert (snapshot.index, camera.dropped, camera.number) == (3, 2, 3)
    assert camera.rate_hz == pytest.approx(10.0)
    assert camera.take(0.0) is None


def test_a_camera_is_lost_without_a_page_and_without_pictures(link: PageLink, clock: Clock) -> None:
    camera = PageCamera(link, clock)
    assert camera.lost  # there was no picture yet
    show(link, clock, 0, 0.0)
    camera.take(0.0)
    assert not camera.lost
    clock.now_s += STALLED_S + 0.1
    assert camera.lost
    show(link, clock, 1, 2.2)
    camera.take(0.0)
    assert not camera.lost
    page = Listener()
    link.attach(page)
    link.detach(page)
    assert camera.lost


def test_what_is_no_picture_is_told_to_the_page(clock: Clock) -> None:
    link, page = PageLink(), Listener()
    link.attach(page)
    link.receive_picture(PagePicture(0, 1, 0.0, 100.0, b"no picture"))
    assert PageCamera(link, clock).take(0.0) is None
    assert "bad_picture" in str(page.got)


def test_a_clip_goes_on_as_its_pictures_are_drawn_and_none_is_left_out() -> None:
    link, page, path = PageLink(), Listener(), SAMPLE_VIDEOS / "left_spread.mp4"
    clip = PageClip(path, link, paced=False)
    assert clip.take(0.0) is None  # nobody looks on
    link.attach(page)
    still = clip.take(0.0)
    assert still is not None
    clip.play()
    under_way = [still.index]
    with VideoSource(path, None) as video:
        for frame in video:
            snapshot = clip.take(0.0)
            assert snapshot is not None
            assert clip.take(0.0) is None  # the page still draws the one before
            assert np.array_equal(snapshot.image_bgr[..., ::-1], frame.image_rgb)
            assert clip.starts_s is not None
            assert snapshot.captured_s - clip.starts_s == pytest.approx(frame.time_s)
            under_way.append(snapshot.index)
            link.receive(Drawn(under_way.pop(0), None))
    assert len(page.got) > 100


def test_a_clip_that_stands_still_is_sent_once() -> None:
    link, page = PageLink(), Listener()
    link.attach(page)
    clip = PageClip(SAMPLE_VIDEOS / "left_spread.mp4", link, paced=False)
    for _ in range(5):
        snapshot = clip.take(0.0)
        assert snapshot is not None
        link.receive(Drawn(snapshot.index, None))
    assert len(page.got) == 1


def test_a_clip_keeps_its_own_pace() -> None:
    link = PageLink()
    link.attach(Listener())
    clip = PageClip(SAMPLE_VIDEOS / "left_spread.mp4", link)
    clip.play()
    began_s = time.monotonic()
    for _ in range(16):
        snapshot = clip.take(0.0)
        assert snapshot is not None
        link.receive(Drawn(snapshot.index, None))
    assert time.monotonic() - began_s >= 15 / 30 - 0.02


def test_a_page_that_comes_later_sees_what_the_last_one_saw() -> None:
    link, first, second = PageLink(), Listener(), Listener()
    link.show("hello", "hello")
    link.attach(first)
    link.show("screen", "one")
    link.show("screen", "two")
    link.send("sound", say="and up")
    link.receive(CameraState.REFUSED)
    link.attach(second)
    assert first.got == ["hello", "one", "two", '{"type":"sound","say":"and up"}']
    assert first.left == TAKEN_OVER
    assert second.got == ["hello", "two"]
    assert link.camera is CameraState.WAITING  # of this page nothing is known yet
    link.detach(first)
    assert link.connected


def test_choices_are_taken_in_their_order() -> None:
    link = PageLink()
    link.receive(Pressed(Key.GO))
    link.receive(Pressed(digit=3))
    assert [link.pressed() for _ in range(3)] == [Pressed(Key.GO), Pressed(digit=3), Pressed()]


def test_a_session_that_waits_for_its_page_can_be_closed(tmp_path: Path) -> None:
    link = PageLink()
    closer = threading.Timer(0.1, link.close)
    closer.start()
    with pytest.raises(SessionClosedError):
        link.take_picture(20.0)
    with pytest.raises(SessionClosedError):
        link.wait_until_drawn(0, 20.0)
    closer.join()
