"""The end of a session: the own best, the week, what is prescribed next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from handtrack.definitions.library import find
from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.live.flow.states import SetDone, State
from handtrack.live.flow.transitions import begin
from handtrack.live.language.texts import languages, load
from handtrack.live.own_past import OwnBest, OwnPast
from handtrack.live.session_end import SessionEnd, session_end
from handtrack.live.session_plan import PlannedExercise, SessionPlan
from handtrack.records.patient import Prescription
from handtrack.records.review import PersonVerdict
from handtrack.records.store.corrections import Author
from handtrack.records.store.location import find_location
from handtrack.records.store.reviews import correct_verdict
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from handtrack.scoring.results import ExerciseResult
from tests.helpers.patients import exercise, patient, result

TODAY = date(2026, 3, 4)  # a Wednesday
PLAN = SessionPlan((PlannedExercise(find("33"), Side.RIGHT, sets=2, reps=6),))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.open(find_location(str(tmp_path / "handtrack.db")), create=True)
    opened.add_patient(patient())
    return opened


def counted(
    valid: int, number: str = "33", side: Side = Side.RIGHT, hold_s: float | None = None
) -> ExerciseResult:
    """A set in which this many repetitions counted, and one did not."""
    one = replace(result().repetitions[0], status=Status.VALID, hold_s=hold_s)
    other = replace(one, status=Status.PARTIAL, hold_s=99.0)
    repetitions = tuple(replace(r, number=n) for n, r in enumerate([*[one] * valid, other], 1))
    summary = replace(result().summary, valid=valid)
    return replace(result(), exercise=number, side=side, repetitions=repetitions, summary=summary)


def keep(store: Store, day: date, *sets: ExerciseResult) -> None:
    at = datetime.combine(day, time(9)).astimezone()
    store.add_session("mk", at, Source.LIVE, [exercise(of=one) for one in sets], again=True)


def ended(
    store: Store, results: Sequence[ExerciseResult], plan: SessionPlan = PLAN
) -> tuple[list[str], str]:
    """What is said of the own best of each item, and the farewell, in English."""
    state = begin(plan, 0.0, ask=False)
    end = session_end(state, results, OwnPast(store.history("mk")), TODAY)
    say = load("en").translate
    return [say(one) if one else "" for one in end.best], say(end.farewell)


def test_a_hold_that_a_person_turned_down_is_no_best(store: Store) -> None:
    keep(store, TODAY - timedelta(days=7), counted(2, hold_s=8.0))
    (done,) = store.history("mk").sessions[0].exercises
    assert OwnPast(store.history("mk")).best("33", Side.RIGHT) == OwnBest(2, 8.0)
    for number in (1, 3):  # what the machine counted, and what it did not
        verdict = PersonVerdict.REJECTED if number == 1 else PersonVerdict.VALID
        author = Author("A. Berg", datetime.now().astimezone(), "seen again")
        correct_verdict(store, "mk", done.id, number, verdict, author)
    assert OwnPast(store.history("mk")).best("33", Side.RIGHT) == OwnBest(2, 99.0)


def sentences(store: Store, *results: ExerciseResult) -> list[str]:
    end = session_end(begin(PLAN, 0.0), results, OwnPast(store.history("mk")), TODAY)
    return [load("en").plainly().translate(one) for one in end.sentences]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (7, "Your best so far: 7 in one set"),
        (5, "As many as in your best set: 5"),
        (4, "Your best set: 5"),
    ],
)
def test_the_best_set_is_compared_with_the_own_best(store: Store, now: int, said: str) -> None:
    keep(store, TODAY - timedelta(days=9), counted(3), counted(5))
    keep(store, TODAY, counted(8, side=Side.LEFT), counted(9, number="34"))
    assert ended(store, [counted(2), counted(now)])[0] == [said]


def test_the_first_time_there_is_nothing_to_compare_with(store: Store) -> None:
    keep(store, TODAY - timedelta(days=1), counted(0), counted(5, side=Side.LEFT))
    assert ended(store, [counted(7)])[0] == [""]


def test_what_is_held_is_compared_by_how_long(store: Store) -> None:
    held = SessionPlan((PlannedExercise(find("3"), Side.RIGHT, sets=1, reps=3),))
    keep(store, TODAY - timedelta(days=1), counted(2, "3", hold_s=8.9))
    assert OwnPast(store.history("mk")).best("3", Side.RIGHT) == OwnBest(2, 8.9)
    assert ended(store, [counted(1, "3", hold_s=12.2)], held)[0] == [
        "Longer than ever before: 12 s"
    ]
    assert ended(store, [counted(3, "3", hold_s=8.1)], held)[0] == [
        "As long as your longest hold: 8 s"
    ]


def test_the_days_of_this_week_are_told_with_today(store: Store) -> None:
    assert sentences(store, counted(1)) == ["This week you have exercised on one day."]
    for days in (1, 1, 2, 3):  # Tuesday, Monday, and a Sunday that was last week
        keep(store, TODAY - timedelta(days=days), counted(1))
    assert sentences(store, counted(1)) == ["This week you have exercised on 3 days."]
    assert sentences(store) == []


def test_what_is_next_is_what_the_plan_still_asks_for(store: Store) -> None:
    store.add_plan("mk", Prescription("33", TODAY, Side.RIGHT, times_a_day=2))
    store.add_plan("mk", Prescription("34", TODAY, days_a_week=1))
    assert sentences(store, counted(1))[1:] == [
        "Still to come today: Spread your fingers, Make a fist"
    ]
    assert ended(store, [counted(1)])[1] == "See you later today!"
    keep(store, TODAY, counted(1), counted(1, "34"))
    assert sentences(store, counted(1))[1:] == ["Tomorrow: Spread your fingers"]
    assert ended(store, [counted(1)])[1] == "See you tomorrow!"


def test_a_free_day_is_no_reason_to_say_tomorrow(store: Store) -> None:
    store.add_plan("mk", Prescription("33", TODAY, Side.RIGHT, days_a_week=1))
    assert ended(store, [counted(1)])[1] == "See you soon!"


def test_without_a_patient_it_says_good_bye_until_tomorrow() -> None:
    done = (SetDone(0, 1, (), True),)
    state: State = replace(begin(PLAN, 0.0, ask=False), done=done)
    assert session_end(state, [counted(3)], None, TODAY) == SessionEnd()
    for language in languages():
        assert load(language).translate(SessionEnd().farewell) in (
            "See you tomorrow!",
            "Bis morgen!",
        )
