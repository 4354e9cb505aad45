"""Queries: rows are read as the values of `records/values.py` and `records/patient.py`."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Table, func, select

from handtrack.errors import RecordError
from handtrack.records.patient import Patient, PatientSummary
from handtrack.records.store.mapping import from_row, rows_of
from handtrack.records.store.tables import (
    ASSESSMENTS,
    EXERCISES,
    FILES,
    PATIENTS,
    SESSIONS,
)
from handtrack.records.values import FileKind, NewExercise, StoredFile

SUGGESTIONS = 5
IN_SESSION = EXERCISES.c.session_id == SESSIONS.c.id


def patient_id(connection: Connection, key: str) -> int:
    """Row id of a patient.

    Parameters
    ----------
    connection : Connection
    key : str
        Upper and lower case are equal.

    Returns
    -------
    int

    Raises
    ------
    RecordError
        There is no patient with this key; the message names similar keys.
    """
    if key.isascii():  # a key is ASCII, and some other texts cannot be sent to the database
        found = connection.scalar(select(PATIENTS.c.id).where(PATIENTS.c.key == key.lower()))
        if found is not None:
            return int(found)
    keys = connection.scalars(select(PATIENTS.c.key).order_by(PATIENTS.c.key)).all()
    near = difflib.get_close_matches(key.lower(), keys, SUGGESTIONS, 0.3) or keys[:SUGGESTIONS]
    there = f"Do you mean {' or '.join(near)}?" if near else "There is none yet."
    raise RecordError(f"There is no patient '{key[:60]}'. {there} See: handtrack patient list.")


def refuse_taken_key(connection: Connection, key: str) -> None:
    """Refuse the key of an existing patient.

    Parameters
    ----------
    connection : Connection
    key : str

    Raises
    ------
    RecordError
        There is a patient with this key.
    """
    if connection.scalar(select(PATIENTS.c.id).where(PATIENTS.c.key == key)) is not None:
        raise RecordError(f"There is a patient '{key}' already; give another --id.")


def refuse_duplicate_recording(
    connection: Connection, session_id: int, exercise: NewExercise, files: Sequence[StoredFile]
) -> None:
    """Refuse a recording that is stored already for the same patient, exercise and day.

    Its repetitions would count twice.

    Parameters
    ----------
    connection : Connection
    session_id : int
        Session to which the exercise is to be added.
    exercise : NewExercise
    files : sequence of StoredFile
        Of the exercise.

    Raises
    ------
    RecordError
        One of the files is stored for that exercise and day.
    """
    session = select(SESSIONS.c.patient_id, SESSIONS.c.at).where(SESSIONS.c.id == session_id)
    owner, at = connection.execute(session).one()
    day = str(at)[: len("2026-01-01")]
    for file in files:
        same = (
            select(FILES.c.name)
            .join_from(FILES, EXERCISES)
            .join(SESSIONS, IN_SESSION)
            .where(SESSIONS.c.patient_id == owner, SESSIONS.c.at.startswith(day))
            .where(EXERCISES.c.exercise == exercise.result.exercise)
            .where(FILES.c.sha256 == file.sha256)
        )
        if connection.scalar(same) is not None:
            raise RecordError(
                f"{file.name} is kept already for exercise {exercise.result.exercise} on {day}. "
                "Give --again to keep it once more, or another --date."
            )


def patient(connection: Connection, number: int) -> Patient:
    """Patient of a row id.

    Parameters
    ----------
    connection : Connection
    number : int
        From `patient_id`.

    Returns
    -------
    Patient
    """
    return from_row(
        Patient, rows_of(connection, select(PATIENTS).where(PATIENTS.c.id == number))[0]
    )


def patients(connection: Connection) -> tuple[PatientSummary, ...]:
    """Patients in order of their keys, with the number of their records."""
    sessions, assessments = _counts(connection, SESSIONS), _counts(connection, ASSESSMENTS)
    lines = []
    for row in rows_of(connection, select(PATIENTS).order_by(PATIENTS.c.key)):
        own = [counts.get(row["id"], (0, 0.0)) for counts in (sessions, assessments)]
        last_s = max(last_s for _, last_s in own)
        at = datetime.fromtimestamp(last_s, UTC) if last_s else None
        lines.append(PatientSummary(from_row(Patient, row), own[0][0], own[1][0], at))
    return tuple(lines)


def _counts(connection: Connection, table: Table) -> dict[int, tuple[int, float]]:
    """Number of rows and time of the last one, by row id of the patient."""
    columns = (table.c.patient_id, func.count(), func.max(table.c.at_s))
    query = select(*columns).group_by(table.c.patient_id)
    return {number: (count, last_s) for number, count, last_s in connection.execute(query)}


def files_of_patient(connection: Connection, number: int) -> list[tuple[str, FileKind]]:
    """Hash and content of every file of a patient.

    Parameters
    ----------
    connection : Connection
    number : int
        From `patient_id`.

    Returns
    -------
    list of (str, FileKind)
    """
    ours = select(FILES.c.sha256, FILES.c.kind)
    done = (
        ours.join_from(FILES, EXERCISES)
        .join(SESSIONS, IN_SESSION)
        .where(SESSIONS.c.patient_id == number)
    )
    taken = ours.join_from(FILES, ASSESSMENTS).where(ASSESSMENTS.c.patient_id == number)
    return [(s, FileKind(k)) for query in (done, taken) for s, k in connection.execute(query)]
