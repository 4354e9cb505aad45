"""A report as PDF, made by Python alone."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Container
from pathlib import Path
from typing import Any, cast

from handtrack.reports import phrases
from handtrack.reports.phrases import NOTHING
from handtrack.reports.printed.pdf_table import table
from handtrack.reports.printed.plots import pictures
from handtrack.reports.view import HandReport, Paper, RomCell, RomRow, to_json

BOX = "\N{WHITE SQUARE}"
LACKING = f"{BOX} stands for a letter that this PDF cannot print; report.html shows it."
_ACCENTS = frozenset(map(chr, range(0x300, 0x370)))
"""Accents of Latin, Greek and Cyrillic letters, which the font sets well enough by itself."""
_MARGIN_MM = 14.0
_LINE_MM = 4.6
_CAPTION_MM = 9.0


def pdf(report: HandReport, paper: Paper = "A4") -> bytes:
    """Make the bytes of the file.

    Parameters
    ----------
    report : HandReport
    paper : str
    """
    page = _page(report, paper)
    page.add_page()
    _heading(page, report)
    _rom(page, report)
    graphs = list(pictures(report, "png"))
    if graphs:
        _title(page, "Graphs")
    for graph in graphs:
        if page.will_page_break(graph.aspect * page.epw + _CAPTION_MM):
            page.add_page()
        page.image(io.BytesIO(graph.data), w=page.epw)
        _small(page, graph.caption)
    if report.log:
        _log(page, report)
    _pairs(page, "Adherence", [(f.label, f.text) for f in report.adherence])
    _pairs(page, "In the patient's own words", [(f.label, f.text) for f in report.voice])
    _notes(page, report)
    _title(page, "Limits and method")
    for text in report.limits:
        _bullet(page, text)
    return bytes(page.output())


def _page(report: HandReport, paper: Paper) -> Any:
    from fpdf import FPDF

    class Page(FPDF):
        def normalize_text(self, text: str) -> str:
            known = cast(Any, self.current_font).cmap
            return text if text.isascii() else "".join(_printed(c, known) for c in text)

        def footer(self) -> None:
            self.set_y(-12)
            self.set_font("dejavu", size=6)
            self.set_text_color(80)
            self.multi_cell(0, 3, f"{report.disclaimer} Page {self.page_no()} of {{nb}}.")
            self.set_text_color(0)

    page = Page(format=paper)
    page.set_margins(_MARGIN_MM, _MARGIN_MM)
    page.set_auto_page_break(True, 18)
    folder = _fonts()
    page.add_font("dejavu", "", folder / "DejaVuSans.ttf")
    page.add_font("dejavu", "B", folder / "DejaVuSans-Bold.ttf")
    page.set_title(f"{report.title}, {report.header[0].text}")
    page.set_creator("handtrack")
    page.set_creation_date(_made(report))
    page.set_font("dejavu", size=9)
    page.set_text_shaping(False)
    return page


def _printed(letter: str, known: Container[int]) -> str:
    """A letter, or a box where it cannot be printed as it is written.

    Letters that run from right to left, join, or stand above one another would need a shaper: set
    one by one they make other words.
    """
    if not letter.isprintable():
        return letter
    shaped = unicodedata.bidirectional(letter) in ("R", "AL") or (
        unicodedata.category(letter) in ("Mn", "Mc") and letter not in _ACCENTS
    )
    return letter if ord(letter) in known and not shaped else BOX


def unprintable(report: HandReport) -> bool:
    """Tell whether the report holds a letter that its PDF cannot print."""
    from matplotlib.ft2font import FT2Font

    letters = {letter for letter in to_json(report) if not letter.isascii()}
    known = FT2Font(str(_fonts() / "DejaVuSans.ttf")).get_charmap()
    return any(_printed(letter, known) != letter for letter in letters)


def _fonts() -> Path:
    """DejaVu, which covers most scripts and comes with Matplotlib."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def _made(report: HandReport) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(report.made_at)


def _heading(page: Any, report: HandReport) -> None:
    page.set_font(style="B", size=15)
    page.cell(0, 8, report.title, new_x="LMARGIN", new_y="NEXT")
    page.set_font(style="", size=8)
    page.cell(
        0,
        5,
        f"{report.period} · made {phrases.moment(report.made_at)}",
        new_x="LMARGIN",
        new_y="NEXT",
    )
    _line(page, " · ".join(f"{field.label}: {field.text}" for field in report.header), 8)
    if unprintable(report):
        _line(page, LACKING, 8)
    page.ln(1.5)
    page.set_fill_color(238, 243, 248)
    page.set_font(size=9.5)
    page.multi_cell(
        0,
        5.2,
        "\n".join(report.bottom_line),
        fill=True,
        new_x="LMARGIN",
        new_y="NEXT",
        padding=2,
        align="L",
    )
    page.set_fill_color(255)


