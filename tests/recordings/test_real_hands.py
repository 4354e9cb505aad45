"""Real hands, counted by eye before any counter was run."""

from __future__ import annotations

import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find, load_all
from handtrack.events import Label, Status
from handtrack.landmarks.hand import FINGERS
from handtrack.scoring.score import score
from synthetic_hand.recording_changes import mirrored, resampled
from tests.helpers.choices import one_of_each_kind, other
from tests.helpers.frame_by_frame import streamed
from tests.helpers.real_hands import clip, needs_real_hands

pytestmark = needs_real_hands

COUNTED = [
    ("sagor_finger_flexion", "34", 8),
    ("nimit_wrist", "11", 3),
    ("nimit_wrist", "1", 3),
    ("physioassist_thumb_opposition", "18", 1),
    ("lujunwang_hand2", "10", 3),
]
NO_EXERCISE = ["xiaoying_hand", "huytung_hand", "huytung_1hand", "akstheme_gesture"]
EXERCISES = load_all()
NEAR_S = 0.5

counted = pytest.mark.parametrize(("name", "wanted", "count"), COUNTED)
every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.slug)


@counted
def test_the_repetitions_are_those_counted_by_eye(name: str, wanted: str, count: int) -> None:
    result = score(clip(name).recording, find(wanted)).result
    assert [r.status for r in result.repetitions] == [Status.VALID] * count
    assert result.summary.valid == count


@pytest.mark.parametrize(
    ("name", "wanted"),
    [(name, wanted) for name, wanted, _ in COUNTED if find(wanted).cycle],
)
def test_each_repetition_is_where_it_was_seen(name: str, wanted: str) -> None:
    seen = clip(name)
    result = score(seen.recording, find(wanted)).result
    for repetition, (start_s, end_s) in zip(result.repetitions, seen.events_s, strict=True):
        # The eye noted the far half of a movement to and fro: it begins earlier and ends later.
        assert start_s - 3 * NEAR_S < repetition.start_s < start_s
        assert end_s < repetition.end_s < end_s + 3 * NEAR_S
        assert repetition.peak_s is not None
        assert start_s - NEAR_S < repetition.peak_s < end_s + NEAR_S


def test_each_touch_is_where_it_was_seen_and_in_order() -> None:
    seen = clip("physioassist_thumb_opposition")
    (found,) = score(seen.recording, find("18")).result.repetitions
    assert found.label is Label.VERIFIED
    assert [touch.finger for touch in found.touches] == list(FINGERS)
    for touch, (start_s, end_s) in zip(found.touches, seen.events_s, strict=True):
        assert touch.start_s == pytest.approx(start_s, abs=NEAR_S)
        assert touch.end_s == pytest.approx(end_s, abs=NEAR_S)


@every_exercise
def test_a_motionless_picture_is_no_event(exercise: Exercise) -> None:
    assert score(clip("xiaoying_hand").recording, exercise).result.repetitions == ()


@every_exercise
@pytest.mark.parametrize("name", NO_EXERCISE)
def test_free_movement_is_no_valid_repetition(name: str, exercise: Exercise) -> None:
    result = score(clip(name).recording, exercise).result
    assert result.summary.valid == 0
    assert all(r.notes for r in result.repetitions)


@pytest.mark.parametrize("exercise", one_of_each_kind(EXERCISES), ids=lambda e: e.slug)
@pytest.mark.parametrize("name", sorted({name for name, _, _ in COUNTED} | set(NO_EXERCISE)))
def test_whole_and_frame_by_frame_are_identical(name: str, exercise: Exercise) -> None:
    recording = clip(name).recording
    scored = score(recording, exercise)
    hand = recording.hand(scored.slot, scored.result.side)
    assert tuple(streamed(hand, exercise, scored.result.calibration)) == scored.result.repetitions


@counted
@pytest.mark.parametrize("fps", [15.0, 60.0])
def test_another_frame_rate_gives_the_same_repetitions(
    name: str, wanted: str, count: int, fps: float
) -> None:
    recording = clip(name).recording
    usual = score(recording, find(wanted)).result.repetitions
    found = score(resampled(recording, fps), find(wanted)).result.repetitions
    assert len(usual) == count
    assert [r.status for r in found] == [r.status for r in usual]
    for a, b in zip(found, usual, strict=True):
        assert a.start_s == pytest.approx(b.start_s, abs=0.1)
        assert a.end_s == pytest.approx(b.end_s, abs=0.1)


@counted
def test_a_mirrored_hand_of_the_other_side_does_the_same(
    name: str, wanted: str, count: int
) -> None:
    recording = clip(name).recording
    straight = score(recording, find(wanted)).result
    turned = score(mirrored(recording), find(wanted)).result
    assert turned.side is other(straight.side)
    assert len(turned.repetitions) == count
    for a, b in zip(turned.repetitions, straight.repetitions, strict=True):
        assert (a.status, a.label, a.start_s, a.end_s) == (b.status, b.label, b.start_s, b.end_s)
        assert [n.reason for n in a.notes] == [n.reason for n in b.notes]
