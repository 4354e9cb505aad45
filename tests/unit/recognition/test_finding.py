from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find, load_all
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Recording
from handtrack.recognition.confidence import OBJECT_VERIFIERS
from handtrack.recognition.prototypes import packaged
from handtrack.recognition.segments import Recognition, recognise
from handtrack.scoring.score import score
from synthetic_hand.performances.perform import perform, still
from synthetic_hand.performances.style import Besides, Style
from synthetic_hand.recording_changes import mirrored, without_hand
from tests.helpers.concatenation import in_one_go

EXERCISES = load_all()
KNOWN = {exercise.id: exercise for exercise in EXERCISES}


def recognised(recording: Recording, exercises: Sequence[Exercise] = EXERCISES) -> Recognition:
    return recognise(recording, exercises, packaged())


def performed(exercise: Exercise) -> Recording:
    few = {"hold": [1.0], "activity": [0.5], "sequence": [1.0] * 2}
    cued = exercise.sequence is not None and exercise.sequence.cue is not None
    amplitudes = [1.0] * 12 if cued else few.get(exercise.verifier, [1.0] * 4)
    return perform(exercise, Style(noise_L=0.004, seed=5, move_s=0.9, amplitudes=amplitudes))


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.slug)
def test_what_is_performed_is_among_what_it_could_be(exercise: Exercise) -> None:
    (segment,) = recognised(performed(exercise)).segments
    if exercise.verifier in OBJECT_VERIFIERS and segment.suggestion:  # landmarks show no thing
        assert exercise.id in segment.suggestion.could_be
        return
    assert exercise.id in segment.could_be
    assert segment.exercise in segment.could_be
    assert 0 < segment.confidence <= 1
    assert segment.attempts >= segment.counted


def test_a_hand_that_is_found_again_and_again_is_recognised_as_well() -> None:
    recording = performed(find("34"))
    unsteady = replace(recording, settling=np.ones_like(recording.settling))
    assert recognised(unsteady) == recognised(recording)


def test_the_segment_is_where_it_is_done_and_scores_as_said() -> None:
    recording = performed(find("34"))
    (segment,) = recognised(recording).named
    assert segment.exercise is not None
    assert 0.5 < segment.start_s < 2.0
    assert recording.duration_s - 3 < segment.end_s <= recording.duration_s
    part = recording.between(*segment.stretch_s)
    assert score(part, KNOWN[segment.exercise]).result.summary.valid == segment.counted == 4


def test_a_routine_is_cut_into_its_exercises() -> None:
    wanted = ["34", "10", "18", "33"]
    takes = [perform(find(id), Style(amplitudes=[1.0] * (2 if id == "18" else 5))) for id in wanted]
    found = recognised(in_one_go(takes)).named
    assert len(found) == len(wanted)
    assert all(id in s.could_be for id, s in zip(wanted, found, strict=True))
    assert all(a.end_s <= b.start_s for a, b in pairwise(found))


def test_the_other_hand_in_a_routine_is_told() -> None:
    fist = perform(find("34"), Style(amplitudes=[1.0] * 4))
    found = recognised(in_one_go([fist, mirrored(fist)])).named
    assert [s.side for s in found] == [Side.RIGHT, Side.LEFT]


def test_a_still_hand_is_nothing() -> None:
    assert recognised(still(find("34"), 20.0, Style(noise_L=0.004))).segments == ()


def test_a_waving_hand_is_named_no_exercise() -> None:
    waving = perform(find("7"), Style(amplitudes=[0.4]), Besides(waving=True))
    assert recognised(waving).named == ()


def test_no_hand_is_nothing() -> None:
    recording = performed(find("34"))
    gone = without_hand(recording, recording.time_s >= 0)
    assert recognised(gone).segments == ()


def test_an_empty_recording_is_nothing() -> None:
    assert recognised(performed(find("34")).between(-2.0, -1.0)).segments == ()


def test_what_is_not_among_the_exercises_is_not_named() -> None:
    only = [find("12"), find("33")]
    assert recognised(performed(find("34")), only).named == ()


def test_exercises_of_both_hands_are_not_looked_for_with_one() -> None:
    assert "3" in recognised(performed(find("34"))).unknown
    assert "3" not in recognised(performed(find("3"))).unknown
