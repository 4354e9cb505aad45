"""Real hands are recognised; what is no exercise is not."""

from __future__ import annotations

import pytest

from handtrack.definitions.library import load_all
from handtrack.recognition.prototypes import packaged
from handtrack.recognition.segments import recognise
from tests.helpers.real_hands import clip, needs_real_hands

pytestmark = needs_real_hands

SHOWN = [
    ("sagor_finger_flexion", "34"),
    ("nimit_wrist", "11"),
    ("huytung_volctl", "28"),
    ("lujunwang_hand2", "10"),
]
NO_EXERCISE = ["xiaoying_hand", "huytung_hand", "huytung_1hand", "akstheme_gesture"]


@pytest.mark.parametrize(("name", "exercise"), SHOWN)
def test_what_real_hands_do_is_recognised(name: str, exercise: str) -> None:
    seen = clip(name)
    start_s, end_s = seen.active_s
    during = [
        segment
        for segment in recognise(seen.recording, load_all(), packaged()).named
        if min(segment.end_s, end_s) - max(segment.start_s, start_s) > (end_s - start_s) / 3
    ]
    (segment,) = during
    assert exercise in segment.could_be


def test_one_pass_along_the_fingers_is_named_but_not_for_sure() -> None:
    seen = clip("physioassist_thumb_opposition")
    (segment,) = recognise(seen.recording, load_all(), packaged()).named
    assert "18" in segment.could_be
    assert segment.confidence < 0.9


@pytest.mark.parametrize("name", NO_EXERCISE)
def test_free_movement_of_real_hands_is_no_exercise(name: str) -> None:
    assert recognise(clip(name).recording, load_all(), packaged()).named == ()
