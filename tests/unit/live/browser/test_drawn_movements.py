"""The drawings of the movements."""

from __future__ import annotations

import numpy as np

from handtrack.definitions.library import load_all
from handtrack.landmarks.hand import Side
from handtrack.live.browser.demonstrations.drawn_movements import drawn_points, has_demonstration


def test_every_drawing_is_of_an_exercise_and_moves_inside_its_square() -> None:
    drawn = [exercise.id for exercise in load_all() if has_demonstration(exercise.id)]
    assert len(drawn) >= 9
    for exercise in drawn:
        points = drawn_points(exercise, Side.RIGHT)
        assert points is not None
        assert points.shape[1:] == (22, 3), exercise
        hand = points[:, :-1, :2]  # the forearm's point may lie outside
        assert (hand >= 0).all(), exercise
        assert (hand <= 1).all(), exercise
        assert np.ptp(hand, axis=0).max() > 0.05, exercise


def test_a_left_hand_is_drawn_as_the_mirror_of_a_right_one() -> None:
    right, left = (drawn_points("33", side) for side in (Side.RIGHT, Side.LEFT))
    assert right is not None
    assert left is not None
    assert np.allclose(right[..., 0], 1 - left[..., 0])
    assert np.array_equal(right[..., 1:], left[..., 1:])


def test_an_unknown_exercise_has_none() -> None:
    assert drawn_points("my-own", Side.RIGHT) is None
