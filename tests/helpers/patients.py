"""Records made up on the spot: a patient, scored exercises, assessments, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from handtrack.assessment.rom_result import (
    Assessment,
    AssessmentMode,
    AssessmentProvenance,
    MotionFigure,
    Trial,
)
from handtrack.events import Label
from handtrack.landmarks.hand import Side
from handtrack.landmarks.views import View
from handtrack.records.patient import Affected, Patient
from handtrack.records.values import FileKind, NewExercise, NewFile
from handtrack.scoring.movement_quality import MovementQuality, Steadiness, decrement
from handtrack.scoring.results import ExerciseResult, from_json
from handtrack.verifiers.kinematics import SPARC
from tests.helpers.paths import GOLDEN

START = datetime(2026, 9, 1, 10, 30, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script>\"; DROP TABLE patients;-- \u202eקשה 🖐️ " + "n" * 250


def patient(key: str = "mk", name: str = "M. K.") -> Patient:
    return Patient(
        key,
        START,
        name,
        birth_year=1958,
        dominant=Side.RIGHT,
        affected=Affected.LEFT,
        diagnosis="distal radius fracture",
        goal="knead dough again",
    )


@cache
def result() -> ExerciseResult:
    """Two valid repetitions and a partial one."""
    return from_json((GOLDEN / "wrist-result.json").read_bytes())


def long_result(count: int) -> ExerciseResult:
    """The same over and over, `count` repetitions."""
    some = result().repetitions
    return replace(
        result(),
        repetitions=tuple(replace(some[i % 3], number=i + 1) for i in range(count)),
    )


def exercise(files: Sequence[NewFile] = (), of: ExerciseResult | None = None) -> NewExercise:
    done = of or result()
    movement = MovementQuality(-1.5, SPARC, decrement(done.repetitions))
    repetitions = tuple(
        replace(r, smoothness=-1.5 - 0.1 * i) for i, r in enumerate(done.repetitions)
    )
    done = replace(done, repetitions=repetitions, movement=movement)
    return NewExercise(done, tuple(files), assisted=True, resistance="red putty")


def file(folder: Path, content: bytes = b"landmarks", name: str = "clip.npz") -> NewFile:
    path = folder / f"{abs(hash(content))}.npz"
    path.write_bytes(content)
    return NewFile(path, FileKind.LANDMARKS, name)


def assessment(
    extension_deg: float = 50.0,
    side: Side = Side.LEFT,
    motion: str = "wrist.extension",
    spread_deg: float = 1.0,
) -> Assessment:
    values = (extension_deg - spread_deg, extension_deg, extension_deg + spread_deg)
    trials = tuple(
        Trial(i, 3.0 * i, 3.0 * i + 1, v, False, Label.VERIFIED, Steadiness(0.4, 1.2, 0.1, 1.0))
        for i, v in enumerate(values, 1)
    )
    figure = MotionFigure(
        motion, "deg", extension_deg, 6.7, Label.VERIFIED, View.SIDE, "wrist_extension", trials, ""
    )
    made_by = AssessmentProvenance(
        "0.1.0", "mediapipe 1.2.2", "fbc2", "hand-basic", "1.0", "clip.mp4", "ab" * 32, 30.0, 110.0
    )
    return Assessment(side, AssessmentMode.ACTIVE, (figure,), made_by)


def day(number: int) -> datetime:
    return START + timedelta(days=number)
