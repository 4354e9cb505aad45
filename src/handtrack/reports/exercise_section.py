"""A report's section on exercises."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from handtrack.events import Reason, Status, plain_words
from handtrack.landmarks.free_text import sanitised
from handtrack.landmarks.hand import Side, without_words
from handtrack.measurements.number_format import count
from handtrack.records.patient import Prescription, ReportTime, SelfReport
from handtrack.records.values import ExerciseRecord, SessionRecord
from handtrack.reports import phrases
from handtrack.reports.view import Field, LogRow, RepMark, ReportedScores, Strip

WINDOW_DAYS = 30
MOST_REASONS = 3
_DOSES = {"article": "article", "default": "default", "plan": "session"}


def dose_sentence(sessions: Sequence[SessionRecord]) -> str:
    """Say how much was done, and how much of it counted."""
    if not sessions:
        return "No exercise was recorded in this time."
    reps = [r for s in sessions for e in s.exercises for r in e.reviewed]
    counted = sum(r.status is Status.VALID for r in reps)
    days = len({s.at.date() for s in sessions})
    return (
        f"{count(len(sessions), 'session')} on {count(days, 'day')}: "
        f"{counted} of {count(len(reps), 'repetition')} counted."
    )


def strips(sessions: Sequence[SessionRecord]) -> tuple[Strip, ...]:
    """List every repetition of each exercise and hand, in order."""
    found: dict[tuple[str, Side], list[RepMark]] = defaultdict(list)
    for session in sessions:
        for exercise in session.exercises:
            found[exercise.title, exercise.side] += [
                RepMark(
                    phrases.day(session.at),
                    None if r.range_share is None else round(100 * r.range_share),
                    r.status,
                    round(r.start_s, 2),
                    round(r.duration_s, 2),
                    "; ".join(plain_words(reason) for reason in r.reasons),
                )
                for r in exercise.reviewed
            ]
    return tuple(Strip(t, str(side), tuple(marks)) for (t, side), marks in sorted(found.items()))


def log(
    sessions: Sequence[SessionRecord], plans: Sequence[Prescription], anonymous: bool
) -> tuple[LogRow, ...]:
    """Make a row of each exercise of each session.

    Parameters
    ----------
    sessions : sequence of SessionRecord
    plans : sequence of Plan
        What was prescribed.
    anonymous : bool
        Whether free texts stay out.
    """
    return tuple(
        _log_row(session, exercise, plans, anonymous)
        for session in sessions
        for exercise in session.exercises
    )


def _log_row(
    session: SessionRecord, done: ExerciseRecord, plans: Sequence[Prescription], anonymous: bool
) -> LogRow:
    tempo, movement = done.tempo.median_s, done.movement
    smooth, faded = movement.median_smoothness, movement.decrement.last_to_first
    return LogRow(
        day=phrases.day(session.at),
        exercise=", ".join(
            t for t in (f"{done.exercise}. {done.title}", without_words(done.without)) if t
        ),
        side=str(done.side),
        prescribed=_prescribed(session, done, plans),
        done=done.ended(Status.VALID),
        between="" if done.bounds.certain else done.bounds.words,
        partial=done.ended(Status.PARTIAL),
        rejected=done.ended(Status.REJECTED),
        unverifiable=done.ended(Status.UNVERIFIABLE),
        reasons=_most(r.reasons[:1] for r in done.reviewed if r.status is not Status.VALID),
        flags=_flags(done),
        tempo="" if tempo is None else f"{tempo:.1f} s",
        smoothness="" if smooth is None else f"SPARC {smooth:.1f}",
        fade="" if faded is None else f"{100 * faded:.0f} %",
        assisted="assisted" if done.assisted else "",
        resistance="" if anonymous else sanitised(done.resistance),
        pain=_before_after(session.reports, "pain"),
        effort=_before_after(session.reports, "effort"),
        said=_said(session.reports),
    )


def _flags(done: ExerciseRecord) -> str:
    """What was noticed: of the hand first, then of repetitions that counted."""
    other = "check the side: the camera saw the other hand" if done.side_contradicted else ""
    noticed = _most(r.reasons for r in done.reviewed if r.status is Status.VALID)
    return "; ".join(part for part in (other, noticed) if part)


def _most(reasons: Iterable[Sequence[Reason]]) -> str:
    """The most frequent reasons in words, each with how often."""
    counted = Counter(plain_words(reason) for some in reasons for reason in some)
    return "; ".join(f"{count} x {text}" for text, count in counted.most_common(MOST_REASONS))


def _prescribed(session: SessionRecord, done: ExerciseRecord, plans: Sequence[Prescription]) -> str:
    for plan in plans:
        fits = plan.exercise == done.exercise and plan.side in (None, done.side)
        if fits and plan.runs_on(session.at.date()):
            return f"{plan.sets} x {plan.reps}"
    return f"{done.dose} ({_DOSES.get(done.dose_source, done.dose_source)})"


def _before_after(reports: Iterable[SelfReport], what: str) -> str:
    found = {r.moment: getattr(r, what) for r in reports if getattr(r, what) is not None}
    if ReportTime.BEFORE in found and ReportTime.AFTER in found:
        return f"{found[ReportTime.BEFORE]} → {found[ReportTime.AFTER]}"
    return str(next(iter(found.values()))) if found else ""


def _said(reports: Iterable[SelfReport]) -> ReportedScores:
    by_moment = {report.moment: report for report in reports}
    before, after = by_moment.get(ReportTime.BEFORE), by_moment.get(ReportTime.AFTER)
    return ReportedScores(
        before.pain if before else None,
        after.pain if after else None,
        before.effort if before else None,
        after.effort if after else None,
    )


def adherence(
    sessions: Sequence[SessionRecord], plans: Sequence[Prescription], first: date, last: date
) -> tuple[Field, ...]:
    """Say how often and how long, beside what was prescribed.

    Parameters
    ----------
    sessions : sequence of SessionRecord
    plans : sequence of Plan
    first, last : date
        Both included.
    """
    days = {s.at.date() for s in sessions}
    rows = []
    if plans:
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        asked = sum(
            max((p.days_a_week for p in plans if p.runs_on(d)), default=0) / 7 for d in span
        )
        rows.append(Field("Days prescribed", str(round(asked))))
    rows.append(Field("Days with data", str(len(days))))
    rows.append(Field("Sessions", str(len(sessions))))
    minutes = sum(e.duration_s for s in sessions for e in s.exercises) / 60
    rows.append(Field("Minutes recorded", f"{minutes:.0f}"))
    start = first
    while start <= last:
        end = min(start + timedelta(days=WINDOW_DAYS - 1), last)
        count = sum(start <= d <= end for d in days)
        label = f"Data days, {start.isoformat()} to {end.isoformat()}"
        rows.append(Field(label, f"{count} of {(end - start).days + 1}"))
        start = end + timedelta(days=1)
    return tuple(rows)
