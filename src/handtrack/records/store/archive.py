"""Patients as one file: a zip of JSON and recordings, to move, to back up and to bring back.

It holds `archive.json` (schema and version), `patients/KEY.json` each, and `files/HASH.SUFFIX`. It
does not depend on the kind of database. Reading trusts nothing: every file must have the hash its
name says, and either everything is taken in or nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, or_, select

import handtrack
from handtrack.errors import OutputError, RecordError, StoreError
from handtrack.files import temporary_folder
from handtrack.landmarks import zip_limits
from handtrack.records.patient import Patient
from handtrack.records.store import content_files as disk
from handtrack.records.store import live_folders, mapping
from handtrack.records.store.engine import reading
from handtrack.records.store.file_transactions import keeping, mark_for_removal
from handtrack.records.store.queries import files as files_of
from handtrack.records.store.queries import history, patient_id
from handtrack.records.store.store import Store, add_report, refuse_taken
from handtrack.records.store.tables import CORRECTIONS, EXERCISES, PATIENTS, PLANS, SESSIONS
from handtrack.records.values import ExerciseRecord, History, KeptFile, NewExercise, NewFile
from handtrack.scoring.results import ExerciseResult, from_json

SCHEMA = 1
_HEAD = "archive.json"
_UNPACKS_TIMES, _UNPACKS_FREELY_BYTES = 50, 64 << 20
"""How many times as large as its file an archive may be, or how large in any case: texts shrink to
a twentieth, recordings and videos not at all."""
_MOST_HEAD_BYTES, _MOST_PATIENT_BYTES = 1 << 16, 256 << 20
"""Ten sessions a day for two years are a third of that."""
_FOLDERS = ("patients/", "files/")


@dataclass(frozen=True, slots=True)
class ArchiveHeader:
    """What an archive says of itself."""

    schema: int
    handtrack: str


@dataclass(frozen=True, slots=True)
class PatientData:
    """Everything of one patient; `results` by the id of the kept exercise."""

    history: History
    results: dict[int, ExerciseResult]
    schema: Literal[1] = 1

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """Every file that is named, once."""
        groups = [e.files for session in self.history.sessions for e in session.exercises]
        groups += [taken.files for taken in self.history.assessments]
        return tuple(dict.fromkeys(file for group in groups for file in group))


def write(store: Store, keys: Sequence[str], target: Path) -> None:
    """Write patients into a new file, in one step.

    Raises
    ------
    StoreError, RecordError
        It exists, cannot be written, or a patient or file is not there.
    """
    if target.exists():
        raise StoreError(f"{target} exists already; name another file.")
    with contextlib.ExitStack() as stack:
        temporary = _until_whole(stack, target)
        with _writing(target), zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            head = ArchiveHeader(SCHEMA, handtrack.__version__)
            archive.writestr(_HEAD, TypeAdapter(ArchiveHeader).dump_json(head, indent=2))
            for key in keys:
                _write_patient(store, key, archive)
        with _writing(target):
            os.replace(temporary, target)


def _until_whole(stack: contextlib.ExitStack, target: Path) -> Path:
    """Where a file is written until it is whole.

    That is in the data folder, where a kill leaves nothing for long; on another disk, and where
    the data folder cannot be written, beside the file.
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
    with reading(store.engine, store.place) as connection:
        number = patient_id(connection, key)
        theirs = history(connection, number, None, None)
        # The keys of others are not this patient's to carry about.
        alone = tuple(replace(one, other=None) for one in theirs.corrections)
        theirs = replace(theirs, corrections=alone)
        query = select(EXERCISES.c.id, EXERCISES.c.result).join(SESSIONS)
        found = connection.execute(query.where(SESSIONS.c.patient_id == number))
        kept = PatientData(theirs, {i: from_json(str(text)) for i, text in found})
    name = f"patients/{theirs.patient.key}.json"
    archive.writestr(name, TypeAdapter(PatientData).dump_json(kept, indent=1))
    contents = {_name(file): file for file in kept.files}  # one may have several names of its own
    there = set(archive.namelist())
    for place, file in contents.items():
        if place not in there:
            archive.write(store.file(file), place, zipfile.ZIP_STORED)


def _name(file: KeptFile) -> str:
    return f"files/{disk.place_of(Path(), file.sha256, file.kind).name}"


def read(
    store: Store, source: Path, key: str | None = None, instead: bool = False
) -> tuple[str, ...]:
    """Take in the patients of a file, all or none; gives their keys.

    Parameters
    ----------
    key : str, optional
        Another key for the patient of a file that holds one.
    instead : bool
        Whether they take the place of all patients that are there.

    Raises
    ------
    StoreError, RecordError
        The file cannot be used, or a key is taken.
    """
    with temporary_folder() as folder:
        patients, files = _unpack(source, folder)
        if key is not None:
            patients = (_renamed(patients, key, source),)
        with keeping(store.engine, store.place, set(files.values())) as (connection, kept):
            folders = _remove_all(connection) if instead else {}
            for patient in patients:
                owner = _insert(connection, patient, files, kept)
                back = folders.get(patient.history.patient.identity, ())
                live_folders.assign(connection, back, owner)
    store.tidy()
    return tuple(p.history.patient.key for p in patients)


