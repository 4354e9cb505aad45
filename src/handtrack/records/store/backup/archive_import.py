"""Import of patients from an archive: all of them or none, and nothing unchecked."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import Connection, Table, delete, or_, select

from handtrack.errors import RecordError, StoreError
from handtrack.files import temporary_folder
from handtrack.landmarks import zip_limits
from handtrack.records.patient import Patient
from handtrack.records.store import live_folders, mapping
from handtrack.records.store.backup.archive import (
    HEADER_FILE,
    SCHEMA,
    ArchiveHeader,
    PatientData,
    file_name,
)
from handtrack.records.store.mapping import TimedValue, add_report
from handtrack.records.store.queries import files_of_patient as files_of
from handtrack.records.store.queries import refuse_taken_key
from handtrack.records.store.store import Store
from handtrack.records.store.stored_files import file_transaction, mark_for_removal
from handtrack.records.store.tables import (
    CORRECTIONS,
    GOALS,
    NOTES,
    PATIENTS,
    PLANS,
    SESSIONS,
    TRIAL_REMOVALS,
    VERDICTS,
)
from handtrack.records.values import ExerciseRecord, NewExercise, NewFile, StoredFile
from handtrack.scoring.results import ExerciseResult

_UNPACKS_TIMES, _UNPACKS_FREELY_BYTES = 50, 64 << 20
"""Largest expansion of an archive, as a factor and in bytes that are always allowed: texts compress
to a twentieth, recordings and videos not at all."""
_MOST_HEAD_BYTES, _MOST_PATIENT_BYTES = 1 << 16, 256 << 20
"""Largest header and patient: ten sessions a day for two years are a third of that."""
_FOLDERS = ("patients/", "files/")


def read_archive(
    store: Store, source: Path, key: str | None = None, replace_all: bool = False
) -> tuple[str, ...]:
    """Import the patients of an archive, all or none.

    Parameters
    ----------
    store : Store
    source : Path
    key : str, optional
        New key for the patient of an archive with one patient.
    replace_all : bool
        Whether they replace all existing patients.

    Returns
    -------
    tuple of str
        Keys of the patients.

    Raises
    ------
    StoreError, RecordError
        The archive is damaged or newer than this version, or a key is taken.
    """
    with temporary_folder() as folder:
        patients, files = _unpack(source, folder)
        if key is not None:
            patients = (_renamed(patients, key, source),)
        with file_transaction(store.engine, store.location, set(files.values())) as (
            connection,
            stored,
        ):
            folders = _remove_all(connection) if replace_all else {}
            for patient in patients:
                owner = _insert(connection, patient, files, stored)
                back = folders.get(patient.history.patient.identity, ())
                live_folders.assign(connection, back, owner)
    store.purge()
    return tuple(p.history.patient.key for p in patients)


def _renamed(patients: Sequence[PatientData], key: str, source: Path) -> PatientData:
    if len(patients) != 1:
        raise RecordError(f"{source} holds {len(patients)} patients, so one id does not fit.")
    theirs = patients[0].history
    return replace(patients[0], history=replace(theirs, patient=replace(theirs.patient, key=key)))


def _unpack(
    source: Path, folder: Path
) -> tuple[tuple[PatientData, ...], dict[StoredFile, NewFile]]:
    """Validated patients of an archive, and its files unpacked into a folder."""
    try:
        with zip_limits.open_zip(source, _UNPACKS_TIMES, _UNPACKS_FREELY_BYTES) as archive:
            _check_head(source, zip_limits.read_member(archive, HEADER_FILE, _MOST_HEAD_BYTES))
            names = {n: None for n in archive.namelist() if n.startswith("patients/")}
            if not all(n == HEADER_FILE or n.startswith(_FOLDERS) for n in archive.namelist()):
                raise ValueError("a patient or a recording whose name was damaged would be missed")
            patients = tuple(
                _patient(zip_limits.read_member(archive, n, _MOST_PATIENT_BYTES)) for n in names
            )
            _check_repetitions(patients)
            named = dict.fromkeys(file for patient in patients for file in patient.files)
            _check_sizes(source, archive, named, folder)
            return patients, {file: _extract(archive, file, folder) for file in named}
    except StoreError:
        raise
    except OSError as e:
        raise StoreError(f"Cannot read {source}: {e.strerror or e}.") from e
    except (
        Exception
    ) as e:  # damaged bytes raise many kinds of errors in the readers of zip and JSON
        raise StoreError(
            f"{source} is damaged, or no file that handtrack wrote; nothing was taken in. "
            "Use another copy."
        ) from e


def _check_head(source: Path, data: bytes) -> None:
    head = TypeAdapter(ArchiveHeader).validate_json(data)
    if head.schema > SCHEMA:
        raise StoreError(
            f"{source} was written by handtrack {head.handtrack[:20]}, which is newer than this "
            "one. Update handtrack to read it."
        )


def _patient(data: bytes) -> PatientData:
    return TypeAdapter(PatientData).validate_json(data)


def _check_sizes(
    source: Path, archive: zipfile.ZipFile, named: Iterable[StoredFile], folder: Path
) -> None:
    """Refuse files of another size than their records state, or larger than the free disk space."""
    inside = [(archive.getinfo(file_name(file)).file_size, file) for file in named]
    if any(size != file.size_bytes for size, file in inside):
        raise ValueError("a file is not as long as it says")
    needed, free = sum(size for size, _ in inside), shutil.disk_usage(folder).free
    if needed > free:
        raise StoreError(
            f"{source} holds {needed >> 20} MB of files, and {free >> 20} MB are free in {folder}. "
            "Free some space and do it again; nothing was taken in."
        )


def _check_repetitions(patients: Sequence[PatientData]) -> None:
    """Refuse patients whose exercises and results differ in their repetitions."""
    for patient in patients:
        for session in patient.history.sessions:
            for done in session.exercises:
                if len(patient.results[done.id].repetitions) != len(done.repetitions):
                    raise ValueError("an exercise and its repetitions do not fit")
                numbers = {repetition.number for repetition in done.repetitions}
                if not numbers.issuperset(one.number for one in done.corrections):
                    raise ValueError("a correction of a repetition that is not there")


def _extract(archive: zipfile.ZipFile, file: StoredFile, folder: Path) -> NewFile:
    """Unpack one file into the folder and compare its hash with its name."""
    name = file_name(file)
    target = folder / Path(name).name
    digest = hashlib.sha256()
    with archive.open(name) as packed, target.open("wb") as out:
        while block := packed.read(1 << 20):
            digest.update(block)
            out.write(block)
            if out.tell() > file.size_bytes:
                break
    if digest.hexdigest() != file.sha256:
        raise ValueError(f"{name} does not hold what its name says")
    return NewFile(target, file.kind, file.name)


def _remove_all(connection: Connection) -> dict[str, tuple[Path, ...]]:
    """Remove all patients, and return the live sessions of each identity."""
    found = connection.execute(select(PATIENTS.c.id, PATIENTS.c.identity)).all()
    mark_for_removal(connection, {file for n, _ in found for file in files_of(connection, n)})
    folders = {str(who): live_folders.folders_of(connection, n) for n, who in found}
    connection.execute(delete(PATIENTS))
    return folders


def _with_unused_ids(connection: Connection, patient: Patient) -> Patient:
    """Patient with the random ids of the archive, unless they exist already."""
    same = or_(*(PATIENTS.c[name] == getattr(patient, name) for name in mapping.RANDOM))
    if connection.scalar(select(PATIENTS.c.id).where(same)) is None:
        return patient
    return replace(patient, identity="", pseudonym="")


def _with_movement(result: ExerciseResult, done: ExerciseRecord) -> ExerciseResult:
    """Result with the movement quality of its record, which older results do not have."""
    repetitions = tuple(
        replace(repetition, smoothness=record.smoothness)
        for repetition, record in zip(result.repetitions, done.repetitions, strict=True)
    )
    return replace(result, repetitions=repetitions, movement=done.movement)


def _insert(
    connection: Connection,
    patient: PatientData,
    files: Mapping[StoredFile, NewFile],
    stored: Mapping[NewFile, StoredFile],
) -> int:
    theirs = patient.history
    refuse_taken_key(connection, theirs.patient.key)
    owner = mapping.add_patient(connection, _with_unused_ids(connection, theirs.patient))
    own = {"patient_id": owner}
    for plan in theirs.plans:
        mapping.insert_row(connection, PLANS, mapping.to_row(plan) | own)
    for session in theirs.sessions:
        row = own | {"source": str(session.source), **mapping.time_columns(session.at)}
        number = mapping.insert_row(connection, SESSIONS, row)
        for done in session.exercises:
            result = _with_movement(patient.results[done.id], done)
            new = NewExercise(result, assisted=done.assisted, resistance=done.resistance)
            done_files = [stored[files[f]] for f in done.files]
            again = mapping.add_exercise(connection, number, new, done_files)
            _insert_all(connection, VERDICTS, done.corrections, {"exercise_id": again})
        for report in session.reports:
            add_report(connection, owner, report, number)
    for taken in theirs.assessments:
        taken_files = [stored[files[f]] for f in taken.files]
        again = mapping.add_assessment(
            connection, owner, taken.at, taken.pain, taken.assessment, taken_files
        )
        _insert_all(connection, TRIAL_REMOVALS, taken.removed_trials, {"assessment_id": again})
    for report in theirs.reports:
        add_report(connection, owner, report, None)
    for goal in theirs.goals:
        mapping.insert_row(connection, GOALS, mapping.to_row(goal) | own)
    _insert_all(connection, CORRECTIONS, theirs.corrections, own)
    _insert_all(connection, NOTES, theirs.notes, own)
    return owner


def _insert_all(
    connection: Connection, table: Table, values: Iterable[TimedValue], owner: Mapping[str, int]
) -> None:
    """Insert what is kept with its time: corrections, reviews and notes."""
    for value in values:
        mapping.insert_timed(connection, table, value, owner)
