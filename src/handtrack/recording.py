"""Landmark recordings: every hand of every frame as arrays, and the file that keeps them.

Laws
----
1. A recording describes itself: the versions that made it, the source and its hash, rotation,
   times and settling flags are inside it.
2. It can be read without this project (`docs/recording-format.md`): NumPy alone suffices.
3. A write that is interrupted loses at most the last second. Frames are appended to `NAME.part`,
   a line of JSON followed by records of one fixed size, and become `NAME`, an `.npz`, at the end.
   `read` takes either.
4. Landmarks are float32 from the moment they leave the tracker, so that scoring the file again
   gives the same digits as scoring the video.
5. Two channels beside the hands are optional: an object followed by its look, and the forearm's
   line. A recording without them is written as it always was; one with them says schema 2.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from handtrack.errors import RecordingError
from handtrack.hand import LANDMARKS, Floats, Hand, Side
from handtrack.objects import PLACES, ObjectKind
from handtrack.recording_checks import check_arrays, check_header

SCHEMA = 2
"""The newest there is. 1 is a recording of hands alone, 2 one with another channel beside them."""
FLUSH_EVERY_S = 0.5
"""Half of the second that an interrupted write may lose, in the recording's own time."""
_ARRAYS = ("time_s", "image_px", "world_m", "is_right", "side_score", "settling")
_OBJECT, _FOREARM = "object_px", "forearm"


@dataclass(frozen=True, slots=True)
class Header:
    """What a recording says of itself.

    Parameters
    ----------
    frame_size_px : tuple of int
        Width and height of the upright image the landmarks refer to.
    slots : int
        How many hands were looked for; a slot is one hand's identity, not a detection order.
    source, source_sha256 : str
        Name of the file or device, and the hash of the file ("" for a device).
    rotation_deg : int
        By how much the frames were turned to stand upright: 0, 90, 180 or 270.
    container_fps : float or None
        What the container claims, for the record only; times come from the frames.
    times_repaired : int
        How many frame times had to be moved to keep them strictly increasing.
    complete : bool
        False where decoding stopped early or the write was interrupted.
    note : str
        Why it is incomplete, in a sentence.
    object_kind : str
        What was followed beside the hands, a word of `objects.ObjectKind`; "" for nothing.
    object_look : str
        What it was known by, for the record only.
    forearms : bool
        Whether the forearm's line was looked for.
    """

    frame_size_px: tuple[int, int]
    slots: int = 1
    source: str = ""
    source_sha256: str = ""
    rotation_deg: int = 0
    container_fps: float | None = None
    times_repaired: int = 0
    complete: bool = True
    note: str = ""
    handtrack: str = ""
    mediapipe: str = ""
    model_sha256: str = ""
    object_kind: str = ""
    object_look: str = ""
    forearms: bool = False

    @property
    def schema(self) -> int:
        """The oldest version of the format that can hold such a recording."""
        return 2 if self.object_kind or self.forearms else 1

    @property
    def places(self) -> int:
        """How many points an object is followed by; 0 without one."""
        return PLACES[ObjectKind(self.object_kind)] if self.object_kind else 0


@dataclass(frozen=True, slots=True)
class TrackedFrame:
    """What the tracker saw in one frame; the slot axis has `Header.slots` places.

    Parameters
    ----------
    time_s : float
    image_px, world_m : ndarray, shape (slots, 21, 3), float32
        NaN where a slot holds no hand.
    is_right : ndarray of int8, shape (slots,)
        1 labelled right, 0 labelled left, -1 no hand.
    side_score : ndarray of float32, shape (slots,)
        The model's confidence in that label; NaN without a hand.
    settling : ndarray of bool, shape (slots,)
    object_px : ndarray, shape (places, 3), float32, optional
        Points of the object: x, y and radius, all in pixels; NaN where a point is hidden.
    forearm : ndarray, shape (slots, 2), float32, optional
        Unit vector in the image from elbow to wrist; NaN where it was not seen or not looked for.
    """

    time_s: float
    image_px: Floats
    world_m: Floats
    is_right: NDArray[np.int8]
    side_score: Floats
    settling: NDArray[np.bool_]
    object_px: Floats | None = None
    forearm: Floats | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """All frames of one clip: the arrays of `TrackedFrame` with a frame axis in front.

    `object_px` and `forearm` are None where the header does not speak of them.
    """

    header: Header
    time_s: Floats
    image_px: Floats
    world_m: Floats
    is_right: NDArray[np.int8]
    side_score: Floats
    settling: NDArray[np.bool_]
    object_px: Floats | None = None
    forearm: Floats | None = None

    def __len__(self) -> int:
        return len(self.time_s)

    @classmethod
    def from_frames(cls, header: Header, frames: Iterable[TrackedFrame]) -> Self:
        """Stack tracked frames; no frame at all gives a recording of length 0."""
        rows = np.array([_pack(f, header) for f in frames], dtype=_row(header))
        return cls(header, **{name: rows[name] for name in _names(header)})

    @property
    def duration_s(self) -> float:
        """From the first frame to the last; 0 for fewer than two frames."""
        return float(self.time_s[-1] - self.time_s[0]) if len(self) > 1 else 0.0

    def slot_sides(self) -> list[Side | None]:
        """The side of each slot by majority of its labels, weighted by their confidence."""
        sides: list[Side | None] = []
        for slot in range(self.header.slots):
            label = self.is_right[:, slot]
            weight = np.where(label >= 0, np.nan_to_num(self.side_score[:, slot]), 0.0)
            if not (label >= 0).any():
                sides.append(None)
            else:
                right = weight[label == 1].sum() >= weight[label == 0].sum()
                sides.append(Side.RIGHT if right else Side.LEFT)
        return sides

    def between(self, start_s: float, end_s: float) -> Self:
        """The frames of a half-open interval, with their own times."""
        i, j = np.searchsorted(self.time_s, [start_s, end_s])
        return replace(self, **{name: getattr(self, name)[i:j] for name in _names(self.header)})

    def hand(self, slot: int, side: Side) -> Hand:
        """One slot as a `Hand` through time, called `side` throughout."""
        two = self.header.slots == 2
        other = self.image_px[:, 1 - slot].astype(np.float64) if two else None
        return Hand(
            time_s=self.time_s,
            image_px=self.image_px[:, slot].astype(np.float64),
            world_m=self.world_m[:, slot].astype(np.float64),
            settling=self.settling[:, slot],
            side=side,
            frame_size_px=self.header.frame_size_px,
            object_px=None if self.object_px is None else self.object_px.astype(np.float64),
            other_px=other,
            forearm=None if self.forearm is None else self.forearm[:, slot].astype(np.float64),
        )


