"""Archive of patients: a zip file of JSON and recordings, for transfer and backup.

It has `archive.json` (schema and version), `patients/KEY.json` for each patient, and
`files/HASH.SUFFIX`. It does not depend on the kind of database. `archive_import` reads it.
"""

from __future__ import annotations

import contextlib
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import select

import handtrack
from handtrack.errors import OutputError, StoreError
from handtrack.files import temporary_folder
from handtrack.records.store import stored_files
from handtrack.records.store.engine import read_transaction
from handtrack.records.store.history.history_query import history
from handtrack.records.store.queries import patient_id
from handtrack.records.store.store import Store
from handtrack.records.store.tables import EXERCISES, SESSIONS
from handtrack.records.values import History, StoredFile
from handtrack.scoring.results import ExerciseResult, from_json

SCHEMA: Literal[2] = 2
"""2: with reviews, which an older version would lose without a word."""
HEADER_FILE = "archive.json"


@dataclass(frozen=True, slots=True)
class ArchiveHeader:
    """Header of an archive."""

    schema: int
    handtrack: str


@dataclass(frozen=True, slots=True)
class PatientData:
    """All data of one patient, assessments as measured; `results` by the id of the exercise."""

    history: History
    results: dict[int, ExerciseResult]
    schema: Literal[1, 2] = SCHEMA

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """Stored files of the patient, without repetition."""
        groups = [e.files for session in self.history.sessions for e in session.exercises]
        groups += [taken.files for taken in self.history.assessments]
        return tuple(dict.fromkeys(file for group in groups for file in group))


def write_archive(store: Store, keys: Sequence[str], target: Path) -> None:
    """Write patients into a new archive, atomically.

    Parameters
    ----------
    store : Store
    keys : sequence of str
        Of the patients.
    target : Path
        Must not exist.

    Raises
    ------
    StoreError, RecordError
        The file exists or cannot be written, or a patient or stored file does not exist.
    """
    if target.exists():
        raise StoreError(f"{target} exists already; name another file.")
    with contextlib.ExitStack() as stack:
        temporary = _temporary_path(stack, target)
        with _writing(target), zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            head = ArchiveHeader(SCHEMA, handtrack.__version__)
            archive.writestr(HEADER_FILE, TypeAdapter(ArchiveHeader).dump_json(head, indent=2))
            for key in keys:
                _write_patient(store, key, archive)
        with _writing(target):
            os.replace(temporary, target)


def _temporary_path(stack: contextlib.ExitStack, target: Path) -> Path:
    """Path at which a file is written before it is moved to its target.

    It is in the data folder, whose temporary folders are cleaned up after a kill; beside the target
    if that is on another disk or the data folder is read-only.
    """
    with contextlib.suppress(OutputError, OSError):
        folder = stack.enter_context(temporary_folder())
        if folder.stat().st_dev == target.parent.stat().st_dev:
            return folder / target.name
    beside = target.with_name(target.name + ".tmp")
    stack.callback(beside.unlink, missing_ok=True)
    return beside


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as e:
        raise StoreError(f"Cannot write {path}: {e.strerror or e}.") from e


def _write_patient(store: Store, key: str, archive: zipfile.ZipFile) -> None:
    with read_transaction(store.engine, store.location) as connection:
        number = patient_id(connection, key)
        theirs = history(connection, number, None, None, as_measured=True)
        # The keys of other patients are not part of the archive of this one.
        alone = tuple(replace(one, other=None) for one in theirs.corrections)
        theirs = replace(theirs, corrections=alone)
        query = select(EXERCISES.c.id, EXERCISES.c.result).join(SESSIONS)
        found = connection.execute(query.where(SESSIONS.c.patient_id == number))
        stored = PatientData(theirs, {i: from_json(str(text)) for i, text in found})
    name = f"patients/{theirs.patient.key}.json"
    archive.writestr(name, TypeAdapter(PatientData).dump_json(stored, indent=1))
    contents = {
        file_name(file): file for file in stored.files
    }  # one content may have several names
    there = set(archive.namelist())
    for name, file in contents.items():
        if name not in there:
            archive.write(store.file(file), name, zipfile.ZIP_STORED)


def file_name(file: StoredFile) -> str:
    """Name of a stored file in an archive."""
    return f"files/{stored_files.content_path(Path(), file.sha256, file.kind).name}"
