"""A thumb that touches some fingers only: who has three does the exercise with three."""

from __future__ import annotations

import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find
from handtrack.events import Label, Reason, Status
from handtrack.landmarks.hand import FINGERS, Finger
from handtrack.scoring.results import Repetition
from handtrack.scoring.score import score
from synthetic_hand.performances.sequence import touching_in_order

ORDERS = [
    *(tuple(f for f in FINGERS if f is not left_out) for left_out in FINGERS),
    (Finger.INDEX, Finger.RING),
    (Finger.MIDDLE, Finger.LITTLE),
]
each_order = pytest.mark.parametrize("order", ORDERS, ids="-".join)


def asking(order: tuple[Finger, ...]) -> Exercise:
    """Exercise 18 of some fingers only."""
    exercise = find("18")
    assert exercise.sequence
    sequence = exercise.sequence.model_copy(update={"order": order})
    return exercise.model_copy(update={"sequence": sequence})


def told(touched: tuple[Finger, ...], order: tuple[Finger, ...]) -> tuple[Repetition, ...]:
    return score(touching_in_order(touched), asking(order)).result.repetitions


@each_order
def test_passes_of_the_fingers_asked_count(order: tuple[Finger, ...]) -> None:
    found = told(order * 3, order)
    assert [(r.status, r.label) for r in found] == [(Status.VALID, Label.VERIFIED)] * 3
    assert all(tuple(t.finger for t in r.touches) == order for r in found)


@each_order
def test_a_finger_that_is_not_asked_is_never_among_the_touches(order: tuple[Finger, ...]) -> None:
    found = told(FINGERS * 2, order)
    assert {t.finger for r in found for t in r.touches} <= set(order)


def test_a_finger_left_out_of_three_is_told() -> None:
    order = (Finger.INDEX, Finger.MIDDLE, Finger.RING)
    (found, _) = told((Finger.INDEX, Finger.RING, *order), order)
    assert found.status is Status.REJECTED
    assert found.notes[0].reason is Reason.SKIPPED_FINGER
