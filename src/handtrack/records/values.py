"""What is kept of what a patient did, as plain values: what the store takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from handtrack.assessment.rom_result import Assessment
from handtrack.events import Label, Reason, Status
from handtrack.landmarks.hand import Finger, Side
from handtrack.records.patient import Patient, Prescription, SelfReport, check_text
from handtrack.scoring.count_interval import CountInterval, count_interval
from handtrack.scoring.movement_quality import MovementQuality
from handtrack.scoring.result_json import OptionalFloat
from handtrack.scoring.results import ExerciseResult, JointRange, Provenance, Tempo


class FileKind(StrEnum):
    """What a kept file holds."""

    LANDMARKS = "landmarks"
    VIDEO = "video"


class Source(StrEnum):
    """Where a session took place."""

    LIVE = "live"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file on disk, found by its hash."""

    sha256: str
    kind: FileKind
    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to keep a copy of; `name` is what the person called it."""

    path: Path
    kind: FileKind
    name: str


@dataclass(frozen=True, slots=True)
class NewExercise:
    """A scored exercise to keep.

    Parameters
    ----------
    assisted : bool
        Whether the movement was helped, as declared.
    resistance : str
        Putty colour or weight, as declared.
    """

    result: ExerciseResult
    files: tuple[NewFile, ...] = ()
    assisted: bool = False
    resistance: str = ""

    def __post_init__(self) -> None:
        check_text("resistance", self.resistance)


@dataclass(frozen=True, slots=True)
class RepetitionRecord:
    """One repetition; the figures are those of `results.Repetition`.

    Parameters
    ----------
    smoothness : float or None
        SPARC of the way out; closer to 0 is smoother.
    """

    number: int
    status: Status
    label: Label
    reasons: tuple[Reason, ...]
    start_s: float
    duration_s: float
    peak: OptionalFloat
    excursion: OptionalFloat
    range_share: OptionalFloat
    hold_s: OptionalFloat
    smoothness: OptionalFloat


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """One exercise as done in one session.

    Parameters
    ----------
    id : int
        By which the store gives the whole result (`Store.result`).
    assisted : bool
        As declared.
    resistance : str
        As declared.
    without : tuple of Finger
        Fingers that were left out.
    side_contradicted : bool
        Whether the camera saw another hand than the one that was named.
    """

    id: int
    exercise: str
    title: str
    side: Side
    signal: str
    signal_unit: str
    dose: int
    dose_source: str
    complete: bool
    duration_s: float
    hand_share: OptionalFloat
    view_share: OptionalFloat
    tempo: Tempo
    assisted: bool
    resistance: str
    repetitions: tuple[RepetitionRecord, ...]
    ranges: tuple[JointRange, ...]
    movement: MovementQuality
    made_by: Provenance
    files: tuple[KeptFile, ...]
    without: tuple[Finger, ...] = ()
    side_contradicted: bool = False

    def ended(self, status: Status) -> int:
        """How many repetitions ended so."""
        return sum(r.status is status for r in self.repetitions)

    @property
    def bounds(self) -> CountInterval:
        """What the true number of valid repetitions lies between."""
        whole = self.complete or not self.made_by.source_sha256  # a live session ends when it ends
        return count_interval(self.repetitions, self.hand_share, whole=whole)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What was done at one time, and what was said of it."""

    id: int
    at: datetime
    source: Source
    exercises: tuple[ExerciseRecord, ...]
    reports: tuple[SelfReport, ...]


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """A range-of-motion assessment and when it was made.

    Parameters
    ----------
    pain : int or None
        During it, 0 to 10, as said.
    """

    id: int
    at: datetime
    pain: int | None
    assessment: Assessment
    files: tuple[KeptFile, ...]


class CorrectionAct(StrEnum):
    """What was done to a record that was wrong."""

    REMOVED = "removed"
    MOVED_AWAY = "moved"
    MOVED_HERE = "taken over"


class RecordKind(StrEnum):
    """What can be removed from a patient's records, or moved to another patient's."""

    SESSION = "session"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Correction:
    """A session or assessment that was removed, or moved to or from another patient.

    Parameters
    ----------
    by : str
        Who did it, as they said or as they were logged in.
    what_at : datetime
        When the session or the assessment was.
    held : str
        Its exercises, or the hand that was measured.
    other : str or None
        The other patient's key; None where there is none, or none any more.
    """

    at: datetime
    by: str
    act: CorrectionAct
    what: RecordKind
    what_at: datetime
    held: str
    other: str | None = None
    why: str = ""

    def __post_init__(self) -> None:
        check_text("by", self.by)
        check_text("why", self.why)


@dataclass(frozen=True, slots=True)
class History:
    """Everything of one patient, each part in order of time.

    Parameters
    ----------
    reports : tuple of SelfReport
        Those that belong to no session.
    corrections : tuple of Correction
        Always all.
    """

    patient: Patient
    plans: tuple[Prescription, ...]
    sessions: tuple[SessionRecord, ...]
    assessments: tuple[AssessmentRecord, ...]
    reports: tuple[SelfReport, ...]
    corrections: tuple[Correction, ...] = ()
