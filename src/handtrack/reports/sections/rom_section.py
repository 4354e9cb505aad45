"""A report's section on range of motion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from handtrack.assessment import notation
from handtrack.assessment.accuracy import counted_values, smallest_change
from handtrack.assessment.motions import MOTIONS, motion_of, title_of
from handtrack.assessment.norms import NormSet
from handtrack.assessment.rom_result import MotionFigure
from handtrack.landmarks.hand import FINGERS, Side
from handtrack.records import change as changes
from handtrack.records.change import Comparison
from handtrack.records.values import AssessmentRecord, History
from handtrack.reports import phrases
from handtrack.reports.view import RomCell, RomRow, Trend

_ORDER = {key: place for place, key in enumerate(MOTIONS)}
_GROUPS = {
    "wrist": "Wrist",
    "forearm": "Forearm",
    **{str(finger): f"{str(finger).capitalize()} finger" for finger in FINGERS},
    "hand": "Whole hand",
    "thumb": "Thumb",
}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _latest(history: History, side: Side) -> dict[str, tuple[AssessmentRecord, MotionFigure]]:
    """The latest figure of each motion of one hand, whichever assessment took it."""
    found: dict[str, tuple[AssessmentRecord, MotionFigure]] = {}
    for record in history.assessments:
        if record.assessment.side is side:
            found |= {f.motion: (record, f) for f in record.assessment.figures}
    return found


def table(
    history: History, norms: Mapping[str, NormSet]
) -> tuple[tuple[RomRow, ...], tuple[str, ...]]:
    """Make a row of each motion, with the latest figure of both hands, and the numbered notes.

    Parameters
    ----------
    history : History
    norms : mapping of str to NormSet
        By name.
    """
    return _numbered(_rows(history, norms))


def _rows(history: History, norms: Mapping[str, NormSet]) -> tuple[RomRow, ...]:
    sides = {side: _latest(history, side) for side in Side}
    keys = {key for latest in sides.values() for key in latest}
    cells = {
        (side, key): _cell(history, *latest[key], norms)
        for side, latest in sides.items()
        for key in latest
    }
    return tuple(
        _row(key, cells.get((Side.RIGHT, key)), cells.get((Side.LEFT, key)))
        for key in sorted(keys, key=_place)
    )


def _row(key: str, right: RomCell | None, left: RomCell | None) -> RomRow:
    title, part = title_of(key), key.partition(".")[0]
    own = title.removeprefix(f"{part} ")
    if own.startswith("to "):  # one finger away from the next
        own = f"spread {own.removesuffix(' spread')}"
    followed = [
        (side, cell)
        for side, cell in (("R", right), ("L", left))
        if cell is not None and cell.verdict
    ]
    marks = [f"{side} " if len(followed) > 1 else "" for side, _ in followed]
    changes = (phrases.signed(cell.outcome, cell.verdict) for _, cell in followed)
    shares = [c.other_hand for c in (right, left) if c and c.other_hand != phrases.NOTHING]
    return RomRow(
        motion=key,
        title=title,
        group=_GROUPS[part],
        within=own[:1].upper() + own[1:],
        first="; ".join(m + c.baseline for m, (_, c) in zip(marks, followed, strict=True)),
        change="; ".join(m + text for m, text in zip(marks, changes, strict=True)),
        other_hand=shares[0] if shares else phrases.NOTHING,
        right=right,
        left=left,
    )


def _place(motion: str) -> tuple[int, str]:
    """Where a motion stands in a table."""
    return _ORDER[motion_of(motion).key], motion


def _compared(
    history: History, record: AssessmentRecord, motion: str, norms: Iterable[NormSet]
) -> Comparison | None:
    affected = history.patient.affected
    healthy = affected.healthy if affected else None
    return changes.compare(history.assessments, record, motion, healthy, norms)


def _cell(
    history: History,
    record: AssessmentRecord,
    figure: MotionFigure,
    norms: Mapping[str, NormSet],
) -> RomCell:
    compared = _compared(history, record, figure.motion, norms.values())
    since = compared.baseline if compared else None
    before = since.before if since else None

    def number(value: float | None) -> float | None:
        return None if value is None else notation.rounded(figure.motion, value)

    shares = {n.name: phrases.share(n) for n in (compared.norms if compared else ())}
    return RomCell(
        value=phrases.figure(figure.motion, figure.value),
        number=number(figure.value),
        unit=figure.unit,
        error=notation.error_in_words(figure),
        label=str(figure.label),
        manner=str(record.assessment.manner),
        baseline=phrases.figure(figure.motion, before),
        verdict=phrases.verdict(figure.motion, since),
        change=phrases.change(figure.motion, since, short=True) if compared else phrases.NOTHING,
        other_hand=phrases.share(compared.other_hand if compared else None),
        norms=tuple(shares.get(name, phrases.NOTHING) for name in norms),
        note=figure.note,
        marks="",
        outcome=str(since.verdict) if since else "",
        at=record.at.isoformat(timespec="minutes"),
        bar=number(figure.error),
        first=number(before),
        delta=number(since.delta if since else None),
        least=number(since.mdc if since else None),
    )


def _numbered(rows: Iterable[RomRow]) -> tuple[tuple[RomRow, ...], tuple[str, ...]]:
    """The rows with their notes numbered, and each note once."""
    numbers: dict[str, int] = {}

    def marked(cell: RomCell | None) -> RomCell | None:
        if cell is None or not cell.note:
            return cell
        parts = [part.strip() for part in cell.note.split(";")]
        found = [numbers.setdefault(part, len(numbers) + 1) for part in parts]
        return replace(
            cell, marks=" ".join(str(number).translate(_SUPERSCRIPT) for number in found)
        )

    made = tuple(replace(r, right=marked(r.right), left=marked(r.left)) for r in rows)
    return made, tuple(
        f"{str(number).translate(_SUPERSCRIPT)} {note}" for note, number in numbers.items()
    )


def sides(history: History) -> tuple[Side, ...]:
    """Give the hands that the report is about: the affected one, else those that were assessed."""
    affected = history.patient.affected
    if affected is not None and affected.healthy is not None:
        return tuple(side for side in Side if side is not affected.healthy)
    measured = {record.assessment.side for record in history.assessments}
    return tuple(side for side in (Side.RIGHT, Side.LEFT) if side in measured or not measured)


def day(history: History) -> str:
    """Give the day of the last assessment."""
    return phrases.long_day(history.assessments[-1].at) if history.assessments else ""


def trends(history: History) -> tuple[Trend, ...]:
    """List each motion of each hand that was measured more than once, over time."""
    found: dict[tuple[Side, str], list[tuple[str, MotionFigure]]] = defaultdict(list)
    for record in history.assessments:
        for figure in record.assessment.figures:
            if figure.value is not None:
                at = record.at.isoformat(timespec="minutes")
                found[record.assessment.side, figure.motion].append((at, figure))
    made = []
    for (side, motion), points in sorted(
        found.items(), key=lambda p: (_ORDER[motion_of(p[0][1]).key], p[0])
    ):
        if len(points) < 2:
            continue
        figures = [figure for _, figure in points]
        unit = figures[0].unit
        least = smallest_change(motion, [counted_values(f) for f in figures])
        known = [f.value for f in figures if f.value is not None]
        made.append(
            Trend(
                motion,
                title_of(motion),
                str(side),
                unit,
                tuple(at for at, _ in points),
                tuple(notation.rounded(motion, v) for v in known),
                tuple(
                    None if f.error is None else notation.rounded(motion, f.error) for f in figures
                ),
                notation.rounded(motion, known[0]),
                notation.rounded(motion, least),
            )
        )
    return tuple(made)
