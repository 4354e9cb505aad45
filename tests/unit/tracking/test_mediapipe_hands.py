from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from handtrack.errors import ModelError, TrackerError
from handtrack.landmarks.hand import Landmark
from handtrack.landmarks.recording import TrackedFrame
from handtrack.sources.video import Frame
from handtrack.tracking import mediapipe_hands
from handtrack.tracking.mediapipe_hands import SETTLING_FRAMES, MediaPipeTracker
from handtrack.tracking.model_file import MODEL_SHA256, find_model
from handtrack.tracking.search_window import TILES, SearchWindow
from handtrack.tracking.warmup_image import warmup_image
from tests.helpers.terminals import without_remarks
from tests.helpers.video_files import Image, moving_hand, shared_tracker

EMPTY = np.zeros((240, 320, 3), np.uint8)


def frames(pictures: Iterable[Image], step_s: float = 1 / 30) -> list[Frame]:
    return [
        Frame(i, i * step_s, np.ascontiguousarray(p), (p.shape[1], p.shape[0]))
        for i, p in enumerate(pictures)
    ]


def track(tracker: MediaPipeTracker, clip: Iterable[Frame]) -> list[TrackedFrame]:
    tracker.reset()
    return [tracker.track(frame) for frame in clip]


def points(tracked: list[TrackedFrame]) -> NDArray[np.floating]:
    return np.concatenate([np.stack([t.image_px, t.world_m]) for t in tracked])


def settling(tracked: list[TrackedFrame]) -> list[bool]:
    return [bool(t.settling[0]) for t in tracked]


def same(a: list[TrackedFrame], b: list[TrackedFrame]) -> bool:
    labels = all(
        np.array_equal(x.is_right, y.is_right)
        and np.array_equal(x.side_score, y.side_score, equal_nan=True)
        and np.array_equal(x.settling, y.settling)
        for x, y in zip(a, b, strict=True)
    )
    return labels and np.array_equal(points(a), points(b), equal_nan=True)


def two_hands(count: int) -> list[Image]:
    return [np.hstack([p, p[:, ::-1]]) for p in moving_hand(count)]


def test_a_hand_is_found_and_named_for_its_owner() -> None:
    (tracked,) = track(shared_tracker(), frames([warmup_image()]))
    assert tracked.image_px.shape == tracked.world_m.shape == (1, 21, 3)
    assert tracked.image_px.dtype == tracked.world_m.dtype == np.float32
    assert tracked.is_right.tolist() == [0]  # the drawn hand is a left one
    assert tracked.is_right.dtype == np.int8
    assert 0.5 <= tracked.side_score[0] <= 1
    tip = tracked.image_px[0, Landmark.MIDDLE_TIP]
    assert tip[:2] == pytest.approx((309, 88), abs=25)


def test_the_mirror_image_has_the_other_label() -> None:
    (tracked,) = track(shared_tracker(), frames([warmup_image()[:, ::-1]]))
    assert tracked.is_right.tolist() == [1]


def test_without_a_hand_everything_is_nan_and_nothing_settles() -> None:
    (tracked,) = track(shared_tracker(), frames([EMPTY]))
    assert np.isnan(tracked.image_px).all()
    assert np.isnan(tracked.world_m).all()
    assert tracked.is_right.tolist() == [-1]
    assert np.isnan(tracked.side_score).all()
    assert tracked.settling.tolist() == [False]


def test_points_refer_to_the_full_picture_also_in_depth() -> None:
    picture = warmup_image()
    small = Frame(0, 0.0, picture, (640, 480))
    large = Frame(0, 0.0, picture, (3840, 2880))
    (a,), (b,) = track(shared_tracker(), [small]), track(shared_tracker(), [large])
    assert b.image_px == pytest.approx(a.image_px * 6, rel=1e-5)
    assert np.array_equal(a.world_m, b.world_m)


def test_width_and_depth_scale_alike() -> None:
    """Stretched to twice the width, x and z double and y stays."""
    picture = warmup_image()
    plain = Frame(0, 0.0, picture, (640, 480))
    wide = Frame(0, 0.0, picture, (1280, 480))
    (a,), (b,) = track(shared_tracker(), [plain]), track(shared_tracker(), [wide])
    assert b.image_px == pytest.approx(a.image_px * (2, 1, 2), rel=1e-5)


def test_after_a_reset_the_results_are_those_of_a_fresh_tracker() -> None:
    clip, other = frames(moving_hand(12)), frames([p[:, ::-1] for p in moving_hand(9)])
    fresh = track(MediaPipeTracker(find_model().path), clip)
    used = shared_tracker()
    track(used, other)
    again = track(used, clip)
    track(used, frames([EMPTY] * 3))
    assert same(fresh, again)
    assert same(fresh, track(used, clip))


