"""One figure reads the same on the screen, in a report, in clinical notation and in a plot."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from handtrack.assessment.norms import load_norms
from handtrack.assessment.notation import in_words, value_in_words
from handtrack.cli.output.assessment_tables import change_words, figures_table
from handtrack.landmarks.hand import Side
from handtrack.records.change import compare
from handtrack.records.values import AssessmentRecord, History
from handtrack.reports.build import build
from handtrack.reports.printed.plots import graphs
from tests.helpers.patients import assessment, day, patient

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def _history(motion: str, *values: float) -> History:
    made = (assessment(value, Side.LEFT, motion) for value in values)
    records = tuple(AssessmentRecord(i, day(i), None, a, ()) for i, a in enumerate(made))
    return History(patient(), (), (), records, ())


@pytest.mark.parametrize(
    ("motion", "value", "words"),
    [
        ("wrist.extension", 12.345, "12°"),
        ("wrist.extension", -8.2, "lacks 8°"),
        ("wrist.flexion", 0.0, "0°"),
        ("index.pip.extension", 0.3, "0°"),
        ("index.pip.extension", -20.4, "lag 20°"),
        ("index.pip.extension", 5.0, "hyperextension 5°"),
    ],
)
def test_a_figure_reads_the_same_everywhere(motion: str, value: float, words: str) -> None:
    kept = _history(motion, value)
    figure = kept.assessments[0].assessment.figures[0]
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(figures_table(kept.assessments[0].assessment))
    assert f" {words} " in console.export_text()
    cell = build(kept, load_norms(), NOW).rom[0].left
    assert cell is not None
    assert in_words(figure) == value_in_words(motion, value) == cell.value == words
    assert cell.number == round(value)


@pytest.mark.parametrize(
    ("motion", "word"), [("wrist.extension", "lacks"), ("index.pip.extension", "lag")]
)
def test_a_plot_names_what_is_missing_as_its_figure_does(motion: str, word: str) -> None:
    report = build(_history(motion, -20.0, -10.0), load_norms(), NOW)
    drawn = next(graphs(report, "svg")).data.decode()
    assert value_in_words(motion, -10.0) == f"{word} 10°"
    assert f">{word} 10</text>" in drawn


def test_a_change_reads_the_same_on_the_screen_and_in_a_report() -> None:
    kept = _history("wrist.extension", 20.0, 45.0)
    compared = compare(kept.assessments, kept.assessments[1], "wrist.extension", None, ())
    cell = build(kept, load_norms(), NOW).rom[0].left
    assert compared is not None
    assert cell is not None
    assert change_words("wrist.extension", compared.baseline) == cell.change
    assert cell.change.startswith("better (25° more; real beyond ")
