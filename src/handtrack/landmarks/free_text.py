"""Free texts (names, words, remarks as somebody typed them), made safe to print and to export."""

from __future__ import annotations

import re

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Unicode's marks that change the direction of all text after them. Letters that run from right to
left need none of them."""
_BREAKS = re.compile("[\u2028\u2029]")
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILES = re.compile(f"({_MARK}{{4}}){_MARK}+")
"""No script puts more marks on one letter than four; piles of them cover the lines above."""


def sanitised(text: str) -> str:
    """Remove line breaks, direction marks and piles of accents from a text."""
    return _PILES.sub(r"\1", _BREAKS.sub(" ", _TURNS.sub("", text)))


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters of a cell that spreadsheets read as a formula, also in wide letters."""


def as_table_cell(value: object) -> object:
    """Quote a text that a spreadsheet would read as a formula; a number stays a number."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def printable_name(name: str) -> str:
    """Escape the bytes of a file's name that are no letters."""
    return name.encode(errors="backslashreplace").decode()