def test_one_other_tracker_is_made_beside_it_and_kept() -> None:
    tracker = shared_tracker()
    assert tracker.another() is tracker.another()
    assert tracker.another() is not tracker


@pytest.mark.parametrize("times_s", [[0.0] * 9, [-5.0, 0, 1e-5, 2e-5, 1e9, 1e9, 0, np.nan, np.inf]])
def test_no_times_of_a_clip_upset_it(times_s: list[float]) -> None:
    clip = frames(moving_hand(9))
    odd = [Frame(f.index, t, f.image_rgb, f.size_px) for f, t in zip(clip, times_s, strict=True)]
    assert same(track(shared_tracker(), clip), track(shared_tracker(), odd))


def test_a_hand_settles_for_ten_frames_after_each_detection() -> None:
    gap = 3
    clip = [*moving_hand(14), *[EMPTY] * gap, *moving_hand(14)]
    flags = settling(track(shared_tracker(), frames(clip)))
    tail = [False] * (14 - SETTLING_FRAMES)
    expected = [True] * SETTLING_FRAMES + tail
    assert flags == [*expected, *[False] * gap, *expected]


def test_each_hand_settles_by_itself() -> None:
    one = [np.hstack([p, EMPTY]) for p in moving_hand(5)]
    tracked = track(shared_tracker(2), frames([*one, *two_hands(12)]))
    assert np.isfinite(tracked[-1].image_px).all()
    flags = np.array([t.settling for t in tracked])
    came = [
        int(np.flatnonzero(np.isfinite([t.image_px[s, 0, 0] for t in tracked]))[0]) for s in (0, 1)
    ]
    assert came[0] == 0 < came[1]
    for slot in (0, 1):
        assert np.flatnonzero(flags[:, slot]).tolist() == list(
            range(came[slot], min(came[slot] + SETTLING_FRAMES, len(tracked)))
        )


def test_the_first_frame_is_near_what_later_frames_of_a_still_hand_say() -> None:
    tracked = track(shared_tracker(), frames([warmup_image()] * 20))
    last = tracked[-1].image_px[0]
    palm_px = float(np.linalg.norm(last[Landmark.MIDDLE_MCP] - last[Landmark.WRIST]))
    off_px = np.linalg.norm(tracked[0].image_px[0] - last, axis=-1)
    assert off_px.mean() < 0.05 * palm_px


def far_hand(left: int, top: int) -> Image:
    """The drawn hand, 96 pixels wide with all around it, somewhere in a picture of 640 x 480."""
    picture = np.empty_like(warmup_image())
    picture[:] = warmup_image()[0, 0]
    picture[top : top + 72, left : left + 96] = cv2.resize(
        warmup_image(), (96, 72), interpolation=cv2.INTER_AREA
    )
    return picture


@pytest.mark.parametrize("corner", [(0, 0), (544, 408)])
def test_a_hand_too_small_for_the_whole_picture_is_found_in_a_part(
    monkeypatch: pytest.MonkeyPatch, corner: tuple[int, int]
) -> None:
    clip = frames([far_hand(*corner)] * 30)
    with monkeypatch.context() as patch:
        patch.setattr(mediapipe_hands, "TILES", (SearchWindow(),))
        assert not any(t.is_right[0] >= 0 for t in track(shared_tracker(), clip))
    found = [t.is_right[0] >= 0 for t in track(shared_tracker(), clip)]
    first = found.index(True)
    assert first < len(TILES)
    assert all(found[first:])


def test_points_of_a_hand_found_in_a_part_refer_to_the_whole_picture() -> None:
    corner, size = np.array((544, 408)), 96 / 640
    (near,) = track(shared_tracker(), frames([warmup_image()]))
    expected = near.image_px[0, :, :2] * size + corner
    clip = track(shared_tracker(), frames([far_hand(*corner)] * 30))
    palm_px = float(np.linalg.norm(expected[Landmark.MIDDLE_MCP] - expected[Landmark.WRIST]))
    for tracked in clip:
        if tracked.is_right[0] >= 0:  # while the part grows, and after it
            off_px = np.linalg.norm(tracked.image_px[0, :, :2] - expected, axis=-1)
            assert off_px.mean() < 0.2 * palm_px


def test_what_is_found_in_a_part_and_not_again_from_nearer_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mediapipe_hands, "ALIKE_PALMS", 0.0)
    tracked = track(shared_tracker(), frames([far_hand(0, 0)] * 30))
    assert not any(t.is_right[0] >= 0 for t in tracked)


def test_a_far_smaller_hand_than_the_one_before_is_somebody_elses() -> None:
    clip = frames([*[warmup_image()] * 3, *[np.full_like(warmup_image(), 90)] * 3])
    behind = frames([far_hand(0, 0)] * 30)
    tracker = shared_tracker()
    track(tracker, clip)
    assert not any(tracker.track(frame).is_right[0] >= 0 for frame in behind)
    tracker.reset()
    assert any(tracker.track(frame).is_right[0] >= 0 for frame in behind)


