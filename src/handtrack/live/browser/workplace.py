"""What the app needs from around it: the plan of today, trackers, a place for what is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from handtrack.assessment.poses.hold_detector import PoseHeld
from handtrack.assessment.protocol import Protocol
from handtrack.definitions.exercise import Exercise
from handtrack.landmarks.recording import Recording
from handtrack.live.assessment.assessment_order import AssessmentOrder, AssessmentOutcome
from handtrack.live.browser.desk.desk_tools import DeskTools
from handtrack.live.loop import Tools
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.live.session_plan import SessionPlan
from handtrack.records.patient import Patient
from handtrack.tracking.tracker import Tracker


@dataclass(frozen=True, slots=True)
class Today:
    """What is to be done today.

    Parameters
    ----------
    plan : SessionPlan or None
        None where nothing is planned; without items where all of it was done.
    prescribed : bool
        Whether it comes from the patient's records, and not from a file.
    """

    plan: SessionPlan | None
    prescribed: bool = False


@dataclass(frozen=True, slots=True)
class AssessmentTools:
    """What assessments of the app work with.

    Parameters
    ----------
    protocols : tuple of Protocol
        By which a hand can be measured.
    tracker : callable
        Opens the tracker of one hand.
    assess : callable
        Measures poses that were held, and keeps what they come to where it belongs to a patient:
        from the order, the recording, the poses, the recording's file and the name of its source.
    """

    protocols: tuple[Protocol, ...]
    tracker: Callable[[], Tracker]
    assess: Callable[[AssessmentOrder, Recording, list[PoseHeld], Path, str], AssessmentOutcome]


@dataclass(frozen=True, slots=True)
class Workplace:
    """What sessions of the app work with and where they go.

    Parameters
    ----------
    exercises : tuple of Exercise
        To choose from.
    today : callable
        What is to be done today, as it stands now.
    without_fingers : callable
        Copies a plan without the patient's missing fingers.
    tools : callable
        Trackers, own ranges and earlier results for a plan.
    writer : callable
        Opens the folder of a session, from its plan and the name of its source.
    keep : callable
        Keeps a session's folder in the records, where it belongs to a patient.
    patient : Patient or None
        Whose sessions these are.
    clip : Path or None
        What plays in place of a camera.
    ask : bool
        Whether pain and effort are asked.
    stats : bool
        Whether figures of speed are shown.
    record : bool
        Whether the pictures of sets are kept, too.
    assessment_tools : AssessmentTools or None
        None where hands are not measured.
    desk : DeskTools or None
        None where there is no therapist's desk.
    """

    exercises: tuple[Exercise, ...]
    today: Callable[[], Today]
    without_fingers: Callable[[SessionPlan], SessionPlan]
    tools: Callable[[SessionPlan], Tools]
    writer: Callable[[SessionPlan, str], SessionWriter]
    keep: Callable[[Path], None]
    patient: Patient | None = None
    clip: Path | None = None
    ask: bool = True
    stats: bool = False
    record: bool = False
    assessment_tools: AssessmentTools | None = None
    desk: DeskTools | None = None
