"""The result of one exercise: plain numbers, and the same as versioned JSON both ways.

A figure that could not be measured is None (`null`), never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from handtrack.events import Action, Count, Label, Reason, Status, Touch
from handtrack.landmarks.hand import Finger, Side
from handtrack.measurements.number_format import Unit
from handtrack.scoring import result_json
from handtrack.scoring.count_interval import CountInterval
from handtrack.scoring.movement_quality import MovementQuality
from handtrack.scoring.result_json import EngineName, OptionalFloat
from handtrack.verifiers.calibration import Calibration


@dataclass(frozen=True, slots=True)
class Note:
    """Why a repetition did not count, or what was noticed about one that did."""

    reason: Reason
    action: Action
    sentence: str

    @property
    def words(self) -> str:
        """The sentence without its figures."""
        return self.sentence.partition(" (")[0]


@dataclass(frozen=True, slots=True)
class Repetition:
    """One repetition.

    Parameters
    ----------
    number : int
        From 1, in order of time, whatever the status.
    status : Status
    label : Label
        How far the camera could see what is claimed.
    notes : tuple of Note
        Empty only for a valid repetition nobody noticed anything about.
    start_s, end_s, duration_s : float
    peak_s : float or None
        When the movement was at its largest.
    peak, excursion : float or None
        The counting signal there, and its change from where the repetition began, in
        `ExerciseResult.signal_unit`.
    range_share : float or None
        The largest movement as a share of the person's own range; may exceed 1.
    hold_s : float or None
        How long the movement stayed at its full size, or a posture was kept.
    touches : tuple of Touch
        For a sequence.
    seen_share, view_share : float or None
        Shares of its frames with the hand, and of those with the right view.
    active_s : float or None
        For an activity: how much of its time the hand was active.
    counts : tuple of Count
        For an activity: what was done in it.
    smoothness : float or None
        For a cycle: SPARC of the way out, at most 0; closer to 0 is smoother.
    """

    number: int
    status: Status
    label: Label
    notes: tuple[Note, ...]
    start_s: float
    end_s: float
    duration_s: float
    peak_s: OptionalFloat
    peak: OptionalFloat
    excursion: OptionalFloat
    range_share: OptionalFloat
    hold_s: OptionalFloat
    touches: tuple[Touch, ...]
    seen_share: OptionalFloat
    view_share: OptionalFloat
    active_s: OptionalFloat = None
    counts: tuple[Count, ...] = ()
    smoothness: OptionalFloat = None

    @property
    def reasons(self) -> tuple[Note, ...]:
        """The notes, those that decided the status first."""
        decided = Action.UNVERIFIABLE if self.status is Status.UNVERIFIABLE else Action.REJECT
        return tuple(sorted(self.notes, key=lambda note: note.action is not decided))


@dataclass(frozen=True, slots=True)
class JointRange:
    """Range of motion of one joint as seen during the exercise; no ROM assessment.

    Parameters
    ----------
    measure, finger, title : str
        The measurement, and in words.
    from_deg, to_deg : float or None
        Where the joint stood at the two ends of the valid repetitions: medians of plateaus. None
        where a zero is not known and only the way between them is.
    ends_error_deg : float or None
        Half-width of the 95 % interval of `from_deg` and `to_deg`.
    arc_deg : float or None
        The way between the ends: the median over the valid repetitions.
    error_deg : float or None
        Half-width of the 95 % interval of `arc_deg`. None together with `arc_deg`.
    label : Label
    repetitions : int
        How many it rests on.
    note : str
        Why it is estimated or missing; the error's source.
    """

    measure: str
    finger: Finger | None
    title: str
    from_deg: OptionalFloat
    to_deg: OptionalFloat
    ends_error_deg: OptionalFloat
    arc_deg: OptionalFloat
    error_deg: OptionalFloat
    label: Label
    repetitions: int
    note: str


@dataclass(frozen=True, slots=True)
class Tempo:
    """How long the valid repetitions took; None without one."""

    median_s: OptionalFloat
    shortest_s: OptionalFloat
    longest_s: OptionalFloat


@dataclass(frozen=True, slots=True)
class Summary:
    """The bottom line.

    Parameters
    ----------
    valid, partial, rejected, unverifiable : int
    dose : int
        How many the exercise asks for.
    what : str
        What is counted, in one word: "repetition", "hold", "minute".
    dose_source : str
        "article" or "default".
    hand_share, view_share : float or None
        Share of frames with the hand; of those, share with the right view.
    bounds : CountInterval or None
        What the true number of valid ones lies between; None in a result of an older version.
    """

    valid: int
    partial: int
    rejected: int
    unverifiable: int
    dose: int
    dose_source: str
    tempo: Tempo
    hand_share: OptionalFloat
    view_share: OptionalFloat
    what: str = "repetition"
    bounds: CountInterval | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything needed to make the result again.

    Parameters
    ----------
    handtrack, engine : str
        Versions of handtrack and of the landmark engine.
    model_sha256 : str
        Hash of the hand model.
    exercise_version : str
    smoothing : str
        The filter and its settings, in words.
    source, source_sha256 : str
        Name of the file or device, and the hash of the file.
    start_s, end_s : float, float or None
        Which part of the source it is, as a player shows it; None for its end. Times in the result
        are those of the whole source.
    slowed : float
        By how much the source's times were divided, because it is slow motion.
    """

    handtrack: str
    engine: EngineName
    model_sha256: str
    exercise_version: str
    smoothing: str
    source: str
    source_sha256: str
    start_s: float = 0.0
    end_s: OptionalFloat = None
    slowed: float = 1.0


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """One hand doing one exercise in one recording.

    Parameters
    ----------
    exercise, title : str
        Id and title of the exercise.
    side : Side
    side_source : "given" or "seen"
        Whether the user named the side, or the labels of the hand did.
    frames, duration_s : int, float
        Of the recording.
    complete, note : bool, str
        Whether all of the source was read, and why not.
    signal, signal_unit : str
        What is counted by, in words, and its unit.
    repetitions : tuple of Repetition
        In order of time, whatever their status.
    ranges : tuple of JointRange
        Of the joints that the exercise reports.
    summary : Summary
    advice : tuple of str
        On camera and movement, a sentence each.
    calibration : Calibration
        The person's own range that was scored with.
    made_by : Provenance
    finger : Finger or None
        The finger that did it, where the person chooses.
    estimated : str
        Why everything here is an estimate; empty where it is not.
    without : tuple of Finger
        Fingers that were left out, as asked: neither asked for nor measured.
    warnings : tuple of str
        What about the clip itself makes its figures doubtful, a sentence each.
    movement : MovementQuality or None
        How smooth the set was, and whether it faded; None in a result of an older version.
    """

    exercise: str
    title: str
    side: Side
    side_source: Literal["given", "seen"]
    frames: int
    duration_s: float
    complete: bool
    note: str
    signal: str
    signal_unit: Unit
    repetitions: tuple[Repetition, ...]
    ranges: tuple[JointRange, ...]
    summary: Summary
    advice: tuple[str, ...]
    calibration: Calibration
    made_by: Provenance
    finger: Finger | None
    estimated: str
    without: tuple[Finger, ...] = ()
    warnings: tuple[str, ...] = ()
    movement: MovementQuality | None = None
    schema: Literal[1] = 1

    def with_status(self, status: Status) -> tuple[Repetition, ...]:
        """The repetitions with this status."""
        return tuple(r for r in self.repetitions if r.status is status)


def to_json(result: ExerciseResult) -> str:
    """The result as JSON, indented."""
    return result_json.dump(result)


def from_json(text: str | bytes) -> ExerciseResult:
    """Read a result back.

    Raises
    ------
    RecordingError
        The text is not a result of this version.
    """
    return result_json.load(ExerciseResult, text, "handtrack result")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a result."""
    return result_json.schema(ExerciseResult)
