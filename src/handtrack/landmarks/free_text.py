"""Free texts made safe to stand among others: names, words, remarks as somebody typed them."""

from __future__ import annotations

import re

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Unicode's marks that turn the direction of all that follows. Letters that run from right to left
need none of them."""
_BREAKS = re.compile("[\u2028\u2029]")
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILES = re.compile(f"({_MARK}{{4}}){_MARK}+")
"""No script puts more marks on one letter than four; piles of them cover the lines above."""


def sanitised(text: str) -> str:
    """A text as it is shown: on one line, in its own direction, within its line's height."""
    return _PILES.sub(r"\1", _BREAKS.sub(" ", _TURNS.sub("", text)))


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell begins with that spreadsheets take for a formula, also in wide letters."""


def as_table_cell(value: object) -> object:
    """Keep a spreadsheet from taking a text for a formula; a number stays one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def printable_name(name: str) -> str:
    """A file's name as it can be written: bytes in it that are no letter stand by their number."""
    return name.encode(errors="backslashreplace").decode()
