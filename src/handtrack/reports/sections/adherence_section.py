"""A report's days: which it covers, and on which of those prescribed something was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from handtrack.measurements.number_format import count
from handtrack.records.adherence import adherence
from handtrack.records.patient import Prescription
from handtrack.records.values import History, SessionRecord
from handtrack.reports.first_page_view import AdherenceView, CalendarDay, Field

LAPSE_DAYS = 28
"""A plan without an end is followed so long after the last record, then it is taken as over."""


def period(history: History, since: date | None, today: date) -> tuple[date, date]:
    """Give the first and last day that a report covers.

    It ends with the last record, or with the last day on which something was prescribed. Today is
    not over: it counts where something was done.

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
        days.append(max(plan.from_day, min(end, today - timedelta(days=1))))
    return first, max(first, min(max(days, default=today), today))


def _recorded(history: History) -> Iterator[date]:
    yield from (session.at.date() for session in history.sessions)
    yield from (record.at.date() for record in history.assessments)
    yield from (report.at.date() for report in history.reports)


def days_done(
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
    whole = adherence(sessions, plans, first, last).whole
    days = tuple(CalendarDay(d.day.isoformat(), d.prescribed, d.done) for d in whole.days)
    if whole.percent is None:
        some = count(sum(d.done for d in whole.days), "day")
        return AdherenceView(None, f"{some}; none were prescribed", some, days)
    done, percent = f"{whole.days_done} of {whole.days_prescribed} days", f"{whole.percent} %"
    return AdherenceView(
        whole.percent, f"{done} prescribed ({percent})", f"{done}, {percent}", days
    )


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
