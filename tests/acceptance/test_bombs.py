"""Files that claim, or unpack into, far more than they are: a sentence, and little memory."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from handtrack.definitions.library import find
from handtrack.errors import HandtrackError, RecordingError, StoreError
from handtrack.landmarks import recording_file
from handtrack.landmarks.recording_header import Header
from handtrack.records.store.backup import archive, archive_import
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.patients import file, patient
from tests.helpers.peak_memory import peak_mb

pytestmark = pytest.mark.slow

READ = """
import sys
from pathlib import Path
from handtrack.landmarks import recording_file
from handtrack.errors import HandtrackError
try:
    print(len(recording_file.read(Path(sys.argv[1]))))
except HandtrackError as e:
    print(e)
"""
TAKE_IN = """
import sys
from pathlib import Path
from handtrack.errors import HandtrackError
from handtrack.records.store.backup import archive, archive_import
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
with Store.open(find_location(sys.argv[2]), create=True) as store:
    try:
        archive_import.read_archive(store, Path(sys.argv[1]))
    except HandtrackError as e:
        print(e)
"""
BARE_MB = 160
"""Python, NumPy, pydantic and SQLAlchemy, with room."""
MEGABYTE = 1 << 20


def header_bytes() -> bytes:
    return json.dumps(asdict(Header((640, 480))) | {"schema": 1}).encode()


def npy(shape: tuple[int, ...], dtype: str) -> bytes:
    """The beginning of an array's file."""
    start = io.BytesIO()
    told = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(start, told)
    return start.getvalue()


def packed(path: Path, frames: int, long_header: int = 0) -> Path:
    """A recording of zeros, packed as far as it goes."""
    row = Header((640, 480)).row
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        text = header_bytes()
        head = zipfile.ZipInfo("header.npy")
        head.compress_type = zipfile.ZIP_DEFLATED
        new.writestr(head, npy((len(text) + long_header,), "|u1") + text + b" " * long_header)
        for name in row.names or ():
            info = zipfile.ZipInfo(f"{name}.npy")
            info.compress_type = zipfile.ZIP_DEFLATED
            shape = (frames, *row[name].shape)
            with new.open(info, "w", force_zip64=True) as member:
                member.write(npy(shape, row[name].base.str))
                left = frames * row[name].itemsize
                while left:
                    left -= member.write(bytes(min(left, MEGABYTE)))
    return path


def test_a_recording_that_unpacks_into_far_more_is_refused_unread(tmp_path: Path) -> None:
    bomb = packed(tmp_path / "bomb.npz", 400_000)
    assert bomb.stat().st_size < 2 * MEGABYTE
    with pytest.raises(RecordingError, match=r"bomb\.npz is not a handtrack landmark recording"):
        recording_file.read(bomb)
    assert peak_mb(READ, bomb) < BARE_MB


def test_a_header_that_unpacks_into_far_more_is_refused_unread(tmp_path: Path) -> None:
    bomb = packed(tmp_path / "bomb.npz", 10, long_header=60 * MEGABYTE)
    with pytest.raises(RecordingError):
        recording_file.read(bomb)
    assert peak_mb(READ, bomb) < BARE_MB


@pytest.mark.parametrize("frames", [10**6, 10**12])
def test_an_array_that_claims_more_than_it_holds_is_refused(frames: int, tmp_path: Path) -> None:
    path = tmp_path / "claims.npz"
    with zipfile.ZipFile(path, "w") as new:
        text = header_bytes()
        new.writestr("header.npy", npy((len(text),), "|u1") + text)
        for name in Header((640, 480)).row.names or ():
            row = Header((640, 480)).row[name]
            new.writestr(f"{name}.npy", npy((frames, *row.shape), row.base.str) + bytes(1000))
    with pytest.raises(RecordingError):
        recording_file.read(path)
    assert peak_mb(READ, path) < BARE_MB


