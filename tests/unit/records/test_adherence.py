"""Days done of days prescribed: no day counts twice, and none that was left open is missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from handtrack.landmarks.hand import Side
from handtrack.records.adherence import AdherenceCalendar, adherence
from handtrack.records.patient import Prescription
from handtrack.records.review import PersonVerdict, VerdictCorrection
from handtrack.records.values import SessionRecord, Source
from tests.helpers.histories import exercise_record

MONDAY = date(2026, 3, 2)
DAILY = Prescription("34", MONDAY)


def on(number: int, exercise: str = "34", side: Side = Side.LEFT) -> SessionRecord:
    """A session so many days after Monday."""
    at = datetime.combine(MONDAY + timedelta(days=number), time(9), UTC)
    done = replace(exercise_record(1, 3), exercise=exercise, side=side)
    return SessionRecord(1, at, Source.LIVE, (done,), ())


def whole(
    plans: list[Prescription], sessions: list[SessionRecord], days: int = 7
) -> AdherenceCalendar:
    return adherence(sessions, plans, MONDAY, MONDAY + timedelta(days=days - 1)).whole


def strip(calendar: AdherenceCalendar) -> str:
    """done, Missed, extra, . for a free day"""
    marks = {(True, True): "d", (True, False): "M", (False, True): "e", (False, False): "."}
    return "".join(marks[d.prescribed, d.done] for d in calendar.days)


def test_every_day_of_a_daily_plan_is_done_or_missed() -> None:
    found = whole([DAILY], [on(0), on(1), on(1), on(4)])
    assert strip(found) == "ddMMdMM"
    assert (found.days_done, found.days_prescribed, found.percent) == (3, 7, 43)


@pytest.mark.parametrize(
    ("days", "marks", "percent"),
    [
        ((0, 2, 4), "d.d.d..", 100),
        ((0,), "d....MM", 33),
        ((), "....MMM", 0),
        ((0, 1, 2, 3, 4), "dddee..", 100),
        ((5, 6), "....Mdd", 67),
    ],
)
def test_a_plan_of_three_days_a_week_leaves_them_open(
    days: tuple[int, ...], marks: str, percent: int
) -> None:
    found = whole([replace(DAILY, days_a_week=3)], [on(day) for day in days])
    assert (strip(found), found.percent) == (marks, percent)


def test_extra_days_make_up_for_no_other_week() -> None:
    found = whole([replace(DAILY, days_a_week=3)], [on(day) for day in range(6)], days=14)
    assert (found.days_done, found.days_prescribed) == (3, 6)


def test_a_week_that_has_just_begun_asks_for_its_share() -> None:
    three = [replace(DAILY, days_a_week=3)]
    assert [whole(three, [], days).days_prescribed for days in (1, 2, 4, 6, 7)] == [0, 1, 2, 3, 3]


def test_before_and_after_a_plan_nothing_is_missed() -> None:
    plan = replace(DAILY, from_day=MONDAY + timedelta(days=2), until_day=MONDAY + timedelta(days=3))
    assert strip(whole([plan], [on(0), on(3)])) == "e.Md..."
    assert whole([], [on(0)]).percent is None


def test_times_a_day_and_several_plans_are_told_apart_from_days() -> None:
    plans = [replace(DAILY, times_a_day=2), Prescription("11", MONDAY)]
    found = adherence([on(0), on(0, "11"), on(1), on(1)], plans, MONDAY, MONDAY + timedelta(days=1))
    assert found.whole.percent == 100
    assert found.whole.times_percent == 67  # 1 of 2 and 1 of 1, then 2 of 2 and 0 of 1
    assert [(c.plan and c.plan.exercise, c.percent) for c in found.plans] == [
        ("34", 100),
        ("11", 50),
    ]
    assert [c.times_percent for c in found.plans] == [75, 50]


def test_another_exercise_or_hand_is_not_what_was_prescribed() -> None:
    right = replace(DAILY, side=Side.RIGHT)
    assert strip(whole([right], [on(0), on(1, "11"), on(2, side=Side.RIGHT)], 3)) == "MMd"


def test_what_a_person_called_no_exercise_was_not_done() -> None:
    session = on(0)
    (done,) = session.exercises
    none = tuple(
        replace(
            r,
            correction=VerdictCorrection(
                1, r.number, PersonVerdict.NOT_AN_EXERCISE, "anna", session.at, "washing up"
            ),
        )
        for r in done.repetitions
    )
    washed = replace(session, exercises=(replace(done, repetitions=none),))
    assert strip(whole([DAILY], [session], 1)) == "d"
    assert strip(whole([DAILY], [washed], 1)) == "M"
