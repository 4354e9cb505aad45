"""The published page of real hands says what the published figures and causes say."""

from __future__ import annotations

from pathlib import Path

from validation.real_hands.causes import read_causes
from validation.real_hands.page import page
from validation.real_hands.report_values import read_json

DOCS = Path(__file__).parents[3] / "docs/accuracy"
REPORT = read_json(DOCS / "real-hands.json")


def test_the_page_is_made_from_the_figures() -> None:
    assert (DOCS / "real-hands.md").read_text("utf-8") == page(REPORT, read_causes())


def test_it_holds_no_landmarks() -> None:
    assert (DOCS / "real-hands.json").stat().st_size < 200_000


def test_it_rests_on_many_people_and_on_clips_without_an_exercise() -> None:
    assert len({row.person for row in REPORT.counted}) > 10
    assert len(REPORT.ghosts.negatives) > 10


def test_readers_of_the_readme_are_led_to_it() -> None:
    assert "(docs/accuracy/real-hands.md)" in (DOCS.parents[1] / "README.md").read_text("utf-8")
