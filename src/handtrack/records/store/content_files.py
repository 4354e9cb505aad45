"""Files on disk, each named by the hash of what it holds."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from handtrack.records.values import FileKind, NewFile, StoredFile

_SUFFIX = {FileKind.LANDMARKS: ".npz", FileKind.VIDEO: ".video"}
INCOMING = "incoming"
"""The folder in which a copy is made before it gets its place."""


def content_path(folder: Path, sha256: str, kind: FileKind) -> Path:
    """Where a file of this hash is kept."""
    return folder / sha256[:2] / f"{sha256}{_SUFFIX[kind]}"


def store_copy(folder: Path, new: NewFile) -> StoredFile:
    """Copy a file into the folder, unless it is there; the copy is whole or not there.

    Raises
    ------
    OSError
    """
    sha256 = hash_of(new.path)
    target = content_path(folder, sha256, new.kind)
    size = new.path.stat().st_size
    if not (target.exists() and target.stat().st_size == size):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = folder / INCOMING / target.name
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(new.path, copy)
        _onto_disk(copy)
        os.replace(copy, target)
    return StoredFile(sha256, new.kind, new.name, size)


def remove(folder: Path, sha256: str, kind: FileKind) -> None:
    """Remove a file, and its folder when nothing else is in it.

    Raises
    ------
    OSError
    """
    target = content_path(folder, sha256, kind)
    target.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # something else is in it, or it is gone
        target.parent.rmdir()


def hash_of(path: Path) -> str:
    """SHA-256 of what a file holds.

    Raises
    ------
    OSError
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def all_files(folder: Path) -> Iterator[Path]:
    """Every file in the folder, half-finished ones included."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _onto_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
