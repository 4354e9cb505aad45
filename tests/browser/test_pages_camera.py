from __future__ import annotations

import struct
from typing import Any

import cv2
import numpy as np
import pytest

from tests.browser.pages_browser import sent, session, until
from tests.browser.pages_server import PagesServer

pytestmark = pytest.mark.slow

HEAD = struct.Struct("<IIdd")


def test_pictures_are_sent_with_their_own_time_one_at_a_time(
    chromium: Any, server: PagesServer
) -> None:
    server.source = "camera"
    with session(chromium, server, "work") as page:
        page.wait_for_timeout(2500)
        assert [one["state"] for one in sent(page, server, "camera")] == ["on"]
    heads = [HEAD.unpack_from(one) for one in server.pictures]
    assert len(heads) > 10
    numbers, streams, times_s, ages_s = zip(*heads, strict=True)
    assert (np.diff(numbers) > 0).all()
    assert set(streams) == {1}
    assert (np.diff(times_s) > 0).all()
    assert max(ages_s) < 2.0
    picture = cv2.imdecode(np.frombuffer(server.pictures[0][HEAD.size :], np.uint8), 1)
    assert picture is not None
    assert max(picture.shape) <= 1280


def test_without_an_answer_the_next_picture_waits(chromium: Any, server: PagesServer) -> None:
    server.source, server.answers = "camera", False
    with session(chromium, server, "work") as page:
        page.wait_for_timeout(1500)
        assert len(server.pictures) == 1
        page.wait_for_timeout(2000)
        assert len(server.pictures) == 2  # patience has an end


def test_a_camera_that_may_not_be_used_is_explained(chromium: Any, server: PagesServer) -> None:
    server.source = "camera"
    refusing = "() => Promise.reject(new DOMException('', '{}'))"
    for error, state in (
        ("NotAllowedError", "refused"),
        ("NotFoundError", "missing"),
        ("NotReadableError", "busy"),
    ):
        server.received.clear()
        script = f"navigator.mediaDevices.getUserMedia = {refusing.format(error)}"
        with session(chromium, server, "place", script=script) as page:
            page.wait_for_selector("#camera-help:not([hidden])")
            assert page.locator("#camera-advice").text_content()
            assert [one["state"] for one in sent(page, server, "camera")] == [state]
            page.evaluate("delete navigator.mediaDevices.getUserMedia")
            page.click("#camera-again")
            page.wait_for_selector("#camera-help", state="hidden")
            assert sent(page, server, "camera")[-1]["state"] == "on"


def test_a_clip_is_shown_picture_by_picture(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "work") as page:
        for _ in range(3):
            server.show("work")
        drawn = sent(page, server, "drawn")
        assert [one["number"] for one in drawn] == [1, 2, 3, 4]
        assert all(0.0 <= one["delay_s"] < 2.0 for one in drawn)
        assert page.evaluate("document.getElementById('clip').width") == 640


def test_a_picture_that_is_decoded_late_is_drawn_before_the_next(
    chromium: Any, server: PagesServer
) -> None:
    script = """
      const decode = window.createImageBitmap;
      let pictures = 0;
      window.createImageBitmap = async (jpeg) => {
        const late_ms = ++pictures === 2 ? 100 : 0;
        await new Promise((then) => setTimeout(then, late_ms));
        return decode(jpeg);
      };
    """
    with session(chromium, server, "work", script=script) as page:
        for _ in range(3):
            server.show("work")
        page.wait_for_timeout(300)
        assert [one["number"] for one in sent(page, server, "drawn")] == [1, 2, 3, 4]


def test_a_broken_line_is_taken_up_again(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "work") as page:
        server.leave(1012)
        until(page, "document.getElementById('trouble').textContent.includes('lost')")
        page.wait_for_selector("#trouble", state="hidden")
        server.show("rest")
        page.wait_for_selector("#session[data-screen=rest]")


def test_a_session_that_goes_on_elsewhere_is_left(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "work") as page:
        server.leave(4001)
        until(page, "document.getElementById('trouble').textContent.includes('another')")
        assert page.locator("#leave").is_visible()


def test_the_end_leads_back_to_the_start(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "summary") as page:
        server.say({"type": "end", "next": "/"})
        page.wait_for_url(f"{server.address}/")


def test_lines_on_the_hand_can_be_left_out(chromium: Any, server: PagesServer) -> None:
    inked = """() => {
      const {width, height} = document.getElementById('skeleton');
      const context = document.getElementById('skeleton').getContext('2d');
      return context.getImageData(0, 0, width, height).data.some((value) => value > 0);
    }"""
    for wanted in (True, False):
        server.settings |= {"skeleton": wanted}
        with session(chromium, server, "work") as page:
            assert page.evaluate(inked) is wanted
