from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.batch.inputs import inputs_of, result_folders
from handtrack.errors import OutputError, SourceError


def touch(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")


def below(folder: Path, *paths: Path, out: Path | None = None) -> list[str]:
    """The clips taken, as seen from a folder."""
    return [str(p.relative_to(folder)) for p in inputs_of(paths or [folder], out).files]


def test_a_folder_is_the_clips_in_it_and_below_by_name(tmp_path: Path) -> None:
    names = ["b.MP4", "a.mov", "c.webm", "fist.npz", "sub/d.mp4", "sub/deep/e.mp4"]
    touch(*(tmp_path / n for n in names))
    assert below(tmp_path) == sorted(names, key=Path)
    assert inputs_of([tmp_path]).passed_over == ()


def test_what_is_passed_over_in_a_folder_is_counted_in_one_sentence(tmp_path: Path) -> None:
    taken = ["a.mp4", "sub/b.npz"]
    left = ["notes.txt", "a.npz", ".hidden.mp4", ".cache/c.mp4", "sub/x.npz.part", "sub/y.csv"]
    touch(*(tmp_path / n for n in [*taken, *left]))
    (tmp_path / "linked").symlink_to(tmp_path / "sub")
    assert below(tmp_path) == taken
    assert inputs_of([tmp_path]).passed_over == (
        f"Passed over in {tmp_path}: 1 behind a link to a folder, 2 hidden, 2 neither video nor "
        "recording, 1 recorded from the video beside it, 1 unfinished (.part).",
    )


def test_results_are_no_input_beside_clips(tmp_path: Path) -> None:
    kept = ["results/a/recording.npz", "results/a/result.json", "results/a/annotated.mp4"]
    touch(*(tmp_path / n for n in ["a.mp4", *kept]))
    assert below(tmp_path) == ["a.mp4"]
    assert "1 kept among results" in inputs_of([tmp_path]).passed_over[0]


def test_a_folder_of_results_is_its_recordings(tmp_path: Path) -> None:
    kept = [f"{n}/{file}" for n in "ab" for file in ("recording.npz", "result.json")]
    touch(*(tmp_path / n for n in [*kept, "a/annotated.mp4"]))
    assert below(tmp_path) == ["a/recording.npz", "b/recording.npz"]
    found = inputs_of([tmp_path])
    assert result_folders(found.files, tmp_path, found.below) == [tmp_path / "a", tmp_path / "b"]


def test_where_results_go_nothing_is_taken_from(tmp_path: Path) -> None:
    touch(tmp_path / "a.mp4", tmp_path / "out/b.mp4")
    assert below(tmp_path, out=tmp_path / "out") == ["a.mp4"]


def test_results_of_sub_folders_lie_in_sub_folders(tmp_path: Path) -> None:
    touch(*(tmp_path / n for n in ["clip.mp4", "p1/clip.mp4", "p2/clip.mov", "p2/clip.mp4"]))
    found = inputs_of([tmp_path])
    folders = result_folders(found.files, Path("out"), found.below)
    assert [str(f) for f in folders] == ["out/clip", "out/p1/clip", "out/p2/clip", "out/p2/clip-2"]


def test_a_file_is_taken_as_it_is_even_if_it_does_not_exist(tmp_path: Path) -> None:
    wanted = (tmp_path / "x.anything", tmp_path / "y.npz")
    assert inputs_of(wanted).files == wanted


def test_each_file_once(tmp_path: Path) -> None:
    touch(tmp_path / "a.mp4")
    assert inputs_of([tmp_path / "a.mp4", tmp_path, tmp_path / "." / "a.mp4"]).files == (
        tmp_path / "a.mp4",
    )


def test_a_folder_without_a_clip_is_no_input(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no video and no landmark recording; name a vid"):
        inputs_of([tmp_path])


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
