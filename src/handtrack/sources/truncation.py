"""Truncation of a video file, for containers without a table of contents.

Each check searches the last bytes for what the format's writers always put there.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from pathlib import Path

_LAST = 1 << 17
"""Bytes at the end that are read; no page or packet is longer."""
_SYNC = 0x47
_LAYOUTS = ((188, 0), (192, 4), (204, 0))
"""Length of a transport stream's packet and position of its sync byte: as broadcast, of camcorders,
with error correction."""
_WHOLE_PAYLOAD = 1
_PACKET = re.compile(rb"\x00\x00\x01([\xbd-\xef])(..)", re.DOTALL)
_FILLING, _END_CODE = b"\xbe", b"\0\0\1\xb9"
_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")


def why_truncated(path: Path, kind: str, stream_id: int) -> str:
    """Find evidence that a file was cut off.

    Parameters
    ----------
    path : Path
    kind : str
        The container, by FFmpeg's name.
    stream_id : int
        The stream of the pictures, by the container's number.

    Returns
    -------
    str
        The evidence in words; "" for none.
    """
    check = _CHECKS.get(kind)
    try:
        return check(path, stream_id) if check else ""
    except (OSError, struct.error):
        return ""


def _gif(path: Path, _: int) -> str:
    tail = _tail(path, 1 << 10).rstrip(b"\0")
    return "" if tail.endswith(b";") else "a GIF ends with a semicolon, and this one does not"


def _transport_stream(path: Path, stream_id: int) -> str:
    """A packet that is not whole, or a picture whose last packet has no filling.

    Only the last packet of a picture is filled up to its length: all others are full.
    """
    with path.open("rb") as file:
        head = file.read(5 * 204)
    size = path.stat().st_size
    for length, mark in _LAYOUTS:
        marks = head[mark::length]
        if len(marks) >= 3 and all(byte == _SYNC for byte in marks):
            break
    else:
        return ""
    if rest := size % length:
        return f"its last packet has {rest} of {length} bytes"
    tail = _tail(path, _LAST // length * length)
    for at in range(len(tail) - length + mark, -1, -length):
        flags, control = struct.unpack_from(">HB", tail, at + 1)
        if flags & 0x1FFF == stream_id:
            full = control >> 4 & 3 == _WHOLE_PAYLOAD
            return "the last picture is not whole" if full else ""
    return ""


def _program_stream(path: Path, _: int) -> str:
    """A last packet longer than what is left, or as long as all others and without an end.

    Writers end with an end code, with filling, or with a packet shorter than the others.
    """
    tail = _tail(path, _LAST)
    if tail.rstrip(b"\0").endswith(_END_CODE):
        return ""
    packets = [(m[1], m.start(), *struct.unpack(">H", m[2])) for m in _PACKET.finditer(tail)]
    if len(packets) < 2:
        return ""
    kind, at, length = packets[-1]
    left = len(tail) - at - 6
    if length > left:
        return "its last packet is not whole"
    full = kind != _FILLING and length == left == packets[-2][2]
    return "the last picture is not whole" if full else ""


def _ogg(path: Path, _: int) -> str:
    tail = _tail(path, _LAST)
    at = tail.rfind(b"OggS")
    head = tail[at : at + 27]
    if at < 0 or len(head) < 27:
        return "its last page is not whole"
    sizes = tail[at + 27 : at + 27 + head[26]]
    if len(sizes) < head[26] or at + 27 + len(sizes) + sum(sizes) > len(tail):
        return "its last page is not whole"
    return "" if head[5] & 4 else "no page says that it is the last"


def _asf(path: Path, _: int) -> str:
    """A file shorter than its header states."""
    with path.open("rb") as file:
        head = file.read(1 << 14)
    at = head.find(_ASF_PROPERTIES)
    if at < 0:
        return ""
    (announced,) = struct.unpack_from("<Q", head, at + 40)
    size = path.stat().st_size
    return f"it has {size} of {announced} bytes" if size < announced else ""


def _tail(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - size))
        return file.read()


_CHECKS: dict[str, Callable[[Path, int], str]] = {
    "gif": _gif,
    "mpegts": _transport_stream,
    "mpeg": _program_stream,
    "ogg": _ogg,
    "asf": _asf,
}
