"""Poses of a recorded clip are found by order, or taken from the user's word."""

from __future__ import annotations

import pytest

from handtrack.assessment.poses.find_poses import Mark, find_still_poses, marked_poses
from handtrack.assessment.protocol import find_protocol
from handtrack.errors import AssessmentError
from handtrack.landmarks.hand import Hand, Side
from handtrack.landmarks.recording import Recording
from tests.helpers.held_poses import FINGER_POSES, WRIST, held

PROTOCOL = find_protocol("hand-basic")
WRIST_ONLY = PROTOCOL.select_sections(["wrist"])


def hand(recording: Recording) -> Hand:
    return recording.hand(0, Side.RIGHT)


@pytest.mark.parametrize("times", [1, 2, 5])
def test_one_section_may_be_done_any_number_of_times(times: int) -> None:
    found = find_still_poses(PROTOCOL, WRIST_ONLY, hand(held([*WRIST] * times)))
    assert len(found) == 3 * times
    assert found[-1].request.trial == times


def test_poses_that_do_not_come_out_even_are_listed() -> None:
    with pytest.raises(AssessmentError) as caught:
        find_still_poses(PROTOCOL, WRIST_ONLY, hand(held([*WRIST, *WRIST[:2]])))
    text = str(caught.value)
    assert text.startswith("Found 5 still poses, but section 'wrist' has 3 poses (Wrist straight;")
    assert ": wrist_extension" in text
    assert text.endswith("or mark each one yourself: --mark wrist_straight=FROM-TO.")


def test_a_clip_without_a_still_pose_says_so() -> None:
    with pytest.raises(AssessmentError, match="Found 0 still poses"):
        find_still_poses(PROTOCOL, WRIST_ONLY, hand(held([*WRIST], hold_s=0.5)))


def test_two_sections_need_every_trial() -> None:
    both = PROTOCOL.select_sections(["wrist", "fingers"])
    whole = held([*[*WRIST] * 3, *[*FINGER_POSES] * 3])
    assert len(find_still_poses(PROTOCOL, both, hand(whole))) == 21
    with pytest.raises(AssessmentError, match="asks for 21 in 2 sections; --only takes one"):
        find_still_poses(PROTOCOL, both, hand(held([*WRIST])))


def test_marked_poses_are_taken_at_their_word_in_order_of_time() -> None:
    marks = [Mark("wrist_flexion", 9.0, 9.4), Mark("wrist_straight", 1.0, 2.0),
             Mark("wrist_flexion", 8.0, 9.0)]  # fmt: skip
    found = marked_poses(PROTOCOL, marks, hand(held([*WRIST])))
    assert [(t.request.pose.id, t.request.trial, t.start_s, t.end_s) for t in found] == [
        ("wrist_straight", 1, 1.0, 2.0),
        ("wrist_flexion", 1, 8.0, 9.0),
        ("wrist_flexion", 2, 9.0, 9.4),
    ]


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        (Mark("wrist_down", 1, 2), "no pose 'wrist_down'; there are: wrist_straight"),
        (Mark("hook", 50, 51), "hook is marked from 50 to 51 s, but the clip lasts from 0.0 to"),
    ],
)
def test_a_mark_that_fits_nothing_is_refused(mark: Mark, sentence: str) -> None:
    with pytest.raises(AssessmentError, match=sentence):
        marked_poses(PROTOCOL, [mark], hand(held([*WRIST])))
