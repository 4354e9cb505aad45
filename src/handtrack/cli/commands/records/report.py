"""`handtrack report`: what a therapist can file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import Db, choice, day, moment, store_at

if TYPE_CHECKING:
    from handtrack.reports.write import Format, Written

PAPERS = ("A4", "Letter")
_MOST_PATHS = 20


def report(
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="FOLDER", help="Where to write.", show_default=False),
    ],
    patient: Annotated[
        str | None, typer.Option(metavar="PATIENT", help="The patient's id.", show_default=False)
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All patients, each in a folder of its own.")
    ] = False,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="LIST",
            help="Of html, pdf, notes, xlsx, csv, json, fhir, bids-motion, trc, with commas.",
        ),
    ] = "html,pdf",
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="First day; assessments before it stay the baseline."),
    ] = None,
    paper: Annotated[str, typer.Option(metavar="A4|Letter", help="Size of the paper.")] = "A4",
    letterhead: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Clinic, address, logo and signature line. Default: letterhead.toml in the data "
            "folder, if there is one.",
            show_default=False,
        ),
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Without name, birth year and free texts.")
    ] = False,
    db: Db = None,
) -> None:
    """Write a report of a patient's records, or of all patients'.

    Page one is for reading at a glance: goal, key motions, adherence, pain, alerts. Then all
    motions by joint, every repetition, every exercise, text for the notes.
    """
    from handtrack.reports.first_page_view import LetterheadView
    from handtrack.reports.letterhead import load_letterhead
    from handtrack.reports.write import Format, ReportOptions, write, write_all

    if every == (patient is not None):
        raise typer.BadParameter("Name one patient, or give --all.", param_hint="--patient")
    allowed = tuple(str(f) for f in Format)
    wanted = [Format(choice(f.strip(), allowed, "--format")) for f in formats.split(",")]
    page = choice(paper, tuple(p.lower() for p in PAPERS), "--paper")
    first = day(since, "--since") if since else None
    if first and first > date.today():
        raise typer.BadParameter(f"{since} is still to come.", param_hint="--since")
    options = ReportOptions(
        first,
        "A4" if page == "a4" else "Letter",
        anonymous,
        LetterheadView() if anonymous and letterhead is None else load_letterhead(letterhead),
    )
    with store_at(db) as store:
        if patient is None:
            made = write_all(store, wanted, out, moment(None), options)
        else:
            made = iter([(patient, write(store, patient, wanted, out, moment(None), options))])
        lacking = [_told(key, written, wanted, out) for key, written in made]
    if not lacking:
        typer.echo("There are no patients, so nothing was written.", err=True)
    if any(lacking) or not lacking:
        raise typer.Exit(1)


def _told(key: str, made: Written, wanted: list[Format], out: Path) -> bool:
    """Say what was written, and tell whether a format that was asked for could not be."""
    for path in made.paths[:_MOST_PATHS]:
        typer.echo(str(path))
    if len(made.paths) > _MOST_PATHS:
        typer.echo(f"… and {len(made.paths) - _MOST_PATHS} more")
    if made.note:
        there = "" if "html" in wanted else " Write that with --format html."
        typer.echo(f"report.pdf of {key}: {made.note}{there}", err=True)
    folders = {part for path in made.paths for part in path.relative_to(out).parts[:-1]}
    lacking = [f for f, name in (("trc", "trc"), ("bids-motion", "bids")) if name not in folders]
    empty = [name for name in lacking if name in wanted]
    if empty:
        typer.echo(
            f"There are no landmarks of {key} in this time, so no {' and no '.join(empty)} was "
            "written.",
            err=True,
        )
    return bool(empty)
