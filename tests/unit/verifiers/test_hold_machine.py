"""A posture kept: what the timer counts, what pauses it, and what ends it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from handtrack.definitions.verifier_tables import Hold
from handtrack.events import Action, Candidate, Reason, Status
from handtrack.verifiers.hold.machine import (
    ENGINE,
    TABLE,
    HoldPhase,
    HoldZone,
    frames,
    held,
    initial,
    step,
)
from handtrack.verifiers.machine import GAP
from tests.helpers.machines import followed, table

RULE = table(Hold)
STEP_S = 0.1
AWAY, NEAR, IN, LOST = 0.0, 0.6, 1.0, math.nan


def told(*stays: tuple[float, float], speed: float = 0.0) -> list[Candidate]:
    """Stays of so many seconds at such a fraction, frame by frame and whole."""
    rows = [[x, x * 0 + 1, speed] for seconds, x in stays for _ in range(round(seconds / STEP_S))]
    return held_in(rows)


def held_in(rows: Sequence[Sequence[float]]) -> list[Candidate]:
    return followed(ENGINE, RULE, np.arange(len(rows)) * STEP_S, np.array(rows))


def only(found: list[Candidate]) -> Candidate:
    (candidate,) = found
    return candidate


@pytest.mark.parametrize(
    ("frame", "zone"),
    [
        ((0.1, 1, 0), HoldZone.REST),
        ((0.3, 1, 0), HoldZone.LOW),
        ((0.5, 1, 0), HoldZone.NEAR),
        ((0.8, 1, 0.2), HoldZone.IN),
        ((0.8, 1, 0.21), HoldZone.RESTLESS),
        ((0.8, 1, math.nan), HoldZone.IN),
        ((0.9, 0, 0), HoldZone.NEAR),
        ((math.nan, 1, 0), GAP),
        ((0.9, math.nan, 0), GAP),
    ],
)
def test_a_frame_is_in_the_zone_of_its_posture_and_its_stillness(
    frame: tuple[float, float, float], zone: int
) -> None:
    assert frames(RULE)(np.array([frame])).tolist() == [zone]


def test_every_phase_has_a_row_and_every_way_out_of_a_hold_pauses_it() -> None:
    assert set(TABLE) == set(HoldPhase)
    assert set(TABLE[HoldPhase.HOLDING]) == set(HoldZone) - {HoldZone.IN}


def test_a_hold_kept_long_enough_is_valid_and_says_how_long() -> None:
    hold = only(told((1, AWAY), (6, IN), (3, AWAY)))
    assert hold.status is Status.VALID
    assert (hold.start_s, hold.end_s) == pytest.approx((1.0, 7.0))
    assert hold.timed_s == pytest.approx(6.0)


def test_the_way_there_belongs_to_the_hold_and_not_to_its_time() -> None:
    hold = only(told((1, AWAY), (2, NEAR), (6, IN), (3, AWAY)))
    assert hold.start_s == pytest.approx(1.0)
    assert hold.timed_s == pytest.approx(6.0)


def test_a_hold_given_up_early_is_partial_with_its_time() -> None:
    hold = only(told((1, AWAY), (4, IN), (3, AWAY)))
    assert (hold.status, hold.findings[0].reason) == (Status.PARTIAL, Reason.SHORT_HOLD)
    assert hold.findings[0].detail == "4.0 s, at least 5 s"


def test_a_short_slip_pauses_the_timer_and_a_long_one_ends_the_hold() -> None:
    paused = only(told((1, AWAY), (3, IN), (1, NEAR), (3, IN), (3, AWAY)))
    assert paused.status is Status.VALID
    assert paused.timed_s == pytest.approx(6.0)
    first, second = told((1, AWAY), (3, IN), (2, NEAR), (3, IN), (3, AWAY))
    assert [h.findings[0].reason for h in (first, second)] == [Reason.SHORT_HOLD] * 2
    assert (first.end_s, second.start_s) == pytest.approx((4.0, 6.0))


def test_a_hand_that_goes_for_it_and_never_arrives_was_too_small() -> None:
    hold = only(told((1, AWAY), (6, NEAR), (1, AWAY)))
    assert (hold.status, hold.findings[0].reason) == (Status.PARTIAL, Reason.TOO_SMALL)
    assert hold.timed_s == 0.0


def test_what_is_shorter_than_an_attempt_leaves_no_trace() -> None:
    assert told((1, AWAY), (1.5, NEAR), (1, AWAY)) == []
    assert told((1, AWAY), (1.5, IN), (3, AWAY)) == []
    assert told((30, AWAY)) == []


def test_a_moving_hand_is_not_holding() -> None:
    rows = [[AWAY, 1, 0.0]] * 10 + [[IN, 1, 0.0]] * 30 + [[IN, 1, 0.5]] * 30 + [[AWAY, 1, 0]] * 30
    hold = only(held_in(rows))
    assert hold.findings[0].reason is Reason.NOT_STILL
    assert hold.timed_s == pytest.approx(3.0)


def test_a_condition_that_fails_pauses_like_leaving() -> None:
    rows = [[AWAY, 1, 0.0]] * 10 + [[IN, 1, 0.0]] * 40 + [[IN, 0, 0.0]] * 40
    assert only(held_in(rows)).findings[0].reason is Reason.SHORT_HOLD


def test_a_short_dropout_counts_and_a_longer_one_does_not() -> None:
    bridged = only(told((1, AWAY), (3, IN), (0.2, LOST), (3, IN), (3, AWAY)))
    assert bridged.timed_s == pytest.approx(6.2)
    paused = only(told((1, AWAY), (3, IN), (1, LOST), (3, IN), (3, AWAY)))
    assert paused.status is Status.VALID
    assert paused.timed_s == pytest.approx(6.0)


def test_a_hand_lost_for_good_leaves_the_hold_unverifiable_unless_it_was_done() -> None:
    lost = only(told((1, AWAY), (3, IN), (4, LOST)))
    assert lost.status is Status.UNVERIFIABLE
    assert lost.findings[0].reason is Reason.HAND_LEFT_VIEW
    assert lost.findings[0].action is Action.UNVERIFIABLE
    done = only(told((1, AWAY), (6, IN), (4, LOST)))
    assert done.status is Status.VALID
    assert done.end_s == pytest.approx(7.0)


def test_a_recording_that_ends_in_a_hold_counts_it_as_it_stands() -> None:
    assert only(told((1, AWAY), (6, IN))).status is Status.VALID
    assert only(told((1, AWAY), (4, IN))).status is Status.PARTIAL
    assert only(told((1, AWAY), (4, IN), (0.5, LOST))).status is Status.UNVERIFIABLE
    assert only(told((1, AWAY), (4, NEAR))).findings[0].reason is Reason.TOO_SMALL


def test_the_timer_tells_how_long_the_posture_has_been_kept() -> None:
    state = initial()
    shown = []
    for frame, zone in enumerate([0, 4, 4, 4, 2, 4, 4, GAP]):
        state, _ = step(RULE, state, float(frame), zone)
        shown.append(held(state, float(frame)))
    assert shown == [0, 0, 1, 2, 3, 3, 4, 5]


def test_a_recording_without_frames_holds_nothing() -> None:
    assert followed(ENGINE, RULE, np.empty(0), np.empty((0, 3))) == []