def _renamed(patients: Sequence[PatientData], key: str, source: Path) -> PatientData:
    if len(patients) != 1:
        raise RecordError(f"{source} holds {len(patients)} patients, so one id does not fit.")
    theirs = patients[0].history
    return replace(patients[0], history=replace(theirs, patient=replace(theirs.patient, key=key)))


def _unpack(source: Path, folder: Path) -> tuple[tuple[PatientData, ...], dict[KeptFile, NewFile]]:
    """What a file holds, checked; the recordings are put into a folder."""
    try:
        with zip_limits.open_zip(source, _UNPACKS_TIMES, _UNPACKS_FREELY_BYTES) as archive:
            _check_head(source, zip_limits.read_member(archive, _HEAD, _MOST_HEAD_BYTES))
            names = {n: None for n in archive.namelist() if n.startswith("patients/")}
            if not all(n == _HEAD or n.startswith(_FOLDERS) for n in archive.namelist()):
                raise ValueError("a patient or a recording whose name was damaged would be missed")
            patients = tuple(
                _patient(zip_limits.read_member(archive, n, _MOST_PATIENT_BYTES)) for n in names
            )
            _check(patients)
            named = dict.fromkeys(file for patient in patients for file in patient.files)
            _check_room(source, archive, named, folder)
            return patients, {file: _extract(archive, file, folder) for file in named}
    except StoreError:
        raise
    except OSError as e:
        raise StoreError(f"Cannot read {source}: {e.strerror or e}.") from e
    except Exception as e:  # damaged bytes bring up anything in the readers of zip and JSON
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


def _check_room(
    source: Path, archive: zipfile.ZipFile, named: Iterable[KeptFile], folder: Path
) -> None:
    """Refuse files that have not the sizes that are told of them, or do not fit on the disk."""
    inside = [(archive.getinfo(_name(file)).file_size, file) for file in named]
    if any(size != file.size_bytes for size, file in inside):
        raise ValueError("a file is not as long as it says")
    needed, free = sum(size for size, _ in inside), shutil.disk_usage(folder).free
    if needed > free:
        raise StoreError(
            f"{source} holds {needed >> 20} MB of files, and {free >> 20} MB are free in {folder}. "
            "Free some space and do it again; nothing was taken in."
        )


def _check(patients: Sequence[PatientData]) -> None:
    """Refuse patients whose parts do not belong together."""
    for patient in patients:
        for session in patient.history.sessions:
            for done in session.exercises:
                if len(patient.results[done.id].repetitions) != len(done.repetitions):
                    raise ValueError("an exercise and its repetitions do not fit")


def _extract(archive: zipfile.ZipFile, file: KeptFile, folder: Path) -> NewFile:
    """Put one recording into the folder; its bytes must be those its name promises."""
    name = _name(file)
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
    """Remove all patients; gives where the live sessions of each identity lie."""
    found = connection.execute(select(PATIENTS.c.id, PATIENTS.c.identity)).all()
    mark_for_removal(connection, {file for n, _ in found for file in files_of(connection, n)})
    folders = {str(who): live_folders.of_patient(connection, n) for n, who in found}
    connection.execute(delete(PATIENTS))
    return folders


def _unlike_others(connection: Connection, patient: Patient) -> Patient:
    """The patient with the random ids of the file, unless these records hold them already."""
    same = or_(*(PATIENTS.c[name] == getattr(patient, name) for name in mapping.RANDOM))
    if connection.scalar(select(PATIENTS.c.id).where(same)) is None:
        return patient
    return replace(patient, identity="", pseudonym="")


def _with_movement(result: ExerciseResult, done: ExerciseRecord) -> ExerciseResult:
    """The result with the movement quality of its record, which older results do not hold."""
    repetitions = tuple(
        replace(repetition, smoothness=record.smoothness)
        for repetition, record in zip(result.repetitions, done.repetitions, strict=True)
    )
    return replace(result, repetitions=repetitions, movement=done.movement)


def _insert(
    connection: Connection,
    patient: PatientData,
    files: Mapping[KeptFile, NewFile],
    kept: Mapping[NewFile, KeptFile],
) -> int:
    theirs = patient.history
    refuse_taken(connection, theirs.patient.key)
    owner = mapping.add_patient(connection, _unlike_others(connection, theirs.patient))
    for plan in theirs.plans:
        mapping.add(connection, PLANS, mapping.plain(plan) | {"patient_id": owner})
    for session in theirs.sessions:
        row = {
            "patient_id": owner,
            "source": str(session.source),
            **mapping.time_columns(session.at),
        }
        number = mapping.add(connection, SESSIONS, row)
        for done in session.exercises:
            result = _with_movement(patient.results[done.id], done)
            new = NewExercise(result, assisted=done.assisted, resistance=done.resistance)
            mapping.add_exercise(connection, number, new, [kept[files[f]] for f in done.files])
        for report in session.reports:
            add_report(connection, owner, report, number)
    for taken in theirs.assessments:
        own = [kept[files[f]] for f in taken.files]
        mapping.add_assessment(connection, owner, taken.at, taken.pain, taken.assessment, own)
    for report in theirs.reports:
        add_report(connection, owner, report, None)
    for correction in theirs.corrections:
        row = mapping.plain(correction) | mapping.time_columns(correction.at)
        mapping.add(connection, CORRECTIONS, row | {"patient_id": owner})
    return owner
