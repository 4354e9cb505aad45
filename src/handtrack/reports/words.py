"""Numbers in words: rounded here and nowhere else."""

from __future__ import annotations

from datetime import datetime

from handtrack.assessment.motions import MotionKind, motion_of
from handtrack.records.change import Change, ChangeVerdict, RelativeFigure

NOTHING = "—"
_DIGITS = {"deg": 0, "L": 2, "B": 2, "1": 0}
_UNITS = {"deg": "°", "L": " L", "B": " B", "1": ""}


def rounded(value: float, unit: str) -> float:
    """As it is printed."""
    digits = _DIGITS[unit]
    return round(value, digits) + 0.0 if digits else float(round(value))


def amount(value: float, unit: str) -> str:
    """A number with its unit, without a sign of its own for what is named."""
    return f"{rounded(value, unit):.{_DIGITS[unit]}f}{_UNITS[unit]}"


def figure(motion: str, value: float | None, unit: str) -> str:
    """A figure in words: never a bare plus or minus."""
    if value is None:
        return NOTHING
    kind, shown = motion_of(motion).kind, rounded(value, unit)
    if kind is MotionKind.EXTENSION:
        if shown == 0:
            return "straight"
        return (
            f"lag {amount(-value, unit)}" if shown < 0 else f"hyperextension {amount(value, unit)}"
        )
    if shown < 0:
        return f"{amount(-value, unit)} short of neutral"
    return amount(value, unit)


def error(value: float | None, unit: str) -> str:
    """A 95 % interval's half."""
    return "" if value is None else f"± {amount(value, unit)}"


NO_CHANGE = "no change*"
NO_CHANGE_MEANS = "* no change beyond measurement error"


LABEL_MARKS = {"verified": "", "estimated": "est.", "self_reported": "said"}
"""Labels in a table, where only what is not verified is marked."""


def pair(right: str, left: str) -> str:
    """Right and left in one cell of a table."""
    return NOTHING if right == left == NOTHING else f"{right}, {left}"


def verdict(since: Change | None, unit: str) -> str:
    """What became of it, in few words."""
    if since is None:
        return ""
    if since.verdict is ChangeVerdict.NOT_COMPARABLE or since.delta is None:
        return "not comparable"
    if since.verdict is ChangeVerdict.NO_CHANGE:
        return NO_CHANGE
    way = "more" if since.delta >= 0 else "less"
    return f"{since.verdict}: {amount(abs(since.delta), unit)} {way}"


def change(since: Change | None, unit: str) -> str:
    """What became of it, with the least change that counts."""
    if since is None:
        return "first measurement"
    if since.verdict is ChangeVerdict.NOT_COMPARABLE:
        return f"not comparable: {since.reason}"
    assert since.delta is not None
    way = "more" if since.delta >= 0 else "less"
    by = f"{amount(abs(since.delta), unit)} {way}"
    return f"{since.verdict} ({by}; a change counts from {amount(since.mdc, unit)})"


def share(of: RelativeFigure | None) -> str:
    """Per cent of another figure."""
    if of is None or of.percent is None:
        return NOTHING
    return f"{round(of.percent)} %"


def day(at: datetime) -> str:
    """A day."""
    return at.date().isoformat()


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def moment(text: str) -> str:
    """A moment for people: "29 November 2026, 17:16"."""
    at = datetime.fromisoformat(text)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M}"


def score(values: list[int]) -> str:
    """Median of scores from 0 to 10, to a half."""
    if not values:
        return NOTHING
    ordered = sorted(values)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    return f"{middle:g}"


def plural(count: int, one: str, many: str = "") -> str:
    """A number with its noun: one session, 2 sessions, as "1 session" and "2 sessions"."""
    return f"{count} {one if count == 1 else many or one + 's'}"
