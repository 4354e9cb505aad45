"""`handtrack sessions`: what live sessions left on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import AsJson, Db, store_at

if TYPE_CHECKING:
    from handtrack.live.session_folder.stored_session import StoredSession
    from handtrack.live.to_records import ImportResult

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


def list_sessions(folder: _FOLDER = None, as_json: AsJson = False) -> None:
    """List the sessions kept, the latest first: how each ended, and whether one is running."""
    from handtrack.files import data_folder
    from handtrack.live.session_folder.stored_session import sessions

    place = folder or data_folder() / "sessions"
    found = list(sessions(place))
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text([_row(kept) for kept in found]))
        return
    if not found:
        typer.echo(f"There is no session in {place}. 'handtrack live' makes one.")
        return
    from handtrack.cli.output.console import number_column, plain_table, stdout, word_column

    numbers = map(number_column, ("sets", "repetitions", "counted"))
    table = plain_table(word_column("session"), word_column("how it ended"), *numbers)
    for kept in found:
        figures = (len(kept.sets), kept.repetitions, kept.valid)
        table.add_row(kept.folder.name, kept.status, *map(str, figures))
    stdout().print(table)


def _row(kept: StoredSession) -> dict[str, object]:
    return {
        "session": kept.folder.name,
        "folder": str(kept.folder),
        "started": kept.started.isoformat(),
        "status": kept.status,
        "sets": len(kept.sets),
        "repetitions": kept.repetitions,
        "counted": kept.valid,
    }


def show(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="As 'handtrack sessions list' names it.")
    ],
    folder: _FOLDER = None,
    as_json: AsJson = False,
) -> None:
    """Show the result of each set of a session; what was interrupted is scored from the disk."""
    from handtrack.files import data_folder
    from handtrack.live.session_folder.set_results import results
    from handtrack.live.session_folder.stored_session import answers, read_session

    place = (folder or data_folder() / "sessions") / name
    kept = read_session(place)
    found, answered = list(results(kept)), answers(place)
    if as_json:
        import json

        from handtrack.cli.output.format import json_text
        from handtrack.scoring.results import to_json

        told = {
            **_row(kept),
            "answers": answered,
            "results": [json.loads(to_json(result)) for result in found],
        }
        typer.echo(json_text(told))
        return
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.result_tables import result_view

    console = stdout()
    for result in found:
        console.print(result_view(result, place.name, console.width))
    said = {question: answer for question, answer in answered.items() if answer is not None}
    if said:
        each = (f"{question.replace('_', ' ')}: {answer}" for question, answer in said.items())
        typer.echo(f"Answers, from 0 (none) to 10 (worst or most): {', '.join(each)}.")
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
    from handtrack.live.session_folder.stored_session import read_session
    from handtrack.live.to_records import import_session

    kept = read_session((folder or data_folder() / "sessions") / name)
    with store_at(db) as store:
        key = store.patient(patient).key
        tell(import_session(store, key, kept, exercises), name, key)


def tell(filed: ImportResult, name: str, key: str) -> None:
    """Print how many sets of a session went into a patient's records.

    Parameters
    ----------
    filed : ImportResult
        The result of its import.
    name : str
        The session's name.
    key : str
        The patient's key.
    """
    from handtrack.measurements.number_format import count

    if filed.before:
        typer.echo(f"{name} is in the records of {key} already.")
    elif not filed.sets:
        typer.echo(f"{name} holds no set, so there is nothing to keep.")
    else:
        typer.echo(f"Kept for {key}: {count(filed.sets, 'set')} of {name}.")
