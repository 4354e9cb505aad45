"""Phrases of a report: figures, changes, shares, days. Numbers are rounded by `notation`."""

from __future__ import annotations

from datetime import date, datetime

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


_SIGNS = {ChangeVerdict.BETTER: "▲", ChangeVerdict.WORSE: "▼", ChangeVerdict.NO_CHANGE: "="}
NO_CHANGE = "no change*"
NO_ALERTS = (
    "No alert: pain is not up, exercise was not missed on most days prescribed, no motion is worse "
    "beyond error, no repetition is in doubt."
)
DAY_SIGNS = "✓ done   ✗ prescribed and missed   + done, not prescribed   · free"
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


def signed(outcome: str, text: str) -> str:
    """Put before a verdict the sign that shows its direction without colour: "▲ better: 18° more".

    Parameters
    ----------
    outcome : str
        Of `ChangeVerdict`; "" where there is none.
    text : str
    """
    sign = _SIGNS.get(ChangeVerdict(outcome), "") if outcome else ""
    return f"{sign} {text}".strip()


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
    return f"{round(of.percent)}\N{NO-BREAK SPACE}%"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def long_day(of: date) -> str:
    """Write a day for people: "29 November 2026"."""
    return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def short_day(of: date) -> str:
    """Write a day in a table: "29 Nov 2026"."""
    return f"{of.day} {_MONTHS[of.month - 1][:3]} {of.year}"


def day_and_month(of: date) -> str:
    """Write a day where its year is known: "29 Nov"."""
    return f"{of.day} {_MONTHS[of.month - 1][:3]}"


def period(first: date, last: date) -> str:
    """Write a stretch of days: "1 to 29 September 2026", "3 August to 1 September 2026".

    Parameters
    ----------
    first, last : date
        Both included.
    """
    if first == last:
        return long_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {long_day(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} to {long_day(last)}"
    return f"{long_day(first)} to {long_day(last)}"


def moment(text: str) -> str:
    """Write an ISO time for people: "29 November 2026, 17:16"."""
    at = datetime.fromisoformat(text)
    return f"{long_day(at)}, {at:%H:%M}"


def shortened(text: str, letters: int) -> str:
    """Cut a text at a word so that it fits, and mark that it was cut.

    Parameters
    ----------
    text : str
    letters : int
        The most it may have.
    """
    if len(text) <= letters:
        return text
    cut = text[: letters - 1]
    return f"{cut.rpartition(' ')[0] if ' ' in cut[letters // 2 :] else cut}…"


def score(values: list[int]) -> str:
    """Write the median of scores from 0 to 10, to a half."""
    if not values:
        return NOTHING
    ordered = sorted(values)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return f"{middle:g}"
