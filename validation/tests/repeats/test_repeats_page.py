"""What is published of repeats is what their figures say, and the program reads the same."""

from __future__ import annotations

import pytest

from handtrack.assessment.accuracy import smallest_change
from validation.repeats.detectable import detectable, held_errors, told, toml, twice
from validation.repeats.figures import pairs
from validation.repeats.page import LEAST_FOUND, MOST_FALSE, page
from validation.repeats.values import (
    CHECK,
    DOCS,
    FIRST,
    LATER,
    LIMITS,
    SOURCE,
    Repeats,
    from_json,
    to_json,
)


@pytest.fixture(scope="module")
def found() -> Repeats:
    return from_json((DOCS / "repeats.json").read_text("utf-8"))


def test_the_page_and_the_file_are_what_the_command_writes(found: Repeats) -> None:
    assert (DOCS / "repeats.md").read_text("utf-8") == page(found), "run: just repeats FOLDER"
    assert (DOCS / "repeats.json").read_text("utf-8") == to_json(found)


def test_the_program_reads_what_repeats_gave(found: Repeats) -> None:
    text = toml(detectable(found.setting), held_errors(found.setting), SOURCE)
    assert LIMITS.read_text("utf-8") == text, "run: just repeats FOLDER"


def test_no_hand_both_sets_a_smallest_change_and_checks_it(found: Repeats) -> None:
    setting, check = ({f.hand for f in figures} for figures in (found.setting, found.check))
    assert not setting & check
    assert (setting, check) == ({*FIRST, *LATER}, set(CHECK))


def test_few_unchanged_motions_are_told_as_changed(found: Repeats) -> None:
    share = told(pairs(found.check)).share
    assert share is not None
    assert share <= MOST_FALSE


def test_most_true_changes_of_twice_the_smallest_one_are_found(found: Repeats) -> None:
    share = told(twice(pairs(found.check, changed=True))).share
    assert share is not None
    assert share >= LEAST_FOUND


def test_a_pair_is_one_of_twice_by_what_is_true_of_it(found: Repeats) -> None:
    for pair in twice(pairs(found.check, changed=True)):
        times = abs(pair.true) / smallest_change(pair.after.motion)
        assert 1.9 <= times <= 2.5
