"""`handtrack patient`: who is followed, and what is kept of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handtrack.cli.commands.records import corrections, goals, notes, patient_list
from handtrack.cli.options import (
    AsJson,
    Db,
    Effort,
    KeyArgument,
    NewFileArgument,
    Pain,
    When,
    Words,
    choice,
    left_out,
    moment,
    side,
    store_at,
)

if TYPE_CHECKING:
    from handtrack.records.store.store import Store

Year = Annotated[int | None, typer.Option(metavar="YEAR", help="Year of birth.")]
Dominant = Annotated[str | None, typer.Option(metavar="left|right", help="The dominant hand.")]
AffectedOption = Annotated[
    str | None, typer.Option(metavar="left|right|both|none", help="The hand under treatment.")
]
Diagnosis = Annotated[str | None, typer.Option(metavar="TEXT", help="Diagnosis.")]
Onset = Annotated[str | None, typer.Option(metavar="TEXT", help="When and how it began.")]
Precautions = Annotated[str | None, typer.Option(metavar="TEXT", help="What to be careful with.")]
Therapist = Annotated[str | None, typer.Option(metavar="TEXT", help="Who treats.")]
Goal = Annotated[
    str | None, typer.Option(metavar="TEXT", help="The person's own goal, in their words.")
]
Lacks = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="FINGER",
        help="A finger that is missing, splinted or bandaged: index, middle, ring or little. May "
        "be given several times, or as ring,little; 'none' for none.",
    ),
]


def build() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_group)
    group.command()(add)
    group.command("list")(patient_list.list_patients)
    group.command()(show)
    group.command()(edit)
    group.command()(say)
    group.command()(delete)
    group.command()(export)
    group.command("import")(import_patient)
    for what in ("session", "assessment"):
        group.add_typer(corrections.build(what), name=what)
    group.add_typer(notes.build(), name="note")
    group.add_typer(goals.build(), name="goal")
    return group


def _group() -> None:
    """Who is followed, and what is kept of them. Everything stays on this machine."""


def add(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Initials suffice.", show_default=False)
    ] = "",
    key: Annotated[
        str | None,
        typer.Option(
            "--id", metavar="ID", help="Short name for commands. Default: from the initials."
        ),
    ] = None,
    birth_year: Year = None,
    dominant: Dominant = None,
    affected: AffectedOption = None,
    diagnosis: Diagnosis = None,
    onset: Onset = None,
    precautions: Precautions = None,
    therapist: Therapist = None,
    goal: Goal = None,
    without: Lacks = None,
    db: Db = None,
) -> None:
    """Add a patient. Initials or an id suffice; the rest helps the reports."""
    from handtrack.records.patient import Patient, suggest_key

    texts = (diagnosis, onset, precautions, therapist, goal)
    known = _known(birth_year, dominant, affected, without, *texts)
    if not name and not key:
        raise typer.BadParameter("give a name, initials or an --id.", param_hint="NAME")
    with store_at(db, create=True) as store:
        taken = {line.patient.key for line in store.patients()}
        chosen = key.lower() if key else suggest_key(name, taken)
        patient = Patient(chosen, moment(None), name, **known)
        store.add_patient(patient)
        typer.echo(f"Added {patient.key}. The records are in {store.location.name}.")


def _known(
    birth_year: int | None,
    dominant: str | None,
    affected: str | None,
    without: list[str] | None,
    *texts: str | None,
) -> dict[str, Any]:
    """What was given of a patient."""
    from handtrack.records.patient import Affected

    names = ("diagnosis", "onset", "precautions", "therapist", "goal")
    hands = tuple(Affected)
    given = {
        "birth_year": birth_year,
        "dominant": side(dominant, "--dominant") if dominant else None,
        "affected": Affected(choice(affected, hands, "--affected")) if affected else None,
        "without": left_out(without),
        **dict(zip(names, texts, strict=True)),
    }
    return {name: value for name, value in given.items() if value is not None}


def show(patient: KeyArgument, as_json: AsJson = False, db: Db = None) -> None:
    """Show a patient: who it is, what is prescribed, what was done and measured."""
    with store_at(db) as store:
        history = store.history(patient)
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text(history))
        return
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.record_tables import history_view
    from handtrack.cli.output.review_tables import review_view

    stdout().print(history_view(history))
    if history.goals or history.notes:
        stdout().print(review_view(history))


def edit(
    patient: KeyArgument,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Name or initials.")] = None,
    birth_year: Year = None,
    dominant: Dominant = None,
    affected: AffectedOption = None,
    diagnosis: Diagnosis = None,
    onset: Onset = None,
    precautions: Precautions = None,
    therapist: Therapist = None,
    goal: Goal = None,
    without: Lacks = None,
    db: Db = None,
) -> None:
    """Change what is known of a patient; what is not given stays. '' empties a text."""
    from dataclasses import replace

    texts = (diagnosis, onset, precautions, therapist, goal)
    known = _known(birth_year, dominant, affected, without, *texts)
    if name is not None:
        known["name"] = name
    if not known:
        raise typer.BadParameter("give at least one thing to change.", param_hint="edit")
    with store_at(db) as store:
        store.edit_patient(replace(store.patient(patient), **known))
    names = ", ".join("left-out fingers" if name == "without" else name for name in known)
    typer.echo(f"Changed {names} of {patient}.".replace("_", " "))


def say(
    patient: KeyArgument,
    pain: Pain = None,
    effort: Effort = None,
    words: Words = "",
    when: When = None,
    db: Db = None,
) -> None:
    """Keep what the patient says of pain, effort, or anything else."""
    from handtrack.records.patient import SelfReport

    report = SelfReport(moment(when), pain=pain, effort=effort, words=words)
    with store_at(db) as store:
        store.add_report(patient, report)
    typer.echo(f"Kept for {patient}.")


def delete(
    patient: KeyArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    db: Db = None,
) -> None:
    """Delete a patient and everything of theirs: records, recordings, what was said.

    Backups and exported files are yours to delete.
    """
    from handtrack.files import data_folder
    from handtrack.live.to_records import folders_of
    from handtrack.measurements.number_format import count

    with store_at(db) as store:
        known = store.patient(patient)
        if not yes:
            _confirm(store, known.key)
        folders = folders_of(store, known.key, data_folder() / "sessions")
        gone = store.delete_patient(known.key, folders)
    parts = (
        (gone.sessions, "session"),
        (gone.assessments, "assessment"),
        (gone.files, "file"),
        (gone.folders, "live session"),
    )
    typer.echo(f"Deleted {known.key}: {', '.join(count(*part) for part in parts)}.")
    if gone.traces:
        typer.echo(
            "Another program has the records open, so some deleted text may still stand beside "
            "them. Close it and run 'handtrack db check'.",
            err=True,
        )


def _confirm(store: Store, key: str) -> None:
    history = store.history(key)
    typer.confirm(
        f"Delete {key} with {len(history.sessions)} sessions and {len(history.assessments)} "
        "assessments for good?",
        abort=True,
        err=True,
    )


def export(patient: KeyArgument, out: NewFileArgument, db: Db = None) -> None:
    """Write everything of a patient into one file, recordings included."""
    from handtrack.records.store.backup.archive import write_archive

    with store_at(db) as store:
        write_archive(store, [patient], out)
    typer.echo(f"Written to {out}")


def import_patient(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What export wrote.", show_default=False)
    ],
    key: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Another id than in the file.")
    ] = None,
    db: Db = None,
) -> None:
    """Take in a patient from a file; all of it or nothing."""
    from handtrack.records.store.backup.archive_import import read_archive

    with store_at(db, create=True) as store:
        keys = read_archive(store, file, key.lower() if key else None)
    typer.echo(f"Took in {', '.join(keys)}.")
