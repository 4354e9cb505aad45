"""One session or assessment of a patient: its row, its time, and its value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from handtrack.errors import RecordError
from handtrack.records.store import mapping
from handtrack.records.store.engine import read_transaction
from handtrack.records.store.queries import patient_id
from handtrack.records.store.store import Store
from handtrack.records.store.tables import ASSESSMENTS, SESSIONS
from handtrack.records.values import AssessmentRecord, History, RecordKind, SessionRecord

RECORD_TABLES = {RecordKind.SESSION: SESSIONS, RecordKind.ASSESSMENT: ASSESSMENTS}
R = TypeVar("R", SessionRecord, AssessmentRecord)
_MOMENT = timedelta(milliseconds=1)
"""Shorter than between two records."""


def record_row(
    connection: Connection, key: str, owner: int, kind: RecordKind, number: int
) -> dict[str, Any]:
    """Row of a patient's session or assessment.

    Parameters
    ----------
    connection : Connection
    key : str
        Of the patient, for the message.
    owner : int
        Row id of the patient.
    kind : RecordKind
    number : int
        Id of the record, as in the patient's history.

    Returns
    -------
    dict

    Raises
    ------
    RecordError
        The patient has no such record.
    """
    table = RECORD_TABLES[kind]
    own = (table.c.id == number) & (table.c.patient_id == owner)
    found = mapping.rows_of(connection, select(table).where(own))
    if not found:
        raise RecordError(
            f"{key} has no {kind} {number}. See: handtrack patient {kind} list {key}."
        )
    return found[0]


def record_time(store: Store, key: str, kind: RecordKind, number: int) -> datetime:
    """Time of a patient's session or assessment.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    kind : RecordKind
    number : int
        Id of the record, as in the patient's history.

    Returns
    -------
    datetime

    Raises
    ------
    StoreError, RecordError
        The patient or the record is not there.
    """
    with read_transaction(store.engine, store.location) as connection:
        row = record_row(connection, key, patient_id(connection, key), kind, number)
    return datetime.fromisoformat(row["at"])


def history_of(store: Store, key: str, kind: RecordKind, number: int) -> History:
    """What is kept of a patient at the time of one record: that record, without the years around.

    Parameters
    ----------
    store : Store
    key : str
    kind : RecordKind
    number : int
        Id of the record.

    Raises
    ------
    RecordError, StoreError
        The patient or the record is not there.
    """
    at = record_time(store, key, kind, number)
    return store.history(key, at - _MOMENT, at + _MOMENT)


def found_record(records: Iterable[R], number: int) -> R:
    """Record with this id.

    Parameters
    ----------
    records : iterable of SessionRecord or AssessmentRecord
        Of one patient.
    number : int

    Raises
    ------
    RecordError
        The patient has none with it.
    """
    found = next((record for record in records if record.id == number), None)
    if found is None:
        raise RecordError(f"There is no record {number} of this patient.")
    return found
