"""Query of the repetitions that a person gave a verdict on."""

from __future__ import annotations

from sqlalchemy import Connection, select

from handtrack.events import Status
from handtrack.records.agreement import AgreementRow
from handtrack.records.review import VerdictCorrection, holding
from handtrack.records.store.mapping import from_row, rows_by, rows_of
from handtrack.records.store.tables import EXERCISES, FILES, REPETITIONS, SESSIONS, VERDICTS
from handtrack.records.values import FileKind


def agreement_rows(connection: Connection, owner: int | None) -> tuple[AgreementRow, ...]:
    """Repetitions with the verdicts of machine and person, in order of the exercises' time.

    Parameters
    ----------
    connection : Connection
    owner : int or None
        Row id of the patient; None for all patients.

    Returns
    -------
    tuple of AgreementRow
        Undone verdicts are left out.
    """
    given = select(VERDICTS, EXERCISES.c.exercise, EXERCISES.c.made_by)
    query = given.join_from(VERDICTS, EXERCISES).join(SESSIONS)
    if owner is not None:
        query = query.where(SESSIONS.c.patient_id == owner)
    verdicts = rows_by(connection, query.order_by(SESSIONS.c.at_s, VERDICTS.c.id), "exercise_id")
    with_verdict = select(VERDICTS.c.exercise_id)
    machine = {
        (row["exercise_id"], row["number"]): Status(row["status"])
        for row in rows_of(
            connection, select(REPETITIONS).where(REPETITIONS.c.exercise_id.in_(with_verdict))
        )
    }
    kept = select(FILES.c.exercise_id, FILES.c.sha256).where(
        FILES.c.exercise_id.in_(with_verdict), FILES.c.kind == str(FileKind.LANDMARKS)
    )
    recordings = {row["exercise_id"]: row["sha256"] for row in rows_of(connection, kept)}
    found = []
    for number, rows in verdicts.items():
        recording = recordings.get(number) or rows[0]["made_by"].get("source_sha256") or ""
        held = holding(from_row(VerdictCorrection, row) for row in rows)
        found += [
            AgreementRow(
                recording,
                rows[0]["exercise"],
                one.number,
                machine[number, one.number],
                one.verdict,
                one.why,
            )
            for one in sorted(held.values(), key=lambda one: one.number)
        ]
    return tuple(found)
