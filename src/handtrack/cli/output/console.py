"""The console that results are printed on, and its plain tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import IO, TypeVar

import typer
from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Column, Table
from typing_extensions import override

from handtrack.cli.output.format import json_text
from handtrack.cli.terminal import escaped, for_orders

T = TypeVar("T")


def stdout() -> Console:
    """Make the console of standard output: 80 columns and plain where there is no terminal."""
    return SafeConsole(sys.stdout)


def print_value(value: T, view: Callable[[T], RenderableType], as_json: bool) -> None:
    """Print a value for people, or as JSON.

    Parameters
    ----------
    value : object
    view : callable
        What people are shown of it.
    as_json : bool
    """
    if as_json:
        typer.echo(json_text(value))
    else:
        stdout().print(view(value))


class SafeConsole(Console):
    """A console that escapes control characters in texts."""

    def __init__(self, stream: IO[str]) -> None:
        super().__init__(file=for_orders(stream), highlight=False, markup=False, emoji=False)

    @override
    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(escaped(segment.text), segment.style)


def plain_table(*columns: Column | str, gap: int = 2) -> Table:
    """Make an empty table without edges.

    Parameters
    ----------
    columns : Column or str
        Its columns, from left to right.
    gap : int
        Width of the space between two columns, in characters.

    Returns
    -------
    Table
    """
    return Table(*columns, box=box.SIMPLE_HEAD, show_edge=False, padding=(0, gap - 1, 0, 0))


def number_column(title: str) -> Column:
    """A column of figures."""
    return Column(title, justify="right", no_wrap=True)


def word_column(title: str) -> Column:
    """A column of words that are never broken."""
    return Column(title, no_wrap=True)
