"""Time course of one motion of a patient, from assessments only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handtrack.assessment.accuracy import counted_values, smallest_change
from handtrack.assessment.rom_result import AssessmentMode, MotionFigure
from handtrack.landmarks.hand import Side
from handtrack.records.change import Change, change
from handtrack.records.values import AssessmentRecord
from handtrack.scoring.result_json import OptionalFloat


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """Figure of one assessment in a time course.

    Parameters
    ----------
    value : float
        In the direction of the motion.
    error : float or None
        Half width of the 95 % interval.
    change : Change or None
        From the baseline; None for the baseline itself.
    """

    at: datetime
    value: float
    error: OptionalFloat
    figure: MotionFigure
    change: Change | None


@dataclass(frozen=True, slots=True)
class Course:
    """Time course of one hand in one mode; the first point is the baseline.

    Parameters
    ----------
    mdc : float
        Smallest detectable change, from all trials.
    """

    side: Side
    manner: AssessmentMode
    points: tuple[CoursePoint, ...]
    mdc: float


def time_course(records: Sequence[AssessmentRecord], motion: str) -> tuple[Course, ...]:
    """Time courses of one motion: right before left, active before assisted.

    Parameters
    ----------
    records : sequence of AssessmentRecord
        In order of time.
    motion : str
        Key of the figure.

    Returns
    -------
    tuple of Course
        Without hands and modes that have no value.
    """
    hands = ((side, mode) for side in (Side.RIGHT, Side.LEFT) for mode in AssessmentMode)
    courses = (_course(records, motion, *hand) for hand in hands)
    return tuple(course for course in courses if course)


def _course(
    records: Sequence[AssessmentRecord], motion: str, side: Side, manner: AssessmentMode
) -> Course | None:
    own = [r for r in records if r.assessment.side is side and r.assessment.manner is manner]
    found = [(r, r.assessment.figure(motion)) for r in own]
    known = [(r, f) for r, f in found if f is not None and f.value is not None]
    if not known:
        return None
    sets = [counted_values(figure) for _, figure in known]
    first, baseline = known[0]
    points = []
    for index, (record, figure) in enumerate(known):
        assert figure.value is not None
        by = first.assessment.made_by, record.assessment.made_by
        since = change(baseline, figure, by, sets[: index + 1]) if index else None
        points.append(CoursePoint(record.at, figure.value, figure.error, figure, since))
    least = smallest_change(motion, sets)
    return Course(side, manner, tuple(points), least)
