"""Mapping between values (`records/values.py`, `records/patient.py`) and rows of tables."""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Connection, Select, Table, insert

from handtrack.assessment.rom_result import Assessment
from handtrack.records.patient import Patient, SelfReport
from handtrack.records.store.tables import (
    ASSESSMENTS,
    EXERCISES,
    FIGURES,
    FILES,
    PATIENTS,
    REPETITIONS,
    REPORTS,
)
from handtrack.records.values import NewExercise, StoredFile
from handtrack.scoring.movement_quality import movement_quality
from handtrack.scoring.result_json import adapter
from handtrack.scoring.results import to_json

T = TypeVar("T")


class TimedValue(Protocol):
    """A value with the time at which it was made."""

    @property
    def at(self) -> datetime:
        """Time, with an offset from UTC."""


RANDOM = ("identity", "pseudonym")
"""Columns of a patient with random ids, which never change."""


def to_row(value: Any) -> Any:
    """Value as a row: strings, numbers, lists and dictionaries."""
    return adapter(cast(Hashable, type(value))).dump_python(value, mode="json")


def from_row(kind: type[T], row: Mapping[str, Any]) -> T:
    """Value from its row.

    Parameters
    ----------
    kind : type
        Dataclass of the value.
    row : mapping of str to Any
        As `to_row` gives it.

    Returns
    -------
    T

    Raises
    ------
    pydantic.ValidationError
        The row does not fit the dataclass.
    """
    made: T = adapter(cast(Hashable, kind)).validate_python(row)
    return made


def time_columns(at: datetime) -> dict[str, Any]:
    """Both columns of a time: ISO 8601 text and seconds since 1970."""
    return {"at": at.isoformat(), "at_s": at.timestamp()}


def insert_row(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Insert a row.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    table : Table
    row : mapping of str to Any
        Keys without a column, and "id", are ignored.

    Returns
    -------
    int
        Id of the row.
    """
    values = {k: v for k, v in row.items() if k in table.c and k != "id"}
    done = connection.execute(insert(table), values)
    return int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0


def insert_timed(
    connection: Connection, table: Table, value: TimedValue, owner: Mapping[str, int]
) -> int:
    """Insert a value that has a time.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    table : Table
    value : TimedValue
    owner : mapping of str to int
        Name and value of the column of what it belongs to.

    Returns
    -------
    int
        Id of the row.
    """
    return insert_row(connection, table, to_row(value) | time_columns(value.at) | dict(owner))


def add_patient(connection: Connection, patient: Patient) -> int:
    """Insert a patient, with new random ids where there are none.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    patient : Patient

    Returns
    -------
    int
        Row id.
    """
    row = to_row(patient)
    drawn = {name: row[name] or secrets.token_hex(8) for name in RANDOM}
    return insert_row(connection, PATIENTS, row | drawn)


def add_exercise(
    connection: Connection, session_id: int, new: NewExercise, files: Iterable[StoredFile]
) -> int:
    """Insert a scored exercise with its repetitions and files.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    session_id : int
    new : NewExercise
    files : iterable of StoredFile

    Returns
    -------
    int
        Row id.
    """
    result = new.result
    row = to_row(result) | {
        "session_id": session_id,
        "dose": result.summary.dose,
        "dose_source": result.summary.dose_source,
        "hand_share": result.summary.hand_share,
        "view_share": result.summary.view_share,
        "tempo": to_row(result.summary.tempo),
        "assisted": new.assisted,
        "resistance": new.resistance,
        "movement": to_row(result.movement or movement_quality(result.repetitions)),
        "result": to_json(result),
    }
    exercise_id = insert_row(connection, EXERCISES, row)
    repetitions = [
        to_row(rep)
        | {
            "exercise_id": exercise_id,
            "reasons": [str(note.reason) for note in rep.reasons],
        }
        for rep in result.repetitions
    ]
    if repetitions:
        wanted = [{k: v for k, v in r.items() if k in REPETITIONS.c} for r in repetitions]
        connection.execute(insert(REPETITIONS), wanted)
    add_files(connection, files, exercise_id=exercise_id)
    return exercise_id


def add_files(connection: Connection, files: Iterable[StoredFile], **owner: int) -> None:
    """Insert stored files.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    files : iterable of StoredFile
    **owner : int
        `exercise_id` or `assessment_id`.
    """
    for file in files:
        insert_row(connection, FILES, to_row(file) | owner)


def add_assessment(
    connection: Connection,
    patient_id: int,
    at: datetime,
    pain: int | None,
    assessment: Assessment,
    files: Iterable[StoredFile],
) -> int:
    """Insert an assessment with its figures and files.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    patient_id : int
    at : datetime
    pain : int or None
        0 to 10.
    assessment : Assessment
    files : iterable of StoredFile

    Returns
    -------
    int
        Row id.
    """
    data = to_row(assessment)
    row = data | time_columns(at) | {"patient_id": patient_id, "pain": pain}
    assessment_id = insert_row(connection, ASSESSMENTS, row)
    for figure in data["figures"]:
        insert_row(connection, FIGURES, figure | {"assessment_id": assessment_id})
    add_files(connection, files, assessment_id=assessment_id)
    return assessment_id


def add_report(
    connection: Connection, owner: int, report: SelfReport, session_id: int | None
) -> None:
    """Insert a self-report.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    owner : int
        Row id of the patient.
    report : SelfReport
    session_id : int or None
        None for a report outside of sessions.
    """
    row = to_row(report) | time_columns(report.at)
    insert_row(connection, REPORTS, row | {"patient_id": owner, "session_id": session_id})


def rows_by(connection: Connection, query: Select[Any], by: str) -> dict[Any, list[Any]]:
    """Rows of a query, grouped by a column.

    Parameters
    ----------
    connection : Connection
    query : Select
    by : str
        Name of the column.

    Returns
    -------
    dict of Any to list of dict
    """
    groups: dict[Any, list[Any]] = {}
    for row in rows_of(connection, query):
        groups.setdefault(row[by], []).append(row)
    return groups


def rows_of(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    """Rows of a query as dictionaries.

    Parameters
    ----------
    connection : Connection
    query : Select

    Returns
    -------
    list of dict
    """
    return [dict(row._mapping) for row in connection.execute(query)]
