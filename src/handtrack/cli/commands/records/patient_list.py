"""`handtrack patient list`: who needs attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from handtrack.cli.options import AsJson, Db, store_at

if TYPE_CHECKING:
    from handtrack.records.attention import PatientAttention


def list_patients(as_json: AsJson = False, db: Db = None) -> None:
    """List the patients, those who need attention first, and say why.

    Pain that rose by 2, a motion that became worse, a week without exercise, less than half of the
    prescribed days done, repetitions that nobody is sure of.
    """
    from datetime import date, datetime, time

    from handtrack.records.attention import by_attention, window_start

    today = date.today()
    since = datetime.combine(window_start(today), time()).astimezone()
    with store_at(db) as store:
        lines = by_attention(store.recent_records(since), today)
    if as_json:
        from handtrack.cli.output.format import json_text

        typer.echo(json_text([_line(one) for one in lines]))
        return
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.record_tables import patients_table

    stdout().print(patients_table(lines))


def _line(one: PatientAttention) -> dict[str, object]:
    whole = one.adherence.whole
    return {
        "patient": one.patient,
        "sessions": one.sessions,
        "assessments": one.assessments,
        "last_session": one.last_session,
        "last_at": one.last_at,
        "days_done": whole.days_done,
        "days_prescribed": whole.days_prescribed,
        "percent": whole.percent,
        "times_percent": whole.times_percent,
        "days": whole.days,
        "pain": one.pain,
        "changes": one.changes,
        "doubtful": one.doubtful,
        "reasons": one.reasons,
    }
