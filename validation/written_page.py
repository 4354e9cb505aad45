"""Parts of a page that a command writes anew, between two comments that name them."""

from __future__ import annotations

import re


def with_part(page: str, name: str, command: str, text: str) -> str:
    """Write one part of a page anew.

    Parameters
    ----------
    page : str
        Holds `<!-- NAME: written by COMMAND -->` and `<!-- end of NAME -->`.
    name, command : str
    text : str
        Markdown that comes between them.

    Raises
    ------
    ValueError
        The page has no such part, or two.
    """
    begin, end = f"<!-- {name}: written by {command} -->\n", f"<!-- end of {name} -->"
    pattern = re.escape(begin) + r".*?" + re.escape(end)
    new, parts = re.subn(pattern, lambda _: begin + text + "\n" + end, page, flags=re.DOTALL)
    if parts != 1:
        raise ValueError(f"the page has {parts} parts between {begin.strip()} and {end}")
    return new


def table(head: list[str], rows: list[list[str]]) -> str:
    """Make a table in Markdown.

    Parameters
    ----------
    head : list of str
    rows : list of list of str
        As many cells each as the head has.
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
