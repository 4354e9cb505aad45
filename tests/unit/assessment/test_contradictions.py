"""Poses done in another order than the protocol's are told from those that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from handtrack.assessment.poses.find_poses import Mark, find_still_poses, marked_poses
from handtrack.assessment.poses.order_check import order_faults
from handtrack.assessment.protocol import Section, find_protocol
from handtrack.errors import AssessmentError
from handtrack.landmarks.hand import FINGERS, Hand, Side
from handtrack.landmarks.recording_file import read
from synthetic_hand.pose import Angles
from tests.helpers.held_poses import FINGER_POSES, WRIST, held
from tests.helpers.paths import ASSESSMENTS

PROTOCOL = find_protocol("hand-basic")
(WRIST_ONLY,), (FINGERS_ONLY,) = (
    PROTOCOL.select_sections(["wrist"]),
    PROTOCOL.select_sections(["fingers"]),
)


HOLD_S, MOVE_S = 3.6, 0.7


def hand(poses: Sequence[Angles]) -> Hand:
    return held(poses, hold_s=HOLD_S, move_s=MOVE_S).hand(0, Side.RIGHT)


def against(section: Section, poses: Sequence[Angles]) -> list[str]:
    """What speaks against the poses of a clip, taken for those of the protocol in its order."""
    names = [pose.id for pose in section.poses] * (len(poses) // len(section.poses))
    starts_s = [MOVE_S + 2.0 + place * (MOVE_S + HOLD_S) for place in range(len(poses))]
    marks = [Mark(name, at_s, at_s + 1.0) for name, at_s in zip(names, starts_s, strict=True)]
    clip = hand(poses)
    return order_faults(PROTOCOL, clip, marked_poses(PROTOCOL, marks, clip))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_any_other_order_of_the_wrist_is_noticed(order: tuple[int, ...]) -> None:
    found = against(WRIST_ONLY, [WRIST[place] for place in order])
    assert bool(found) == (order != (0, 1, 2))


@pytest.mark.parametrize(
    "order", [(0, 1, 2, 3), (3, 0, 1, 2), (1, 2, 3, 0), (3, 2, 1, 0), (0, 2, 1, 3), (1, 0, 2, 3)]
)
def test_fingers_that_are_a_pose_ahead_or_behind_are_noticed(order: tuple[int, ...]) -> None:
    found = against(FINGERS_ONLY, [FINGER_POSES[place] for place in order])
    assert bool(found) == (order != (0, 1, 2, 3))


def test_the_sentence_says_what_is_where() -> None:
    up, down = WRIST[1], WRIST[2]
    (first, second) = against(WRIST_ONLY, [{}, down, up])
    assert first.startswith("What was taken for 'Wrist straight' (2.7 to 3.7 s) has ")
    end = "° less wrist flexion than what was taken for 'Wrist up' (7.0 to 8.0 s)."
    assert first.endswith(end)
    assert "What was taken for 'Wrist down'" in second


def test_the_wrong_trial_alone_is_named() -> None:
    good, bad = list(WRIST), [WRIST[0], WRIST[2], WRIST[1]]
    found = against(WRIST_ONLY, [*good, *bad, *good])
    assert len(found) == 2
    assert all("taken for" in text and "(1" in text for text in found)


def test_a_joint_that_hardly_moves_contradicts_nothing() -> None:
    stiff: list[Angles] = [{}, {"wrist_flexion": -11.0}, {"wrist_flexion": 2.0}]
    assert against(WRIST_ONLY, stiff) == []
    bends: Angles = {f"{finger}_pip": 25.0 for finger in FINGERS}
    rest: Angles = {f"{finger}_mcp": 70.0 for finger in FINGERS}
    assert against(FINGERS_ONLY, [bends, bends, {**bends, **rest}, FINGER_POSES[3]]) == []


def test_poses_that_cannot_be_right_are_not_taken_on_their_order_alone() -> None:
    with pytest.raises(AssessmentError) as caught:
        find_still_poses(PROTOCOL, [WRIST_ONLY], hand([WRIST[0], WRIST[2], WRIST[1]]))
    text = str(caught.value)
    assert text.startswith("The poses were not done in the protocol's order, or one is missing.")
    assert text.endswith(
        "Their order is: wrist_straight, wrist_extension, wrist_flexion. Do them again in this "
        "order, or mark each one yourself: --mark wrist_straight=FROM-TO. If the clip shows the "
        "other hand, say which with --hand."
    )


@pytest.mark.parametrize(("name", "section"), [("wrist-first", "wrist"), ("fingers", "fingers")])
def test_rendered_poses_fit_as_they_were_done_and_in_no_order_turned_on(
    name: str, section: str
) -> None:
    clip = read(ASSESSMENTS / f"{name}.npz").hand(0, Side.RIGHT)
    taken = find_still_poses(PROTOCOL, PROTOCOL.select_sections([section]), clip)
    assert order_faults(PROTOCOL, clip, taken) == []
    each = len(taken[0].request.section.poses)
    asked = [one.request for one in taken]
    for by in range(1, each):
        other = [replace(t, request=a) for t, a in zip(taken, asked[by:] + asked[:by], strict=True)]
        assert order_faults(PROTOCOL, clip, other) != []
