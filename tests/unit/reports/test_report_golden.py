"""What a report says, to the letter, in each format.

How to write it anew: `tests/golden/README.md`.
"""

from __future__ import annotations

import html as markup
import io
import json
import os
import re
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from handtrack.assessment.norms import load_norms
from handtrack.reports.build import build
from handtrack.reports.exchange.fhir import bundle
from handtrack.reports.exchange.report_tables import DataTable, tables
from handtrack.reports.exchange.spreadsheets import csv_text
from handtrack.reports.printed.html import html
from handtrack.reports.printed.pdf import pdf
from handtrack.reports.view import HandReport, to_json
from tests.helpers.histories import NOW, four_weeks
from tests.helpers.paths import GOLDEN

WRITE = bool(os.environ.get("HANDTRACK_WRITE_GOLDEN"))


@cache
def report() -> HandReport:
    return build(four_weeks(), load_norms(), NOW)


def golden(name: str, text: str) -> str:
    """The kept text; with HANDTRACK_WRITE_GOLDEN this one is kept from now on."""
    path = GOLDEN / "report" / name
    if WRITE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def words_of(page: str) -> str:
    """What a reader sees, a line a text."""
    body = re.sub(r"<style>.*?</style>|<[^>]+>", "\n", page, flags=re.DOTALL)
    lines = (" ".join(line.split()) for line in markup.unescape(body).splitlines())
    return "".join(f"{line}\n" for line in lines if line)


def test_the_page() -> None:
    text = words_of(html(report()))
    assert text == golden("html.txt", text)


def test_the_paper() -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf(report()))).pages]
    text = "\n--- page\n".join(pages) + "\n"
    assert text == golden("pdf.txt", text)


@pytest.mark.parametrize("table", tables(report()), ids=lambda table: table.name)
def test_the_tables(table: DataTable) -> None:
    text = csv_text(table)
    assert text == golden(f"{table.name}.csv", text)


def test_the_notes() -> None:
    text = report().paste + "\n"
    assert text == golden("notes.txt", text)


def test_the_json() -> None:
    text = to_json(report())
    assert text == golden("report.json", text)


def test_the_bundle() -> None:
    whole = four_weeks()
    short = replace(whole, sessions=whole.sessions[:1], assessments=whole.assessments[1:2])
    made = bundle(short, NOW, None, anonymous=False)
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    assert text == golden("fhir-bundle.json", text)
