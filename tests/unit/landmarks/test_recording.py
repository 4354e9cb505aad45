"""Landmark recordings: what is written comes back, and what is damaged is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from handtrack.errors import RecordingError
from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import LANDMARKS, Side
from handtrack.landmarks.handedness import handedness_doubtful, handedness_mismatch
from handtrack.landmarks.recording import Recording, TrackedFrame
from handtrack.landmarks.recording_file import Writer, part_path
from handtrack.landmarks.recording_header import Header

HEADER = Header(
    (640, 480),
    slots=2,
    source="clip.mp4",
    source_sha256="ab" * 32,
    rotation_deg=90,
    container_fps=29.97,
    times_repaired=3,
    handtrack="0.1.0",
    engine="mediapipe 1.2.2",
    model_sha256="cd" * 32,
)
ARRAYS = ("time_s", "image_px", "world_m", "is_right", "side_score", "settling")


def frame(number: int, hands: int = 2) -> TrackedFrame:
    """A frame of a clip at 30 a second, of which so many slots hold a hand."""
    random = np.random.default_rng(number)
    image = random.uniform(0, 480, (2, LANDMARKS, 3)).astype(np.float32)
    world = random.uniform(-0.1, 0.1, (2, LANDMARKS, 3)).astype(np.float32)
    image[hands:] = world[hands:] = np.nan
    seen = np.arange(2) < hands
    return TrackedFrame(
        number / 30,
        image,
        world,
        np.where(seen, np.int8(1), np.int8(-1)),
        np.where(seen, np.float32(0.97), np.float32(np.nan)),
        np.array([number < 3, False]),
    )


def clip(frames: int = 40) -> Recording:
    return Recording.from_frames(HEADER, [frame(i, hands=1 + i % 2) for i in range(frames)])


def same(a: Recording, b: Recording) -> None:
    assert a.header == b.header
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
        assert getattr(a, name).dtype == getattr(b, name).dtype


# --- there and back


def test_what_is_written_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    recording_file.write(tmp_path / "clip.npz", clip())
    same(recording_file.read(tmp_path / "clip.npz"), clip())


def test_a_recording_without_a_frame_comes_back(tmp_path: Path) -> None:
    recording_file.write(tmp_path / "clip.npz", clip(0))
    empty = recording_file.read(tmp_path / "clip.npz")
    same(empty, clip(0))
    assert (len(empty), empty.duration_s, empty.slot_sides()) == (0, 0.0, [None, None])


def test_frames_written_one_by_one_are_the_frames_stacked(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "clip.npz"
    with Writer(path, HEADER) as writer:
        for i in range(40):
            writer.append(frame(i, hands=1 + i % 2))
        final = replace(HEADER, times_repaired=5)
        finished = writer.finish(final)
    same(finished, replace(clip(), header=final))
    same(recording_file.read(path), finished)
    assert [p.name for p in path.parent.iterdir()] == ["clip.npz"]


def test_writing_again_replaces_the_old_recording(tmp_path: Path) -> None:
    path = tmp_path / "clip.npz"
    recording_file.write(path, clip(3))
    recording_file.write(path, clip(5))
    assert len(recording_file.read(path)) == 5
    assert [p.name for p in tmp_path.iterdir()] == ["clip.npz"]


# --- interrupted


def test_an_interrupted_write_loses_at_most_the_last_second(tmp_path: Path) -> None:
    path = tmp_path / "clip.npz"
    writer = Writer(path, HEADER)
    for i in range(100):
        writer.append(frame(i))
        kept = recording_file.read(part_path(path))
        assert i / 30 - kept.time_s[-1] < 1.0
        assert (kept.header.complete, kept.header.note) == (False, "The recording was interrupted.")
        np.testing.assert_array_equal(kept.image_px[-1], frame(len(kept) - 1).image_px)
    assert not path.exists()
    writer.__exit__(None, None, None)


def test_an_error_on_the_way_leaves_what_there_was(tmp_path: Path) -> None:
    path = tmp_path / "clip.npz"
    with pytest.raises(KeyboardInterrupt), Writer(path, HEADER) as writer:  # noqa: PT012
        for i in range(10):
            writer.append(frame(i))
        raise KeyboardInterrupt
    assert len(recording_file.read(part_path(path))) == 10
    assert not path.exists()


def test_half_a_frame_at_the_end_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "clip.npz"
    with Writer(path, HEADER) as writer:
        for i in range(10):
            writer.append(frame(i))
    part = part_path(path)
    part.write_bytes(part.read_bytes()[:-5])
    assert len(recording_file.read(part)) == 9


# --- what a recording tells


def test_the_side_of_a_slot_is_the_majority_of_its_labels_by_their_confidence() -> None:
    labels = np.array([[1, 0], [1, 0], [0, 0], [-1, 1]], np.int8)
    scores = np.array([[0.6, 0.5], [0.6, 0.5], [0.9, 0.5], [np.nan, 0.9]], np.float32)
    few = replace(clip(4), is_right=labels, side_score=scores)
    assert few.slot_sides() == [Side.RIGHT, Side.LEFT]
    unsure = replace(few, side_score=np.full((4, 2), np.nan, np.float32))
    assert unsure.slot_sides() == [Side.RIGHT, Side.RIGHT]


def test_a_slot_is_a_hand_through_time() -> None:
    hand = clip().hand(1, Side.LEFT)
    assert hand.side is Side.LEFT
    assert hand.image_px.shape == (40, LANDMARKS, 3)
    assert hand.image_px.dtype == np.float64
    assert hand.seen.tolist() == [i % 2 == 1 for i in range(40)]
    assert hand.frame_size_px == (640, 480)


def test_a_recording_lasts_from_its_first_frame_to_its_last() -> None:
    assert clip(31).duration_s == pytest.approx(1.0)
    assert clip(1).duration_s == 0.0


# --- damaged


def write_raw(path: Path, header: object, **changes: object) -> Path:
    """A sound file with unsound contents; None leaves an array out."""
    arrays: dict[str, Any] = {name: getattr(clip(), name) for name in ARRAYS} | changes
    kept = {name: array for name, array in arrays.items() if array is not None}
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    with path.open("wb") as file:
        np.savez(file, header=np.frombuffer(text, np.uint8), **kept)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(RecordingError) as caught:
        recording_file.read(path)
    text = str(caught.value)
    assert str(path) in text
    assert "\n" not in text
    return text


TOLD = asdict(HEADER)
NOT_ONE = "is not a handtrack landmark recording, or it is damaged. Make it again with"


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b"null",
        b"[" * 100_000,
        {},
        TOLD | {"frame_size_px": [640]},
        TOLD | {"frame_size_px": [640, 0]},
        TOLD | {"frame_size_px": [640.5, 480]},
        TOLD | {"frame_size_px": None},
        TOLD | {"slots": 0},
        TOLD | {"slots": 99},
        TOLD | {"slots": "two"},
        TOLD | {"source": 5},
        TOLD | {"complete": "yes"},
        TOLD | {"complete": 1},
        TOLD | {"container_fps": "30"},
        TOLD | {"rotation_deg": None},
        TOLD | {"note": ["x"]},
        TOLD | {"engine": 5},
        TOLD | {"presences": "yes"},
    ],
)
def test_a_damaged_header_is_refused(tmp_path: Path, header: object) -> None:
    assert NOT_ONE in refusal(write_raw(tmp_path / "x.npz", header))


def test_a_header_from_later_is_refused_with_the_version_it_needs(tmp_path: Path) -> None:
    text = refusal(write_raw(tmp_path / "x.npz", TOLD | {"schema": 4, "handtrack": "9.0.0"}))
    assert "was written by handtrack 9.0.0, which is newer than this one. Update" in text


def test_what_a_later_version_adds_without_changing_the_rest_is_ignored(tmp_path: Path) -> None:
    same(recording_file.read(write_raw(tmp_path / "x.npz", TOLD | {"weather": "fine"})), clip())


def changed(name: str, change: Callable[[NDArray[Any]], object]) -> dict[str, object]:
    array = getattr(clip(), name).copy()
    result = change(array)
    return {name: array if result is None else result}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (changed("image_px", lambda a: a[:-1]), "'image_px' has shape (39, 2, 21, 3) of float32"),
        (changed("image_px", lambda a: a.astype(float)), "'image_px' has shape"),
        (changed("world_m", lambda a: a[:, :1]), "'world_m' has shape (40, 1, 21, 3)"),
        (changed("settling", lambda a: a.astype(np.int8)), "'settling' has shape (40, 2) of int8"),
        (changed("time_s", lambda a: a[:, None]), "'time_s' has shape (40, 1)"),
        (changed("time_s", lambda a: a[::-1].copy()), "times are not strictly increasing"),
        (changed("time_s", lambda a: a.__setitem__(7, a[6])), "times are not strictly"),
        (changed("time_s", lambda a: a.__setitem__(7, np.nan)), "times are not strictly"),
        (changed("time_s", lambda a: a.__setitem__(-1, np.inf)), "times are not strictly"),
        (changed("image_px", lambda a: a.__setitem__(3, np.inf)), "coordinates that no hand has"),
        (changed("image_px", lambda a: a.__setitem__(3, 1e9)), "coordinates that no hand has"),
        (changed("world_m", lambda a: a.__setitem__(3, -1e9)), "coordinates that no hand has"),
        (changed("is_right", lambda a: a.__setitem__(3, 4)), "'is_right' holds other values"),
        (changed("side_score", lambda a: a.__setitem__(3, 4.0)), "'side_score' is not between"),
        (changed("side_score", lambda a: a.__setitem__(3, -1.0)), "'side_score' is not between"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_and_named(
    tmp_path: Path, changes: dict[str, object], sentence: str
) -> None:
    text = refusal(write_raw(tmp_path / "x.npz", TOLD, **changes))
    assert "is damaged: " in text
    assert sentence in text


def test_a_missing_array_is_refused(tmp_path: Path) -> None:
    for name in ARRAYS:
        assert NOT_ONE in refusal(write_raw(tmp_path / "x.npz", TOLD, **{name: None}))


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    np.save(path.with_suffix(".npy"), np.zeros(3))
    blobs = [b"", b"PK\x03\x04", b"not one", path.with_suffix(".npy").read_bytes()]
    for blob in blobs:
        path.write_bytes(blob)
        assert NOT_ONE in refusal(path)
    with path.open("wb") as file:
        np.savez(file, header=np.array([{"a": 1}], dtype=object))
    assert NOT_ONE in refusal(path)


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "nowhere.npz")
    (tmp_path / "folder.npz").mkdir()
    assert "Cannot read" in refusal(tmp_path / "folder.npz")


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(RecordingError, match="Cannot write"):
        recording_file.write(blocked / "clip.npz", clip())
    with pytest.raises(RecordingError, match="Cannot write"):
        Writer(blocked / "clip.npz", HEADER)


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(RecordingError, match="No space left on device"):
        recording_file.write(tmp_path / "clip.npz", clip())
    assert list(tmp_path.iterdir()) == []


# --- beside the hands


BESIDE = replace(HEADER, object_kind="rod", object_look="red and blue", forearms=True)


def frame_beside(number: int) -> TrackedFrame:
    """A frame with a pen, hidden in every third one, and the forearm of the first hand."""
    pen = np.full((2, 3), np.nan, np.float32) if number % 3 == 0 else np.ones((2, 3), np.float32)
    arm = np.array([[0.6, -0.8], [np.nan, np.nan]], np.float32)
    return replace(frame(number), object_px=pen * number, forearm=arm)


def clip_beside() -> Recording:
    return Recording.from_frames(BESIDE, [frame_beside(i) for i in range(40)])


def test_an_object_and_the_forearm_come_back_to_the_last_bit(tmp_path: Path) -> None:
    written = clip_beside()
    recording_file.write(tmp_path / "clip.npz", written)
    with Writer(tmp_path / "streamed.npz", BESIDE) as writer:
        for i in range(40):
            writer.append(frame_beside(i))
        part = recording_file.read(part_path(tmp_path / "streamed.npz"))
        writer.finish(BESIDE)
    for name in ("clip.npz", "streamed.npz"):
        back = recording_file.read(tmp_path / name)
        same(back, written)
        for channel in ("object_px", "forearm"):
            np.testing.assert_array_equal(getattr(back, channel), getattr(written, channel))
    assert part.object_px is not None
    assert part.object_px.shape[1:] == (2, 3)
    pen = written.hand(0, Side.RIGHT).object_px
    assert pen is not None
    assert np.isnan(pen).any(axis=(1, 2)).sum() == 14


def test_a_recording_of_hands_alone_is_written_as_it_always_was(tmp_path: Path) -> None:
    recording_file.write(tmp_path / "clip.npz", clip())
    with np.load(tmp_path / "clip.npz") as file:
        assert set(file.files) == {"header", *ARRAYS}
        assert json.loads(bytes(file["header"]))["schema"] == 1
    recording_file.write(tmp_path / "beside.npz", clip_beside())
    with np.load(tmp_path / "beside.npz") as file:
        assert set(file.files) == {"header", *ARRAYS, "object_px", "forearm"}
        assert json.loads(bytes(file["header"]))["schema"] == 2


def test_a_header_of_before_there_were_objects_is_read(tmp_path: Path) -> None:
    old = {k: v for k, v in TOLD.items() if k not in ("object_kind", "object_look", "forearms")}
    back = recording_file.read(write_raw(tmp_path / "x.npz", old | {"schema": 1}))
    same(back, clip())
    assert (back.object_px, back.forearm) == (None, None)


def test_a_header_of_before_there_were_two_engines_names_mediapipe(tmp_path: Path) -> None:
    old = {k: v for k, v in TOLD.items() if k not in ("engine", "presences")}
    back = recording_file.read(write_raw(tmp_path / "x.npz", old | {"mediapipe": "1.2.2"}))
    same(back, clip())
    assert back.header.engine == "mediapipe 1.2.2"
    assert back.presence is None
    unknown = recording_file.read(write_raw(tmp_path / "x.npz", old | {"mediapipe": ""}))
    assert unknown.header.engine == ""


SURE = replace(HEADER, engine="litert 2.3.0", presences=True)


def clip_presence() -> Recording:
    """A clip whose first hand is surer from frame to frame; there is no second one."""
    told = np.linspace(0, 1, 40, dtype=np.float32)
    frames = [frame(i, hands=1) for i in range(40)]
    with_it = [
        replace(f, presence=np.array([sure, np.nan], np.float32))
        for f, sure in zip(frames, told, strict=True)
    ]
    return Recording.from_frames(SURE, with_it)


def test_presence_comes_back_to_the_last_bit_in_a_schema_of_its_own(tmp_path: Path) -> None:
    written = clip_presence()
    recording_file.write(tmp_path / "clip.npz", written)
    back = recording_file.read(tmp_path / "clip.npz")
    same(back, written)
    np.testing.assert_array_equal(back.presence, written.presence)
    with np.load(tmp_path / "clip.npz") as file:
        assert set(file.files) == {"header", *ARRAYS, "presence"}
        assert json.loads(bytes(file["header"]))["schema"] == 3


def test_an_unsure_hand_is_not_measured_at_once_or_through_time() -> None:
    recording = clip_presence()
    assert recording.presence is not None
    expected = recording.settling[:, 0] | (recording.presence[:, 0] < 0.5)
    assert np.asarray(recording.hand(0, Side.RIGHT).settling).tolist() == expected.tolist()
    assert 0 < expected.sum() < len(expected)
    first = frame(10, hands=1)
    for presence, settling in ((0.4, True), (0.5, False), (np.nan, False)):
        sure = replace(first, presence=np.array([presence, np.nan], np.float32))
        assert bool(sure.hand(0, Side.RIGHT, (640, 480)).settling) is settling
    assert not first.hand(0, Side.RIGHT, (640, 480)).settling


def test_a_part_of_a_recording_has_its_presence() -> None:
    part = clip_presence().between(0.5, 1.0)
    assert part.presence is not None
    assert len(part.presence) == len(part.time_s) == 15
    assert part.presence[0, 0] == pytest.approx(15 / 39)


@pytest.mark.parametrize(
    ("channel", "change", "sentence"),
    [
        ("presence", lambda a: a[:, :1], "'presence' has shape (40, 1)"),
        ("presence", lambda a: a + np.float32(1), "'presence' is not between 0 and 1"),
        ("presence", lambda a: a - np.float32(1), "'presence' is not between 0 and 1"),
        ("object_px", lambda a: a[:, :1], "'object_px' has shape (40, 1, 3)"),
        ("object_px", lambda a: a * np.float32(1e9), "an object that is nowhere near"),
        ("object_px", lambda a: a * np.float32(-1), "an object that is nowhere near"),
        ("forearm", lambda a: a[:-1], "'forearm' has shape (39, 2, 2)"),
        ("forearm", lambda a: a * np.float32(2), "no unit vectors"),
    ],
)
def test_a_channel_that_cannot_be_is_refused_and_named(
    tmp_path: Path, channel: str, change: Callable[[NDArray[Any]], NDArray[Any]], sentence: str
) -> None:
    sound = clip_presence() if channel == "presence" else clip_beside()
    changes: dict[str, Any] = {channel: change(getattr(sound, channel))}
    broken = replace(sound, **changes)
    recording_file.write(tmp_path / "x.npz", broken)
    assert sentence in refusal(tmp_path / "x.npz")


def test_an_unheard_of_object_is_no_recording(tmp_path: Path) -> None:
    assert NOT_ONE in refusal(write_raw(tmp_path / "x.npz", TOLD | {"object_kind": "cat"}))


# --- a hand that is taken for the other one


def labelled(*is_right: int) -> Recording:
    """A recording of one slot with these labels."""
    header = replace(HEADER, slots=1)
    frames = [frame(number, hands=int(label >= 0)) for number, label in enumerate(is_right)]
    return Recording.from_frames(
        header,
        [
            replace(
                f,
                image_px=f.image_px[:1],
                world_m=f.world_m[:1],
                is_right=np.array([label], np.int8),
                side_score=f.side_score[:1],
                settling=f.settling[:1],
            )
            for f, label in zip(frames, is_right, strict=True)
        ],
    )


def test_a_hand_is_not_seen_where_it_is_seldom_called_the_other_one() -> None:
    labels = [1, 1, 1, 1, 0, 1, -1, 1, 0, 1]
    hand = labelled(*labels).hand(0, Side.RIGHT)
    assert hand.seen.tolist() == [label == 1 for label in labels]
    assert not np.isfinite(hand.world_m[4]).any()


def test_a_hand_that_is_called_both_by_turns_is_seen_throughout() -> None:
    assert labelled(*[1, 0] * 20).hand(0, Side.RIGHT).seen.all()
    assert labelled(*[0] * 20).hand(0, Side.RIGHT).seen.all()


@given(
    labels=st.lists(st.sampled_from([-1, 0, 1]), max_size=60),
    side=st.sampled_from(Side),
)
def test_a_misread_frame_is_known_from_the_frames_before_it(labels: list[int], side: Side) -> None:
    whole = handedness_mismatch(np.array(labels, np.int8), side)
    seen = unlike = 0
    for label, wrong in zip(labels, whole.tolist(), strict=True):
        assert handedness_mismatch(np.array([label], np.int8), side, seen, unlike).tolist() == [
            wrong
        ]
        seen += label >= 0
        unlike += label == int(side is Side.LEFT)


def test_depth_is_not_to_be_trusted_where_a_hand_is_called_the_other_or_hardly_either() -> None:
    labels, score = np.array([1, 0, 1, -1], np.int8), np.array([0.9, 0.9, 0.55, np.nan])
    right, left = [False, True, True, False], [True, False, True, False]
    for side, wrong in ((Side.RIGHT, right), (Side.LEFT, left)):
        assert handedness_doubtful(labels, score, side).tolist() == wrong
        recording = replace(labelled(*labels), side_score=score[:, None].astype(np.float32))
        assert np.asarray(recording.hand(0, side).handedness_doubtful).tolist() == wrong
