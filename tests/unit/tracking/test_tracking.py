from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

import handtrack
from handtrack.errors import RecordingError, SourceError
from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import LANDMARKS
from handtrack.landmarks.recording import Recording, TrackedFrame
from handtrack.landmarks.recording_file import part_path
from handtrack.landmarks.recording_header import Header
from handtrack.sources.video import Frame
from handtrack.tracking.track_video import track_video
from tests.helpers.video_files import cut, index_first, moving_hand, retime, turn, write_clip


class Counting:
    """Pretends to see in each frame a hand whose every coordinate is the frame's number."""

    slots = 2
    engine = "counting 1"
    model_sha256 = "no model"
    has_presence = False

    def __init__(self, stop_at: int | None = None) -> None:
        self.resets = 0
        self.seen = 0
        self._stop_at = stop_at

    def reset(self) -> None:
        self.resets += 1

    def track(self, frame: Frame) -> TrackedFrame:
        if frame.index == self._stop_at:
            raise KeyboardInterrupt
        self.seen += 1
        points = np.full((2, LANDMARKS, 3), frame.index, np.float32)
        points[1] = np.nan
        return TrackedFrame(
            time_s=frame.time_s,
            image_px=points,
            world_m=points / 1000,
            is_right=np.array([1, -1], np.int8),
            side_score=np.array([0.9, np.nan], np.float32),
            settling=np.array([frame.index < 3, False]),
        )


def same(a: Recording, b: Recording) -> bool:
    names = ("time_s", "image_px", "world_m", "is_right", "side_score", "settling")
    return a.header == b.header and all(
        np.array_equal(getattr(a, n), getattr(b, n), equal_nan=True) for n in names
    )


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.mp4", moving_hand(40))


def test_every_frame_is_tracked_in_order(clip: Path) -> None:
    tracker = Counting()
    tracked = track_video(clip, tracker)
    assert tracked.image_px[:, 0, 0, 0].tolist() == list(range(40))
    assert tracked.time_s == pytest.approx(np.arange(40) / 30)
    assert tracked.settling[:, 0].tolist() == [True] * 3 + [False] * 37
    assert tracker.resets == 1


def test_the_recording_says_how_it_was_made(tmp_path: Path) -> None:
    clip = turn(write_clip(tmp_path / "clip.mp4", moving_hand(41)), 90)
    retime(clip, [40] * 20 + [0] + [40] * 20)
    header = track_video(clip, Counting()).header
    assert header.container_fps == pytest.approx(41 / 1.6, rel=1e-3)
    assert header == Header(
        frame_size_px=(240, 320),
        slots=2,
        source="clip.mp4",
        source_sha256=hashlib.sha256(clip.read_bytes()).hexdigest(),
        rotation_deg=90,
        container_fps=header.container_fps,
        times_repaired=1,
        complete=True,
        note="",
        pictures_hz=header.pictures_hz,
        handtrack=handtrack.__version__,
        engine="counting 1",
        model_sha256="no model",
    )


def test_written_or_not_the_recording_is_the_same(clip: Path, tmp_path: Path) -> None:
    output = tmp_path / "new" / "clip.npz"
    in_memory = track_video(clip, Counting())
    returned = track_video(clip, Counting(), output)
    assert same(in_memory, returned)
    assert same(in_memory, recording_file.read(output))
    assert [p.name for p in output.parent.iterdir()] == ["clip.npz"]


def test_progress_counts_to_the_end(clip: Path) -> None:
    told: list[tuple[int, int | None]] = []
    track_video(clip, Counting(), progress=lambda done, total: told.append((done, total)))
    assert told == [(n, 40) for n in range(1, 41)]


def test_an_interrupted_run_leaves_what_it_had(clip: Path, tmp_path: Path) -> None:
    output = tmp_path / "clip.npz"
    with pytest.raises(KeyboardInterrupt):
        track_video(clip, Counting(stop_at=25), output)
    assert not output.exists()
    kept = recording_file.read(part_path(output))
    assert kept.image_px[:, 0, 0, 0].tolist() == list(range(25))
    assert not kept.header.complete
    assert kept.header.source == "clip.mp4"


def test_a_clip_that_stops_half_way_is_marked(clip: Path, tmp_path: Path) -> None:
    cut(index_first(clip), 0.6)
    output = tmp_path / "clip.npz"
    tracked = track_video(clip, Counting(), output)
    assert 5 < len(tracked) < 35
    assert not tracked.header.complete
    assert "stopped at" in tracked.header.note
    assert recording_file.read(output).header == tracked.header


def test_a_file_that_is_no_video_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(bytes(5000))
    with pytest.raises(SourceError):
        track_video(tmp_path / "clip.mp4", Counting(), tmp_path / "out" / "clip.npz")
    assert [p.name for p in tmp_path.iterdir()] == ["clip.mp4"]


def test_the_video_is_never_overwritten(clip: Path, tmp_path: Path) -> None:
    before = clip.read_bytes()
    (tmp_path / "link.npz").symlink_to(clip)
    for output in (clip, tmp_path / "." / "clip.mp4", tmp_path / "link.npz"):
        with pytest.raises(RecordingError, match="is the video itself"):
            track_video(clip, Counting(), output)
    assert clip.read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_sentence(clip: Path, tmp_path: Path) -> None:
    output = tmp_path / "clip.npz"
    part_path(output).symlink_to("/dev/full")
    with pytest.raises(RecordingError, match=r"Cannot write .*No space left"):
        track_video(clip, Counting(), output)


def test_a_folder_that_cannot_be_made_is_one_sentence(clip: Path) -> None:
    with pytest.raises(RecordingError, match="Cannot write"):
        track_video(clip, Counting(), clip / "clip.npz")


def test_one_tracker_serves_many_clips(clip: Path, tmp_path: Path) -> None:
    tracker = Counting()
    other = write_clip(tmp_path / "other.mp4", moving_hand(7))
    assert [len(track_video(path, tracker)) for path in (clip, other, clip)] == [40, 7, 40]
    assert tracker.resets == 3
