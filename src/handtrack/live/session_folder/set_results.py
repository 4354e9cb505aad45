"""Results and calibrations of the sets on disk; a set without a result is scored again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from handtrack.definitions.library import find
from handtrack.errors import HandtrackError
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording_file import read
from handtrack.live.session_folder.session_writer import CALIBRATION
from handtrack.live.session_folder.stored_session import StoredSession, about_session, sessions
from handtrack.live.session_plan import with_dose, with_hold_time
from handtrack.records.patient import Patient
from handtrack.scoring.results import ExerciseResult, from_json
from handtrack.scoring.score import score
from handtrack.verifiers import calibration_file
from handtrack.verifiers.calibration import Calibration

EARLIER_S = 8 * 86400
"""How far back "last week" goes."""


def results(stored: StoredSession) -> Iterator[ExerciseResult]:
    """Results of a session's sets; an interrupted set is scored from what reached the disk."""
    return (result for _, result in scored_sets(stored))


def scored_sets(
    stored: StoredSession, library: Path | None = None
) -> Iterator[tuple[Path, ExerciseResult]]:
    """Yield each set's recording and result, but for what can be neither read nor scored.

    Parameters
    ----------
    stored : StoredSession
    library : Path, optional
        Folder of exercise files; default: the packaged ones.
    """
    for path in stored.sets:
        whole = path.with_suffix("") if path.suffix == ".part" else path
        written = whole.with_suffix(".json")
        try:
            if written.exists():
                yield path, from_json(written.read_bytes())
                continue
            number = whole.stem.split("-")[1]
            planned = _planned(stored.folder, number)
            exercise = with_hold_time(find(number, library), planned.get("hold_s"))
            own = calibration_file.read(whole.with_suffix(CALIBRATION), exercise, None)
            result = score(read(path), exercise, own.side, own).result
            yield path, with_dose(result, planned.get("reps"))
        except HandtrackError:
            continue


def _planned(folder: Path, exercise: str) -> Mapping[str, Any]:
    """What the session's plan says of this exercise; nothing where it cannot be read."""
    try:
        told: Iterator[Mapping[str, Any]] = (
            dict(item) for item in about_session(folder)["plan"] if item["exercise"] == exercise
        )
        return next(told, {})
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def earlier_results(
    folder: Path, patient: Patient | None, now: datetime | None = None
) -> list[ExerciseResult]:
    """Read the results of a patient's sessions of the last week, without today's.

    Parameters
    ----------
    folder : Path
        Of all sessions.
    patient : Patient or None
        None for the sessions that are nobody's.
    now : datetime, optional
        Default: the time of the call.

    Returns
    -------
    list of ExerciseResult
        The latest first.
    """
    today = (now or datetime.now()).astimezone()
    found: list[ExerciseResult] = []
    for stored in sessions(folder):
        then = stored.at.astimezone()
        lately = then.date() < today.date() and (today - then).total_seconds() <= EARLIER_S
        if lately and stored.belongs_to(patient):
            found += results(stored)
    return found


def saved_ranges(folder: Path, patient: Patient | None) -> dict[tuple[str, Side], Calibration]:
    """Read the latest calibration of each exercise and side in a patient's sessions.

    Parameters
    ----------
    folder : Path
        Of all sessions.
    patient : Patient or None
        None for the sessions that are nobody's.

    Returns
    -------
    dict
        By exercise id and side.
    """
    theirs = [stored.folder for stored in sessions(folder) if stored.belongs_to(patient)]
    found: dict[tuple[str, Side], Calibration] = {}
    for path in (p for place in reversed(theirs) for p in sorted(place.glob(f"*{CALIBRATION}"))):
        try:
            exercise = find(path.name.split("-")[1])
            own = calibration_file.read(path, exercise, None)
        except HandtrackError:
            continue
        found[own.exercise, own.side] = own
    return found
