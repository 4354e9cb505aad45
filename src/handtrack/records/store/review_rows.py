"""Rows of a review: what a person made of the records, read and changed in a transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, Table, delete, select, update

from handtrack.errors import RecordError
from handtrack.records.store import mapping
from handtrack.records.store.corrections import Author
from handtrack.records.store.engine import write_transaction
from handtrack.records.store.one_record import record_row
from handtrack.records.store.queries import IN_SESSION, patient_id
from handtrack.records.store.store import Store
from handtrack.records.store.tables import (
    EXERCISES,
    FIGURES,
    SESSIONS,
)
from handtrack.records.values import RecordKind


def check_exercise(connection: Connection, key: str, exercise_id: int) -> None:
    """Refuse an exercise that is not the patient's.

    Parameters
    ----------
    connection : Connection
    key : str
        Of the patient.
    exercise_id : int

    Raises
    ------
    RecordError
        The patient is not there, or has no such exercise.
    """
    owner = patient_id(connection, key)
    own = select(SESSIONS.c.patient_id).join_from(SESSIONS, EXERCISES, IN_SESSION)
    if connection.scalar(own.where(EXERCISES.c.id == exercise_id)) != owner:
        raise RecordError(
            f"{key} has no exercise {exercise_id}. See: handtrack patient session list {key}."
        )


def value_of_trial(
    connection: Connection, key: str, assessment_id: int, motion: str, trial: int
) -> float | None:
    """Value of a trial.

    Parameters
    ----------
    connection : Connection
    key : str
        Of the patient.
    assessment_id : int
    motion : str
        Key of the figure.
    trial : int
        Number of the trial, from 1.

    Returns
    -------
    float or None
        None if it could not be measured.

    Raises
    ------
    RecordError
        The patient, the assessment, the figure or the trial is not there.
    """
    owner = patient_id(connection, key)
    record_row(connection, key, owner, RecordKind.ASSESSMENT, assessment_id)
    of_it = select(FIGURES.c.trials).where(
        FIGURES.c.assessment_id == assessment_id, FIGURES.c.motion == motion
    )
    found = connection.scalars(of_it).all()
    if not found:
        known = select(FIGURES.c.motion).where(FIGURES.c.assessment_id == assessment_id)
        raise RecordError(
            f"Assessment {assessment_id} has no {motion[:60]}. It has: "
            f"{', '.join(dict.fromkeys(connection.scalars(known)))}."
        )
    values = {one["number"]: one["value"] for trials in found for one in trials}
    if trial not in values:
        numbers = ", ".join(map(str, values)) or "none"
        raise RecordError(f"{motion} has no trial {trial}. Its trials: {numbers}.")
    value = values[trial]
    return None if value is None else float(value)


def undo(
    connection: Connection,
    table: Table,
    own: Select[Any],
    number: int,
    author: Author,
    absent: str,
) -> dict[str, Any]:
    """Mark a review as undone.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    table : Table
    own : Select
        Rows of the patient.
    number : int
        Row id.
    author : Author
    absent : str
        Beginning of the message if it is not there.

    Returns
    -------
    dict
        The row.

    Raises
    ------
    RecordError
        It is not there, was undone, or the author is blank.
    """
    found = mapping.rows_of(connection, own.where(table.c.id == number))
    if not found:
        raise RecordError(f"{absent} {number}.")
    row = found[0]
    if row["undone_at"] is not None:
        raise RecordError(f"Number {number} was undone already, by {row['undone_by']}.")
    if not author.by.strip():
        raise RecordError("The author is missing; say who undoes it.")
    undone = {"undone_by": author.by, "undone_at": author.at.isoformat()}
    connection.execute(update(table).where(table.c.id == number).values(undone))
    return row | undone


def remove(store: Store, key: str, table: Table, number: int, what: str) -> None:
    """Remove a row of a patient for good.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    table : Table
    number : int
        Row id.
    what : str
        Kind of the row, for the message.

    Raises
    ------
    StoreError, RecordError
        The patient or the row is not there.
    """
    with write_transaction(store.engine, store.location) as connection:
        own = (table.c.patient_id == patient_id(connection, key)) & (table.c.id == number)
        if not connection.execute(delete(table).where(own)).rowcount:
            raise RecordError(
                f"{key} has no {what} {number}. See: handtrack patient {what} list {key}."
            )
    store.checkpoint()
