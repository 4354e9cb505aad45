"""`handtrack db`: are the records whole, backing them up, bringing them back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import AsJson, Db

if TYPE_CHECKING:
    from handtrack.records.store.location import StoreLocation


def build() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_group)
    group.command()(check)
    group.command()(backup)
    group.command()(restore)
    return group


def _group() -> None:
    """Look after the records: check, back up, bring back."""


def check(as_json: AsJson = False, db: Db = None) -> None:
    """Look at every page of the records and every kept file, and wipe what deletions left."""
    from handtrack.measurements.number_format import count
    from handtrack.records.store.backup.maintenance import check
    from handtrack.records.store.location import find_location

    place = find_location(db)
    health = check(place)
    faults = (*health.faults, *_orphaned_sessions(place))
    if as_json:
        from dataclasses import asdict

        from handtrack.cli.output.format import json_text

        typer.echo(json_text({"records": place.name, **asdict(health), "faults": faults}))
        raise typer.Exit(1 if faults else 0)
    for fault in faults:
        typer.echo(fault, err=True)
    _close_to_others(place)
    if faults:
        raise typer.Exit(1)
    kept = f"{count(health.patients, 'patient')}, {count(health.files, 'file')}"
    typer.echo(f"{place.name}: OK, {kept}.")


def _orphaned_sessions(place: StoreLocation) -> list[str]:
    """Live sessions of patients who are not in the records."""
    from handtrack.files import data_folder
    from handtrack.live.to_records import orphaned_sessions
    from handtrack.records.store.store import Store

    with Store.open(place) as store:
        return list(orphaned_sessions(store, data_folder() / "sessions"))


def _close_to_others(place: StoreLocation) -> None:
    """Take from others the right to read what is kept."""
    from handtrack.files import close_to_others, data_folder
    from handtrack.measurements.number_format import count

    closed = sum(map(close_to_others, (data_folder(), place.files)))
    if closed:
        typer.echo(f"{count(closed, 'file')} could be read by others; now only you can.")


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file to write.", show_default=False)
    ],
    db: Db = None,
) -> None:
    """Write all patients with their recordings into one new file."""
    from handtrack.measurements.number_format import count
    from handtrack.records.store.backup.maintenance import backup
    from handtrack.records.store.location import find_location

    keys = backup(find_location(db), file)
    typer.echo(f"{count(len(keys), 'patient')} written to {file}")


def restore(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What backup wrote.", show_default=False)
    ],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put them in the place of everything that is there now."),
    ] = False,
    db: Db = None,
) -> None:
    """Bring a backup back, into empty records; damaged ones are put aside with --replace."""
    from handtrack.measurements.number_format import count
    from handtrack.records.store.backup.maintenance import restore
    from handtrack.records.store.location import find_location

    place = find_location(db)
    keys = restore(place, file, replace_all=replace)
    typer.echo(f"{count(len(keys), 'patient')} brought back into {place.name}.")
