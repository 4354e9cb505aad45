"""Debian's Chromium, and the pages in it; skipped where either is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pytest

from tests.browser.pages_server import PagesServer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FAKE_CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless browser whose camera is a fake one; a process can hold one driver at a time."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as running:
        arguments = ["--no-sandbox", "--headless=new", *FAKE_CAMERA]
        browser = running.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def server() -> Iterator[PagesServer]:
    """The pages, with a plan for today and a grey clip."""
    pages = PagesServer()
    grey = np.full((480, 640, 3), 120, np.uint8)
    pages.picture = cv2.imencode(".jpg", grey)[1].tobytes()
    with pages.running():
        yield pages
