"""TRANSPORT: what a hand that opens, closes and goes from side to side comes to."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from handtrack.definitions.handling_tables import Carry
from handtrack.events import Candidate, Reason, Status
from handtrack.landmarks.hand import Floats
from handtrack.verifiers.transport.machine import ENGINE, MOVES, TURNS, TransportPhase
from tests.helpers.machines import followed, table

RULE = table(Carry)
STACK = table(Carry, mode="stack")
FPS = 30.0
Leg = tuple[float, float, float]
"""For how long, to which grip, to which place."""


def course(legs: list[Leg], fps: float = FPS) -> tuple[Floats, Floats]:
    """From an open hand at 0, in straight lines."""
    at_s = np.cumsum([0.0] + [leg[0] for leg in legs])
    grip, place = ([0.0] + [leg[i] for leg in legs] for i in (1, 2))
    time_s = np.arange(0, at_s[-1], 1 / fps)
    return time_s, np.stack([np.interp(time_s, at_s, v) for v in (grip, place)], axis=-1)


STILL: Leg = (0.6, 0, 0)


def carry(start: float, end: float, hold_s: float = 0.3) -> list[Leg]:
    """Close here, go there, open there, with stops between."""
    return [
        (0.3, 1, start),
        (hold_s, 1, start),
        (0.8, 1, end),
        (hold_s, 1, end),
        (0.3, 0, end),
        (0.4, 0, end),
    ]


def run(rule: Carry, time_s: Floats, progress: Floats) -> list[Candidate]:
    return followed(ENGINE, rule, time_s, progress)


def outcome(legs: list[Leg], rule: Carry = RULE, fps: float = FPS) -> list[str]:
    found = sorted(run(rule, *course(legs, fps)), key=lambda c: c.start_s)
    return [words(c) for c in found]


def words(candidate: Candidate) -> str:
    reasons = [f.reason for f in candidate.findings]
    return " ".join([candidate.status, *reasons])


def test_there_and_back_is_two_carries() -> None:
    assert outcome([STILL, *carry(0, 1), *carry(1, 0), *carry(0, 1)]) == ["valid"] * 3


def test_a_carry_lasts_from_where_the_hand_was_open_to_where_it_is_open() -> None:
    found = list(run(RULE, *course([STILL, *carry(0, 1)])))
    assert len(found) == 1
    assert found[0].start_s == pytest.approx(0.6 + 0.3 * 0.4, abs=0.04)
    assert found[0].end_s == pytest.approx(0.6 + 1.7 + 0.3 * 0.6, abs=0.04)


def test_a_grip_that_closes_in_two_steps_begins_with_the_first() -> None:
    steps: list[Leg] = [(0.2, 0.55, 0), (0.4, 0.55, 0)]
    (found,) = run(RULE, *course([STILL, *steps, *carry(0, 1)]))
    assert found.start_s == pytest.approx(0.6 + 0.2 * 0.4 / 0.55, abs=0.04)


def test_let_go_half_way_is_partial_and_a_grip_in_place_is_nothing() -> None:
    assert outcome([STILL, *carry(0, 0.45)]) == ["partial too_small"]
    assert outcome([STILL, *carry(0, 0.1), *carry(0.1, 0.0)]) == []


def test_six_tenths_of_the_way_is_all_of_it() -> None:
    assert outcome([STILL, *carry(0, 0.62)]) == ["valid"]
    assert outcome([STILL, *carry(0, 0.58)]) == ["partial too_small"]


def test_brought_back_in_the_hand_is_not_let_go() -> None:
    legs = [STILL, (0.3, 1, 0), (0.8, 1, 1), (0.3, 1, 1), (0.8, 1, 0), (0.3, 0, 0), (0.5, 0, 0)]
    assert outcome(legs) == ["rejected not_let_go"]


def test_still_in_the_hand_at_the_end_is_said() -> None:
    assert outcome([STILL, (0.3, 1, 0), (0.8, 1, 1), (0.5, 1, 1)]) == ["partial not_let_go"]
    assert outcome([STILL, (0.3, 1, 0), (0.8, 1, 0.4), (0.5, 1, 0.4)]) == []


def test_a_flat_hand_that_crosses_carried_nothing() -> None:
    legs = [STILL, (0.8, 0, 1), (0.5, 0, 1)]
    assert outcome(legs) == ["rejected not_grasped"]
    assert outcome(legs, STACK) == []


def test_the_way_back_for_the_next_one_is_no_carry_where_things_are_fetched() -> None:
    back: list[Leg] = [(0.8, 0, 0), (0.3, 0, 0)]
    legs = [STILL, *carry(0, 1), *back, *carry(0, 1), *back, *carry(0, 1)]
    assert outcome(legs, STACK) == ["valid"] * 3
    there_and_back = [STILL, *carry(0, 1), *carry(1, 0), *carry(0, 1)]
    assert outcome(there_and_back, STACK) == ["valid", "rejected carried_back", "valid"]


def test_a_grip_that_flickers_is_one_grip() -> None:
    flicker: list[Leg] = [(0.03, 0.2, 0.5), (0.03, 1, 0.5)]
    legs = [STILL, (0.3, 1, 0), (0.4, 1, 0.5), *flicker, (0.4, 1, 1), (0.3, 0, 1), (0.5, 0, 1)]
    assert outcome(legs) == ["valid"]


def test_a_hand_on_its_way_has_let_go_when_it_stays_open() -> None:
    def opened_for(seconds: float, place: float) -> list[Leg]:
        slip: list[Leg] = [(0.03, 0.2, place), (seconds, 0.2, place), (0.03, 1, place)]
        legs = [STILL, (0.3, 1, 0), (0.4, 1, place), *slip, (0.4, 1, 1), (0.3, 0, 1), (0.5, 0, 1)]
        return legs

    assert outcome(opened_for(0.2, 0.5)) == ["valid"]
    assert outcome(opened_for(0.4, 0.5)) == ["partial too_small", "partial too_small"]
    assert outcome(opened_for(0.2, 0.9)) == ["valid"]  # there, a short opening lets go


def test_nothing_counts_before_the_hand_was_open() -> None:
    legs: list[Leg] = [(0.001, 1, 0), (1.0, 1, 0), (0.8, 1, 1), (0.3, 0, 1), (0.5, 0, 1)]
    assert outcome([*legs, *carry(1, 0)]) == ["valid"]


def test_the_hand_leaving_as_it_opens_takes_nothing_from_the_way() -> None:
    legs = [STILL, (0.3, 1, 0), (0.8, 1, 1), (0.2, 0, 0.3), (0.6, 0, 0.3)]
    assert outcome(legs) == ["valid"]


@pytest.mark.parametrize(
    ("gap_s", "expected"), [(0.8, "valid"), (1.4, "unverifiable hand_left_view")]
)
def test_a_hand_out_of_sight_may_come_back_within_a_second(gap_s: float, expected: str) -> None:
    time_s, shares = course(
        [STILL, (0.3, 1, 0), (0.8, 1, 0.5), (2, 1, 0.5), (0.8, 1, 1), (0.3, 0, 1), (0.5, 0, 1)]
    )
    shares[(time_s >= 2.0) & (time_s < 2.0 + gap_s)] = np.nan
    found = list(run(RULE, time_s, shares))
    assert [words(c) for c in found] == [expected]


def test_frame_rates_agree() -> None:
    legs = [STILL, *carry(0, 1), *carry(1, 0.6), *carry(0.6, 0), *carry(0, 1)]
    at_30 = outcome(legs)
    assert at_30 == ["valid", "partial too_small", "valid", "valid"]
    for fps in (15.0, 24.0, 60.0, 120.0):
        assert outcome(legs, fps=fps) == at_30


def test_repeating_every_frame_changes_nothing() -> None:
    time_s, shares = course([STILL, *carry(0, 1), *carry(1, 0.6), *carry(0.6, 0)])
    twice = np.repeat(time_s, 2) + np.tile([0, 0.004], len(time_s))
    once = [(words(c), round(c.start_s, 2)) for c in run(RULE, time_s, shares)]
    again = [(words(c), round(c.start_s, 2)) for c in run(RULE, twice, np.repeat(shares, 2, 0))]
    assert again == once


def test_no_frame_and_no_hand_are_no_event() -> None:
    assert list(run(RULE, np.empty(0), np.empty((0, 2)))) == []
    assert list(run(RULE, np.arange(90) / 30, np.full((90, 2), np.nan))) == []


def test_every_phase_leads_somewhere_and_every_turn_is_listed() -> None:
    assert set(TURNS) == set(TransportPhase) - {TransportPhase.WAITING}
    for phase, row in MOVES.items():
        assert all(to is not phase for to, _ in row.values())


def test_any_grip_and_place_whatever_end_in_order() -> None:
    random = np.random.default_rng(3)
    for scale, seed in product((0.05, 0.3), range(20)):
        walk = np.cumsum(random.normal(0, scale, (400, 2)), axis=0)
        shares = 0.5 + 0.8 * np.sin(walk + seed)
        time_s = np.arange(400) / FPS
        found = run(RULE, time_s, shares)
        for a, b in pairwise(found):
            assert a.start_s < a.end_s <= b.start_s + 1e-9
        for c in found:
            assert (c.status is Status.VALID) == (not c.findings)
            assert all(f.reason in Reason for f in c.findings)


def seen_to_close(after_s: float, at: float) -> list[Leg]:
    """Out to the next coin with an open hand, and back; the pinch is read on the way."""
    going_s = after_s - 0.2
    return [
        (0.8, 0, 0),
        (0.4, 0, 0),
        (going_s, 0, at),
        (0.2, 1, at - 0.02),
        (0.6, 1, 1),
        (0.3, 1, 1),
        (0.3, 0, 1),
        (0.4, 0, 1),
    ]


def test_a_pinch_that_is_seen_late_began_where_the_hand_turned_round() -> None:
    first = [STILL, *carry(0, 1)]
    assert outcome([*first, *seen_to_close(0.5, at=0.5)], STACK) == ["valid"] * 2
    (_, found) = run(STACK, *course([*first, *seen_to_close(0.5, at=0.5)]))
    assert found.start_s == pytest.approx(0.6 + 2.4 + 0.8 + 0.4, abs=0.15)


def test_a_hand_that_turned_round_long_ago_grasps_where_it_is_seen_to() -> None:
    legs = [STILL, *carry(0, 1), *seen_to_close(1.5, at=0.5)]
    assert outcome(legs, STACK) == ["valid", "partial too_small"]
