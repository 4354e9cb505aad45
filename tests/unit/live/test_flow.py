"""A session walked through in a moment: what leads from screen to screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handtrack.definitions.library import find
from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.live.camera_guidance import Observation, PlacementCue
from handtrack.live.flow.menu import GONE_S
from handtrack.live.flow.rest_advice import pain_rose, suggests_rest
from handtrack.live.flow.states import FlowInputs, Key, Question, Screen, SetDone, State
from handtrack.live.flow.transitions import (
    AWAY_PAUSE_S,
    AWAY_STOP_S,
    PALM_PAUSE_S,
    advance,
    begin,
)
from handtrack.live.session_plan import PlannedExercise, SessionPlan
from handtrack.scoring.results import Repetition
from synthetic_hand.make import make_repetition

SPREAD = find("33")


def plan(sets: int = 1, reps: int = 2, items: int = 1, cap_s: float = 1800.0) -> SessionPlan:
    return SessionPlan(
        tuple(PlannedExercise(SPREAD, Side.RIGHT, sets, reps) for _ in range(items)), cap_s
    )


def rep(status: Status = Status.VALID, share: float = 1.0) -> Repetition:
    return make_repetition(status=status, range_share=share)


def good(time_s: float, **more: Any) -> Observation:
    values: dict[str, Any] = {"still_s": 10.0, "fingers": 2, **more}
    return Observation(time_s, True, None, Side.RIGHT, **values)


class Walk:
    """A session and its clock, a tenth of a second a step."""

    def __init__(self, what: SessionPlan, ask: bool = False) -> None:
        self.now_s = 0.0
        self.state = begin(what, 0.0, ask)

    def step(
        self,
        seconds: float = 0.1,
        calibrated: bool = True,
        observation: Observation | None = None,
        **more: Any,
    ) -> Screen:
        for _ in range(max(1, round(seconds / 0.1))):
            self.now_s += 0.1
            seen = replace(observation, time_s=self.now_s) if observation else good(self.now_s)
            self.state = advance(self.state, FlowInputs(seen, calibrated=calibrated, **more))
        return self.state.screen

    def until(self, screen: Screen, **more: Any) -> None:
        for _ in range(1000):
            if self.step(**more) is screen:
                return
        raise AssertionError(f"stuck on {self.state.screen}, not {screen}")

    def to_work(self) -> None:
        self.until(Screen.SHOW)
        self.until(Screen.OFFER)
        self.step(key=Key.GO)
        self.until(Screen.WORK)


def test_a_session_goes_from_placement_to_summary_without_a_key() -> None:
    walk = Walk(plan())
    seen = []
    for _ in range(200):
        if walk.state.screen not in seen:
            seen.append(walk.state.screen)
        calibrated = walk.state.screen is Screen.GUIDE
        reps = (rep(),) if walk.state.screen is Screen.WORK else ()
        walk.step(calibrated=calibrated, repetitions=reps)
    assert seen == [
        Screen.PLACE,
        Screen.SHOW,
        Screen.GUIDE,
        Screen.READY,
        Screen.WORK,
        Screen.SUMMARY,
    ]
    gone = Observation(0.0, away_s=1000.0)
    walk.step(25.0, observation=gone)
    assert walk.state.screen is Screen.END
    assert walk.state.done == (SetDone(0, 1, (rep(), rep()), True),)


def test_placement_waits_for_a_good_picture() -> None:
    walk = Walk(plan())
    assert walk.step(5.0, observation=good(0.0)) is not Screen.PLACE
    walk = Walk(plan())
    dark = replace(good(0.0), cue=PlacementCue.LIGHT)
    assert walk.step(30.0, observation=dark) is Screen.PLACE


def test_the_other_hand_does_not_start() -> None:
    walk = Walk(plan())
    wrong = replace(good(0.0), side=Side.LEFT, cue=PlacementCue.OTHER_HAND)
    assert walk.step(30.0, observation=wrong) is Screen.SHOW


def test_a_saved_range_is_offered_and_may_be_refused() -> None:
    walk = Walk(plan())
    walk.until(Screen.OFFER)
    walk.step(key=Key.NEXT)
    walk.step(key=Key.GO)
    assert walk.state.screen is Screen.GUIDE


def test_a_moving_hand_does_not_start_the_set() -> None:
    walk = Walk(plan())
    walk.until(Screen.OFFER)
    walk.step(key=Key.GO)
    assert walk.step(30.0, observation=replace(good(0.0), still_s=0.0)) is Screen.READY


def test_only_valid_repetitions_fill_the_set() -> None:
    walk = Walk(plan(reps=2))
    walk.to_work()
    for status in (Status.PARTIAL, Status.REJECTED, Status.UNVERIFIABLE, Status.VALID):
        assert walk.step(repetitions=(rep(status),)) is Screen.WORK
    assert walk.step(repetitions=(rep(),)) is Screen.SUMMARY
    assert [r.status for r in walk.state.done[0].repetitions].count(Status.VALID) == 2


@pytest.mark.parametrize(
    ("observation", "pauses"),
    [
        (good(0.0, open_palm_s=PALM_PAUSE_S + 0.1), True),
        (good(0.0, open_palm_s=PALM_PAUSE_S - 0.5), False),
        (Observation(0.0, away_s=AWAY_PAUSE_S + 0.1), True),
        (Observation(0.0, away_s=AWAY_PAUSE_S - 0.5), False),
    ],
)
def test_an_open_palm_or_leaving_pauses(observation: Observation, pauses: bool) -> None:
    walk = Walk(plan())
    walk.to_work()
    assert (walk.step(observation=observation) is Screen.PAUSED) == pauses


def test_an_open_palm_does_not_pause_an_exercise_that_rests_with_one() -> None:
    walk = Walk(plan())
    walk.until(Screen.OFFER)
    walk.step(key=Key.GO)
    open_hand = good(0.0, open_palm_s=5.0)
    walk.until(Screen.WORK, observation=open_hand)
    assert walk.step(30.0, observation=open_hand) is Screen.WORK


def test_what_was_counted_survives_a_pause_and_repeat_begins_anew() -> None:
    walk = Walk(plan(reps=5))
    walk.to_work()
    walk.step(repetitions=(rep(),))
    walk.step(key=Key.GO)
    assert walk.state.screen is Screen.PAUSED
    walk.step(key=Key.GO)
    assert (walk.state.screen, walk.state.valid) == (Screen.WORK, 1)
    walk.step(key=Key.REPEAT)
    walk.until(Screen.WORK)
    assert walk.state.valid == 0


def test_the_pause_menu_is_worked_by_an_open_palm_alone() -> None:
    walk = Walk(plan(reps=5))
    walk.to_work()
    palm = good(0.0, open_palm_s=4.0)
    walk.step(observation=palm)
    assert walk.state.screen is Screen.PAUSED
    assert walk.step(5.0, observation=palm) is Screen.PAUSED  # the palm that paused picks nothing
    walk.step()
    assert walk.step(5.0, observation=palm) is Screen.PAUSED  # nor one that rests in the picture
    walk.step(observation=Observation(0.0, away_s=GONE_S))
    lit = []
    while walk.state.menu and walk.state.menu.choice != "skip":
        lit.append(walk.state.menu.choice)
        walk.step()
    assert walk.step(observation=palm) is Screen.SUMMARY
    assert not walk.state.done[0].finished


def test_who_does_not_come_back_from_a_pause_has_stopped() -> None:
    walk = Walk(plan(reps=5))
    walk.to_work()
    walk.step(repetitions=(rep(),))
    walk.step(observation=Observation(0.0, away_s=AWAY_PAUSE_S + 1))
    walk.step(observation=Observation(0.0, away_s=AWAY_STOP_S + 1))
    assert walk.state.screen is Screen.SUMMARY
    assert len(walk.state.done) == 1


def test_sets_and_exercises_follow_each_other_with_rests() -> None:
    walk = Walk(plan(sets=2, reps=1, items=2))
    walk.to_work()
    walk.step(repetitions=(rep(),))
    assert walk.state.screen is Screen.REST
    assert walk.step(29.0) is Screen.REST
    walk.until(Screen.WORK)
    assert (walk.state.item, walk.state.set) == (0, 2)
    walk.step(repetitions=(rep(),))
    walk.step(key=Key.GO)
    assert (walk.state.screen, walk.state.item, walk.state.set) == (Screen.PLACE, 1, 1)


def test_a_long_session_ends_after_the_set() -> None:
    walk = Walk(plan(sets=3, reps=1, cap_s=10.0))
    walk.to_work()
    walk.step(20.0)
    walk.step(repetitions=(rep(),))
    assert walk.state.screen is Screen.SUMMARY
    assert walk.state.capped


def test_questions_are_answered_by_a_number_or_by_fingers() -> None:
    walk = Walk(plan(), ask=True)
    walk.step(digit=7)
    assert walk.state.answers == ((Question.PAIN_BEFORE, 7),)
    three = good(0.0, fingers=3, fingers_s=2.0)
    walk.step(5.0, observation=three)
    assert len(walk.state.answers) == 1  # a hand that rests in the picture answers nothing
    walk.step(0.5, observation=good(0.0, fingers=0, fingers_s=0.5))
    walk.step(0.5, observation=replace(three, fingers_s=0.5))
    assert len(walk.state.answers) == 1
    walk.step(observation=three)
    assert walk.state.answers[-1] == (Question.EFFORT_BEFORE, 6)
    assert walk.state.screen is Screen.PLACE


def test_a_question_may_be_left_open() -> None:
    walk = Walk(plan(), ask=True)
    walk.step(key=Key.SKIP, observation=replace(good(0.0), fingers=None))
    assert walk.state.answers == ((Question.PAIN_BEFORE, None),)


def test_stopping_keeps_what_was_done_and_still_asks() -> None:
    walk = Walk(plan(reps=5), ask=True)
    walk.step(digit=1)
    walk.step(digit=1)
    walk.to_work()
    walk.step(repetitions=(rep(),))
    walk.step(key=Key.STOP)
    assert walk.state.question is Question.PAIN_AFTER
    assert walk.state.done[0].repetitions == (rep(),)
    walk.step(key=Key.STOP)
    assert walk.state.screen is Screen.SUMMARY


def test_stopping_before_anything_was_done_ends() -> None:
    walk = Walk(plan())
    assert walk.step(key=Key.STOP) is Screen.END


RISES = [(2, 4, True), (2, 3, False), (None, 9, False)]


@pytest.mark.parametrize(("before", "after", "rose"), RISES)
def test_more_pain_is_noticed(before: int | None, after: int, rose: bool) -> None:
    state = begin(plan(), 0.0, ask=False)
    answers = ((Question.PAIN_BEFORE, before), (Question.PAIN_AFTER, after))
    assert pain_rose(replace(state, answers=answers)) == rose


def test_shrinking_movements_suggest_a_rest() -> None:
    shrinking = SetDone(0, 1, tuple(rep(share=s) for s in (1.0, 1.0, 0.9, 0.8, 0.7, 0.7)), True)
    level = replace(shrinking, repetitions=tuple(rep() for _ in range(6)))
    state = begin(plan(), 0.0, ask=False)
    assert suggests_rest(replace(state, done=(shrinking,)))
    assert not suggests_rest(replace(state, done=(level,)))


def test_one_rejected_repetition_suggests_no_rest() -> None:
    sizes = (1.0, 0.99, 0.97, 0.96, 0.94, 0.93, 0.91, 0.9)
    repetitions = (*(rep(share=s) for s in sizes), rep(Status.REJECTED, share=0.0))
    state = begin(plan(), 0.0, ask=False)
    done = SetDone(0, 1, repetitions, finished=True)
    assert not suggests_rest(replace(state, done=(done,)))


KEYS = st.sampled_from([None, None, None, *Key])
SIGHTS = st.builds(
    Observation,
    st.just(0.0),
    st.booleans(),
    st.sampled_from([None, *PlacementCue]),
    st.sampled_from([None, *Side]),
    st.floats(0, 10),
    st.floats(0, 10),
    st.floats(0, 200),
    st.one_of(st.none(), st.integers(0, 5)),
    st.floats(0, 10),
)


@given(
    st.lists(
        st.tuples(KEYS, st.one_of(st.none(), st.integers(0, 10)), SIGHTS, st.booleans()),
        max_size=80,
    )
)
def test_whatever_happens_the_session_stays_whole(steps: list[tuple[Any, ...]]) -> None:
    state: State = begin(plan(sets=2, reps=1, items=2), 0.0)
    now_s, done = 0.0, 0
    for key, digit, observation, counted in steps:
        now_s += 1.0
        reps = (rep(),) if counted and state.screen is Screen.WORK else ()
        seen = replace(observation, time_s=now_s)
        state = advance(state, FlowInputs(seen, key, digit, reps, calibrated=counted))
        assert len(state.done) >= done
        done = len(state.done)
        assert (state.menu is not None) == (state.screen in (Screen.OFFER, Screen.PAUSED))
        assert state.question is not None or state.screen is not Screen.QUESTION
        assert state.item < len(state.plan.items)
        assert state.set <= state.current.sets
