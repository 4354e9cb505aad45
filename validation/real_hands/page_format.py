"""Figures of real hands as they stand on the page and in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from validation.evaluate.agreement import Figure
from validation.evaluate.page_format import NONE, heading, in_unit
from validation.real_hands.report_values import Counted, FigureLimit


def measured(value: Figure, unit: str) -> str:
    """A figure in its unit."""
    if value is None:
        return NONE
    match unit:
        case "score":
            return f"{value:.2f}"
        case "a minute":
            return f"{value:.2g} a minute"
        case _:
            return in_unit(value, unit)


def percent(share: float) -> str:
    """A share in whole percent."""
    return f"{100 * share:.0f} %"


def by_eye(row: Counted) -> str:
    """The count by eye, and what else is fair."""
    others = [str(n) for n in row.fair if n != row.true]
    return f"{row.true} (or {', '.join(others)})" if others else str(row.true)


def tallied(words: Iterable[tuple[str, int]]) -> str:
    """Words with how often each was said."""
    return "; ".join(f"{word} ({count})" for word, count in words)


def bars_in_words(bars: Iterable[FigureLimit]) -> str:
    """The bars, a line each, for a terminal."""
    return "\n".join(
        f"{heading(bar.name):56} {measured(bar.found, bar.unit):>14}  {bar.of}"
        + {True: "", False: "  not reached", None: ""}[bar.reached]
        for bar in bars
    )


def clip_in_words(row: Counted) -> str:
    """How one clip was counted, in a line for a terminal."""
    return (
        f"{row.name:30} {row.exercise:>3}  by eye {by_eye(row):12} counted {row.counted:2} "
        f"({row.bounds.words}), {row.within} and {row.noticed} of {row.events} found"
        f"{'' if row.agrees else '; disagrees'}{'' if row.held else '; bounds do not hold'}"
        f"{': ' if row.reasons else ''}{tallied(row.reasons)}"
    )
