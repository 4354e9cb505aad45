"""Pictures of the therapist's desk, for `docs/using/desk.md`.

    python -m tests.browser.desk_sheets

The pages are the app's own; the patients and their four weeks are made up.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import sync_playwright

from handtrack.landmarks.hand import Side
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.records.review import Goal, PersonVerdict
from handtrack.records.store.corrections import Author
from handtrack.records.store.reviews import correct_verdict, set_goal
from handtrack.records.values import FileKind, NewFile, Source
from tests.helpers.app_client import serving, workplace
from tests.helpers.desk_clinic import at, desk_tools, done, four_weeks, now, said
from tests.helpers.paths import ROOT, SAMPLE_VIDEOS

FOLDER = ROOT / "docs" / "using" / "desk"
WIDE_PX = 1280
HIGH_PX = {"patients": 520, "patient": 1000, "session": 1440}
QUALITY = 70
GOAL = Goal("wrist.extension", Side.RIGHT, 80.0, "deg", date(2026, 12, 24))


def main() -> None:
    """Write the pictures."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        tools = desk_tools(folder)
        four_weeks(tools)
        session = reviewed(tools)
        work = replace(workplace(folder, lambda slots: None), desk=tools)  # type: ignore[arg-type,return-value]
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=sandbox)
        with serving(work, folder) as app:
            page = browser.new_page()
            page.goto(app.link())
            page.wait_for_url(f"http://127.0.0.1:{app.port}/")
            for sheet, path in (
                ("patients", "/desk"),
                ("patient", "/desk/patients/mk"),
                ("session", f"/desk/patients/mk/sessions/{session}?rep=3"),
            ):
                page.set_viewport_size({"width": WIDE_PX, "height": HIGH_PX[sheet]})
                page.goto(f"http://127.0.0.1:{app.port}{path}")
                page.wait_for_timeout(2500)
                pixels = np.frombuffer(page.screenshot(), np.uint8)
                image = cv2.imdecode(pixels, cv2.IMREAD_COLOR)
                assert image is not None
                target = FOLDER / f"{sheet}.webp"
                cv2.imwrite(str(target), image, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
                print(target)
        browser.close()


def reviewed(tools: DeskTools) -> int:
    """A goal, and today's session with its video and a corrected repetition; its id."""
    new = done("spread", "33")
    kept = NewFile(SAMPLE_VIDEOS / "spread.mp4", FileKind.VIDEO, "spread.mp4")
    author = Author("A. Therapist", now(), "as far as it goes today")
    with tools.store() as store:
        set_goal(store, "mk", GOAL)
        exercises = [replace(new, files=(*new.files, kept))]
        words = said(at(0, 9), 1, 1, "The putty was hard.")
        session = store.add_session("mk", at(0, 9), Source.RECORDED, exercises, words)
        exercise = next(s for s in store.history("mk").sessions if s.id == session).exercises[0]
        correct_verdict(store, "mk", exercise.id, 3, PersonVerdict.VALID, author)
    return session


if __name__ == "__main__":
    main()
