"""The file of a recording: `.npz`, and `.part` while it is written.

Laws
----
1. NumPy alone can read it, without this project (`docs/using/recording-format.md`).
2. A write that is interrupted loses at most the last second. Frames are appended to `NAME.part`,
   a line of JSON followed by records of one fixed size, and become `NAME`, an `.npz`, at the end.
   `read` takes either.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from math import prod
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from handtrack.errors import RecordingError
from handtrack.files import refuse_no_file
from handtrack.landmarks import zip_limits
from handtrack.landmarks.recording import Recording, TrackedFrame
from handtrack.landmarks.recording_checks import Shape, check_arrays, check_header, check_shapes
from handtrack.landmarks.recording_header import SCHEMA, Header, engine_name

UNPACKS_TIMES, UNPACKS_FREELY_BYTES = 8, 128 << 20
"""How many times as large as its file a recording may be, or how large in any case. handtrack does
not compress; compressed by others, landmarks shrink by a twentieth, empty frames to nothing."""
MOST_HEADER_BYTES = 1 << 20
_MOST_NPY_BYTES = 1 << 14
"""Of the header of one array; NumPy refuses longer ones."""
FLUSH_EVERY_S = 0.5
"""Half of the second that an interrupted write may lose, in the recording's own time."""


class Writer:
    """Appends frames to `PATH.part` and turns it into `PATH` when closed without an error.

    A context manager. An exception inside leaves the `.part`, which `read` accepts.

    Parameters
    ----------
    path : Path
    header : Header
        As far as it is known now.

    Raises
    ------
    RecordingError
        The file cannot be written.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self._path = path
        self._part = part_path(path)
        self._row = header.row
        self._flushed_s = -np.inf
        with _writing(self._part):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._part.write_bytes(_header_line(header))
            self._file: IO[bytes] = self._part.open("ab")

    def append(self, frame: TrackedFrame) -> None:
        """Append one frame; at most `FLUSH_EVERY_S` of frames stay in memory."""
        with _writing(self._part):
            self._file.write(frame.packed(self._row).tobytes())
            if frame.time_s - self._flushed_s >= FLUSH_EVERY_S:
                self._file.flush()
                self._flushed_s = frame.time_s

    def finish(self, header: Header) -> Recording:
        """Write the `.npz` with the final header, remove the `.part`, return the recording."""
        with _writing(self._part):
            self._file.close()
            recording = replace(_read_part(self._part), header=header)
            write(self._path, recording)
            self._part.unlink()
        return recording

    def discard(self) -> None:
        """Remove the `.part`."""
        with contextlib.suppress(OSError):
            self._file.close()
            self._part.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):  # the disk is full: what brought us here says so
            self._file.close()


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as e:
        raise RecordingError(f"Cannot write {path}: {e.strerror}.") from e


def part_path(path: Path) -> Path:
    """Name the file that holds a recording while it is written."""
    return path.with_name(path.name + ".part")


def _header_line(header: Header) -> bytes:
    return json.dumps({**asdict(header), "schema": header.schema}).encode() + b"\n"


def write(path: Path, recording: Recording) -> None:
    """Write a finished recording in one step: a reader sees the old file or the new one.

    Parameters
    ----------
    path : Path
    recording : Recording

    Raises
    ------
    RecordingError
        The file cannot be written.
    """
    temporary = path.with_name(path.name + ".tmp")
    header = np.frombuffer(_header_line(recording.header), dtype=np.uint8)
    names = recording.header.arrays
    try:
        with _writing(path):
            with temporary.open("wb") as file:
                np.savez(file, header=header, **{n: getattr(recording, n) for n in names})
            os.replace(temporary, path)
    except RecordingError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def read(path: Path) -> Recording:
    """Read a recording, or the `.part` of an interrupted write.

    Raises
    ------
    RecordingError
        The file is missing, damaged, not a recording, or from a newer version of handtrack.
    """
    if not path.exists():
        raise RecordingError(f"There is no file {path}.")
    try:
        recording = _read_part(path) if path.suffix == ".part" else _read_npz(path)
    except RecordingError:
        raise
    except OSError as e:
        raise RecordingError(f"Cannot read {path}: {e.strerror or e}.") from e
    except Exception as e:  # damaged bytes bring up anything in the readers of zip, npy and JSON
        raise RecordingError(
            f"{path} is not a handtrack landmark recording, or it is damaged. "
            "Make it again with 'handtrack track VIDEO -o FILE.npz'."
        ) from e
    for name in recording.header.arrays:
        _quiet(getattr(recording, name))
    check_arrays(path, recording)
    return recording


def _quiet(values: NDArray[Any]) -> None:
    """Make every NaN a quiet one: NumPy warns of signalling NaNs, which damaged bytes may hold."""
    if values.dtype.kind == "f":
        values[np.isnan(values)] = np.nan


def _read_npz(path: Path) -> Recording:
    with zip_limits.open_zip(path, UNPACKS_TIMES, UNPACKS_FREELY_BYTES) as archive:
        member = io.BytesIO(zip_limits.read_member(archive, "header.npy", MOST_HEADER_BYTES))
        header = _parse_header(path, bytes(np.lib.format.read_array(member)))
        check_shapes(path, header, {name: _claimed(archive, name) for name in header.arrays})
        return Recording(header, **{name: _array(archive, name) for name in header.arrays})


def _claimed(archive: ZipFile, name: str) -> Shape:
    """Shape and type of an array by its header, which must fit the size of the member."""
    info = archive.getinfo(f"{name}.npy")
    with archive.open(info) as file:
        start = io.BytesIO(file.read(_MOST_NPY_BYTES))
    readers = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    shape, _, dtype = readers[np.lib.format.read_magic(start)](start)
    if start.tell() + prod(shape) * dtype.itemsize != info.file_size:
        raise ValueError(f"{name} is not as long as it says")
    return shape, dtype


def _array(archive: ZipFile, name: str) -> NDArray[Any]:
    with archive.open(f"{name}.npy") as file:
        return np.asarray(np.lib.format.read_array(file, allow_pickle=False))


def _read_part(path: Path) -> Recording:
    refuse_no_file(path)
    with path.open("rb") as file:
        header = _parse_header(path, file.readline(MOST_HEADER_BYTES))
        row = header.row
        frames = max(path.stat().st_size - file.tell(), 0) // row.itemsize
        check_shapes(
            path, header, {n: ((frames, *row[n].shape), row[n].base) for n in header.arrays}
        )
        rows = np.fromfile(file, row, frames)
    header = replace(header, complete=False, note="The recording was interrupted.")
    return Recording(header, **{name: rows[name] for name in header.arrays})


def _parse_header(path: Path, line: bytes) -> Header:
    raw = json.loads(line)
    if not isinstance(raw, dict):
        raise ValueError("header is no object")
    if isinstance(raw.get("schema"), int) and raw["schema"] > SCHEMA:
        raise RecordingError(
            f"{path} was written by handtrack {str(raw.get('handtrack', '?'))[:20]}, which is "
            "newer than this one. Update handtrack to read it."
        )
    raw.setdefault("engine", engine_name(raw.get("mediapipe", "")))
    known = {f.name for f in fields(Header)}
    header = Header(**{k: v for k, v in raw.items() if k in known})
    check_header(header)
    width, height = header.frame_size_px
    return replace(header, frame_size_px=(width, height), warnings=tuple(header.warnings))
