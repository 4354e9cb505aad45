"""What all tables in the terminal have in common."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Column, Table


def stdout() -> Console:
    """Where results go: as wide as the terminal, 80 columns and plain where there is none."""
    return Console(highlight=False, markup=False, emoji=False)


def plain_table(*columns: Column | str, gap: int = 2) -> Table:
    """A table without edges; `gap` is the space between two columns."""
    return Table(*columns, box=box.SIMPLE_HEAD, show_edge=False, padding=(0, gap - 1, 0, 0))


def number_column(title: str) -> Column:
    """A column of figures."""
    return Column(title, justify="right", no_wrap=True)


def word_column(title: str) -> Column:
    """A column of words that are never broken."""
    return Column(title, no_wrap=True)
