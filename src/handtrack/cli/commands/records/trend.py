"""`handtrack trend`: one motion over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.options import AsJson, Db, moment, store_at

if TYPE_CHECKING:
    from rich.console import RenderableType

    from handtrack.records.time_course import Course
    from handtrack.records.values import History


def trend(
    motion: Annotated[
        str,
        typer.Argument(
            metavar="MOTION",
            help="As wrist.flexion; 'handtrack protocols motions' lists them.",
            show_default=False,
        ),
    ],
    patient: Annotated[
        str, typer.Option(metavar="ID", help="The patient's id.", show_default=False)
    ],
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="From this day on; its first is the baseline.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Up to this day.")] = None,
    svg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also draw it into this SVG file.")
    ] = None,
    as_json: AsJson = False,
    db: Db = None,
) -> None:
    """Follow one motion through the assessments of a patient.

    Only assessments count; what was seen during exercise is another matter.
    """
    from handtrack.records.time_course import time_course

    _check(motion)
    first = moment(since, "--since").replace(hour=0) if since else None
    last = moment(until, "--until").replace(hour=0) + timedelta(days=1) if until else None
    if first and last and first >= last:
        raise typer.BadParameter(f"{until} is before {since}.", param_hint="--until")
    with store_at(db) as store:
        history = store.history(patient, first, last)
    lines = time_course(history.assessments, motion)
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text(lines))
        return
    if not lines:
        typer.echo(_nothing(history, motion), err=True)
        raise typer.Exit(1)
    _print(lines, motion)
    if svg:
        from handtrack.rendering.trend_figure import write_svg

        write_svg(svg, lines, motion)
        typer.echo(f"\nDrawn into {svg}")


def _check(motion: str) -> None:
    from difflib import get_close_matches

    from handtrack.assessment.motions import MOTIONS

    name = motion.partition("@")[0]
    if name not in MOTIONS:
        near = get_close_matches(name, MOTIONS, 3)
        hint = f" Do you mean {' or '.join(near)}?" if near else ""
        wrong = f"there is no motion '{motion}'.{hint} See: handtrack protocols motions."
        raise typer.BadParameter(wrong, param_hint="MOTION")


def _nothing(history: History, motion: str) -> str:
    known = {
        figure.motion
        for record in history.assessments
        for figure in record.assessment.figures
        if figure.value is not None
    }
    there = f" Measured are: {', '.join(sorted(known))}." if known else ""
    return f"{motion} was not measured for {history.patient.key} in this time.{there}"


def _print(lines: Sequence[Course], motion: str) -> None:
    from rich.text import Text

    from handtrack.assessment.motions import title_of
    from handtrack.assessment.notation import TWO_ERRORS
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.format import paragraph

    console = stdout()
    console.print(Text(title_of(motion), style="bold"))
    for line in lines:
        console.print("", Text(f"{line.side} hand, {line.manner}", style="bold"), _table(line))
    if any(len(line.points) > 1 for line in lines):
        console.print("", Text(paragraph(TWO_ERRORS)))


def _table(line: Course) -> RenderableType:
    from handtrack.assessment.notation import error_in_words, in_words
    from handtrack.cli.output.assessment_tables import change_words
    from handtrack.cli.output.console import number_column, plain_table, word_column
    from handtrack.cli.output.record_tables import when

    columns = (number_column("value"), number_column("accuracy"), word_column("label"))
    table = plain_table(word_column("when"), *columns, "since baseline")
    for point in line.points:
        figure = point.figure
        row = (when(point.at), in_words(figure), error_in_words(figure), figure.label)
        since = change_words(figure.motion, point.change) if point.change else "baseline"
        table.add_row(*row, since)
    return table
