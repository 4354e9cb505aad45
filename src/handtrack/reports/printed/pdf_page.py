"""Page of a PDF report: paper, foot, and the pieces of text that its parts are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from handtrack.reports.printed.pdf_fonts import BOX, FAMILY, FontChoice, add_fonts
from handtrack.reports.view import HandReport, Paper

MARGIN_MM = 14.0
FOOT_MM = 16.0
_LINE_MM = 4.6


def open_page(report: HandReport, paper: Paper, fonts: FontChoice) -> Any:
    """Make an empty PDF.

    Parameters
    ----------
    report : HandReport
    paper : str
    fonts : FontChoice

    Returns
    -------
    FPDF
    """
    from fpdf import FPDF

    class Page(FPDF):
        def normalize_text(self, text: str) -> str:
            if not fonts.unprintable or text.isascii():
                return text
            return "".join(BOX if letter in fonts.unprintable else letter for letter in text)

        def footer(self) -> None:
            self.set_y(-12)
            self.set_font(FAMILY, size=6)
            self.set_text_shaping(False)  # shaped, the number of pages leaves a gap
            self.set_text_color(80)
            self.multi_cell(0, 3, f"{report.disclaimer} Page {self.page_no()} of {{nb}}.")
            self.set_text_color(0)
            self.set_text_shaping(fonts.shaped)

    page = Page(format=paper)
    page.set_margins(MARGIN_MM, MARGIN_MM)
    page.set_auto_page_break(True, FOOT_MM)
    add_fonts(page, fonts)
    page.set_title(f"{report.title}, {report.header[0].text}")
    page.set_creator("handtrack")
    page.set_creation_date(datetime.fromisoformat(report.made_at))
    return page


def title(page: Any, text: str, room_mm: float = 14.0) -> None:
    """Set the title of a part, together with what stands under it.

    Parameters
    ----------
    page : FPDF
    text : str
    room_mm : float
        How much has to fit under it on the same page.
    """
    if page.will_page_break(10 + room_mm):
        page.add_page()
    page.ln(3)
    page.set_font(style="B", size=11)
    page.cell(0, 6, text, border="B", new_x="LMARGIN", new_y="NEXT")
    page.ln(1)
    page.set_font(style="", size=9)


def line(page: Any, text: str, size: float = 8.5) -> None:
    """Set a text in lines across the page.

    Parameters
    ----------
    page : FPDF
    text : str
    size : float
        In points.
    """
    page.set_font(size=size)
    page.multi_cell(0, _LINE_MM * size / 9, text, align="L", new_x="LMARGIN", new_y="NEXT")
    page.set_font(size=9)


def lines(page: Any, texts: Iterable[str], mark: str = "• ") -> None:
    """Set texts one under the other.

    Parameters
    ----------
    page : FPDF
    texts : iterable of str
    mark : str
        Before each.
    """
    for text in texts:
        line(page, f"{mark}{text}")


def fitted(page: Any, text: str, width_mm: float, most: int) -> list[str]:
    """Break a text into lines; more than `most` are cut off, and the last one says so.

    Parameters
    ----------
    page : FPDF
        With the font set.
    text : str
    width_mm : float
    most : int
        Lines.
    """
    found: list[str] = page.multi_cell(width_mm, 4, text, align="L", dry_run=True, output="LINES")
    if len(found) > most:
        found = found[:most]
        found[-1] = f"{found[-1].rstrip()[:-1]}…"
    return found
