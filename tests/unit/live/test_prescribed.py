"""A session with a patient plays what is prescribed for today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handtrack.cli.app import build
from handtrack.cli.plan_options import planned
from handtrack.errors import PlanError
from handtrack.landmarks.hand import Side
from handtrack.live.prescribed_plan import prescribed_plan
from handtrack.live.session_plan import SessionPlan
from handtrack.records.patient import Prescription as Prescription
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from tests.helpers.patients import exercise, patient, result

TODAY = date(2026, 3, 4)  # a Wednesday
FIRST = date(2026, 3, 1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.open(find_location(str(tmp_path / "handtrack.db")), create=True)
    opened.add_patient(patient())
    return opened


def done(store: Store, day: date, number: str = "33", hour: int = 9) -> None:
    of = replace(result(), exercise=number, side=Side.RIGHT)
    at = datetime.combine(day, time(hour)).astimezone()
    store.add_session("mk", at, Source.LIVE, [exercise(of=of)], again=True)


def numbers(plan: SessionPlan | None) -> list[str] | None:
    return None if plan is None else [item.exercise.id for item in plan.items]


def test_what_is_prescribed_becomes_the_session(store: Store) -> None:
    wrist = Prescription("1", FIRST, Side.LEFT, sets=2, reps=6, hold_s=5.0, note="slowly")
    for plan in (Prescription("33", FIRST, reps=4), wrist):
        store.add_plan("mk", plan)
    ended = Prescription("34", FIRST, until_day=FIRST)
    coming = Prescription("18", TODAY + timedelta(days=1))
    for plan in (ended, coming):
        store.add_plan("mk", plan)
    found = prescribed_plan(store.history("mk"), TODAY)
    assert found is not None
    assert [(i.exercise.id, i.side, i.sets, i.reps, i.hold_s) for i in found.items] == [
        ("33", None, 1, 4, None),
        ("1", Side.LEFT, 2, 6, 5.0),
    ]
    assert [item.note for item in found.items] == ["", "slowly"]


def test_nothing_prescribed_is_no_plan(store: Store) -> None:
    assert prescribed_plan(store.history("mk"), TODAY) is None


def test_what_was_done_often_enough_today_is_left_out(store: Store) -> None:
    store.add_plan("mk", Prescription("33", FIRST, times_a_day=2))
    store.add_plan("mk", Prescription("34", FIRST))
    done(store, TODAY)
    assert numbers(prescribed_plan(store.history("mk"), TODAY)) == ["33", "34"]
    done(store, TODAY, hour=15)
    assert numbers(prescribed_plan(store.history("mk"), TODAY)) == ["34"]
    done(store, TODAY, "34")
    assert numbers(prescribed_plan(store.history("mk"), TODAY)) == []


def test_days_a_week_are_counted_from_monday_on(store: Store) -> None:
    store.add_plan("mk", Prescription("33", FIRST, days_a_week=2, times_a_day=2))
    done(store, TODAY - timedelta(days=3))  # Sunday, the week before
    done(store, TODAY - timedelta(days=2))
    done(store, TODAY)
    assert numbers(prescribed_plan(store.history("mk"), TODAY)) == [
        "33"
    ]  # the second time of the day
    assert numbers(prescribed_plan(store.history("mk"), TODAY + timedelta(days=1))) == []


def test_an_exercise_that_is_gone_is_a_sentence(store: Store) -> None:
    store.add_plan("mk", Prescription("my-own", FIRST))
    with pytest.raises(PlanError, match=r"Plan 1 cannot be used\. There is no exercise 'my-own'"):
        prescribed_plan(store.history("mk"), TODAY)


def test_the_command_plays_it_unless_something_else_is_named(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDTRACK_DATA", str(tmp_path / "data"))
    store.add_plan("mk", Prescription("33", date.today(), reps=4))
    db = str(tmp_path / "handtrack.db")
    asked = (None, None, "mk", db, None, 1, None, None, None)
    assert numbers(planned(*asked)) == ["33"]
    assert numbers(planned("18", *asked[1:])) == ["18"]
    assert planned(None, None, None, db, None, 1, None, None, None) is None


def test_all_done_is_said_and_nothing_is_opened(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDTRACK_DATA", str(tmp_path / "data"))
    store.add_plan("mk", Prescription("33", date.today()))
    done(store, date.today())
    command = ["live", "--patient", "mk", "--db", str(tmp_path / "handtrack.db")]
    ran = CliRunner().invoke(build(), command)
    assert ran.exit_code == 0
    assert ran.stdout.startswith("All that is prescribed for mk today is done.")
