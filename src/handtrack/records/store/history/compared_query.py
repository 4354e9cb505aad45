"""Query of the assessments that changes of every patient are told from.

A figure of the time between the first and the latest assessment enters a change by its trials only,
and only where the change may be real. So few of them are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic_core import from_json
from sqlalchemy import BindParameter, Connection, Text, bindparam, cast, func, select

from handtrack.assessment.rom_result import AssessmentMode, MotionFigure, Trial
from handtrack.events import Label
from handtrack.landmarks.hand import Side
from handtrack.records.real_changes import HandMotion, possible_changes
from handtrack.records.store.history.history_query import reviewed
from handtrack.records.store.mapping import from_row, rows_by, rows_of
from handtrack.records.store.tables import ASSESSMENTS, FIGURES, TRIAL_REMOVALS
from handtrack.records.values import AssessmentRecord

_OF = "assessment_id"
_HAND = ASSESSMENTS.c.side, ASSESSMENTS.c.manner


def compared_assessments(connection: Connection) -> dict[int, list[AssessmentRecord]]:
    """Assessments that `real_changes` asks for, by row id of the patient, in order of time."""
    found = _first_and_latest(connection)
    for owner, records in found.items():
        wanted = possible_changes(records)
        if wanted:
            between = _between(connection, owner, records, wanted)
            found[owner] = sorted([*records, *between], key=lambda one: (one.at, one.id))
    return found


def _first_and_latest(connection: Connection) -> dict[int, list[AssessmentRecord]]:
    # Written into the statement, whose parameters are limited in number.
    wanted: BindParameter[Any] = bindparam(
        "wanted", _compared(connection), expanding=True, literal_execute=True
    )
    of_them = FIGURES.c.assessment_id.in_(wanted)
    figures = rows_by(connection, select(FIGURES).where(of_them).order_by(FIGURES.c.id), _OF)
    removals = rows_by(connection, select(TRIAL_REMOVALS), _OF)
    found: dict[int, list[AssessmentRecord]] = {}
    query = select(ASSESSMENTS).where(ASSESSMENTS.c.id.in_(wanted))
    for row in rows_of(connection, query.order_by(ASSESSMENTS.c.at_s, ASSESSMENTS.c.id)):
        own: dict[str, Any] = {
            "assessment": row | {"figures": figures.get(row["id"], [])},
            "removed_trials": removals.get(row["id"], []),
            "files": [],
        }
        record = reviewed(from_row(AssessmentRecord, row | own))
        found.setdefault(row["patient_id"], []).append(record)
    return found


def _compared(connection: Connection) -> list[int]:
    """Row ids of the assessments that a change is told from.

    They are the latest of each hand and mode of a patient, the first with a value of each motion,
    and all with a removed trial, for their figures may have lost their value.
    """
    hand = (ASSESSMENTS.c.patient_id, ASSESSMENTS.c.side, ASSESSMENTS.c.manner)
    first = (
        select(*hand, func.min(ASSESSMENTS.c.at_s))
        .join_from(FIGURES, ASSESSMENTS)
        .where(FIGURES.c.value.is_not(None))
        .group_by(*hand, FIGURES.c.motion)
    )
    last = select(*hand, func.max(ASSESSMENTS.c.at_s)).group_by(*hand)
    times = {tuple(row) for query in (first, last) for row in connection.execute(query)}
    changed = set(connection.scalars(select(TRIAL_REMOVALS.c.assessment_id)))
    every = connection.execute(select(ASSESSMENTS.c.id, *hand, ASSESSMENTS.c.at_s))
    return [number for number, *rest in every if tuple(rest) in times or number in changed]


def _between(
    connection: Connection,
    owner: int,
    known: Sequence[AssessmentRecord],
    wanted: Iterable[HandMotion],
) -> Iterator[AssessmentRecord]:
    """The other assessments of a patient, with values and trials of the wanted motions alone."""
    there = {record.id for record in known}
    latest = {(r.assessment.side, r.assessment.manner): r.assessment for r in known}
    models = {
        (str(one.side), str(one.manner), one.motion): latest[one.side, one.manner].figure(
            one.motion
        )
        for one in wanted
    }
    trials = cast(FIGURES.c.trials, Text)
    query = (
        select(FIGURES.c.assessment_id, *_HAND, ASSESSMENTS.c.at)
        .add_columns(FIGURES.c.motion, FIGURES.c.value, trials)
        .join_from(FIGURES, ASSESSMENTS)
        .where(ASSESSMENTS.c.patient_id == owner, FIGURES.c.value.is_not(None))
        .where(FIGURES.c.motion.in_({motion for _, _, motion in models}))
        .order_by(FIGURES.c.id)
    )
    figures: dict[tuple[int, str, str, str], list[MotionFigure]] = {}
    for number, side, manner, at, motion, value, text in connection.execute(query):
        model = models.get((side, manner, motion))
        if model is not None and number not in there:
            figure = replace(model, value=value, trials=_trials(text))
            figures.setdefault((number, side, manner, at), []).append(figure)
    for (number, side, manner, at), own in figures.items():
        taken = replace(latest[Side(side), AssessmentMode(manner)], figures=tuple(own))
        yield AssessmentRecord(number, datetime.fromisoformat(at), None, taken, ())


def _trials(text: str) -> tuple[Trial, ...]:
    """Trials as far as a change asks, without the checks that take most of the time."""
    return tuple(
        Trial(
            trial["number"],
            trial["start_s"],
            trial["end_s"],
            trial["value"],
            trial["implausible"],
            Label.VERIFIED,
            None,
        )
        for trial in from_json(text)
    )
