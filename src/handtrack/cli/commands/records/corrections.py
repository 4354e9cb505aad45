"""`handtrack patient session` and `patient assessment`: what is wrong is removed, or moved."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.commands.records import reviews
from handtrack.cli.commands.records.authors import By, author
from handtrack.cli.options import AsJson, Db, KeyArgument, store_at

if TYPE_CHECKING:
    from handtrack.records.store.corrections import Author
    from handtrack.records.store.store import Store
    from handtrack.records.values import AssessmentRecord, RecordKind, SessionRecord

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="As 'list' shows it.", show_default=False)
]
Why = Annotated[str, typer.Option(metavar="TEXT", help="The reason, kept with the trace.")]
To = Annotated[
    str, typer.Option(metavar="PATIENT", help="The patient it belongs to.", show_default=False)
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def build(what: str) -> typer.Typer:
    """The group of commands for one kind of record: "session" or "assessment"."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        help=f"A patient's {what}s: list, show and correct them, remove a wrong one, or move it to "
        "another patient.",
    )

    def list_them(patient: KeyArgument, as_json: AsJson = False, db: Db = None) -> None:
        _list(what, patient, as_json, db)

    def remove(
        patient: KeyArgument,
        number: Number,
        why: Why = "",
        by: By = None,
        yes: Yes = False,
        db: Db = None,
    ) -> None:
        _remove(what, patient, number, author(by, why), yes, db)

    def move(
        patient: KeyArgument, number: Number, to: To, why: Why = "", by: By = None, db: Db = None
    ) -> None:
        _move(what, patient, number, to, author(by, why), db)

    listed = f"List a patient's {what}s by number, the latest first."
    removed = f"Remove a {what} with its recordings for good; who did it, when and why is kept."
    moved = f"Move a {what} to the patient it belongs to; who did it, when and why is kept."
    group.command("list", help=listed)(list_them)
    group.command("remove", help=removed)(remove)
    group.command("move", help=moved)(move)
    if what == "session":
        reviews.add_to_sessions(group)
    else:
        reviews.add_to_assessments(group)
    return group


def _list(what: str, patient: str, as_json: bool, db: str | None) -> None:
    from handtrack.cli.output.console import print_value
    from handtrack.cli.output.record_tables import records_table
    from handtrack.records.values import RecordKind

    with store_at(db) as store:
        history = store.history(patient)
    found: Iterable[SessionRecord | AssessmentRecord] = (
        history.sessions if what == RecordKind.SESSION else history.assessments
    )
    latest_first = tuple(found)[::-1]
    print_value(latest_first, records_table, as_json)


def _remove(
    what: str, patient: str, number: int, author: Author, yes: bool, db: str | None
) -> None:
    from handtrack.measurements.number_format import count
    from handtrack.records.store.corrections import remove_record
    from handtrack.records.values import RecordKind

    kind = RecordKind(what)
    with store_at(db) as store:
        key = store.patient(patient).key
        named = _described(store, kind, key, number)
        if not yes:
            typer.confirm(f"Remove {named} of {key} for good?", abort=True, err=True)
        files = remove_record(store, key, kind, number, author, _live(store, kind, key, number))
    typer.echo(f"Removed {named} of {key}, {count(files, 'file')}. By: {author.by}.")


def _move(what: str, patient: str, number: int, to: str, author: Author, db: str | None) -> None:
    from handtrack.live.session_folder.stored_session import assign, read_session
    from handtrack.records.store.corrections import move_record
    from handtrack.records.values import RecordKind

    kind = RecordKind(what)
    with store_at(db) as store:
        key, other = store.patient(patient).key, store.patient(to)
        named = _described(store, kind, key, number)
        folders = _live(store, kind, key, number)
        move_record(store, key, kind, number, other.key, author, folders)
        for folder in folders:
            assign(read_session(folder), other)
    typer.echo(f"Moved {named} from {key} to {other.key}. By: {author.by}.")


def _described(store: Store, kind: RecordKind, key: str, number: int) -> str:
    """The record in words, as "the session of 2026-11-22 10:57"."""
    from handtrack.cli.output.record_tables import when
    from handtrack.records.store.one_record import record_time

    return f"the {kind} of {when(record_time(store, key, kind, number))}"


def _live(store: Store, kind: RecordKind, key: str, number: int) -> list[Path]:
    """The folder of the live session that is meant, if it is one and still there."""
    from handtrack.files import data_folder
    from handtrack.live.to_records import folders_of_record

    return folders_of_record(store, key, kind, number, data_folder() / "sessions")
