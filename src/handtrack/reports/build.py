"""A report from a patient's records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from handtrack.assessment.norms import NormSet
from handtrack.assessment.notation import TWO_ERRORS
from handtrack.assessment.rom_result import Assessment
from handtrack.definitions.library import load_all
from handtrack.events import Label
from handtrack.landmarks.free_text import sanitised
from handtrack.landmarks.hand import fingers_words
from handtrack.measurements.error_model import MOST_VERIFIED
from handtrack.measurements.number_format import count
from handtrack.records.attention import pain_change, window_start
from handtrack.records.values import AssessmentRecord, History, SessionRecord
from handtrack.reports import phrases
from handtrack.reports.first_page_view import Field, FirstPage, LetterheadView
from handtrack.reports.sections import (
    adherence_section,
    exercise_section,
    first_page,
    goal_section,
    key_motions,
    note_section,
    pain_section,
    review_section,
    rom_section,
)
from handtrack.reports.view import HandReport

NO_LETTERHEAD = LetterheadView()


def build(
    history: History,
    norms: Mapping[str, NormSet],
    at: datetime,
    since: date | None = None,
    anonymous: bool = False,
    letterhead: LetterheadView = NO_LETTERHEAD,
) -> HandReport:
    """Make the report of a patient.

    Parameters
    ----------
    norms : mapping of str to NormSet
        Sets to compare with, by name.
    at : datetime
        Now.
    since : date, optional
        Sessions and self-reports before this day are left out. Assessments are all kept: the
        first one is the baseline.
    anonymous : bool
        Whether name, birth year and free texts stay out.
    letterhead : LetterheadView
    """
    sessions = [s for s in history.sessions if since is None or s.at.date() >= since]
    first, last = adherence_section.period(history, since, at.date())
    rom, notes = rom_section.table(history, norms)
    sides = tuple(str(side) for side in rom_section.sides(history))
    said = pain_section.reports_of(history, sessions, since)
    recent = [a for a in history.assessments if since is None or a.at.date() >= since]
    pain = pain_section.points(said, recent)
    pain_words = pain_section.words(pain)
    adherence = adherence_section.days_done(sessions, history.plans, first, last)
    dose = exercise_section.dose_sentence(sessions)
    chosen = key_motions.choose(rom, sides, history.goals, history.plans, last)
    header = _header(history, anonymous)
    risen = pain_change(said, recent, window_start(last))
    sources = first_page.AlertSources(rom, sides, sessions, adherence, risen)
    return HandReport(
        title="Hand report",
        made_at=at.isoformat(timespec="minutes"),
        period=phrases.period(first, last),
        letterhead=letterhead,
        header=header,
        bottom_line=(
            goal_section.sentence(history, rom, last, anonymous),
            first_page.motion_sentence(chosen, sides),
            first_page.practice_sentence(adherence, dose, pain_words),
        ),
        first=FirstPage(
            who=first_page.who(header),
            hands=sides[0] if len(sides) == 1 else "both",
            rule=key_motions.RULE,
            motions=first_page.table(chosen, sides),
            adherence=adherence,
            pain=pain,
            pain_words=pain_words,
            alerts=first_page.alerts(sources),
        ),
        sides=sides,
        goals=goal_section.every(history, rom, last),
        rom_day=rom_section.day(history),
        rom_pain=pain_section.of_last_assessment(history),
        norm_names=tuple(norms),
        rom=rom,
        trends=rom_section.trends(history),
        strips=exercise_section.strips(sessions, anonymous),
        log=exercise_section.log(sessions, history.plans, anonymous),
        log_legend=exercise_section.LEGEND,
        adherence=adherence_section.fields(sessions, adherence),
        corrections=review_section.lines(history, sessions, anonymous),
        voice=note_section.voice(history, said, anonymous),
        therapist=note_section.therapist(history, anonymous),
        subjective=note_section.subjective(history, said, pain_words, anonymous),
        objective=note_section.objective(rom, sides, f"Days done: {adherence.words}.", dose),
        limits=_limits(history, sessions),
        notes=notes,
        footnote=(
            f"{phrases.NO_CHANGE_MEANS}. Figures are verified and active unless marked (est.: "
            "estimated); after them stands half of their 95 % interval. L is the length of the "
            "palm, wrist to middle knuckle. Small raised numbers: the footnotes."
        ),
    )


def _header(history: History, anonymous: bool) -> tuple[Field, ...]:
    patient = history.patient
    key = f"anonymous {patient.pseudonym}" if anonymous else patient.key
    rows = [("Patient", key)]
    if not anonymous:
        rows += [("Name", sanitised(patient.name)), ("Born", str(patient.birth_year or ""))]
    rows += [
        ("Dominant hand", str(patient.dominant or "")),
        ("Affected hand", str(patient.affected or "")),
        ("Left out", fingers_words(patient.without)),
        ("First record", _first_day(history)),
    ]
    if not anonymous:
        rows += [
            ("Diagnosis", sanitised(patient.diagnosis)),
            ("Onset", sanitised(patient.onset)),
            ("Precautions", sanitised(patient.precautions)),
            ("Therapist", sanitised(patient.therapist)),
        ]
    return tuple(Field(label, text) for label, text in rows if text.strip())


def _first_day(history: History) -> str:
    days = [session.at for session in history.sessions]
    days += [record.at for record in history.assessments]
    return phrases.short_day(min(days)) if days else ""


def _limits(history: History, sessions: Sequence[SessionRecord]) -> tuple[str, ...]:
    done = (e.made_by for s in sessions for e in s.exercises)
    measured = (a.assessment.made_by for a in history.assessments)
    engines = {(m.handtrack, m.engine, m.model_sha256[:8]) for m in done}
    engines |= {(m.handtrack, m.engine, m.model_sha256[:8]) for m in measured}
    made = [
        f"handtrack {h}, {engine or 'engine unknown'}, hand model {sha or 'unknown'}"
        for h, engine, sha in sorted(engines)
    ]
    lines = [f"Made with {text}." for text in made]
    estimated = _count(history.assessments, Label.ESTIMATED)
    if estimated:
        lines.append(f"{count(estimated, 'figure')} of range of motion estimated, not verified.")
    lines.append(
        f"{TWO_ERRORS} Figures less exact than ± {MOST_VERIFIED['deg']:g}° are estimates and are "
        "not compared with norms. Repetitions count by the person's own range, never by a norm."
    )
    lines.append(
        "Not verifiable by a camera: force, load, pain, stretch, and who moves an assisted joint."
    )
    lines += _not_verifiable(sessions)
    return tuple(lines)


def _count(records: Iterable[AssessmentRecord], label: Label) -> int:
    measured: Iterable[Assessment] = (r.assessment for r in records)
    return sum(f.label is label and f.value is not None for a in measured for f in a.figures)


def _not_verifiable(sessions: Sequence[SessionRecord]) -> list[str]:
    """What each exercise's file says; an exercise from a file of one's own is not known here."""
    done = {e.exercise for s in sessions for e in s.exercises}
    return [
        f"Exercise {exercise.title}: not verified: {'; '.join(exercise.report.not_verifiable)}."
        for exercise in load_all()
        if exercise.id in done and exercise.report.not_verifiable
    ]
