"""Values of a patient's page: what is known, prescribed, noted and done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handtrack.events import Status
from handtrack.landmarks.hand import fingers_words
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.live.browser.desk.desk_words import NOTHING, DeskWords
from handtrack.live.browser.desk.patient_trends import (
    GoalLine,
    TrendCard,
    goal_lines,
    trend_cards,
)
from handtrack.records.patient import Patient, Prescription, ReportTime, SelfReport
from handtrack.records.values import (
    AssessmentRecord,
    Correction,
    History,
    SessionRecord,
    is_doubtful,
)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One prescription; `running` where it is not over."""

    id: int
    title: str
    hand: str
    dose: str
    often: str
    period: str
    note: str
    running: bool


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in the list; the latest one is first."""

    id: int
    at: str
    exercises: tuple[str, ...]
    counted: int
    seen: int
    doubtful: int
    pain: str


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One assessment in the list; the latest one is first."""

    id: int
    at: str
    hand: str
    manner: str
    figures: int


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note of the therapist."""

    id: int
    at: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class PatientSheet:
    """What the page of a patient shows.

    Parameters
    ----------
    key, name : str
    about : tuple of (str, str)
        Label and text of what is known.
    precautions, goal : str
    goals, trends, plans, notes, sessions, assessments
    trail : tuple of str
        Records that were removed or moved.
    """

    key: str
    name: str
    about: tuple[tuple[str, str], ...]
    precautions: str
    goal: str
    goals: tuple[GoalLine, ...]
    trends: tuple[TrendCard, ...]
    plans: tuple[PlanLine, ...]
    notes: tuple[NoteLine, ...]
    sessions: tuple[SessionLine, ...]
    assessments: tuple[AssessmentLine, ...]
    trail: tuple[str, ...]


def patient_sheet(history: History, tools: DeskTools, words: DeskWords) -> PatientSheet:
    """Values of a patient's page.

    Parameters
    ----------
    history : History
    tools : DeskTools
    words : DeskWords
    """
    whose, today = history.patient, tools.now().astimezone().date()
    plans = [_plan(plan, tools, today, words) for plan in history.plans]
    return PatientSheet(
        whose.key,
        whose.name or whose.key,
        _about(whose, words),
        whose.precautions,
        whose.goal,
        goal_lines(history, tools, today, words),
        trend_cards(history, today, words),
        tuple(sorted(plans, key=lambda line: not line.running)),
        tuple(
            NoteLine(one.id, words.moment(one.at), one.by, one.text)
            for one in reversed(history.notes)
        ),
        tuple(_session(one, words) for one in reversed(history.sessions)),
        tuple(assessment_line(one, words) for one in reversed(history.assessments)),
        tuple(_told(one, words) for one in reversed(history.corrections)),
    )


def _about(whose: Patient, words: DeskWords) -> tuple[tuple[str, str], ...]:
    affected = words.say("hand", f"affected_{whose.affected}") if whose.affected else ""
    known = (
        ("affected", affected),
        ("dominant", words.hand(whose.dominant) if whose.dominant else ""),
        ("birth_year", str(whose.birth_year or "")),
        ("diagnosis", whose.diagnosis),
        ("onset", whose.onset),
        ("without", fingers_words(whose.without)),
        ("therapist", whose.therapist),
    )
    return tuple((words.say("patient", name), text) for name, text in known if text)


def _plan(plan: Prescription, tools: DeskTools, today: date, words: DeskWords) -> PlanLine:
    exercise = tools.exercise(plan.exercise)
    title = words.exercise(plan.exercise, exercise.title_clinical) if exercise else ""
    dose = words.say("plan", "dose", sets=plan.sets, reps=plan.reps)
    if plan.hold_s is not None:
        dose += f", {words.say('plan', 'held', s=words.decimal(f'{plan.hold_s:g}'))}"
    for what in ("pace_s", "rest_s"):
        if (value := getattr(plan, what)) is not None:
            dose += f", {words.say('plan', what, s=words.decimal(f'{value:g}'))}"
    if plan.resistance:
        dose += f", {plan.resistance}"
    often = words.say("plan", "daily")
    if plan.days_a_week < 7:
        often = words.times("plan", "weekly", plan.days_a_week)
    if plan.times_a_day > 1:
        often += f", {words.say('plan', 'times', n=plan.times_a_day)}"
    start = words.day(plan.from_day)
    period = words.say("plan", "since", day=start)
    if plan.until_day:
        period = words.say("plan", "period", start=start, end=words.day(plan.until_day))
    return PlanLine(
        plan.id or 0,
        f"{plan.exercise} · {title}" if title else plan.exercise,
        *(words.hand(plan.side), dose, often, period, plan.note),
        plan.until_day is None or plan.until_day >= today,
    )


def _session(session: SessionRecord, words: DeskWords) -> SessionLine:
    done = session.exercises
    titles = dict.fromkeys(words.exercise(one.exercise, one.title) for one in done)
    return SessionLine(
        session.id,
        words.moment(session.at),
        tuple(titles),
        sum(one.ended(Status.VALID) for one in done),
        sum(len(one.repetitions) for one in done),
        sum(map(is_doubtful, (r for one in done for r in one.repetitions))),
        _pain(session.reports),
    )


def _pain(reports: Sequence[SelfReport]) -> str:
    """Pain before and after, as said: "2 → 4"; "" where it was not asked."""
    said = {r.moment: r.pain for r in reports if r.pain is not None}
    shown = [said.get(moment) for moment in (ReportTime.BEFORE, ReportTime.AFTER)]
    if shown == [None, None]:
        return str(said.get(ReportTime.OTHER, ""))
    return " → ".join(NOTHING if value is None else str(value) for value in shown)


def assessment_line(record: AssessmentRecord, words: DeskWords) -> AssessmentLine:
    """One assessment in a list.

    Parameters
    ----------
    record : AssessmentRecord
    words : DeskWords
    """
    held = record.assessment
    measured = sum(figure.value is not None for figure in held.figures)
    manner = words.say("manner", str(held.manner))
    return AssessmentLine(
        record.id, words.moment(record.at), words.hand(held.side), manner, measured
    )


def _told(one: Correction, words: DeskWords) -> str:
    """What was removed or moved, in a sentence."""
    acts = {"removed": "removed", "moved": "moved_away", "taken over": "moved_here"}
    values = {
        "at": words.moment(one.at),
        "by": one.by,
        "what": words.say("trail", str(one.what)),
        "what_at": words.moment(one.what_at),
        "other": one.other or words.say("trail", "somebody"),
    }
    told = words.say("trail", acts[str(one.act)], **values)
    return f"{told} {one.why}".strip()
