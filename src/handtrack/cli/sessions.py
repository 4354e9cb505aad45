"""`handtrack sessions`: what live sessions left on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.given import Db, store_at

if TYPE_CHECKING:
    from handtrack.live.filing import Filed

_FOLDER = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Of sessions, if not handtrack's own.")
]


def build() -> typer.Typer:
    """The `sessions` group."""
    app = typer.Typer(help="What live sessions left on disk.", no_args_is_help=True)
    app.command("list")(list_sessions)
    app.command("show")(show)
    app.command("keep")(keep)
    return app


def list_sessions(folder: _FOLDER = None) -> None:
    """List the sessions kept, the latest first; interrupted ones say so."""
    from handtrack.cli.columns import stdout
    from handtrack.files import data_folder
    from handtrack.live.keeping import sessions

    place = folder or data_folder() / "sessions"
    found = list(sessions(place))
    if not found:
        typer.echo(f"There is no session in {place}. 'handtrack live' makes one.")
        return
    from rich.table import Table

    table = Table("session", "ended", "sets", "repetitions", "counted")
    for kept in found:
        row = (kept.folder.name, kept.ended or "interrupted", str(len(kept.sets)))
        table.add_row(*row, str(kept.repetitions), str(kept.valid))
    stdout().print(table)


def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="As 'handtrack sessions list' names it.")
    ],
    folder: _FOLDER = None,
) -> None:
    """Show the result of each set of a session; what was interrupted is scored from the disk."""
    from handtrack.cli.columns import stdout
    from handtrack.cli.tables import result_view
    from handtrack.files import data_folder
    from handtrack.live.keeping import answers, read_session, results

    place = (folder or data_folder() / "sessions") / name
    console = stdout()
    kept = read_session(place)
    for result in results(kept):
        console.print(result_view(result, f"{place.name}", console.width))
    said = {q: a for q, a in answers(place).items() if a is not None}
    if said:
        each = (f"{question.replace('_', ' ')} {answer}" for question, answer in said.items())
        typer.echo(f"Said, from 0 to 10: {', '.join(each)}.")
    if not kept.sets:
        typer.echo(f"No set was begun in {place}.")


def keep(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="As 'handtrack sessions list' names it.")
    ],
    patient: Annotated[
        str, typer.Option(metavar="ID", help="The patient's id.", show_default=False)
    ],
    folder: _FOLDER = None,
    exercises: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Exercise files to use instead of handtrack's own."),
    ] = None,
    db: Db = None,
) -> None:
    """Keep a session in a patient's records, also an interrupted one; twice changes nothing."""
    from handtrack.files import data_folder
    from handtrack.live.filing import file_session
    from handtrack.live.keeping import read_session

    kept = read_session((folder or data_folder() / "sessions") / name)
    with store_at(db) as store:
        key = store.patient(patient).key
        tell(file_session(store, key, kept, exercises), name, key)


def tell(filed: Filed, name: str, key: str) -> None:
    """Say what became of a session."""
    from handtrack.cli.format import count

    if filed.before:
        typer.echo(f"{name} is in the records of {key} already.")
    elif not filed.exercises:
        typer.echo(f"{name} holds no set, so there is nothing to keep.")
    else:
        typer.echo(f"Kept for {key}: {count(filed.exercises, 'exercise')} of {name}.")
