"""The records of a patient over four weeks, made up on the spot."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handtrack.assessment.motions import MOTIONS
from handtrack.assessment.rom_result import MotionFigure
from handtrack.events import Label, Status
from handtrack.landmarks.hand import Side
from handtrack.measurements.registry import Unit
from handtrack.records.patient import Prescription, ReportTime, SelfReport
from handtrack.records.values import (
    AssessmentRecord,
    ExerciseRecord,
    History,
    RepetitionRecord,
    SessionRecord,
    Source,
)
from tests.helpers.patients import assessment, day, exercise, patient

NOW = day(28)
STATUSES = (Status.VALID, Status.VALID, Status.PARTIAL, Status.VALID, Status.REJECTED)


def exercise_record(number: int, count: int) -> ExerciseRecord:
    """One exercise with so many repetitions of all kinds."""
    done = exercise()
    result = done.result
    assert result.movement
    reps = tuple(
        RepetitionRecord(
            i + 1,
            STATUSES[i % 5],
            Label.VERIFIED,
            tuple(n.reason for n in result.repetitions[-1].notes) if i % 5 == 2 else (),
            2.0 * i,
            1.5,
            50.0,
            60.0,
            0.7 + 0.05 * ((i * 7 + number) % 9),
            0.4,
            -1.5,
        )
        for i in range(count)
    )
    return ExerciseRecord(
        number,
        "11",
        "Wrist flexion and extension, forearm supported",
        result.side,
        result.signal,
        result.signal_unit,
        10,
        "article",
        True,
        60.0,
        1.0,
        1.0,
        result.summary.tempo,
        True,
        "red putty",
        reps,
        result.ranges,
        result.movement,
        result.made_by,
        (),
    )


def session(number: int, count: int = 12, words: str = "") -> SessionRecord:
    """One session."""
    before = SelfReport(day(number), ReportTime.BEFORE, pain=3, effort=2)
    after = SelfReport(day(number), ReportTime.AFTER, pain=4, effort=5, words=words)
    done = (exercise_record(number, count),)
    return SessionRecord(number, day(number), Source.LIVE, done, (before, after))


def whole_assessment(side: Side, gain: float, number: int) -> AssessmentRecord:
    """Every motion that is measured directly."""
    first = assessment(50.0 + gain, side)
    (model,) = first.figures
    figures = [
        model if motion.key == model.motion else _figure(model, motion.key, motion.unit, gain)
        for motion in MOTIONS.values()
        if motion.measure
    ]
    return AssessmentRecord(number, day(number), 2, replace(first, figures=tuple(figures)), ())


def _figure(model: MotionFigure, motion: str, unit: Unit, gain: float) -> MotionFigure:
    value = {"deg": 40.0 + gain, "L": 1.2, "1": 7.0}[unit]
    if motion.endswith(".extension"):
        value = -20.0 + gain if ".pip." in motion else 3.0
    return replace(
        model,
        motion=motion,
        unit=unit,
        value=value,
        error=9.0 if unit == "deg" else 0.1,
        label=Label.ESTIMATED if ".dip." in motion else Label.VERIFIED,
        trials=tuple(
            replace(t, value=value + off)
            for t, off in zip(model.trials, (-1.0, 0.0, 1.0) if unit == "deg" else (0.0,) * 3,
                              strict=True)
        ),
    )  # fmt: skip


def four_weeks(name: str = "M. K.", words: str = "My hand was tired.") -> History:
    """Sessions on most days, four assessments."""
    days = [n for n in range(26) if n % 5 != 4]
    return History(
        patient(name=name),
        (Prescription("11", day(0).date(), sets=2, reps=10),),
        tuple(session(n, words=words if n == 3 else "") for n in days),
        (
            whole_assessment(Side.RIGHT, 15.0, 0),
            whole_assessment(Side.LEFT, -10.0, 1),
            whole_assessment(Side.LEFT, 0.0, 10),
            whole_assessment(Side.LEFT, 14.0, 25),
        ),
        (),
    )


def made_at() -> datetime:
    """When the report is made."""
    return NOW
