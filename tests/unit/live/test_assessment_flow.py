"""Which pose is asked for: keys, placing the camera, what was refused."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import pytest

from handtrack.assessment.poses.hold_detector import PoseHeld, RejectionReason
from handtrack.assessment.poses.hold_samples import samples
from handtrack.assessment.protocol import find_protocol, pose_requests
from handtrack.landmarks.hand import Floats, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from handtrack.live.assessment.assessment_choices import press
from handtrack.live.assessment.assessment_flow import (
    MESSAGE_S,
    AssessmentState,
    begin,
    close,
    observe,
    prompt,
)
from handtrack.live.flow.states import Key
from tests.helpers.held_poses import WRIST, held

PROTOCOL = find_protocol("hand-basic")


def begun(*sections: str, placing: bool = True, places: bool = True) -> AssessmentState:
    wanted = PROTOCOL.select_sections(sections)
    state = begin(PROTOCOL, pose_requests(PROTOCOL, wanted, trials=1), places)
    return state if placing else press(state, Key.GO)


def seen(state: AssessmentState, recording: Recording) -> AssessmentState:
    for sample in samples(recording.hand(0, Side.RIGHT)):
        state, _ = observe(state, sample)
    return state


def asked(state: AssessmentState) -> str:
    return state.requests[state.index].pose.id


@pytest.fixture(scope="module")
def wrist() -> Recording:
    return held([*WRIST])


def test_a_still_hand_is_no_pose_before_the_camera_stands(wrist: Recording) -> None:
    waiting = begun("wrist")
    assert seen(waiting, wrist) == waiting
    assert prompt(waiting, 2.0).left_s is None
    assert close(seen(press(waiting, Key.GO), wrist)) != ()


def test_the_camera_is_placed_anew_for_a_section_that_is_seen_from_elsewhere(
    wrist: Recording,
) -> None:
    after = seen(press(begun("wrist", "deviation"), Key.GO), wrist)
    assert (asked(after), after.placing) == ("hand_in_line", True)
    assert not press(after, Key.GO).placing
    same = begun("spread", "thumb")  # both: palm to the camera, fingers up
    for key in (Key.GO, Key.SKIP, Key.SKIP):
        same = press(same, key)
    assert (asked(same), same.placing) == ("thumb_out", False)


def test_a_clip_does_not_wait_between_its_sections(wrist: Recording) -> None:
    after = seen(press(begun("wrist", "deviation", places=False), Key.GO), wrist)
    assert (asked(after), after.placing) == ("hand_in_line", False)


def test_a_section_can_be_left_out_where_the_camera_is_placed() -> None:
    state = press(begun("wrist", "fingers"), Key.SKIP)
    assert (asked(state), state.placing) == ("straight", True)
    assert press(state, Key.SKIP).over


def test_the_last_pose_can_be_taken_again_although_the_next_section_has_come(
    wrist: Recording,
) -> None:
    after = seen(press(begun("wrist", "deviation"), Key.GO), wrist)
    again = press(after, Key.REPEAT)
    assert (asked(again), again.placing) == ("wrist_flexion", False)
    assert [one.request.pose.id for one in close(again)] == ["wrist_straight", "wrist_extension"]


def test_nothing_is_pressed_once_all_is_over() -> None:
    over = press(begun("opposition"), Key.SKIP)
    assert over.over
    assert all(press(over, key) == over for key in Key)


def test_what_was_rejected_stands_for_a_while() -> None:
    palm = held([*WRIST][:1], view=View.PALM)
    state = seen(press(begun("wrist"), Key.GO), palm)
    assert state.rejected is RejectionReason.WRONG_VIEW
    at_s = state.rejected_s
    assert prompt(state, at_s + 0.9 * MESSAGE_S).rejected is RejectionReason.WRONG_VIEW
    assert prompt(state, at_s + 1.1 * MESSAGE_S).rejected is None
    assert press(state, Key.SKIP).rejected is None


def test_seconds_run_down_while_the_ring_fills(wrist: Recording) -> None:
    state, shown = press(begun("wrist"), Key.GO), []
    for sample in samples(wrist.hand(0, Side.RIGHT)):
        state, events = observe(state, sample)
        if any(isinstance(event, PoseHeld) for event in events):
            break
        shown.append(prompt(state, sample.time_s))
    counted = [now for now in shown if now.left_s]
    assert [now.still_s for now in counted] == sorted(now.still_s for now in counted)
    assert all(ceil(now.whole_s - now.still_s) == now.left_s for now in counted)
    assert counted[-1].whole_s == PROTOCOL.settle_s.value + PROTOCOL.hold_s.value


def test_a_kapandji_test_is_not_counted_down() -> None:
    state = press(begun("opposition"), Key.GO)
    still = replace(state.detector, rest=samples_of_rest(), still_from_s=0.0)
    assert prompt(replace(state, detector=still), 1.0).left_s is None


def samples_of_rest() -> Floats:
    (first, *_) = samples(held([*WRIST][:1]).hand(0, Side.RIGHT))
    return first.shape_px
