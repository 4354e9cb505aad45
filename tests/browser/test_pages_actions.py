from __future__ import annotations

from typing import Any

import pytest

from tests.browser.pages_browser import opened, sent, session, until
from tests.browser.pages_server import PagesServer

pytestmark = pytest.mark.slow

TOUCH: dict[str, Any] = {"has_touch": True, "viewport": {"width": 390, "height": 844}}


def _answers(page: Any, server: PagesServer) -> list[int]:
    return [one["value"] for one in sent(page, server, "answer")]


def _keys(page: Any, server: PagesServer) -> list[str]:
    return [one["key"] for one in sent(page, server, "key")]


def test_an_answer_is_sent_only_when_it_was_confirmed(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "question") as page:
        page.keyboard.press("Space")
        page.keyboard.press("3")
        page.keyboard.press("7")
        assert _answers(page, server) == []
        assert page.locator("#question-confirm").text_content() == "Yes, 7"
        page.keyboard.press("Space")
        assert _answers(page, server) == [7]
        assert _keys(page, server) == []


def test_one_and_nought_make_ten(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "question") as page:
        page.keyboard.type("10")
        page.keyboard.press("Enter")
        assert _answers(page, server) == [10]


def test_a_question_is_answered_by_touch_alone(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "question", **TOUCH) as page:
        page.tap("label.answer:has(input[value='4'])")
        page.tap("#question-confirm")
        assert _answers(page, server) == [4]
        page.tap("#question-back")
        page.tap("#question-skip")
        assert _keys(page, server) == ["back", "skip"]


def test_the_next_question_begins_without_an_answer(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "question") as page:
        page.keyboard.press("5")
        page.keyboard.press("Space")
        asked = {"name": "pain_after", "sentence": "And now?", "low": "", "high": "", "hint": ""}
        server.show("question", question=asked | {"shown": None, "may_go_back": True})
        until(page, "document.getElementById('heading').textContent === 'And now?'")
        page.keyboard.press("Space")
        assert _answers(page, server) == [5]


def test_keys_and_buttons_do_the_same(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "work") as page:
        page.keyboard.press("Space")
        page.keyboard.press("r")
        page.click("#actions button:has-text('pause')")
        page.click("#actions button:has-text('again')")
        assert _keys(page, server) == ["go", "repeat", "go", "repeat"]


def test_stopping_is_asked_twice(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "work") as page:
        page.keyboard.press("q")
        page.keyboard.press("Enter")  # the first button says no
        assert _keys(page, server) == []
        page.keyboard.press("q")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert _keys(page, server) == ["stop"]


def test_a_lit_option_is_not_chosen_by_being_shown(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "paused") as page:
        page.wait_for_timeout(1000)
        assert sent(page, server, "choose") == []
        page.click("#menu-options button:nth-child(2)")
        assert [one["option"] for one in sent(page, server, "choose")] == ["repeat"]


def test_the_focus_stays_on_a_button_while_screens_change(
    chromium: Any, server: PagesServer
) -> None:
    with session(chromium, server, "work") as page:
        page.focus("#actions button:has-text('skip')")
        for valid in (7, 8):
            server.show("work", valid=valid)
        server.show("rest")
        page.wait_for_selector("#session[data-screen=rest]")
        focused = page.evaluate("document.activeElement.id")
        assert focused == "content"


def test_an_exercise_is_chosen_by_typing_its_number(chromium: Any, server: PagesServer) -> None:
    with opened(chromium, server, "/choose") as page:
        page.keyboard.type("18")
        assert "Thumb" in page.locator("#chosen-name").text_content()
        page.keyboard.press("Enter")
        page.wait_for_url("**/session")
    assert server.received[0] | {"csrf": ""} == {"exercise": "18", "hand": "", "csrf": ""}


def test_a_number_without_exercise_starts_nothing(chromium: Any, server: PagesServer) -> None:
    with opened(chromium, server, "/choose") as page:
        page.keyboard.type("77")
        assert page.locator("#number-hint").text_content() == "There is no exercise 77."
        assert page.locator("#begin").is_disabled()
        page.keyboard.press("Enter")
        page.fill("#number", "88")
        page.keyboard.press("Enter")
        assert page.url.endswith("/choose")
    assert server.received == []


def test_an_exercise_is_chosen_by_touch_alone(chromium: Any, server: PagesServer) -> None:
    with opened(chromium, server, "/choose", **TOUCH) as page:
        page.tap("label.exercise:has(input[value='33'])")
        page.tap("label.choice:has-text('Left')")
        page.tap("#begin")
        page.wait_for_url("**/session")
    assert server.received[0] | {"csrf": ""} == {"exercise": "33", "hand": "left", "csrf": ""}


def test_the_tab_key_comes_past_everything_in_order(chromium: Any, server: PagesServer) -> None:
    name = "document.activeElement.textContent.trim().split('\\n')[0].trim()"
    with session(chromium, server, "work") as page:
        found = []
        for _ in range(6):
            page.keyboard.press("Tab")
            found.append(page.evaluate(name))
    assert found[0] == "Go to the content"
    assert found[1] == "Settings"
    assert [one.rstrip("SPACERQ") for one in found[2:]] == ["pause", "again", "skip", "stop"]


def test_settings_are_seen_and_kept_at_once(chromium: Any, server: PagesServer) -> None:
    server.settings |= {"theme": "light"}
    with session(chromium, server, "work") as page:
        page.click("[data-opens=settings-dialog]")
        page.click("label.choice:has(input[name=theme][value=dark])")
        page.click("label.choice:has(input[name=text_size][value='1.5'])")
        page.click("label.choice:has(input[name=skeleton][value=false])")
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        page.wait_for_timeout(200)
        assert server.settings["theme"] == "dark"
        assert server.settings["text_size"] == 1.5
        assert server.settings["skeleton"] is False
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") == "content"


def test_the_page_says_that_there_is_no_voice(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "work") as page:
        if page.evaluate("speechSynthesis.getVoices().length"):
            pytest.skip("this browser has a voice")
        page.wait_for_timeout(2200)
        page.click("[data-opens=settings-dialog]")
        assert page.locator("#no-voice").is_visible()


def test_the_end_tells_the_own_best_and_says_good_bye(chromium: Any, server: PagesServer) -> None:
    with session(chromium, server, "summary") as page:
        assert page.locator("#totals .best").all_text_contents() == [
            "Your best so far: 10 in one set"
        ]
        assert "exercised on 3 days" in page.locator("#sentences").text_content()
        assert page.locator("#farewell").text_content() == "See you later today!"
