"""`handtrack agreement`: how far the machine and the clinic agree."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import AsJson, Db, store_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handtrack.records.agreement import AgreementRow


def agreement(
    patient: Annotated[
        str | None, typer.Option(metavar="ID", help="Of this patient only. Default: of all.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Also write every repetition into this CSV file."
        ),
    ] = None,
    as_json: AsJson = False,
    db: Db = None,
) -> None:
    """Compare the machine's verdicts with those of a person, by exercise.

    Only repetitions that a person gave a verdict on count, also the same verdict as the machine's.
    The file names recordings by their hash: no image and no name, but reasons as they were written.
    """
    from handtrack.files import write_text
    from handtrack.records.agreement import agreement as agreement_of

    with store_at(db) as store:
        rows = store.agreement_rows(patient)
    found = agreement_of(rows)
    if not rows:
        typer.echo(
            "No repetition has a verdict of a person yet. Give one: handtrack patient session "
            "correct.",
            err=True,
        )
        raise typer.Exit(1)
    if out:
        write_text(out, _csv(rows))
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text({"agreement": found, "repetitions": rows}))
        return
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.review_tables import agreement_table

    stdout().print(agreement_table(found))
    if out:
        typer.echo(f"Written to {out}")


def _csv(rows: Iterable[AgreementRow]) -> str:
    from handtrack.landmarks.free_text import as_table_cell

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["recording", "exercise", "repetition", "machine", "person", "why"])
    for row in rows:
        cells = (row.recording, row.exercise, row.repetition, row.machine, row.person, row.why)
        writer.writerow([as_table_cell(cell) for cell in cells])
    return text.getvalue()
