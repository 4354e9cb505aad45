"""A report's lines for a therapist's notes, and the person's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from handtrack.landmarks.free_text import sanitised
from handtrack.measurements.number_format import count
from handtrack.records.patient import ReportTime, SelfReport
from handtrack.records.values import History, SessionRecord
from handtrack.reports import phrases
from handtrack.reports.sections.exercise_section import dose_sentence
from handtrack.reports.view import Field, RomCell, RomRow


def pain_sentence(reports: Sequence[SelfReport]) -> str:
    """Say the pain before and after exercise, as far as it was asked."""
    before = [r.pain for r in reports if r.pain is not None and r.moment is ReportTime.BEFORE]
    after = [r.pain for r in reports if r.pain is not None and r.moment is ReportTime.AFTER]
    other = [r.pain for r in reports if r.pain is not None and r.moment is ReportTime.OTHER]
    if before and after:
        return (
            f"Pain, as said, from 0 to 10: {phrases.score(before)} before and "
            f"{phrases.score(after)} after exercise (medians)."
        )
    rest = before + after + other
    if rest:
        return f"Pain, as said, from 0 to 10: {phrases.score(rest)} (median of {len(rest)})."
    return "Pain was not asked."


def voice(history: History, reports: Sequence[SelfReport], anonymous: bool) -> tuple[Field, ...]:
    """Give the goal, and what was said on which day.

    Parameters
    ----------
    history : History
    reports : sequence of SelfReport
    anonymous : bool
        Whether free texts stay out.
    """
    if anonymous:
        return ()
    rows = [Field("Goal", sanitised(history.patient.goal))] if history.patient.goal else []
    return (*rows, *(Field(phrases.day(r.at), sanitised(r.words)) for r in reports if r.words))


def subjective(
    history: History,
    reports: Sequence[SelfReport],
    sessions: Sequence[SessionRecord],
    anonymous: bool,
) -> tuple[str, ...]:
    """Say what the person says, in lines for the notes.

    Parameters
    ----------
    history : History
    reports : sequence of SelfReport
    sessions : sequence of SessionRecord
    anonymous : bool
        Whether free texts stay out.
    """
    lines = [pain_sentence(reports)]
    efforts = [r.effort for r in reports if r.effort is not None]
    if efforts:
        lines.append(f"Effort, as said, from 0 to 10: {phrases.score(efforts)} (median).")
    days = len({s.at.date() for s in sessions})
    lines.append(f"Exercised on {count(days, 'day')} in this period.")
    if history.patient.goal and not anonymous:
        lines.append(f"Goal in own words: {sanitised(history.patient.goal)}")
    return tuple(lines)


def objective(rom: Sequence[RomRow], sessions: Sequence[SessionRecord]) -> tuple[str, ...]:
    """Say what was measured, in lines for the notes.

    Parameters
    ----------
    rom : sequence of RomRow
    sessions : sequence of SessionRecord
    """
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rom:
        part = row.motion.partition(".")[0]
        for side, cell in (("Right", row.right), ("Left", row.left)):
            if cell is not None and cell.value != phrases.NOTHING:
                parts[side, part].append(_in_notes(row, part, cell))
    lines = [f"{side} {part}: {'; '.join(texts)}." for (side, part), texts in parts.items()]
    how = ("Range of motion with half of its 95 % interval, active and verified unless said.",)
    return (*(how if lines else ()), *lines, dose_sentence(sessions))


def _in_notes(row: RomRow, part: str, cell: RomCell) -> str:
    """One figure of a part of the hand that the line has named."""
    own = row.title.removeprefix(f"{part} ")
    title = row.title if own.startswith("to ") else own
    marks = [m for m, usual in ((cell.manner, "active"), (cell.label, "verified")) if m != usual]
    changed = [cell.change] if cell.baseline != phrases.NOTHING else []
    return ", ".join([f"{title} {cell.value} {cell.error}".rstrip(), *marks, *changed])
