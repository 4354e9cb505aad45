"""The pages of an assessment: what they show, which keys do something, that nobody is shut out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np
import pytest

from tests.browser.assessment_pages import MOMENTS, AssessmentPages
from tests.browser.pages_browser import (
    barriers,
    cut_off,
    opened,
    sent,
    small_targets,
    sticks_out,
    until,
)

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[AssessmentPages]:
    """The pages, with a grey clip."""
    pages = AssessmentPages()
    grey = np.full((480, 640, 3), 120, np.uint8)
    pages.picture = cv2.imencode(".jpg", grey)[1].tobytes()
    with pages.running():
        yield pages


@contextmanager
def standing(chromium: Any, server: AssessmentPages, moment: str, **context: Any) -> Iterator[Any]:
    """Open an assessment that stands at a moment."""
    server.moment = moment
    with opened(chromium, server, "/assessment", **context) as page:
        page.wait_for_selector(f"#session[data-screen={moment.split('_')[0]}]")
        yield page


def shown(page: Any, server: AssessmentPages, moment: str) -> None:
    server.show(moment)
    page.wait_for_selector(f"#session[data-screen={moment.split('_')[0]}]")
    page.wait_for_timeout(100)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_moment_has_barriers(
    chromium: Any, server: AssessmentPages, theme: str, language: str
) -> None:
    server.settings |= {"theme": theme, "language": language}
    with opened(chromium, server, "/measure") as page:
        assert barriers(page) == []
    with standing(chromium, server, "place") as page:
        for moment in MOMENTS:
            shown(page, server, moment)
            assert barriers(page) == [], moment


@pytest.mark.parametrize(("width", "height"), [(360, 740), (390, 844), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("text_size", [1.0, 2.0])
def test_all_moments_fit_into_their_window(
    chromium: Any, server: AssessmentPages, width: int, height: int, text_size: float
) -> None:
    server.settings |= {"text_size": text_size, "language": "de"}
    viewport = {"width": width, "height": height}
    with opened(chromium, server, "/measure", viewport=viewport) as page:
        assert (sticks_out(page) <= 0, small_targets(page), cut_off(page)) == (True, [], [])
    with standing(chromium, server, "place", viewport=viewport) as page:
        for moment in MOMENTS:
            shown(page, server, moment)
            found = (sticks_out(page) <= 0, small_targets(page), cut_off(page))
            assert found == (True, [], []), moment


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("language", ["en", "de"])
def test_pose_and_cue_are_seen_without_scrolling(
    chromium: Any, server: AssessmentPages, width: int, height: int, language: str
) -> None:
    server.settings |= {"language": language}
    viewport = {"width": width, "height": height}
    with standing(chromium, server, "pose_refused", viewport=viewport) as page:
        page.wait_for_selector("#demo-picture[data-drawn]")
        top = page.evaluate("document.getElementById('actions').getBoundingClientRect().top")
        for seen in ("#heading", "#steps", "#demo-picture", "#cue-text"):
            box = page.locator(seen).bounding_box()
            assert box["y"] >= 0, seen
            assert box["y"] + box["height"] <= top, seen


def test_the_name_of_the_pose_comes_first_and_is_announced(
    chromium: Any, server: AssessmentPages
) -> None:
    with standing(chromium, server, "pose") as page:
        heading = page.locator("h2#heading[aria-live=polite]")
        assert heading.text_content() == "Hand to the thumb's side"
        assert page.locator("#steps").text_content() == "Turn the hand to the thumb's side."
        assert page.locator("#poses-said").text_content() == "Pose 11 of 58"
        assert page.locator("[role=progressbar]").get_attribute("aria-valuenow") == "10"


def test_seconds_run_down_over_the_picture(chromium: Any, server: AssessmentPages) -> None:
    with standing(chromium, server, "pose") as page:
        assert page.locator("#countdown").is_hidden()
        shown(page, server, "pose_counting")
        assert page.locator("#countdown-left").text_content() == "2"
        assert page.locator("#cue-text").text_content() == "Stay like this"


def test_why_a_still_hand_was_refused_is_said_in_the_cue(
    chromium: Any, server: AssessmentPages
) -> None:
    with standing(chromium, server, "pose_refused") as page:
        cue = page.locator("#cue[role=status][data-tone=change]")
        assert "another side of the hand" in cue.text_content()


def test_a_pose_that_cannot_be_drawn_is_told_in_words(
    chromium: Any, server: AssessmentPages
) -> None:
    with standing(chromium, server, "pose_ladder") as page:
        page.wait_for_selector("#demo", state="hidden")
        assert page.locator("#words-alone").is_visible()
        assert page.locator("#steps li").count() == 4
        shown(page, server, "pose")
        page.wait_for_selector("#demo-picture[data-drawn]")
        assert page.locator("#words-alone").is_hidden()


def test_the_drawing_moves_only_where_it_can_be_stopped(
    chromium: Any, server: AssessmentPages
) -> None:
    picture = "document.getElementById('demo-picture').toDataURL()"
    with standing(chromium, server, "place") as page:
        page.wait_for_selector("#demo-picture[data-drawn]")
        first = page.evaluate(picture)
        page.wait_for_timeout(1000)
        assert page.evaluate(picture) == first
        shown(page, server, "pose")
        until(page, f"{picture} !== {first!r}")
        page.click("#demo-pause")
        page.wait_for_timeout(500)
        first = page.evaluate(picture)
        page.wait_for_timeout(1000)
        assert page.evaluate(picture) == first


def test_keys_and_buttons_do_what_the_screen_offers_and_nothing_else(
    chromium: Any, server: AssessmentPages
) -> None:
    with standing(chromium, server, "pose") as page:
        for key in ("Space", "Enter", "n", "s", "r"):
            page.keyboard.press(key)
        keys = [one["key"] for one in sent(page, server, "key")]
        assert keys == ["skip", "repeat"]  # SPACE leaves no pose out
        page.keyboard.press("q")
        page.keyboard.press("Escape")
        assert [one["key"] for one in sent(page, server, "key")] == keys
        page.keyboard.press("q")
        page.click("#stop-yes")
        assert sent(page, server, "key")[-1]["key"] == "stop"
        shown(page, server, "place_elsewhere")
        page.click("#actions .primary")
        assert sent(page, server, "key")[-1]["key"] == "go"


def test_in_a_pause_what_comes_next_is_pointed_at(chromium: Any, server: AssessmentPages) -> None:
    with standing(chromium, server, "paused") as page:
        assert page.locator("h2#heading").text_content() == "Pause"
        assert page.locator("#menu-options .lit").text_content() == "Go on"
        page.keyboard.press("n")
        page.keyboard.press("Space")
        assert [one["key"] for one in sent(page, server, "key")] == ["next", "go"]
        page.click("#menu-options button:has-text('Skip this pose')")
        assert [one["option"] for one in sent(page, server, "choose")] == ["skip_pose"]
        shown(page, server, "place")
        assert "hold your hand still" in page.locator("#by-hand").text_content()


def test_results_are_a_table_with_error_and_how_sure_they_are(
    chromium: Any, server: AssessmentPages
) -> None:
    with standing(chromium, server, "results") as page:
        assert page.locator("#figures th[scope=col]").count() == 4
        assert page.locator("#figures th[scope=rowgroup]").all_text_contents() == ["Fingers"]
        row = page.locator("#figures tbody tr").nth(1)
        assert row.locator("th").text_content().startswith("Index finger, knuckle (MCP)")
        assert "±" in row.locator("td").nth(1).text_content()
        assert row.locator("td").nth(2).text_content() in ("well seen", "an estimate")
        assert page.locator("#saved-for").text_content() == "Saved for Maria K."
        assert page.locator("#saved-where").text_content().endswith("handtrack.db")


def test_without_a_pose_the_results_say_so(chromium: Any, server: AssessmentPages) -> None:
    with standing(chromium, server, "results_nothing") as page:
        assert page.locator("#figures").is_hidden()
        assert "No pose was held" in page.locator("#sentences").text_content()
        assert "Nothing is saved" in page.locator("#saved-for").text_content()


def test_what_to_measure_is_chosen_by_keys_alone(chromium: Any, server: AssessmentPages) -> None:
    server.moment = "place"
    with opened(chromium, server, "/measure") as page:
        page.focus("input[name=part]:checked")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        page.wait_for_url("**/assessment")
        assert server.received[0]["part"] == "hand-basic/deviation"
        assert server.received[0]["hand"] == ""


def test_the_start_page_leads_there(chromium: Any, server: AssessmentPages) -> None:
    with opened(chromium, server, "/") as page:
        page.click("a[href='/measure']")
        page.wait_for_url("**/measure")
        assert page.locator("h1").text_content() == "Measure my hand"
