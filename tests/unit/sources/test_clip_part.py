"""A part of a clip, and slow motion undone."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import pytest

from handtrack.errors import SourceError
from handtrack.landmarks.recording import Recording
from handtrack.scoring.results import ExerciseResult, Repetition
from handtrack.scoring.score import score
from handtrack.sources.clip_part import WHOLE, ClipPart, part_of
from handtrack.sources.video import VideoSource
from handtrack.tracking.track_video import track_video
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.frozen_exercises import frozen
from tests.helpers.video_files import code_clip, moving_hand, shared_tracker

SPREAD, BEAT = frozen("33"), frozen("18")
TIMES = ("start_s", "end_s", "peak_s")


def begun_anew(recording: Recording) -> Recording:
    """As another program cuts it: its times begin at 0, and it knows of no part."""
    header = replace(recording.header, start_s=0.0, end_s=None)
    return replace(recording, header=header, time_s=recording.time_s - recording.time_s[0])


def shifted(repetition: Repetition, by_s: float) -> Repetition:
    moved = {
        name: getattr(repetition, name) + by_s
        for name in TIMES
        if getattr(repetition, name) is not None
    }
    touches = tuple(
        replace(t, start_s=t.start_s + by_s, end_s=t.end_s + by_s) for t in repetition.touches
    )
    return replace(repetition, **moved, touches=touches)


def same(a: ExerciseResult, b: ExerciseResult, by_s: float) -> None:
    assert a.repetitions
    assert len(a.repetitions) == len(b.repetitions)
    for one, other in zip(a.repetitions, b.repetitions, strict=True):
        back = shifted(other, by_s)
        assert (one.status, one.label, one.notes) == (back.status, back.label, back.notes)
        for name in (*TIMES, "peak", "excursion", "hold_s"):
            assert getattr(one, name) == pytest.approx(getattr(back, name), abs=1e-9)
        assert [t.finger for t in one.touches] == [t.finger for t in back.touches]
        starts_s = [t.start_s for t in back.touches]
        assert [t.start_s for t in one.touches] == pytest.approx(starts_s, abs=1e-9)
    assert a.summary == b.summary or a.summary.bounds == b.summary.bounds


@pytest.mark.parametrize("wanted", ["33", "18"])
def test_a_part_scores_as_the_same_part_cut_by_another(wanted: str) -> None:
    exercise = frozen(wanted)
    recording = perform(exercise, Style(amplitudes=[1.0] * 4))
    start_s, end_s = 0.3 * recording.duration_s, 0.95 * recording.duration_s
    part = ClipPart(start_s, end_s).of(recording, "clip.npz")
    assert part.time_s[0] >= start_s
    assert part.time_s[-1] < end_s
    assert part_of(part.header) == ClipPart(start_s, end_s)
    alone = begun_anew(part)
    same(score(part, exercise).result, score(alone, exercise).result, float(part.time_s[0]))


def test_a_part_of_a_video_is_tracked_as_the_same_part_cut_by_another(tmp_path: Path) -> None:
    pictures = list(moving_hand(90, (640, 480)))
    lossless = {"crf": "0", "preset": "ultrafast"}
    whole = code_clip(tmp_path / "a.mkv", pictures, codec="ffv1")
    other = code_clip(tmp_path / "b.mkv", pictures[30:75], codec="ffv1", options=lossless)
    tracker = shared_tracker()
    part = track_video(whole, tracker, part=ClipPart(1.0, 2.5))
    alone = track_video(other, tracker)
    assert len(part) == len(alone) == 45
    assert part.header.complete
    np.testing.assert_array_equal(part.image_px, alone.image_px)
    np.testing.assert_allclose(part.time_s - 1.0, alone.time_s, atol=0.0011)


def test_slow_motion_is_divided_out_of_every_time() -> None:
    recording = perform(SPREAD, Style(amplitudes=[1.0] * 3))
    slowed = replace(recording, time_s=recording.time_s * 8)
    back = ClipPart(slowed=8).of(slowed, "clip.npz")
    assert back.header.slowed == 8
    same(score(back, SPREAD).result, score(recording, SPREAD).result, 0.0)
    assert score(back, SPREAD).result.made_by.slowed == 8
    with pytest.raises(SourceError, match="already divided by 8"):
        ClipPart(slowed=4).of(back, "clip.npz")


def test_frames_of_slow_motion_have_the_times_of_life(tmp_path: Path) -> None:
    clip = code_clip(tmp_path / "a.mp4", moving_hand(60))
    with VideoSource(clip, part=ClipPart(1.0, inf, 4.0)) as video:
        frames = list(video)
    assert [f.index for f in frames] == list(range(30))
    assert [f.time_s for f in frames] == pytest.approx(np.arange(30, 60) / 120)


def test_the_whole_is_left_alone() -> None:
    recording = perform(SPREAD, Style(amplitudes=[1.0]))
    assert WHOLE.of(recording, "clip.npz") is recording


def test_a_part_outside_the_clip_is_refused(tmp_path: Path) -> None:
    recording = perform(SPREAD, Style(amplitudes=[1.0]))
    with pytest.raises(SourceError, match="fewer than two pictures from 900 s to its end"):
        ClipPart(900.0).of(recording, "clip.npz")
    clip = code_clip(tmp_path / "a.mp4", moving_hand(30))
    with (
        pytest.raises(SourceError, match=r"it lasts 1\.0 s"),
        VideoSource(clip, part=ClipPart(9.0)),
    ):
        pass
