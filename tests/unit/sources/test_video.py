from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from handtrack.errors import SourceError
from handtrack.sources.video import Frame, VideoInfo, VideoSource
from tests.helpers.video_files import (
    cut,
    index_first,
    moving_hand,
    red_corner,
    retime,
    stretch_pixels,
    trim,
    turn,
    write_clip,
)


def read(path: Path, longest_side_px: int | None = 1280) -> tuple[VideoSource, list[Frame]]:
    with VideoSource(path, longest_side_px) as video:
        return video, list(video)


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as caught, VideoSource(path):
        pass
    text = str(caught.value)
    assert str(path) in text
    assert "\n" not in text
    return text


def red_at(frame: Frame) -> str:
    height, width = frame.image_rgb.shape[:2]
    corners = {
        "top left": (8, 8),
        "top right": (8, width - 9),
        "bottom left": (height - 9, 8),
        "bottom right": (height - 9, width - 9),
    }
    red = [name for name, (y, x) in corners.items() if frame.image_rgb[y, x, 0] > 150]
    assert len(red) == 1
    return red[0]


# Pictures


def test_every_picture_is_rgb_contiguous_and_numbered(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", red_corner(12))
    video, frames = read(path)
    assert [f.index for f in frames] == list(range(12))
    for frame in frames:
        assert frame.size_px == video.info.frame_size_px == (320, 240)
        assert frame.image_rgb.shape == (240, 320, 3)
        assert frame.image_rgb.dtype == np.uint8
        assert frame.image_rgb.flags.c_contiguous
        assert red_at(frame) == "top left"
        assert frame.image_rgb[8, 8, 2] < 50


def test_the_file_is_described(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", red_corner(12), fps=25)
    video, _ = read(path)
    assert video.info == VideoInfo(
        frame_size_px=(320, 240),
        rotation_deg=0,
        container_fps=25.0,
        frame_count=12,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    assert (video.complete, video.note, video.times_repaired) == (True, "", 0)


@pytest.mark.parametrize(
    ("clockwise_deg", "size", "corner"),
    [
        (0, (320, 240), "top left"),
        (90, (240, 320), "top right"),
        (180, (320, 240), "bottom right"),
        (270, (240, 320), "bottom left"),
    ],
)
def test_rotated_footage_stands_upright(
    tmp_path: Path, clockwise_deg: int, size: tuple[int, int], corner: str
) -> None:
    path = turn(write_clip(tmp_path / "a.mp4", red_corner(3)), clockwise_deg)
    video, frames = read(path)
    assert video.info.rotation_deg == clockwise_deg
    assert video.info.frame_size_px == frames[0].size_px == size
    assert frames[0].image_rgb.shape == (size[1], size[0], 3)
    assert red_at(frames[0]) == corner


@pytest.mark.parametrize(("clockwise_deg", "size"), [(0, (427, 240)), (90, (240, 427))])
def test_pixels_that_are_not_square_are_made_square(
    tmp_path: Path, clockwise_deg: int, size: tuple[int, int]
) -> None:
    clip = write_clip(tmp_path / "a.mp4", red_corner(3))
    _, frames = read(turn(stretch_pixels(clip, 4, 3), clockwise_deg))
    assert frames[0].size_px == size
    assert frames[0].image_rgb.shape == (size[1], size[0], 3)


@pytest.mark.parametrize(
    ("size", "scaled"), [((3840, 2160), (1280, 720)), ((1080, 1920), (720, 1280))]
)
def test_large_pictures_are_scaled_and_keep_their_full_size_in_mind(
    tmp_path: Path, size: tuple[int, int], scaled: tuple[int, int]
) -> None:
    path = write_clip(tmp_path / "a.mp4", red_corner(2, size))
    _, frames = read(path)
    assert frames[0].size_px == size
    assert frames[0].image_rgb.shape == (scaled[1], scaled[0], 3)
    assert red_at(frames[0]) == "top left"
    _, frames = read(path, longest_side_px=None)
    assert frames[0].image_rgb.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("suffix", [".mp4", ".avi", ".mkv", ".webm", ".mpg"])
def test_containers_without_sound(tmp_path: Path, suffix: str) -> None:
    video, frames = read(write_clip(tmp_path / f"a{suffix}", moving_hand(30)))
    assert len(frames) == 30
    assert [f.time_s for f in frames] == pytest.approx(np.arange(30) / 30, abs=0.002)
    assert (video.complete, video.note) == (True, "")


def test_two_frames_are_the_shortest_clip(tmp_path: Path) -> None:
    video, frames = read(write_clip(tmp_path / "a.mp4", red_corner(2)))
    assert [f.time_s for f in frames] == pytest.approx([0.0, 1 / 30])
    assert video.complete


@pytest.mark.parametrize("name", ["ü ñ 手.mp4", "a:b.mp4", "100%03d.mp4", "noextension"])
def test_any_file_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(write_clip(tmp_path / "a.mp4", red_corner(2)).read_bytes())
    assert len(read(tmp_path / name)[1]) == 2


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_clip(tmp_path / "a.mp4", red_corner(2)).rename(tmp_path / "file:a.mp4")
    monkeypatch.chdir(tmp_path)
    assert len(read(Path("file:a.mp4"))[1]) == 2


# Times


@pytest.mark.parametrize("fps", [8, 24, 60, 240])
def test_frame_rates(tmp_path: Path, fps: int) -> None:
    _, frames = read(write_clip(tmp_path / "a.mp4", red_corner(40), fps))
    assert [f.time_s for f in frames] == pytest.approx(np.arange(40) / fps)


def test_a_variable_frame_rate_gives_the_presentation_times(tmp_path: Path) -> None:
    steps_ms = [15, 50, 16, 33, 100, 250, 20, 40]
    video, frames = read(retime(write_clip(tmp_path / "a.mp4", red_corner(8)), steps_ms))
    expected = np.cumsum([0, *steps_ms[:-1]]) / 1000
    assert [f.time_s for f in frames] == pytest.approx(expected, abs=1e-4)
    assert (video.times_repaired, video.complete) == (0, True)


def test_repeated_times_are_repaired_and_counted(tmp_path: Path) -> None:
    steps_ms = [40, 40, 0, 0, 40, 40, 40]
    video, frames = read(retime(write_clip(tmp_path / "a.mp4", red_corner(7)), steps_ms))
    times = [f.time_s for f in frames]
    assert all(a < b for a, b in pairwise(times))
    assert times[-1] == pytest.approx(0.16, abs=1e-3)
    assert video.times_repaired == 2


# What is wrong with a file


def test_a_missing_file(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "a.mp4")
    file = write_clip(tmp_path / "b.mp4", red_corner(1))
    assert "There is no file" in refusal(file / "a.mp4")


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / ("a" * 300))
    assert "cannot be read" in refusal(tmp_path / "a\0.mp4")


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.touch()
    assert "is empty" in refusal(path)


@pytest.mark.parametrize("name", ["notes.txt", "clip.mp4", "list.m3u8"])
@pytest.mark.parametrize("text", ["Täglich zehn Mal üben.\n" * 90, "#EXTM3U\nhttp://localhost/\n"])
def test_text_is_not_shown_as_a_film(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert "is a text file" in refusal(path)


def test_not_a_video(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(np.random.default_rng(1).bytes(20_000))
    assert "holds no picture" in refusal(path)
    np.savez(tmp_path / "b.npz", a=np.zeros(5))
    assert "holds no picture" in refusal(tmp_path / "b.npz")


def test_a_clip_cut_off_before_its_index(tmp_path: Path) -> None:
    path = cut(write_clip(tmp_path / "a.mp4", moving_hand(30)), 0.7)
    assert "cut off" in refusal(path)


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_clip(tmp_path / "a.mp4", red_corner(1))

    def forbidden(*_: object) -> None:  # the superuser may read everything, so chmod proves nothing
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert "permission denied" in refusal(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_no_permission_for_an_ordinary_user(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", red_corner(1))
    path.chmod(0)
    assert "permission denied" in refusal(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp4")
    assert "is no ordinary file" in refusal(tmp_path / "a.mp4")


# What stops half way


@pytest.mark.parametrize("suffix", [".mp4", ".avi", ".mkv", ".webm"])
def test_a_clip_cut_short_gives_what_decoded(tmp_path: Path, suffix: str) -> None:
    path = write_clip(tmp_path / f"a{suffix}", moving_hand(60))
    if suffix == ".mp4":
        index_first(path)
    video, frames = read(cut(path, 0.6))
    assert 10 < len(frames) < 50
    assert not video.complete
    assert "stopped at" in video.note
    assert "of 2.0 s" in video.note


def test_a_trimmed_clip_is_complete(tmp_path: Path) -> None:
    path = trim(write_clip(tmp_path / "a.mp4", moving_hand(90)), 1000, 1000)
    video, frames = read(path)
    assert len(frames) == 30
    assert frames[0].time_s == 0
    assert video.complete


def test_stitched_clips_run_on_at_one_size(tmp_path: Path) -> None:
    small = write_clip(tmp_path / "a.mpg", moving_hand(20))
    large = write_clip(tmp_path / "b.mpg", moving_hand(20, (640, 480)))
    small.write_bytes(small.read_bytes() + large.read_bytes())
    video, frames = read(small)
    assert {f.image_rgb.shape for f in frames} == {(240, 320, 3)}
    steps_s = np.diff([f.time_s for f in frames])
    assert steps_s == pytest.approx(np.full(len(frames) - 1, 1 / 30), abs=1e-3)
    assert video.times_repaired > 15


def test_left_early_it_is_not_complete_and_its_thread_ends(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", moving_hand(60))
    before = threading.active_count()
    with VideoSource(path) as video:
        for frame in video:
            if frame.index == 3:
                break
    assert threading.active_count() == before
    assert not video.complete
    assert "not read to the end" in video.note


def test_an_error_while_reading_ends_the_thread(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", moving_hand(60))
    before = threading.active_count()

    def consume() -> None:
        with VideoSource(path) as video:
            for _ in video:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        consume()
    assert threading.active_count() == before


def test_outside_its_block_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="'with' block"):
        iter(VideoSource(tmp_path / "a.mp4"))


# What it leaves behind

QUIET = """
import os, sys
from pathlib import Path
from handtrack.sources.video import VideoSource
from handtrack.errors import SourceError
before = dict(os.environ)
for name in sys.argv[1:]:
    try:
        with VideoSource(Path(name)) as video:
            print(sum(1 for _ in video))
    except SourceError:
        print("refused")
assert dict(os.environ) == before
"""


def test_damaged_files_print_nothing_and_change_no_environment(tmp_path: Path) -> None:
    short = cut(index_first(write_clip(tmp_path / "a.mp4", moving_hand(60))), 0.6)
    hopeless = cut(write_clip(tmp_path / "b.mp4", moving_hand(60)), 0.6)
    run = subprocess.run(
        [sys.executable, "-c", QUIET, short, hopeless],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stderr == ""
    assert run.returncode == 0
    assert run.stdout.split()[1] == "refused"
