"""The code on the pages about records and assessments runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from handtrack.files import packaged_toml
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from tests.helpers.paths import DOCS
from tests.helpers.patients import START, exercise, patient


def snippet(page: str) -> str:
    text = (DOCS / page).read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return str(code)


def run(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_on_records_reads_a_history(tmp_path: Path) -> None:
    with Store.open(find_location(str(tmp_path / "clinic.db")), create=True) as store:
        store.add_patient(patient())
        store.add_session("mk", START, Source.RECORDED, [exercise()])
    printed = run(snippet("using/records.md"), tmp_path)
    assert printed == "2026-09-01 Wrist flexion and extension exactly 2\n"


def test_the_page_on_assessments_begins_to_guide(tmp_path: Path) -> None:
    assert run(snippet("clinical/assessment.md"), tmp_path) == "next: Wrist straight\n"


@pytest.mark.parametrize(
    "group", packaged_toml("assessment/repeats.toml")["group"], ids=lambda group: group["name"]
)
def test_the_page_gives_the_smallest_detectable_changes(group: dict[str, Any]) -> None:
    page = (DOCS / "clinical/assessment.md").read_text(encoding="utf-8")
    unit = " hand lengths" if group["smallest_change"] < 1 else "°"
    assert f"| {group['name']} | {group['smallest_change']:g}{unit} |" in page
