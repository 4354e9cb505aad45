"""Recognised exercises as tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Column
from rich.text import Text

from handtrack.cli.output.console import number_column, plain_table
from handtrack.cli.output.format import paragraph
from handtrack.definitions.exercise import Exercise
from handtrack.measurements.number_format import seconds, share
from handtrack.recognition.families import ambiguity_reason
from handtrack.recognition.segments import Recognition, Segment
from handtrack.verifiers.wording import joined

NOTHING = "none of these"


def recognition_view(
    name: str, found: Recognition, exercises: Sequence[Exercise]
) -> RenderableType:
    """List segments; below, what the landmarks cannot tell apart and what was not looked for.

    Parameters
    ----------
    name : str
        Of the clip.
    found : Recognition
    exercises : sequence of Exercise
        Those looked for.
    """
    known = {exercise.id: exercise for exercise in exercises}
    parts: list[RenderableType] = [Text(f"{name}: {_bottom_line(found, known)}", style="bold"), ""]
    if found.segments:
        columns = [number_column(title) for title in ("start", "end")]
        columns += [Column("exercise"), Column("hand"), number_column("confidence")]
        table = plain_table(*columns, number_column("valid"), number_column("of"))
        for segment in found.segments:
            named = segment.exercise is not None
            table.add_row(
                seconds(segment.start_s),
                seconds(segment.end_s),
                known[segment.exercise].title if segment.exercise else NOTHING,
                segment.side,
                share(segment.confidence),
                str(segment.counted) if named else "",
                str(segment.attempts) if named else "",
            )
        parts += [table, ""]
    parts += [Text(paragraph(line)) for line in could_be_lines(found.named, known)]
    parts += [Text(paragraph(line)) for line in perhaps_lines(found.segments, known)]
    if found.unknown:
        parts.append(Text(paragraph(_not_looked_for([known[id] for id in found.unknown]))))
    return Group(*parts)


def could_be_lines(segments: Sequence[Segment], known: dict[str, Exercise]) -> list[str]:
    """Write a sentence for each set of exercises that the landmarks do not tell apart.

    Parameters
    ----------
    segments : sequence of Segment
    known : dict of str to Exercise
        By id.
    """
    several = dict.fromkeys(s.could_be for s in segments if len(s.could_be) > 1)
    return [
        f"Could be {joined(ids, 'or')}: {ambiguity_reason([known[id] for id in ids])}."
        for ids in several
    ]


def perhaps_lines(segments: Sequence[Segment], known: dict[str, Exercise]) -> list[str]:
    """Write a sentence for each stretch that is named none and may be one all the same.

    Parameters
    ----------
    segments : sequence of Segment
    known : dict of str to Exercise
        By id.
    """
    return [
        f"From {seconds(s.start_s)} to {seconds(s.end_s)} s perhaps "
        f"{joined(s.suggestion.could_be, 'or')}, "
        f"{known[s.suggestion.exercise].title} the likeliest: "
        f"{share(s.suggestion.confidence)} sure, too little to name it."
        for s in segments
        if s.suggestion
    ]


def _not_looked_for(exercises: Sequence[Exercise]) -> str:
    both = (
        " Exercises of both hands need --hands 2." if any(e.hands == 2 for e in exercises) else ""
    )
    return f"Not looked for: {joined([e.id for e in exercises], 'and')}.{both}"


def _bottom_line(found: Recognition, known: dict[str, Exercise]) -> str:
    if not found.segments:
        return "no hand that moves"
    titles = dict.fromkeys(known[s.exercise].title for s in found.named if s.exercise)
    return ", ".join(titles) or NOTHING
