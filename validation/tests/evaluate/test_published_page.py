"""The published page says what the published figures say."""

from pathlib import Path

from validation.evaluate.page import page
from validation.evaluate.page_summary import FIGURE
from validation.evaluate.report_values import read_json

DOCS = Path(__file__).parents[3] / "docs/accuracy"
REPORT = read_json(DOCS / "validation.json")


def test_the_page_is_made_from_the_figures() -> None:
    assert (DOCS / "validation.md").read_text("utf-8") == page(REPORT)


def test_the_figure_is_there_and_small() -> None:
    assert 1000 < (DOCS / FIGURE).stat().st_size < 1_000_000


def test_it_rests_on_many_hands_or_says_so_and_on_clips_without_an_exercise() -> None:
    assert REPORT.groups[0].hands > 1 or "one hand" in REPORT.note
    assert sum(n.minutes for n in REPORT.negatives) > 0


def test_readers_of_the_readme_are_led_to_it() -> None:
    readme = (DOCS.parents[1] / "README.md").read_text("utf-8")
    assert "(docs/accuracy/validation.md)" in readme
