"""Import of a live session's folder into a patient's records: whole or not at all, and once.

The folder is written while the session runs, so whatever ended it, what reached the disk can still
be kept. A session is known again by its patient's identity and the moment in which it began.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from handtrack.errors import RecordError, RecordingError
from handtrack.files import temporary_folder
from handtrack.landmarks import recording_file
from handtrack.live.session_folder.session_writer import SESSION
from handtrack.live.session_folder.set_results import scored_sets
from handtrack.live.session_folder.stored_session import (
    StoredSession,
    about_session,
    answers,
    assign,
    read_session,
    sessions,
)
from handtrack.records.patient import ReportTime, SelfReport
from handtrack.records.store.one_record import found_record, history_of
from handtrack.records.store.store import Store
from handtrack.records.values import FileKind, NewExercise, NewFile, RecordKind, Source


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Result of an import: the number of sets, or that the session was imported before."""

    sets: int
    before: bool = False


def import_session(
    store: Store, key: str, stored: StoredSession, library: Path | None = None
) -> ImportResult:
    """Import a session into a patient's records, once.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    stored : StoredSession
    library : Path, optional
        Folder of exercise files; default: the packaged ones.

    Returns
    -------
    ImportResult

    Raises
    ------
    RecordError, StoreError
        There is no such patient, the session is somebody else's, or the records cannot be written.
    """
    patient = store.patient(key)
    key = patient.key
    noted = store.folders().get(stored.folder.absolute())
    theirs = (
        stored.belongs_to(patient) or stored.belongs_to(None) if noted is None else noted == key
    )
    if not theirs:
        raise RecordError(
            f"The session {stored.folder.name} belongs to another patient than {patient.key}, or "
            "to one who was deleted. If it was done under the wrong name, see: handtrack patient "
            "session move --help."
        )
    if store.has_session(key, stored.started, Source.LIVE):
        return ImportResult(0, before=True)
    store.add_folder(key, stored.folder)
    if stored.identity != patient.identity:
        assign(stored, patient)
    with temporary_folder() as place:
        done = list(_exercises(stored, place, library))
        if done:
            store.add_session(key, stored.at, Source.LIVE, done, _said(stored), again=True)
    return ImportResult(len(done))


def import_earlier_sessions(store: Store, key: str, folder: Path) -> int:
    """Import a patient's earlier sessions that never reached the records.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    folder : Path
        Of all sessions.

    Returns
    -------
    int
        The number of imported sessions.
    """
    theirs = folders_of(store, key, folder)
    return sum(
        import_session(store, key, stored).sets > 0
        for stored in map(read_session, theirs)
        if not stored.runs
    )


def folders_of(store: Store, key: str, folder: Path) -> list[Path]:
    """Find the live sessions of a patient on disk.

    Of a folder that was noted elsewhere the records are believed, not the folder.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    folder : Path
        Of all sessions: those in it that say whose they are are found beside those noted in the
        records.

    Returns
    -------
    list of Path
    """
    patient, noted = store.patient(key), store.folders()
    found = [path for path, whose in noted.items() if whose == patient.key]
    here = (stored.folder.absolute() for stored in sessions(folder) if stored.belongs_to(patient))
    every = [*found, *(path for path in here if path not in noted)]
    return [path for path in every if (path / SESSION).is_file()]


def folder_of(store: Store, key: str, at: datetime, folder: Path) -> Path | None:
    """Find the live session that a patient began at a time.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    at : datetime
    folder : Path
        Of all sessions.

    Returns
    -------
    Path or None
        None if it is gone.
    """
    for path in folders_of(store, key, folder):
        with contextlib.suppress(RecordingError):
            stored = read_session(path)
            wall = at.replace(tzinfo=None) if stored.started.tzinfo is None else at
            if stored.started == wall:
                return path
    return None


def folders_of_record(
    store: Store, key: str, kind: RecordKind, number: int, folder: Path
) -> list[Path]:
    """Find the live session that a record was made from.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    kind : RecordKind
    number : int
        Id of the record.
    folder : Path
        Of all sessions.

    Returns
    -------
    list of Path
        One path; none for another kind of record, or if the session is gone.
    """
    if kind is not RecordKind.SESSION:
        return []
    session = found_record(history_of(store, key, kind, number).sessions, number)
    path = folder_of(store, key, session.at, folder) if session.source is Source.LIVE else None
    return [path] if path else []


def orphaned_sessions(store: Store, folder: Path) -> Iterator[str]:
    """Yield a sentence for each session of a patient who is not in these records.

    Parameters
    ----------
    store : Store
    folder : Path
        Of all sessions.
    """
    patients = [line.patient for line in store.patients()]
    for stored in sessions(folder):
        if not any(stored.belongs_to(patient) for patient in (None, *patients)):
            yield (
                f"The session {stored.folder} belongs to nobody in these records. Unless it is of "
                "other records, remove the folder."
            )


def _exercises(stored: StoredSession, place: Path, library: Path | None) -> Iterator[NewExercise]:
    """The sets with their landmarks; an interrupted recording is made whole in `place`."""
    for path, result in scored_sets(stored, library):
        if path.suffix == ".part":
            recording = recording_file.read(path)
            path = place / path.stem
            recording_file.write(path, recording)
        name = f"{stored.folder.name} {path.name}"
        files = (NewFile(path, FileKind.LANDMARKS, name),)
        yield NewExercise(result, files)


def _said(stored: StoredSession) -> list[SelfReport]:
    """What was answered before and after."""
    said = about_session(stored.folder).get("answers") or answers(stored.folder)
    reports = []
    for report_time in (ReportTime.BEFORE, ReportTime.AFTER):
        pain, effort = (said.get(f"{what}_{report_time}") for what in ("pain", "effort"))
        if (pain, effort) != (None, None):
            reports.append(SelfReport(stored.at, report_time, pain=pain, effort=effort))
    return reports
