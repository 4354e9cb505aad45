"""Values that the store takes and returns: sessions, exercises, assessments, corrections."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from handtrack.assessment.rom_result import Assessment
from handtrack.events import Label, Reason, Status
from handtrack.landmarks.hand import Finger, Side
from handtrack.records.field_checks import check_text
from handtrack.records.patient import Patient, Prescription, SelfReport
from handtrack.records.review import Goal, TherapistNote, TrialRemoval, VerdictCorrection
from handtrack.scoring.count_interval import CountInterval, count_interval
from handtrack.scoring.movement_quality import MovementQuality
from handtrack.scoring.result_json import OptionalFloat
from handtrack.scoring.results import ExerciseResult, JointRange, Provenance, Tempo


class FileKind(StrEnum):
    """Content of a stored file."""

    LANDMARKS = "landmarks"
    VIDEO = "video"


class Source(StrEnum):
    """Source of a session: live, or a recording."""

    LIVE = "live"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Stored file, addressed by its hash."""

    sha256: str
    kind: FileKind
    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class NewFile:
    """File to copy into the store; `name` is its original name."""

    path: Path
    kind: FileKind
    name: str


@dataclass(frozen=True, slots=True)
class NewExercise:
    """Scored exercise to store.

    Parameters
    ----------
    assisted : bool
        Whether the movement was assisted, as declared.
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
    """Stored repetition; its figures are those of `results.Repetition`.

    Parameters
    ----------
    status : Status
        Verdict of the machine.
    smoothness : float or None
        SPARC of the outward movement; closer to 0 is smoother.
    correction : VerdictCorrection or None
        Verdict of a person that holds.
    final : Status or None
        What counts: the person's verdict where there is one, else the machine's. None if it is no
        repetition of this exercise by this hand.
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
    correction: VerdictCorrection | None = None
    final: Status | None = field(init=False)

    def __post_init__(self) -> None:
        final = self.correction.verdict.status if self.correction else self.status
        object.__setattr__(self, "final", final)

    @property
    def reviewed(self) -> RepetitionRecord | None:
        """Copy with `final` as its status, and without reasons and doubts if a person gave it.

        None if `final` is None.
        """
        if self.correction is None or self.final is None:
            return self if self.final else None
        return replace(self, status=self.final, label=Label.VERIFIED, reasons=())


def is_doubtful(repetition: RepetitionRecord) -> bool:
    """Whether a person should look at a repetition: unseen or estimated, and not reviewed yet."""
    unsure = repetition.status is Status.UNVERIFIABLE or repetition.label is Label.ESTIMATED
    return unsure and repetition.correction is None


@dataclass(frozen=True, slots=True)
class ExerciseRecord:
    """Stored exercise of a session.

    Parameters
    ----------
    id : int
        Id for `Store.result`.
    assisted : bool
        As declared.
    resistance : str
        As declared.
    without : tuple of Finger
        Excluded fingers.
    side_contradicted : bool
        Whether the detected hand was not the declared one.
    corrections : tuple of VerdictCorrection
        All of its repetitions, undone ones too, in order of time.
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
    files: tuple[StoredFile, ...]
    without: tuple[Finger, ...] = ()
    side_contradicted: bool = False
    corrections: tuple[VerdictCorrection, ...] = ()

    @property
    def reviewed(self) -> tuple[RepetitionRecord, ...]:
        """Repetitions as they count, with the verdicts of a person in place of the machine's."""
        return tuple(one for r in self.repetitions if (one := r.reviewed))

    @property
    def was_done(self) -> bool:
        """Whether it has a repetition that no person called another side's or no exercise."""
        return any(r.final is not None for r in self.repetitions)

    def ended(self, status: Status) -> int:
        """Number of repetitions with a final status."""
        return sum(r.final is status for r in self.repetitions)

    @property
    def bounds(self) -> CountInterval:
        """Interval of the true number of valid repetitions."""
        whole = self.complete or not self.made_by.source_sha256  # a live session ends when it ends
        return count_interval(self.reviewed, self.hand_share, whole=whole)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """Stored session: exercises and self-reports of one sitting."""

    id: int
    at: datetime
    source: Source
    exercises: tuple[ExerciseRecord, ...]
    reports: tuple[SelfReport, ...]


@dataclass(frozen=True, slots=True)
class AssessmentRecord:
    """Stored range-of-motion assessment.

    Parameters
    ----------
    pain : int or None
        Pain during it, 0 to 10, as reported.
    assessment : Assessment
        Without the trials that a person removed.
    removed_trials : tuple of TrialRemoval
        All of them, restored ones too, in order of time.
    """

    id: int
    at: datetime
    pain: int | None
    assessment: Assessment
    files: tuple[StoredFile, ...]
    removed_trials: tuple[TrialRemoval, ...] = ()


class CorrectionAct(StrEnum):
    """Kind of correction of a record."""

    REMOVED = "removed"
    MOVED_AWAY = "moved"
    MOVED_HERE = "taken over"


class RecordKind(StrEnum):
    """Kind of record that can be removed, or moved to another patient."""

    SESSION = "session"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class Correction:
    """Removal of a session or assessment, or its move to or from another patient.

    Parameters
    ----------
    by : str
        Author, as declared or as logged in.
    what_at : datetime
        Time of the session or assessment.
    held : str
        Its exercises, or the assessed hand.
    other : str or None
        Key of the other patient; None if there is none, or if it was deleted.
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
    """Records of one patient, each part in order of time.

    Parameters
    ----------
    reports : tuple of SelfReport
        Self-reports outside of sessions.
    corrections : tuple of Correction
        Removals and moves.
    plans, corrections, notes, goals : tuple
        All of them, whatever the interval.
    """

    patient: Patient
    plans: tuple[Prescription, ...]
    sessions: tuple[SessionRecord, ...]
    assessments: tuple[AssessmentRecord, ...]
    reports: tuple[SelfReport, ...]
    corrections: tuple[Correction, ...] = ()
    notes: tuple[TherapistNote, ...] = ()
    goals: tuple[Goal, ...] = ()
