"""Days done of days prescribed: as a strip, and as a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handtrack.live.browser.desk.desk_words import DeskWords
from handtrack.records.adherence import AdherenceCalendar, AdherenceDay


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day: `kind` is "done", "missed", "extra" or "free"; `title` says the same in words."""

    kind: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week of the calendar, Monday first; None for days outside of the period."""

    title: str
    cells: tuple[DayCell | None, ...]


@dataclass(frozen=True, slots=True)
class DayStrip:
    """Days done of days prescribed.

    Parameters
    ----------
    cells : tuple of DayCell
    weeks : tuple of WeekRow
    weekdays : tuple of str
    short : str
        "17 of 20, 85 %".
    sentence : str
    """

    cells: tuple[DayCell, ...]
    weeks: tuple[WeekRow, ...]
    weekdays: tuple[str, ...]
    short: str
    sentence: str


def day_strip(here: AdherenceCalendar, words: DeskWords) -> DayStrip | None:
    """Days done of a period; None where nothing was prescribed in it.

    Parameters
    ----------
    here : AdherenceCalendar
    words : DeskWords
    """
    if here.percent is None:
        return None
    cells = [_cell(one, words) for one in here.days]
    by_day = {one.day: cell for one, cell in zip(here.days, cells, strict=True)}
    first, last = here.days[0].day, here.days[-1].day
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    values = {"done": here.days_done, "of": here.days_prescribed, "percent": here.percent}
    return DayStrip(
        tuple(cells),
        tuple(_week(monday + timedelta(weeks=n), by_day, words) for n in range(weeks)),
        tuple(words.weekday(monday + timedelta(days=n)) for n in range(7)),
        words.say("days", "short", **values),
        words.say("days", "sentence", **values),
    )


def _cell(one: AdherenceDay, words: DeskWords) -> DayCell:
    if one.done:
        kind = "done" if one.prescribed else "extra"
    else:
        kind = "missed" if one.prescribed else "free"
    return DayCell(kind, one.day.day, f"{words.day(one.day)}: {words.say('days', kind)}")


def _week(monday: date, by_day: dict[date, DayCell], words: DeskWords) -> WeekRow:
    days: Sequence[date] = [monday + timedelta(days=n) for n in range(7)]
    title = words.say("days", "week", day=words.day(monday))
    return WeekRow(title, tuple(by_day.get(day) for day in days))
