"""The result of a finger-tapping test as tables for the terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from handtrack.assessment.tapping.tapping_result import Bout, TapFigure, TappingResult
from handtrack.assessment.tapping.tapping_text import NO_RATING
from handtrack.cli.output.console import number_column, plain_table, word_column
from handtrack.cli.output.format import paragraph
from handtrack.events import Label
from handtrack.measurements.number_format import MISSING, count, duration, number, seconds, share


def tapping_view(result: TappingResult, name: str) -> RenderableType:
    """Show one recording: its taps, the figures over them, and what is to be known of them.

    Parameters
    ----------
    result : TappingResult
    name : str
        Of the recording.
    """
    seen = "" if result.side_source == "given" else " (as seen)"
    length = f"{count(result.frames, 'frame')}, {duration(result.duration_s)}"
    title = f"{name}: finger tapping, {result.side} hand{seen}; {length}"
    parts: list[RenderableType] = [Text(title, style="bold"), ""]
    if result.bout:
        parts += [taps_table(result.bout), "", *figures_table(result.bout), ""]
    parts.append(Text(result.summary, style="bold"))
    known = (*result.notes, NO_RATING) if result.bout else result.notes
    parts += [Text(paragraph(f"- {note}", indent=2)) for note in known]
    camera = (
        f"Hand seen in {share(result.hand_share)} of frames; "
        f"{number(result.pictures_per_s, 1)} different pictures a second."
    )
    return Group(*parts, Text(camera))


def taps_table(bout: Bout) -> Table:
    """One row a tap."""
    columns = ("closed at", "interval", "amplitude", "closing", "opening")
    table = plain_table(number_column("#"), *map(number_column, columns), word_column("label"), "")
    for tap in bout.taps:
        table.add_row(
            str(tap.number),
            seconds(tap.closed_s),
            seconds(tap.interval_s),
            number(tap.amplitude_hand_lengths, 2),
            number(tap.closing_hand_lengths_per_s, 1),
            number(tap.opening_hand_lengths_per_s, 1),
            str(tap.label),
            tap.note,
        )
    table.caption = "Seconds; hand lengths; hand lengths a second."
    table.caption_justify = "left"
    return table


def figures_table(bout: Bout) -> list[RenderableType]:
    """The figures with their errors, and below why one is missing or an estimate."""
    table = plain_table(
        "", number_column("value"), number_column("±"), word_column("label"), number_column("note")
    )
    certain = Label.VERIFIED if bout.bounds.certain else Label.ESTIMATED
    table.add_row("Taps", str(len(bout.taps)), MISSING, str(certain), "")
    figures = _figures(bout)
    told = list(dict.fromkeys(one.note for _, one, _, _ in figures if one.note))
    for title, one, digits, scale in figures:
        value = None if one.value is None else one.value * scale
        error = None if one.error is None else one.error * scale
        note = f"({told.index(one.note) + 1})" if one.note else ""
        label = str(one.label) if one.label else "not told"
        table.add_row(title, number(value, digits), number(error, digits), label, note)
    bounds = f"Certainty: {bout.bounds.words} taps. ±: 95 % interval of the taps' own spread."
    lines = [bounds, *(f"({i}) {note}" for i, note in enumerate(told, 1))]
    return [table, *(Text(paragraph(line, indent=2)) for line in lines)]


def _figures(bout: Bout) -> list[tuple[str, TapFigure, int, float]]:
    """Title, figure, digits, and what it is multiplied by for a person."""
    return [
        ("Rate, taps a second", bout.rate_per_s, 2, 1),
        ("Unevenness of the intervals, CV in %", bout.interval_cv, 0, 100),
        ("Slowing, first tap to last, in %", bout.slowing_percent, 0, 1),
        ("Hesitations, more than twice the usual interval", bout.hesitations, 0, 1),
        ("Halts, of these more than a second", bout.halts, 0, 1),
        ("Amplitude, hand lengths", bout.amplitude_hand_lengths, 2, 1),
        ("Unevenness of the amplitude, CV in %", bout.amplitude_cv, 0, 100),
        ("Change of amplitude, first 10 taps, in %", bout.decrement_first_10_percent, 0, 1),
        ("Change of amplitude, all taps, in %", bout.decrement_percent, 0, 1),
        ("Opening, hand lengths a second", bout.opening_hand_lengths_per_s, 1, 1),
        ("Closing, hand lengths a second", bout.closing_hand_lengths_per_s, 1, 1),
    ]
