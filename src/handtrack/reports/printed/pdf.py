"""A report as PDF, made by Python alone: the first page, and the rest in rooms."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import compress
from typing import Any

from handtrack.reports import phrases
from handtrack.reports.phrases import NOTHING
from handtrack.reports.printed.pdf_first_page import first_page
from handtrack.reports.printed.pdf_fonts import LACKING, choose_fonts, close_fonts
from handtrack.reports.printed.pdf_page import line, lines, open_page, title
from handtrack.reports.printed.pdf_table import TableRow, table
from handtrack.reports.printed.plots import Picture, graphs, strips
from handtrack.reports.view import HandReport, Paper, RomCell, RomRow

_CAPTION_MM = 9.0
_BLANK_MM = 16.0
_SHORT_LABEL = 18
_ROM_SIZE, _LOG_SIZE = 8.0, 7.5


def pdf(report: HandReport, paper: Paper = "A4") -> bytes:
    """Make the bytes of the file.

    Parameters
    ----------
    report : HandReport
    paper : str
    """
    fonts = choose_fonts(report)
    page = open_page(report, paper, fonts)
    page.add_page()
    first_page(page, report, bool(fonts.unprintable))
    page.add_page()
    _pairs(page, "Goals", [("", text) for text in report.goals])
    _rom(page, report)
    _pictures(page, "Graphs", graphs(report, "png"))
    _pictures(page, "Every repetition", strips(report, "png"))
    _log(page, report)
    _pairs(page, "Adherence", [(f.label, f.text) for f in report.adherence])
    _listed(page, "Corrected by a person", report.corrections)
    _pairs(page, "In the patient's own words", [(f.label, f.text) for f in report.voice])
    _pairs(page, "The therapist's notes", [(f.label, f.text) for f in report.therapist])
    _notes(page, report)
    _pairs(page, "Record", [(f.label, f.text) for f in report.header])
    _footnotes(page, report)
    title(page, "Limits and method")
    lines(page, report.limits)
    data = bytes(page.output())
    close_fonts(page)
    return data


def unprintable_note(report: HandReport) -> str:
    """Say that the PDF cannot print some letters; "" where it can print all."""
    return LACKING if choose_fonts(report).unprintable else ""


def _rom(page: Any, report: HandReport) -> None:
    """Every motion, grouped by joint."""
    if not report.rom:
        return
    title(page, f"All motions, {report.rom_day}; pain that day: {report.rom_pain}")
    both = len(report.sides) > 1
    norms = tuple(f"{name} R, L" if both else name for name in report.norm_names)
    head = ("motion", "right", "left", "at first", "change", "of other hand", *norms)
    rows: list[TableRow] = []
    group = ""
    for row in report.rom:
        if row.group != group:
            group = row.group
            rows.append((group,))
        figures = _value(row.right), _value(row.left), row.first, _whole(row.change)
        shares = row.other_hand, *norm_texts(report, row)
        rows.append((_label(row.within), *figures, *shares))
    table(page, head, rows, _ROM_SIZE)


def norm_texts(report: HandReport, row: RomRow) -> tuple[str, ...]:
    """Give per cent of each norm set, of the report's hand, or of right and left.

    Parameters
    ----------
    report : HandReport
    row : RomRow
    """
    cells = {"right": row.right, "left": row.left}
    found = []
    for place in range(len(report.norm_names)):
        texts = [c.norms[place] if (c := cells[side]) else NOTHING for side in ("right", "left")]
        only = cells[report.sides[0]]
        alone = only.norms[place] if only else NOTHING
        found.append(phrases.pair(*texts) if len(report.sides) > 1 else alone)
    return tuple(found)


def _value(cell: RomCell | None) -> str:
    if cell is None:
        return NOTHING
    marks = [cell.value, cell.error]
    marks += [phrases.LABEL_MARKS[cell.label]] if cell.label != "verified" else []
    marks += [cell.manner] if cell.manner != "active" else []
    return " ".join(text for text in (*marks, cell.marks) if text)


def _pictures(page: Any, name: str, pictures: Iterable[Picture]) -> None:
    for number, picture in enumerate(pictures):
        high_mm = picture.aspect * page.epw + _CAPTION_MM
        if number == 0:
            title(page, name, high_mm)
        elif page.will_page_break(high_mm):
            page.add_page()
        page.image(io.BytesIO(picture.data), w=page.epw, alt_text=picture.caption)
        line(page, picture.caption, 8)
        page.ln(1)


def _log(page: Any, report: HandReport) -> None:
    if not report.log:
        return
    title(page, "Exercises")
    line(page, report.log_legend, 7.5)
    page.ln(1)
    head = (
        "day", "exercise", "prescribed", "counted", "not counted", "why not", "noticed", "how",
        "pain", "effort",
    )  # fmt: skip
    rows = [
        (
            row.day,
            ", ".join(
                t
                for t in (f"{row.number}. {row.exercise}", row.side, row.assisted, row.resistance)
                if t
            ),
            row.prescribed,
            "; ".join(t for t in (row.counted, row.corrected) if t),
            row.uncounted,
            row.reasons,
            row.flags,
            row.how,
            _whole(row.pain),
            _whole(row.effort),
        )
        for row in report.log
    ]
    used = [any(texts) for texts in zip(*rows, strict=True)]
    table(page, _only(head, used), [_only(row, used) for row in rows], _LOG_SIZE)
    page.set_font(size=9)


def _label(text: str) -> str:
    """A motion's name, on one line where it is short."""
    return _whole(text) if len(text) <= _SHORT_LABEL else text


def _whole(text: str) -> str:
    """A text that is kept on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace(";\N{NO-BREAK SPACE}", "; ")


def _only(row: TableRow, used: Iterable[bool]) -> TableRow:
    """A row without the columns in which no row has anything."""
    return tuple(compress(row, used))


def _pairs(page: Any, name: str, rows: list[tuple[str, str]]) -> None:
    _listed(page, name, [f"{label}: {text}" if label else text for label, text in rows])


def _listed(page: Any, name: str, texts: Iterable[str]) -> None:
    told = list(texts)
    if told:
        title(page, name)
        lines(page, told, "")


def _notes(page: Any, report: HandReport) -> None:
    title(page, "For the notes", 2 * _BLANK_MM)
    for letter, texts in (("S", report.subjective), ("O", report.objective), ("A", ()), ("P", ())):
        if page.will_page_break(_BLANK_MM + 8):
            page.add_page()
        page.set_font(style="B")
        page.cell(0, 5, letter, new_x="LMARGIN", new_y="NEXT")
        page.set_font(style="")
        lines(page, texts, "")
        if not texts:
            page.rect(page.l_margin, page.get_y(), page.epw, _BLANK_MM)
            page.ln(_BLANK_MM + 2)


def _footnotes(page: Any, report: HandReport) -> None:
    if report.rom:
        _listed(page, "Footnotes", (report.footnote, *(f"{note}." for note in report.notes)))
