"""How many hands a session follows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from handtrack.landmarks.hand import Side
from handtrack.live.camera_guidance import Observation, PlacementCue
from handtrack.live.camera_step import SelectedHand
from handtrack.live.followed_hands import LATELY_S, FollowedHands
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.frozen_exercises import frozen
from tests.unit.live.test_hand_selection import frames

PICTURE = np.zeros((48, 64, 3), np.uint8)


@pytest.fixture(scope="module")
def one() -> SelectedHand:
    recording = perform(frozen("34"), Style(amplitudes=[1.0]))
    return SelectedHand(PICTURE, frames(recording)[0], recording.hand(0, Side.RIGHT), Side.RIGHT)


def test_a_hand_that_exercises_alone_is_followed_alone(one: SelectedHand) -> None:
    followed = FollowedHands()
    followed.observe(one, Observation(1.0, True, None), placing=True)
    followed.settle(1.0)
    assert (followed.most, followed.both(1.0)) == (1, False)


def test_a_second_hand_is_looked_for_where_the_first_is_the_wrong_one(one: SelectedHand) -> None:
    followed = FollowedHands()
    wrong = Observation(1.0, True, PlacementCue.OTHER_HAND)
    followed.observe(one, wrong, placing=False)
    assert followed.most == 1
    followed.observe(one, wrong, placing=True)
    assert followed.most == 2
    followed.settle(2.0)
    assert followed.most == 1


def test_two_hands_are_followed_as_long_as_both_are_in_the_picture(one: SelectedHand) -> None:
    labels = np.array([1, 0], np.int8)
    two = replace(one, tracked=replace(one.tracked, is_right=labels))
    followed = FollowedHands()
    followed.observe(two, Observation(5.0, True, None), placing=True)
    followed.settle(5.0 + LATELY_S / 2)
    assert followed.most == 2
    followed.settle(5.1 + LATELY_S)
    assert followed.most == 1
