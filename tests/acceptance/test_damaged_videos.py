"""200 damaged videos: each gives a clear error or a recording, and none a hang."""

from __future__ import annotations

import random
import threading
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from handtrack.errors import SourceError
from handtrack.landmarks.hand import LANDMARKS
from handtrack.landmarks.recording import Recording, TrackedFrame
from handtrack.sources.video import Frame
from handtrack.tracking.track_video import track_video
from handtrack.tracking.tracker import Tracker
from tests.helpers.video_files import index_first, moving_hand, shared_tracker, write_clip

pytestmark = pytest.mark.slow

FRAMES = 30
HANG_S = 60
"""A damaged file takes a hundredth of a second; a minute is a hang on any machine."""


class Blind:
    """Sees nothing, fast, and checks what it is given."""

    slots = 1
    engine = "blind"
    model_sha256 = ""
    has_presence = False

    def reset(self) -> None: ...

    def track(self, frame: Frame) -> TrackedFrame:
        width, height = frame.size_px
        assert frame.image_rgb.shape == (height, width, 3)
        nowhere = np.full((1, LANDMARKS, 3), np.nan, np.float32)
        score = np.array([np.nan], np.float32)
        nobody = np.array([-1], np.int8)
        return TrackedFrame(frame.time_s, nowhere, nowhere, nobody, score, np.array([False]))


@cache
def whole_clips() -> list[bytes]:
    """One clip in six containers; in the second MP4 the index stands before the pictures."""
    with TemporaryDirectory() as folder:
        clips = [
            write_clip(Path(folder) / f"a{suffix}", moving_hand(FRAMES)).read_bytes()
            for suffix in (".mp4", ".avi", ".mkv", ".webm", ".mpg")
        ]
        streamable = index_first(write_clip(Path(folder) / "b.mp4", moving_hand(FRAMES)))
        return [*clips, streamable.read_bytes()]


def damaged(seed: int) -> bytes:
    """Cut a clip short, change some of its bytes, blank a stretch of it, or all of that."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(whole_clips()))
    kinds = chance.choice([("cut",), ("flip",), ("head",), ("tail",), ("blank",), ("cut", "flip")])
    if "cut" in kinds:
        del data[chance.randrange(1, len(data)) :]
    if "blank" in kinds:
        start, stop = sorted(chance.sample(range(len(data)), 2))
        data[start:stop] = bytes(stop - start)
    places = {
        "flip": range(len(data)),
        "head": range(min(2000, len(data))),
        "tail": range(max(0, len(data) - 2000), len(data)),
    }
    for kind in kinds:
        for _ in range(chance.choice([1, 5, 50])):
            if kind in places:
                data[chance.choice(places[kind])] = chance.randrange(256)
    return bytes(data)


def within_time(path: Path, tracker: Tracker) -> Recording | BaseException:
    """Track in a thread that is given up when it hangs."""
    came: list[Recording | BaseException] = []

    def work() -> None:
        try:
            came.append(track_video(path, tracker))
        except BaseException as e:
            came.append(e)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(HANG_S)
    assert came, f"still busy after {HANG_S} s"
    return came[0]


def check(came: Recording | BaseException) -> None:
    if isinstance(came, SourceError):
        assert str(came).endswith((".", "camera."))
        assert "\n" not in str(came)
        return
    assert isinstance(came, Recording), repr(came)
    assert len(came) > 0
    assert (np.diff(came.time_s) > 0).all()
    assert np.isfinite(came.time_s).all()
    assert came.header.complete == (came.header.note == "")


@pytest.mark.parametrize("seeds", [range(n, n + 20) for n in range(0, 200, 20)], ids=str)
def test_damage_gives_a_sentence_or_a_recording(seeds: range, tmp_path: Path) -> None:
    for seed in seeds:
        path = tmp_path / f"damaged-{seed}.video"
        path.write_bytes(damaged(seed))
        # with the real engine now and then: pictures full of damage must not upset it either
        check(within_time(path, shared_tracker() if seed % 20 == 0 else Blind()))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("clip", range(6))
def test_a_clip_cut_short_never_passes_for_whole(clip: int, share: float, tmp_path: Path) -> None:
    data = whole_clips()[clip]
    path = tmp_path / "cut.video"
    path.write_bytes(data[: int(len(data) * share)])
    came = within_time(path, Blind())
    check(came)
    streaming = data[:4] == b"\0\0\1\xba"  # MPEG announces no length that could be missed
    if isinstance(came, Recording) and not streaming:
        assert len(came) < FRAMES
        assert not came.header.complete


def test_the_clips_themselves_are_whole(tmp_path: Path) -> None:
    for data in whole_clips():
        path = tmp_path / "whole.video"
        path.write_bytes(data)
        came = within_time(path, Blind())
        assert isinstance(came, Recording)
        assert len(came) == FRAMES
        assert came.header.complete
