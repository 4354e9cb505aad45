"""`handtrack schema`: what the files of handtrack look like, for other programs."""

from __future__ import annotations

from typing import Annotated

import typer

KINDS = ("result", "tapping", "exercise", "calibration", "report")


def schema(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="result, tapping, exercise, calibration or report.",
            show_default=False,
        ),
    ],
) -> None:
    """Print the JSON Schema of a file of handtrack's."""
    if kind not in KINDS:
        raise typer.BadParameter(f"'{kind}' has none; give one of {', '.join(KINDS)}.")
    from handtrack.assessment.tapping import tapping_result as tapping
    from handtrack.cli.output.format import json_text
    from handtrack.definitions import exercise
    from handtrack.reports import view
    from handtrack.scoring import results
    from handtrack.verifiers import calibration_file

    of = {
        "result": results.json_schema,
        "tapping": tapping.json_schema,
        "exercise": exercise.json_schema,
        "calibration": calibration_file.json_schema,
        "report": view.json_schema,
    }
    typer.echo(json_text(of[kind]()))
