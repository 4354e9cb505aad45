"""Stored files: copies named by the hash of their content, in step with the rows that name them.

A file is listed in `removals` before it is copied, and removed from the list by the commit of the
rows that name it. After a crash, every file without a row is therefore in `removals`, and the next
process that opens the records removes it. Deletions use the same table.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, exists, insert, select

from handtrack.records.store.engine import translate_errors, write_transaction
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.tables import FILES, REMOVALS
from handtrack.records.values import FileKind, NewFile, StoredFile
from handtrack.sources.file_check import file_sha256

_SUFFIX = {FileKind.LANDMARKS: ".npz", FileKind.VIDEO: ".video"}
File = tuple[str, FileKind]
"""Hash and content of a file."""
INCOMING = "incoming"
"""Folder in which a copy is written before it is moved to its path."""


def content_path(folder: Path, sha256: str, kind: FileKind) -> Path:
    """Path of a stored file.

    Parameters
    ----------
    folder : Path
        Of all stored files.
    sha256 : str
    kind : FileKind

    Returns
    -------
    Path
    """
    return folder / sha256[:2] / f"{sha256}{_SUFFIX[kind]}"


def store_copy(folder: Path, new: NewFile) -> StoredFile:
    """Copy a file into the folder, atomically, unless it is there.

    Parameters
    ----------
    folder : Path
        Of all stored files.
    new : NewFile

    Returns
    -------
    StoredFile

    Raises
    ------
    OSError
        A file cannot be read or written.
    """
    sha256 = file_sha256(new.path)
    target = content_path(folder, sha256, new.kind)
    size = new.path.stat().st_size
    if not (target.exists() and target.stat().st_size == size):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = folder / INCOMING / target.name
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(new.path, copy)
        _fsync(copy)
        os.replace(copy, target)
    return StoredFile(sha256, new.kind, new.name, size)


def remove(folder: Path, sha256: str, kind: FileKind) -> None:
    """Remove a file, and its folder if it is empty then.

    Parameters
    ----------
    folder : Path
        Of all stored files.
    sha256 : str
    kind : FileKind

    Raises
    ------
    OSError
        The file cannot be removed; a missing one is no error.
    """
    target = content_path(folder, sha256, kind)
    target.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # something else is in it, or it is gone
        target.parent.rmdir()


def all_files(folder: Path) -> Iterator[Path]:
    """Files in the folder, unfinished copies included, in order of their paths."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _fsync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def file_transaction(
    engine: Engine, location: StoreLocation, new: Iterable[NewFile]
) -> Iterator[tuple[Connection, dict[NewFile, StoredFile]]]:
    """Write transaction that stores copies of files.

    Parameters
    ----------
    engine : Engine
    location : StoreLocation
    new : iterable of NewFile

    Yields
    ------
    tuple of (Connection, dict of NewFile to StoredFile)

    Raises
    ------
    StoreError
        A file or the database cannot be read or written.
    """
    with translate_errors(location):
        hashes = {file: file_sha256(file.path) for file in new}
    if hashes:
        with write_transaction(engine, location) as connection:
            mark_for_removal(connection, ((h, file.kind) for file, h in hashes.items()))
    with write_transaction(engine, location) as connection:
        stored = {file: store_copy(location.files, file) for file in hashes}
        for file in stored.values():
            own = (REMOVALS.c.sha256 == file.sha256) & (REMOVALS.c.kind == str(file.kind))
            connection.execute(delete(REMOVALS).where(own))
        yield connection, stored


def mark_for_removal(connection: Connection, files: Iterable[File]) -> None:
    """List files for removal by `purge`, which spares those that a row names.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    files : iterable of (str, FileKind)
        Hash and content.
    """
    waiting = set(_waiting(connection))
    for sha256, kind in sorted(set(files) - waiting):
        connection.execute(insert(REMOVALS).values(sha256=sha256, kind=str(kind)))


def purge(connection: Connection, location: StoreLocation) -> int:
    """Remove the listed files that no row names.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    location : StoreLocation

    Returns
    -------
    int
        Number of removed files.
    """
    removed = 0
    for sha256, kind in _waiting(connection):
        named = exists().where((FILES.c.sha256 == sha256) & (FILES.c.kind == str(kind)))
        if not connection.scalar(select(named)):
            remove(location.files, sha256, kind)
            removed += 1
    connection.execute(delete(REMOVALS))
    # Copies are written inside a write transaction, and this is the only one now.
    shutil.rmtree(location.files / INCOMING, ignore_errors=True)
    return removed


def _waiting(connection: Connection) -> list[File]:
    query = select(REMOVALS.c.sha256, REMOVALS.c.kind)
    return [(str(sha256), FileKind(kind)) for sha256, kind in connection.execute(query)]
