"""A report as tables for a spreadsheet, with a dictionary of every column.

RFC 4180 in UTF-8; an empty cell is a missing figure, never 0.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from handtrack.landmarks.free_text import as_table_cell
from handtrack.reports.view import HandReport, LogRow, RomCell, RomRow

_ROM = {
    "motion": "Key of the motion",
    "title": "The motion in words",
    "side": "right or left",
    "value": "At the latest assessment, in the motion's direction; a lag is negative",
    "error": "Half of the 95 % interval: how far it may be from the true figure",
    "unit": "deg: degrees; L: hand lengths; 1: a score",
    "words": "The value in words",
    "label": "verified, estimated or self_reported",
    "manner": "active or assisted, as declared",
    "baseline": "At the first assessment",
    "change": "Since the baseline",
    "mdc95": "The least change that counts",
    "verdict": "Since the baseline, in words",
    "other_hand_percent": "Per cent of the healthy hand",
    "note": "Why it is missing or estimated",
}
"""And a column for each named norm set."""
_NORM = "Per cent of the norm set {}"
_LOG = {
    "day": "Day of the session",
    "exercise": "Number and clinical name",
    "side": "right or left",
    "prescribed": "Sets x repetitions of the plan, or the exercise's dose",
    "done": "Repetitions that counted",
    "between": "What their true number lies between, where it is not certain",
    "partial": "Smaller than the person's own full movement, or not whole",
    "rejected": "Did not count",
    "unverifiable": "Could not be seen well enough",
    "reasons": "The most frequent reasons and how often",
    "flags": "What was noticed of the hand, and of repetitions that counted",
    "tempo_s": "Median seconds of a repetition that counted",
    "sparc": "Median smoothness of repetitions that counted; closer to 0 is smoother",
    "last_to_first_percent": "Mean size of the last third in per cent of the first third's",
    "assisted": "assisted, where declared",
    "resistance": "As declared",
    "pain_before": "0 to 10, as said",
    "pain_after": "0 to 10, as said",
    "effort_before": "0 to 10, as said",
    "effort_after": "0 to 10, as said",
}
_REPETITIONS = {
    "exercise": "Clinical name",
    "side": "right or left",
    "day": "Day of the session",
    "number": "In order of time, over all sessions",
    "start_s": "When it began, in seconds from the beginning of its clip or set",
    "duration_s": "How long it took, in seconds",
    "status": "valid, partial, rejected or unverifiable",
    "own_range_percent": "How far it went, in per cent of the person's own range",
    "reasons": "Why it did not count, or what was noticed",
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


def tables(report: HandReport) -> dict[str, str]:
    """Make the tables by their file names."""
    rom = [
        _rom(row, side, cell)
        for row in report.rom
        for side, cell in (("right", row.right), ("left", row.left))
        if cell is not None
    ]
    log = [_log(row) for row in report.log]
    repetitions = [
        [
            strip.title, strip.side, mark.day, number, mark.start_s, mark.duration_s,
            str(mark.status), mark.percent, mark.reasons,
        ]
        for strip in report.strips
        for number, mark in enumerate(strip.marks, 1)
    ]  # fmt: skip
    trends = [
        [t.motion, t.side, day, value, t.unit, error, t.baseline, t.mdc]
        for t in report.trends
        for day, value, error in zip(t.days, t.values, t.errors, strict=True)
    ]
    found: dict[str, tuple[dict[str, str], Sequence[Sequence[object]]]] = {
        "rom.csv": (_ROM | _norms(report), rom),
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


def _rom(row: RomRow, side: str, cell: RomCell) -> list[object]:
    return [
        row.motion, row.title, side, cell.number, cell.bar, cell.unit, cell.value, cell.label,
        cell.manner, cell.first, cell.delta, cell.least, cell.verdict, _number(cell.other_hand),
        cell.note, *map(_number, cell.norms),
    ]  # fmt: skip


def _norms(report: HandReport) -> dict[str, str]:
    """A column for each norm set."""
    return {
        f"{re.sub('[^a-z0-9]+', '_', name.lower())}_percent": _NORM.format(name)
        for name in report.norm_names
    }


def _log(row: LogRow) -> list[object]:
    said = row.said
    return [
        row.day, row.exercise, row.side, row.prescribed, row.done, row.between, row.partial,
        row.rejected, row.unverifiable, row.reasons, row.flags, _number(row.tempo),
        _number(row.smoothness), _number(row.fade), row.assisted, row.resistance,
        said.pain_before, said.pain_after, said.effort_before, said.effort_after,
    ]  # fmt: skip


def _number(text: str) -> float | None:
    """The number in a figure's words: "1.3 s", "SPARC -1.6", "67 %"; None where there is none."""
    found = re.search(r"-?\d+(\.\d+)?", text)
    return None if found is None else float(found[0])


def _csv(columns: Iterable[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if v is None else as_table_cell(v) for v in row])
    return text.getvalue()
