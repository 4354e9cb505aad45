from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from handtrack.batch import annotate
from handtrack.definitions.exercise import Exercise, read
from handtrack.errors import OutputError
from handtrack.landmarks import recording_file
from handtrack.landmarks.recording import Recording
from handtrack.rendering.graph import _apart
from handtrack.rendering.overlay import COUNTER_SHARE, Painter
from handtrack.rendering.text import BLACK, WHITE, Pen, fitting_size, wrapped
from handtrack.rendering.video_writer import AnnotatedVideo
from handtrack.scoring.score import Scored, score
from tests.helpers.paths import GOLDEN
from tests.helpers.video_files import moving_hand, write_clip

Picture = NDArray[np.uint8]


def scored(name: str) -> tuple[Scored, Recording, Exercise]:
    exercise = read(GOLDEN / f"{name}.toml")
    whole = recording_file.read(GOLDEN / f"{name}.npz")
    return score(whole, exercise), whole, exercise


def test_steady_frames_are_each_written_once() -> None:
    assert list(annotate.shows(np.arange(50) / 30, 30.0)) == [1] * 50


@pytest.mark.parametrize("rate_hz", [12.0, 30.0, 47.5])
def test_frames_of_any_rate_add_up_to_the_length_of_the_clip(rate_hz: float) -> None:
    time_s = 3.0 + np.cumsum(np.random.default_rng(0).uniform(0.015, 0.05, 400))
    shows = list(annotate.shows(time_s, rate_hz))
    assert min(shows) >= 0
    assert sum(shows) / rate_hz == pytest.approx(time_s[-1] - time_s[0], abs=1.5 / rate_hz)
    written_at = np.cumsum([0, *shows[:-1]]) / rate_hz
    assert np.abs(written_at - (time_s - time_s[0])).max() <= 0.5 / rate_hz + 1e-9


def test_the_rate_is_that_of_the_usual_step() -> None:
    time_s = np.array([0.0, 0.04, 0.08, 0.12, 5.0])
    assert annotate.median_rate_hz(time_s) == 25.0
    assert annotate.median_rate_hz(time_s[:1]) == annotate.USUAL_HZ


@pytest.fixture(scope="module")
def pen() -> Pen:
    return Pen()


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_text_can_be_read_on_any_ground(pen: Pen, shade: int) -> None:
    image = np.full((80, 300, 3), shade, np.uint8)
    pen.write(image, "Repetition 4", (10, 50), 30)
    for ink in (WHITE, BLACK):
        assert (image == ink).all(axis=-1).sum() > 200


def test_text_beyond_the_picture_is_cut_off(pen: Pen) -> None:
    image = np.zeros((40, 40, 3), np.uint8)
    for at in ((-30, 20), (30, 20), (10, -5), (10, 60), (500, 500)):
        pen.write(image, "8888", at, 30)
    assert image.shape == (40, 40, 3)


def test_wrapped_lines_fit_and_lose_no_word(pen: Pen) -> None:
    text = "the camera saw the hand from the wrong side, and the forearm turned"
    lines = wrapped(pen, text, 20, 200)
    assert " ".join(lines) == text
    assert max(pen.width(line, 20) for line in lines) <= 200


def test_a_title_shrinks_until_it_fits(pen: Pen) -> None:
    size = fitting_size(pen, "Wrist flexion and extension", 30, 300)
    assert size < 30
    assert pen.width("Wrist flexion and extension", size) <= 300


def test_names_of_curves_are_moved_apart() -> None:
    placed = _apart([50, 52, 51, 90], least=12, low=0, high=95)
    assert placed.index(max(placed)) == 3
    gaps = np.diff(sorted(placed))
    assert gaps.min() >= 12
    assert max(placed) <= 95


