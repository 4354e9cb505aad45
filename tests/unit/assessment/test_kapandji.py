"""Kapandji's score: every station in order, and none along the palm."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import least_squares

from handtrack.assessment.kapandji import LEVELS, OppositionScore, level_gaps, score_opposition
from handtrack.landmarks.hand import Floats, Landmark, Side
from handtrack.landmarks.views import View
from handtrack.measurements import MEASUREMENTS
from synthetic_hand.landmarks import synthetic_hand, synthetic_track
from synthetic_hand.make import make_hand
from synthetic_hand.pose import OPEN, Angles

FPS = 30
FAR, NEAR = 0.8, 0.1


def ladder(
    stations: list[int], off_palm_deg: float | dict[int, float] = 40.0, touch_s: float = 0.5
) -> OppositionScore:
    """Climb over these stations, each touched for so long, with the thumb so far off the palm."""
    gaps, away = [], []
    for station in stations:
        high = off_palm_deg if isinstance(off_palm_deg, float) else off_palm_deg.get(station, 40.0)
        for near, seconds in ((False, 0.5), (True, touch_s), (False, 0.2)):
            row = np.full(LEVELS, FAR)
            if near:
                row[station - 1] = NEAR
            frames = round(seconds * FPS)
            gaps += [row] * frames
            away += [high] * frames
    return score_opposition(np.arange(len(gaps)) / FPS, np.array(gaps), np.array(away))


@pytest.mark.parametrize("top", range(LEVELS + 1))
def test_the_score_is_the_highest_station_touched(top: int) -> None:
    found = ladder(list(range(1, top + 1)) or [5])
    assert found.score == top
    assert len(found.levels) == LEVELS


def test_a_station_left_out_ends_the_score_there() -> None:
    assert ladder([1, 2, 3, 5, 6, 7]).score == 3


def test_a_touch_that_is_too_short_is_none() -> None:
    assert ladder([1, 2, 3, 4], touch_s=0.2).score == 0


def test_a_thumb_that_crawls_along_the_palm_does_not_score() -> None:
    found = ladder(list(range(1, 11)), {number: 5.0 for number in range(7, 11)})
    assert found.score == 6
    assert [s.number for s in found.levels if s.slid_along_palm] == [7, 8, 9, 10]


def test_the_side_of_the_index_finger_needs_no_lift() -> None:
    assert ladder([1, 2, 3], 0.0).score == 3


def test_touching_in_another_order_is_no_ladder() -> None:
    assert ladder([3, 2, 1]).score == 1


def test_a_hand_that_was_hardly_seen_has_no_score() -> None:
    gaps = np.full((60, LEVELS), np.nan)
    gaps[:20] = FAR
    assert score_opposition(np.arange(60) / FPS, gaps, np.full(60, 40.0)) == OppositionScore(
        None, ()
    )


def test_frames_without_a_hand_change_nothing() -> None:
    time_s = np.arange(90) / FPS
    gaps = np.full((90, LEVELS), FAR)
    gaps[30:60, 0] = NEAR
    gaps[::9] = np.nan
    assert score_opposition(time_s, gaps, np.full(90, 40.0)).score == 1


def test_a_tip_that_was_never_near_is_no_touch_of_ones_own() -> None:
    time_s = np.arange(60) / FPS
    gaps = np.full((60, LEVELS), FAR)
    gaps[:, 2] = 0.4  # the nearest the thumb ever came to the index fingertip
    assert score_opposition(time_s, gaps, np.full(60, 40.0)).score == 0


@given(st.integers(0, 10), st.floats(0.35, 3.0), st.floats(20.0, 90.0))
def test_time_and_height_beyond_what_is_asked_change_nothing(
    top: int, touch_s: float, high: float
) -> None:
    assert ladder(list(range(1, top + 1)) or [9], high, touch_s).score == top


@cache
def reaching(station: int) -> Angles:
    """Bend thumb and fingers until the thumb's tip is at a station of the synthetic hand."""
    thumb = ["thumb_radial", "thumb_palmar", "thumb_mcp", "thumb_ip"]
    finger = {3: "index", 4: "middle", 5: "ring"}.get(station, "little" if station > 5 else "index")
    names = [*thumb, *(f"{finger}_{j}" for j in ("mcp", "pip", "dip"))]
    natural = np.array([15.0, 45.0, 25.0, 25.0, 45.0, 45.0, 25.0])
    low = np.array([-45.0, 22.0, -10.0, -10.0, 0.0, 0.0, 0.0])
    high = np.array([60.0, 80.0, 90.0, 90.0, 95.0, 110.0, 80.0])

    def miss(values: Floats) -> Floats:
        angles = {**OPEN, **dict(zip(names, map(float, values), strict=True))}
        image, world = synthetic_hand(angles)
        hand = make_hand(image, world)
        gap = float(level_gaps(hand)[station - 1])
        return np.append(0.01 * (values - natural) / 30, 10 * (gap - 0.05))

    solution = least_squares(miss, natural, bounds=(low, high)).x
    return dict(zip(names, map(float, solution), strict=True))


def test_gaps_are_distances_in_hand_lengths() -> None:
    image, world = synthetic_hand(OPEN)
    hand = make_hand(image, world)
    length = np.linalg.norm(world[Landmark.MIDDLE_MCP] - world[Landmark.WRIST])
    for station, point in ((3, Landmark.INDEX_TIP), (8, Landmark.LITTLE_PIP)):
        gap = np.linalg.norm(world[Landmark.THUMB_TIP] - world[point]) / length
        assert level_gaps(hand)[station - 1] == pytest.approx(gap, rel=1e-3)


REACH = 7
"""The synthetic hand's short thumb gets no farther."""


def test_a_synthetic_hand_climbs_as_far_as_its_thumb_reaches() -> None:
    poses = [OPEN]
    for station in range(1, REACH + 1):
        poses += [{**OPEN, **reaching(station)}, OPEN]
    swing = (1 - np.cos(np.pi * np.arange(15) / 15)) / 2
    parts: dict[str, list[Floats]] = {name: [] for name in OPEN}
    for before, now in pairwise(poses):
        for name, way in parts.items():
            start, end = float(before[name]), float(now[name])
            way += [start + swing * (end - start), np.full(15, end)]
    angles = {name: np.concatenate(way) for name, way in parts.items()}
    hand = synthetic_track(angles, Side.RIGHT, View.OBLIQUE)
    away = MEASUREMENTS["thumb_palmar_abduction"].read(hand)
    found = score_opposition(np.asarray(hand.time_s), level_gaps(hand), away)
    assert found.score == REACH, found.levels
