"""Zip files from elsewhere: what they claim to hold is looked at before anything is unpacked.

A zip of a few megabytes can unpack into any amount. So everything is compared with the size of the
file on the disk first, and nothing is read beyond what was claimed.
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
"""The ways of packing that are unpacked by as much as is asked for; the others give more."""
_ENCRYPTED = 0x1
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\5\6", 22, 0xFFFF
_END_64, _END_64_SIZE, _LOCATOR_64_SIZE = b"PK\6\6", 56, 20
_IN_END_64 = 0xFFFFFFFF
_MOST_DIRECTORY_BYTES = 16 << 20
"""Of the list of what is inside: a hundred thousand recordings."""


@contextmanager
def open_zip(path: Path, times: int, free_bytes: int) -> Iterator[zipfile.ZipFile]:
    """Open a zip file whose contents are no larger than they can be.

    Parameters
    ----------
    times : int
        How many times as large as the file its contents may be.
    free_bytes : int
        How large they may be in any case.

    Raises
    ------
    OSError
        It cannot be read, or is no ordinary file.
    zipfile.BadZipFile
        It is no zip file, is packed in another way, or claims to hold more.
    """
    refuse_no_file(path)
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if _directory_bytes(file, size) > _MOST_DIRECTORY_BYTES:
            raise zipfile.BadZipFile("its list of contents is too long")
        with zipfile.ZipFile(file) as archive:
            inside = archive.infolist()
            if any(i.compress_type not in _READABLE or i.flag_bits & _ENCRYPTED for i in inside):
                raise zipfile.BadZipFile("it is packed in a way that is not read")
            if sum(i.file_size for i in inside) > max(free_bytes, times * size):
                raise zipfile.BadZipFile("it would unpack into far more than it can hold")
            yield archive


def read_member(archive: zipfile.ZipFile, name: str, most_bytes: int) -> bytes:
    """The whole of one member.

    Raises
    ------
    KeyError
        It is not there.
    zipfile.BadZipFile
        It is larger than `most_bytes`, or damaged.
    """
    if archive.getinfo(name).file_size > most_bytes:
        raise zipfile.BadZipFile(f"{name} is larger than {most_bytes} bytes")
    return archive.read(name)


def _directory_bytes(file: IO[bytes], size: int) -> int:
    """How long the list of contents claims to be; 0 where there is none to be found."""
    start = max(size - _END_SIZE - _LONGEST_COMMENT, 0)
    tail = _part(file, start, size - start)
    at = tail.rfind(_END, 0, max(len(tail) - _END_SIZE + len(_END), 0))
    if at < 0:
        return 0
    (length,) = struct.unpack_from("<L", tail, at + 12)
    if length != _IN_END_64:
        return int(length)
    place = start + at - _LOCATOR_64_SIZE - _END_64_SIZE
    end = _part(file, max(place, 0), _END_64_SIZE)
    if not end.startswith(_END_64) or len(end) < _END_64_SIZE:
        return _MOST_DIRECTORY_BYTES + 1
    return int(struct.unpack_from("<Q", end, 40)[0])


def _part(file: IO[bytes], start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)
