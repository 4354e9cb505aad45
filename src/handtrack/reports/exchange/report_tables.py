"""A report as tables for a spreadsheet or for statistics: one value a cell, a row for each thing.

An empty cell is a missing figure, never 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handtrack.reports.log_view import LogRow, RepMark, Strip
from handtrack.reports.view import HandReport, RomCell, RomRow

Value = str | int | float | bool | None
_AT = "Local time of the session, with its offset from UTC"


@dataclass(frozen=True, slots=True)
class DataTable:
    """One table.

    Parameters
    ----------
    name : str
    columns : tuple of pair of str
        Name and meaning of each.
    rows : sequence of tuple
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: Sequence[tuple[Value, ...]]


_ROM = (
    ("motion", "Key of the motion"),
    ("title", "The motion in words"),
    ("joint", "The joint it belongs to"),
    ("side", "right or left"),
    ("at", "Local time of the latest assessment, with its offset from UTC"),
    ("value", "At the latest assessment, in the motion's direction; a lag is negative"),
    ("error", "Half of the 95 % interval: how far it may be from the true figure"),
    ("unit", "deg: degrees; L: hand lengths; 1: a score"),
    ("words", "The value in words"),
    ("label", "verified, estimated or self_reported"),
    ("manner", "active or assisted, as declared"),
    ("baseline", "At the first assessment"),
    ("change", "Since the baseline"),
    ("mdc95", "The least change that counts"),
    ("verdict", "Of the change since the baseline"),
    ("other_hand_percent", "Per cent of the healthy hand"),
    ("note", "Why it is missing or estimated"),
)
"""And a column for each named norm set."""
_NORM = "Per cent of the norm set {}"
_TRENDS = (
    ("motion", "Key of the motion"),
    ("side", "right or left"),
    ("at", "Local time of the assessment, with its offset from UTC"),
    ("value", "In the unit of the next column"),
    ("unit", "deg: degrees; L: hand lengths; 1: a score"),
    ("error", "Half of the 95 % interval"),
    ("baseline", "The first value"),
    ("mdc95", "The least change that counts"),
)
_LOG = (
    ("at", _AT),
    ("exercise", "Number"),
    ("title", "Clinical name"),
    ("side", "right or left"),
    ("sets", "Prescribed, or one"),
    ("repetitions", "Prescribed a set, or the exercise's dose"),
    ("dose_from", "plan, or where the exercise's dose comes from"),
    ("counted", "Repetitions that counted"),
    ("least", "Their true number is not less"),
    ("most", "Their true number is not more; empty where it has no end"),
    ("partial", "Smaller than the person's own full movement, or not whole"),
    ("rejected", "Did not count"),
    ("unverifiable", "Could not be seen well enough"),
    ("corrected", "Repetitions whose verdict is a person's"),
    ("tempo_s", "Median seconds of a repetition that counted"),
    ("sparc", "Median smoothness of repetitions that counted; closer to 0 is smoother"),
    ("last_to_first_percent", "Mean size of the last third in per cent of the first third's"),
    ("assisted", "True where declared"),
    ("resistance", "As declared"),
    ("pain_before", "0 to 10, as said"),
    ("pain_after", "0 to 10, as said"),
    ("effort_before", "0 to 10, as said"),
    ("effort_after", "0 to 10, as said"),
)
_REPETITIONS = (
    ("at", _AT),
    ("exercise", "Number"),
    ("title", "Clinical name"),
    ("side", "right or left"),
    ("number", "In its set, from 1"),
    ("start_s", "When it began, in seconds from the beginning of its clip or set"),
    ("duration_s", "How long it took, in seconds"),
    ("status", "What counts: valid, partial, rejected, unverifiable; empty if it is none"),
    ("machine_status", "What the machine found"),
    ("own_range_percent", "How far it went, in per cent of the person's own range"),
    ("reason", "The main reason why it did not count, or what was noticed"),
    ("corrected_by", "Who gave the verdict, where a person did"),
    ("corrected_at", "When"),
    ("correction_reason", "Why"),
)
_REASONS = (
    ("at", _AT),
    ("exercise", "Number"),
    ("side", "right or left"),
    ("number", "Of the repetition in its set"),
    ("status", "What the machine found"),
    ("reason", "One of its reasons"),
)
_DAYS = (
    ("day", "Date"),
    ("prescribed", "Whether exercise was prescribed for it"),
    ("done", "Whether some was done"),
)
_PAIN = (
    ("at", "Local time, with its offset from UTC"),
    ("when", "before or after a session, at an assessment, or other"),
    ("pain", "0 to 10, as said"),
)
_DICTIONARY = (
    ("table", "Name of the table"),
    ("column", "Name of the column"),
    ("meaning", "What it holds"),
)


