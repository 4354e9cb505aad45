"""Names in any script: printed right in the PDF, or the PDF says that it cannot."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

from handtrack.assessment.norms import load_norms
from handtrack.reports.build import build
from handtrack.reports.printed import pdf_fonts
from handtrack.reports.printed.html import html
from handtrack.reports.printed.pdf import pdf, unprintable_note
from handtrack.reports.printed.pdf_fonts import BOX, choose_fonts
from handtrack.reports.view import HandReport
from tests.helpers.histories import NOW, four_weeks, session

ARABIC, HEBREW = "محمد أحمد", "שרה כהן"
DEVANAGARI, CHINESE, THAI = "प्रिया", "王小明", "สมชาย"


def report_of(name: str) -> HandReport:
    whole = four_weeks(name, name)
    return build(replace(whole, sessions=(session(3, 4, name),)), load_norms(), NOW)


def printed(report: HandReport) -> str:
    pages = PdfReader(io.BytesIO(pdf(report))).pages
    return " ".join(page.extract_text() for page in pages)


def made_font(path: Path, letters: str) -> None:
    """A font whose letters are boxes of a width of their own."""
    names = [".notdef", *(f"u{ord(letter):04X}" for letter in letters)]
    pen = TTGlyphPen(None)
    for x, y in ((100, 0), (100, 700), (600, 700), (600, 0)):
        (pen.lineTo if (x, y) != (100, 0) else pen.moveTo)((x, y))
    pen.closePath()
    box = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): n for c, n in zip(letters, names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names, box))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (700, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Made", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A computer without fonts, and the folder from which it takes those that are added."""
    monkeypatch.setattr(pdf_fonts, "_system_fonts", lambda: tuple(tmp_path.iterdir()))
    return tmp_path


@pytest.mark.parametrize("name", [ARABIC, HEBREW, "Živa Ελένη Жук"])
def test_what_dejavu_has_is_printed_on_any_computer(name: str, fonts: Path) -> None:
    report = report_of(name)
    choice = choose_fonts(report)
    assert not choice.fallbacks
    assert not choice.unprintable
    assert BOX not in printed(report)


def test_arabic_letters_are_joined_and_run_from_right_to_left(fonts: Path) -> None:
    """Joined letters are other glyphs than lone ones, so the text is narrower than its letters."""
    from fpdf import FPDF

    page = FPDF()
    page.add_page()
    pdf_fonts.add_fonts(page, choose_fonts(report_of(ARABIC)))
    word = ARABIC.split()[0]
    assert page.get_string_width(word) < sum(page.get_string_width(c) for c in word)
    pdf_fonts.close_fonts(page)


@pytest.mark.parametrize("name", [DEVANAGARI, CHINESE, THAI])
def test_a_font_of_the_computer_prints_what_dejavu_lacks(name: str, fonts: Path) -> None:
    made_font(fonts / "Other-Regular.ttf", "".join(sorted(set(name))))
    report = report_of(name)
    (font,) = choose_fonts(report).fallbacks
    assert font.path.name == "Other-Regular.ttf"
    assert unprintable_note(report) == ""
    text = printed(report)
    assert BOX not in text
    assert name[-1] in text


@pytest.mark.parametrize("name", [DEVANAGARI, CHINESE, THAI])
def test_without_a_font_the_pdf_says_so_and_the_page_shows_it(name: str, fonts: Path) -> None:
    report = report_of(name)
    assert unprintable_note(report).startswith(f"{BOX} stands for a letter")
    text = " ".join(printed(report).split())
    assert "this computer has no font" in text
    assert name[0] not in text
    assert name in html(report)


def test_a_broken_font_is_passed_over(fonts: Path) -> None:
    (fonts / "Broken.ttf").write_bytes(b"no font")
    assert choose_fonts(report_of(CHINESE)).unprintable == set(CHINESE)
