"""Tables of a PDF: wrapped text in columns, the head again on every page.

A log of two years has thousands of rows whose texts are mostly the same. Each text is wrapped once
a column, and its lines are set where they belong; that takes a tenth of the time of the library's
own tables.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from typing import Any

from handtrack.reports.printed.pdf_fonts import needs_shaping

_PAD_MM = 0.5
_PT_MM = 25.4 / 72
_LEADING = 1.22
"""From one line to the next, in sizes of the type."""

TableRow = tuple[str, ...]
Wrap = Callable[[str, int], tuple[str, ...]]


def table(
    page: Any,
    head: TableRow,
    rows: Sequence[TableRow],
    size: float,
    bold: Collection[int] = (),
) -> None:
    """Set a table across the page.

    Parameters
    ----------
    page : FPDF
    head : tuple of str
    rows : sequence of tuple of str
        A row of one text is a heading within the table.
    size : float
        Of the type, in points.
    bold : collection of int
        Columns in bold type.
    """
    each_mm = _columns(page, (head, *(row for row in rows if len(row) > 1)), size)
    page.set_font(style="", size=size)
    wrap = _wrapper(page, each_mm)
    _head(page, head, each_mm, size)
    for row in rows:
        if len(row) == 1:
            if page.will_page_break(3 * _height([row], size)):
                page.add_page()
                _head(page, head, each_mm, size)
            _heading(page, row[0], size)
            continue
        lines = [wrap(text, column) for column, text in enumerate(row)]
        if page.will_page_break(_height(lines, size)):
            page.add_page()
            _head(page, head, each_mm, size)
        _row(page, lines, each_mm, size, bold)
    page.set_draw_color(0)
    page.set_line_width(0.2)


def _columns(page: Any, rows: Sequence[TableRow], size: float) -> list[float]:
    """How wide each column is, as browsers do it: its longest word, and of what is left its share.

    That share goes by how much more its longest text needs. No word or text counts for more than a
    part of the page, so that a long one does not take the others' room.
    """
    page.set_font(style="B", size=size)
    least, wanted = [], []
    for texts in zip(*rows, strict=True):
        alike = set(texts)
        words = {word for text in alike for word in text.split(" ")}
        least.append(_widest(page, words, page.epw / 6))
        wanted.append(_widest(page, alike, page.epw / 3))
    missing = [max(0.0, want - low) for want, low in zip(wanted, least, strict=True)]
    share = max(0.0, page.epw - sum(least)) / max(sum(missing), 0.1)
    wide = [low + share * more for low, more in zip(least, missing, strict=True)]
    return [width * page.epw / sum(wide) for width in wide]


def _widest(page: Any, texts: Iterable[str], most: float) -> float:
    """The widest of some texts; only the longest by letters are measured."""
    longest = sorted(texts, key=len)[-5:]
    width = max((page.get_string_width(text) for text in longest), default=0.0)
    return float(min(width + 2 * _PAD_MM + 0.2, most))


def _head(page: Any, head: TableRow, each_mm: Sequence[float], size: float) -> None:
    page.set_font(style="B", size=size)
    wrap = _wrapper(page, each_mm)
    lines = [wrap(text, column) for column, text in enumerate(head)]
    page.set_draw_color(60)
    page.set_line_width(0.3)
    _row(page, lines, each_mm, size)
    page.set_draw_color(200)
    page.set_line_width(0.15)
    page.set_font(style="", size=size)


def _heading(page: Any, text: str, size: float) -> None:
    """A heading over some rows, on grey."""
    page.set_fill_color(235, 235, 235)
    page.set_font(style="B", size=size)
    page.cell(0, _height([(text,)], size), text, fill=True, new_x="LMARGIN", new_y="NEXT")
    page.set_font(style="", size=size)
    page.set_fill_color(255)


def _height(lines: Sequence[Sequence[str]], size: float) -> float:
    return max(1, *map(len, lines)) * size * _PT_MM * _LEADING + 2 * _PAD_MM


def _row(
    page: Any,
    lines: Sequence[Sequence[str]],
    each_mm: Sequence[float],
    size: float,
    bold: Collection[int] = (),
) -> None:
    """One row at the cursor, and the line under it."""
    left, top, step = page.l_margin, page.get_y() + _PAD_MM, size * _PT_MM * _LEADING
    for column, (width, texts) in enumerate(zip(each_mm, lines, strict=True)):
        if column in bold:
            page.set_font(style="B", size=size)
        for number, text in enumerate(texts):
            if needs_shaping(text):
                page.set_xy(left + _PAD_MM - page.c_margin, top + number * step)
                page.cell(width, step, text)
            else:
                page.text(left + _PAD_MM, top + (number + 0.78) * step, text)
        if column in bold:
            page.set_font(style="", size=size)
        left += width
    bottom = top + _height(lines, size) - _PAD_MM
    page.line(page.l_margin, bottom, page.l_margin + page.epw, bottom)
    page.set_xy(page.l_margin, bottom)


def _wrapper(page: Any, each_mm: Sequence[float]) -> Wrap:
    """Wraps texts into columns, each text once; for the font that is set now."""

    @cache
    def width(text: str) -> float:
        return float(page.get_string_width(text))

    @cache
    def wrap(text: str, column: int) -> tuple[str, ...]:
        room = each_mm[column] - 2 * _PAD_MM
        lines, line = [], ""
        for word in text.split(" "):
            for part in _cut(word, room, width):
                longer = f"{line} {part}" if line else part
                if line and width(longer) > room:
                    lines.append(line)
                    longer = part
                line = longer
        return tuple([*lines, line] if line else lines)

    return wrap


def _cut(word: str, room: float, width: Callable[[str], float]) -> list[str]:
    """A word that is wider than its column, in parts that fit."""
    parts = []
    while len(word) > 1 and width(word) > room:
        fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or width(word[:n]) <= room)
        parts.append(word[:fits])
        word = word[fits:]
    return [*parts, word]
