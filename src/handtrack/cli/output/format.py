"""Plain text for the terminal: wrapped to its width, indented; JSON; titles of measurements."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from handtrack.landmarks.hand import Finger


WIDEST = 100
"""Longer lines are tiring to read."""


def width() -> int:
    """Give the width for text: the terminal's, 80 where there is none."""
    return max(40, min(shutil.get_terminal_size().columns, WIDEST))


def heading(text: str) -> str:
    """Write a wrapped title with a line under it."""
    lines = textwrap.wrap(text, width())
    return "\n".join([*lines, "-" * max(map(len, lines))])


def paragraph(text: str, indent: int = 0) -> str:
    """Wrap a text; lines after the first are indented by two more.

    Parameters
    ----------
    text : str
    indent : int
        Columns.
    """
    first, rest = " " * indent, " " * (indent + 2)
    return textwrap.fill(
        text,
        width(),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def hanging(name: str, text: str) -> str:
    """Write a name and beside it a text, wrapped into a column of its own.

    Parameters
    ----------
    name : str
    text : str
    """
    column = len(name) + 1
    return textwrap.fill(
        text,
        width(),
        initial_indent=f"{name} ",
        subsequent_indent=" " * column,
        break_long_words=False,
        break_on_hyphens=False,
    )


def fields(values: dict[str, str], indent: int = 2) -> str:
    """Write named values under one another, in a column; empty ones are left out.

    Parameters
    ----------
    values : dict of str to str
    indent : int
        Columns.
    """
    kept = {name: value for name, value in values.items() if value}
    column = max(map(len, kept), default=0) + 1
    return "\n".join(hanging(f"{'':{indent}}{k:<{column}}", v) for k, v in kept.items())


def json_text(value: Any) -> str:
    """Write frozen values as indented JSON."""
    from pydantic import TypeAdapter

    return TypeAdapter(Any).dump_json(value, indent=2).decode()


class Titled(Protocol):
    """A measurement taken of a finger, or of the hand."""

    @property
    def measure(self) -> str:
        """Name of the measurement."""
        ...

    @property
    def finger(self) -> Finger | None:
        """Of which finger."""
        ...

    @property
    def title(self) -> str:
        """Both in words."""
        ...


def titles(measurements: Iterable[Titled]) -> list[str]:
    """Write titles, with the fingers of one measurement together: "PIP flexion (index, middle)"."""
    fingers: dict[str, list[str]] = {}
    alone: dict[str, str] = {}
    for one in measurements:
        alone.setdefault(one.measure, one.title)
        fingers.setdefault(one.measure, []).extend([str(one.finger)] if one.finger else [])
    return [
        f"{title.partition(',')[0]} ({', '.join(fingers[measure])})"
        if len(fingers[measure]) > 1
        else title
        for measure, title in alone.items()
    ]
