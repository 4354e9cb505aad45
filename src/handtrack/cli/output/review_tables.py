"""What a person made of the records, as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from handtrack.assessment.motions import motion_of
from handtrack.assessment.notation import in_words, value_in_words
from handtrack.cli.output.console import number_column, plain_table, word_column
from handtrack.cli.output.format import paragraph
from handtrack.cli.output.record_tables import when
from handtrack.events import Label, plain_words
from handtrack.landmarks.free_text import sanitised
from handtrack.measurements.number_format import MISSING
from handtrack.records.agreement import Agreement
from handtrack.records.review import Goal, TherapistNote, TrialRemoval, VerdictCorrection
from handtrack.records.values import (
    AssessmentRecord,
    ExerciseRecord,
    History,
    RepetitionRecord,
    SessionRecord,
)


def session_view(session: SessionRecord) -> RenderableType:
    """Every repetition of a session, with both verdicts."""
    parts: list[RenderableType] = [Text(f"Session of {when(session.at)}", style="bold"), ""]
    for place, done in enumerate(session.exercises, 1):
        heading = f"{place}. {done.title} ({done.side}): {done.bounds.words} valid"
        parts += [Text(heading, style="bold"), _repetitions(done)]
        parts += [_correction(one) for one in done.corrections]
        parts.append("")
    if not session.exercises:
        parts.append("Nothing was done in it.")
    return Group(*parts)


def _repetitions(done: ExerciseRecord) -> RenderableType:
    if not done.repetitions:
        return Text("No repetition.")
    columns = (*map(number_column, ("rep", "start")), *map(word_column, ("machine", "person")))
    table = plain_table(*columns, "reasons")
    for repetition in done.repetitions:
        table.add_row(
            str(repetition.number),
            f"{repetition.start_s:.1f} s",
            _machine(repetition),
            str(repetition.correction.verdict) if repetition.correction else "",
            Text("; ".join(plain_words(reason) for reason in repetition.reasons)),
        )
    return table


def _machine(repetition: RepetitionRecord) -> str:
    estimated = repetition.label is Label.ESTIMATED
    return f"{repetition.status}{', estimated' if estimated else ''}"


def _correction(one: VerdictCorrection) -> Text:
    return _line(f"correction {one.id}: repetition {one.number} is {one.verdict}", one)


def _line(text: str, one: VerdictCorrection | TrialRemoval) -> Text:
    """What was done, then who did it when and why, and who undid it."""
    told = f"{text}, by {sanitised(one.by)} on {when(one.at)}: {sanitised(one.why)}"
    if not one.holds:
        told += f" (undone by {sanitised(one.undone_by)} on {when(one.undone_at)})"
    return Text(paragraph(told))


def assessment_view(record: AssessmentRecord) -> RenderableType:
    """Every figure of an assessment with its trials."""
    taken = record.assessment
    title = f"Assessment of {when(record.at)}, {taken.side} hand, {taken.manner}"
    table = plain_table(word_column("motion"), word_column("figure"), "trials")
    for figure in taken.figures:
        values = [
            f"{t.number}: {MISSING if t.value is None else f'{t.value:.3g}'}" for t in figure.trials
        ]
        known = MISSING if figure.value is None else in_words(figure)
        table.add_row(figure.motion, known, Text(", ".join(values)))
    removed = [
        _line(
            f"removal {one.id}: trial {one.trial} of {one.motion}"
            f"{'' if one.value is None else f' ({one.value:.3g})'}",
            one,
        )
        for one in record.removed_trials
    ]
    return Group(Text(title, style="bold"), "", table, *removed)


def notes_view(notes: Iterable[TherapistNote]) -> RenderableType:
    """Notes, one under the other."""
    parts: list[RenderableType] = []
    for note in notes:
        parts.append(Text(f"note {note.id}, {when(note.at)}, {sanitised(note.by)}", style="bold"))
        parts += [Text(paragraph(line, 2)) for line in sanitised(note.text).splitlines()]
    return Group(*parts) if parts else Text("No note yet.")


def goal_words(goal: Goal) -> str:
    """A goal in words: "wrist extension 60°, left hand, by 2026-12-24"."""
    if goal.of_motion:
        key = goal.motion_or_exercise
        reached = f"{motion_of(key).title} {value_in_words(key, goal.value)}"
    else:
        reached = f"{goal.value:.0f} valid repetitions of exercise {goal.motion_or_exercise} a day"
    return f"{reached}, {goal.side or 'either'} hand, by {goal.by_day}"


def review_view(history: History) -> RenderableType:
    """Goals and notes of a patient, under a heading each; nothing where there are none."""
    parts: list[RenderableType] = []
    if history.goals:
        parts += ["", Text("Goals", style="bold")]
        parts += [Text(f"{goal.id}: {goal_words(goal)}") for goal in history.goals]
    if history.notes:
        parts += ["", Text("Notes", style="bold"), notes_view(history.notes[::-1])]
    return Group(*parts)


def goals_table(goals: Sequence[Goal]) -> RenderableType:
    """Goals with their numbers."""
    if not goals:
        return "No goal is set."
    table = plain_table(number_column("goal"), "what")
    for goal in goals:
        table.add_row(str(goal.id), Text(goal_words(goal)))
    return table


def agreement_table(found: Iterable[Agreement]) -> RenderableType:
    """Agreement by exercise."""
    titles = ("repetitions", "undecided", "agreement", "kappa")
    table = plain_table(word_column("exercise"), *map(number_column, titles))
    for one in found:
        table.add_row(
            one.exercise or "all",
            str(one.repetitions),
            str(one.undecided),
            MISSING if one.agreement is None else f"{100 * one.agreement:.0f} %",
            MISSING if one.kappa is None else f"{one.kappa:.2f}",
        )
    note = (
        "undecided: called unverifiable by the machine, in neither figure. kappa: agreement beyond "
        "chance (Cohen); 1 is full, 0 is chance."
    )
    return Group(table, Text(paragraph(note)))
