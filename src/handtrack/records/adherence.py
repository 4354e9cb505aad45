"""Adherence: what was done of what was prescribed, by day.

A plan of fewer than seven days a week leaves the days open. Of each week, Monday to Sunday, the
days on which it was done count as the prescribed ones, then the last of those on which it was not:
until then it could still be done. Days beyond the prescribed number make up for no other week.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from handtrack.landmarks.hand import Side
from handtrack.records.patient import Prescription

WEEK_DAYS = 7


class DoneExercise(Protocol):
    """An exercise of a session, as far as adherence asks."""

    @property
    def exercise(self) -> str:
        """Id."""

    @property
    def side(self) -> Side:
        """Exercised hand."""

    @property
    def was_done(self) -> bool:
        """Whether it has a repetition."""


class DoneSession(Protocol):
    """A session, as far as adherence asks."""

    @property
    def at(self) -> datetime:
        """Its time; the day is that of its own zone."""

    @property
    def exercises(self) -> Sequence[DoneExercise]:
        """What was done."""


@dataclass(frozen=True, slots=True)
class AdherenceDay:
    """One day of a calendar.

    Parameters
    ----------
    prescribed : bool
        Whether something was prescribed for it.
    done : bool
        Whether any of it was done; on a day without a plan, whether anything was.
    times_prescribed : int
        Exercises prescribed for the day, each as often as prescribed.
    times_done : int
        How many of these were done.
    """

    day: date
    prescribed: bool
    done: bool
    times_prescribed: int
    times_done: int


@dataclass(frozen=True, slots=True)
class AdherenceCalendar:
    """Calendar of a period, of one plan or of all together.

    Parameters
    ----------
    days : tuple of AdherenceDay
        Every day of the period, in order.
    plan : Prescription or None
        None for all plans together.
    """

    days: tuple[AdherenceDay, ...]
    plan: Prescription | None = None

    @property
    def days_prescribed(self) -> int:
        """Number of prescribed days."""
        return sum(day.prescribed for day in self.days)

    @property
    def days_done(self) -> int:
        """Number of prescribed days on which something was done."""
        return sum(day.prescribed and day.done for day in self.days)

    @property
    def percent(self) -> int | None:
        """Days done in per cent of the days prescribed; None if none was."""
        return _percent(self.days_done, self.days_prescribed)

    @property
    def times_percent(self) -> int | None:
        """Times done in per cent of the times prescribed; None if nothing was."""
        done = sum(day.times_done for day in self.days)
        return _percent(done, sum(day.times_prescribed for day in self.days))


@dataclass(frozen=True, slots=True)
class Adherence:
    """Adherence in a period.

    Parameters
    ----------
    whole : AdherenceCalendar
        All plans together.
    plans : tuple of AdherenceCalendar
        Each plan that was in force on a day of the period.
    """

    whole: AdherenceCalendar
    plans: tuple[AdherenceCalendar, ...]


def adherence(
    sessions: Iterable[DoneSession], plans: Iterable[Prescription], first: date, last: date
) -> Adherence:
    """Adherence to plans in a period.

    Parameters
    ----------
    sessions : iterable of SessionRecord or DoneSession
        Of one patient; those of other days are ignored, but for the week of `first`.
    plans : iterable of Prescription
    first, last : date
        Both included. Leave out a day that is not over.

    Returns
    -------
    Adherence
    """
    span = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    sessions = tuple(sessions)
    found = []
    for plan in plans:
        in_force = [day for day in span if plan.runs_on(day)]
        if in_force:
            times = times_done(plan, sessions)
            wanted = _prescribed_days(plan, in_force, times)
            days = tuple(_day(plan, day, day in wanted, times[day]) for day in span)
            found.append(AdherenceCalendar(days, plan))
    active = {
        session.at.date() for session in sessions if any(one.was_done for one in session.exercises)
    }
    in_force_on = [[c for c in found if c.plan and c.plan.runs_on(day)] for day in span]
    whole = tuple(
        _together(day, [c.days[i] for c in running], day in active)
        for i, (day, running) in enumerate(zip(span, in_force_on, strict=True))
    )
    return Adherence(AdherenceCalendar(whole), tuple(found))


def times_done(plan: Prescription, sessions: Iterable[DoneSession]) -> Counter[date]:
    """Number of sessions with a prescribed exercise, by day.

    Parameters
    ----------
    plan : Prescription
    sessions : iterable of SessionRecord or DoneSession

    Returns
    -------
    Counter of date
    """
    return Counter(
        session.at.date()
        for session in sessions
        if any(
            one.was_done and prescribes(plan, one.exercise, one.side) for one in session.exercises
        )
    )


def prescribes(plan: Prescription, exercise: str, side: Side) -> bool:
    """Whether a plan prescribes an exercise for a hand.

    Parameters
    ----------
    plan : Prescription
    exercise : str
        Id.
    side : Side

    Returns
    -------
    bool
    """
    return plan.exercise == exercise and plan.side in (None, side)


def _prescribed_days(
    plan: Prescription, in_force: Sequence[date], times: Mapping[date, int]
) -> set[date]:
    """Days that count as the prescribed ones."""
    chosen: set[date] = set()
    weeks: dict[date, list[date]] = {}
    for day in in_force:
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    for days in weeks.values():
        asked = int(plan.days_a_week * len(days) / WEEK_DAYS + 0.5)
        done = [day for day in days if times.get(day)]
        missed = [day for day in reversed(days) if not times.get(day)]
        chosen.update([*done, *missed][:asked])
    return chosen


def _day(plan: Prescription, day: date, prescribed: bool, times: int) -> AdherenceDay:
    asked = plan.times_a_day if prescribed else 0
    done = times > 0 and plan.runs_on(day)
    return AdherenceDay(day, prescribed, done, asked, min(times, asked))


def _together(day: date, plans: Sequence[AdherenceDay], active: bool) -> AdherenceDay:
    """Day of all plans in force on it."""
    return AdherenceDay(
        day,
        prescribed=any(one.prescribed for one in plans),
        done=any(one.done for one in plans) if plans else active,
        times_prescribed=sum(one.times_prescribed for one in plans),
        times_done=sum(one.times_done for one in plans),
    )


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
