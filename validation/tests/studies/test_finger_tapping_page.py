"""The figures on the page about finger tapping are what its command writes."""

from __future__ import annotations

import pytest

from validation.studies.finger_tapping import COMMAND, PAGE, REAL, SYNTHETIC, synthetic_table
from validation.written_page import with_part


@pytest.mark.slow
def test_the_table_of_the_synthetic_hand_is_in_step() -> None:
    page = PAGE.read_text("utf-8")
    assert page == with_part(page, SYNTHETIC, COMMAND, synthetic_table()), (
        "run: just validate-tapping"
    )


def test_both_tables_are_there() -> None:
    page = PAGE.read_text("utf-8")
    for name in (SYNTHETIC, REAL):
        assert with_part(page, name, COMMAND, "nothing") != page
