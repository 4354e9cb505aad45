"""Counted recordings of real hands are named as often rightly as their confidence says."""

from __future__ import annotations

import pytest

from handtrack.definitions.library import load_all
from handtrack.landmarks.recording_file import read
from handtrack.recognition.confidence import packaged as confidence
from handtrack.recognition.prototypes import packaged
from handtrack.recognition.segments import recognise
from validation.recognition.evidence_cases import counted_recordings
from validation.recognition.fit_confidence import NEGATIVES_NAMED, REAL, Answer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    if not (REAL / "counts.json").exists():
        pytest.skip(f"no counted recordings in {REAL}")
    return [
        Answer(told, recognise(read(told.track), load_all(), packaged()))
        for told in counted_recordings(REAL)
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
