"""The letterhead of a clinic, and what is wrong with one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from handtrack.assessment.norms import load_norms
from handtrack.errors import DataFileError
from handtrack.reports.build import build
from handtrack.reports.first_page_view import LetterheadView
from handtrack.reports.letterhead import load_letterhead
from handtrack.reports.printed.html import html
from handtrack.reports.printed.pdf import pdf
from tests.helpers.histories import NOW, four_weeks

TEXT = """
clinic = "Hand clinic Example"
address = ["1 Example Road", "Example Town"]
logo = "logo.png"
therapist = "A. Berg"
signature = true
"""


def test_it_stands_on_the_first_page_with_logo_and_signature(tmp_path: Path) -> None:
    Image.new("RGB", (60, 30), "navy").save(tmp_path / "logo.png")
    file = tmp_path / "letterhead.toml"
    file.write_text(TEXT)
    made = build(four_weeks(), load_norms(), NOW, letterhead=load_letterhead(file))
    first = PdfReader(io.BytesIO(pdf(made))).pages[0]
    text = first.extract_text()
    assert "Hand clinic Example" in text
    assert "1 Example Road · Example Town" in text
    assert "Signature A. Berg" in text
    assert len(first.images) == 2
    page = html(made)
    assert "data:image/png;base64," in page
    assert "Example Town" in page


def test_there_is_none_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDTRACK_DATA", str(tmp_path))
    assert load_letterhead() == LetterheadView()
    (tmp_path / "letterhead.toml").write_text('clinic = "From the data folder"')
    assert load_letterhead().clinic == "From the data folder"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('logo = "gone.png"', "cannot be read"),
        ('logo = "letterhead.toml"', "no PNG or JPEG"),
        ('color = "red"', "color"),
        ("clinic = ", "not valid TOML"),
    ],
)
def test_a_faulty_one_is_told(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "letterhead.toml"
    file.write_text(text)
    with pytest.raises(DataFileError, match=said):
        load_letterhead(file)
