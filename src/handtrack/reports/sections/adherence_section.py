"""A report's days: which it covers, and on which of those prescribed something was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from handtrack.measurements.number_format import count
from handtrack.records.patient import Prescription
from handtrack.records.values import History, SessionRecord
from handtrack.reports.first_page_view import AdherenceView, CalendarDay, Field

LAPSE_DAYS = 28
"""A plan without an end is followed so long after the last record, then it is taken as over."""


def period(history: History, since: date | None, today: date) -> tuple[date, date]:
    """Give the first and last day that a report covers.

    It ends with the last record, or with the last day on which something was prescribed.

    Parameters
    ----------
    history : History
    since : date or None
        First day asked for.
    today : date
    """
    days = list(_recorded(history))
    first = since or min(days, default=today)
    last = max(days, default=today)
    for plan in history.plans:
        end = plan.until_day or last + timedelta(days=LAPSE_DAYS)
        days.append(max(plan.from_day, min(end, today)))
    return first, max(first, min(max(days, default=today), today))


def _recorded(history: History) -> Iterator[date]:
    yield from (session.at.date() for session in history.sessions)
    yield from (record.at.date() for record in history.assessments)
    yield from (report.at.date() for report in history.reports)


def adherence(
    sessions: Sequence[SessionRecord], plans: Sequence[Prescription], first: date, last: date
) -> AdherenceView:
    """Make the calendar and the share of days done.

    Parameters
    ----------
    sessions : sequence of SessionRecord
    plans : sequence of Prescription
    first, last : date
        Both included.
    """
    done = {session.at.date() for session in sessions}
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    days = tuple(
        CalendarDay(day.isoformat(), any(p.runs_on(day) for p in plans), day in done)
        for day in span
    )
    asked = sum(max((p.days_a_week for p in plans if p.runs_on(d)), default=0) / 7 for d in span)
    asked = round(asked)
    kept = sum(day.prescribed and day.done for day in days)
    if not asked:
        some = count(len(done), "day")
        return AdherenceView(None, f"{some}; none were prescribed", some, days)
    percent = min(100, round(100 * kept / asked))
    words = f"{kept} of {asked} days prescribed ({percent} %)"
    return AdherenceView(percent, words, f"{kept} of {asked} days, {percent} %", days)


def fields(sessions: Sequence[SessionRecord], view: AdherenceView) -> tuple[Field, ...]:
    """Say how often and how long.

    Parameters
    ----------
    sessions : sequence of SessionRecord
    view : AdherenceView
    """
    minutes = sum(e.duration_s for s in sessions for e in s.exercises) / 60
    return (
        Field("Days done", view.words),
        Field("Sessions", str(len(sessions))),
        Field("Minutes recorded", f"{minutes:.0f}"),
    )
