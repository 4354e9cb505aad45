"""A finger that is missing, splinted or bandaged is neither asked for nor read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find, load_all
from handtrack.definitions.missing_fingers import without_fingers
from handtrack.errors import CalibrationError, ExerciseError
from handtrack.events import Reason, Status
from handtrack.landmarks.hand import (
    FINGERS,
    Finger,
    Side,
    fingers_but,
    fingers_words,
    without_words,
)
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.views import View
from handtrack.measurements import MEASUREMENTS
from handtrack.measurements.measurement import Space
from handtrack.scoring.results import from_json, to_json
from handtrack.scoring.score import Scored, score
from handtrack.verifiers import calibration_file
from synthetic_hand.landmarks import synthetic_recording, synthetic_track
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.sequence import touching_in_order
from synthetic_hand.performances.style import NOTHING, Besides, Style
from synthetic_hand.pose import FIST, OPEN
from tests.helpers.frame_by_frame import streamed

INDEX, MIDDLE, RING, LITTLE = FINGERS
THREE = Style(amplitudes=[1, 1, 1])
NEED_THE_INDEX = {"5", "17", "20", "30", "38"}
"""A pinch of thumb and index finger; no other exercise needs one finger above all."""


def wild(recording: Recording, fingers: tuple[Finger, ...], seed: int = 0) -> Recording:
    """The same with landmarks of these fingers as a tracker might invent them: anything."""
    rng = np.random.default_rng(seed)
    image, world = recording.image_px.copy(), recording.world_m.copy()
    for finger in fingers:
        for point in (finger.pip, finger.dip, finger.tip):
            image[..., point, :] += rng.normal(0, 30, image[..., point, :].shape)
            world[..., point, :] += rng.normal(0, 0.03, world[..., point, :].shape)
    return replace(recording, image_px=image, world_m=world)


def test_fingers_in_words() -> None:
    assert fingers_words([]) == without_words([]) == ""
    assert without_words([LITTLE]) == "without the little finger"
    assert without_words([RING, LITTLE]) == "without the ring and little finger"
    assert fingers_words(FINGERS[1:]) == "middle, ring and little finger"


@pytest.mark.parametrize("finger", FINGERS)
@pytest.mark.parametrize("name", MEASUREMENTS)
def test_no_measurement_reads_a_finger_that_the_hand_lacks(name: str, finger: Finger) -> None:
    measurement = MEASUREMENTS[name]
    if measurement.space is Space.FITTED or measurement.needs_forearm or measurement.needs_object:
        pytest.skip("read from the palm, or from an object")
    tame = synthetic_track({**OPEN, "wrist_flexion": np.linspace(0, 20, 5)}, Side.RIGHT, View.PALM)
    odd = wild(synthetic_recording(tame), (finger,)).hand(0, Side.RIGHT)
    tame = synthetic_recording(tame).hand(0, Side.RIGHT)
    lacking = [replace(hand, without=(finger,)) for hand in (tame, odd)]
    for one in measurement.fingers or (None,):
        before, after = (measurement.read(hand, one) for hand in lacking)
        np.testing.assert_array_equal(before, after)
        there = measurement.readable(one, (finger,))
        assert np.isfinite(before).all() == there
        assert not there or finger not in measurement.reads(one)
    if measurement.fingers:
        each = measurement.read_each(lacking[1])
        singly = [measurement.read(lacking[1], f) for f in measurement.fingers]
        np.testing.assert_array_equal(each, np.stack(singly, axis=-1))


def test_figures_over_several_fingers_are_of_those_there_are() -> None:
    hand = synthetic_track({**OPEN, **FIST, "index_mcp": np.zeros(3)}, Side.RIGHT, View.PALM)
    for whole, single in (
        ("aperture", "tip_to_wrist"),
        ("fist_gap", "tip_to_palm"),
        ("composite_flexion", "finger_flexion"),
    ):
        for lacks in ((), (LITTLE,), (INDEX, RING)):
            each = [MEASUREMENTS[single].read(hand, f) for f in fingers_but(lacks)]
            found = MEASUREMENTS[whole].read(replace(hand, without=lacks))
            np.testing.assert_allclose(found, np.mean(each, axis=0))
    span = MEASUREMENTS["span"]
    tips = hand.image_px[:, [INDEX.tip, RING.tip]]
    length = np.linalg.norm(hand.image_px[:, MIDDLE.mcp] - hand.image_px[:, 0], axis=-1)
    expected = np.linalg.norm(tips[:, 0] - tips[:, 1], axis=-1) / length
    np.testing.assert_allclose(span.read(replace(hand, without=(LITTLE,))), expected)
    inner = span.read(replace(hand, without=(MIDDLE, RING)))
    np.testing.assert_array_equal(inner, span.read(hand))
    assert np.isnan(span.read(replace(hand, without=(INDEX, MIDDLE, RING)))).all()


@pytest.mark.parametrize("exercise", load_all(), ids=lambda e: str(e.id))
@pytest.mark.parametrize("finger", FINGERS)
def test_nothing_is_asked_of_the_finger(exercise: Exercise, finger: Finger) -> None:
    lacks = (finger,)
    if exercise.id in NEED_THE_INDEX and finger is INDEX:
        with pytest.raises(ExerciseError, match="cannot be done without the index finger"):
            without_fingers(exercise, lacks)
        return
    left = without_fingers(exercise, lacks)
    wanted = [name for _, name in left.method.wanted] + [n for g in left.guards for n in g.wanted]
    assert all(left.signals[name].readable(lacks) for name in wanted)
    assert all(reading.readable(lacks) for entry in left.rom for reading in entry.readings)
    assert left.sequence is None or finger not in left.sequence.order
    assert left.choice is None or finger not in left.choice.fingers
    assert without_fingers(left, lacks) == left
    assert without_fingers(exercise, ()) is exercise
    assert set(left.signals) <= set(exercise.signals)
    # What has nothing to do with the finger is as it was.
    if not any(MEASUREMENTS[s.measure].reads(s.finger) for s in exercise.signals.values()):
        assert left.guards == exercise.guards


@pytest.mark.parametrize(
    ("wanted", "lacks", "why"),
    [
        ("18", (MIDDLE, RING, LITTLE), "it needs at least 2 of its fingers"),
        ("33", (INDEX, MIDDLE, RING), "it needs 2 fingers"),
        ("31", (MIDDLE, LITTLE), "it needs two fingers side by side"),
        ("28", FINGERS, "it needs one of its fingers"),
        ("34", FINGERS, "it needs a finger"),
        ("20", (INDEX,), "without the index finger."),
    ],
)
def test_what_cannot_be_done_without_them_is_said(
    wanted: str, lacks: tuple[Finger, ...], why: str
) -> None:
    with pytest.raises(ExerciseError, match="cannot be done without the") as told:
        without_fingers(find(wanted), lacks)
    assert why in str(told.value)


def test_a_chosen_finger_that_is_missing_is_said() -> None:
    for exercise, needs in (("28", "ring finger."), ("31", "it needs the ring and little finger.")):
        with pytest.raises(ExerciseError) as told:
            without_fingers(find(exercise).with_finger(RING), (RING,))
        assert str(told.value).endswith(needs)


def test_a_wrist_needs_no_finger_at_all() -> None:
    exercise = find("11")
    assert [g.kind for g in without_fingers(exercise, FINGERS).guards]
    found = score(perform(exercise, THREE), exercise, without=FINGERS)
    assert found.result.summary.valid == 3


def told(scored: Scored) -> set[Reason]:
    return {note.reason for r in scored.result.repetitions for note in r.notes}


def statuses(scored: Scored) -> list[Status]:
    return [r.status for r in scored.result.repetitions]


@pytest.mark.parametrize(
    ("wanted", "lacks"),
    [
        ("18", (RING,)),
        ("18", (INDEX, LITTLE)),
        ("6", (MIDDLE,)),
        ("39", (LITTLE,)),
        ("33", (LITTLE,)),
        ("34", (MIDDLE, RING)),
        ("31", (LITTLE,)),
        ("28", (INDEX,)),
        ("32", (RING,)),
        ("9", (LITTLE,)),
        ("5", (LITTLE,)),
    ],
    ids=str,
)
def test_such_a_hand_counts_whatever_is_invented_and_frame_by_frame_alike(
    wanted: str, lacks: tuple[Finger, ...]
) -> None:
    exercise = find(wanted)
    style = THREE if exercise.verifier != "activity" else Style(amplitudes=[1])
    asked = without_fingers(exercise, lacks)
    if exercise.sequence and exercise.sequence.cue:
        style = Style()
    recording = perform(asked, style)
    found = score(recording, exercise, without=lacks)
    assert found.result.summary.valid == len(style.amplitudes or range(asked.dose.reps))
    assert found.result.without == lacks
    assert found.result.calibration.without == lacks
    touched = {t.finger for r in found.result.repetitions for t in r.touches}
    tapped = {c.finger for r in found.result.repetitions for c in r.counts}
    assert not touched.intersection(lacks)
    assert not tapped.intersection(lacks)
    own, hand = found.result.calibration, recording.hand(0, Side.RIGHT)
    assert tuple(streamed(hand, exercise, own)) == found.result.repetitions
    again = score(recording, exercise, calibration=own)
    assert again.result.repetitions == found.result.repetitions
    # What a tracker invents may turn the palm a little, and the view is read from that.
    odd = score(wild(recording, lacks), exercise, Side.RIGHT, without=lacks)
    np.testing.assert_array_equal(odd.signals.progress, found.signals.progress)
    for name in found.exercise.signals:
        if MEASUREMENTS[found.exercise.signals[name].measure].space is not Space.FITTED:
            before, after = (scored.signals.declared[name] for scored in (found, odd))
            np.testing.assert_array_equal(before, after)


def test_the_missing_finger_is_not_missed_and_the_next_one_is() -> None:
    exercise = find("18")
    three = touching_in_order([INDEX, MIDDLE, LITTLE])
    assert statuses(score(three, exercise)) == [Status.REJECTED]
    assert statuses(score(three, exercise, without=(RING,))) == [Status.VALID]
    two = touching_in_order([INDEX, LITTLE])
    assert statuses(score(two, exercise, without=(RING,))) == [Status.REJECTED]


def test_a_splinted_finger_needs_not_move_in_a_fist() -> None:
    exercise = find("34")
    stiff = Besides.always({f"little_{joint}": 0.0 for joint in ("mcp", "pip", "dip")})
    assert stiff != NOTHING
    recording = perform(exercise, THREE, stiff)
    assert Status.VALID not in statuses(score(recording, exercise))
    found = score(recording, exercise, without=(LITTLE,))
    assert statuses(found) == [Status.VALID] * 3
    assert {r.finger for r in found.result.ranges} == {INDEX, MIDDLE, RING}
    assert len(score(recording, exercise).result.ranges) > len(found.result.ranges)


def test_a_finger_that_is_not_looked_at_may_move_along() -> None:
    exercise = find("32").with_finger(INDEX)
    along = Besides(rest={"middle_pip": 90.0}, peak={"middle_pip": 10.0}, late={"middle_pip": 10.0})
    recording = perform(exercise, THREE, along)
    assert told(score(recording, exercise)) == {Reason.OTHER_FINGERS_MOVED}
    assert told(score(recording, exercise, without=(MIDDLE,))) == set()


def test_a_result_and_an_own_range_remember_it(tmp_path: Path) -> None:
    exercise = find("18")
    found = score(
        perform(without_fingers(exercise, (RING,)), THREE), exercise, without=(RING,)
    ).result
    assert json.loads(to_json(found))["without"] == ["ring"]
    assert from_json(to_json(found)) == found
    older = json.loads(to_json(found))
    del older["without"], older["calibration"]["without"]
    assert from_json(json.dumps(older)).without == ()
    kept = tmp_path / "own.json"
    calibration_file.write(kept, found.calibration)
    for fitting in (None, (RING,)):
        assert calibration_file.read(kept, exercise, None, fitting).without == (RING,)
    others: dict[tuple[Finger, ...], str] = {
        (): "without the ring finger, not with all fingers",
        (LITTLE,): "without the ring finger, not without the little finger",
    }
    for asked, said in others.items():
        with pytest.raises(CalibrationError, match=said):
            calibration_file.read(kept, exercise, None, asked)