def _names(header: Header) -> tuple[str, ...]:
    """The arrays such a recording holds."""
    return (*_ARRAYS, *(_OBJECT,) * bool(header.places), *(_FOREARM,) * header.forearms)


def _row(header: Header) -> np.dtype[Any]:
    """The fixed-size record of one frame, little-endian, without padding."""
    slots = header.slots
    points = (slots, LANDMARKS, 3)
    channels: dict[str, Any] = {
        _OBJECT: (_OBJECT, "<f4", (header.places, 3)),
        _FOREARM: (_FOREARM, "<f4", (slots, 2)),
    }
    return np.dtype(
        [
            ("time_s", "<f8"),
            ("image_px", "<f4", points),
            ("world_m", "<f4", points),
            ("is_right", "i1", (slots,)),
            ("side_score", "<f4", (slots,)),
            ("settling", "?", (slots,)),
            *(channels[name] for name in _names(header)[len(_ARRAYS) :]),
        ]
    )


def _pack(frame: TrackedFrame, header: Header) -> NDArray[np.void]:
    row = np.zeros((), dtype=_row(header))
    for name in _names(header):
        value = getattr(frame, name)
        row[name] = np.nan if value is None else value
    return row


class Writer:
    """Appends frames to `PATH.part` and turns it into `PATH` when closed without an error.

    Use it as a context manager. An exception inside leaves the `.part`, which `read` understands.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self._path = path
        self._part = part_path(path)
        self._header = header
        self._flushed_s = -np.inf
        with _writing(self._part):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._part.write_bytes(_header_line(header))
            self._file: IO[bytes] = self._part.open("ab")

    def append(self, frame: TrackedFrame) -> None:
        """Add one frame; at most `FLUSH_EVERY_S` of frames wait in memory."""
        with _writing(self._part):
            self._file.write(_pack(frame, self._header).tobytes())
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
    """Where a recording lives while it is being written."""
    return path.with_name(path.name + ".part")


def _header_line(header: Header) -> bytes:
    return json.dumps({**asdict(header), "schema": header.schema}).encode() + b"\n"


def write(path: Path, recording: Recording) -> None:
    """Write a finished recording in one step: a reader sees the old file or the new one."""
    temporary = path.with_name(path.name + ".tmp")
    header = np.frombuffer(_header_line(recording.header), dtype=np.uint8)
    names = _names(recording.header)
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
    """Read a recording, or what an interrupted write left of one.

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
    check_arrays(path, recording, _row(recording.header))
    return recording


def _read_npz(path: Path) -> Recording:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
        header = _parse_header(path, bytes(data["header"]))
        return Recording(header, **{name: data[name] for name in _names(header)})


def _read_part(path: Path) -> Recording:
    blob = path.read_bytes()
    line, _, body = blob.partition(b"\n")
    header = _parse_header(path, line)
    row = _row(header)
    rows = np.frombuffer(body, dtype=row, count=len(body) // row.itemsize)
    header = replace(header, complete=False, note="The recording was interrupted.")
    return Recording(header, **{name: rows[name] for name in _names(header)})


def _parse_header(path: Path, line: bytes) -> Header:
    raw = json.loads(line)
    if not isinstance(raw, dict):
        raise ValueError("header is no object")
    if isinstance(raw.get("schema"), int) and raw["schema"] > SCHEMA:
        raise RecordingError(
            f"{path} was written by handtrack {str(raw.get('handtrack', '?'))[:20]}, which is "
            "newer than this one. Update handtrack to read it."
        )
    known = {f.name for f in fields(Header)}
    header = Header(**{k: v for k, v in raw.items() if k in known})
    check_header(header)
    width, height = header.frame_size_px
    return replace(header, frame_size_px=(width, height))
