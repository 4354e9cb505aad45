"""`handtrack patient session` and `assessment`: the last word on what the machine found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.commands.records.authors import By, Why, author
from handtrack.cli.options import AsJson, Db, KeyArgument, choice, store_at

if TYPE_CHECKING:
    from handtrack.records.store.store import Store
    from handtrack.records.values import AssessmentRecord, ExerciseRecord, SessionRecord

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="As 'list' shows it.", show_default=False)
]
Review = Annotated[
    int, typer.Argument(metavar="NUMBER", help="As 'show' names it.", show_default=False)
]


def add_to_sessions(group: typer.Typer) -> None:
    """Add the commands on sessions."""
    group.command("show")(show_session)
    group.command()(correct)
    group.command()(undo)


def add_to_assessments(group: typer.Typer) -> None:
    """Add the commands on assessments."""
    group.command("show")(show_assessment)
    group.command("remove-trial")(remove_trial)
    group.command("restore-trial")(restore_trial)


def show_session(
    patient: KeyArgument, number: Number, as_json: AsJson = False, db: Db = None
) -> None:
    """Show every repetition of a session: the machine's verdict, and a person's beside it."""
    with store_at(db) as store:
        session = _session(store, patient, number)
    from handtrack.cli.output.console import print_value
    from handtrack.cli.output.review_tables import session_view

    print_value(session, session_view, as_json)


def correct(
    patient: KeyArgument,
    number: Number,
    repetition: Annotated[
        int, typer.Option("--repetition", metavar="N", help="Which one, as 'show' numbers it.")
    ],
    verdict: Annotated[
        str,
        typer.Option(
            metavar="VERDICT",
            help="valid, partial, rejected, 'other side' or 'not an exercise'.",
            show_default=False,
        ),
    ],
    why: Why,
    exercise: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Which exercise of the session, from 1. Default: its only one."
        ),
    ] = None,
    by: By = None,
    db: Db = None,
) -> None:
    """Give your own verdict on a repetition. It counts; the machine's stays beside it."""
    from handtrack.records.review import PersonVerdict
    from handtrack.records.store.reviews import correct_verdict

    wanted = verdict.replace("-", " ").replace("_", " ")
    made = PersonVerdict(choice(wanted, tuple(PersonVerdict), "--verdict"))
    who = author(by, why)
    with store_at(db) as store:
        session = _session(store, patient, number)
        done = _exercise(session, exercise)
        given = correct_verdict(store, patient, done.id, repetition, made, who)
    was = next(r.final for r in done.repetitions if r.number == repetition)
    typer.echo(
        f"Repetition {repetition} of {done.title}: {made} (before: {was or 'not counted'}). "
        f"By: {who.by}. To undo it: handtrack patient session undo {patient} {given}"
    )


def undo(patient: KeyArgument, number: Review, by: By = None, db: Db = None) -> None:
    """Undo a verdict of a person; what held before it holds again."""
    from handtrack.records.store.reviews import undo_verdict

    who = author(by, "")
    with store_at(db) as store:
        undone = undo_verdict(store, patient, number, who)
    typer.echo(f"Undone: '{undone.verdict}' on repetition {undone.number}. By: {who.by}.")


def show_assessment(
    patient: KeyArgument, number: Number, as_json: AsJson = False, db: Db = None
) -> None:
    """Show every figure of an assessment with its trials, and those that a person removed."""
    with store_at(db) as store:
        record = _assessment(store, patient, number)
    from handtrack.cli.output.console import print_value
    from handtrack.cli.output.review_tables import assessment_view

    print_value(record, assessment_view, as_json)


def remove_trial(
    patient: KeyArgument,
    number: Number,
    motion: Annotated[
        str, typer.Option(metavar="MOTION", help="As wrist.extension.", show_default=False)
    ],
    trial: Annotated[int, typer.Option(metavar="N", help="Which trial, as 'show' numbers it.")],
    why: Why,
    by: By = None,
    db: Db = None,
) -> None:
    """Leave one trial out of one figure; its value is computed again from the others."""
    from handtrack.assessment.notation import in_words
    from handtrack.records.store import reviews

    who = author(by, why)
    with store_at(db) as store:
        given = reviews.remove_trial(store, patient, number, motion, trial, who)
        figure = _assessment(store, patient, number).assessment.figure(motion)
    now = in_words(figure) if figure and figure.value is not None else "no value, no trial is left"
    typer.echo(
        f"Removed trial {trial} of {motion}; now: {now}. By: {who.by}. To restore it: "
        f"handtrack patient assessment restore-trial {patient} {given}"
    )


def restore_trial(patient: KeyArgument, number: Review, by: By = None, db: Db = None) -> None:
    """Restore a trial that a person removed."""
    from handtrack.records.store import reviews

    who = author(by, "")
    with store_at(db) as store:
        back = reviews.restore_trial(store, patient, number, who)
    typer.echo(f"Restored trial {back.trial} of {back.motion}. By: {who.by}.")


def _session(store: Store, key: str, number: int) -> SessionRecord:
    from handtrack.records.store.one_record import found_record, history_of
    from handtrack.records.values import RecordKind

    return found_record(history_of(store, key, RecordKind.SESSION, number).sessions, number)


def _exercise(session: SessionRecord, place: int | None) -> ExerciseRecord:
    """The exercise at a place in its session; its only one where no place is given."""
    done = session.exercises
    if place is None and len(done) == 1:
        return done[0]
    if place is not None and 1 <= place <= len(done):
        return done[place - 1]
    there = "; ".join(f"{i}: {e.title}, {e.side}" for i, e in enumerate(done, 1)) or "none"
    told = "say which exercise" if place is None else f"there is no exercise {place}"
    raise typer.BadParameter(f"{told}; session {session.id} has {there}.", param_hint="--exercise")


def _assessment(store: Store, key: str, number: int) -> AssessmentRecord:
    from handtrack.records.store.one_record import found_record, history_of
    from handtrack.records.values import RecordKind

    return found_record(history_of(store, key, RecordKind.ASSESSMENT, number).assessments, number)
