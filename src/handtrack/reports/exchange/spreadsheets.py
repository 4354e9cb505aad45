"""Tables of a report as CSV (RFC 4180 in UTF-8) and as one Excel workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from handtrack.landmarks.free_text import as_table_cell
from handtrack.reports.exchange.report_tables import DataTable, Value
from handtrack.reports.view import NOT_A_DEVICE

_TIMES = ("at", "corrected_at")
_DAYS = ("day",)
_WIDEST = 60


def csv_text(table: DataTable) -> str:
    """Write one table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(name for name, _ in table.columns)
    for row in table.rows:
        writer.writerow([_plain(value) for value in row])
    return text.getvalue()


def _plain(value: Value) -> object:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else as_table_cell(value)


def workbook(tables: Sequence[DataTable], made: datetime) -> bytes:
    """Write all tables as the sheets of one workbook.

    Numbers are numbers, times are times of the place where it was; a text is never a formula.

    Parameters
    ----------
    tables : sequence of DataTable
    made : datetime
        When the report was made; the same tables give the same bytes.
    """
    from xlsxwriter import Workbook

    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": made.replace(tzinfo=None), "comments": NOT_A_DEVICE})
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for table in tables:
        _sheet(book.add_worksheet(table.name), table, bold, formats)
    book.close()
    return file.getvalue()


def _sheet(sheet: Any, table: DataTable, bold: Any, formats: dict[str, Any]) -> None:
    names = [name for name, _ in table.columns]
    for column, (name, meaning) in enumerate(table.columns):
        sheet.write_string(0, column, name, bold)
        sheet.write_comment(0, column, meaning)
        texts = (len(str(row[column] or "")) for row in table.rows[:200])
        sheet.set_column(column, column, min(_WIDEST, max(len(name), *texts, 8) + 2))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(names) - 1)
    kinds = ["time" if n in _TIMES else "day" if n in _DAYS else "" for n in names]
    for number, row in enumerate(table.rows, 1):
        for column, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            _cell(sheet, number, column, value, formats.get(kind), kind)


def _cell(sheet: Any, row: int, column: int, value: Value, form: Any, kind: str) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float():
            sheet.write_number(row, column, value)
        case _ if kind == "time":
            sheet.write_datetime(
                row, column, datetime.fromisoformat(value).replace(tzinfo=None), form
            )
        case _ if kind == "day":
            sheet.write_datetime(row, column, date.fromisoformat(value), form)
        case _:
            sheet.write_string(row, column, value)
