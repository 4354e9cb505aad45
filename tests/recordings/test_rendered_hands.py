"""A rendered hand whose every repetition is known, as MediaPipe saw it.

The landmarks were tracked once (`handtrack track CLIP.mp4`) and lie in `data/`; `truth.json` there
says what the hand was told to do.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find, load_all
from handtrack.events import Label, Reason, Status
from handtrack.landmarks.hand import FINGERS, Finger, Side
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_file import read
from handtrack.scoring.results import ExerciseResult
from handtrack.scoring.score import score
from synthetic_hand.recording_changes import mirrored, resampled
from tests.helpers.choices import one_of_each_kind
from tests.helpers.frame_by_frame import streamed
from tests.helpers.paths import RECORDINGS

TRUTH: dict[str, dict[str, Any]] = json.loads((RECORDINGS / "truth.json").read_text("utf-8"))
CASES = [(name, wanted) for name, told in TRUTH.items() for wanted in told["exercises"]]
TOUCHED = [name for name, told in TRUTH.items() if "touches_s" in told["repetitions"][0]]

EDGE_S = 0.22
"""Over these clips edges are right to 0.01 s in the mean, with a standard deviation of 0.07 s. At
most one is 0.20 s off, where a bending finger hardly shows at first."""
FPS_S = 0.2
"""What another frame rate may change; 0.03 s in 95 of 100."""

cases = pytest.mark.parametrize(("name", "wanted"), CASES)


def clip(name: str) -> Recording:
    return read(RECORDINGS / f"{name}.npz")


def scored(name: str, wanted: str) -> ExerciseResult:
    return score(clip(name), find(wanted)).result


@cases
def test_full_repetitions_are_valid_and_the_others_partial(name: str, wanted: str) -> None:
    result = scored(name, wanted)
    told = [Status.VALID if r["valid"] else Status.PARTIAL for r in TRUTH[name]["repetitions"]]
    assert [r.status for r in result.repetitions] == told
    for repetition in result.repetitions:
        if repetition.status is Status.PARTIAL:
            reason = Reason.INCOMPLETE_SEQUENCE if repetition.touches else Reason.TOO_SMALL
            assert repetition.notes[0].reason is reason


@cases
def test_repetitions_begin_and_end_when_the_hand_moves(name: str, wanted: str) -> None:
    result = scored(name, wanted)
    for found, told in zip(result.repetitions, TRUTH[name]["repetitions"], strict=True):
        assert found.start_s == pytest.approx(told["start_s"], abs=EDGE_S)
        assert found.end_s == pytest.approx(told["end_s"], abs=EDGE_S)


def test_repetitions_are_not_early_or_late_in_the_mean() -> None:
    off_s = [
        (found.start_s - told["start_s"], found.end_s - told["end_s"])
        for name, wanted in CASES
        for found, told in zip(
            scored(name, wanted).repetitions, TRUTH[name]["repetitions"], strict=True
        )
    ]
    assert np.abs(np.mean(off_s, axis=0)).max() < 0.03


@cases
def test_the_side_is_told_by_the_picture(name: str, wanted: str) -> None:
    result = scored(name, wanted)
    assert (result.side, result.side_source) == (Side(TRUTH[name]["side"]), "seen")


@pytest.mark.parametrize("name", TOUCHED)
def test_each_touch_is_in_order_and_where_it_was(name: str) -> None:
    result = scored(name, "18")
    for found, told in zip(result.repetitions, TRUTH[name]["repetitions"], strict=True):
        intervals = told["touches_s"]
        assert [t.finger for t in found.touches] == list(FINGERS[: len(intervals)])
        for touch, (start_s, end_s) in zip(found.touches, intervals, strict=True):
            assert touch.start_s < end_s + 0.1
            assert touch.end_s > start_s - 0.1


@pytest.mark.parametrize("name", TOUCHED)
def test_a_touch_that_the_tracker_misread_is_labelled_so(name: str) -> None:
    """MediaPipe reads most touches of the middle finger on these clips as the ring finger's."""
    repetitions = scored(name, "18").repetitions
    unsure = [Label.ESTIMATED in [t.label for t in r.touches] for r in repetitions]
    assert [r.label is Label.ESTIMATED for r in repetitions] == unsure
    assert unsure[:2] == [True, True]
    for repetition in repetitions:
        others = [t.label for t in repetition.touches if t.finger is not Finger.MIDDLE]
        assert set(others) == {Label.VERIFIED}


@cases
@pytest.mark.parametrize("fps", [15.0, 60.0])
def test_another_frame_rate_gives_the_same_repetitions(name: str, wanted: str, fps: float) -> None:
    recording = clip(name)
    usual = score(recording, find(wanted)).result.repetitions
    found = score(resampled(recording, fps), find(wanted)).result.repetitions
    assert [r.status for r in found] == [r.status for r in usual]
    for a, b in zip(found, usual, strict=True):
        assert a.start_s == pytest.approx(b.start_s, abs=FPS_S)
        assert a.end_s == pytest.approx(b.end_s, abs=FPS_S)


@pytest.mark.parametrize("exercise", one_of_each_kind(load_all()), ids=lambda e: e.slug)
@pytest.mark.parametrize("name", list(TRUTH))
def test_whole_and_frame_by_frame_are_identical(name: str, exercise: Exercise) -> None:
    recording = clip(name)
    whole = score(recording, exercise)
    hand = recording.hand(whole.slot, whole.result.side)
    assert tuple(streamed(hand, exercise, whole.result.calibration)) == whole.result.repetitions


@cases
def test_a_mirrored_hand_of_the_other_side_does_the_same(name: str, wanted: str) -> None:
    straight = scored(name, wanted)
    turned = score(mirrored(clip(name)), find(wanted)).result
    assert turned.side is not straight.side
    for a, b in zip(turned.repetitions, straight.repetitions, strict=True):
        assert (a.status, a.label, a.start_s, a.end_s) == (b.status, b.label, b.start_s, b.end_s)
        assert [n.reason for n in a.notes] == [n.reason for n in b.notes]


def test_every_recording_says_how_it_was_made() -> None:
    for name in TRUTH:
        header = clip(name).header
        assert header.source == f"{name}.mp4"
        assert len(header.source_sha256) == len(header.model_sha256) == 64
        assert header.handtrack
        assert header.engine
        assert np.isfinite(clip(name).image_px).all()
