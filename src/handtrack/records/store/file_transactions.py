"""Files and rows in step, whatever happens in between.

A file is announced in `removals` before it is copied, and the announcement is taken back together
with the commit of the rows that name it. So after a crash every file that no row names is in
`removals`, and the next one to open the records removes it. The same table carries out deletions.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Engine, delete, exists, insert, select

from handtrack.records.store import content_files as disk
from handtrack.records.store.engine import translate_errors, write_transaction
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.tables import FILES, REMOVALS
from handtrack.records.values import FileKind, NewFile, StoredFile

File = tuple[str, FileKind]
"""A hash and what the file holds."""


@contextlib.contextmanager
def file_transaction(
    engine: Engine, place: StoreLocation, new: Iterable[NewFile]
) -> Iterator[tuple[Connection, dict[NewFile, StoredFile]]]:
    """A transaction in which files are kept; yields it and what became of each file.

    Raises
    ------
    StoreError
    """
    with translate_errors(place):
        hashes = {file: disk.hash_of(file.path) for file in new}
    if hashes:
        with write_transaction(engine, place) as connection:
            mark_for_removal(connection, ((h, file.kind) for file, h in hashes.items()))
    with write_transaction(engine, place) as connection:
        kept = {file: disk.store_copy(place.files, file) for file in hashes}
        for file in kept.values():
            own = (REMOVALS.c.sha256 == file.sha256) & (REMOVALS.c.kind == str(file.kind))
            connection.execute(delete(REMOVALS).where(own))
        yield connection, kept


def mark_for_removal(connection: Connection, files: Iterable[File]) -> None:
    """Say that these files go unless a row names them."""
    waiting = set(_waiting(connection))
    for sha256, kind in sorted(set(files) - waiting):
        connection.execute(insert(REMOVALS).values(sha256=sha256, kind=str(kind)))


def purge(connection: Connection, place: StoreLocation) -> int:
    """Remove every announced file that no row names; gives how many there were."""
    removed = 0
    for sha256, kind in _waiting(connection):
        named = exists().where((FILES.c.sha256 == sha256) & (FILES.c.kind == str(kind)))
        if not connection.scalar(select(named)):
            disk.remove(place.files, sha256, kind)
            removed += 1
    connection.execute(delete(REMOVALS))
    # Copies are made inside a transaction, and this is the only one now.
    shutil.rmtree(place.files / disk.INCOMING, ignore_errors=True)
    return removed


def _waiting(connection: Connection) -> list[File]:
    query = select(REMOVALS.c.sha256, REMOVALS.c.kind)
    return [(str(sha256), FileKind(kind)) for sha256, kind in connection.execute(query)]
