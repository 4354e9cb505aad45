"""Query of the records of one patient, as the values of `records/values.py`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, select

from handtrack.assessment.removed_trials import without_trials
from handtrack.events import Status
from handtrack.records.review import VerdictCorrection, holding
from handtrack.records.store.mapping import from_row, rows_by, rows_of
from handtrack.records.store.queries import patient
from handtrack.records.store.tables import (
    ASSESSMENTS,
    CORRECTIONS,
    EXERCISES,
    FIGURES,
    FILES,
    GOALS,
    NOTES,
    PATIENTS,
    PLANS,
    REPETITIONS,
    REPORTS,
    SESSIONS,
    TRIAL_REMOVALS,
    VERDICTS,
)
from handtrack.records.values import AssessmentRecord, ExerciseRecord, History
from handtrack.scoring.advice import SIDE_CONTRADICTED
from handtrack.scoring.movement_quality import movement_quality
from handtrack.scoring.results import Tempo


def history(
    connection: Connection,
    number: int,
    since: datetime | None,
    until: datetime | None,
    as_measured: bool = False,
) -> History:
    """Records of one patient in a half-open interval of time.

    Parameters
    ----------
    connection : Connection
    number : int
        From `patient_id`.
    since, until : datetime or None
        None for an open interval. Prescriptions, corrections, notes and goals are always complete.
    as_measured : bool
        Whether figures, tempo and movement quality are those of the machine, whatever a person
        corrected; the corrections themselves are there all the same.

    Returns
    -------
    History
    """
    in_sessions = (
        select(EXERCISES.c.id).join(SESSIONS).where(_during(SESSIONS, number, since, until))
    )
    in_assessments = select(ASSESSMENTS.c.id).where(_during(ASSESSMENTS, number, since, until))

    def rows(table: Table) -> Select[Any]:
        return (
            select(table)
            .where(_during(table, number, since, until))
            .order_by(table.c.at_s, table.c.id)
        )

    reports = rows_by(connection, rows(REPORTS), "session_id")
    repetitions = rows_by(connection, _of(REPETITIONS, "exercise_id", in_sessions), "exercise_id")
    done_files = rows_by(connection, _of(FILES, "exercise_id", in_sessions), "exercise_id")
    figures = rows_by(connection, _of(FIGURES, "assessment_id", in_assessments), "assessment_id")
    taken_files = rows_by(connection, _of(FILES, "assessment_id", in_assessments), "assessment_id")
    verdicts = rows_by(connection, _of(VERDICTS, "exercise_id", in_sessions), "exercise_id")
    removals = _of(TRIAL_REMOVALS, "assessment_id", in_assessments)
    removed_trials = rows_by(connection, removals, "assessment_id")
    exercises: dict[int, list[Any]] = {}
    for row in rows_of(connection, _of(EXERCISES, "id", in_sessions)):
        corrections = verdicts.get(row["id"], [])
        held = holding(from_row(VerdictCorrection, one) for one in corrections)
        own = {
            "repetitions": [
                repetition | {"correction": held.get(repetition["number"])}
                for repetition in repetitions.get(row["id"], [])
            ],
            "corrections": corrections,
            "files": done_files.get(row["id"], []),
            "side_contradicted": SIDE_CONTRADICTED in row["result"],
        }
        exercises.setdefault(row["session_id"], []).append(row | own)

    def every(table: Table, *order: Any) -> list[dict[str, Any]]:
        own = select(table).where(table.c.patient_id == number)
        return rows_of(connection, own.order_by(*order, table.c.id))

    tree = {
        "patient": patient(connection, number),
        "plans": every(PLANS, PLANS.c.from_day),
        "sessions": [
            row | {"exercises": exercises.get(row["id"], []), "reports": reports.get(row["id"], [])}
            for row in rows_of(connection, rows(SESSIONS))
        ],
        "assessments": [
            row
            | {"assessment": row | {"figures": figures.get(row["id"], [])}}
            | {"files": taken_files.get(row["id"], [])}
            | {"removed_trials": removed_trials.get(row["id"], [])}
            for row in rows_of(connection, rows(ASSESSMENTS))
        ],
        "reports": reports.get(None, []),
        "corrections": rows_of(connection, _corrections(number)),
        "notes": every(NOTES, NOTES.c.at_s),
        "goals": every(GOALS, GOALS.c.by_day),
    }
    found = from_row(History, tree)
    if as_measured:
        return found
    return replace(
        found,
        sessions=tuple(
            replace(session, exercises=tuple(map(_corrected, session.exercises)))
            for session in found.sessions
        ),
        assessments=tuple(map(reviewed, found.assessments)),
    )


def _corrected(done: ExerciseRecord) -> ExerciseRecord:
    """Exercise whose tempo and movement quality are those of the repetitions as they count."""
    if not any(repetition.correction for repetition in done.repetitions):
        return done
    took_s = [r.duration_s for r in done.reviewed if r.status is Status.VALID]
    tempo = Tempo(median(took_s), min(took_s), max(took_s)) if took_s else Tempo(None, None, None)
    movement = replace(movement_quality(done.reviewed), sparc=done.movement.sparc)
    return replace(done, tempo=tempo, movement=movement)


def reviewed(record: AssessmentRecord) -> AssessmentRecord:
    """Assessment without the trials that a person removed."""
    removed = {(one.motion, one.trial) for one in record.removed_trials if one.holds}
    return replace(record, assessment=without_trials(record.assessment, removed))


def _corrections(number: int) -> Select[Any]:
    """Corrections of a patient's records, with the key of the other patient if there is one."""
    columns = [c for c in CORRECTIONS.c if not c.name.endswith("id")]
    query = select(*columns, PATIENTS.c.key.label("other"))
    joined = query.outerjoin_from(CORRECTIONS, PATIENTS, CORRECTIONS.c.other_id == PATIENTS.c.id)
    own = joined.where(CORRECTIONS.c.patient_id == number)
    return own.order_by(CORRECTIONS.c.at_s, CORRECTIONS.c.id)


def _during(
    table: Table, number: int, since: datetime | None, until: datetime | None
) -> ColumnElement[bool]:
    """Condition for rows of a patient in a half-open interval."""
    wanted = table.c.patient_id == number
    if since is not None:
        wanted &= table.c.at_s >= since.timestamp()
    if until is not None:
        wanted &= table.c.at_s < until.timestamp()
    return wanted


def _of(table: Table, column: str, wanted: Select[Any]) -> Select[Any]:
    """Rows of a table whose column is in the result of another query, in order of insertion."""
    order = table.c.number if table is REPETITIONS else table.c.id
    return select(table).where(table.c[column].in_(wanted)).order_by(order)
