"""A report's lines for a therapist's notes, and the person's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from handtrack.landmarks.free_text import sanitised
from handtrack.records.patient import SelfReport
from handtrack.records.values import History
from handtrack.reports import phrases
from handtrack.reports.first_page_view import Field
from handtrack.reports.view import RomCell, RomRow

_SHORT = {"Extension": "ext", "Flexion": "flex"}


def voice(history: History, reports: Sequence[SelfReport], anonymous: bool) -> tuple[Field, ...]:
    """Give the goal in the person's words, and what was said on which day.

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
    said = (Field(phrases.short_day(r.at), sanitised(r.words)) for r in reports if r.words)
    return (*rows, *said)


def therapist(history: History, anonymous: bool) -> tuple[Field, ...]:
    """Give the therapist's own notes, by day.

    Parameters
    ----------
    history : History
    anonymous : bool
        Whether free texts stay out.
    """
    if anonymous:
        return ()
    return tuple(
        Field(f"{phrases.short_day(note.at)}, {sanitised(note.by)}", sanitised(note.text))
        for note in history.notes
    )


def subjective(
    history: History, reports: Sequence[SelfReport], pain_words: str, anonymous: bool
) -> tuple[str, ...]:
    """Say what the person says, in short lines for the notes.

    Parameters
    ----------
    history : History
    reports : sequence of SelfReport
    pain_words : str
    anonymous : bool
        Whether free texts stay out.
    """
    lines = [pain_words]
    efforts = [r.effort for r in reports if r.effort is not None]
    if efforts:
        lines.append(f"Effort, as said, from 0 to 10: {phrases.score(efforts)} (median).")
    said = [r for r in reports if r.words]
    if said and not anonymous:
        last = said[-1]
        lines.append(f"{phrases.short_day(last.at)}: “{sanitised(last.words)}”")
    if history.patient.goal and not anonymous:
        lines.append(f"Goal in own words: {sanitised(history.patient.goal)}")
    return tuple(lines)


def objective(rom: Sequence[RomRow], adherence: str, dose: str) -> tuple[str, ...]:
    """Say what was measured, a line for each joint of each hand.

    Parameters
    ----------
    rom : sequence of RomRow
    adherence, dose : str
        What was done of what was prescribed, and how much of it counted.
    """
    joints: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rom:
        for side, cell in (("Left", row.left), ("Right", row.right)):
            if cell is not None and cell.value != phrases.NOTHING:
                name, motion = _joint(row)
                joints[side, name].append(_in_notes(motion, cell))
    lines = [
        f"{side} {name}: {', '.join(texts)}"
        for (side, name), texts in sorted(joints.items(), key=_side)
    ]
    how = "AROM with half of the 95 % interval; ▲ better, ▼ worse, = no change beyond error."
    return (*((how,) if lines else ()), *lines, adherence, dose)


def _side(of: tuple[tuple[str, str], list[str]]) -> str:
    return of[0][0]


def _joint(row: RomRow) -> tuple[str, str]:
    """The joint that a line is about, and the motion in it: "index PIP" and "flex"."""
    own, at, pose = row.within.partition(" (")
    words = own.split(" ")
    part = row.group.lower().removesuffix(" finger")
    upper = words[0].isupper()
    name = f"{part} {words[0]}" if upper else part
    motion = " ".join(words[1:] if upper else words)
    return name, _SHORT.get(motion.capitalize(), motion.lower()) + at + pose


def _in_notes(motion: str, cell: RomCell) -> str:
    """One figure of a joint that the line has named: "flex 54° ± 9° (30° ▲)"."""
    marks = [m for m, usual in ((cell.manner, "active"), (cell.label, "verified")) if m != usual]
    told = " ".join((f"{motion} {cell.value} {cell.error}".rstrip(), *marks))
    if not cell.outcome:
        return told
    return f"{told} ({cell.baseline} {phrases.signed(cell.outcome, '') or cell.outcome})"
