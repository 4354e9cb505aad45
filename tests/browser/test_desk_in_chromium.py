"""The therapist's desk in Chromium: from an empty database to a reviewed month and its report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handtrack.events import Status
from handtrack.live.browser.desk.web.desk_password import PasswordFile
from handtrack.live.browser.web.server import AppServer
from handtrack.records.values import FileKind, History, NewFile, Source
from tests.browser.pages_browser import PATIENCE_MS, barriers, sticks_out, until
from tests.helpers.app_client import serving, workplace
from tests.helpers.desk_clinic import desk_tools, done, four_weeks, now
from tests.helpers.paths import SAMPLE_VIDEOS

pytestmark = pytest.mark.slow

WIDE = {"width": 1280, "height": 800}
SIZES = ((360, 740), (768, 1024), (1280, 720), (1920, 1080))
LEAST_PX = 44
TARGETS = (
    "button, a:not(.skip-link), summary, label.choice, select, textarea, "
    "input:not([type=hidden], [type=radio], [type=checkbox])"
)
SMALL = f"""() => [...document.querySelectorAll('{TARGETS}')]
  .filter((one) => one.checkVisibility({{visibilityProperty: true}}) && !one.closest("svg, dialog"))
  .map((one) => [one.textContent.trim() || one.id, one.getBoundingClientRect()])
  .filter(([, {{width, height}}]) => Math.min(width, height) < {LEAST_PX} - 0.5)
  .map(([name]) => name)"""

CUT_OFF = f"""() => [...document.querySelectorAll('{TARGETS}')]
  .filter((one) => one.checkVisibility({{visibilityProperty: true}}))
  .filter((one) => !one.closest(".chart-room, .table-room"))  // these scroll by themselves
  .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
  .map((one) => one.textContent.trim() || one.id)"""


@contextmanager
def at_the_desk(chromium: Any, app: AppServer, folder: Path, **context: Any) -> Iterator[Any]:
    """A page of the desk; it must not complain, or ask for anything elsewhere."""
    faults: list[str] = []
    page = chromium.new_page(**({"viewport": WIDE} | context))
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.extend([said.text] if said.type == "error" else []))
    own = f"//127.0.0.1:{app.port}"
    page.on("request", lambda asked: faults.extend([] if own in asked.url else [asked.url]))
    page.goto(app.link())
    page.wait_for_url(re.compile("/$"))
    try:
        yield page
    finally:
        page.close()
    assert [fault for fault in faults if not fault.startswith(("blob:", "data:"))] == []


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[AppServer]:
    """The app with three patients and their four weeks."""
    tools = desk_tools(tmp_path)
    four_weeks(tools)
    work = replace(workplace(tmp_path, lambda slots: None), desk=tools)  # type: ignore[arg-type,return-value]
    with serving(work, tmp_path) as app:
        yield app


def history(folder: Path, key: str) -> History:
    with desk_tools(folder).store() as store:
        return store.history(key)


def choose(page: Any, **settings: Any) -> None:
    """Choose language, colours or size, as the settings do."""
    page.evaluate(
        """(settings) => fetch("/settings", {method: "POST", headers: {
          "Content-Type": "application/json",
          "X-CSRF": document.querySelector("meta[name=csrf]").content,
        }, body: JSON.stringify(settings)})""",
        settings,
    )


def paths(folder: Path) -> list[str]:
    """Addresses of every page that the desk has."""
    one = "/desk/patients/jb"
    found = history(folder, "jb")
    session, exercise = found.sessions[-1], found.sessions[-1].exercises[1]
    first, second = (record.id for record in found.assessments)
    return [
        *("/desk", "/desk/add", "/desk/password", one, f"{one}/edit"),
        f"{one}/sessions/{session.id}",
        f"{one}/sessions/{session.id}?exercise={exercise.id}&rep=3",
        f"{one}/assessments/{second}",
        f"{one}/compare?first={first}&second={second}",
        f"{one}/sessions/{session.id}/place",
        "/desk/patients/nobody",
    ]


def open_all(page: Any) -> None:
    """Open whatever can be opened."""
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => one.open = true)")


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("de", "dark")])
def test_no_page_of_the_desk_has_barriers(
    chromium: Any, clinic: AppServer, tmp_path: Path, language: str, theme: str
) -> None:
    base = f"http://127.0.0.1:{clinic.port}"
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(clinic.link())
    page.wait_for_url(re.compile("/$"))
    choose(page, language=language, theme=theme)
    for path in paths(tmp_path):
        page.goto(base + path)
        assert page.locator("html").get_attribute("lang") == language
        assert barriers(page) == [], path
        open_all(page)
        assert barriers(page) == [], f"{path}, all of it open"
        assert page.evaluate(SMALL) == [], path
    PasswordFile(tmp_path).set("knead the dough")
    page.goto(base + "/desk")
    assert page.url.endswith("/desk/unlock")
    assert barriers(page) == []
    context.close()


@pytest.mark.parametrize(("language", "text_size"), [("en", 1.0), ("de", 1.0), ("de", 2.0)])
def test_every_page_fits_into_windows_of_all_sizes(
    chromium: Any, clinic: AppServer, tmp_path: Path, language: str, text_size: float
) -> None:
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(clinic.link())
    page.wait_for_url(re.compile("/$"))
    choose(page, language=language, text_size=text_size)
    for path in paths(tmp_path):
        page.goto(f"http://127.0.0.1:{clinic.port}{path}")
        open_all(page)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert sticks_out(page) <= 0, f"{path} at {width}"
            assert page.evaluate(CUT_OFF) == [], f"{path} at {width}"
    context.close()


def submit(page: Any, form: str, button: str) -> None:
    """Press the button of a form, and wait for what it did to be told."""
    page.locator(f"form[action$='{form}']").get_by_role("button", name=button).click()
    page.locator(".told").wait_for()


def test_a_month_is_reviewed_from_an_empty_database_on(chromium: Any, tmp_path: Path) -> None:
    tools = desk_tools(tmp_path)
    work = replace(workplace(tmp_path, lambda slots: None), desk=tools)  # type: ignore[arg-type,return-value]
    with serving(work, tmp_path) as app, at_the_desk(chromium, app, tmp_path) as page:
        page.get_by_role("link", name="For therapists").click()
        page.get_by_text("There are no patients yet").wait_for()
        page.get_by_role("link", name="Add a patient").click()
        page.get_by_label("Name, or initials").fill("Zoe N.")
        page.get_by_label("Affected hand").select_option("right")
        page.get_by_role("button", name="Save").click()
        page.locator(".told").wait_for()
        assert page.url.endswith("/desk/patients/zn?done=added")

        four_weeks(tools)
        page.get_by_role("link", name="Patients").click()
        names = page.locator("table.patients a.row-link").all_inner_texts()
        assert names[0] == "Jonas B.", "more pain, less motion, doubtful repetitions"
        assert {*names} == {"Jonas B.", "Maria K.", "Elif Ö.", "Zoe N."}
        page.get_by_role("link", name="Jonas B.").click()

        page.get_by_text("Prescribe an exercise").click()
        page.locator("#plan-exercise").select_option("33")
        page.locator("#plan-reps").fill("8")
        page.locator("#plan-note").fill("as wide as is comfortable")
        submit(page, "/plans", "Prescribe")
        page.get_by_text("To the patient: as wide as is comfortable").wait_for()

        _review(page)
        found = history(tmp_path, "jb").sessions[-1].exercises[0]
        assert [one.undone_by for one in found.corrections] == ["A. Therapist"]
        assert found.repetitions[1].final is found.repetitions[1].status is Status.PARTIAL

        page.get_by_role("link", name="Jonas B.").click()
        page.locator("form[action$='/compare']").get_by_role("button").click()
        page.get_by_role("heading", name="Compare two measurements").wait_for()
        assert page.locator("tr.worse").count() >= 2

        page.get_by_role("link", name="Jonas B.").click()
        page.get_by_text("Save the report").click()
        with page.expect_download() as saved:
            page.get_by_role("link", name="PDF", exact=True).click()
        assert saved.value.suggested_filename == "jb-2026-11-27-report.pdf"
        assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")


def _review(page: Any) -> None:
    """Look at a doubtful repetition, correct it, and undo that."""
    page.locator("section:has(#sessions) a.row-link").first.click()
    page.locator("#drawn[data-drawn=true]").wait_for()
    page.get_by_role("link", name="Next doubtful one").click()
    page.get_by_role("heading", name="Repetition 2").wait_for()
    assert "2 of 4 touches" in page.locator(".rules").inner_text()
    verdict = page.locator("form[action$='/verdicts']")
    verdict.locator("input[value=valid]").check()
    verdict.get_by_label("Reason").fill("the ring finger was hidden")
    verdict.get_by_label("Your name").fill("A. Therapist")
    submit(page, "/verdicts", "Keep this verdict")
    assert "(machine: partial)" in page.locator(".repetitions").inner_text()
    submit(page, "/undo", "Undo")
    assert "Undone by A. Therapist" in page.locator(".corrections").inner_text()


def test_a_repetition_plays_at_a_quarter_of_its_speed(
    chromium: Any, clinic: AppServer, tmp_path: Path
) -> None:
    session = history(tmp_path, "mk").sessions[-1].id
    moment: Callable[[Any], float] = lambda page: float(  # noqa: E731
        page.locator("#time").inner_text().split()[0]
    )
    with at_the_desk(chromium, clinic, tmp_path) as page:
        page.goto(f"http://127.0.0.1:{clinic.port}/desk/patients/mk/sessions/{session}")
        page.locator("#drawn[data-drawn=true]").wait_for()
        page.locator("input[name=speed][value='0.25']:checked").wait_for(state="attached")
        first = moment(page)
        until(page, f"parseFloat(document.getElementById('time').textContent) > {first + 0.3}")
        page.get_by_role("button", name="Pause").click()
        still = page.evaluate("document.getElementById('drawn').toDataURL()")
        page.wait_for_timeout(400)
        assert page.evaluate("document.getElementById('drawn').toDataURL()") == still
        page.locator("#moment").focus()
        page.keyboard.press("End")
        now, _, end, _ = page.locator("#time").inner_text().split()
        assert now == end


def test_a_kept_video_plays_under_the_lines(
    chromium: Any, clinic: AppServer, tmp_path: Path
) -> None:
    kept = NewFile(SAMPLE_VIDEOS / "spread.mp4", FileKind.VIDEO, "spread.mp4")
    new = done("spread", "33")
    with desk_tools(tmp_path).store() as store:
        exercises = [replace(new, files=(*new.files, kept))]
        number = store.add_session("mk", now(), Source.RECORDED, exercises, again=True)
    with at_the_desk(chromium, clinic, tmp_path) as page:
        page.goto(f"http://127.0.0.1:{clinic.port}/desk/patients/mk/sessions/{number}?rep=2")
        page.locator("#video:not([hidden])").wait_for()
        first = page.evaluate("document.getElementById('video').currentTime")
        until(page, f"document.getElementById('video').currentTime > {first + 0.1}")
        page.get_by_role("button", name="Pause").click()
        blank = "document.getElementById('drawn').dataset.drawn"
        assert page.evaluate(blank) == "true"
        page.locator("#overlay").uncheck()
        assert page.evaluate(blank) == "false"


def test_the_desk_is_used_with_the_keyboard_alone(
    chromium: Any, clinic: AppServer, tmp_path: Path
) -> None:
    session = history(tmp_path, "jb").sessions[-1].id
    with at_the_desk(chromium, clinic, tmp_path) as page:
        page.goto(f"http://127.0.0.1:{clinic.port}/desk/patients/jb/sessions/{session}")
        reached = set()
        for _ in range(80):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate("(document.activeElement.name || document.activeElement.id || '')")
            )
        assert {"play", "moment", "speed", "verdict", "why", "by"} <= reached
        page.locator("input[name=verdict]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.type("looked at it again")
        page.keyboard.press("Enter")
        page.locator(".told").wait_for()
    assert history(tmp_path, "jb").sessions[-1].exercises[0].corrections[0].why.startswith("looked")


def test_forms_work_without_scripts(chromium: Any, clinic: AppServer, tmp_path: Path) -> None:
    context = chromium.new_context(viewport=WIDE)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(clinic.link())
    page.wait_for_url(re.compile("/$"))
    kept = context.cookies()
    context.close()
    context = chromium.new_context(viewport=WIDE, java_script_enabled=False)
    context.add_cookies(kept)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"http://127.0.0.1:{clinic.port}/desk/patients/mk")
    page.locator("summary", has_text="Write a note").click()
    page.locator("#note-text").fill("less swollen")
    page.locator("#note-by").fill("A. Therapist")
    page.get_by_role("button", name="Keep the note").click()
    page.locator(".told").wait_for()
    context.close()
    assert history(tmp_path, "mk").notes[-1].text == "less swollen"


def test_the_lock_lets_in_who_knows_the_password(
    chromium: Any, clinic: AppServer, tmp_path: Path
) -> None:
    with at_the_desk(chromium, clinic, tmp_path) as page:
        page.get_by_role("link", name="For therapists").click()
        page.get_by_role("link", name="Set a password").click()
        page.locator("#new").fill("knead the dough")
        page.locator("#again").fill("knead the dough")
        page.get_by_role("button", name="Set the password").click()
        page.locator(".told").wait_for()
        page.get_by_role("button", name="Lock the desk").click()
        page.wait_for_url(re.compile("/$"))
        page.get_by_role("link", name="For therapists").click()
        page.get_by_label("Password").fill("knead the dough")
        page.get_by_role("button", name="Open the desk").click()
        page.get_by_role("heading", name="Patients").wait_for()
