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


def objective(
    rom: Sequence[RomRow], sides: Sequence[str], adherence: str, dose: str
) -> tuple[str, ...]:
    """Say what was measured, a line for each joint of each hand.

    Parameters
    ----------
    rom : sequence of RomRow
    sides : sequence of str
        The hands that the report is about; the other one comes after them.
    adherence, dose : str
        What was done of what was prescribed, and how much of it counted.
    """
    joints: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rom:
        for side, cell in (("left", row.left), ("right", row.right)):
            if cell is not None and cell.value != phrases.NOTHING:
                name, motion = _joint(row)
                joints[side, name].append(_in_notes(motion, cell))
    ordered = sorted(joints.items(), key=lambda of: (of[0][0] not in sides, of[0][0]))
    lines = [f"{side.capitalize()} {name}: {', '.join(texts)}" for (side, name), texts in ordered]
    how = (
        "Active motion with half of its 95 % interval; in brackets the first figure and "
        "▲ better, ▼ worse, = no change beyond error."
    )
    return (*((how,) if lines else ()), *lines, adherence, dose)


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
    if cell.value.startswith(("lag", "hyperextension")):
        motion = ""
    marks = [m for m, usual in ((cell.manner, "active"), (cell.label, "verified")) if m != usual]
    told = " ".join(text for text in (motion, cell.value, cell.error, *marks) if text)
    if not cell.outcome:
        return told
    return f"{told} ({cell.baseline} {phrases.signed(cell.outcome, '') or cell.outcome})"
