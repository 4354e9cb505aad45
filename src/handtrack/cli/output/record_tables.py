"""Patients, plans and what was done, as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.text import Text

from handtrack.cli.options import NOON
from handtrack.cli.output.console import number_column, plain_table, word_column
from handtrack.cli.output.format import fields, paragraph
from handtrack.events import Status
from handtrack.landmarks.free_text import sanitised
from handtrack.landmarks.hand import fingers_words, without_words
from handtrack.measurements.number_format import MISSING, count
from handtrack.records.adherence import AdherenceCalendar
from handtrack.records.attention import WINDOW_DAYS, PainChange, PatientAttention
from handtrack.records.change import ChangeVerdict
from handtrack.records.patient import Prescription, SelfReport
from handtrack.records.values import (
    AssessmentRecord,
    Correction,
    CorrectionAct,
    ExerciseRecord,
    History,
    SessionRecord,
)

LATEST = 10
"""Sessions and assessments shown of a patient."""


def when(at: datetime | None) -> str:
    """Write a time to the minute, in the zone it was kept in; a day alone if no time was given."""
    if at is None:
        return MISSING
    return f"{at:%Y-%m-%d}" if at.time() == NOON else f"{at:%Y-%m-%d %H:%M}"


def patients_table(lines: Sequence[PatientAttention]) -> RenderableType:
    """One row a patient, those who need attention first."""
    if not lines:
        return "No patient yet."
    words = word_column("last session"), number_column("days done"), number_column("pain")
    table = plain_table(word_column("id"), "name", *words, number_column("doubtful"), "look at")
    for line in lines:
        table.add_row(
            line.patient.key,
            Text(sanitised(line.patient.name)),
            f"{line.last_session.astimezone():%Y-%m-%d}" if line.last_session else MISSING,
            _days_done(line.adherence.whole),
            _pain(line.pain),
            str(line.doubtful or ""),
            Text(", ".join([*line.reasons, *_better(line)])),
        )
    note = (
        f"days done: of those prescribed in the last {WINDOW_DAYS} days. pain: when last asked, "
        "beside the usual. doubtful: repetitions to look at."
    )
    return Group(table, Text(paragraph(note)))


def _days_done(calendar: AdherenceCalendar) -> str:
    if calendar.percent is None:
        return MISSING
    return f"{calendar.days_done}/{calendar.days_prescribed} {calendar.percent:3d} %"


def _pain(pain: PainChange | None) -> str:
    if pain is None:
        return MISSING
    return str(pain.now) if pain.usual is None else f"{pain.now} ({pain.usual:g})"


def _better(line: PatientAttention) -> list[str]:
    better = sum(one.change.verdict is ChangeVerdict.BETTER for one in line.changes)
    return [f"{count(better, 'motion')} better"] if better else []


def plans_table(plans: Sequence[Prescription]) -> RenderableType:
    """List plans."""
    if not plans:
        return "Nothing is prescribed."
    titles = ("exercise", "hand", "dose", "how often", "from", "until")
    table = plain_table(number_column("plan"), *map(word_column, titles))
    remarks = []
    for plan in plans:
        hold = f", {plan.hold_s:g} s" if plan.hold_s else ""
        rest = "" if plan.rest_s is None else f"rest {plan.rest_s:g} s"
        pace = "" if plan.pace_s is None else f"one in {plan.pace_s:g} s"
        more = "; ".join(text for text in (rest, pace, plan.resistance, plan.note) if text)
        remarks += [Text(paragraph(f"plan {plan.id}: {sanitised(more)}"))] if more else []
        table.add_row(
            str(plan.id),
            plan.exercise,
            plan.side or "either",
            f"{plan.sets} x {plan.reps}{hold}",
            f"{plan.times_a_day} a day, {plan.days_a_week} days a week",
            f"{plan.from_day}",
            f"{plan.until_day or MISSING}",
        )
    return Group(table, *remarks) if remarks else table


def history_view(history: History) -> RenderableType:
    """Show everything of one patient, the latest first."""
    p = history.patient
    known = {
        "name": sanitised(p.name),
        "born": str(p.birth_year or ""),
        "dominant": p.dominant or "",
        "affected": p.affected or "",
        "left out": fingers_words(p.without),
        "diagnosis": sanitised(p.diagnosis),
        "onset": sanitised(p.onset),
        "precautions": sanitised(p.precautions),
        "therapist": sanitised(p.therapist),
        "goal": sanitised(p.goal),
        "added": when(p.added_at),
    }
    parts: list[RenderableType] = [Text(p.key, style="bold"), Text(fields(known)), ""]
    parts += [Text("Plans", style="bold"), plans_table(history.plans), ""]
    sessions, taken = history.sessions, history.assessments
    parts += [_heading("Sessions", len(sessions)), _sessions(sessions[::-1][:LATEST]), ""]
    parts += [_heading("Assessments", len(taken)), _assessments(taken[::-1][:LATEST])]
    if history.reports:
        parts += ["", _heading("Said", len(history.reports))]
        parts += [Text(f"{when(r.at)}  {said(r)}") for r in history.reports[::-1][:LATEST]]
    if history.corrections:
        parts += ["", _heading("Corrected", len(history.corrections))]
        parts.append(_corrections(history.corrections[::-1][:LATEST]))
    return Group(*parts)


def records_table(records: Sequence[SessionRecord | AssessmentRecord]) -> RenderableType:
    """List sessions or assessments, with the numbers that commands know them by."""
    columns = number_column("number"), word_column("when"), "what", word_column("hand")
    table = plain_table(*columns, "came to")
    for record in records:
        if isinstance(record, SessionRecord):
            start, number = when(record.at), str(record.id)
            for done in record.exercises:
                title = Text(f"{done.exercise}. {done.title}")
                table.add_row(number, start, title, done.side, Text(_came_to(done)))
                start = number = ""
            if not record.exercises:
                table.add_row(number, start, "nothing yet")
        else:
            figures = record.assessment.figures
            known = sum(figure.value is not None for figure in figures)
            gone = sum(removal.holds for removal in record.removed_trials)
            came_to = f"{known} measured" + (f", {count(gone, 'trial')} removed" if gone else "")
            what, hand = count(len(figures), "figure"), record.assessment.side
            table.add_row(str(record.id), when(record.at), what, hand, came_to)
    return table if table.row_count else "None yet."


def _corrections(corrections: Iterable[Correction]) -> RenderableType:
    """What was removed or moved, by whom and why."""
    lines = []
    for one in corrections:
        whom = "another patient" if one.other is None else one.other
        link = {CorrectionAct.MOVED_AWAY: f" to {whom}", CorrectionAct.MOVED_HERE: f" from {whom}"}
        why = f": {one.why}" if one.why else ""
        lines.append(
            Text(
                f"{when(one.at)}  {one.what} of {when(one.what_at)} ({one.held}) "
                f"{one.act}{link.get(one.act, '')} by {one.by}{why}"
            )
        )
    return Group(*lines)


def _heading(title: str, amount: int) -> Text:
    text = f"{title} ({amount})" if amount <= LATEST else f"{title} (latest {LATEST} of {amount})"
    return Text(text, style="bold")


def _sessions(sessions: Iterable[SessionRecord]) -> RenderableType:
    table = plain_table(word_column("when"), "exercise", word_column("hand"), "came to", "said")
    for session in sessions:
        start, spoken = when(session.at), "; ".join(map(said, session.reports))
        for done in session.exercises:
            title = Text(f"{done.exercise}. {done.title}")
            table.add_row(start, title, done.side, _came_to(done), Text(spoken))
            start = spoken = ""
        if not session.exercises:
            table.add_row(start, "nothing yet", "", "", Text(spoken))
    return table if table.row_count else "None yet."


def _came_to(done: ExerciseRecord) -> str:
    counts = [f"{done.ended(status)} {status}" for status in Status if done.ended(status)]
    came_to = ", ".join(counts) or "no repetition"
    other = "the camera saw the other hand" if done.side_contradicted else ""
    more = without_words(done.without), other, corrected_words(done)
    return ", ".join(part for part in (came_to, *more) if part)


def corrected_words(done: ExerciseRecord) -> str:
    """Say how many repetitions were corrected and by whom; "" for none."""
    held = [r.correction for r in done.repetitions if r.correction]
    authors = ", ".join(dict.fromkeys(sanitised(one.by) for one in held))
    return f"{len(held)} corrected by {authors}" if held else ""


def _assessments(records: Iterable[AssessmentRecord]) -> RenderableType:
    table = plain_table(*map(word_column, ("when", "protocol", "hand")), "manner", "figures")
    for record in records:
        a = record.assessment
        known = sum(figure.value is not None for figure in a.figures)
        figures = f"{known} of {count(len(a.figures), 'motion')} measured"
        table.add_row(when(record.at), a.made_by.protocol, a.side, a.manner, figures)
    return table if table.row_count else "None yet."


def said(report: SelfReport) -> str:
    """Write a self-report: "before: pain 3, effort 5, “tired”"."""
    parts = [
        f"{n} {v}" for n, v in (("pain", report.pain), ("effort", report.effort)) if v is not None
    ]
    parts += [f"“{sanitised(report.words)}”"] if report.words else []
    moment = "" if report.moment == "other" else f"{report.moment}: "
    return moment + ", ".join(parts)
