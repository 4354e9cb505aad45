"""Reports: what they say, and that no format says anything else."""

from __future__ import annotations

import csv
import html as markup
import io
import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema
import pytest
from pypdf import PdfReader

from handtrack.assessment.norms import load_norms
from handtrack.events import Label
from handtrack.reports.build import build
from handtrack.reports.exchange.report_tables import tables
from handtrack.reports.exchange.spreadsheets import csv_text
from handtrack.reports.printed.html import html
from handtrack.reports.printed.pdf import pdf
from handtrack.reports.view import NOT_A_DEVICE, HandReport, json_schema, to_json
from tests.helpers.histories import NOW, four_weeks
from tests.helpers.patients import HOSTILE


@pytest.fixture(scope="module")
def report() -> HandReport:
    return build(four_weeks(), load_norms(), NOW)


@pytest.fixture(scope="module")
def page(report: HandReport) -> str:
    return html(report)


@pytest.fixture(scope="module")
def printed(report: HandReport) -> bytes:
    return pdf(report)


def plain(text: str) -> str:
    return " ".join(text.split())


def text_of(page: str) -> str:
    body = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    return plain(markup.unescape(body))


def text_of_pdf(data: bytes) -> str:
    """All words without spaces, and without the foot of each page, which may cut a sentence."""
    pages = ["".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(data)).pages]
    foot = "".join(NOT_A_DEVICE.split())
    assert all(foot in page for page in pages)
    return "".join(re.sub(re.escape(foot) + r"Page\d+of\d+\.", "", page) for page in pages)


def said(report: HandReport) -> list[str]:
    """Every text of the report that has to be in every format for people."""
    texts = [
        *report.notes,
        *report.bottom_line,
        *report.first.alerts,
        *report.goals,
        *report.corrections,
        *report.subjective,
        *report.objective,
        *report.limits,
        report.footnote,
        report.log_legend,
    ]
    fields = (*report.header, *report.adherence, *report.voice, *report.therapist)
    texts += [field.text for field in fields]
    for motion in report.first.motions:
        texts += [motion.title, motion.right, motion.left, motion.first, motion.verdict]
    for row in report.rom:
        texts += [row.within, row.first, row.change, row.other_hand]
        for cell in (row.right, row.left):
            if cell:
                texts += [cell.value, cell.error, cell.marks]
    for line in report.log:
        texts += [line.day, line.exercise, line.prescribed, line.reasons, line.flags, line.tempo]
        texts += [line.fade, line.uncounted, line.pain, line.corrected]
    return [t for t in texts if t]


def test_the_bottom_line_is_three_plain_sentences(report: HandReport) -> None:
    goal, motions, practice = report.bottom_line
    assert goal.startswith("Goal: left wrist extension 65°")
    assert motions == (
        "Of 5 key motions of the left hand: 5 better. Wrist extension went from 35° to 63°, "
        "90\N{NO-BREAK SPACE}% of the other hand: better."
    )
    assert practice == (
        "Exercised on 21 of 28 days prescribed (75 %); 169 of 252 repetitions counted. Pain, as "
        "said (0 to 10): 3 before and 4 after exercise (median), worst 5 on 1 Sep 2026."
    )


def test_a_figure_has_its_error_baseline_verdict_and_comparators(report: HandReport) -> None:
    row = next(r for r in report.rom if r.motion == "wrist.extension")
    assert row.left is not None
    assert (row.left.value, row.left.error, row.left.baseline) == ("63°", "± 7°", "35°")
    assert (row.first, row.change) == ("35°", "▲ better: 28° more")
    assert row.other_hand == row.left.other_hand == "90\N{NO-BREAK SPACE}%"
    assert len(row.left.norms) == len(report.norm_names) == 3
    assert row.right is not None
    assert (row.right.baseline, row.right.other_hand) == ("—", "—")


NUMBER = re.compile(r"-?\d+(\.\d+)?")


def test_nothing_is_printed_as_a_bare_plus_or_minus(report: HandReport) -> None:
    texts = " ".join(said(report))
    assert not re.search("(?<![\\w\N{EN DASH}-])[-+\N{MINUS SIGN}]\\d", texts)
    assert "lag 6°" in texts
    assert "hyperextension 3°" in texts


def test_a_change_within_the_error_is_called_none(report: HandReport) -> None:
    row = next(r for r in report.rom if r.motion == "index.mcp.extension")
    assert row.left is not None
    assert row.left.verdict == "no change*"
    assert row.left.change.startswith("no change beyond measurement error")
    assert "* no change beyond measurement error" in report.footnote


