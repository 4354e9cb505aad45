"""Figures as they stand in the published page, and its tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from validation.evaluate.agreement import Figure, Proportion

NONE = "n/a"


def words(measure: str) -> str:
    """A measurement's name in words."""
    joints = {"mcp": "MCP", "pip": "PIP", "dip": "DIP", "ip": "IP"}
    return " ".join(joints.get(word, word) for word in measure.split("_"))


def heading(name: str) -> str:
    """A name as a line begins with it."""
    return name[:1].upper() + name[1:]


def listed(names: Sequence[str]) -> str:
    """Names one after the other, or none."""
    return "; ".join(names) or "none"


def num(value: Figure, digits: int) -> str:
    """A number with so many digits."""
    return NONE if value is None else f"{value:.{digits}f}"


def deg(value: Figure, signed: bool = False) -> str:
    """Degrees to a tenth."""
    return NONE if value is None else f"{value:{'+' if signed else ''}.1f}°"


def in_unit(value: Figure, unit: str) -> str:
    """A figure in its unit."""
    if value is None:
        return NONE
    match unit:
        case "share":
            return f"{100 * value:.1f} %".replace(".0 %", " %")
        case "deg":
            return f"{value:.1f}°"
        case "score":
            return f"{value:.3f}"
        case _:
            return f"{value:g}"


def ci(interval: tuple[Figure, Figure], digits: int) -> str:
    """An interval in brackets, with a space before; nothing where it is not known."""
    low, high = interval
    return "" if low is None or high is None else f" [{low:.{digits}f}, {high:.{digits}f}]"


def so_many(found: Proportion) -> str:
    """So many of so many."""
    return f"{found.hits} of {found.of}"


def share(found: Proportion) -> str:
    """A proportion in percent."""
    return in_unit(found.share, "share")


def interval(found: Proportion) -> str:
    """A proportion with its interval."""
    if found.share is None or found.low is None or found.high is None:
        return NONE
    return f"{found.share:.0%} [{found.low:.0%}, {found.high:.0%}] of {found.of}"


def table(head: str, rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown: the titles of its columns, between bars, and its rows."""
    lines = [head, " | ".join(["---"] * (head.count("|") + 1))]
    return "\n".join(f"| {line} |" for line in [*lines, *(" | ".join(row) for row in rows)])
