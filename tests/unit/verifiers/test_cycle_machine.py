"""Out and back on one signal: what counts, what does not, and when it is said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from handtrack.definitions.verifier_tables import Cycle
from handtrack.events import Action, Candidate, Label, Reason, Status
from handtrack.landmarks.hand import Floats
from handtrack.verifiers.cycle.bands import CycleZone, frames, zone
from handtrack.verifiers.cycle.machine import ENGINE, TABLE, initial, step
from handtrack.verifiers.cycle.state import CyclePhase, CycleState
from handtrack.verifiers.machine import GAP
from tests.helpers.machines import followed, table, two_ended

ONE = table(Cycle, arm_s=0.15)
TWO = two_ended(arm_s=0.15)
NAN = math.nan
STEP_S = 0.1

OF_ZONE = {
    CycleZone.REST: 0.1,
    CycleZone.LOW: 0.27,
    CycleZone.MIDDLE: 0.4,
    CycleZone.HIGH: 0.6,
    CycleZone.FULL: 0.9,
}
"""A fraction inside each zone of a one-ended rule."""


def run(rule: Cycle, time_s: Floats, progress: Floats) -> list[Candidate]:
    return followed(ENGINE, rule, time_s, progress)


def band(fraction: float, rule: Cycle = ONE) -> int:
    return int(frames(rule)(np.array([fraction]))[0])


def follow(rule: Cycle, fractions: Sequence[float]) -> list[Candidate]:
    """Feed one value every tenth of a second, whole and frame by frame, which must agree."""
    time_s = np.arange(len(fractions)) / 10
    return run(rule, time_s, np.array(fractions, dtype=float))


def short(found: Sequence[Candidate]) -> list[tuple[float, float, str]]:
    """Start, end, and the status or the reason it is not valid."""
    return [
        (round(c.start_s, 6), round(c.end_s, 6), c.findings[0].reason if c.findings else c.status)
        for c in found
    ]


def at_phase(phase: CyclePhase) -> tuple[CycleState, float]:
    """A state brought to a phase by its shortest way, and the time of its last frame."""
    ways: dict[CyclePhase, list[float]] = {
        CyclePhase.WAITING: [0.4],
        CyclePhase.LOST: [0.1, 0.1, 0.1, *[NAN] * 12, 0.4],
        CyclePhase.ARMING: [0.1],
        CyclePhase.READY: [0.1] * 3,
        CyclePhase.LEAVING: [0.1] * 3 + [0.27],
        CyclePhase.RISING: [0.1] * 3 + [0.4],
        CyclePhase.REACHED: [0.1] * 3 + [0.9],
        CyclePhase.DIPPING: [0.1] * 3 + [0.9, 0.4],
        CyclePhase.RETURNING: [0.1] * 3 + [0.9] + [0.4] * 3,
    }
    state, now_s = initial(), 0.0
    for number, fraction in enumerate(ways[phase]):
        now_s = number * STEP_S
        state, _ = step(ONE, state, now_s, band(fraction))
    assert state.phase is phase
    return state, now_s


W, S, A, R, L, U, F, D, B = CyclePhase
"""Waiting, lost (out of sight), arming, ready, leaving, rising (up),
reached (full), dipping, returning (back)."""
VALID, SMALL, NO_RETURN = "valid", Reason.TOO_SMALL, Reason.INCOMPLETE_RETURN


@pytest.mark.parametrize(
    ("phase", "leads_to", "says"),
    [
        #  rest, low, middle, high, full
        (W, (A, W, W, W, W), (None, None, None, None, None)),
        (S, (A, S, S, S, S), (None, None, None, None, None)),
        (A, (A, W, W, W, W), (None, None, None, None, None)),
        (R, (R, L, U, U, F), (None, None, None, None, None)),
        (L, (R, L, U, U, F), (None, None, None, None, None)),
        (U, (R, U, U, U, F), (SMALL, None, None, None, None)),
        (F, (D, D, D, F, F), (None, None, None, None, None)),
        (D, (D, D, D, D, F), (None, None, None, None, None)),
        (B, (R, B, B, B, F), (VALID, None, None, None, NO_RETURN)),
    ],
    ids=[phase.name.lower() for phase in CyclePhase],
)
def test_every_zone_leads_where_it_should(
    phase: CyclePhase, leads_to: Sequence[CyclePhase], says: Sequence[str | None]
) -> None:
    for here, expected, word in zip(CycleZone, leads_to, says, strict=True):
        state, now_s = at_phase(phase)
        now_s += 0.04  # before any clock rule is due
        after, found = step(ONE, state, now_s, band(OF_ZONE[here]))
        assert after.phase is expected, here.name
        assert [outcome for _, _, outcome in short(found)] == ([word] if word else []), here.name


def test_the_table_names_only_real_changes() -> None:
    assert set(TABLE) == set(CyclePhase)
    assert all(to is not phase for phase, row in TABLE.items() for to, _ in row.values())


def test_a_full_movement_and_back_is_one_valid_repetition() -> None:
    out_and_back = [0, 0, 0, 0.28, 0.4, 0.6, 0.9, 1.0, 0.6, 0.4, 0.2, 0]
    assert short(follow(ONE, out_and_back)) == [(0.3, 1.0, "valid")]


def test_thresholds_belong_to_the_band_above_them() -> None:
    just_full = [0, 0, 0, 0.25, 0.30, 0.50, 0.80, 0.5, 0.24999]
    assert [c.status for c in follow(ONE, just_full)] == [Status.VALID]
    just_short = [0, 0, 0, 0.25, 0.30, 0.50, 0.79999, 0.5, 0.24999]
    assert [c.status for c in follow(ONE, just_short)] == [Status.PARTIAL]
    not_back = [0, 0, 0, 0.5, 0.8, 0.4, 0.25]
    assert short(follow(ONE, not_back))[0][2] == Reason.INCOMPLETE_RETURN


def test_a_movement_that_turns_before_the_full_band_is_a_partial() -> None:
    found = follow(ONE, [0, 0, 0, 0.4, 0.7, 0.79, 0.6, 0.1, 0])
    assert short(found) == [(0.3, 0.7, Reason.TOO_SMALL)]
    assert found[0].status is Status.PARTIAL
    assert found[0].findings[0].action is Action.REJECT


def test_what_stays_below_the_attempt_leaves_no_trace() -> None:
    assert follow(ONE, [0, 0, 0, 0.29, 0.26, 0.29, 0.1, 0.29, 0]) == []


def test_wobbling_in_the_full_band_is_one_repetition() -> None:
    wobbly = [0, 0, 0, 0.5, 0.85, 0.6, 0.9, 0.51, 0.95, 0.79, 0.85, 0.4, 0.1]
    assert [c.status for c in follow(ONE, wobbly)] == [Status.VALID]


def test_rising_again_without_return_ends_the_first_where_it_turned() -> None:
    #        0  1  2  3    4    5    6    7    8    9    10
    twice = [0, 0, 0, 0.5, 0.9, 0.4, 0.4, 0.9, 0.9, 0.4, 0.1]
    first, second = follow(ONE, twice)
    assert first.status is Status.PARTIAL
    assert short([first]) == [(0.3, 0.5, Reason.INCOMPLETE_RETURN)]
    assert short([second]) == [(0.5, 1.0, Status.VALID)]


@pytest.mark.parametrize("lowest", [0.4, 0.1])
def test_a_dip_too_quick_for_a_hand_is_a_misreading(lowest: float) -> None:
    #        0  1  2  3    4    5       6    7    8
    flicker = [0, 0, 0, 0.5, 0.9, lowest, 0.9, 0.4, 0.1]
    assert short(follow(ONE, flicker)) == [(0.3, 0.8, "valid")]


def test_a_quick_return_ends_where_it_came_to_rest_and_the_next_began_where_it_left() -> None:
    rule = table(Cycle, arm_s=0.15, blip_s=0.35)
    #        0  1  2  3    4    5    6    7     8    9    10   11
    quick = [0, 0, 0, 0.5, 0.9, 0.4, 0.1, 0.28, 0.6, 0.9, 0.4, 0.1]
    assert short(follow(rule, quick)) == [(0.3, 0.6, "valid"), (0.7, 1.1, "valid")]


def test_repetitions_never_overlap() -> None:
    bouncing = [0, 0, 0] + [0.9, 0.4, 0.4] * 5 + [0.1, 0.9, 0.1, 0.1, 0.5, 0.1]
    found = follow(ONE, bouncing)
    assert len(found) == 7
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))


def test_nothing_counts_before_a_stay_at_rest() -> None:
    assert follow(ONE, [0.9, 0.4, 0.1, 0.9, 0.4]) == []
    assert follow(ONE, [0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.4]) == []


def test_a_stay_of_exactly_the_arming_time_is_enough() -> None:
    rule = table(Cycle, arm_s=0.25)
    times = np.array([0.0, 0.125, 0.25, 0.375])
    armed = np.array([0.1, 0.1, 0.9, 0.1])
    assert [c.status for c in run(rule, times, armed)] == [Status.VALID]
    assert list(run(rule, times * 0.99, armed)) == []


def test_between_repetitions_no_further_stay_at_rest_is_asked() -> None:
    quick = [0, 0, 0] + [0.9, 0.1, 0.1] * 4
    assert [c.status for c in follow(ONE, quick)] == [Status.VALID] * 4


def test_a_movement_cut_off_by_the_end_counts_only_when_it_was_full() -> None:
    assert follow(ONE, [0, 0, 0, 0.5, 0.7]) == []
    for tail in ([0.9], [0.9, 0.4]):
        (found,) = follow(ONE, [0, 0, 0, 0.5, *tail])
        assert found.status is Status.PARTIAL
        assert found.label is Label.ESTIMATED
        assert found.findings[0].sentence.endswith("(the recording ended)")


def test_after_one_that_came_back_a_cut_off_one_is_taken_for_another() -> None:
    whole = [0.5, 0.9, 0.9, 0.4, 0.1, 0.1]
    for before, status in ((0, Status.PARTIAL), (1, Status.VALID)):
        *_, last = follow(ONE, [0, 0, 0, *whole * before, 0.5, 0.9])
        assert (last.status, last.label) == (status, Label.ESTIMATED)
        assert last.findings[0].reason is Reason.INCOMPLETE_RETURN


def test_what_came_back_before_the_hand_was_lost_does_not_speak_for_what_comes_after() -> None:
    whole = [0.5, 0.9, 0.9, 0.4, 0.1, 0.1]
    *_, last = follow(ONE, [0, 0, 0, *whole * 3, *[NAN] * 15, 0.1, 0.1, 0.1, 0.5, 0.9])
    assert last.status is Status.PARTIAL


def test_a_hand_lost_while_at_rest_again_had_come_back() -> None:
    found = follow(ONE, [0, 0, 0, 0.5, 0.9, 0.1, *[NAN] * 15])
    assert short(found) == [(0.3, 0.5, "valid")]


def test_nothing_comes_of_nothing() -> None:
    assert list(run(ONE, np.empty(0), np.empty(0))) == []
    assert follow(ONE, [NAN] * 40) == []
    assert follow(ONE, [0.0]) == []
    assert follow(ONE, [0.0] * 300) == []


@pytest.mark.parametrize("lost", [1, 3, 10])
def test_a_gap_of_up_to_a_second_only_pauses(lost: int) -> None:
    out = [0, 0, 0, 0.5, 0.9]
    (found,) = follow(ONE, [*out, *[NAN] * lost, 0.9, 0.4, 0.1])
    assert found.status is Status.VALID


def test_a_longer_gap_gives_the_repetition_up_when_it_is_due() -> None:
    #     0.5 s: the first frame without the hand
    found = follow(ONE, [0, 0, 0, 0.5, 0.9, *[NAN] * 30, 0.9, 0.4, 0.1, 0.1])
    assert short(found) == [(0.3, 1.5, Reason.HAND_LEFT_VIEW)]
    assert found[0].status is Status.UNVERIFIABLE
    assert found[0].findings[0].action is Action.UNVERIFIABLE


def test_after_a_longer_gap_a_stay_at_rest_is_asked_again() -> None:
    lost = [*[0.0] * 4, *[NAN] * 15]
    assert follow(ONE, [*lost, 0.9, 0.1, 0.9]) == []
    assert follow(ONE, [*lost, 0.1, 0.9, 0.1]) == []
    assert [c.status for c in follow(ONE, [*lost, 0.1, 0.1, 0.1, 0.9, 0.1])] == [Status.VALID]


def test_a_hand_lost_at_rest_or_before_the_attempt_is_no_event() -> None:
    assert follow(ONE, [*[0.0] * 4, *[NAN] * 15, 0.0, 0.0]) == []
    assert follow(ONE, [*[0.0] * 4, 0.27, *[NAN] * 15, 0.0, 0.0]) == []


def test_a_recording_that_ends_in_a_gap_closes_what_was_open() -> None:
    (short_gap,) = follow(ONE, [0, 0, 0, 0.9, *[NAN] * 5])
    assert short_gap.findings[0].reason is Reason.INCOMPLETE_RETURN
    (long_gap,) = follow(ONE, [0, 0, 0, 0.9, *[NAN] * 20])
    assert long_gap.findings[0].reason is Reason.HAND_LEFT_VIEW


def ramp(*levels: float) -> list[float]:
    """Levels joined by four steps each."""
    way = [levels[0]] * 3
    for a, b in pairwise(levels):
        way += np.linspace(a, b, 5)[1:].tolist()
    return way


@pytest.mark.parametrize("first", [0.0, 1.0], ids=["from the low end", "from the high end"])
def test_back_and_forth_counts_from_either_end(first: float) -> None:
    other = 1 - first
    found = follow(TWO, ramp(first, other, first, other, first))
    assert [c.status for c in found] == [Status.VALID] * 2


def test_both_ends_see_the_same_thresholds() -> None:
    way = ramp(0.01, 0.98, 0.03, 0.6, 0.03, 1.1, 0.44, 0.97, 0.03)
    forward = follow(TWO, way)
    backward = follow(TWO, [1 - x for x in way])
    assert short(backward) == short(forward)
    assert [c.status for c in forward] == [
        Status.VALID,
        Status.PARTIAL,
        Status.PARTIAL,
        Status.VALID,
    ]


def test_back_and_forth_from_the_middle_begins_at_the_first_end_stayed_at() -> None:
    found = follow(TWO, [*[0.5] * 5, *ramp(1.0, 0.0, 1.0), *[0.5] * 8])
    assert [c.status for c in found] == [Status.VALID]


def test_one_end_alone_is_no_repetition() -> None:
    assert follow(TWO, [*[0.5] * 5, *ramp(1.0, 0.5), *[0.5] * 8]) == []


def test_stopping_between_the_ends_closes_the_repetition_when_it_is_due() -> None:
    #       0  1  2  3    4    5    6 ... the dip is passed at 0.5 s
    found = follow(TWO, [0, 0, 0, 0.5, 0.9, 0.45, *[0.45] * 12])
    assert short(found) == [(0.3, 1.5, "valid")]


def test_a_stop_that_is_not_over_at_the_end_has_not_returned() -> None:
    found = follow(TWO, [0, 0, 0, 0.5, 0.9, 0.45, 0.45])
    assert [c.findings[0].reason for c in found] == [Reason.INCOMPLETE_RETURN]


def test_a_slow_turn_between_the_ends_is_no_stop() -> None:
    slow = [0, 0, 0, 0.5, 0.9, 0.45, *[0.4] * 6, *[0.52] * 5, *[0.72] * 5, 0.9, 0.4, 0.1, 0]
    found = [outcome for _, _, outcome in short(follow(TWO, slow))]
    assert found == [Reason.INCOMPLETE_RETURN, "valid"]


def test_a_hand_that_was_out_of_sight_is_waited_for_at_the_anchor_it_had() -> None:
    away = [NAN] * 12
    back_at_the_far_end = [0, 0, 0, 0.5, 0.9, *away, 0.9, 0.9, 0.9, 0.5, 0.1, 0, 0.5, 0.9, 0.5, 0.1]
    found = follow(TWO, back_at_the_far_end)
    assert [c.status for c in found] == [Status.UNVERIFIABLE, Status.VALID]
    assert not found[-1].flipped


def test_after_a_stop_in_the_middle_the_next_end_is_the_anchor() -> None:
    middle = [0.45] * 13
    found = follow(TWO, [0, 0, 0, 0.5, 0.9, *middle, *ramp(1.0, 0.0, 1.0)])
    assert [c.status for c in found] == [Status.VALID] * 2


def test_a_one_ended_rule_does_not_settle_in_the_middle() -> None:
    found = follow(ONE, [0, 0, 0, 0.5, 0.9, *[0.45] * 20, 0.1])
    assert short(found) == [(0.3, 2.5, "valid")]


def test_a_band_lies_between_two_thresholds() -> None:
    for fraction, expected in zip((0.0, 0.25, 0.30, 0.50, 0.80), CycleZone, strict=True):
        assert zone(band(fraction), flipped=False) is expected
        assert zone(band(fraction + 1e-12), flipped=False) is expected
        below = zone(band(fraction - 1e-12), flipped=False)
        assert below is CycleZone(max(expected - 1, CycleZone.REST))
    for rule in (ONE, TWO):
        assert {band(x, rule) for x in (NAN, math.inf, -math.inf)} == {GAP}


def test_what_may_have_come_back_is_proposed() -> None:
    unsure = ONE.model_copy(update={"rest": ONE.rest.model_copy(update={"margin": 0.1})})
    assert zone(band(0.34, unsure), flipped=False) is CycleZone.REST
    assert zone(band(0.36, unsure), flipped=False) is CycleZone.MIDDLE


def test_a_two_ended_band_means_the_mirrored_zone_from_the_other_end() -> None:
    for fraction in (0.1, 0.22, 0.27, 0.4, 0.6, 0.72, 0.77, 0.9):
        mirrored = zone(band(1 - fraction, TWO), flipped=False)
        assert zone(band(fraction, TWO), flipped=True) is mirrored
    for edge in (0.75, 0.70, 0.20):  # a band begins at its lower end, from whichever end it is seen
        assert band(edge, TWO) == band(edge + 1e-12, TWO) != band(edge - 1e-12, TWO)


def test_a_step_without_news_gives_the_very_same_state() -> None:
    state, _ = at_phase(CyclePhase.REACHED)
    after, found = step(ONE, state, 0.4, band(0.95))
    assert after is state
    assert found == ()


def test_what_is_under_way_is_known() -> None:
    moving = {phase: at_phase(phase)[0].moving for phase in CyclePhase}
    still = {CyclePhase.WAITING, CyclePhase.LOST, CyclePhase.ARMING, CyclePhase.READY}
    assert {phase for phase, is_moving in moving.items() if not is_moving} == still
