"""Touches of the thumb in the bench: given to the right finger, to another, or to none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from handtrack.definitions.library import find
from handtrack.events import Touch
from handtrack.landmarks.hand import FINGERS, Finger, Floats
from validation.evaluate.clips import Made, TrueRep, TrueTouch
from validation.evaluate.group_values import Touches
from validation.evaluate.score_clip import Outcome
from validation.evaluate.tables_from_clips import short
from validation.evaluate.touches import touches

TIME_S = np.arange(0.0, 9.0, 1 / 30)
OPEN = np.zeros((len(TIME_S), len(FINGERS)))


def touches_of(
    true: list[TrueTouch], listed: list[Touch], read: Floats = OPEN
) -> tuple[Touches, ...]:
    rep = TrueRep(0.0, 9.0, Made.FULL, touches=tuple(true))
    outcome: Any = SimpleNamespace(
        clip=SimpleNamespace(factors={"camera turned": "+0°"}, reps=(rep,)),
        exercise=find("18"),
        found=[SimpleNamespace(touches=tuple(listed))],
        scored=SimpleNamespace(signals=SimpleNamespace(time_s=TIME_S, progress=read)),
    )
    return touches([cast(Outcome, outcome)])


def test_a_touch_is_given_to_its_finger_to_another_or_to_none() -> None:
    true = [
        TrueTouch(Finger.INDEX, 1.0, 1.5),
        TrueTouch(Finger.MIDDLE, 2.0, 2.5),
        TrueTouch(Finger.MIDDLE, 6.0, 6.5),
        TrueTouch(Finger.RING, 8.0, 8.5),
    ]
    seen = [Touch(Finger.INDEX, 1.1, 1.4), Touch(Finger.RING, 2.1, 2.4)]
    index, middle, ring = touches_of(true, seen)
    assert (index.right.hits, index.right.of, index.elsewhere) == (1, 1, 0)
    assert (middle.right.hits, middle.right.of, middle.elsewhere) == (0, 2, 1)
    assert (ring.right.hits, ring.right.of, ring.elsewhere) == (0, 1, 0)


def reading(finger: Finger, start_s: float, end_s: float, likely: float = 0.95) -> Floats:
    read = OPEN.copy()
    read[(start_s <= TIME_S) & (end_s > TIME_S), FINGERS.index(finger)] = likely
    return read


def test_what_is_not_listed_any_more_stands_as_it_was_read() -> None:
    true = [TrueTouch(Finger.RING, 2.0, 2.5), TrueTouch(Finger.LITTLE, 4.0, 4.5)]
    read = reading(Finger.RING, 2.0, 2.5) + reading(Finger.RING, 4.0, 4.5)
    ring, little = touches_of(true, [], read)
    assert (ring.right.hits, ring.right.of, ring.elsewhere) == (1, 1, 0)
    assert (little.right.hits, little.right.of, little.elsewhere) == (0, 1, 1)
    ring, little = touches_of(true, [Touch(Finger.LITTLE, 4.0, 4.5)], read)
    assert (ring.right.hits, little.right.hits) == (1, 1)


def test_a_thumb_that_only_came_near_touched_nothing() -> None:
    near = reading(Finger.RING, 2.0, 2.5, likely=0.3)
    (ring,) = touches_of([TrueTouch(Finger.RING, 2.0, 2.5)], [], near)
    assert (ring.right.hits, ring.elsewhere) == (0, 0)


def test_a_touch_counts_that_the_end_of_the_clip_or_of_sight_cuts_off() -> None:
    for finger, start_s in ((Finger.INDEX, 8.6), (Finger.RING, 2.0)):
        read = reading(finger, start_s, 9.0)
        read[(TIME_S > 2.4) & (TIME_S < 8)] = np.nan
        (touched,) = touches_of([TrueTouch(finger, start_s, start_s + 0.4)], [], read)
        assert (touched.right.hits, touched.elsewhere) == (1, 0)


def test_without_outcomes_there_is_no_share() -> None:
    assert short([]).touches.share is None
