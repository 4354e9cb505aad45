"""`handtrack sessions`: what live sessions left on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_FOLDER = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Of sessions, if not handtrack's own.")
]


def build() -> typer.Typer:
    """The `sessions` group."""
    app = typer.Typer(help="What live sessions left on disk.", no_args_is_help=True)
    app.command("list")(list_sessions)
    app.command("show")(show)
    return app


def list_sessions(folder: _FOLDER = None) -> None:
    """List the sessions kept, the latest first; interrupted ones say so."""
    from handtrack.cli.columns import stdout
    from handtrack.live.keeping import data_folder, sessions

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
    from handtrack.live.keeping import data_folder, read_session, results

    place = (folder or data_folder() / "sessions") / name
    console = stdout()
    kept = read_session(place)
    for result in results(kept):
        console.print(result_view(result, f"{place.name}", console.width))
    if not kept.sets:
        typer.echo(f"No set was begun in {place}.")
