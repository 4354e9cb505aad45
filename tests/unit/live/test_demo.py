"""The drawings of the movements."""

from __future__ import annotations

import numpy as np

from handtrack.definitions.library import load_all
from handtrack.landmarks.hand import Side
from handtrack.live.screen.demo_drawing import demonstration_of


def test_every_drawing_is_of_an_exercise_and_moves_inside_its_square() -> None:
    drawn = [e for e in load_all() if demonstration_of(e.id, Side.RIGHT)(0.0) is not None]
    assert len(drawn) >= 9
    for exercise in drawn:
        demo = demonstration_of(exercise.id, Side.RIGHT)
        shown = [demo(t) for t in np.arange(0.0, 8.0, 0.1)]
        points = np.array([s for s in shown if s is not None])
        assert points.shape == (80, 21, 2), exercise.id
        assert (points >= 0).all(), exercise.id
        assert (points <= 1).all(), exercise.id
        assert np.ptp(points, axis=0).max() > 0.05, exercise.id


def test_a_left_hand_is_drawn_as_the_mirror_of_a_right_one() -> None:
    right, left = (demonstration_of("33", side)(1.3) for side in (Side.RIGHT, Side.LEFT))
    assert right is not None
    assert left is not None
    assert np.allclose(right[:, 0], 1 - left[:, 0])


def test_an_unknown_exercise_has_none() -> None:
    assert demonstration_of("my-own", Side.RIGHT)(0.0) is None
