"""Real hands are recognised; what is no exercise is not."""

from __future__ import annotations

import pytest
from real_hands import REAL, clip, needs_real_hands
from recognition_confidence import NEGATIVES_NAMED, Answer, tell

from handtrack.definitions.library import load_all
from handtrack.landmarks.recording_file import read
from handtrack.recognition.confidence import packaged as confidence
from handtrack.recognition.prototypes import packaged
from handtrack.recognition.segments import recognise

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
    assert segment.confidence < 0.8


@pytest.mark.parametrize("name", NO_EXERCISE)
def test_free_movement_of_real_hands_is_no_exercise(name: str) -> None:
    assert recognise(clip(name).recording, load_all(), packaged()).named == ()


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    if not (REAL / "counts.json").exists():
        pytest.skip(f"no counted recordings in {REAL}")
    return [
        Answer(told, recognise(read(told.track), load_all(), packaged())) for told in tell(REAL)
    ]


def test_what_is_no_exercise_is_hardly_ever_named(answers: list[Answer]) -> None:
    idle = [answer for answer in answers if not answer.told.exercises]
    named = [answer.told.name for answer in idle if answer.at(0.0)]
    assert len(named) <= NEGATIVES_NAMED * len(idle), named


def test_names_are_right_as_often_as_is_said(answers: list[Answer]) -> None:
    said = [found for answer in answers if (found := answer.at(0.0))]
    right = sum(is_right for _, is_right in said)
    assert right >= 2 / 3 * len(said)
    two_errors = len(said) ** 0.5  # a share's standard error is at most half of 1/sqrt(n)
    assert right >= sum(sure for sure, _ in said) - two_errors
    assert all(sure >= confidence().named_from for sure, _ in said)


def test_names_of_nine_in_ten_are_right_nearly_always(answers: list[Answer]) -> None:
    said = [is_right for answer in answers if (found := answer.at(0.9)) for is_right in found[1:]]
    assert sum(said) >= 0.95 * len(said)
