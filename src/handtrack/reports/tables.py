"""A report as tables for a spreadsheet, with a dictionary of every column.

RFC 4180 in UTF-8; an empty cell is a missing figure, never 0.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import fields

from handtrack.free_text import in_cell
from handtrack.reports.view import LogRow, Report, RomCell

_ROM = {
    "motion": "Key of the motion",
    "title": "The motion in words",
    "side": "right or left",
    "value": "At the latest assessment, in words with its unit",
    "number": "The same as a number in the motion's direction; a lag is negative",
    "unit": "deg: degrees; L: hand lengths; 1: a score",
    "error": "Half of the 95 % interval, in words with its unit",
    "label": "verified, estimated or self_reported",
    "manner": "active or assisted, as declared",
    "baseline": "At the first assessment",
    "verdict": "Since the baseline, in few words",
    "change": "Since the baseline, with the least change that counts (MDC95)",
    "other_hand": "Per cent of the healthy hand",
    "norms": "Per cent of each named norm set, in the order of the sets' names",
    "note": "Why it is missing or estimated",
    "marks": "The numbers of that note in the other formats",
}
_LOG = {
    "day": "Day of the session",
    "exercise": "Number and clinical name",
    "side": "right or left",
    "prescribed": "Sets x repetitions of the plan, or the exercise's dose",
    "done": "Repetitions that counted",
    "between": "What their true number lies between, where it is not certain",
    "partial": "Smaller than the person's own full movement",
    "rejected": "Did not count",
    "unverifiable": "Could not be seen well enough",
    "reasons": "The most frequent reasons and how often",
    "flags": "What was noticed of repetitions that counted",
    "tempo": "Median seconds of a repetition that counted",
    "smoothness": "Median SPARC of repetitions that counted; closer to 0 is smoother",
    "fade": "Mean size of the last third of repetitions in per cent of the first third's",
    "assisted": "assisted, where declared",
    "resistance": "As declared",
    "pain": "0 to 10, as said, before and after",
    "effort": "0 to 10, as said, before and after",
}
_REPETITIONS = {
    "exercise": "Clinical name",
    "side": "right or left",
    "day": "Day of the session",
    "number": "In order of time",
    "status": "valid, partial, rejected or unverifiable",
    "own_range_percent": "How far it went, in per cent of the person's own range",
}
_TRENDS = {
    "motion": "Key of the motion",
    "side": "right or left",
    "day": "Day of the assessment",
    "value": "In the unit of the next column",
    "unit": "deg: degrees; L: hand lengths; 1: a score",
    "error": "Half of the 95 % interval",
    "baseline": "The first value",
    "mdc95": "The least change that counts",
}


def tables(report: Report) -> dict[str, str]:
    """The files by their names."""
    rom = [
        [row.motion, row.title, side, *(_plain(getattr(cell, f.name)) for f in fields(RomCell))]
        for row in report.rom
        for side, cell in (("right", row.right), ("left", row.left))
        if cell is not None
    ]
    log = [[getattr(row, f.name) for f in fields(LogRow)] for row in report.log]
    repetitions = [
        [strip.title, strip.side, mark.day, number, str(mark.status), mark.percent]
        for strip in report.strips
        for number, mark in enumerate(strip.marks, 1)
    ]
    trends = [
        [t.motion, t.side, day, value, t.unit, error, t.baseline, t.mdc]
        for t in report.trends
        for day, value, error in zip(t.days, t.values, t.errors, strict=True)
    ]
    found = {
        "rom.csv": (_ROM, rom),
        "log.csv": (_LOG, log),
        "repetitions.csv": (_REPETITIONS, repetitions),
        "trends.csv": (_TRENDS, trends),
    }
    made = {name: _csv(columns, rows) for name, (columns, rows) in found.items()}
    dictionary = [
        [name, column, meaning]
        for name, (columns, _) in found.items()
        for column, meaning in columns.items()
    ]
    return made | {"data_dictionary.csv": _csv(["file", "column", "meaning"], dictionary)}


def _plain(value: object) -> object:
    return ", ".join(value) if isinstance(value, tuple) else value


def _csv(columns: Iterable[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if v is None else in_cell(v) for v in row])
    return text.getvalue()
