"""From a live session's folder into a patient's records: whole or not at all, and once.

The folder is written while the session runs, so whatever ended it, what reached the disk can still
be kept. A session is known again by its patient and the second in which it began.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from handtrack import recording_file
from handtrack.errors import HandtrackError
from handtrack.library import find
from handtrack.live.keeping import Kept, about_session, answers, scored_sets, sessions
from handtrack.movement import SPARC, Movement, decrement, movement
from handtrack.patient import Moment, SelfReport
from handtrack.recording import Recording
from handtrack.records import FileKind, NewExercise, NewFile, Source
from handtrack.results import SessionResult
from handtrack.session import score
from handtrack.store.store import Store


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a session: its sets, or that it was in the records before."""

    sets: int
    before: bool = False


def file_session(store: Store, key: str, kept: Kept, library: Path | None = None) -> Filed:
    """Keep a session for a patient, unless it is kept.

    Parameters
    ----------
    library : Path, optional
        Folder of exercise files, if not handtrack's own.

    Raises
    ------
    RecordError, StoreError
        There is no such patient, or the records cannot be written.
    """
    at = datetime.fromisoformat(kept.started).astimezone()
    if store.has_session(key, at, Source.LIVE):
        return Filed(0, before=True)
    with tempfile.TemporaryDirectory() as place:
        done = list(_exercises(kept, Path(place), library))
        if done:
            store.add_session(key, at, Source.LIVE, done, _said(kept, at), again=True)
    return Filed(len(done))


def file_earlier(store: Store, key: str, folder: Path) -> int:
    """Keep a patient's earlier sessions that never reached the records; gives how many."""
    return sum(
        file_session(store, key, kept).sets > 0
        for kept in sessions(folder)
        if about_session(kept.folder).get("patient") == key and not kept.runs
    )


def _exercises(kept: Kept, place: Path, library: Path | None) -> Iterator[NewExercise]:
    """The sets with their landmarks; an interrupted recording is made whole in `place`."""
    for path, result in scored_sets(kept, library):
        recording = recording_file.read(path)
        if path.suffix == ".part":
            path = place / path.stem
            recording_file.write(path, recording)
        name = f"{kept.folder.name} {path.name}"
        files = (NewFile(path, FileKind.LANDMARKS, name),)
        yield NewExercise(result, _movement(recording, result, library), files)


def _movement(recording: Recording, result: SessionResult, library: Path | None) -> Movement:
    """How smooth it was; unknown where the exercise's file is gone."""
    try:
        exercise = find(result.exercise, library)
    except HandtrackError:
        unknown = (None,) * len(result.repetitions)
        return Movement(unknown, None, SPARC, decrement(result.repetitions))
    trace = score(recording, exercise, result.side, result.calibration).trace
    return movement(exercise, trace, result.repetitions)


def _said(kept: Kept, at: datetime) -> list[SelfReport]:
    """What was answered before and after."""
    said = about_session(kept.folder).get("answers") or answers(kept.folder)
    reports = []
    for moment in (Moment.BEFORE, Moment.AFTER):
        pain, effort = (said.get(f"{what}_{moment}") for what in ("pain", "effort"))
        if (pain, effort) != (None, None):
            reports.append(SelfReport(at, moment, pain=pain, effort=effort))
    return reports
