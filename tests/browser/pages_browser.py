"""What tests do with a page: open it, listen to its complaints, look at what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from tests.browser.pages_server import PagesServer

WIDE = {"width": 1280, "height": 720}
PATIENCE_MS = 120_000
"""For machines that have much else to do."""
LEAST_PX = 64
"""Of everything that is pressed."""
PRESSED = "button, a:not(.skip-link), label.choice, label.answer, label.exercise"
BOXES = (
    f"() => [...document.querySelectorAll('{PRESSED}')]"
    """.filter((one) => one.checkVisibility({visibilityProperty: true}))
  .map((one) => [one, one.getBoundingClientRect()])
  .map(([one, {width, height, right}]) => [one.textContent.trim() || one.id, width, height, right])
"""
)


@contextmanager
def opened(
    chromium: Any, server: PagesServer, path: str, script: str = "", **context: Any
) -> Iterator[Any]:
    """Open a page; at its end it must not have complained, or asked for anything elsewhere.

    Parameters
    ----------
    chromium : Browser
    server : PagesServer
    path : str
    script : str
        Runs before those of the page.
    **context
        Of the page, as Playwright has it.
    """
    faults: list[str] = []
    page = chromium.new_page(**({"viewport": WIDE} | context))
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(script)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.extend([said.text] if said.type == "error" else []))
    own = server.address.removeprefix("http")
    page.on("request", lambda asked: faults.extend([] if own in asked.url else [asked.url]))
    page.goto(server.address + path)
    try:
        yield page
    finally:
        page.close()
    assert faults == []


@contextmanager
def session(chromium: Any, server: PagesServer, moment: str, **context: Any) -> Iterator[Any]:
    """Open a session that stands at a moment."""
    server.moment = moment
    with opened(chromium, server, "/session", **context) as page:
        page.wait_for_selector(f"#session[data-screen={moment.split('_')[0]}]")
        yield page


def until(page: Any, holds: str) -> Any:
    """Wait until a JavaScript expression holds.

    Playwright's own way evaluates it in the page, whose policy forbids that.
    """
    for _ in range(100):
        if value := page.evaluate(holds):
            return value
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {holds}")


def sent(page: Any, server: PagesServer, kind: str) -> list[dict[str, Any]]:
    """Give what the page sent of one kind, once what it was told is drawn and answered."""
    page.wait_for_timeout(150)
    return [one for one in server.received if one.get("type") == kind]


def barriers(page: Any) -> list[str]:
    """Find what axe-core finds against WCAG 2.2 AA and its own good practice."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    page.evaluate(axe)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(tags)}}}).then((r) => r.violations)")
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


def sticks_out(page: Any) -> int:
    """Measure by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def small_targets(page: Any) -> list[Any]:
    """Find what is pressed and is smaller than a target should be."""
    return [box for box in page.evaluate(BOXES) if min(box[1], box[2]) < LEAST_PX - 0.5]


def cut_off(page: Any) -> list[Any]:
    """Find what is pressed and does not fit into the window's width."""
    width = page.evaluate("window.innerWidth")
    return [box for box in page.evaluate(BOXES) if box[3] > width + 1]
