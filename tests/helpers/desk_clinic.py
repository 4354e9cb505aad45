"""Three patients with four weeks of sessions, made from landmarks of rendered hands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from handtrack.assessment.assess import assess
from handtrack.assessment.poses.find_poses import find_still_poses
from handtrack.assessment.protocol import find_protocol, load_protocols
from handtrack.assessment.rom_result import Assessment, MotionFigure
from handtrack.definitions.library import find, load_all
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording_file import read
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.records.patient import Affected, Patient, Prescription, ReportTime, SelfReport
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import FileKind, NewExercise, NewFile, Source
from handtrack.scoring.results import ExerciseResult
from handtrack.scoring.score import score
from tests.helpers.paths import ASSESSMENTS, RECORDINGS

TODAY = date(2026, 11, 27)
"""A Friday."""
DAYS = 26
"""Of the four weeks up to the day before."""


def now() -> datetime:
    """When the desk is looked at."""
    return datetime.combine(TODAY, time(16, 30)).astimezone()


def at(days_ago: int, hour: int = 10) -> datetime:
    """A time some days before."""
    return datetime.combine(TODAY - timedelta(days=days_ago), time(hour, 15)).astimezone()


def desk_tools(folder: Path) -> DeskTools:
    """The desk of an empty database in a folder."""
    location = find_location(str(folder / "handtrack.db"))
    return DeskTools(
        lambda: Store.open(location, create=True),
        folder,
        tuple(load_all()),
        tuple(load_protocols()),
        "therapist",
        now,
    )


@cache
def scored(name: str, exercise: str) -> ExerciseResult:
    """Result of one recording."""
    return score(read(RECORDINGS / f"{name}.npz"), find(exercise)).result


def done(name: str, exercise: str) -> NewExercise:
    """An exercise of a session, with its landmarks."""
    path = RECORDINGS / f"{name}.npz"
    return NewExercise(scored(name, exercise), (NewFile(path, FileKind.LANDMARKS, path.name),))


def said(when: datetime, before: int, after: int, words: str = "") -> tuple[SelfReport, ...]:
    """Pain before and after a session."""
    return (
        SelfReport(when, ReportTime.BEFORE, pain=before, effort=2),
        SelfReport(when, ReportTime.AFTER, pain=after, effort=5, words=words),
    )


@cache
def measured(gain_deg: float = 0.0) -> Assessment:
    """Wrist and fingers of a right hand; `gain_deg` more flexion and extension of the wrist."""
    protocol = find_protocol("hand-basic")
    parts = []
    for name, section in (("wrist-first", "wrist"), ("fingers", "fingers")):
        recording = read(ASSESSMENTS / f"{name}.npz")
        hand = recording.hand(0, Side.RIGHT)
        held = find_still_poses(protocol, protocol.select_sections([section]), hand)
        parts.append(assess(recording, hand, protocol, held))
    found = [
        _moved(figure, gain_deg if figure.motion.startswith("wrist.") else gain_deg / 3)
        for part in parts
        for figure in part.figures
        if figure.value is not None
    ]
    return replace(parts[0], figures=tuple(found))


def _moved(figure: MotionFigure, by: float) -> MotionFigure:
    if figure.unit != "deg" or figure.value is None:
        return figure
    trials = tuple(
        replace(t, value=None if t.value is None else t.value + by) for t in figure.trials
    )
    return replace(figure, value=figure.value + by, trials=trials)


def four_weeks(tools: DeskTools) -> None:
    """Three patients: one gets better, one has more pain and doubts, one has just begun."""
    with tools.store() as store:
        _better(store)
        _worse(store)
        _begun(store)


def _better(store: Store) -> None:
    store.add_patient(
        Patient(
            "mk",
            at(DAYS + 1),
            "Maria K.",
            birth_year=1958,
            dominant=Side.RIGHT,
            affected=Affected.RIGHT,
            diagnosis="distal radius fracture",
            onset="fall on 2 October 2026, plate",
            precautions="no load over 2 kg",
            goal="knead dough again",
            video_consent=at(DAYS + 1),
        )
    )
    start = at(DAYS).date()
    for exercise, note in (("11", "slowly, elbow on the table"), ("34", "")):
        store.add_plan(
            "mk",
            Prescription(exercise, start, Side.RIGHT, sets=2, reps=5, days_a_week=5, note=note),
        )
    for ago in (n for n in range(DAYS, 0, -1) if n % 4):
        pain = 1 + ago // 8
        exercises = [done("wrist_flexext", "11"), done("fist_side", "34")]
        _session(store, "mk", at(ago), exercises, said(at(ago), pain, pain))
    for ago, gain in ((DAYS, 0.0), (13, 6.0), (1, 22.0)):
        store.add_assessment("mk", at(ago, 15), measured(gain), pain=2)


def _worse(store: Store) -> None:
    store.add_patient(
        Patient(
            "jb",
            at(DAYS),
            "Jonas B.",
            birth_year=1949,
            affected=Affected.RIGHT,
            diagnosis="stroke, left hemisphere",
        )
    )
    store.add_plan("jb", Prescription("18", at(DAYS).date(), Side.RIGHT, reps=5))
    for ago in (25, 24, 22, 20, 17, 13, 9, 5):
        pain = 2 if ago > 9 else 6
        exercises = [done("opposition_yaw22", "18"), done("spread", "33")]
        _session(store, "jb", at(ago), exercises, said(at(ago), pain, pain + 1, ""))
    store.add_assessment("jb", at(24, 15), measured(20.0), pain=3)
    store.add_assessment("jb", at(5, 15), measured(0.0), pain=6)


def _begun(store: Store) -> None:
    store.add_patient(
        Patient("eo", at(6), "Elif Ö.", affected=Affected.LEFT, diagnosis="Dupuytren, operated")
    )
    store.add_plan("eo", Prescription("33", at(6).date(), Side.LEFT, reps=10, times_a_day=2))
    for ago in (6, 5, 4, 2, 1):
        _session(store, "eo", at(ago), [done("left_spread", "33")], said(at(ago), 1, 1))


def _session(
    store: Store,
    key: str,
    when: datetime,
    exercises: Iterable[NewExercise],
    reports: Iterable[SelfReport],
) -> None:
    store.add_session(key, when, Source.RECORDED, [*exercises], [*reports], again=True)
