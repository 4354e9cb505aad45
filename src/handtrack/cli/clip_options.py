"""Options for a part of a clip and for slow motion; notes on a clip's source."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handtrack.landmarks.recording import Recording
    from handtrack.sources.clip_part import ClipPart

StartOption = Annotated[
    str | None,
    typer.Option(
        "--start", metavar="TIME", help="Leave out what comes before: seconds, or m:ss as 1:30."
    ),
]
EndOption = Annotated[
    str | None,
    typer.Option("--end", metavar="TIME", help="Leave out what comes from there on: as --start."),
]
SlowedOption = Annotated[
    float | None,
    typer.Option(
        "--slowed",
        metavar="N",
        help="The clip is slow motion, N times slower than life: times are divided by it.",
    ),
]


def clip_part(start: str | None, end: str | None, slowed: float | None) -> ClipPart:
    """Read which part of a clip is meant.

    Parameters
    ----------
    start, end : str, optional
        Times, as seconds or minutes:seconds.
    slowed : float, optional
        How many times slower than life the clip is.
    """
    from handtrack.sources.clip_part import ClipPart

    start_s = 0.0 if start is None else _seconds(start, "--start")
    end_s = inf if end is None else _seconds(end, "--end")
    if start_s >= end_s:
        wrong = f"it ends at {end_s:g} s, and starts at {start_s:g} s; give a later end."
        raise typer.BadParameter(wrong, param_hint="--end")
    if slowed is not None and not 0.1 <= slowed <= 100:
        wrong = f"{slowed:g} is no slow motion; say how many times slower than life, as 4 or 8."
        raise typer.BadParameter(wrong, param_hint="--slowed")
    return ClipPart(start_s, end_s, slowed or 1.0)


def _seconds(text: str, option: str) -> float:
    from handtrack.sources.clip_part import seconds_of

    try:
        return seconds_of(text)
    except ValueError:
        wrong = f"'{text}' is no time in a clip; write seconds, or minutes and seconds as 1:30."
        raise typer.BadParameter(wrong, param_hint=option) from None


def tell_source(name: str, recording: Recording) -> None:
    """Say on stderr what is missing of a clip, and what else to know of it.

    Parameters
    ----------
    name : str
        Of the clip.
    recording : Recording
    """
    for text in (recording.header.note, *recording.header.warnings):
        if text:
            typer.echo(f"{name}: {text}", err=True)
