"""What a person said of pain, at sessions, assessments and in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handtrack.records.patient import SelfReport
from handtrack.records.values import AssessmentRecord, History, SessionRecord
from handtrack.reports import phrases
from handtrack.reports.first_page_view import PainPoint


def points(
    reports: Sequence[SelfReport], assessments: Sequence[AssessmentRecord]
) -> tuple[PainPoint, ...]:
    """List every pain that was said, in order of time.

    Parameters
    ----------
    reports : sequence of SelfReport
    assessments : sequence of AssessmentRecord
    """
    said = [(r.at, str(r.moment), r.pain) for r in reports if r.pain is not None]
    said += [(a.at, "assessment", a.pain) for a in assessments if a.pain is not None]
    ordered = sorted(said, key=lambda one: one[0])
    return tuple(PainPoint(at.isoformat(timespec="minutes"), when, p) for at, when, p in ordered)


def words(said: Sequence[PainPoint]) -> str:
    """Say the pain before and after exercise in medians, and the worst."""
    if not said:
        return "Pain was not asked."
    worst = max(said, key=lambda one: one.pain)
    day = phrases.short_day(date.fromisoformat(worst.at[:10]))
    if len(said) == 1:
        return f"Pain, as said (0 to 10): {worst.pain} on {day}."
    before = [one.pain for one in said if one.when == "before"]
    after = [one.pain for one in said if one.when == "after"]
    if before and after:
        usual = f"{phrases.score(before)} before and {phrases.score(after)} after exercise"
    else:
        usual = phrases.score([one.pain for one in said])
    return f"Pain, as said (0 to 10): {usual} (median), worst {worst.pain} on {day}."


def of_last_assessment(history: History) -> str:
    """Say the pain of the last assessment's day, from least to most.

    Where no assessment of that day asked for it, what was said at a session or by itself counts.
    """
    if not history.assessments:
        return "not asked"
    last = history.assessments[-1].at.date()
    asked = [a.pain for a in history.assessments if a.at.date() == last and a.pain is not None]
    if asked:
        return _range(asked)
    told = [*(r for s in history.sessions for r in s.reports), *history.reports]
    other = [r.pain for r in told if r.at.date() == last and r.pain is not None]
    return f"{_range(other)} (asked at a session that day)" if other else "not asked"


def _range(said: Sequence[int]) -> str:
    least, most = min(said), max(said)
    return f"{most} of 10" if least == most else f"{least} to {most} of 10"


def reports_of(
    history: History, sessions: Sequence[SessionRecord], since: date | None
) -> list[SelfReport]:
    """Give what was said in the report's time.

    Parameters
    ----------
    history : History
    sessions : sequence of SessionRecord
        Those in the report's time.
    since : date or None
        The first day, if it was asked for.
    """
    alone = (r for r in history.reports if since is None or r.at.date() >= since)
    return [*(r for s in sessions for r in s.reports), *alone]
