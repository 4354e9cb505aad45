"""Changes beyond measurement error, of all motions of a patient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handtrack.assessment.rom_result import AssessmentMode
from handtrack.landmarks.hand import Side
from handtrack.records.change import Change, ChangeVerdict, change, compare
from handtrack.records.values import AssessmentRecord

_REAL = (ChangeVerdict.BETTER, ChangeVerdict.WORSE, ChangeVerdict.CHANGED)


@dataclass(frozen=True, slots=True)
class HandMotion:
    """Motion of one hand in one mode."""

    side: Side
    manner: AssessmentMode
    motion: str


@dataclass(frozen=True, slots=True)
class MotionChange:
    """Change of one motion, beyond what measurement error explains."""

    motion: str
    side: Side
    manner: AssessmentMode
    change: Change


def real_changes(records: Sequence[AssessmentRecord]) -> tuple[MotionChange, ...]:
    """Changes in the latest assessment of each hand and mode, since the first of each motion.

    Parameters
    ----------
    records : sequence of AssessmentRecord
        All of a patient in order of time. Figures without a possible change may be left out of
        those that are neither the latest nor the first of a motion.

    Returns
    -------
    tuple of MotionChange
    """
    found = []
    for record in _latest(records):
        for figure in record.assessment.figures:
            compared = compare(records, record, figure.motion)
            since = compared.baseline if compared else None
            if since and since.verdict in _REAL:
                hand = record.assessment.side, record.assessment.manner
                found.append(MotionChange(figure.motion, *hand, since))
    return tuple(found)


def possible_changes(records: Sequence[AssessmentRecord]) -> frozenset[HandMotion]:
    """Motions whose change is real unless the trials of the time between vary too much.

    Parameters
    ----------
    records : sequence of AssessmentRecord
        The latest of each hand and mode of a patient, and the first of each motion at least, in
        order of time.

    Returns
    -------
    frozenset of HandMotion
    """
    return frozenset(one for record in _latest(records) for one in _possible(records, record))


def _latest(records: Sequence[AssessmentRecord]) -> tuple[AssessmentRecord, ...]:
    """Latest assessment of each hand and mode."""
    return tuple({(r.assessment.side, r.assessment.manner): r for r in records}.values())


def _possible(records: Sequence[AssessmentRecord], last: AssessmentRecord) -> Iterator[HandMotion]:
    taken = last.assessment
    own = [
        r.assessment
        for r in records
        if (r.assessment.side, r.assessment.manner) == (taken.side, taken.manner)
    ]
    for figure in taken.figures:
        known = ((a, a.figure(figure.motion)) for a in own)
        first = next(((a, f) for a, f in known if f and f.value is not None), None)
        if first is None:
            continue
        made_by = first[0].made_by, taken.made_by
        if change(first[1], figure, made_by, sets=()).verdict in _REAL:
            yield HandMotion(taken.side, taken.manner, figure.motion)