def tables(report: HandReport) -> tuple[DataTable, ...]:
    """Make every table, the dictionary of all columns last."""
    norms = tuple((_norm_column(name), _NORM.format(name)) for name in report.norm_names)
    made = (
        DataTable("rom", _ROM + norms, list(_rom_rows(report))),
        DataTable("trends", _TRENDS, list(_trend_rows(report))),
        DataTable("log", _LOG, [_log_row(row) for row in report.log]),
        DataTable("repetitions", _REPETITIONS, [_repetition(*one) for one in _marks(report)]),
        DataTable("reasons", _REASONS, list(_reason_rows(report))),
        DataTable("days", _DAYS, list(_day_rows(report))),
        DataTable("pain", _PAIN, [(p.at, p.when, p.pain) for p in report.first.pain]),
    )
    meant = [(table.name, *column) for table in made for column in table.columns]
    return (*made, DataTable("data_dictionary", _DICTIONARY, meant))


def _norm_column(name: str) -> str:
    return f"{re.sub('[^a-z0-9]+', '_', name.lower())}_percent"


def _day_rows(report: HandReport) -> Iterator[tuple[Value, ...]]:
    for day in report.first.adherence.days:
        yield day.day, day.prescribed, day.done


def _rom_rows(report: HandReport) -> Iterator[tuple[Value, ...]]:
    for row in report.rom:
        for side, cell in (("right", row.right), ("left", row.left)):
            if cell is not None:
                yield _rom_row(row, side, cell)


def _rom_row(row: RomRow, side: str, cell: RomCell) -> tuple[Value, ...]:
    return (
        row.motion, row.title, row.group, side, cell.at, cell.number, cell.bar, cell.unit,
        cell.value, cell.label, cell.manner, cell.first, cell.delta, cell.least, cell.outcome,
        _percent(cell.other_hand), cell.note, *map(_percent, cell.norms),
    )  # fmt: skip


def _percent(text: str) -> int | None:
    """The number of a share in words: "67 %"; None where there is none."""
    found = re.match(r"\d+", text)
    return None if found is None else int(found[0])


def _trend_rows(report: HandReport) -> Iterator[tuple[Value, ...]]:
    for t in report.trends:
        for at, value, error in zip(t.at, t.values, t.errors, strict=True):
            yield t.motion, t.side, at, value, t.unit, error, t.baseline, t.mdc


def _log_row(row: LogRow) -> tuple[Value, ...]:
    said, has = row.said, row.figures
    return (
        row.at, row.number, row.exercise, row.side, has.sets, has.repetitions, has.dose_from,
        row.done, has.least, has.most, row.partial, row.rejected, row.unverifiable, has.corrected,
        has.tempo_s, has.sparc, has.last_to_first_percent, bool(row.assisted), row.resistance,
        said.pain_before, said.pain_after, said.effort_before, said.effort_after,
    )  # fmt: skip


def _marks(report: HandReport) -> Iterator[tuple[Strip, RepMark]]:
    return ((strip, mark) for strip in report.strips for mark in strip.marks)


def _repetition(strip: Strip, mark: RepMark) -> tuple[Value, ...]:
    return (
        mark.at, strip.exercise, strip.title, strip.side, mark.number, mark.start_s,
        mark.duration_s, None if mark.status is None else str(mark.status), str(mark.machine),
        mark.percent, mark.reasons[0] if mark.reasons else None, mark.corrected_by or None,
        mark.corrected_at or None, mark.corrected_why or None,
    )  # fmt: skip


def _reason_rows(report: HandReport) -> Iterator[tuple[Value, ...]]:
    for strip, mark in _marks(report):
        for reason in mark.reasons:
            yield mark.at, strip.exercise, strip.side, mark.number, str(mark.machine), reason
