"""A pose is taken when the hand is still, rightly seen, and has moved since the pose before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handtrack.assessment.poses.hold_detector import (
    HoldDetectorState,
    HoldEvent,
    PoseHeld,
    PoseRejected,
    RejectionReason,
    detect_holds,
    step,
)
from handtrack.assessment.poses.hold_samples import HandSample, samples
from handtrack.assessment.protocol import find_protocol, pose_requests
from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from synthetic_hand.pose import OPEN, Angles
from tests.helpers.held_poses import FINGER_POSES, HOOK, LAG, STRAIGHT_FIST, WRIST, held

PROTOCOL = find_protocol("hand-basic")


def events(section: str, recording: Recording, side: Side = Side.RIGHT) -> list[HoldEvent]:
    return detect_holds(
        PROTOCOL,
        pose_requests(PROTOCOL, PROTOCOL.select_sections([section])),
        recording.hand(0, side),
    )


def joined(*parts: Recording) -> Recording:
    """One recording after the other."""
    starts_s = np.cumsum([0.0, *(part.duration_s + 1 / 30 for part in parts[:-1])])
    return Recording(
        parts[0].header,
        np.concatenate([p.time_s + s for p, s in zip(parts, starts_s, strict=True)]),
        np.concatenate([p.image_px for p in parts]),
        np.concatenate([p.world_m for p in parts]),
        np.concatenate([p.is_right for p in parts]),
        np.concatenate([p.side_score for p in parts]),
        np.concatenate([p.settling for p in parts]),
    )


def taken(found: list[HoldEvent]) -> list[PoseHeld]:
    return [event for event in found if isinstance(event, PoseHeld)]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
def test_each_pose_is_taken_once_in_order(side: Side, fps: float) -> None:
    found = events("wrist", held([*WRIST] * 2, side=side, fps=fps), side)
    assert [(e.request.trial, e.request.pose.id) for e in taken(found)] == [
        (trial, pose)
        for trial in (1, 2)
        for pose in ("wrist_straight", "wrist_extension", "wrist_flexion")
    ]
    assert len(found) == 6


def test_the_plateau_is_one_second_after_two_of_rest() -> None:
    poses = taken(events("wrist", held([*WRIST], hold_s=5.0, move_s=1.0)))
    # A pose is reached at 1, 7 and 13 s.
    for reached_s, pose in zip((1.0, 7.0, 13.0), poses, strict=True):
        assert pose.end_s - pose.start_s == pytest.approx(1.0)
        assert reached_s - 1.0 <= pose.start_s - 2.0 <= reached_s + 0.4


def test_fists_that_differ_by_the_end_joints_alone_are_told_apart() -> None:
    found = taken(events("fingers", held([*FINGER_POSES] * 2)))
    assert [e.request.pose.id for e in found] == [
        "straight",
        "hook",
        "straight_fist",
        "full_fist",
    ] * 2


def test_a_hold_that_is_too_short_is_none() -> None:
    assert taken(events("wrist", held([*WRIST], hold_s=1.5))) == []


def test_one_wild_frame_does_not_end_a_hold() -> None:
    recording = held([*WRIST])
    image = recording.image_px.copy()
    image[45] += 60
    assert len(taken(events("wrist", replace(recording, image_px=image)))) == 3


def test_a_hand_that_is_lost_for_long_begins_its_hold_anew() -> None:
    recording = held([OPEN], hold_s=5.0)
    image = recording.image_px.copy()
    lost = (recording.time_s >= 2.0) & (recording.time_s < 3.0)
    image[lost] = np.nan
    assert taken(events("wrist", replace(recording, image_px=image))) == []
    short = lost & (recording.time_s < 2.3)
    image = recording.image_px.copy()
    image[short] = np.nan
    assert len(taken(events("wrist", replace(recording, image_px=image)))) == 1


def test_a_hold_does_not_reach_across_pictures_that_never_came() -> None:
    recording = held([OPEN], hold_s=5.0)
    came = np.flatnonzero((recording.time_s < 1.0) | (recording.time_s >= 4.0))
    gone = recording.hand(0, Side.RIGHT).at(came)
    wanted = pose_requests(PROTOCOL, PROTOCOL.select_sections(["wrist"]))
    assert taken(detect_holds(PROTOCOL, wanted, gone)) == []


def test_from_another_side_a_pose_is_refused_with_the_reason() -> None:
    found = events("wrist", held([OPEN, {"wrist_deviation": 25.0}], view=View.PALM))
    assert {e.reason for e in found if isinstance(e, PoseRejected)} == {RejectionReason.WRONG_VIEW}
    assert taken(found) == []


def test_a_hand_that_has_not_moved_is_in_the_pose_before() -> None:
    recording = held([OPEN, {"index_abd": 9.0}], view=View.SIDE)
    assert [e.request.pose.id for e in taken(events("wrist", recording))] == ["wrist_straight"]


def test_a_hand_that_creeps_into_the_next_pose_is_followed() -> None:
    slow = held([*WRIST], move_s=6.0)
    assert len(taken(events("wrist", slow))) == 3


def test_after_the_last_pose_nothing_more_is_taken() -> None:
    found = events("wrist", held([*WRIST] * 4))
    assert len(taken(found)) == 9
    assert [e.reason for e in found if isinstance(e, PoseRejected)] == [
        RejectionReason.ALL_DONE
    ] * 3


def test_frame_by_frame_and_whole_are_the_same() -> None:
    hand = held([*WRIST]).hand(0, Side.RIGHT)
    wanted = pose_requests(PROTOCOL, PROTOCOL.select_sections(["wrist"]))
    state = HoldDetectorState()
    live: list[HoldEvent] = []
    for place in range(len(hand.image_px)):
        (sample,) = samples(hand.at(slice(place, place + 1)))
        state, found = step(PROTOCOL, wanted, state, sample)
        live += found
    assert live == detect_holds(PROTOCOL, wanted, hand)


def test_a_step_changes_nothing_it_was_given() -> None:
    wanted = pose_requests(PROTOCOL, PROTOCOL.select_sections(["wrist"]))
    hand = held([OPEN]).hand(0, Side.RIGHT)
    state = HoldDetectorState()
    for sample in samples(hand):
        before = replace(state)
        step(PROTOCOL, wanted, state, sample)
        assert state.still_from_s is before.still_from_s
        state, _ = step(PROTOCOL, wanted, state, sample)


def climbing(rests: list[Angles]) -> Hand:
    """Give a thumb that wanders for some seconds and then rests, away from everything."""
    way = [{"thumb_palmar": 40.0, "thumb_radial": r} for r in (10.0, 40.0, 10.0, 40.0, 10.0)]
    return held([*way, *rests], View.OBLIQUE, hold_s=0.4, fps=30).hand(0, Side.RIGHT)


def test_a_ladder_lasts_until_the_hand_is_still_and_open() -> None:
    wanted = pose_requests(PROTOCOL, PROTOCOL.select_sections(["opposition"]))
    far: Angles = {"thumb_radial": 60.0, "thumb_palmar": 30.0, "thumb_ip": 0.0, "thumb_mcp": 0.0}
    (ladder,) = taken(detect_holds(PROTOCOL, wanted, climbing([far] * 6)))
    assert ladder.request.pose.ladder
    assert ladder.start_s == 0.0
    assert 5.0 < ladder.end_s < 7.5


def test_a_ladder_that_the_clip_cuts_short_ends_with_it() -> None:
    wanted = pose_requests(PROTOCOL, PROTOCOL.select_sections(["opposition"]))
    hand = climbing([])
    (ladder,) = taken(detect_holds(PROTOCOL, wanted, hand))
    assert ladder.end_s == pytest.approx(float(np.asarray(hand.time_s)[-1]))


def test_a_clip_without_a_hand_has_no_poses() -> None:
    nothing = HandSample(0.0, np.full((21, 2), np.nan), np.nan, [np.nan, np.nan], np.nan)
    state, found = step(
        PROTOCOL, pose_requests(PROTOCOL, PROTOCOL.sections), HoldDetectorState(), nothing
    )
    assert (state.rest, found) == (None, ())


def test_fists_that_look_alike_are_told_apart_when_the_hand_opens_in_between() -> None:
    alike = [LAG, HOOK, STRAIGHT_FIST, STRAIGHT_FIST]
    refused = events("fingers", held(alike))
    assert [t.request.pose.id for t in taken(refused)] == ["straight", "hook", "straight_fist"]
    recording = joined(held(alike[:3]), held([LAG], hold_s=0.3), held(alike[3:]))
    found = taken(events("fingers", recording))
    assert [t.request.pose.id for t in found] == ["straight", "hook", "straight_fist", "full_fist"]


def test_an_arm_that_wanders_with_a_hand_at_rest_does_not_end_the_hold() -> None:
    recording = held(WRIST)
    way_px = 60 * np.sin(2 * np.pi * 0.2 * recording.time_s)
    recording.image_px[..., :2] += way_px[:, None, None, None]
    assert len(taken(events("wrist", recording))) == len(WRIST)