def test_parts_are_looked_through_only_while_there_is_no_hand() -> None:
    tracker = shared_tracker()
    track(tracker, frames([warmup_image()]))
    before = tracker._calls
    for frame in frames([warmup_image()] * 5):
        tracker.track(frame)
    assert tracker._calls - before == 5
    track(tracker, frames([EMPTY]))
    before = tracker._calls
    for frame in frames([EMPTY] * 5):
        tracker.track(frame)
    assert tracker._calls - before == 10


def test_two_hands_have_two_slots_that_hold() -> None:
    tracked = track(shared_tracker(2), frames(two_hands(8)))
    for t in tracked:
        assert t.image_px.shape == (2, 21, 3)
        assert t.is_right.tolist() == [0, 1]
        assert (t.image_px[0, :, 0] < 320).all()
        assert (t.image_px[1, :, 0] > 320).all()


def test_two_slots_hold_one_hand_only_once() -> None:
    tracked = track(shared_tracker(2), frames(moving_hand(6)))
    assert [np.isfinite(t.image_px[:, 0, 0]).tolist() for t in tracked] == [[True, False]] * 6


def test_it_says_what_it_is() -> None:
    tracker = shared_tracker()
    assert tracker.model_sha256 == MODEL_SHA256
    assert tracker.engine.split(".")[0].isdigit()
    assert tracker.slots == 1


@pytest.mark.parametrize("slots", [0, 3])
def test_more_hands_than_two_are_not_foreseen(slots: int) -> None:
    with pytest.raises(ValueError, match="slots"):
        MediaPipeTracker(find_model().path, slots)


def test_a_wrong_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.task").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="is not the hand model"):
        MediaPipeTracker(tmp_path / "a.task")


def test_what_the_engine_said_is_shown_when_it_does_not_start(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    vision = pytest.importorskip("mediapipe.tasks.python.vision")

    def broken(options: object) -> None:
        os.write(2, b"libGLESv2 is not at home\n")
        raise OSError("cannot open libGLESv2.so.2")

    monkeypatch.setattr(vision.HandLandmarker, "create_from_options", broken)
    with pytest.raises(TrackerError) as caught:
        MediaPipeTracker(find_model().path)
    assert "could not be started: cannot open libGLESv2.so.2." in str(caught.value)
    assert "install libegl1 and libgles2" in str(caught.value)
    assert "libGLESv2 is not at home" in str(caught.value)
    assert capfd.readouterr().err == ""


def test_an_error_of_the_engine_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = shared_tracker()

    def broken(image: object, time_ms: int) -> None:
        raise RuntimeError("graph is gone")

    with monkeypatch.context() as patch:
        patch.setattr(tracker._landmarker, "detect_for_video", broken)
        with pytest.raises(TrackerError, match="gave up on a frame: graph is gone"):
            tracker.reset()
    tracker.reset()


def test_a_picture_that_was_cut_short_ends_without_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mediapipe = pytest.importorskip("mediapipe")
    assert shared_tracker()
    said: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", said.append)
    picture = mediapipe.Image.__new__(mediapipe.Image)  # as Ctrl-C leaves it
    del picture
    assert said == []


QUIET = """
import sys
from handtrack.tracking.warmup_image import warmup_image
from handtrack.sources.video import Frame
from handtrack.tracking.mediapipe_hands import MediaPipeTracker
from handtrack.tracking.model_file import find_model
tracker = MediaPipeTracker(find_model().path)
print("own words", file=sys.stderr)
tracked = tracker.track(Frame(0, 0.0, warmup_image(), (640, 480)))
print(int(tracked.is_right[0]))
{end}
"""


@pytest.mark.parametrize(
    ("end", "code", "last"),
    [
        ("", 0, "own words"),
        ("sys.exit(3)", 3, "own words"),
        ("del tracker", 0, "own words"),
        ("raise RuntimeError('mine')", 1, "RuntimeError: mine"),
    ],
)
def test_only_our_own_words_reach_stderr(end: str, code: int, last: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", QUIET.format(end=end)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = without_remarks(run.stderr).splitlines()
    assert (run.returncode, run.stdout) == (code, "0\n")
    assert (said[0], said[-1]) == ("own words", last)
    assert all(word not in run.stderr for word in ("WARNING", "INFO", "W0000", "ignored"))


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell to close stderr with")
def test_it_starts_where_there_is_no_stderr() -> None:
    run = subprocess.run(
        ["sh", "-c", 'exec "$@" 2>&-', "sh", sys.executable, "-c", QUIET.format(end="")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # print() turns to stdout where there is no stderr
    assert (run.returncode, run.stdout, run.stderr) == (0, "own words\n0\n", "")
