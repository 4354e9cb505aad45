"""One hand, one exercise, one recording: which hand, what is kept, what comes out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import handtrack
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.library import find
from handtrack.events import Label, Reason, Status
from handtrack.landmarks.geometry import palm_normal
from handtrack.landmarks.hand import FINGERS, Finger, Side
from handtrack.landmarks.recording import Recording, choose_slot
from handtrack.landmarks.views import View
from handtrack.scoring.score import score
from handtrack.scoring.self_calibration import HERE, calibrate
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.registry import counter_for
from synthetic_hand.performances.perform import perform, repetition_times_s, still
from synthetic_hand.performances.style import Besides, Style
from synthetic_hand.recording_changes import without_hand
from tests.helpers.frame_by_frame import streamed
from tests.helpers.frozen_exercises import frozen

FIST, WRIST, CURL, THUMB = frozen("34"), frozen("11"), frozen("18"), frozen("2")
FAN = frozen("33")
THREE = Style(view=View.SIDE, amplitudes=[1.0] * 3)


def joined(*recordings: Recording) -> Recording:
    """Recordings of one hand each as the slots of one."""
    names = ("image_px", "world_m", "is_right", "side_score", "settling")
    arrays = {n: np.concatenate([getattr(r, n) for r in recordings], axis=1) for n in names}
    first = recordings[0]
    return replace(first, header=replace(first.header, slots=len(recordings)), **arrays)


def shown(recording: Recording, share: float) -> Recording:
    return without_hand(recording, np.arange(len(recording)) >= share * len(recording))


RIGHT, LEFT = (still(FIST, 2.0, Style(side=side)) for side in (Side.RIGHT, Side.LEFT))

# --- which hand


def test_the_hand_seen_most_is_taken_and_its_side_is_what_most_labels_say() -> None:
    assert choose_slot(joined(shown(RIGHT, 0.5), LEFT), None) == (1, Side.LEFT)
    assert choose_slot(joined(RIGHT, shown(LEFT, 0.5)), None) == (0, Side.RIGHT)
    assert choose_slot(joined(RIGHT, LEFT), None) == (0, Side.RIGHT)


def test_the_users_word_picks_the_hand() -> None:
    both = joined(RIGHT, shown(LEFT, 0.2))
    assert choose_slot(both, Side.LEFT) == (1, Side.LEFT)
    assert choose_slot(both, Side.RIGHT) == (0, Side.RIGHT)


def test_the_users_word_overrules_the_camera() -> None:
    assert choose_slot(RIGHT, Side.LEFT) == (0, Side.LEFT)
    assert choose_slot(joined(shown(RIGHT, 0.3), RIGHT), Side.LEFT) == (1, Side.LEFT)


def test_one_frame_never_decides_the_side() -> None:
    labels = RIGHT.is_right.copy()
    labels[:20] = 0
    flickering = replace(RIGHT, is_right=labels)
    assert choose_slot(flickering, None) == (0, Side.RIGHT)
    sure = np.where(labels == 0, 0.99, 0.55).astype(np.float32)
    assert choose_slot(replace(flickering, side_score=sure), None) == (0, Side.RIGHT)


def test_a_hand_never_seen_is_called_a_right_one() -> None:
    assert choose_slot(shown(RIGHT, 0.0), None) == (0, Side.RIGHT)


def test_a_result_says_whether_the_side_was_given_or_seen() -> None:
    recording = perform(FIST, THREE)
    assert score(recording, FIST).result.side_source == "seen"
    assert score(recording, FIST, Side.RIGHT).result.side_source == "given"


def test_the_wrong_side_turns_the_palm_into_the_back_of_the_hand() -> None:
    recording = perform(FIST, replace(THREE, view=View.PALM))
    result = score(recording, FIST, Side.LEFT).result
    assert result.summary.view_share == 0
    assert {r.label for r in result.repetitions} == {Label.ESTIMATED}


# --- calibration


def test_a_recording_is_its_own_measure_unless_one_is_given() -> None:
    recording = perform(FIST, THREE)
    own = score(recording, FIST).result.calibration
    assert (own.source, own.exercise, own.side) == (HERE, "34", Side.RIGHT)
    assert own.exercise_share == 1
    assert replace(own, exercise_share=None) == calibrate(FIST, recording.hand(0, Side.RIGHT))
    assert own.rest is not None
    assert own.peak is not None
    wider = replace(own, source="mine.json", peak=own.rest + 1.5 * (own.peak - own.rest))
    result = score(recording, FIST, calibration=wider).result
    assert result.calibration == wider
    assert [r.status for r in result.repetitions] == [Status.PARTIAL] * 3


def test_a_calibration_without_a_range_counts_nothing() -> None:
    empty = Calibration("34", Side.RIGHT, "x")
    assert score(perform(FIST, THREE), FIST, calibration=empty).result.repetitions == ()
    no_gaps = Calibration("18", Side.RIGHT, "x")
    once = perform(CURL, Style(amplitudes=[1.0]))
    assert score(once, CURL, calibration=no_gaps).result.repetitions == ()


# --- what is kept


def test_a_result_says_how_it_was_made() -> None:
    recording = perform(FIST, THREE)
    header = replace(
        recording.header,
        source="fist.mp4",
        source_sha256="ab" * 32,
        engine="litert 2.3.0",
        model_sha256="cd" * 32,
        complete=False,
        note="The video stops half way.",
    )
    result = score(replace(recording, header=header), FIST).result
    made = result.made_by
    assert (made.source, made.source_sha256) == ("fist.mp4", "ab" * 32)
    assert (made.engine, made.model_sha256) == ("litert 2.3.0", "cd" * 32)
    assert made.handtrack == handtrack.__version__
    assert made.exercise_version == FIST.version
    assert made.smoothing == "middle of three, one euro, 2 Hz, beta 3"
    assert (result.complete, result.note) == (False, "The video stops half way.")
    assert (result.frames, result.duration_s) == (len(recording), recording.duration_s)


def test_what_is_counted_by_is_named() -> None:
    fist = score(perform(FIST, THREE), FIST).result
    assert (fist.signal, fist.signal_unit) == ("aperture", "L")
    curl = score(perform(CURL, Style(amplitudes=[1.0])), CURL).result
    assert (curl.signal, curl.signal_unit) == ("thumb on a finger", "L")
    assert curl.made_by.smoothing == "none"


def test_the_summary_counts_and_times_the_valid_ones() -> None:
    style = replace(THREE, amplitudes=[1.0, 0.7, 1.0, 1.0])
    slow_end = score(perform(FIST, style), FIST).result
    summary = slow_end.summary
    assert (summary.valid, summary.partial) == (3, 1)
    assert (summary.rejected, summary.unverifiable) == (0, 0)
    assert (summary.dose, summary.dose_source) == (10, "default")
    took_s = sorted(r.duration_s for r in slow_end.with_status(Status.VALID))
    assert summary.tempo.shortest_s == took_s[0]
    assert summary.tempo.median_s == took_s[1]
    assert summary.tempo.longest_s == took_s[2]
    assert (summary.hand_share, summary.view_share) == (1.0, 1.0)


@pytest.mark.parametrize("frames", [0, 1, 2])
@pytest.mark.parametrize("exercise", [FIST, WRIST, CURL], ids=lambda e: e.slug)
def test_next_to_no_frames_give_an_empty_result(frames: int, exercise: Exercise) -> None:
    whole = perform(FIST, THREE)
    names = ("time_s", "image_px", "world_m", "is_right", "side_score", "settling")
    few = replace(whole, **{name: getattr(whole, name)[:frames] for name in names})
    result = score(few, exercise).result
    assert result.repetitions == ()
    assert result.frames == frames
    assert result.summary.hand_share == (1.0 if frames else None)


# --- traces


def test_a_wrist_without_a_forearm_line_reads_nothing() -> None:
    hand = perform(WRIST, THREE).hand(0, Side.RIGHT)
    reading = WRIST.signals["wrist"]
    assert np.isnan(reading.of(hand, None)).all()


def test_the_signals_of_a_trace_are_raw_and_its_progress_is_smoothed() -> None:
    recording = perform(THUMB, Style(amplitudes=[1.0], noise_L=0.01))
    scored = score(recording, THUMB)
    calibration = scored.result.calibration
    raw = counter_for(THUMB).progress(calibration, scored.signals.declared["thumb"])
    jitter = np.abs(np.diff(raw[:30])).mean()
    assert np.abs(np.diff(scored.signals.progress[:30])).mean() < 0.7 * jitter


def test_a_sequence_is_traced_finger_by_finger() -> None:
    recording = perform(CURL, Style(amplitudes=[1.0]))
    scored = score(recording, CURL)
    assert scored.signals.progress.shape == (len(recording), len(FINGERS))
    assert (np.nanmax(scored.signals.progress, axis=0) > 0.9).all()
    raw = counter_for(CURL).read(recording.hand(0, Side.RIGHT), None)
    chances = counter_for(CURL).progress(scored.result.calibration, raw)
    np.testing.assert_allclose(scored.signals.progress, chances)


def test_settling_frames_make_a_figure_an_estimate() -> None:
    recording = perform(FIST, THREE)
    settled = score(recording, FIST).result.repetitions
    assert {r.label for r in settled} == {Label.VERIFIED}
    settling = replace(recording, settling=np.ones_like(recording.settling))
    assert {r.label for r in score(settling, FIST).result.repetitions} == {Label.ESTIMATED}


def test_time_in_which_no_frame_came_is_no_hold() -> None:
    recording = perform(FIST, replace(THREE, amplitudes=[1.0], hold_s=3.0))
    held = score(recording, FIST)
    kept = np.flatnonzero((recording.time_s < 3.0) | (recording.time_s > 3.8))
    names = ("time_s", "image_px", "world_m", "is_right", "side_score", "settling")
    stalled = replace(recording, **{name: getattr(recording, name)[kept] for name in names})
    found = score(stalled, FIST, calibration=held.result.calibration)
    (whole,), (broken,) = held.result.repetitions, found.result.repetitions
    assert whole.hold_s is not None
    assert broken.hold_s == pytest.approx(whole.hold_s - 0.8, abs=0.1)
    assert (broken.status, broken.duration_s) == (whole.status, whole.duration_s)


SQUEEZE, SPREAD, HOOK = frozen("25"), frozen("31"), frozen("32")
OF_THREE = Style(amplitudes=[1.0] * 3)


def test_a_calibration_knows_its_finger_in_a_stream_too() -> None:
    recording = perform(HOOK.with_finger(Finger.MIDDLE), OF_THREE)
    scored = score(recording, HOOK)
    hand = recording.hand(scored.slot, Side.RIGHT)
    assert tuple(streamed(hand, HOOK, scored.result.calibration)) == scored.result.repetitions
    again = score(recording, HOOK, calibration=scored.result.calibration)
    assert again.result.repetitions == scored.result.repetitions


def test_what_is_never_more_than_an_estimate_says_so_and_why() -> None:
    result = score(perform(SQUEEZE, OF_THREE), SQUEEZE).result
    assert {r.label for r in result.repetitions} == {Label.ESTIMATED}
    assert result.estimated == SQUEEZE.report.estimated
    assert score(perform(SPREAD, OF_THREE), SPREAD).result.estimated == ""


def test_a_repetition_that_mostly_nobody_saw_is_not_judged() -> None:
    start_s, _ = repetition_times_s(FAN)[1]
    lost = [(start_s + 0.1, start_s + 0.9), (start_s + 1.3, start_s + 2.1)]
    repetitions = score(perform(FAN, Style(lost_s=lost)), FAN).result.repetitions
    assert [r.number for r in repetitions if r.status is not Status.VALID] == [2]
    (note,) = repetitions[1].reasons
    assert repetitions[1].status is Status.UNVERIFIABLE
    assert note.reason is Reason.HAND_LEFT_VIEW
    assert "seen in" in note.sentence


def test_a_forearm_that_turns_through_the_middle_of_a_flat_palm_is_noticed() -> None:
    through = Besides(rest={"forearm_rotation": -40.0}, peak={"forearm_rotation": 40.0})
    scored = score(perform(find("33"), OF_THREE, through), find("33"))
    hand = scored.signals.hand
    cosine = palm_normal(hand.image_px, hand.side)[..., 2]
    assert np.ptp(cosine) < 0.3  # it hardly changes
    notes = [note.reason for r in scored.result.repetitions for note in r.notes]
    assert notes == [Reason.FOREARM_TURNED] * 3
