from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.errors import OutputError, SourceError
from handtrack.inputs import files_of, result_folders


def touch(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")


def test_a_folder_is_its_videos_by_name(tmp_path: Path) -> None:
    names = ["b.MP4", "a.mov", "c.webm"]
    touch(*(tmp_path / n for n in [*names, "notes.txt", "clip.npz", ".hidden.mp4", "sub/d.mp4"]))
    assert [p.name for p in files_of([tmp_path])] == ["a.mov", "b.MP4", "c.webm"]


def test_a_file_is_taken_as_it_is_even_if_it_does_not_exist(tmp_path: Path) -> None:
    wanted = [tmp_path / "x.anything", tmp_path / "y.npz"]
    assert files_of(wanted) == wanted


def test_each_file_once(tmp_path: Path) -> None:
    touch(tmp_path / "a.mp4")
    assert files_of([tmp_path / "a.mp4", tmp_path, tmp_path / "." / "a.mp4"]) == [
        tmp_path / "a.mp4"
    ]


def test_an_empty_folder_is_no_input(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no video; name a video or its folder"):
        files_of([tmp_path])


def test_files_of_one_name_get_folders_of_their_own() -> None:
    files = [Path("a/clip.mp4"), Path("b/clip.mov"), Path("b/CLIP.avi"), Path("clip-2.mp4")]
    names = [folder.name for folder in result_folders(files, Path("out"))]
    assert names == ["clip", "clip-2", "CLIP-3", "clip-2-2"]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("clip.v2.mp4", "clip.v2"),
        ("clip.npz", "clip"),
        ("clip.npz.part", "clip"),
        ("results/wrist/recording.npz", "wrist"),
        ("results/wrist/recording.npz.part", "wrist"),
        ("noending", "noending"),
    ],
)
def test_a_folder_is_named_after_its_file(file: str, name: str) -> None:
    assert result_folders([Path(file)], Path("out")) == [Path("out") / name]


def test_nothing_is_written_over_what_is_still_to_be_read() -> None:
    files = [Path("out/clip/annotated.mp4"), Path("clip.mp4")]
    with pytest.raises(OutputError, match=r"annotated\.mp4 is to be scored itself"):
        result_folders(files, Path("out"))


def test_a_recording_may_stay_in_its_own_place() -> None:
    assert result_folders([Path("out/clip/recording.npz")], Path("out")) == [Path("out/clip")]
