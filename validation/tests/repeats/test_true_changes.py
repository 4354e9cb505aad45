"""A hand's true motions are what its poses say, before and after they became smaller."""

from __future__ import annotations

import pytest

from handtrack.assessment.motions import motion_of
from validation.render.scene.camera import Camera

pytest.importorskip("moderngl", reason="the extra [render] is not installed")
from validation.repeats.repeated_clips import (
    NEARER,
    TURN_DEG,
    Occasion,
    RepeatedHand,
    placed,
)
from validation.repeats.true_changes import TIMES, smaller, truth
from validation.studies.held_poses import ACTS, held

EXACT = ("wrist.", "forearm.", "thumb.radial", "thumb.palmar", "hand.spread")


@pytest.mark.parametrize("number", [300, 301, 302, 303])
@pytest.mark.parametrize("section", ACTS)
def test_motions_become_smaller_by_twice_the_least_change(section: str, number: int) -> None:
    hand, row = RepeatedHand(number), held(section, number)
    before = truth(hand, section, row)
    after = truth(hand, section, smaller(hand, section, row, lambda _: 4.0))
    for key, value in before.items():
        less = value - after[key]
        if key.startswith(EXACT):
            assert less == pytest.approx(TIMES * 4.0), key
        elif motion_of(key).unit == "deg":
            assert less == pytest.approx(0.0, abs=1e-9) or less > 0, key


def test_fingers_lose_either_flexion_or_extension() -> None:
    for number in (300, 302):
        hand, row = RepeatedHand(number), held("fingers", number)
        before = truth(hand, "fingers", row)
        after = truth(hand, "fingers", smaller(hand, "fingers", row, lambda _: 4.0))
        lost = {key.partition("@")[0].rpartition(".")[2] for key in before
                if motion_of(key).measure and motion_of(key).unit == "deg"
                and before[key] - after[key] > 1}  # fmt: skip
        assert lost in ({"flexion"}, {"extension"})


def test_every_occasion_has_a_camera_of_its_own_within_what_is_prescribed() -> None:
    hand = RepeatedHand(300)
    cameras: set[Camera] = set()
    for section, act in ACTS.items():
        for name in ("0", "1"):
            occasion = Occasion(hand, section, name, held(section, 300))
            camera = placed(occasion, occasion.random)
            assert abs(camera.rotation_deg - act.camera.rotation_deg) <= TURN_DEG
            assert abs(camera.distance_m / act.camera.distance_m - 1) <= NEARER
            assert camera == placed(occasion, occasion.random)
            cameras.add(camera)
    assert len(cameras) == 2 * len(ACTS)
