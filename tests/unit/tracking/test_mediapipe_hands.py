"""MediaPipe's own machinery; the laws of any tracker are in test_trackers.py."""

from __future__ import annotations

import os
import sys

import pytest

from handtrack.errors import TrackerError
from handtrack.sources.video import Frame
from handtrack.tracking.mediapipe_hands import MediaPipeTracker
from handtrack.tracking.model_file import find_model
from handtrack.tracking.open_tracker import LandmarkEngine
from handtrack.tracking.warmup_image import warmup_image
from tests.helpers.tracked_pictures import EMPTY, frames, track
from tests.helpers.video_files import shared_tracker


def mediapipe_tracker() -> MediaPipeTracker:
    tracker = shared_tracker(1, LandmarkEngine.MEDIAPIPE)
    assert isinstance(tracker, MediaPipeTracker)
    return tracker


def test_width_and_depth_scale_alike() -> None:
    """Stretched to twice the width, x and z double and y stays."""
    picture = warmup_image()
    plain = Frame(0, 0.0, picture, (640, 480))
    wide = Frame(0, 0.0, picture, (1280, 480))
    (a,), (b,) = track(mediapipe_tracker(), [plain]), track(mediapipe_tracker(), [wide])
    assert b.image_px == pytest.approx(a.image_px * (2, 1, 2), rel=1e-5)


def test_one_other_tracker_is_made_beside_it_and_kept() -> None:
    tracker = mediapipe_tracker()
    assert tracker.another() is tracker.another()
    assert tracker.another() is not tracker


def test_parts_are_looked_through_only_while_there_is_no_hand() -> None:
    tracker = mediapipe_tracker()
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
    tracker = mediapipe_tracker()

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
    assert mediapipe_tracker()
    said: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", said.append)
    picture = mediapipe.Image.__new__(mediapipe.Image)  # as Ctrl-C leaves it
    del picture
    assert said == []
