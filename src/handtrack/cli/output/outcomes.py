"""The outcomes of `handtrack score` on the screen: tables, or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from handtrack.batch.jobs import Outcome


def print_outcomes(
    outcomes: list[Outcome], as_json: bool, several: bool, out: Path | None, failed: bool = False
) -> None:
    """Print what came out; the command fails where a file did.

    Parameters
    ----------
    outcomes : list of Outcome
    as_json : bool
    several : bool
        Whether JSON has a line a file, also for one.
    out : Path, optional
        Where results were kept.
    failed : bool
        Whether anything else went wrong.
    """
    if as_json:
        _print_json(outcomes, several)
    elif outcomes:
        _print_tables(outcomes, out)
    if failed or any(outcome.result is None for outcome in outcomes):
        raise typer.Exit(1)


def _print_json(outcomes: list[Outcome], several: bool) -> None:
    """One file: its result. Several: one line each with file, error and result."""
    import json

    from handtrack.scoring.results import to_json

    for outcome in outcomes:
        text = to_json(outcome.result) if outcome.result else ""
        if several:
            line = {
                "file": str(outcome.job.path),
                "error": outcome.error or None,
                "result": json.loads(text) if text else None,
            }
            text = json.dumps(line, ensure_ascii=False) + "\n"
        elif outcome.error:
            typer.echo(outcome.error, err=True)
        typer.echo(
            text.encode(errors="backslashreplace"), nl=False
        )  # as bytes: UTF-8 whatever the terminal speaks


def _print_tables(outcomes: list[Outcome], out: Path | None) -> None:
    """One file: everything about it. Several: one row each."""
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.list_tables import outcomes_view
    from handtrack.cli.output.result_tables import result_view

    first = outcomes[0]
    if len(outcomes) > 1:
        console = stdout()
        console.print(outcomes_view(outcomes, console.width))
    elif first.result:
        console = stdout()
        console.print(result_view(first.result, str(first.job.path), console.width))
    else:
        typer.echo(first.error, err=True)
    if out and any(outcome.result for outcome in outcomes):
        where = out if len(outcomes) > 1 else first.job.folder
        typer.echo(f"\nWritten to {where}")
