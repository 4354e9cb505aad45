"""What a session says of itself at the end, and in a rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handtrack.definitions.library import find
from handtrack.events import Status
from handtrack.landmarks.hand import Side
from handtrack.live.flow.states import Question, SetDone, State
from handtrack.live.flow.transitions import begin
from handtrack.live.language.summary import rest_sentences, session_sentences, set_sentences
from handtrack.live.language.texts import Sentence, load, sentence
from handtrack.live.session_plan import SessionPlan, single
from handtrack.scoring.results import ExerciseResult, Repetition
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style

EXERCISE = find("1")


@pytest.fixture(scope="module")
def result() -> ExerciseResult:
    return score(perform(EXERCISE, Style(amplitudes=[1.0] * 6)), EXERCISE).result


def after(repetitions: tuple[Repetition, ...]) -> State:
    state = begin(single(EXERCISE, Side.RIGHT, reps=6), 0.0, ask=False)
    return replace(state, done=(SetDone(0, 1, repetitions, True),), answers=())


def keys(said: tuple[Sentence, ...]) -> list[str]:
    return [one.key for one in said]


def test_a_set_says_what_counted_and_what_did_not(result: ExerciseResult) -> None:
    assert set_sentences(after(result.repetitions)) == (
        sentence("summary", "reached", valid=6, reps=6),
    )
    partial = replace(result.repetitions[0], status=Status.PARTIAL)
    said = set_sentences(after((*result.repetitions[1:], partial)))
    assert keys(said) == ["reached", "partial"]
    assert dict(said[1].values)["n"] == 1


def test_movements_that_shrink_bring_the_word_to_rest(result: ExerciseResult) -> None:
    shares = (1.0, 1.0, 0.9, 0.8, 0.7, 0.6)
    pairs = zip(result.repetitions, shares, strict=True)
    shrinking = after(tuple(replace(r, range_share=share) for r, share in pairs))
    assert keys(rest_sentences(shrinking)) == ["reached", "rest_now"]
    assert keys(session_sentences(shrinking, [], [])) == ["reached", "rest", "kept"]
    assert keys(rest_sentences(after(result.repetitions))) == ["reached"]


def test_pain_that_rose_comes_before_all_else(result: ExerciseResult) -> None:
    answers = ((Question.PAIN_BEFORE, 2), (Question.PAIN_AFTER, 4))
    hurt = replace(after(result.repetitions), answers=answers)
    assert keys(session_sentences(hurt, [], [])) == ["reached", "pain", "kept"]


@pytest.mark.parametrize(("less_deg", "key"), [(60.0, "more"), (-60.0, "less"), (0.5, "same")])
def test_the_way_since_last_week_is_told_where_it_is_larger_than_the_errors(
    result: ExerciseResult, less_deg: float, key: str
) -> None:
    arc_deg = result.ranges[0].arc_deg
    assert arc_deg is not None
    first = replace(result.ranges[0], arc_deg=arc_deg - less_deg)
    earlier = replace(result, ranges=(first, *result.ranges[1:]))
    assert keys(session_sentences(after(result.repetitions), [result], [earlier]))[1] == key
    other = replace(earlier, exercise="2")
    assert keys(session_sentences(after(result.repetitions), [result], [other])) == [
        "reached",
        "kept",
    ]


def test_a_capped_session_says_so_and_one_without_a_set_saves_nothing() -> None:
    capped = replace(after(()), capped=True)
    assert "no_time" in keys(session_sentences(capped, [], []))
    nothing = replace(after(()), done=())
    assert keys(session_sentences(nothing, [], [])) == ["none"]


def of_two(result: ExerciseResult, sets: int, done: tuple[SetDone, ...]) -> State:
    items = [
        single(find(number), Side.RIGHT, sets=n, reps=3).items[0]
        for number, n in (("33", sets), ("34", 1))
    ]
    return replace(begin(SessionPlan(tuple(items)), 0.0, ask=False), done=done)


def test_every_exercise_of_a_plan_is_told_with_its_count(result: ExerciseResult) -> None:
    """Not the last set alone, in which nothing may have counted."""
    three = result.repetitions[:3]
    done = (SetDone(0, 1, three, True), SetDone(0, 2, three[:2], False), SetDone(1, 1, (), False))
    said = session_sentences(of_two(result, 2, done), [], [])
    told = [load("en").translate(one) for one in said]
    assert told == [
        "Finger abduction, whole hand: 5 of 6 counted",
        "Composite fist: 0 of 3 counted",
        "All together: 5 of 9 counted",
        "Left for another time: Finger abduction, whole hand, Composite fist",
        "It is saved.",
    ]
    assert load("de").translate(said[0]).endswith(": 5 von 6 gezählt")


def test_a_plan_that_was_done_is_praised_and_one_that_was_not_is_not(
    result: ExerciseResult,
) -> None:
    three = result.repetitions[:3]
    both = (SetDone(0, 1, three, True), SetDone(1, 1, three, True))
    assert keys(session_sentences(of_two(result, 1, both), [], []))[-2:] == ["whole", "kept"]
    assert "whole" not in keys(session_sentences(of_two(result, 1, both[:1]), [], []))
