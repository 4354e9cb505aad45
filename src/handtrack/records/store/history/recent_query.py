"""Query of what tells how it goes with every patient, in a few statements for all of them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    or_,
    select,
)

from handtrack.events import Label, Status
from handtrack.landmarks.hand import Side
from handtrack.records.attention import RecentExercise, RecentRecords, RecentSession
from handtrack.records.patient import Prescription, SelfReport
from handtrack.records.review import VerdictCorrection, holding
from handtrack.records.store import queries
from handtrack.records.store.history.compared_query import compared_assessments
from handtrack.records.store.mapping import from_row, rows_by
from handtrack.records.store.tables import (
    EXERCISES,
    PATIENTS,
    PLANS,
    REPETITIONS,
    REPORTS,
    SESSIONS,
    VERDICTS,
)

_DOUBTFUL = or_(
    REPETITIONS.c.status == str(Status.UNVERIFIABLE), REPETITIONS.c.label == str(Label.ESTIMATED)
)
_CORRECTED = (
    select(VERDICTS.c.id)
    .where(VERDICTS.c.exercise_id == REPETITIONS.c.exercise_id)
    .where(VERDICTS.c.number == REPETITIONS.c.number)
    .where(VERDICTS.c.undone_at.is_(None))
    .exists()
)


def recent_records(connection: Connection, since: datetime) -> tuple[RecentRecords, ...]:
    """Records of every patient that tell how it goes, in order of the keys.

    Parameters
    ----------
    connection : Connection
    since : datetime
        Sessions, repetitions and self-reports from then on.

    Returns
    -------
    tuple of RecentRecords
    """
    numbers = {
        key: number for key, number in connection.execute(select(PATIENTS.c.key, PATIENTS.c.id))
    }
    plans = rows_by(connection, select(PLANS).order_by(PLANS.c.from_day, PLANS.c.id), "patient_id")
    from_then = REPORTS.c.at_s >= since.timestamp()
    said = select(REPORTS).where(from_then).order_by(REPORTS.c.at_s, REPORTS.c.id)
    reports = rows_by(connection, said, "patient_id")
    sessions = _sessions(connection, since)
    assessments = compared_assessments(connection)
    last = _last_sessions(connection)
    doubtful = _doubtful(connection, since)
    return tuple(
        RecentRecords(
            summary=summary,
            plans=tuple(from_row(Prescription, row) for row in plans.get(number, ())),
            last_session=last.get(number),
            sessions=tuple(sessions.get(number, ())),
            reports=tuple(from_row(SelfReport, row) for row in reports.get(number, ())),
            assessments=tuple(assessments.get(number, ())),
            doubtful=doubtful.get(number, 0),
        )
        for summary in queries.patients(connection)
        for number in [numbers[summary.patient.key]]
    )


def _pairs(connection: Connection, query: Select[Any]) -> dict[Any, Any]:
    """Rows of two columns, the second by the first."""
    return {row[0]: row[1] for row in connection.execute(query)}


def _last_sessions(connection: Connection) -> dict[int, datetime]:
    query = select(SESSIONS.c.patient_id, func.max(SESSIONS.c.at_s))
    found = connection.execute(query.group_by(SESSIONS.c.patient_id))
    return {number: datetime.fromtimestamp(at_s, UTC) for number, at_s in found}


def _sessions(connection: Connection, since: datetime) -> dict[int, list[RecentSession]]:
    """Recent sessions by row id of the patient."""
    recent = SESSIONS.c.at_s >= since.timestamp()
    counted = (
        select(EXERCISES.c.id, func.count(REPETITIONS.c.number))
        .join_from(EXERCISES, SESSIONS)
        .join(REPETITIONS)
        .where(recent)
        .group_by(EXERCISES.c.id)
    )
    repetitions = _pairs(connection, counted)
    none = _called_none(connection, recent)
    columns = (EXERCISES.c.id, EXERCISES.c.session_id, EXERCISES.c.exercise, EXERCISES.c.side)
    done = select(*columns).join_from(EXERCISES, SESSIONS).where(recent).order_by(EXERCISES.c.id)
    exercises: dict[int, list[RecentExercise]] = {}
    for number, session, exercise, side in connection.execute(done):
        was_done = repetitions.get(number, 0) > none[number]
        exercises.setdefault(session, []).append(RecentExercise(exercise, Side(side), was_done))
    found: dict[int, list[RecentSession]] = {}
    columns_of_session = (SESSIONS.c.id, SESSIONS.c.patient_id, SESSIONS.c.at)
    query = select(*columns_of_session).where(recent).order_by(SESSIONS.c.at_s, SESSIONS.c.id)
    for number, owner, at in connection.execute(query):
        own = tuple(exercises.get(number, ()))
        found.setdefault(owner, []).append(RecentSession(datetime.fromisoformat(at), own))
    return found


def _called_none(connection: Connection, recent: ColumnElement[bool]) -> Counter[int]:
    """Number of repetitions that a person called none of the exercise, by row id of exercise."""
    query = select(VERDICTS).join_from(VERDICTS, EXERCISES).join(SESSIONS).where(recent)
    found: Counter[int] = Counter()
    for number, rows in rows_by(connection, query, "exercise_id").items():
        held = holding(from_row(VerdictCorrection, row) for row in rows)
        found[number] = sum(one.verdict.status is None for one in held.values())
    return found


def _doubtful(connection: Connection, since: datetime) -> dict[int, int]:
    """Number of doubtful repetitions of recent sessions, by row id of the patient."""
    query = (
        select(SESSIONS.c.patient_id, func.count())
        .join_from(SESSIONS, EXERCISES)
        .join(REPETITIONS)
        .where(SESSIONS.c.at_s >= since.timestamp(), _DOUBTFUL, ~_CORRECTED)
        .group_by(SESSIONS.c.patient_id)
    )
    return _pairs(connection, query)
