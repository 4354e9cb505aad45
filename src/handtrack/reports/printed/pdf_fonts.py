"""Fonts of a PDF: DejaVu, and a font of this system for each script that DejaVu lacks.

DejaVu comes with Matplotlib and has Latin, Greek, Cyrillic, Arabic, Hebrew and more. HarfBuzz
shapes what joins, stands above or runs from right to left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from handtrack.reports.view import HandReport, to_json

BOX = "\N{WHITE SQUARE}"
LACKING = (
    f"{BOX} stands for a letter of which this computer has no font; report.html shows it, and a "
    "font of its script (such as Noto Sans) mends the PDF."
)
FAMILY = "dejavu"
_FIRST_SHAPED = "\u0590"
"""Scripts whose letters join or run from right to left begin here in Unicode."""
_STYLES = ("bold", "italic", "oblique", "light", "thin", "black", "medium", "mono", "condensed")
_OUTLINES = ("glyf", "CFF ", "CFF2")


@dataclass(frozen=True, slots=True)
class FallbackFont:
    """A font of this system: its file, and the face in it."""

    path: Path
    face: int


@dataclass(frozen=True, slots=True)
class FontChoice:
    """What prints a report.

    Parameters
    ----------
    fallbacks : tuple of FallbackFont
        For letters that DejaVu does not have.
    unprintable : frozenset of str
        Letters that no font of this system has.
    shaped : bool
        Whether any text needs shaping or a fallback.
    """

    fallbacks: tuple[FallbackFont, ...]
    unprintable: frozenset[str]
    shaped: bool


def choose_fonts(report: HandReport) -> FontChoice:
    """Choose what prints the letters of a report."""
    known = _letters_of(_dejavu() / "DejaVuSans.ttf", 0)
    texts = to_json(replace(report, strips=()))  # whose titles stand in the log as well
    letters = {letter for letter in set(texts) if not letter.isascii()}
    missing = {c for c in letters if c.isprintable() and ord(c) not in known}
    found: list[FallbackFont] = []
    lacking = set[str]()
    for letter in sorted(missing):
        if any(ord(letter) in _letters_of(font.path, font.face) for font in found):
            continue
        font = _font_with(letter, frozenset(missing))
        if font is None:
            lacking.add(letter)
        else:
            found.append(font)
    return FontChoice(
        tuple(found), frozenset(lacking), bool(missing) or any(map(needs_shaping, letters))
    )


def needs_shaping(text: str) -> bool:
    """Whether any of it is of a script that has to be shaped, or may need a fallback font."""
    return bool(text) and max(text) >= _FIRST_SHAPED and any(map(_is_shaped, text))


def _is_shaped(letter: str) -> bool:
    return letter >= _FIRST_SHAPED and unicodedata.category(letter)[0] in "LMN"


def add_fonts(page: Any, choice: FontChoice) -> None:
    """Make the fonts known to a page, and choose DejaVu.

    Parameters
    ----------
    page : FPDF
    choice : FontChoice
    """
    folder = _dejavu()
    page.add_font(FAMILY, "", folder / "DejaVuSans.ttf")
    page.add_font(FAMILY, "B", folder / "DejaVuSans-Bold.ttf")
    names = []
    for number, font in enumerate(choice.fallbacks):
        names.append(f"fallback{number}")
        page.add_font(names[-1], "", font.path, collection_font_number=font.face)
    page.set_fallback_fonts(names, exact_match=False)
    page.set_font(FAMILY, size=9)
    page.set_text_shaping(choice.shaped)


def close_fonts(page: Any) -> None:
    """Close the files of a page's fonts, which the library leaves open."""
    for font in page.fonts.values():
        font.ttfont.close()


def _dejavu() -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def _font_with(letter: str, all_letters: Iterable[str]) -> FallbackFont | None:
    """The first font of this system that has a letter, those of its script first."""
    script = unicodedata.name(letter, "?").partition(" ")[0].lower()
    for path in sorted(_system_fonts(), key=lambda p: _preference(p, script)):
        face = _face(path, all_letters)
        if ord(letter) in _letters_of(path, face):
            return FallbackFont(path, face)
    return None


def _preference(path: Path, script: str) -> tuple[bool, bool, bool, str]:
    name = path.stem.lower()
    return script not in name, "sans" not in name, "noto" not in name, name


@cache
def _system_fonts() -> tuple[Path, ...]:
    """Upright text fonts of this system."""
    from matplotlib.font_manager import findSystemFonts

    paths = map(Path, findSystemFonts())
    return tuple(p for p in paths if not any(style in p.stem.lower() for style in _STYLES))


def _face(path: Path, letters: Iterable[str]) -> int:
    """The face of a collection: of Japanese, Korean or Chinese forms, as the letters are."""
    if path.suffix.lower() not in (".ttc", ".otc"):
        return 0
    names = {unicodedata.name(letter, "?").partition(" ")[0] for letter in letters}
    korean = " kr" if "HANGUL" in names else " sc"
    wanted = " jp" if names & {"HIRAGANA", "KATAKANA"} else korean
    faces = list(_faces(path))
    return next((n for n, name in enumerate(faces) if name.lower().endswith(wanted)), 0)


def _faces(path: Path) -> Iterator[str]:
    from fontTools.ttLib import TTCollection

    with TTCollection(path, lazy=True) as collection:
        for font in collection.fonts:
            yield font["name"].getDebugName(1) or ""


@cache
def _letters_of(path: Path, face: int) -> Mapping[int, str]:
    """The letters that a font draws; none of a font that cannot be read or holds pictures alone."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as file, TTFont(file, fontNumber=face, lazy=True) as font:
            drawn = any(table in font for table in _OUTLINES)
            return (font.getBestCmap() or {}) if drawn else {}
    except (TTLibError, OSError):
        return {}
