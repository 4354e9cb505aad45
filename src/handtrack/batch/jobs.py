"""Request, job and outcome: values of a run over many clips."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.hand import Finger, Side
from handtrack.landmarks.tracked_object import PointPrompt, ShowPrompt
from handtrack.scoring.results import ExerciseResult
from handtrack.sources.clip_part import WHOLE, ClipPart
from handtrack.tracking.open_tracker import DEFAULT_TRACKER, TrackerChoice
from handtrack.verifiers.calibration import Calibration

RECORDING_SUFFIXES = (".npz", ".part")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of every file.

    Parameters
    ----------
    exercise : Exercise
    side : Side or None
        Which hand; None for the one seen most.
    calibration : Calibration or None
        The person's own range; None to take it from each file itself.
    neutral_s : tuple of float or None
        Half-open interval of a still hold with the wrist straight.
    tracker : TrackerChoice
        The hand model and what runs it.
    annotate : bool
        Whether to draw a video beside the tables.
    prompt : PointPrompt or ShowPrompt or None
        How the object of the exercise is made known in each video; None to follow none.
    without : tuple of Finger
        Fingers that are neither asked for nor read; with a calibration those left out of that.
    part : ClipPart
        Which part of the clip, and by how much it is slow motion; `neutral_s` is on the same clock,
        the player's.
    """

    exercise: Exercise
    side: Side | None = None
    calibration: Calibration | None = None
    neutral_s: tuple[float, float] | None = None
    tracker: TrackerChoice = DEFAULT_TRACKER
    annotate: bool = False
    prompt: PointPrompt | ShowPrompt | None = None
    without: tuple[Finger, ...] = ()
    part: ClipPart = WHOLE


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One video or landmark recording, and what is asked of it.

    Parameters
    ----------
    folder : Path or None
        Where its results are kept, if they are.
    name : str
        The clip as the user named it, where `path` is not that.
    patient, date : str
        Whose it is and of when, as told: labels for the summary.
    reuse : bool
        Whether landmarks that were kept in the folder before serve again, where tracking the
        video anew would give the same.
    """

    path: Path
    request: Request
    folder: Path | None = None
    name: str = ""
    patient: str = ""
    date: str = ""
    reuse: bool = False

    @property
    def is_recording(self) -> bool:
        """Whether it is a landmark recording, not a video."""
        return self.path.suffix in RECORDING_SUFFIXES


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: a result, or the sentence that says why there is none.

    Parameters
    ----------
    look : str
        Why a person should look at the clip; "" where its figures stand by themselves.
    before : bool
        Whether it was there already.
    """

    job: Job
    result: ExerciseResult | None
    error: str = ""
    look: str = ""
    before: bool = False
