"""Sheets of every screen of an assessment, for `docs/using/screens`.

    python -m tests.browser.assessment_sheets

The pages are the app's own, shown moment by moment; the hand in the mirror is one of a sample clip.
"""

from __future__ import annotations

import os
import shutil
from typing import Any

import cv2
import numpy as np
from playwright.sync_api import sync_playwright

from handtrack.landmarks.hand import Side
from handtrack.sources.video import VideoSource
from handtrack.tracking.open_tracker import open_tracker
from tests.browser.assessment_pages import MOMENTS, AssessmentPages
from tests.helpers.paths import ROOT, SAMPLE_VIDEOS

CLIP = SAMPLE_VIDEOS / "wrist_side.mp4"
FOLDER = ROOT / "docs" / "using" / "screens"
LOOKS = (("en", "light"), ("de", "dark"))
SIZES = ((1280, 720), (1920, 1080), (390, 844))
WIDE_PX, GAP_PX, QUALITY = 650, 6, 60
HIGH_PX = 640


def main() -> None:
    """Write the sheets."""
    image, points = filmed()
    pages = AssessmentPages()
    pages.picture = cv2.imencode(".jpg", image)[1].tobytes()
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with pages.running(), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=sandbox)
        for language, theme in LOOKS:
            pages.settings |= {"language": language, "theme": theme}
            for width, height in SIZES:
                shots = screens(browser, pages, (width, height), points)
                path = FOLDER / f"assessment-{language}-{theme}-{width}x{height}.webp"
                cv2.imwrite(str(path), sheet(shots), [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
                print(path)
        browser.close()


def filmed() -> tuple[Any, list[list[float]]]:
    """The clip's first picture, and the hand's landmarks in it."""
    with VideoSource(CLIP, None) as video:
        frame = next(iter(video))
    tracker = open_tracker()
    hand = tracker.track(frame).hand(0, Side.RIGHT, frame.size_px)
    return np.ascontiguousarray(frame.image_rgb[..., ::-1]), hand.picture_shares.tolist()


def screens(
    browser: Any, pages: AssessmentPages, size: tuple[int, int], points: list[list[float]]
) -> list[Any]:
    """Show what to measure, then every moment; pictures of them."""
    pages.moment = "place"
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{pages.address}/measure")
    page.wait_for_timeout(1500)
    shots = [shot(page)]
    page.goto(f"{pages.address}/assessment")
    for moment in MOMENTS:
        page.wait_for_selector("#session:not([data-screen=connecting])")
        pages.show("pose")  # results are drawn when they come up
        seen = {} if moment.startswith("results") else {"points": points}
        pages.show(moment, **seen)
        page.wait_for_timeout(1500)
        shots.append(shot(page))
    page.close()
    return shots


def shot(page: Any) -> Any:
    """What the page looks like."""
    return cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR)


def sheet(shots: list[Any]) -> Any:
    """All of them side by side on grey."""
    high, wide = shots[0].shape[:2]
    scale = min(WIDE_PX / wide, HIGH_PX / high)
    columns = 3 if wide > high else 5
    size = (round(wide * scale), round(high * scale))
    rows = -(-len(shots) // columns)
    paper = np.full((rows * (size[1] + GAP_PX), columns * (size[0] + GAP_PX), 3), 150, np.uint8)
    for number, one in enumerate(shots):
        y, x = (number // columns) * (size[1] + GAP_PX), (number % columns) * (size[0] + GAP_PX)
        small = cv2.resize(one, size, interpolation=cv2.INTER_AREA)
        paper[y : y + size[1], x : x + size[0]] = small
    return paper


if __name__ == "__main__":
    main()
