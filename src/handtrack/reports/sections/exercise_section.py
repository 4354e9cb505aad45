"""A report's section on exercises."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from handtrack.events import Reason, Status, plain_words
from handtrack.landmarks.free_text import sanitised
from handtrack.landmarks.hand import Side, without_words
from handtrack.measurements.number_format import count
from handtrack.records.patient import Prescription, ReportTime, SelfReport
from handtrack.records.values import ExerciseRecord, RepetitionRecord, SessionRecord
from handtrack.reports import phrases
from handtrack.reports.log_view import LogFigures, LogRow, RepMark, ReportedScores, Strip

MOST_REASONS = 3
LEGEND = (
    "counted: repetitions that did what the exercise asks, in brackets what their true number "
    "lies between. partial: smaller than the person's own full movement, or a step was missing. "
    "rejected: a rule of the exercise was broken. not seen well: the camera could not tell. How: "
    "the median time of a counted repetition; its smoothness (SPARC; closer to 0 is smoother); "
    "the size of the last third of the repetitions in per cent of the first third's, where less "
    "is fading. Pain and effort: as said from 0 to 10, before → after."
)
_DOSES = {"article": "article", "default": "default", "plan": "session"}


def dose_sentence(sessions: Sequence[SessionRecord]) -> str:
    """Say how much was done, and how much of it counted."""
    if not sessions:
        return "no exercise was recorded."
    reps = [r for s in sessions for e in s.exercises for r in e.reviewed]
    counted = sum(r.final is Status.VALID for r in reps)
    return f"{counted} of {count(len(reps), 'repetition')} counted."


def strips(sessions: Sequence[SessionRecord], anonymous: bool) -> tuple[Strip, ...]:
    """List every repetition of each exercise and hand, in order.

    Parameters
    ----------
    sessions : sequence of SessionRecord
    anonymous : bool
        Whether names and free texts stay out.
    """
    found: dict[tuple[str, str, Side], list[RepMark]] = defaultdict(list)
    for session in sessions:
        for exercise in session.exercises:
            key = exercise.exercise, exercise.title, exercise.side
            at = session.at.isoformat(timespec="minutes")
            found[key] += [_mark(at, r, anonymous) for r in exercise.repetitions]
    return tuple(
        Strip(exercise, title, str(side), tuple(marks))
        for (exercise, title, side), marks in sorted(found.items())
    )


def _mark(at: str, done: RepetitionRecord, anonymous: bool) -> RepMark:
    told = done.correction
    return RepMark(
        at,
        done.number,
        None if done.range_share is None else round(100 * done.range_share),
        done.final,
        done.status,
        round(done.start_s, 2),
        round(done.duration_s, 2),
        tuple(map(plain_words, done.reasons)),
        "" if told is None else "a person" if anonymous else sanitised(told.by),
        "" if told is None else told.at.isoformat(timespec="minutes"),
        "" if told is None or anonymous else sanitised(told.why),
    )


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
    smooth, faded = done.movement.median_smoothness, done.movement.decrement.last_to_first
    plan, bounds = _plan_of(session, done, plans), done.bounds
    sets, reps = (plan.sets, plan.reps) if plan else (1, done.dose)
    source = "plan" if plan else done.dose_source
    figures = LogFigures(
        sets,
        reps,
        source,
        bounds.at_least,
        bounds.at_most,
        sum(r.correction is not None for r in done.repetitions),
        None if done.tempo.median_s is None else round(done.tempo.median_s, 1),
        None if smooth is None else round(smooth, 1),
        None if faded is None else round(100 * faded),
    )
    return LogRow(
        at=session.at.isoformat(timespec="minutes"),
        day=phrases.short_day(session.at),
        number=done.exercise,
        exercise=", ".join(t for t in (done.title, without_words(done.without)) if t),
        side=str(done.side),
        prescribed=f"{sets} x {reps}" if plan else f"{reps} ({_DOSES.get(source, source)})",
        done=done.ended(Status.VALID),
        between="" if bounds.certain else bounds.words,
        partial=done.ended(Status.PARTIAL),
        rejected=done.ended(Status.REJECTED),
        unverifiable=done.ended(Status.UNVERIFIABLE),
        reasons=_most(r.reasons[:1] for r in done.reviewed if r.status is not Status.VALID),
        flags=_flags(done),
        tempo="" if figures.tempo_s is None else f"{figures.tempo_s:.1f} s",
        smoothness="" if smooth is None else f"smoothness {figures.sparc:.1f}",
        fade="" if faded is None else f"last third {figures.last_to_first_percent} %",
        assisted="assisted" if done.assisted else "",
        resistance="" if anonymous else sanitised(done.resistance),
        pain=_before_after(session.reports, "pain"),
        effort=_before_after(session.reports, "effort"),
        corrected=_corrected(done, anonymous),
        said=_said(session.reports),
        figures=figures,
    )


def _corrected(done: ExerciseRecord, anonymous: bool) -> str:
    """Whose verdicts stand beside the machine's: "2 corrected by A. Berg on 3 Sep 2026"."""
    held = [r.correction for r in done.repetitions if r.correction is not None]
    if not held:
        return ""
    by = "" if anonymous else f" by {', '.join(dict.fromkeys(sanitised(c.by) for c in held))}"
    return f"{len(held)} corrected{by} on {phrases.short_day(max(c.at for c in held))}"


def _flags(done: ExerciseRecord) -> str:
    """What was noticed: of the hand first, then of repetitions that counted."""
    other = "check the side: the camera saw the other hand" if done.side_contradicted else ""
    noticed = _most(r.reasons for r in done.reviewed if r.status is Status.VALID)
    return "; ".join(part for part in (other, noticed) if part)


def _most(reasons: Iterable[Sequence[Reason]]) -> str:
    """The most frequent reasons in words, each with how often."""
    counted = Counter(plain_words(reason) for some in reasons for reason in some)
    return "; ".join(f"{count} x {text}" for text, count in counted.most_common(MOST_REASONS))


def _plan_of(
    session: SessionRecord, done: ExerciseRecord, plans: Sequence[Prescription]
) -> Prescription | None:
    for plan in plans:
        fits = plan.exercise == done.exercise and plan.side in (None, done.side)
        if fits and plan.runs_on(session.at.date()):
            return plan
    return None


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
