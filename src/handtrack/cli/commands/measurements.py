"""`handtrack measurements`: everything that can be read off a hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from handtrack.measurements import Measurement


_SPACES = {
    "image": "image points with depth",
    "world": "world points",
    "plane": "image points without depth",
    "image and world": "image points with depth, and world points",
    "fitted": "the hand fitted to both",
}


def build() -> typer.Typer:
    """The group of commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_group)
    group.command("list")(list_measurements)
    return group


def _group() -> None:
    """Everything that can be read off a hand."""


def list_measurements(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List every measurement with its unit, range, views and source."""
    from handtrack.measurements import MEASUREMENTS

    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text([_plain(m) for m in MEASUREMENTS.values()]))
        return
    for measurement in MEASUREMENTS.values():
        _print(measurement)


def _plain(measurement: Measurement) -> dict[str, Any]:
    from math import isfinite

    ends = (measurement.low, measurement.high)
    low, high = (end if isfinite(end) else None for end in ends)
    return {
        "name": measurement.name,
        "summary": measurement.summary,
        "unit": measurement.unit,
        "low": low,
        "high": high,
        "fingers": list(measurement.fingers),
        "views": list(measurement.views),
        "space": measurement.space,
        "needs_forearm": measurement.needs_forearm,
        "needs_object": measurement.needs_object,
        "source": measurement.source,
    }


def _print(measurement: Measurement) -> None:
    from handtrack.cli.output.format import fields, paragraph
    from handtrack.measurements.number_format import range_words, unit_words

    values = {
        "unit": unit_words(measurement.unit),
        "range": range_words(measurement.low, measurement.high, measurement.unit),
        "fingers": ", ".join(measurement.fingers),
        "views": ", ".join(measurement.views),
        "space": _SPACES[measurement.space],
        "forearm": "taken against the forearm line" if measurement.needs_forearm else "",
        "object": "taken of a followed object" if measurement.needs_object else "",
        "source": measurement.source,
    }
    typer.echo(f"{measurement.name}\n{paragraph(measurement.summary, 2)}\n{fields(values)}\n")
