"""How much of an MP4 file is meant to be played.

Trimming a clip on a phone keeps the pictures and writes an edit list that plays some of them. The
decoder obeys it, but the container still announces every picture, so that a trimmed clip would
look like one that stopped too early. The boxes are those of ISO/IEC 14496-12.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

_LARGEST_INDEX = 1 << 28
"""No index of a real clip is larger than this many bytes."""


def played_s(path: Path) -> float | None:
    """Seconds of video that the edit list plays; None where there is none, or no MP4 at all."""
    try:
        boxes = list(_boxes(_movie(path)))
        scale = _timescale(dict(boxes)[b"mvhd"])
        for track in (dict(_boxes(body)) for kind, body in boxes if kind == b"trak"):
            if b"edts" in track and _is_video(track):
                return _edited(dict(_boxes(track[b"edts"]))[b"elst"]) / scale or None
    except (OSError, struct.error, IndexError, KeyError, ZeroDivisionError):
        return None
    return None


def _movie(path: Path) -> bytes:
    """Return the body of the index, which may stand before or behind gigabytes of pictures."""
    with path.open("rb") as file:
        while True:
            start = file.tell()
            size, kind = struct.unpack(">I4s", file.read(8))
            if size == 1:
                (size,) = struct.unpack(">Q", file.read(8))
            if kind == b"moov":
                return file.read(min(size, _LARGEST_INDEX))
            if size < 8:
                raise KeyError("moov")
            file.seek(start + size)


def _boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(body):
        size, kind = struct.unpack_from(">I4s", body, at)
        if size < 8:
            return
        yield kind, body[at + 8 : at + size]
        at += size


def _timescale(mvhd: bytes) -> int:
    (scale,) = struct.unpack_from(">I", mvhd, 20 if mvhd[0] else 12)
    return int(scale)


def _is_video(track: dict[bytes, bytes]) -> bool:
    return dict(_boxes(track[b"mdia"]))[b"hdlr"][8:12] == b"vide"


def _edited(elst: bytes) -> int:
    """Sum the durations, in the movie's ticks, of the edits that show pictures."""
    (count,) = struct.unpack_from(">I", elst, 4)
    entry = ">Qq4x" if elst[0] else ">Ii4x"
    edits = struct.iter_unpack(entry, elst[8 : 8 + count * struct.calcsize(entry)])
    return sum(duration for duration, start in edits if start >= 0)
