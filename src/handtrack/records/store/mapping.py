"""Between the values of `records.py` and rows of tables, both ways."""

from __future__ import annotations

import secrets
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Select, Table, insert

from handtrack.assessment.rom_result import Assessment
from handtrack.records.patient import Patient
from handtrack.records.store.tables import (
    ASSESSMENTS,
    EXERCISES,
    FIGURES,
    FILES,
    PATIENTS,
    REPETITIONS,
)
from handtrack.records.values import KeptFile, NewExercise
from handtrack.scoring.movement_quality import movement_quality
from handtrack.scoring.result_json import adapter
from handtrack.scoring.results import to_json

T = TypeVar("T")
RANDOM = ("identity", "pseudonym")
"""Columns of a patient that are drawn once and stay."""


def plain(value: Any) -> Any:
    """A record as strings, numbers, lists and dictionaries."""
    return adapter(cast(Hashable, type(value))).dump_python(value, mode="json")


def value(kind: type[T], row: Mapping[str, Any]) -> T:
    """A record from its plain data."""
    made: T = adapter(cast(Hashable, kind)).validate_python(row)
    return made


def time_columns(at: datetime) -> dict[str, Any]:
    """A moment as its two columns."""
    return {"at": at.isoformat(), "at_s": at.timestamp()}


def add(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Insert what the table has columns for, and return the id it gives."""
    values = {k: v for k, v in row.items() if k in table.c and k != "id"}
    done = connection.execute(insert(table), values)
    return int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0


def add_patient(connection: Connection, patient: Patient) -> int:
    """Insert a patient, with random ids of their own where they have none."""
    row = plain(patient)
    drawn = {name: row[name] or secrets.token_hex(8) for name in RANDOM}
    return add(connection, PATIENTS, row | drawn)


def add_exercise(
    connection: Connection, session_id: int, new: NewExercise, files: Iterable[KeptFile]
) -> int:
    """Insert a scored exercise with its repetitions and files."""
    result = new.result
    row = plain(result) | {
        "session_id": session_id,
        "dose": result.summary.dose,
        "dose_source": result.summary.dose_source,
        "hand_share": result.summary.hand_share,
        "view_share": result.summary.view_share,
        "tempo": plain(result.summary.tempo),
        "assisted": new.assisted,
        "resistance": new.resistance,
        "movement": plain(result.movement or movement_quality(result.repetitions)),
        "result": to_json(result),
    }
    exercise_id = add(connection, EXERCISES, row)
    repetitions = [
        plain(rep)
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


def add_files(connection: Connection, files: Iterable[KeptFile], **owner: int) -> None:
    """Insert what is known of kept files."""
    for file in files:
        add(connection, FILES, plain(file) | owner)


def add_assessment(
    connection: Connection,
    patient_id: int,
    at: datetime,
    pain: int | None,
    assessment: Assessment,
    files: Iterable[KeptFile],
) -> int:
    """Insert an assessment with its figures and files."""
    data = plain(assessment)
    row = data | time_columns(at) | {"patient_id": patient_id, "pain": pain}
    assessment_id = add(connection, ASSESSMENTS, row)
    for figure in data["figures"]:
        add(connection, FIGURES, figure | {"assessment_id": assessment_id})
    add_files(connection, files, assessment_id=assessment_id)
    return assessment_id


def grouped(connection: Connection, query: Select[Any], by: str) -> dict[Any, list[Any]]:
    """Rows as mappings, gathered by one of their columns."""
    groups: dict[Any, list[Any]] = {}
    for row in mappings(connection, query):
        groups.setdefault(row[by], []).append(row)
    return groups


def mappings(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    """Rows as dictionaries."""
    return [dict(row._mapping) for row in connection.execute(query)]
