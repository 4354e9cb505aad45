"""INHAND: what goes round and round in the hand, by its direction alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from handtrack.definitions.handling_tables import Turning
from handtrack.events import Candidate, Status
from handtrack.landmarks.hand import Floats
from handtrack.verifiers.inhand.machine import ENGINE, TABLE, RotationPhase
from tests.helpers.machines import followed, table

PEN = table(Turning)
THUMB = table(Turning, least_deg=306, attempt_deg=90, back_deg=60)


def run(rule: Turning, time_s: Floats, progress: Floats) -> list[Candidate]:
    return followed(ENGINE, rule, time_s, progress)


def course(
    *legs: tuple[float, float], fps: float = 30.0, still_s: float = 0.6
) -> tuple[Floats, Floats]:
    """Turn by so many degrees in so many seconds, one leg after the other; wrapped."""
    at_s = np.cumsum([0.0, still_s] + [s for _, s in legs])
    angle = np.cumsum([20.0, 0.0] + [d for d, _ in legs])
    time_s = np.arange(0, at_s[-1], 1 / fps)
    turned = np.interp(time_s, at_s, angle)
    return time_s, (turned + 180) % 360 - 180


def outcome(rule: Turning, *legs: tuple[float, float], fps: float = 30.0) -> list[str]:
    return [
        " ".join([c.status, *(f.reason for f in c.findings)])
        for c in run(rule, *course(*legs, fps=fps))
    ]


REST = (0.0, 1.0)


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
def test_ten_turns_in_one_go_or_one_by_one_are_ten(way: int, fps: float) -> None:
    assert outcome(PEN, (3605 * way, 12.0), REST, fps=fps) == ["valid"] * 10
    one_by_one = [leg for _ in range(10) for leg in ((362.0 * way, 1.5), REST)]
    assert outcome(PEN, *one_by_one, fps=fps) == ["valid"] * 10


def test_half_a_pen_turn_counts_and_less_does_not() -> None:
    assert outcome(PEN, (200, 1.0), REST) == ["valid"]
    assert outcome(PEN, (150, 1.0), REST) == ["partial too_small"]
    assert outcome(PEN, (50, 1.0), REST) == []


def test_most_of_a_circle_is_asked_of_the_thumb() -> None:
    assert outcome(THUMB, (216, 1.0), REST) == ["partial too_small"]
    assert outcome(THUMB, (340, 1.0), REST) == ["valid"]


def test_what_is_left_after_whole_turns_counts_on_its_own() -> None:
    assert outcome(PEN, (360 + 200, 2.0), REST) == ["valid", "valid"]
    assert outcome(PEN, (360 + 120, 2.0), REST) == ["valid", "partial too_small"]
    assert outcome(PEN, (360 + 30, 2.0), REST) == ["valid"]


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("turned", [340.0, 345.0, 352.0, 360.0])
def test_what_drifts_on_at_rest_is_no_part_of_a_turn(way: int, turned: float) -> None:
    drifting = ((turned * way, 2.0), (14.0 * way, 1.5), REST)
    (found,) = run(PEN, *course(*drifting))
    assert found.end_s == pytest.approx(0.6 + 2.0, abs=0.12)
    steady = list(run(PEN, *course((720.0 * way, 4.0), REST)))
    assert [c.end_s for c in steady] == pytest.approx([2.6, 4.6], abs=0.07)


def test_turning_back_ends_a_turn_and_does_not_add_to_it() -> None:
    there_and_back = [(170.0, 1.0), (-170.0, 1.0)] * 5
    assert set(outcome(PEN, *there_and_back, REST)) == {"partial too_small"}
    assert outcome(PEN, (370, 1.5), (-370, 1.5), REST) == ["valid", "valid"]


def test_shaking_to_and_fro_is_nothing() -> None:
    assert outcome(PEN, *[(40.0, 0.3), (-40.0, 0.3)] * 20) == []


def test_a_slow_drift_is_no_turn() -> None:
    assert outcome(PEN, *[(10.0, 2.0)] * 10) == []


def test_a_turn_lasts_from_its_first_to_its_last_movement() -> None:
    found = list(run(PEN, *course((200, 1.0), REST)))
    assert found[0].start_s == pytest.approx(0.6, abs=0.15)
    assert found[0].end_s == pytest.approx(1.6, abs=0.15)


def test_a_moment_hidden_is_bridged_and_longer_is_not_known() -> None:
    for hidden_s, expected in ((0.2, ["valid"]), (0.7, ["unverifiable hand_left_view"])):
        time_s, angle = course((365, 2.0), REST)
        angle[(time_s > 1.4) & (time_s < 1.4 + hidden_s)] = np.nan
        found = list(run(PEN, time_s, angle))
        assert [" ".join([c.status, *(f.reason for f in c.findings)]) for c in found][
            :1
        ] == expected
        assert sum(c.status is Status.VALID for c in found) == (hidden_s < 0.3)


def test_nothing_counts_before_a_still_start() -> None:
    time_s, angle = course((720, 3.0), still_s=0.0)
    assert list(run(PEN, time_s, angle)) == []


def test_a_turn_the_recording_cuts_off_counts_as_it_stands() -> None:
    assert outcome(PEN, (220, 1.0)) == ["valid"]
    assert outcome(PEN, (120, 1.0)) == ["partial too_small"]


def test_a_direction_that_stays_and_none_are_no_event() -> None:
    assert outcome(PEN, (0, 30.0)) == []
    assert list(run(PEN, np.arange(90) / 30, np.full(90, np.nan))) == []
    assert list(run(PEN, np.empty(0), np.empty(0))) == []


def test_any_direction_whatever_gives_whole_or_frame_by_frame_the_same() -> None:
    random = np.random.default_rng(5)
    for _ in range(40):
        angle = np.cumsum(np.repeat(random.normal(0, 12, 30), 15))
        angle[random.random(len(angle)) < 0.03] = np.nan
        time_s = np.arange(len(angle)) / 30
        whole = run(PEN, time_s, angle)
        for a, b in pairwise(whole):
            assert a.start_s < a.end_s <= b.start_s + 1e-9


def test_every_phase_is_in_the_table() -> None:
    assert set(TABLE) == set(RotationPhase)


def test_what_leads_through_the_middle_is_no_way_round() -> None:
    time_s, angle = course((170, 1.0), (170, 1.0), REST)
    assert [c.status for c in run(PEN, time_s, angle)] == [Status.VALID]
    through = angle.copy()
    through[(time_s > 1.5) & (time_s < 1.7)] = np.inf
    statuses = [c.status for c in run(PEN, time_s, through)]
    assert statuses == [Status.PARTIAL]
    still = np.where(time_s < 1.0, np.inf, angle[0])
    assert list(run(PEN, time_s, still)) == []