def test_html_and_pdf_say_all_that_the_report_says(
    report: HandReport, page: str, printed: bytes
) -> None:
    web, paper = text_of(page), text_of_pdf(printed)
    for text in said(report):
        assert plain(text) in web
        assert "".join(text.split()) in paper
    assert NOT_A_DEVICE in web


def test_the_tables_hold_the_same_figures(report: HandReport) -> None:
    made = {table.name: table for table in tables(report)}
    rom = list(csv.DictReader(io.StringIO(csv_text(made["rom"]))))
    cells = [c for row in report.rom for c in (row.right, row.left) if c]
    assert [r["words"] for r in rom] == [c.value for c in cells]
    assert [float(r["value"]) for r in rom] == [c.number for c in cells]
    repetitions = list(csv.DictReader(io.StringIO(csv_text(made["repetitions"]))))
    assert len(repetitions) == 252
    assert sum(r["status"] == "valid" for r in repetitions) == 169
    meant = list(csv.DictReader(io.StringIO(csv_text(made["data_dictionary"]))))
    for name, table in made.items():
        if name != "data_dictionary":
            columns = [column for column, _ in table.columns]
            assert [m["column"] for m in meant if m["table"] == name] == columns
    assert all(m["meaning"] for m in meant)


def test_every_cell_of_a_figure_is_a_number_alone(report: HandReport) -> None:
    """No unit, no ±, and no several figures in one cell."""
    made = {table.name: csv_text(table) for table in tables(report)}
    figures = {
        "rom": ["value", "error", "baseline", "change", "mdc95", "other_hand_percent"]
        + [f"{name.lower().replace('-', '_')}_percent" for name in report.norm_names],
        "log": ["sets", "repetitions", "least", "most", "tempo_s", "sparc", "pain_before"],
        "repetitions": ["start_s", "duration_s", "own_range_percent"],
    }
    for name, columns in figures.items():
        rows = list(csv.DictReader(io.StringIO(made[name])))
        for column in columns:
            known = [row[column] for row in rows if row[column]]
            assert known, (name, column)
            assert all(NUMBER.fullmatch(value) for value in known), (name, column)
    reps = list(csv.DictReader(io.StringIO(made["repetitions"])))
    assert any(row["reason"] for row in reps if row["status"] == "partial")
    assert any(float(row["start_s"]) > 0 for row in reps)


def test_the_notes_are_short_lines_and_leave_a_and_p_blank(report: HandReport) -> None:
    lines = report.paste.splitlines()
    assert [line for line in lines if line in ("S:", "O:", "A:", "P:")] == ["S:", "O:", "A:", "P:"]
    assert report.paste.endswith("A:\n\nP:")
    assert "Left index PIP: flex 93° ± 9° (52° ▲), lag 6° ± 9° (lag 30° ▲)" in lines
    assert max(map(len, lines)) < 160
    of_hands = [line.partition(" ")[0] for line in lines if line.startswith(("Left ", "Right "))]
    assert of_hands == sorted(of_hands)


def test_a_correction_says_by_whom_and_when_and_counts(
    report: HandReport, page: str, printed: bytes
) -> None:
    (told,) = report.corrections
    assert told == (
        "26 Sep 2026, Wrist flexion and extension, forearm supported, left, repetition 3: partial "
        "by the machine, valid, corrected by A. Berg on 28 Sep 2026 (the elbow hid the wrist for "
        "a moment)"
    )
    assert [row.done for row in report.log[-2:]] == [8, 9]
    assert report.log[-1].corrected == "1 corrected by A. Berg on 28 Sep 2026"
    anonymous = build(four_weeks(), load_norms(), NOW, anonymous=True)
    assert "A. Berg" not in to_json(anonymous)
    assert "elbow" not in to_json(anonymous)


def test_the_day_s_pain_is_told_also_where_only_one_part_asked_for_it() -> None:
    whole = four_weeks()
    *before, last = whole.assessments
    first, second = replace(last, pain=1), replace(last, id=last.id + 1, pain=None)
    made = build(replace(whole, assessments=(*before, first, second)), load_norms(), NOW)
    assert made.rom_pain == "1 of 10"
    both = replace(whole, assessments=(*before, first, replace(second, pain=3)))
    assert build(both, load_norms(), NOW).rom_pain == "1 to 3 of 10"
    none = replace(whole, assessments=(*before, second))
    asked = "2 to 3 of 10 (asked at a session that day)"
    assert build(none, load_norms(), NOW).rom_pain == asked
    alone = replace(none, sessions=())
    assert build(alone, load_norms(), NOW).rom_pain == "not asked"


