"""Parts of pages that commands write."""

from __future__ import annotations

import pytest

from validation.studies import detection
from validation.written_page import table, with_part

PAGE = "a\n<!-- x: written by c -->\nold\n<!-- end of x -->\nb\n"


def test_a_part_is_written_anew_and_the_rest_stays() -> None:
    assert with_part(PAGE, "x", "c", "new \\1") == PAGE.replace("old", "new \\1")


@pytest.mark.parametrize(("name", "page"), [("y", PAGE), ("x", PAGE + PAGE)])
def test_a_part_that_is_not_there_once_is_refused(name: str, page: str) -> None:
    with pytest.raises(ValueError, match="parts"):
        with_part(page, name, "c", "new")


def test_a_table_has_a_line_for_each_row() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


@pytest.mark.parametrize("name", ["hands", "objects", "real"])
def test_the_page_on_finding_holds_the_tables_of_its_command(name: str) -> None:
    page = detection.PAGE.read_text(encoding="utf-8")
    assert with_part(page, name, detection.COMMAND, "nothing") != page
