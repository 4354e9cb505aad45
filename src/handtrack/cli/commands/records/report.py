"""`handtrack report`: what a therapist can file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from handtrack.cli.options import Db, choice, day, moment, store_at

PAPERS = ("A4", "Letter")


def report(
    patient: Annotated[
        str, typer.Option(metavar="PATIENT", help="The patient's id.", show_default=False)
    ],
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="FOLDER", help="Where to write.", show_default=False),
    ],
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="LIST",
            help="Of html, pdf, csv, json, fhir, bids-motion, trc, with commas.",
        ),
    ] = "html,pdf",
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="First day; assessments before it stay the baseline."),
    ] = None,
    paper: Annotated[str, typer.Option(metavar="A4|Letter", help="Size of the paper.")] = "A4",
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Without name, birth year and free texts.")
    ] = False,
    db: Db = None,
) -> None:
    """Write a report of a patient's records.

    One page first: three sentences, range of motion of both hands with errors and what changed.
    Then graphs, every exercise, adherence, the person's own words, text for the notes.
    """
    from handtrack.reports.write import Format, write

    allowed = tuple(str(f) for f in Format)
    wanted = [Format(choice(f.strip(), allowed, "--format")) for f in formats.split(",")]
    page = choice(paper, tuple(p.lower() for p in PAPERS), "--paper")
    first = day(since, "--since") if since else None
    if first and first > date.today():
        raise typer.BadParameter(f"{since} is still to come.", param_hint="--since")
    with store_at(db) as store:
        made = write(
            store, patient, wanted, out, moment(None), first,
            "A4" if page == "a4" else "Letter", anonymous,
        )  # fmt: skip
    for path in made.paths[:20]:
        typer.echo(str(path))
    if len(made.paths) > 20:
        typer.echo(f"… and {len(made.paths) - 20} more")
    if made.note:
        there = "" if Format.HTML in wanted else " Write that with --format html."
        typer.echo(f"report.pdf: {made.note}{there}", err=True)
    names = {path.relative_to(out).parts[0] for path in made.paths}
    lacking = [f for f, name in ((Format.TRC, "trc"), (Format.BIDS, "bids")) if name not in names]
    empty = [str(format) for format in lacking if format in wanted]
    if empty:
        typer.echo(
            f"There are no landmarks of {patient} in this time, so no {' and no '.join(empty)} was "
            "written.",
            err=True,
        )
        raise typer.Exit(1)
