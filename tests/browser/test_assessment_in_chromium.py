"""A whole assessment in Chromium, by keys alone, against what the clip's file gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handtrack.measurements.error_model import MOST_VERIFIED
from tests.browser.test_app_in_chromium import CHROMIUM, chromium, running
from tests.helpers.held_clip import HELD_DEG, NEAR_DEG, wrist_poses

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


def test_an_assessment_by_keys_alone_ends_with_its_figures(tmp_path: Path) -> None:
    clip = wrist_poses(tmp_path / "wrist.mp4")
    words = ("measure", "--live", "--only", "wrist", "--hand", "right", "--source", str(clip))
    with running(tmp_path / "data", *words) as address, chromium() as page:
        page.goto(address)
        page.wait_for_selector("#session[data-screen=place]", timeout=60_000)
        page.keyboard.press("Space")
        page.wait_for_selector("#countdown:not([hidden])", timeout=60_000)
        page.screenshot(path=tmp_path / "pose.png")
        page.wait_for_selector("#session[data-screen=results]", timeout=120_000)
        page.screenshot(path=tmp_path / "results.png")
        assert page.locator("#saved-for").inner_text().startswith("Not saved")
        shown = page.locator("#figures tbody tr:has(td)")
        for row, (motion, deg) in zip(shown.all(), HELD_DEG.items(), strict=True):
            value, error = (
                int(re.findall(r"\d+", row.locator("td").nth(at).inner_text())[0]) for at in (0, 1)
            )
            assert abs(value - deg) <= NEAR_DEG, motion
            assert 0 < error <= MOST_VERIFIED["deg"]
        page.keyboard.press("Space")
        page.wait_for_url(re.compile("/$"), timeout=20_000)