def _rom(page: Any, report: HandReport) -> None:
    if not report.rom:
        return
    _title(page, f"Range of motion, {report.rom_day}; pain during it: {report.rom_pain}")
    norms = tuple(f"{name} R, L" for name in report.norm_names)
    right, left = report.followed("right"), report.followed("left")
    sides = [
        text
        for side, followed in (("right", right), ("left", left))
        for text in ((side, "baseline", "change") if followed else (side, ""))
    ]
    head = ("motion", *sides, "of other hand", *norms)
    rows = [
        (row.title, *_cell(row.right, right), *_cell(row.left, left), *_shares(row))
        for row in report.rom
    ]
    table(page, head, rows, 5.8)
    page.set_font(size=9)
    page.ln(1)
    _small(page, " ".join((report.footnote, *(f"{note}." for note in report.notes))))


def _cell(cell: RomCell | None, followed: bool) -> tuple[str, ...]:
    """Value, baseline and change; where nothing is followed yet, the value and its notes."""
    if cell is None:
        return (NOTHING, "", "") if followed else (NOTHING, "")
    marks = [cell.value, cell.error]
    marks += [phrases.LABEL_MARKS[cell.label]] if cell.label != "verified" else []
    marks += [cell.manner] if cell.manner != "active" else []
    value = " ".join(t for t in marks if t)
    if not followed:
        return value, cell.marks
    return value, cell.baseline, " ".join(t for t in (_whole(cell.verdict), cell.marks) if t)


def _whole(text: str) -> str:
    """A text that is kept on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _shares(row: RomRow) -> tuple[str, ...]:
    """Per cent of the other hand, and of each set of norms right and left."""
    shown = [cell for cell in (row.left, row.right) if cell and cell.other_hand != NOTHING]
    names = max(len(cell.norms) for cell in (row.right, row.left) if cell)
    norms = (
        _whole(
            phrases.pair(
                *(cell.norms[place] if cell else NOTHING for cell in (row.right, row.left))
            )
        )
        for place in range(names)
    )
    return shown[0].other_hand if shown else NOTHING, *norms


def _log(page: Any, report: HandReport) -> None:
    _title(page, "Exercises")
    head = (
        "day", "exercise", "prescribed", "done", "partial", "rejected", "not verif.", "reasons",
        "noticed", "tempo", "smoothness", "last to first", "pain", "effort",
    )  # fmt: skip
    rows = [
        (
            row.day,
            ", ".join(t for t in (row.exercise, row.side, row.assisted, row.resistance) if t),
            row.prescribed,
            row.counted,
            *(str(n) for n in (row.partial, row.rejected, row.unverifiable)),
            row.reasons,
            row.flags,
            row.tempo,
            row.smoothness,
            row.fade,
            _whole(row.pain),
            _whole(row.effort),
        )
        for row in report.log
    ]
    table(page, head, rows, 6.0)
    page.set_font(size=9)


def _pairs(page: Any, title: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    _title(page, title)
    for label, text in rows:
        _line(page, f"{label}: {text}", 8)


def _notes(page: Any, report: HandReport) -> None:
    _title(page, "For the notes")
    for letter, texts in (("S", report.subjective), ("O", report.objective)):
        page.set_font(style="B")
        page.cell(0, 5, letter, new_x="LMARGIN", new_y="NEXT")
        page.set_font(style="")
        for text in texts:
            _bullet(page, text)
    for letter in ("A", "P"):
        if page.will_page_break(24):
            page.add_page()
        page.set_font(style="B")
        page.cell(0, 5, letter, new_x="LMARGIN", new_y="NEXT")
        page.set_font(style="")
        page.rect(page.l_margin, page.get_y(), page.epw, 16)
        page.ln(18)


def _title(page: Any, text: str) -> None:
    if page.will_page_break(20):
        page.add_page()
    page.ln(3)
    page.set_font(style="B", size=11)
    page.cell(0, 6, text, border="B", new_x="LMARGIN", new_y="NEXT")
    page.ln(1)
    page.set_font(style="", size=9)


def _bullet(page: Any, text: str) -> None:
    _line(page, f"• {text}", 8)


def _small(page: Any, text: str) -> None:
    _line(page, text, 7)
    page.ln(1)


def _line(page: Any, text: str, size: float) -> None:
    page.set_font(size=size)
    page.multi_cell(0, _LINE_MM * size / 9, text, align="L", new_x="LMARGIN", new_y="NEXT")
    page.set_font(size=9)
