from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.batch.manifest import MOST_FAULTS, Row, read
from handtrack.errors import ManifestError
from handtrack.landmarks.hand import Side


def listed(folder: Path, text: str | bytes) -> Path:
    """A list beside a clip, `clip.mp4`."""
    (folder / "clip.mp4").write_bytes(b"x")
    path = folder / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fault(folder: Path, text: str | bytes) -> str:
    with pytest.raises(ManifestError) as error:
        read(listed(folder, text))
    return str(error.value)


def test_a_row_says_all_of_a_clip(tmp_path: Path) -> None:
    path = listed(
        tmp_path,
        "file,exercise,hand,patient,date,start,end\n"
        "clip.mp4,18,Left,p 1,2026-09-01T10:30,2.5,1:02:03.5\n",
    )
    file, start_s, end_s = tmp_path / "clip.mp4", 2.5, 3723.5
    row = Row(2, file, "clip.mp4", "18", Side.LEFT, "p 1", "2026-09-01T10:30", start_s, end_s)
    assert read(path) == (row,)


@pytest.mark.parametrize(
    "text",
    [
        b"FILE ; Exercise\r\n\r\nclip.mp4;18\r\n",
        b"exercise\tfile\n18\tclip.mp4\n",
        b"\xef\xbb\xbffile,exercise,,\nclip.mp4,18,,\n,,,\n",
        b'"file","exercise"\n"clip.mp4","18"',
    ],
    ids=["semicolons", "tabs", "byte order mark and empty columns", "quotes"],
)
def test_what_spreadsheets_write_is_read(text: bytes, tmp_path: Path) -> None:
    (row,) = read(listed(tmp_path, text))
    assert (row.file, row.exercise, row.side) == (tmp_path / "clip.mp4", "18", None)


def test_an_exercise_file_is_named_as_seen_from_the_list(tmp_path: Path) -> None:
    (row,) = read(listed(tmp_path, "file,exercise\nclip.mp4,mine.toml\n"))
    assert row.exercise == str(tmp_path / "mine.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("file\n", "names no clip"),
        ("exercise\n18\n", "line 1: there is no column 'file'"),
        ("\nfile,side,Mood\n", "line 2: unknown columns 'side', 'Mood'; there are file, exercise"),
        ("file,file\n", "line 1: the column file stands there twice"),
        ("file,hand\nclip.mp4,middle\n", "line 2: hand is 'middle', which is neither left nor"),
        ("file,date\nclip.mp4,1.9.26\n", "line 2: date is '1.9.26'; write 2026-09-01"),
        ("file,start\nclip.mp4,soon\n", "line 2: start is 'soon'; write seconds as 12.5, or 1:05"),
        ("file,start\nclip.mp4,-1\n", "line 2: start is '-1'"),
        ("file,end\nclip.mp4,nan\n", "line 2: end is 'nan'"),
        ("file,start,end\nclip.mp4,5,1\n", "line 2: it ends at 1, which is not after its start"),
        ("file,end\nclip.mp4,0\n", "line 2: it ends at 0, which is not after its start"),
        ("file,exercise\n\nclip.mp4,18\n,18\n", "line 4: no file is named"),
        ("file\nmissing.mp4\n", "line 2: there is no file"),
        ("file\n.\n", "line 2: there is no file"),
        ("file,exercise\nclip.mp4,18,left\n", "line 2: 3 cells for 2 columns"),
        ("file,patient\nclip.mp4,a\x1b[31m\n", "line 2: patient is no plain text"),
        ('file\n"clip.mp4\n', "line 2: no CSV (unexpected end of data)"),
        ("file\nclip.mp4\0\n", "line 2: a zero byte"),
        (b"file,patient\nclip.mp4,J\xf6rg\n", "line 2: no UTF-8; save it as 'CSV UTF-8"),
        ("file\n" + "x" * 200_000 + "\n", "line 2: no CSV (field larger than field limit"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str | bytes, said: str, tmp_path: Path) -> None:
    assert said in fault(tmp_path, text)


def test_all_bad_rows_are_told_at_once_but_no_thousands_of_them(tmp_path: Path) -> None:
    text = fault(tmp_path, "file,hand\n" + "clip.mp4,third\n" * 100)
    assert text.count("neither left nor right") == MOST_FAULTS
    assert text.endswith(f"and: {100 - MOST_FAULTS} more.")
    assert "nothing was scored" in text


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"There is no file .*; --manifest wants a CSV file"):
        read(tmp_path / "none.csv")
    with pytest.raises(ManifestError, match=r"Cannot read .*: Is a directory"):
        read(tmp_path)
