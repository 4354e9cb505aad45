"""What the page says of rows that were made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from validation.real_hands.causes import NOT_YET, Causes, read_causes
from validation.real_hands.page import page
from validation.real_hands.report_values import read_json, to_json
from validation.tests.helpers.real_hands_rows import GHOSTS, report

NO_CAUSES = Causes({}, {})


def lines(causes: Causes = NO_CAUSES) -> list[str]:
    return page(report(), causes).splitlines()


def line(start: str, causes: Causes = NO_CAUSES) -> str:
    return next(text for text in lines(causes) if text.startswith(f"| {start} |"))


def test_clips_that_disagree_are_listed_with_what_was_told() -> None:
    disagreeing = page(report(), NO_CAUSES).partition("## Clips that disagree")[2]
    disagreeing = disagreeing.partition("\n## ")[0]
    assert "2 of 3." in disagreeing
    assert "| short |" in disagreeing
    assert "the forearm turned (2)" in disagreeing
    assert "| right |" not in disagreeing


def test_a_clip_without_a_cause_was_not_looked_at() -> None:
    assert line("short").endswith(f"{NOT_YET} |")
    assert line("short", Causes({"short": "too far away"}, {})).endswith("too far away |")


def test_bounds_that_do_not_hold_are_marked() -> None:
    assert "**exactly 1**" in line("short")


def test_a_cause_of_what_agrees_is_out_of_date() -> None:
    causes = Causes({"right": "x", "short": "y"}, {"still": "z", "typing": "w"})
    assert causes.stale(report()) == ("right", "still")
    assert any("agree by now: right, still." in text for text in lines(causes))
    assert not any("out of date" in text for text in lines())


def test_ghosts_are_listed_by_clip_and_exercise() -> None:
    told = [text for text in lines() if "34 verified at 1.0 s" in text]
    assert len(told) == 1
    assert told[0].startswith("| typing |")


def test_every_exercise_has_its_section_where_it_was_scored() -> None:
    assert not any("Under all" in text for text in lines())
    told = page(report(every=GHOSTS), NO_CAUSES)
    assert "### Under all 2 exercises" in told
    assert "| 34 | 1 | 0 | typing |" in told


def test_each_bar_has_its_line() -> None:
    assert line("clips counted exactly").split(" | ")[1:3] == ["33.3 %", "1 of 3"]
    assert "| ≥ 82 % | **not reached** |" in line("clips counted exactly")


def test_the_figures_can_be_read_back(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(to_json(report(GHOSTS)), encoding="utf-8")
    assert read_json(tmp_path / "x.json") == report(GHOSTS)


def test_causes_are_read_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "causes.toml"
    path.write_text('[counts]\nshort = "why"\n', encoding="utf-8")
    causes = read_causes(path)
    assert causes.of_count("short") == "why"
    assert causes.of_negative("typing") == NOT_YET


@pytest.mark.parametrize("section", ["counts", "negatives"])
def test_every_published_cause_is_one_sentence_that_fits_a_cell(section: str) -> None:
    for clip, sentence in getattr(read_causes(), section).items():
        assert sentence, clip
        assert "|" not in sentence, clip
        assert "\n" not in sentence, clip