def test_a_session_of_which_the_camera_saw_the_other_hand_is_flagged() -> None:
    whole = four_weeks()
    first, *rest = whole.sessions
    (done,) = first.exercises
    doubted = replace(first, exercises=(replace(done, side_contradicted=True),))
    made = build(replace(whole, sessions=(doubted, *rest)), load_norms(), NOW)
    flags = [row.flags for row in made.log]
    assert flags[0].startswith("check the side: the camera saw the other hand")
    assert not any("check the side" in text for text in flags[1:])


def test_a_date_can_be_read(report: HandReport, page: str) -> None:
    assert re.search(r"made \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d<", page)


def test_a_count_that_is_not_certain_says_what_it_lies_between() -> None:
    whole = four_weeks()
    first, *rest = whole.sessions
    (done,) = first.exercises
    one, *others = done.repetitions
    doubted = replace(done, repetitions=(replace(one, label=Label.ESTIMATED), *others))
    sessions = (replace(first, exercises=(doubted,)), *rest)
    made = build(replace(whole, sessions=sessions), load_norms(), NOW)
    assert [(row.done, row.between) for row in made.log[:2]] == [(8, "7 to 8"), (8, "")]
    assert "8 (7 to 8)" in html(made)
    assert "8 (7 to 8)" in " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(pdf(made))).pages
    ).replace("\n", " ")


def test_the_json_fits_its_schema(report: HandReport) -> None:
    jsonschema.validate(json.loads(to_json(report)), json_schema())


def test_the_page_needs_nothing_else_and_runs_nothing(page: str) -> None:
    assert "<script" not in page
    loaded = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert loaded
    assert all(link.startswith("data:") for link in loaded)
    assert 'http-equiv="Content-Security-Policy"' in page


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_both_papers(report: HandReport, paper: Any) -> None:
    assert f"size: {paper}" in html(report, paper)
    width = PdfReader(io.BytesIO(pdf(report, paper))).pages[0].mediabox.width
    assert float(width) == pytest.approx(595.3 if paper == "A4" else 612, abs=1)


def test_a_hostile_name_harms_no_format() -> None:
    hostile = HOSTILE.replace("\u202e", "\u05e9")
    made = build(four_weeks(hostile, words=hostile), load_norms(), NOW)
    page = html(made)
    assert "<script" not in page
    assert markup.escape(hostile[:24], quote=False).replace("'", "&#39;") in page
    assert pdf(made).startswith(b"%PDF")
    formula = build(four_weeks("=cmd|' /C calc'!A0"), load_norms(), NOW)
    for table in tables(formula):
        for row in csv.reader(io.StringIO(csv_text(table))):
            assert not any(cell.startswith(("=", "+", "@")) for cell in row)
    assert json.loads(to_json(made))["header"][1]["text"] == hostile


def test_an_anonymous_report_names_nobody() -> None:
    made = build(four_weeks("Anna Berg", "Anna was here"), load_norms(), NOW, anonymous=True)
    for text in (to_json(made), html(made)):
        for secret in ("Anna", "1958", "dough", "radius", '"mk"', "hammer", "A. Berg"):
            assert secret not in text


def test_a_report_since_a_day_keeps_the_baseline(report: HandReport) -> None:
    late = build(four_weeks(), load_norms(), NOW, since=date(2026, 9, 20))
    assert len(late.log) < len(report.log)
    assert late.rom == report.rom
    assert late.period == "20 to 28 September 2026"


def test_a_patient_without_records_gives_a_report_that_says_so() -> None:
    nothing = replace(four_weeks(), plans=(), sessions=(), assessments=(), goals=(), notes=())
    made = build(nothing, load_norms(), NOW)
    assert made.bottom_line == (
        "Goal in own words: knead dough again. No figure is set for it.",
        "Range of motion was not assessed.",
        "Exercised on 0 days; none were prescribed; no exercise was recorded. Pain was not asked.",
    )
    assert "Range of motion was not assessed." in html(made)
    assert pdf(made).startswith(b"%PDF")


def test_the_same_records_give_the_same_files(
    report: HandReport, page: str, printed: bytes
) -> None:
    assert html(report) == page
    assert pdf(report) == printed
