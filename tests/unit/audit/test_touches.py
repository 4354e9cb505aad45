"""Touches of the thumb in the bench: given to the right finger, to another, or to none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from audit.building import _touches, short
from audit.clips import Made, TrueRep, TrueTouch
from audit.scoring import Outcome
from audit.tables import Touches

from handtrack.events import Touch
from handtrack.hand import Finger


def touches_of(true: list[TrueTouch], seen: list[Touch]) -> tuple[Touches, ...]:
    rep = TrueRep(0.0, 9.0, Made.FULL, touches=tuple(true))
    clip = SimpleNamespace(factors={"camera turned": "+0°"}, reps=(rep,))
    outcome: Any = SimpleNamespace(clip=clip, found=[SimpleNamespace(touches=tuple(seen))])
    return _touches([cast(Outcome, outcome)])


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


def test_without_outcomes_there_is_no_share() -> None:
    assert short([]).touches.share is None
