"""`handtrack patient note`: what a therapist notes of a patient."""

from __future__ import annotations

from typing import Annotated

import typer

from handtrack.cli.commands.records.authors import By, author
from handtrack.cli.options import AsJson, Db, KeyArgument, store_at


def build() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_group)
    group.command()(add)
    group.command("list")(list_notes)
    group.command()(remove)
    return group


def _group() -> None:
    """The therapist's own notes of a patient."""


def add(
    patient: KeyArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note.", show_default=False)],
    by: By = None,
    db: Db = None,
) -> None:
    """Add a note."""
    from handtrack.records.store.reviews import add_note

    who = author(by, "")
    with store_at(db) as store:
        number = add_note(store, patient, text, who)
    typer.echo(f"Kept as note {number} of {patient}. By: {who.by}.")


def list_notes(patient: KeyArgument, as_json: AsJson = False, db: Db = None) -> None:
    """List the notes, the latest first."""
    with store_at(db) as store:
        notes = store.history(patient).notes[::-1]
    from handtrack.cli.output.console import print_value
    from handtrack.cli.output.review_tables import notes_view

    print_value(notes, notes_view, as_json)


def remove(
    patient: KeyArgument,
    number: Annotated[
        int, typer.Argument(metavar="NOTE", help="The note's number.", show_default=False)
    ],
    db: Db = None,
) -> None:
    """Remove a note for good."""
    from handtrack.records.store.reviews import remove_note

    with store_at(db) as store:
        remove_note(store, patient, number)
    typer.echo(f"Removed note {number} of {patient}.")
