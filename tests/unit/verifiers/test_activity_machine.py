"""Time on task: what is credited, what a minute is, and what is counted in it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from handtrack.definitions.verifier_tables import Activity
from handtrack.events import ActivityEvent, Candidate, Count, Reason, Status
from handtrack.landmarks.hand import Finger
from handtrack.verifiers.activity.machine import ENGINE, TABLE, SwitchPhase
from tests.helpers.machines import followed, table

RULE = table(Activity)
STEP_S = 0.1
REST = (0.0, 5.0, 5.0, 1.0, 0.0, 0.0, 0.0, 0.0)
MOVING = (0.5, *REST[1:])
LOST = (math.nan,) * 8
Row = Sequence[float]


def pinched(x_L: float = 5.0) -> Row:  # noqa: N803
    return (0.0, x_L, 5.0, 0.3, 0.0, 0.0, 0.0, 0.0)


def pressing(*fingers: int) -> Row:
    return (*REST[:4], *(0.2 if i in fingers else 0.0 for i in range(4)))


def told(*stays: tuple[float, Row], rule: Activity = RULE) -> list[Candidate]:
    """Stays of so many seconds, frame by frame and whole."""
    rows = [list(row) for seconds, row in stays for _ in range(round(seconds / STEP_S))]
    time_s = np.arange(len(rows)) * STEP_S
    return followed(ENGINE, rule, time_s, np.array(rows))


def numbers(candidate: Candidate) -> dict[tuple[ActivityEvent, Finger | None], int]:
    return {(c.deed, c.finger): c.number for c in candidate.counts}


def test_every_phase_has_a_row() -> None:
    assert set(TABLE) == set(SwitchPhase)


def test_each_full_minute_of_movement_is_one() -> None:
    found = told((2, REST), (21, MOVING), (5, REST))
    assert [c.status for c in found] == [Status.VALID] * 2
    assert [t for c in found for t in (c.start_s, c.end_s)] == pytest.approx([2, 12, 12, 22])
    assert [c.timed_s for c in found] == [10.0, 10.0]


def test_pauses_make_a_minute_longer_and_not_fuller() -> None:
    minute, rest = told((1, REST), (6, MOVING), (30, REST), (7, MOVING), (2, REST))
    assert (minute.start_s, minute.end_s) == pytest.approx((1.0, 41.0))
    assert (rest.status, rest.findings[0].reason) == (Status.PARTIAL, Reason.SHORT_ACTIVITY)
    assert rest.timed_s == pytest.approx(3.0)
    assert rest.findings[0].detail == "3 s of 10 s"


def test_a_hand_at_rest_does_nothing_and_a_twitch_leaves_no_trace() -> None:
    assert told((60, REST)) == []
    assert told((5, REST), (1.5, MOVING), (5, REST)) == []


def test_time_without_the_hand_is_never_credited() -> None:
    (cut,) = told((5, MOVING), (20, LOST), (4, MOVING))
    assert cut.timed_s == pytest.approx(9.0, abs=0.3)


def test_a_pinch_keeps_the_hand_active_for_a_while() -> None:
    (cut,) = told((1, REST), (0.5, pinched()), (20, REST))
    assert numbers(cut) == {(ActivityEvent.PINCH, None): 1}
    assert cut.timed_s == pytest.approx(3.0)


def test_a_touch_of_a_moment_is_no_pinch() -> None:
    rule = table(Activity, grip_s=0.3)
    assert told((1, REST), (0.2, pinched()), (20, REST), rule=rule) == []


def test_a_pinch_that_ends_elsewhere_was_a_carry() -> None:
    (cut,) = told((1, REST), (1, pinched(5.0)), (1, pinched(6.5)), (9, (0.0, 6.5, *REST[2:])))
    assert numbers(cut) == {(ActivityEvent.PINCH, None): 1, (ActivityEvent.CARRY, None): 1}


def test_taps_are_counted_by_finger_and_long_presses_are_none() -> None:
    found = told(
        (1, REST), (0.2, pressing(0)), (1, REST), (0.2, pressing(2)), (0.5, REST),
        (0.2, pressing(2)), (1, REST), (2, pressing(3)), (20, REST),
    )  # fmt: skip
    assert numbers(found[0]) == {
        (ActivityEvent.TAP, Finger.INDEX): 1,
        (ActivityEvent.TAP, Finger.RING): 2,
    }


def test_only_what_is_asked_for_is_looked_for() -> None:
    taps = table(Activity, deeds=(ActivityEvent.TAP,))
    assert told((1, REST), (0.5, pinched()), (9, REST), rule=taps) == []
    grips = table(Activity, deeds=(ActivityEvent.PINCH,))
    assert told((1, REST), (0.2, pressing(1)), (9, REST), rule=grips) == []


def test_a_pinch_out_of_sight_is_forgotten() -> None:
    assert told((1, REST), (1, pinched()), (2, LOST), (9, REST)) == []
    (cut,) = told((1, REST), (1, pinched()), (0.1, LOST), (9, REST))
    assert cut.counts == (Count(ActivityEvent.PINCH, 1),)


def test_what_was_done_belongs_to_the_minute_in_which_it_was_done() -> None:
    first, second = told(
        (9, MOVING), (0.2, pressing(0)), (1.5, MOVING), (0.2, pressing(1)), (8, MOVING), (3, REST)
    )
    assert numbers(first) == {(ActivityEvent.TAP, Finger.INDEX): 1}
    assert numbers(second) == {(ActivityEvent.TAP, Finger.MIDDLE): 1}


def test_a_recording_without_frames_holds_nothing() -> None:
    assert followed(ENGINE, RULE, np.empty(0), np.empty((0, 8))) == []
