"""Corrections: removal of a wrong session or assessment, or its move to another patient.

Each correction is recorded with the patient: what, when, by whom and why, but no measured value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from handtrack.errors import RecordError
from handtrack.records.field_checks import check_text
from handtrack.records.store import live_folders, mapping
from handtrack.records.store.engine import write_transaction
from handtrack.records.store.one_record import RECORD_TABLES, record_row
from handtrack.records.store.queries import IN_SESSION, patient_id
from handtrack.records.store.store import Store
from handtrack.records.store.stored_files import mark_for_removal
from handtrack.records.store.tables import (
    CORRECTIONS,
    EXERCISES,
    FILES,
    REPORTS,
    SESSIONS,
)
from handtrack.records.values import CorrectionAct, FileKind, RecordKind


@dataclass(frozen=True, slots=True)
class Author:
    """Author, time and reason of a correction.

    Raises
    ------
    RecordError
        A text is too long or not writable.
    """

    by: str
    at: datetime
    why: str = ""

    def __post_init__(self) -> None:
        check_text("by", self.by)
        check_text("why", self.why)


def remove_record(
    store: Store,
    key: str,
    what: RecordKind,
    number: int,
    author: Author,
    folders: Iterable[Path] = (),
) -> int:
    """Remove a session or assessment with its files.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    what : RecordKind
    number : int
        Id of the record, as in the patient's history.
    author : Author
    folders : iterable of Path
        Folder of the live session.

    Returns
    -------
    int
        Number of removed files.

    Raises
    ------
    StoreError, RecordError
        The patient or the record is not there.
    """
    with write_transaction(store.engine, store.location) as connection:
        owner = patient_id(connection, key)
        row = record_row(connection, key, owner, what, number)
        _add_correction(connection, owner, what, row, author, CorrectionAct.REMOVED)
        mark_for_removal(connection, _files(connection, what, number))
        live_folders.assign(connection, folders, None)
        table = RECORD_TABLES[what]
        connection.execute(delete(table).where(table.c.id == number))
    files, _ = store.purge()
    store.checkpoint()
    return files


def move_record(
    store: Store,
    key: str,
    what: RecordKind,
    number: int,
    to: str,
    author: Author,
    folders: Iterable[Path] = (),
) -> None:
    """Move a session or assessment to another patient; the correction is recorded with both.

    Parameters
    ----------
    store : Store
    key : str
        Of the present patient.
    what : RecordKind
    number : int
        Id of the record, as in the present patient's history.
    to : str
        Key of the other patient.
    author : Author
    folders : iterable of Path
        Folder of the live session.

    Raises
    ------
    StoreError, RecordError
        A patient or the record is not there, or both patients are the same.
    """
    with write_transaction(store.engine, store.location) as connection:
        owner, other = patient_id(connection, key), patient_id(connection, to)
        if owner == other:
            raise RecordError(f"The {what} is with {key} already; name another patient with --to.")
        row = record_row(connection, key, owner, what, number)
        _add_correction(connection, owner, what, row, author, CorrectionAct.MOVED_AWAY, other)
        _add_correction(connection, other, what, row, author, CorrectionAct.MOVED_HERE, owner)
        table = RECORD_TABLES[what]
        own = update(table).where(table.c.id == number)
        connection.execute(own.values(patient_id=other))
        if what is RecordKind.SESSION:
            said = update(REPORTS).where(REPORTS.c.session_id == number)
            connection.execute(said.values(patient_id=other))
        live_folders.assign(connection, folders, other)


def _add_correction(
    connection: Connection,
    owner: int,
    what: RecordKind,
    row: dict[str, Any],
    author: Author,
    act: CorrectionAct,
    other: int | None = None,
) -> None:
    if what is RecordKind.SESSION:
        query = select(EXERCISES.c.exercise).where(EXERCISES.c.session_id == row["id"])
        held = ", ".join(dict.fromkeys(connection.scalars(query.order_by(EXERCISES.c.id))))
        held = f"exercise {held}" if held else "no exercise"
    else:
        held = f"{row['side']} hand, {row['manner']}"
    values = mapping.time_columns(author.at) | {
        "patient_id": owner,
        "by": author.by,
        "act": str(act),
        "what": str(what),
        "what_at": row["at"],
        "held": held,
        "other_id": other,
        "why": author.why,
    }
    connection.execute(insert(CORRECTIONS).values(values))


def _files(connection: Connection, what: RecordKind, number: int) -> list[tuple[str, FileKind]]:
    query = select(FILES.c.sha256, FILES.c.kind)
    if what is RecordKind.SESSION:
        query = query.join_from(FILES, EXERCISES).join(SESSIONS, IN_SESSION)
        query = query.where(SESSIONS.c.id == number)
    else:
        query = query.where(FILES.c.assessment_id == number)
    return [(str(sha256), FileKind(kind)) for sha256, kind in connection.execute(query)]
