"""The edges of a movement: where it really began and ended, and from when on that is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import load_all
from handtrack.definitions.verifier_tables import Cycle
from handtrack.events import Candidate, Status
from handtrack.landmarks.hand import Floats
from handtrack.measurements.filters import GAP_S
from handtrack.scoring.score import score
from handtrack.verifiers.cycle.machine import ENGINE
from handtrack.verifiers.kinematics import (
    REACH_S,
    WINDOW_S,
    OnsetOffset,
    TimedCandidate,
    smoothness,
    speeds,
)
from handtrack.verifiers.registry import counter_for
from synthetic_hand.performances.perform import perform, repetition_times_s
from synthetic_hand.performances.style import Style
from tests.helpers.machines import followed, table, two_ended

RULE = table(Cycle)
BOTH = two_ended()
TIMED = [exercise for exercise in load_all() if counter_for(exercise).by_movement]


def rise(share: Floats) -> Floats:
    """The way from 0 to 1 with the least jerk (Flash and Hogan 1985)."""
    s = np.clip(share, 0, 1)
    return s**3 * (10 - 15 * s + 6 * s**2)


def out_and_back(time_s: Floats, start_s: float, way_s: float, stay_s: float = 0.5) -> Floats:
    back_s = start_s + way_s + stay_s
    return rise((time_s - start_s) / way_s) - rise((time_s - back_s) / way_s)


def at(fps: float, seconds: float = 8.0) -> Floats:
    return np.arange(round(seconds * fps)) / fps


def run(rule: Cycle, time_s: Floats, progress: Floats) -> list[Candidate]:
    return followed(ENGINE, rule, time_s, progress)


def placed(time_s: Floats, away: Floats, rule: Cycle = RULE) -> list[TimedCandidate]:
    edges = OnsetOffset(time_s, away)
    found: list[TimedCandidate] = []
    for candidate in run(rule, time_s, away):
        one = edges.assign(candidate, found[-1] if found else None)
        found += [one] if one else []
    return found


def only(time_s: Floats, away: Floats, rule: Cycle = RULE) -> Candidate:
    (one,) = placed(time_s, away, rule)
    return one.candidate


# --- where they are


@pytest.mark.parametrize("fps", [15.0, 24.0, 30.0, 60.0, 120.0])
@pytest.mark.parametrize("way_s", [0.5, 1.0, 2.0])
def test_a_movement_lasts_from_its_first_moment_to_its_last(fps: float, way_s: float) -> None:
    time_s = at(fps)
    found = only(time_s, out_and_back(time_s, 2.0, way_s))
    assert found.start_s == pytest.approx(2.0, abs=0.2)
    assert found.end_s == pytest.approx(2.5 + 2 * way_s, abs=0.2)
    (crossed,) = run(RULE, time_s, out_and_back(time_s, 2.0, way_s))
    assert crossed.start_s > found.start_s
    assert crossed.end_s < found.end_s


def test_a_movement_from_the_far_end_has_its_edges_there() -> None:
    time_s = at(30.0)
    found = only(time_s, 1 - out_and_back(time_s, 2.0, 1.0), BOTH)
    assert found.flipped
    assert (found.start_s, found.end_s) == pytest.approx((2.0, 4.5), abs=0.1)


@given(
    way_s=st.floats(0.5, 1.5),
    stay_s=st.floats(0.2, 2.0),
    start_s=st.floats(1.0, 2.0),
    size=st.floats(0.85, 1.3),
    seed=st.integers(0, 1000),
)
@settings(max_examples=60)
def test_jitter_moves_the_edges_by_little(
    way_s: float, stay_s: float, start_s: float, size: float, seed: int
) -> None:
    time_s = at(30.0)
    away = size * out_and_back(time_s, start_s, way_s, stay_s)
    found = only(time_s, away + np.random.default_rng(seed).normal(0, 0.01, len(time_s)))
    assert found.start_s == pytest.approx(start_s, abs=0.25)
    assert found.end_s == pytest.approx(start_s + 2 * way_s + stay_s, abs=0.25)


@pytest.mark.parametrize("pause_s", [0.0, 0.1, 0.5])
def test_repetitions_without_a_pause_meet_and_do_not_overlap(pause_s: float) -> None:
    time_s = at(30.0, 12.0)
    starts_s = [1.0 + k * (2.5 + pause_s) for k in range(3)]
    found = placed(time_s, np.sum([out_and_back(time_s, s, 1.0) for s in starts_s], axis=0))
    assert len(found) == 3
    for one, start_s in zip(found, starts_s, strict=True):
        assert one.candidate.start_s == pytest.approx(start_s, abs=0.1)
        assert one.candidate.end_s == pytest.approx(start_s + 2.5, abs=0.1)
    for a, b in pairwise(found):
        assert a.candidate.end_s <= b.candidate.start_s


def test_a_half_return_is_shared_where_the_movement_turned() -> None:
    time_s = at(30.0)
    away = np.maximum(out_and_back(time_s, 1.0, 1.0), out_and_back(time_s, 3.0, 1.0))
    half_way = (time_s > 2.0) & (time_s < 4.0)
    first, second = placed(time_s, np.where(half_way, np.maximum(away, 0.35), away))
    assert first.candidate.end_s == second.candidate.start_s
    assert first.candidate.end_s == pytest.approx(3.1, abs=0.15)
    assert first.proposed.end_s < first.candidate.end_s


# --- what is left alone


def test_what_the_camera_lost_ends_where_it_was_given_up() -> None:
    time_s = at(30.0)
    away = out_and_back(time_s, 2.0, 1.0)
    away[(time_s > 2.8) & (time_s < 5.0)] = np.nan
    (one,) = placed(time_s, away)
    assert one.candidate.status is Status.UNVERIFIABLE
    assert one.candidate.end_s == one.proposed.end_s
    assert one.candidate.start_s == pytest.approx(2.0, abs=0.1)


def test_edges_are_not_looked_for_across_a_gap() -> None:
    time_s = at(30.0)
    away = out_and_back(time_s, 2.0, 2.0)
    for until_s, start_s in ((2.5, pytest.approx(2.15, abs=0.1)), (2.6, 2.6)):
        lost = away.copy()
        lost[(time_s > 2.25) & (time_s < until_s)] = np.nan
        assert only(time_s, lost).start_s == pytest.approx(start_s, abs=0.04)


def test_a_slow_drift_is_not_followed_for_ever() -> None:
    time_s = at(30.0, 20.0)
    drift = 0.05 * time_s
    (one,) = placed(time_s, drift + 0.75 * out_and_back(time_s, 10.0, 5.0))
    reached_s = one.proposed.start_s - one.candidate.start_s
    assert reached_s == pytest.approx(REACH_S, abs=0.05)


def test_a_reading_without_a_neighbour_tells_no_speed() -> None:
    time_s = at(2.0, 20.0)
    away = out_and_back(time_s, 5.0, 2.0)
    (crossed,) = run(RULE, time_s, away)
    found = only(time_s, away)
    assert (found.start_s, found.end_s) == (crossed.start_s, crossed.end_s)


def test_without_readings_a_candidate_is_left_as_it_is() -> None:
    time_s = at(30.0)
    candidate = Candidate(1.0, 2.0, Status.VALID)
    one = OnsetOffset(time_s, np.full(len(time_s), np.nan)).assign(candidate, None)
    assert one
    assert one.candidate == candidate


def test_jitter_within_the_tail_of_a_movement_is_a_part_of_it() -> None:
    time_s = at(30.0)
    away = out_and_back(time_s, 2.0, 1.5)
    (usual,) = placed(time_s, away)
    away[int(30 * usual.proposed.end_s) + 2] = 0.4
    assert len(list(run(RULE, time_s, away))) == 2
    (one,) = placed(time_s, away)
    assert one.candidate.end_s == pytest.approx(usual.candidate.end_s, abs=0.2)


# --- when they are known


@given(
    way_s=st.floats(0.3, 3.0),
    pause_s=st.floats(0.0, 0.6),
    lost=st.lists(st.tuples(st.integers(0, 250), st.integers(1, 40)), max_size=4),
    noise=st.sampled_from([0.0, 0.01, 0.05]),
    fps=st.sampled_from([5.0, 15.0, 30.0, 60.0]),
    seed=st.integers(0, 1000),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_what_comes_after_an_edge_is_known_never_moves_it(
    way_s: float,
    pause_s: float,
    lost: list[tuple[int, int]],
    noise: float,
    fps: float,
    seed: int,
) -> None:
    time_s = at(fps, 12.0)
    starts_s = np.arange(1.0, 12.0, 2 * way_s + 0.5 + pause_s)
    away = np.sum([out_and_back(time_s, s, way_s) for s in starts_s], axis=0)
    away += np.random.default_rng(seed).normal(0, noise, len(time_s))
    for first, count in lost:
        away[first : first + count] = np.nan
    before: TimedCandidate | None = None
    whole = OnsetOffset(time_s, away)
    for candidate in run(RULE, time_s, away):
        one = whole.assign(candidate, before)
        if one is None:
            assert before is not None
            assert candidate.end_s <= before.candidate.end_s
            continue
        assert one.candidate.start_s < one.candidate.end_s
        assert one.candidate.end_s >= candidate.end_s
        assert one.final_from_s - one.candidate.end_s <= GAP_S + 1e-9
        assert before is None or before.candidate.end_s <= one.candidate.start_s
        so_far = int(np.searchsorted(time_s, one.final_from_s)) + 1
        assert OnsetOffset(time_s[:so_far], away[:so_far]).assign(candidate, before) == one
        for earlier in range(int(np.searchsorted(time_s, candidate.end_s)) + 1, so_far):
            sooner = OnsetOffset(time_s[:earlier], away[:earlier]).assign(candidate, before)
            assert sooner == one or (sooner and sooner.final_from_s > time_s[earlier - 1])
        before = one


# --- whole exercises


@pytest.mark.parametrize("exercise", TIMED, ids=lambda e: e.slug)
@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("rest_s", [0.0, 0.6], ids=["without a pause", "with a pause"])
def test_an_exercise_is_timed_from_its_first_moment(
    exercise: Exercise, fps: float, rest_s: float
) -> None:
    pause_s = 0.6 if exercise.hold else rest_s  # a hold left for a moment goes on
    style = Style(amplitudes=[1.0] * 2, fps=fps, rest_s=pause_s, noise_L=0.003)
    found = score(perform(exercise, style), exercise).result.repetitions
    told = repetition_times_s(exercise, style)
    assert len(found) == len(told)
    for repetition, (start_s, end_s) in zip(found, told, strict=True):
        assert repetition.start_s == pytest.approx(start_s, abs=0.3)
        assert repetition.end_s == pytest.approx(end_s, abs=0.3)
        assert repetition.duration_s == pytest.approx(end_s - start_s, rel=0.2)


def test_an_edge_is_known_soon_after_it() -> None:
    time_s = at(30.0)
    (one,) = placed(time_s, out_and_back(time_s, 2.0, 1.0))
    assert one.final_from_s == one.candidate.end_s + WINDOW_S


def test_the_speed_over_one_frame_to_either_side_is_the_central_difference() -> None:
    time_s = 0.7 + np.arange(60) / 30
    way = np.sin(3 * time_s)
    assert np.allclose(speeds(time_s, way, 1.5 / 30), np.gradient(way, 1 / 30))


def test_a_movement_that_is_read_the_wrong_way_round_has_no_way_out_to_be_smooth() -> None:
    time_s = np.arange(30) / 30
    back = np.cos(np.linspace(0, np.pi, 30))
    assert smoothness(time_s, back) is None
    assert smoothness(time_s, -back) == pytest.approx(-1.5, abs=0.15)
