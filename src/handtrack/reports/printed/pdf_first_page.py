"""First page of a PDF report: it always fits one page, because each part has its most lines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from handtrack.reports import phrases
from handtrack.reports.printed.day_plots import days_and_pain
from handtrack.reports.printed.pdf_fonts import LACKING
from handtrack.reports.printed.pdf_page import FOOT_MM, fitted, line
from handtrack.reports.printed.pdf_table import table
from handtrack.reports.view import HandReport

_COLUMNS = 4
_LOGO_MM = (34.0, 14.0)
_SIGNATURE_MM = 14.0
_LEGEND_MM = 5.0
_MOST_WHO, _MOST_SENTENCE, _MOST_ALERT = 2, 3, 2
_CALM, _ALARM = (238, 243, 248), (255, 240, 224)


def first_page(page: Any, report: HandReport, boxes: bool) -> None:
    """Set the first page.

    Parameters
    ----------
    page : FPDF
        On a new page.
    report : HandReport
    boxes : bool
        Whether some letters cannot be printed.
    """
    _letterhead(page, report)
    _heading(page, report)
    if boxes:
        line(page, LACKING, 7)
    _who(page, report)
    _box(page, report.bottom_line, _CALM, _MOST_SENTENCE)
    texts = [f"⚠ {text}" for text in report.first.alerts]
    _box(page, texts or [phrases.NO_ALERTS], _ALARM if texts else _CALM, _MOST_ALERT)
    _motions(page, report)
    _days(page, report)
    _signature(page, report)


def _letterhead(page: Any, report: HandReport) -> None:
    head = report.letterhead
    if not (head.clinic or head.address or head.logo):
        return
    top = page.get_y()
    if head.logo:
        wide, high = _LOGO_MM
        left = page.l_margin + page.epw - wide
        page.image(head.logo, left, top, wide, high, keep_aspect_ratio=True)
    page.set_font(style="B", size=11)
    page.cell(0, 5, head.clinic, new_x="LMARGIN", new_y="NEXT")
    page.set_font(style="", size=8)
    width = page.epw - _LOGO_MM[0] - 4
    for text in fitted(page, " · ".join(head.address), width, 2):
        page.cell(width, 3.8, text, new_x="LMARGIN", new_y="NEXT")
    page.set_y(max(page.get_y(), top + (_LOGO_MM[1] if head.logo else 0)) + 1)
    page.line(page.l_margin, page.get_y(), page.l_margin + page.epw, page.get_y())
    page.ln(1.5)


def _heading(page: Any, report: HandReport) -> None:
    page.set_font(style="B", size=15)
    page.cell(0, 7.5, report.title, new_x="LMARGIN", new_y="NEXT")
    page.set_font(style="", size=8.5)
    made = f"{report.period} · made {phrases.moment(report.made_at)}"
    page.cell(0, 4.5, made, new_x="LMARGIN", new_y="NEXT")
    page.ln(1)


def _who(page: Any, report: HandReport) -> None:
    """The patient's record in columns."""
    wide = page.epw / _COLUMNS
    fields = report.first.who
    for start in range(0, len(fields), _COLUMNS):
        top, deepest = page.get_y(), 0.0
        for place, field in enumerate(fields[start : start + _COLUMNS]):
            page.set_xy(page.l_margin + place * wide, top)
            page.set_font(style="", size=6.5)
            page.set_text_color(80)
            page.cell(wide, 3, field.label, new_x="LEFT", new_y="NEXT")
            page.set_text_color(0)
            page.set_font(style="B" if start + place < 2 else "", size=8.5)
            for text in fitted(page, field.text, wide - 2, _MOST_WHO):
                page.cell(wide, 3.9, text, new_x="LEFT", new_y="NEXT")
            deepest = max(deepest, page.get_y())
        page.set_xy(page.l_margin, deepest + 0.8)
    page.set_font(style="", size=9)
    page.ln(1)


def _box(page: Any, texts: Sequence[str], colour: tuple[int, int, int], most: int) -> None:
    page.set_font(style="", size=9.5)
    page.set_fill_color(*colour)
    shown = [line for text in texts for line in fitted(page, text, page.epw - 4, most)]
    page.multi_cell(
        0, 4.7, "\n".join(shown), fill=True, new_x="LMARGIN", new_y="NEXT", padding=1.6, align="L"
    )
    page.set_fill_color(255)
    page.ln(1.5)


def _motions(page: Any, report: HandReport) -> None:
    if not report.first.motions:
        return
    hands = (f"{s}, affected" if s == report.first.hands else s for s in ("right", "left"))
    head = ("key motion", *hands, "at first", "change", "of other hand")
    rows = [
        (m.title, m.right, m.left, m.first, m.verdict, m.other_hand) for m in report.first.motions
    ]
    table(page, head, rows, 9, bold=(4,))
    line(page, f"{report.rom_day}. {report.first.rule} {phrases.NO_CHANGE_MEANS}.", 6.5)
    page.ln(1)


def _days(page: Any, report: HandReport) -> None:
    """The calendar and the pain, in what is left of the page."""
    below = FOOT_MM + (_SIGNATURE_MM if report.letterhead.signature else 0.0)
    room = page.h - below - page.get_y() - _LEGEND_MM
    picture = days_and_pain(report, "png", page.epw, room)
    page.image(io.BytesIO(picture.data), w=page.epw, alt_text=picture.caption)
    page.set_font(size=7)
    part = "The last weeks. " if picture.partial else ""
    page.cell(0, _LEGEND_MM - 1, f"{part}{phrases.DAY_SIGNS}", new_x="LMARGIN", new_y="NEXT")
    page.set_font(size=9)


def _signature(page: Any, report: HandReport) -> None:
    if not report.letterhead.signature:
        return
    bottom = page.h - FOOT_MM - 5
    page.set_y(bottom)
    page.line(page.l_margin, bottom, page.l_margin + 55, bottom)
    page.line(page.l_margin + 65, bottom, page.l_margin + 150, bottom)
    page.set_font(style="", size=7)
    page.cell(65, 4, "Date")
    page.cell(85, 4, f"Signature {report.letterhead.signs}".rstrip())
    page.set_font(style="", size=9)
