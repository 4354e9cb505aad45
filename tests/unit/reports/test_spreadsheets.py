"""Tables of a report: one value a cell, in CSV and in one workbook."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from handtrack.assessment.norms import load_norms
from handtrack.reports.build import build
from handtrack.reports.exchange.report_tables import DataTable, tables
from handtrack.reports.exchange.spreadsheets import csv_text, workbook
from tests.helpers.histories import NOW, four_weeks


@pytest.fixture(scope="module")
def made() -> dict[str, DataTable]:
    return {t.name: t for t in tables(build(four_weeks(), load_norms(), NOW))}


def rows(table: DataTable) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(table))))


def test_no_cell_holds_two_values(made: dict[str, DataTable]) -> None:
    words = {"title", "note", "meaning", "resistance", "correction_reason", "corrected_by"}
    for table in made.values():
        for row in rows(table):
            for name, text in row.items():
                if name not in words:
                    assert ";" not in text, (table.name, name, text)
                    assert not (name != "words" and "°" in text), (table.name, name, text)


def test_every_time_has_its_zone(made: dict[str, DataTable]) -> None:
    for name in ("log", "repetitions", "reasons", "trends", "rom", "pain"):
        for row in rows(made[name]):
            assert datetime.fromisoformat(row["at"]).tzinfo is not None


def test_each_reason_has_a_row_of_its_own(made: dict[str, DataTable]) -> None:
    found = rows(made["reasons"])
    partial = [r for r in rows(made["repetitions"]) if r["machine_status"] == "partial"]
    assert len(found) == len(partial)
    assert {row["status"] for row in found} == {"partial"}


def test_a_correction_stands_beside_the_machine_s_verdict(made: dict[str, DataTable]) -> None:
    (told,) = [r for r in rows(made["repetitions"]) if r["corrected_by"]]
    assert (told["status"], told["machine_status"]) == ("valid", "partial")
    assert told["corrected_by"] == "A. Berg"
    assert told["corrected_at"].startswith("2026-09-28")
    assert "elbow" in told["correction_reason"]
    assert [row["corrected"] for row in rows(made["log"])].count("1") == 1


def test_the_days_are_a_table(made: dict[str, DataTable]) -> None:
    days = rows(made["days"])
    assert (len(days), days[0]["day"]) == (28, "2026-09-01")
    assert sum(row["done"] == "true" for row in days) == 21


def test_the_workbook_holds_the_same_as_numbers_and_times(made: dict[str, DataTable]) -> None:
    data = workbook(list(made.values()), NOW)
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == list(made)
    for name, table in made.items():
        sheet = list(book[name].values)
        assert sheet[0] == tuple(column for column, _ in table.columns)
        assert len(sheet) - 1 == len(table.rows)
    rom = list(book["rom"].values)
    at, value = rom[0].index("at"), rom[0].index("value")
    assert isinstance(rom[1][at], datetime)
    assert [row[value] for row in rom[1:]] == [row[value] for row in made["rom"].rows]
    assert workbook(list(made.values()), NOW) == data


def test_a_formula_in_a_name_stays_a_text() -> None:
    table = DataTable("odd", (("text", "A text"),), [("=1+1",), ("@x",)])
    book = load_workbook(io.BytesIO(workbook([table], NOW)))
    cells = [cell for (cell,) in list(book["odd"].iter_rows())[1:]]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("@x", "s")]
    assert csv_text(table) == "text\r\n'=1+1\r\n'@x\r\n"
