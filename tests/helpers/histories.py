"""The records of a patient over four weeks, made up on the spot."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handtrack.assessment.motions import MOTIONS
from handtrack.assessment.rom_result import MotionFigure
from handtrack.events import Label, Status
from handtrack.landmarks.hand import Side
from handtrack.measurements.number_format import Unit
from handtrack.records.patient import Prescription, ReportTime, SelfReport
from handtrack.records.review import Goal, PersonVerdict, TherapistNote, VerdictCorrection
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
        Side.LEFT,
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
    """One session; pain goes down over the weeks."""
    pain = max(1, 4 - number // 9)
    before = SelfReport(day(number), ReportTime.BEFORE, pain=pain, effort=2)
    after = SelfReport(day(number), ReportTime.AFTER, pain=pain + 1, effort=5, words=words)
    done = (exercise_record(number, count),)
    return SessionRecord(number, day(number), Source.LIVE, done, (before, after))


HEALTHY = {
    "wrist.flexion": 74.0, "wrist.extension": 70.0, "wrist.ulnar_deviation": 34.0,
    "wrist.radial_deviation": 19.0, "forearm.pronation": 82.0, "forearm.supination": 84.0,
    "mcp.flexion": 88.0, "pip.flexion": 103.0, "dip.flexion": 71.0, "abduction": 21.0,
    "hand.spread": 62.0, "thumb.mcp.flexion": 54.0, "thumb.ip.flexion": 76.0,
    "thumb.radial_abduction": 52.0, "thumb.palmar_abduction": 48.0,
}  # fmt: skip
"""Degrees that a healthy hand of sixty years may have."""


def whole_assessment(side: Side, share: float, number: int) -> AssessmentRecord:
    """Every motion that is measured directly, at a share of a healthy hand's."""
    first = assessment(HEALTHY["wrist.extension"] * share, side)
    (model,) = first.figures
    figures = [
        model if motion.key == model.motion else _figure(model, motion.key, motion.unit, share)
        for motion in MOTIONS.values()
        if motion.measure
    ]
    return AssessmentRecord(number, day(number), 2, replace(first, figures=tuple(figures)), ())


def _value(motion: str, unit: Unit, share: float) -> float:
    if unit == "1":
        return 10.0 * share
    if unit == "L":
        return 0.1 + 0.8 * (1 - share) if motion.endswith("tip_to_palm") else 0.3 + share
    if motion.endswith(".extension"):
        return -60.0 * (1 - share) if ".pip." in motion else 3.0
    return HEALTHY.get(motion) or HEALTHY[motion.partition(".")[2]]


def _figure(model: MotionFigure, motion: str, unit: Unit, share: float) -> MotionFigure:
    whole = unit != "deg" or motion.endswith(".extension")
    value = _value(motion, unit, share) * (1.0 if whole else share)
    return replace(
        model,
        motion=motion,
        unit=unit,
        value=value,
        error=9.0 if unit == "deg" else 0.1,
        label=Label.ESTIMATED if ".dip." in motion else Label.VERIFIED,
        note="The camera sees the fingertips less surely" if ".dip." in motion else "",
        trials=tuple(
            replace(t, value=value + off)
            for t, off in zip(model.trials, (-1.0, 0.0, 1.0) if unit == "deg" else (0.0,) * 3,
                              strict=True)
        ),
    )  # fmt: skip


def corrected(whole: SessionRecord) -> SessionRecord:
    """The session with its third repetition, a partial one, taken for valid by a person."""
    (done,) = whole.exercises
    told = VerdictCorrection(
        1, 3, PersonVerdict.VALID, "A. Berg", day(27), "the elbow hid the wrist for a moment"
    )
    repetitions = tuple(
        replace(r, correction=told) if r.number == 3 else r for r in done.repetitions
    )
    return replace(whole, exercises=(replace(done, repetitions=repetitions, corrections=(told,)),))


def four_weeks(name: str = "M. K.", words: str = "My hand was tired.") -> History:
    """Sessions on most days, four assessments, a goal, a note and a correction."""
    days = [n for n in range(26) if n % 5 != 4]
    sessions = [session(n, words=words if n == 3 else "") for n in days]
    return History(
        patient(name=name),
        (Prescription("11", day(0).date(), sets=2, reps=10),),
        (*sessions[:-1], corrected(sessions[-1])),
        (
            whole_assessment(Side.RIGHT, 1.0, 0),
            whole_assessment(Side.LEFT, 0.5, 1),
            whole_assessment(Side.LEFT, 0.7, 10),
            whole_assessment(Side.LEFT, 0.9, 25),
        ),
        (),
        notes=(TherapistNote(1, day(26), "A. Berg", "Add the hammer from next week."),),
        goals=(Goal("wrist.extension", Side.LEFT, 65.0, "deg", day(40).date()),),
    )


def made_at() -> datetime:
    """When the report is made."""
    return NOW
