"""Parts of pages that commands write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from validation.written_page import table, with_part

ROOT = Path(__file__).parents[3]
PAGE = "a\n<!-- x: written by c -->\nold\n<!-- end of x -->\nb\n"
PARTS = [
    pytest.param(page, name, command, id=f"{page.stem}-{name}")
    for page in sorted((ROOT / "docs").rglob("*.md"))
    for name, command in re.findall(
        r"<!-- (\S+): written by (validation/\S+) -->", page.read_text("utf-8")
    )
]


def test_a_part_is_written_anew_and_the_rest_stays() -> None:
    assert with_part(PAGE, "x", "c", "new \\1") == PAGE.replace("old", "new \\1")


@pytest.mark.parametrize(("name", "page"), [("y", PAGE), ("x", PAGE + PAGE)])
def test_a_part_that_is_not_there_once_is_refused(name: str, page: str) -> None:
    with pytest.raises(ValueError, match="parts"):
        with_part(page, name, "c", "new")


def test_a_table_has_a_line_for_each_row() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


@pytest.mark.parametrize(("page", "name", "command"), PARTS)
def test_the_command_that_a_page_names_can_write_its_part(
    page: Path, name: str, command: str
) -> None:
    assert f'"{name}"' in (ROOT / command).read_text("utf-8")
    text = page.read_text("utf-8")
    assert with_part(text, name, command, "nothing") != text
