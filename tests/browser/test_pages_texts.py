from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.pages_messages import PAGES, page_texts

CAMERA_STATES = ("refused", "missing", "busy", "ended")
CHECKS = (
    *("light", "hand", "side", "distance", "middle", "forearm", "view"),
    *("fine", "now", "later"),
)
CHOICES = (("theme", ("auto", "light", "dark")), ("dock", ("left", "right")))
BLANK = re.compile(r"\{\w+\}")


def _flat(language: str) -> dict[str, str]:
    return {
        f"{table}.{key}": text
        for table, texts in page_texts(language).items()
        for key, text in texts.items()
    }


def test_languages_say_the_same_things_with_the_same_blanks() -> None:
    english, german = _flat("en"), _flat("de")
    assert english.keys() == german.keys()
    for name, text in english.items():
        assert BLANK.findall(text) == BLANK.findall(german[name]), name


BY_NAME = {
    *(f"camera.{state}{part}" for state in CAMERA_STATES for part in ("", "_help")),
    *(f"check.{name}" for name in CHECKS),
    *(f"work.{status}" for status in ("partial", "rejected", "unverifiable")),
    *(f"session.{name}" for name in ("hand_left", "hand_right", "closed", "elsewhere")),
    *(f"settings.{name}_{value}" for name, values in CHOICES for value in values),
}
"""Those whose names a page puts together from what it is told."""


def test_every_text_is_used() -> None:
    folder = Path(str(PAGES))
    sources = "".join(
        path.read_text("utf-8") for path in folder.rglob("*") if path.suffix in (".html", ".js")
    )
    said = {f"{table}.{key}" for table, key in re.findall(r"text\.(\w+)\.(\w+)", sources)}
    for table, keys in re.findall(r'say\(\s*"(\w+)",([^;]*?)\)', sources):
        said |= {f"{table}.{key}" for key in re.findall(r'"(\w+)"', keys)}
    assert _flat("en").keys() - said == BY_NAME


def test_pages_hold_no_inline_script_or_style() -> None:
    for path in Path(str(PAGES)).glob("*.html"):
        html = path.read_text("utf-8")
        assert " style=" not in html, path.name
        assert " on" + "click=" not in html, path.name
        scripts = re.findall(r"<script([^>]*)>(?!</script>)", html)
        assert all("application/json" in script for script in scripts), path.name


@pytest.mark.slow
def test_scripts_keep_to_their_types() -> None:
    tsc = shutil.which("tsc")
    if tsc is None:
        pytest.skip("the TypeScript compiler is not installed")
    done = subprocess.run([tsc, "-p", str(PAGES)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
