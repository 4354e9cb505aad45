"""What a bending wrist leaves alone, from every side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handtrack.definitions.library import load_all
from handtrack.landmarks.hand import Floats, Side
from handtrack.scoring.criteria.palm_rotation import Turns, largest_angles_deg, turns
from handtrack.scoring.intervals import Intervals
from handtrack.verifiers.signals import PalmOnce
from synthetic_hand.camera import Camera
from synthetic_hand.landmarks import synthetic_track
from synthetic_hand.time_course import repetitions

COURSE = repetitions([1], still_s=0.2)
EVERY = Intervals(np.array([0]), np.array([len(COURSE)]))
TURN_LIMITS = [
    guard.max
    for exercise in load_all()
    for guard in exercise.guards
    if guard.kind == "turn" and guard.action == "reject"
]
SURE_OF_A_TURN_DEG = max(limit.value + limit.margin for limit in TURN_LIMITS)
LEAST_TOLD_DEG = min(limit.value for limit in TURN_LIMITS)
"""Nothing is said of a smaller turn. A few cameras in a thousand read a wrist that bends by more
than 50 degrees as a turn of up to 36, which is undecided: the repetition counts as an estimate."""

cameras = st.builds(
    Camera,
    rotation_deg=st.floats(-180, 180),
    pitch_deg=st.floats(-40, 60),
    roll_deg=st.floats(-180, 180),
    distance_m=st.floats(0.4, 1.0),
)
sides = st.sampled_from(Side)


def turned(side: Side, camera: Camera, **angles: Floats) -> Turns:
    return turns(PalmOnce(synthetic_track(angles, side, camera)), EVERY)


@given(camera=cameras, side=sides, bend_deg=st.floats(20, 60))
@settings(max_examples=60)
def test_a_wrist_that_bends_turns_no_forearm_under_any_camera(
    camera: Camera, side: Side, bend_deg: float
) -> None:
    found = turned(side, camera, wrist_flexion=bend_deg * (2 * COURSE - 1))
    assert found.knuckle_line_deg[0] < LEAST_TOLD_DEG


@given(camera=cameras, side=sides)
@settings(max_examples=60)
def test_a_forearm_that_turns_by_a_quarter_is_seen_to_under_any_camera(
    camera: Camera, side: Side
) -> None:
    found = turned(side, camera, forearm_rotation=90 * COURSE)
    assert found.knuckle_line_deg[0] > SURE_OF_A_TURN_DEG


@given(camera=cameras, side=sides)
@settings(max_examples=60)
def test_a_wrist_bends_about_the_knuckle_line_and_tilts_about_the_normal(
    camera: Camera, side: Side
) -> None:
    bent = turned(side, camera, wrist_flexion=40 * (2 * COURSE - 1))
    assert bent.normal_deg[0] > bent.knuckle_line_deg[0]
    tilted = turned(side, camera, wrist_deviation=20 * (2 * COURSE - 1))
    assert tilted.knuckle_line_deg[0] > tilted.normal_deg[0]


@given(
    angle_deg=st.floats(0, 180),
    steps=st.integers(30, 200),
    axis=st.integers(0, 2),
)
def test_a_turn_there_and_back_is_as_large_as_it_was(
    angle_deg: float, steps: int, axis: int
) -> None:
    angle = np.radians(angle_deg) * np.clip(2 * np.sin(np.linspace(0, np.pi, steps)) - 0.5, 0, 1)
    course = np.stack([np.cos(angle), np.sin(angle), np.zeros(steps)], axis=-1)
    found = largest_angles_deg(np.roll(course, axis, axis=-1)[None])
    assert found[0] == pytest.approx(angle_deg, abs=1e-3)


def test_one_misread_frame_is_no_turn() -> None:
    still = np.tile([1.0, 0.0, 0.0], (60, 1))
    still[30] = [-1.0, 0.0, 0.0]
    assert largest_angles_deg(still[None]).tolist() == [0.0]
    unknown = [still[:1], np.full((5, 3), np.nan)]
    assert all(np.isnan(largest_angles_deg(few[None])).all() for few in unknown)


def test_frames_with_the_other_hands_depth_are_left_out() -> None:
    hand = synthetic_track({"forearm_rotation": 90 * COURSE})
    there = turns(PalmOnce(hand), EVERY)
    doubted = replace(hand, handedness_doubtful=COURSE > 0.05)
    doubtful = turns(PalmOnce(doubted), EVERY)
    assert there.knuckle_line_deg[0] > 60
    assert doubtful.knuckle_line_deg[0] < 20
    assert doubtful.readable[0] < 0.5
    never = replace(hand, handedness_doubtful=np.ones(len(COURSE), bool))
    unseen = turns(PalmOnce(never), EVERY)
    assert np.isnan(unseen.knuckle_line_deg[0])