@pytest.mark.parametrize("size", [(480, 640), (1280, 720), (360, 360), (720, 1280)])
def test_the_counter_is_a_twelfth_of_the_picture_high(pen: Pen, size: tuple[int, int]) -> None:
    height, width = size
    image = np.full((height, width, 3), 128, np.uint8)
    pen.write(image, "0", (width // 3, height // 2), round(COUNTER_SHARE * height))
    rows = np.flatnonzero((image == WHITE).all(axis=-1).any(axis=1))
    assert (rows[-1] - rows[0] + 1) / height >= 0.08


@pytest.mark.parametrize("name", ["wrist", "opposition"])
@pytest.mark.parametrize("size", [(480, 640), (640, 480), (1280, 360), (360, 1280)])
def test_every_frame_is_painted_in_one_even_size(name: str, size: tuple[int, int]) -> None:
    result, whole, exercise = scored(name)
    height, width = size
    painter = Painter(result, whole, exercise, (height, width, 3))
    shapes = {
        painter.paint(np.zeros((height, width, 3), np.uint8), i).shape
        for i in range(0, len(whole), 7)
    }
    ((tall, wide, _),) = shapes
    assert wide == width
    assert tall > height
    assert tall % 2 == 0


def painted(scored: Scored, whole: Recording, exercise: Exercise, time_s: float) -> Picture:
    """A grey picture of 640 x 480 with everything painted on it, without the graph below."""
    index = int(np.searchsorted(whole.time_s, time_s))
    painter = Painter(scored, whole, exercise, (480, 640, 3))
    return painter.paint(np.full((480, 640, 3), 60, np.uint8), index)[:480]


def test_a_repetition_is_told_for_two_seconds_after_it() -> None:
    result, whole, exercise = scored("wrist")
    first = result.result.repetitions[0]
    alone = replace(result, result=replace(result.result, repetitions=(first,)))
    corner = (slice(440, 480), slice(0, 400))
    told = [
        not (painted(alone, whole, exercise, first.end_s + later_s)[corner] == 60).all()
        for later_s in (-0.1, 0.05, 1.9, 2.1)
    ]
    assert told == [False, True, True, False]


def test_the_hand_is_drawn_where_it_is() -> None:
    result, whole, exercise = scored("wrist")
    picture = painted(result, whole, exercise, 0.5)
    index = int(np.searchsorted(whole.time_s, 0.5))
    for x, y in np.rint(whole.image_px[index, 0, :, :2]).astype(int):
        assert not (picture[y, x] == 60).all()


def test_a_lost_hand_is_framed_and_named() -> None:
    result, whole, exercise = scored("wrist")
    image = whole.image_px.copy()
    image[30:40] = np.nan
    lost = replace(whole, image_px=image)
    rim = painted(score(lost, exercise), lost, exercise, whole.time_s[35])[:2]
    assert not (rim == 60).all(axis=-1).any()
    assert (painted(result, whole, exercise, whole.time_s[35])[:2] == 60).all(axis=-1).any()


def test_the_drawn_video_lasts_as_long_as_the_clip_and_replaces_an_old_one(
    tmp_path: Path,
) -> None:
    result, whole, exercise = scored("wrist")
    clip = write_clip(tmp_path / "clip.mp4", moving_hand(len(whole)))
    target = tmp_path / "annotated.mp4"
    target.write_bytes(b"old")
    told: list[tuple[str, int, int | None]] = []
    annotate.annotate(clip, target, result, whole, exercise, lambda *a: told.append(a))
    capture = cv2.VideoCapture(str(target))
    frames = capture.get(cv2.CAP_PROP_FRAME_COUNT)
    assert frames / capture.get(cv2.CAP_PROP_FPS) == pytest.approx(whole.duration_s, abs=0.1)
    assert capture.get(cv2.CAP_PROP_FRAME_WIDTH) >= 360  # enlarged, so that text can be read
    assert told[-1] == ("drawing", len(whole), len(whole))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["annotated.mp4", "clip.mp4"]


def test_the_clip_itself_is_never_replaced(tmp_path: Path) -> None:
    result, whole, exercise = scored("wrist")
    clip = write_clip(tmp_path / "annotated.mp4", moving_hand(3))
    before = clip.read_bytes()
    with pytest.raises(OutputError, match="is the video itself"):
        annotate.annotate(clip, clip, result, whole, exercise, lambda *_: None)
    assert clip.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result, whole, exercise = scored("wrist")
    clip = write_clip(tmp_path / "clip.mp4", moving_hand(3))
    with pytest.raises(OutputError, match="Cannot write"):
        annotate.annotate(
            clip, tmp_path / "none/annotated.mp4", result, whole, exercise, lambda *_: None
        )


def test_a_film_is_one_that_browsers_play(tmp_path: Path) -> None:
    """H.264 in three planes at half colour, its index first, as many pictures as were written."""
    path = tmp_path / "film.mp4"
    with AnnotatedVideo(path, 29.97) as film:
        for shade in range(40):
            film.write(np.full((121, 161, 3), 5 * shade, np.uint8), 1 + shade % 2)
    data = path.read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert (stream.width, stream.height) == (160, 120)
        pictures = [frame.to_ndarray(format="gray") for frame in file.decode(stream)]
    assert len(pictures) == 60
    assert pictures[-1].mean() == pytest.approx(195, abs=6)


def test_a_film_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match=r"Cannot write .*gone.*: No such file"),
        AnnotatedVideo(tmp_path / "gone" / "film.mp4", 30.0) as film,
    ):
        film.write(np.zeros((120, 160, 3), np.uint8), 1)


def test_the_words_about_a_repetition_go_before_the_next_is_over() -> None:
    done, whole, exercise = scored("wrist")
    painter = Painter(done, whole, exercise, (480, 640, 3))
    ends = sorted(done.result.repetitions, key=lambda r: r.end_s)
    for place, (one, coming) in enumerate(itertools.pairwise(ends)):
        until_s = painter._message_until_s(place)
        assert one.end_s < until_s <= (coming.start_s + coming.end_s) / 2
