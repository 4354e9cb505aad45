from __future__ import annotations

from typing import Any

import pytest

from tests.browser import pages_messages as messages
from tests.browser.pages_browser import (
    barriers,
    cut_off,
    opened,
    session,
    small_targets,
    sticks_out,
    until,
)
from tests.browser.pages_server import PagesServer

pytestmark = pytest.mark.slow

PAGES = ("/", "/choose", "/open", "/refused", "/goodbye")
LOOKS = pytest.mark.parametrize(
    ("theme", "language"), [(t, code) for code in ("en", "de") for t in ("light", "dark")]
)
SIZES = ((360, 740), (390, 844), (1280, 720), (1920, 1080))
TEXT_SIZES = pytest.mark.parametrize("text_size", [1.0, 2.0])


@pytest.fixture(autouse=True)
def _prescribed(server: PagesServer) -> None:
    server.today = {
        "title": "",
        "items": [messages.item("18", "en"), messages.item("34", "en", sets=1, side=None)],
        "minutes": 14,
        "prescribed": True,
        "done": False,
    }


def _fits(page: Any, what: str) -> None:
    """The page fits into windows of all sizes, and what is pressed is large in each."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert sticks_out(page) <= 0, f"{what} at {width}"
        assert small_targets(page) == [], f"{what} at {width}"
        assert cut_off(page) == [], f"{what} at {width}"


@LOOKS
def test_pages_have_no_barriers(
    chromium: Any, server: PagesServer, theme: str, language: str
) -> None:
    server.settings |= {"theme": theme, "language": language}
    for path in PAGES:
        with opened(chromium, server, path) as page:
            assert barriers(page) == [], path
            if path in ("/", "/choose"):
                page.click("[data-opens=settings-dialog]")
                assert barriers(page) == [], f"settings on {path}"


@LOOKS
def test_no_screen_has_barriers(
    chromium: Any, server: PagesServer, theme: str, language: str
) -> None:
    server.settings |= {"theme": theme, "language": language}
    with session(chromium, server, "place") as page:
        for moment in messages.SCREENS:
            server.show(moment)
            page.wait_for_selector(f"#session[data-screen={moment.split('_')[0]}]")
            assert barriers(page) == [], moment


@TEXT_SIZES
def test_pages_fit_into_their_window(chromium: Any, server: PagesServer, text_size: float) -> None:
    server.settings |= {"text_size": text_size, "language": "de"}
    for path in PAGES:
        with opened(chromium, server, path) as page:
            _fits(page, path)
            if path == "/":
                page.click("[data-opens=settings-dialog]")
                _fits(page, "settings")


@TEXT_SIZES
def test_screens_fit_into_their_window(
    chromium: Any, server: PagesServer, text_size: float
) -> None:
    server.settings |= {"text_size": text_size, "language": "de"}
    with session(chromium, server, "place") as page:
        for moment in messages.SCREENS:
            server.show(moment)
            page.wait_for_selector(f"#session[data-screen={moment.split('_')[0]}]")
            _fits(page, moment)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720), (1920, 1080)])
def test_count_and_cue_are_seen_without_scrolling(
    chromium: Any, server: PagesServer, width: int, height: int
) -> None:
    viewport = {"width": width, "height": height}
    with session(chromium, server, "work_small", viewport=viewport) as page:
        top = page.evaluate("document.getElementById('actions').getBoundingClientRect().top")
        for seen in ("#count", "#cue-text", "#count-of"):
            box = page.locator(seen).bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= top


@pytest.mark.parametrize("dock", ["left", "right"])
def test_words_stand_on_the_side_that_was_asked_for(
    chromium: Any, server: PagesServer, dock: str
) -> None:
    server.settings |= {"dock": dock}
    with session(chromium, server, "work") as page:
        words = page.locator(".words").bounding_box()
        mirror = page.locator("#mirror").bounding_box()
        assert (words["x"] < mirror["x"]) == (dock == "left")


def test_the_count_is_announced_and_so_is_why_one_did_not_count(
    chromium: Any, server: PagesServer
) -> None:
    with session(chromium, server, "work") as page:
        said = page.locator("#count-said[role=status]")
        assert said.text_content() == "6 of 10 counted"
        server.show("work_small", valid=7)
        until(page, "document.getElementById('count').textContent === '7'")
        assert said.text_content() == "7 of 10 counted"
        cue = page.locator("#cue[role=status]")
        assert "smaller than your own full movement" in cue.text_content()


def test_the_movement_is_shown_large_and_stands_still_for_who_wants_that(
    chromium: Any, server: PagesServer
) -> None:
    picture = "document.getElementById('demo-picture').toDataURL()"
    with session(chromium, server, "show") as page:
        page.wait_for_selector("#demo-picture[data-drawn]")
        assert page.locator("#demo-picture").bounding_box()["width"] >= 400
        first = page.evaluate(picture)
        until(page, f"{picture} !== {first!r}")
    with session(chromium, server, "show", reduced_motion="reduce") as page:
        page.wait_for_selector("#demo-picture[data-drawn]")
        first = page.evaluate(picture)
        page.wait_for_timeout(1000)
        assert page.evaluate(picture) == first
