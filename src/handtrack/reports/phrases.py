"""Phrases of a report: figures, changes, shares, days. Numbers are rounded by `notation`."""

from __future__ import annotations

from datetime import datetime

from handtrack.assessment.notation import size_in_words, value_in_words
from handtrack.records.change import Change, ChangeVerdict, RelativeFigure

NOTHING = "—"


def figure(motion: str, value: float | None) -> str:
    """Write a motion's figure for a table, `NOTHING` where there is none.

    Parameters
    ----------
    motion : str
    value : float or None
    """
    return NOTHING if value is None else value_in_words(motion, value, short=True)


NO_CHANGE = "no change*"
NO_CHANGE_MEANS = "* no change beyond measurement error"


LABEL_MARKS = {"verified": "", "estimated": "est.", "self_reported": "said"}
"""Labels in a table, where only what is not verified is marked."""


def pair(right: str, left: str) -> str:
    """Write right and left in one cell of a table.

    Parameters
    ----------
    right, left : str
    """
    return NOTHING if right == left == NOTHING else f"{right}, {left}"


def verdict(motion: str, since: Change | None) -> str:
    """Write the change of a motion's figure in few words: "better: 18° more".

    Parameters
    ----------
    motion : str
    since : Change or None
        None where nothing was measured before.
    """
    if since is None:
        return ""
    if since.verdict is ChangeVerdict.NOT_COMPARABLE or since.delta is None:
        return "not comparable"
    if since.verdict is ChangeVerdict.NO_CHANGE:
        return NO_CHANGE
    return f"{since.verdict}: {_by(motion, since.delta, short=True)}"


def change(motion: str, since: Change | None, short: bool = False) -> str:
    """Write the change with the least that counts: "better (18° more; real beyond 12°)".

    Parameters
    ----------
    motion : str
    since : Change or None
        None where nothing was measured before.
    short : bool
        Whether hand lengths are abbreviated, as a report's footnote explains.
    """
    if since is None:
        return "first measurement"
    if since.verdict is ChangeVerdict.NOT_COMPARABLE or since.delta is None:
        return f"not comparable: {since.reason}"
    least = size_in_words(motion, since.mdc, short)
    return f"{since.verdict} ({_by(motion, since.delta, short)}; real beyond {least})"


def _by(motion: str, delta: float, short: bool) -> str:
    return f"{size_in_words(motion, delta, short)} {'more' if delta >= 0 else 'less'}"


def share(of: RelativeFigure | None) -> str:
    """Write a share of another figure in per cent."""
    if of is None or of.percent is None:
        return NOTHING
    return f"{round(of.percent)} %"


def day(at: datetime) -> str:
    """Write a day: "2026-11-29"."""
    return at.date().isoformat()


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def moment(text: str) -> str:
    """Write a time for people: "29 November 2026, 17:16"."""
    at = datetime.fromisoformat(text)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M}"


def score(values: list[int]) -> str:
    """Write the median of scores from 0 to 10, to a half."""
    if not values:
        return NOTHING
    ordered = sorted(values)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return f"{middle:g}"
