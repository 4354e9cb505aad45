"""Zip files from elsewhere, with limits to what they may unpack into.

A zip of a few megabytes can unpack into any amount. The claimed sizes are compared with the size of
the file on the disk before anything is unpacked, and nothing is read beyond them.
"""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from handtrack.files import refuse_no_file

_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The compression methods that unpack no more than is asked for."""
_ENCRYPTED = 0x1
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\5\6", 22, 0xFFFF
_END_64, _END_64_SIZE, _LOCATOR_64_SIZE = b"PK\6\6", 56, 20
_IN_END_64, _MEMBERS_IN_END_64 = 0xFFFFFFFF, 0xFFFF
_MOST_DIRECTORY_BYTES = 16 << 20
"""Of the central directory: a hundred thousand recordings."""


@contextmanager
def open_zip(path: Path, times: int, free_bytes: int) -> Iterator[zipfile.ZipFile]:
    """Open a zip file whose unpacked size is within limits.

    Parameters
    ----------
    path : Path
    times : int
        How many times as large as the file its contents may be.
    free_bytes : int
        How large they may be in any case.

    Yields
    ------
    zipfile.ZipFile
        Closed at the end.

    Raises
    ------
    OSError
        The file cannot be read, or is no ordinary file.
    zipfile.BadZipFile
        The file is no zip file, is compressed in another way, or claims to hold more.
    """
    refuse_no_file(path)
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        members, length = _directory(file, size)
        if length > _MOST_DIRECTORY_BYTES:
            raise zipfile.BadZipFile("its list of contents is too long")
        with zipfile.ZipFile(file) as archive:
            inside = archive.infolist()
            if len(inside) != members:  # a damaged entry may swallow those behind it
                raise zipfile.BadZipFile("its list of contents is damaged")
            if any(i.compress_type not in _READABLE or i.flag_bits & _ENCRYPTED for i in inside):
                raise zipfile.BadZipFile("it is packed in a way that is not read")
            if sum(i.file_size for i in inside) > max(free_bytes, times * size):
                raise zipfile.BadZipFile("it would unpack into far more than it can hold")
            yield archive


def read_member(archive: zipfile.ZipFile, name: str, most_bytes: int) -> bytes:
    """Read one member.

    Parameters
    ----------
    archive : zipfile.ZipFile
    name : str
    most_bytes : int
        How large the unpacked member may be.

    Returns
    -------
    bytes

    Raises
    ------
    KeyError
        The archive has no such member.
    zipfile.BadZipFile
        The member is larger than `most_bytes`, or damaged.
    """
    if archive.getinfo(name).file_size > most_bytes:
        raise zipfile.BadZipFile(f"{name} is larger than {most_bytes} bytes")
    return archive.read(name)


def _directory(file: IO[bytes], size: int) -> tuple[int, int]:
    """Claimed number of members, and length of the central directory; 0 where none is found."""
    start = max(size - _END_SIZE - _LONGEST_COMMENT, 0)
    tail = _part(file, start, size - start)
    at = tail.rfind(_END, 0, max(len(tail) - _END_SIZE + len(_END), 0))
    if at < 0:
        return 0, 0
    members, length = struct.unpack_from("<HL", tail, at + 10)
    if length != _IN_END_64 and members != _MEMBERS_IN_END_64:
        return members, length
    end_64 = start + at - _LOCATOR_64_SIZE - _END_64_SIZE
    end = _part(file, max(end_64, 0), _END_64_SIZE)
    if not end.startswith(_END_64) or len(end) < _END_64_SIZE:
        return 0, _MOST_DIRECTORY_BYTES + 1
    members, length = struct.unpack_from("<QQ", end, 32)
    return members, length


def _part(file: IO[bytes], start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)
