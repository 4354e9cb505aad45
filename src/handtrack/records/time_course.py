"""One motion of a patient over time, from assessments alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handtrack.assessment.motions import motion_of
from handtrack.assessment.rom_result import AssessmentMode, MotionFigure
from handtrack.assessment.smallest_change import FLOORS, mdc95, sem, values
from handtrack.landmarks.hand import Side
from handtrack.records.change import Change, change
from handtrack.records.values import AssessmentRecord
from handtrack.scoring.result_json import OptionalFloat


@dataclass(frozen=True, slots=True)
class Point:
    """One assessment.

    Parameters
    ----------
    value : float
        In the motion's own direction.
    error : float or None
        Half-width of its 95 % interval.
    change : Change or None
        Since the baseline; None for the baseline itself.
    """

    at: datetime
    value: float
    error: OptionalFloat
    figure: MotionFigure
    change: Change | None


@dataclass(frozen=True, slots=True)
class Course:
    """One hand, moved in one manner; the first point is the baseline.

    Parameters
    ----------
    mdc : float
        Smallest detectable change from the baseline, from all trials there are.
    """

    side: Side
    manner: AssessmentMode
    points: tuple[Point, ...]
    mdc: float


def time_course(records: Sequence[AssessmentRecord], motion: str) -> tuple[Course, ...]:
    """Each hand's course, right before left, active before assisted; nothing where none is known.

    Parameters
    ----------
    records : sequence of AssessmentRecord
        In order of time.
    """
    lines = (_line(records, motion, s, m) for s in (Side.RIGHT, Side.LEFT) for m in AssessmentMode)
    return tuple(line for line in lines if line)


def _line(
    records: Sequence[AssessmentRecord], motion: str, side: Side, manner: AssessmentMode
) -> Course | None:
    own = [r for r in records if r.assessment.side is side and r.assessment.manner is manner]
    found = [(r, r.assessment.figure(motion)) for r in own]
    known = [(r, f) for r, f in found if f is not None and f.value is not None]
    if not known:
        return None
    sets = [values(figure) for _, figure in known]
    first, baseline = known[0]
    points = []
    for place, (record, figure) in enumerate(known):
        assert figure.value is not None
        by = first.assessment.made_by, record.assessment.made_by
        since = change(baseline, figure, by, sets[: place + 1]) if place else None
        points.append(Point(record.at, figure.value, figure.error, figure, since))
    least = mdc95(sem(sets), FLOORS[motion_of(motion).kind].value)
    return Course(side, manner, tuple(points), least)
