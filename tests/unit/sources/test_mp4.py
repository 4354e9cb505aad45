from __future__ import annotations

import struct
from pathlib import Path

import pytest
from clips import cut, moving_hand, trim, write_clip

from handtrack.sources.mp4 import played_s


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def movie(*, edits: bytes, handler: bytes = b"vide", wide: bool = False) -> bytes:
    """An index with a timescale of 600, in the layout of 32 or of 64 bit times."""
    head = struct.pack(">B3xQQI", 1, 0, 0, 600) if wide else struct.pack(">B3xIII", 0, 0, 0, 600)
    media = box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12)))
    track = box(b"trak", box(b"edts", box(b"elst", edits)) + media)
    return box(b"moov", box(b"mvhd", head) + track)


def edit_list(*edits: tuple[int, int], wide: bool = False) -> bytes:
    entry = ">Qqi" if wide else ">Iii"
    rows = b"".join(struct.pack(entry, duration, start, 1 << 16) for duration, start in edits)
    return struct.pack(">B3xI", int(wide), len(edits)) + rows


@pytest.mark.parametrize("wide", [False, True])
def test_the_edits_that_show_pictures_add_up(tmp_path: Path, wide: bool) -> None:
    path = tmp_path / "a.mp4"
    edits = edit_list((300, -1), (600, 40), (900, 2000), wide=wide)  # the first is a pause
    path.write_bytes(box(b"ftyp", b"isom") + movie(edits=edits, wide=wide) + box(b"mdat", b"x"))
    assert played_s(path) == 2.5


def test_the_index_may_stand_behind_a_large_box(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    pictures = struct.pack(">I4sQ", 1, b"mdat", 16 + 5) + b"12345"
    path.write_bytes(pictures + movie(edits=edit_list((600, 0))))
    assert played_s(path) == 1.0


def test_the_edits_of_sound_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(movie(edits=edit_list((600, 0)), handler=b"soun"))
    assert played_s(path) is None


def test_a_trimmed_clip(tmp_path: Path) -> None:
    path = trim(write_clip(tmp_path / "a.mp4", moving_hand(30)), 200, 500)
    assert played_s(path) == 0.5


def test_other_formats_have_no_edits(tmp_path: Path) -> None:
    assert played_s(write_clip(tmp_path / "a.avi", moving_hand(3))) is None


def test_damage_anywhere_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    whole = movie(edits=edit_list((600, 0)))
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert played_s(path) in (None, 1.0)
    for at in range(len(whole)):
        for value in (0, 1, 255):
            path.write_bytes(whole[:at] + bytes([value]) + whole[at + 1 :])
            played_s(path)
    assert played_s(tmp_path / "missing.mp4") is None
    assert played_s(cut(write_clip(path, moving_hand(5)), 0.5)) is None
