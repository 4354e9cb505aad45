"""Videos that are no clip, show nothing, or lack a part: each is told as what it is."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from handtrack.errors import SourceError
from handtrack.sources.picture_content import Content
from handtrack.sources.video import VideoSource
from tests.helpers.video_files import Image, code_clip, cut, moving_hand, turn, write_clip


def hand(frames: int = 60) -> list[Image]:
    return list(moving_hand(frames))


def even(level: int, frames: int = 60) -> list[Image]:
    return [np.full((240, 320, 3), level, np.uint8)] * frames


def read(path: Path) -> tuple[VideoSource, int]:
    with VideoSource(path) as video:
        count = sum(1 for _ in video)
        video.refuse_if_empty()
        return video, count


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read(path)
    return str(caught.value)


# Pictures that OpenCV could not give


def test_interlaced_pictures_are_read_and_their_halves_woven(tmp_path: Path) -> None:
    options = {"flags": "+ildct+ilme", "x264-params": "interlaced=1"}
    clip = code_clip(tmp_path / "a.mp4", hand(), options=options)
    with VideoSource(clip) as video:
        frames = list(video)
    assert len(frames) == 60
    assert [f.time_s for f in frames] == pytest.approx(np.arange(60) / 30)
    for frame, drawn in zip(frames, hand(), strict=True):
        assert np.abs(frame.image_rgb.astype(int) - drawn).mean() < 8


@pytest.mark.parametrize("codec", ["libsvtav1", "libx265"])
def test_newer_codecs_are_read(tmp_path: Path, codec: str) -> None:
    video, count = read(code_clip(tmp_path / "a.mp4", hand(), codec=codec))
    assert (count, video.complete) == (60, True)


def test_a_mirror_in_the_container_is_undone(tmp_path: Path) -> None:
    picture = np.zeros((240, 320, 3), np.uint8)
    picture[:, :160] = (255, 0, 0)
    clip = turn(write_clip(tmp_path / "a.mp4", [picture] * 3), 0)
    data = clip.read_bytes()
    one = (1 << 16).to_bytes(4, "big")
    at = data.index(one + bytes(12) + one, data.index(b"tkhd"))
    clip.write_bytes(data[:at] + (-(1 << 16)).to_bytes(4, "big", signed=True) + data[at + 4 :])
    with VideoSource(clip) as video:
        image = next(iter(video)).image_rgb
    assert image[100, 300, 0] > 150
    assert image[100, 20, 0] < 50


# No clip


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "bmp", "tiff"])
def test_a_picture_is_no_clip(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    assert cv2.imwrite(str(path), hand(1)[0])
    assert "still picture and no clip" in refusal(path)


def test_a_clip_of_one_picture_is_none(tmp_path: Path) -> None:
    assert "still picture and no clip" in refusal(code_clip(tmp_path / "a.mp4", hand(1)))
    held = code_clip(tmp_path / "b.mp4", hand(1) * 60)
    assert "All 60 pictures" in refusal(held)


def test_sound_with_a_cover_picture_is_no_clip(tmp_path: Path) -> None:
    clip = code_clip(
        tmp_path / "a.mp4", hand(1), codec="mjpeg", pixels="yuvj420p", cover=True, sound_s=2
    )
    assert "sound with a cover picture and no moving pictures" in refusal(clip)


# Pictures that show nothing


@pytest.mark.parametrize("level", [0, 128, 255])
def test_pictures_of_one_colour_are_an_error(tmp_path: Path, level: int) -> None:
    text = refusal(code_clip(tmp_path / "a.mp4", even(level)))
    assert "60 of 60 pictures" in text
    assert "(h264)" in text
    assert "ffmpeg -i" in text


def test_black_before_the_exercise_and_fading_in_are_no_error(tmp_path: Path) -> None:
    lead = code_clip(tmp_path / "a.mp4", even(0, 90) + hand())
    assert read(lead)[1] == 150
    fading = [(h * min(1.0, i / 40)).astype(np.uint8) for i, h in enumerate(hand())]
    assert read(code_clip(tmp_path / "b.mp4", fading))[1] == 60


@pytest.mark.parametrize("tag", [b"brxq", b"encv"])
def test_a_codec_that_is_not_built_in_is_named(tmp_path: Path, tag: bytes) -> None:
    clip = code_clip(tmp_path / "a.mp4", hand())
    clip.write_bytes(clip.read_bytes().replace(b"avc1", tag))
    text = refusal(clip)
    assert f"coded as {tag.decode()}" in text
    assert "ffmpeg -i" in text


# What is missing


@pytest.mark.parametrize(
    ("suffix", "codec", "pixels"),
    [
        (".ts", "libx264", "yuv420p"),
        (".mpg", "mpeg2video", "yuv420p"),
        (".wmv", "wmv2", "yuv420p"),
        (".gif", "gif", "rgb8"),
        (".flv", "libx264", "yuv420p"),
        (".mkv", "libx264", "yuv420p"),
    ],
)
@pytest.mark.parametrize("share", [0.45, 0.7])
def test_a_clip_cut_short_says_so(
    tmp_path: Path, suffix: str, codec: str, pixels: str, share: float
) -> None:
    whole = code_clip(tmp_path / f"a{suffix}", hand(), codec=codec, pixels=pixels)
    video, count = read(whole)
    assert (count, video.complete, video.note) == (60, True, "")
    video, count = read(cut(whole, share))
    assert count < 60
    assert not video.complete
    assert "cut off" in video.note
    assert "not seen" in video.note


@pytest.mark.parametrize("suffix", [".ts", ".mkv", ".flv", ".mp4"])
def test_sound_that_runs_on_is_no_missing_picture(tmp_path: Path, suffix: str) -> None:
    video, count = read(code_clip(tmp_path / f"a{suffix}", hand(), sound_s=4.0))
    assert (count, video.note) == (60, "")


def test_a_picture_whose_last_packet_is_full_goes_on(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (40, 240, 320, 3), dtype=np.uint8)
    clip = code_clip(tmp_path / "a.ts", list(noise))
    data = clip.read_bytes()
    packets = len(data) // 188
    clip.write_bytes(data[: packets // 2 * 188])
    video, _ = read(clip)
    assert "the last picture is not whole" in video.note


def test_an_ogg_cut_in_its_last_page_says_so(tmp_path: Path) -> None:
    whole = code_clip(tmp_path / "a.ogv", hand(), codec="libvpx")
    assert read(whole)[0].note == ""
    assert "its last page is not whole" in read(cut(whole, 0.7))[0].note


def test_damaged_pictures_are_counted(tmp_path: Path) -> None:
    clip = code_clip(tmp_path / "a.mov", hand(), codec="png", pixels="rgb24")
    parts = clip.read_bytes().split(b"\x89PNG")
    marks = [b"\0PNG" if 20 <= i < 40 else b"\x89PNG" for i in range(len(parts) - 1)]
    damaged = b"".join(part + mark for part, mark in zip(parts, [*marks, b""], strict=True))
    clip.write_bytes(damaged)
    video, count = read(clip)
    assert count == 40
    assert "20 of 60 pictures are damaged" in video.note


# What else is said


def test_the_stream_that_is_read_is_named(tmp_path: Path) -> None:
    video, count = read(code_clip(tmp_path / "a.mp4", hand(), streams=2))
    assert count == 60
    assert video.warnings == (
        "The file holds 2 streams of pictures; number 1 was read (320 x 240 pixels), the others "
        "were not.",
    )


def test_times_that_run_backwards_are_said(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mpg", moving_hand(20))
    clip.write_bytes(clip.read_bytes() * 2)
    video, count = read(clip)
    assert f"of {count} pictures ran backwards" in video.warnings[0]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_pictures_shown_several_times_count_once(tmp_path: Path, times: int) -> None:
    pictures = hand(90)
    shown = [pictures[i // times * times] for i in range(90)]
    video, _ = read(code_clip(tmp_path / "a.mp4", shown))
    assert video.content.pictures_hz == pytest.approx(30 / times)


def test_content_of_nothing_is_unknown() -> None:
    assert Content().pictures_hz is None
