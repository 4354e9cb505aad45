"""`handtrack db`: are the records whole, backing them up, bringing them back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handtrack.cli.given import AsJson, Db


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
    from handtrack.cli.format import count
    from handtrack.store.care import check
    from handtrack.store.place import find_place

    place = find_place(db)
    health = check(place)
    if as_json:
        from dataclasses import asdict

        from handtrack.cli.plain import as_text

        typer.echo(as_text({"records": place.name, **asdict(health)}))
        raise typer.Exit(1 if health.faults else 0)
    for fault in health.faults:
        typer.echo(fault, err=True)
    if health.faults:
        raise typer.Exit(1)
    kept = f"{count(health.patients, 'patient')}, {count(health.files, 'file')}"
    typer.echo(f"{place.name}: OK, {kept}.")


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file to write.", show_default=False)
    ],
    db: Db = None,
) -> None:
    """Write all patients with their recordings into one new file."""
    from handtrack.cli.format import count
    from handtrack.store.care import backup
    from handtrack.store.place import find_place

    keys = backup(find_place(db), file)
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
    from handtrack.cli.format import count
    from handtrack.store.care import restore
    from handtrack.store.place import find_place

    place = find_place(db)
    keys = restore(place, file, instead=replace)
    typer.echo(f"{count(len(keys), 'patient')} brought back into {place.name}.")