def test_a_list_of_contents_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.npz"
    size = 40 * MEGABYTE
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, size, 0, 0)
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", *[0] * 15, 0)[:46]
    path.write_bytes((entry * (size // 46 + 1))[:size] + end)
    with pytest.raises(RecordingError):
        recording_file.read(path)
    assert peak_mb(READ, path) < BARE_MB


def test_hours_of_landmarks_are_read(tmp_path: Path) -> None:
    row = Header((640, 480)).row
    frames = 4 * 3600 * 30
    rows = np.zeros(frames, row)
    rows["time_s"] = np.arange(frames) / 30
    path = tmp_path / "hours.npz"
    text = np.frombuffer(header_bytes(), np.uint8)
    arrays: dict[str, Any] = {name: rows[name] for name in row.names or ()}
    np.savez(path, header=text, **arrays)
    assert len(recording_file.read(path)) == frames


def test_a_recording_that_others_packed_is_read(tmp_path: Path) -> None:
    shown = perform(find("34"), Style(amplitudes=[1.0, 1.0], noise_L=0.003))
    path = tmp_path / "packed.npz"
    arrays = {name: getattr(shown, name) for name in shown.header.arrays}
    text = json.dumps(asdict(shown.header) | {"schema": 1}).encode()
    np.savez_compressed(path, header=np.frombuffer(text, np.uint8), **arrays)
    assert len(recording_file.read(path)) == len(shown)


def with_long_head(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr(
            "archive.json", b'{"schema": 1, "handtrack": "' + b" " * (200 * MEGABYTE) + b'"}'
        )


def with_long_patient(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("archive.json", '{"schema": 1, "handtrack": "0.1.0"}')
        new.writestr("patients/mk.json", b"[" + b" " * (200 * MEGABYTE) + b"]")


def with_bzip2(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as new:
        new.writestr("archive.json", bytes(200 * MEGABYTE))


@pytest.mark.parametrize("make", [with_long_head, with_long_patient, with_bzip2])
def test_an_archive_that_unpacks_into_far_more_is_refused_unread(
    make: Callable[[Path], None], tmp_path: Path
) -> None:
    source = tmp_path / "bomb.zip"
    make(source)
    with Store.open(find_location(str(tmp_path / "h.db")), create=True) as store:
        with pytest.raises(StoreError, match="is damaged, or no file that handtrack wrote"):
            archive_import.read_archive(store, source)
        assert store.patients() == ()
    assert peak_mb(TAKE_IN, source, tmp_path / "other.db") < BARE_MB


def test_a_file_of_another_size_than_is_told_is_not_unpacked(tmp_path: Path) -> None:
    with Store.open(find_location(str(tmp_path / "h.db")), create=True) as store:
        store.add_patient(patient())
        from handtrack.records.values import Source
        from tests.helpers.patients import START, exercise

        store.add_session("mk", START, Source.RECORDED, [exercise([file(tmp_path)])])
        archive.write_archive(store, ["mk"], tmp_path / "mk.zip")
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(tmp_path / "mk.zip") as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("patients/"):
                data = data.replace(b'"size_bytes": 9', b'"size_bytes": 900000000000')
            new.writestr(name, data)
    with (
        Store.open(find_location(str(tmp_path / "o.db")), create=True) as store,
        pytest.raises(StoreError, match="is damaged"),
    ):
        archive_import.read_archive(store, changed)


@pytest.mark.parametrize("kind", ["device", "pipe"])
def test_what_is_no_file_is_refused_and_not_waited_for(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    from handtrack.definitions import exercise as definition
    from handtrack.live.session_plan import read_plan
    from handtrack.verifiers import calibration_file

    with Store.open(find_location(str(tmp_path / "h.db")), create=True) as store:
        readers: list[Callable[[], object]] = [
            lambda: recording_file.read(path),
            lambda: archive_import.read_archive(store, path),
            lambda: definition.read(path),
            lambda: calibration_file.read(path, find("34"), None),
            lambda: read_plan(path),
        ]
        for reader in readers:
            with pytest.raises(HandtrackError, match="it is a device or a pipe, not a file"):
                reader()


def test_a_text_of_a_gigabyte_is_not_read_to_its_end(tmp_path: Path) -> None:
    from handtrack.definitions import exercise as definition

    path = tmp_path / "34-long.toml"
    with path.open("wb") as long:
        long.truncate(1 << 30)
    with pytest.raises(HandtrackError, match="it is larger than 8 MB"):
        definition.read(path)
