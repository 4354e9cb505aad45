"""Maintenance of the records: integrity check, backup, restore."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text

from handtrack.errors import StoreError
from handtrack.records.store import stored_files
from handtrack.records.store.backup.archive import write_archive
from handtrack.records.store.backup.archive_import import read_archive
from handtrack.records.store.engine import can_write, read_transaction
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.store import Store
from handtrack.records.store.tables import FILES, PATIENTS
from handtrack.records.values import FileKind
from handtrack.sources.file_check import file_sha256

MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Health:
    """Result of an integrity check.

    Parameters
    ----------
    patients, files : int
        Number of each.
    faults : tuple of str
        One sentence each; empty if there is none.
    """

    patients: int
    files: int
    faults: tuple[str, ...]


def check(location: StoreLocation) -> Health:
    """Check every page of the database and every file, and complete interrupted deletions.

    Raises
    ------
    StoreError
        The database cannot be opened.
    """
    with Store.open(location) as store:
        writes = can_write(store.engine, location)
        if writes:
            store.purge()
        faults = [*_faults_of_database(store), *_faults_of_files(store)]
        if writes and not store.checkpoint():
            faults.append(
                f"Another program has {location.name} open, so deleted text may still stand beside "
                "it. Close that program and check again."
            )
        with read_transaction(store.engine, location) as connection:
            patients = connection.scalar(select(func.count()).select_from(PATIENTS)) or 0
            files = connection.scalar(select(func.count(FILES.c.sha256.distinct()))) or 0
    return Health(patients, files, tuple(faults))


def _faults_of_database(store: Store) -> Iterator[str]:
    if store.location.database is None:
        return
    with read_transaction(store.engine, store.location) as connection:
        found = connection.execute(text(f"PRAGMA integrity_check({MOST_FAULTS})")).scalars().all()
        loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    name = store.location.name
    yield from (f"{name} is damaged: {' '.join(what.split())}." for what in found if what != "ok")
    if loose:
        yield f"{name} is damaged: {len(loose)} rows belong to nothing."


def _faults_of_files(store: Store) -> Iterator[str]:
    query = select(FILES.c.sha256, FILES.c.kind).distinct().order_by(FILES.c.sha256, FILES.c.kind)
    with read_transaction(store.engine, store.location) as connection:
        named = [(str(s), FileKind(k)) for s, k in connection.execute(query)]
    folder = store.location.files
    known = set()
    for sha256, kind in named:
        path = stored_files.content_path(folder, sha256, kind)
        known.add(path)
        if not path.is_file():
            yield f"The kept file {path} is gone; bring it back from a backup."
        elif file_sha256(path) != sha256:
            yield f"The kept file {path} is damaged; bring it back from a backup."
    for path in stored_files.all_files(folder):
        if path not in known:
            yield f"{path} belongs to no record; look at it, and remove it if it is nothing."


def backup(location: StoreLocation, target: Path) -> tuple[str, ...]:
    """Write all patients into one new archive.

    Parameters
    ----------
    location : StoreLocation
    target : Path
        Must not exist.

    Returns
    -------
    tuple of str
        Keys of the patients.

    Raises
    ------
    StoreError
        The records cannot be read, or the file cannot be written.
    """
    with Store.open(location) as store:
        keys = tuple(line.patient.key for line in store.patients())
        write_archive(store, keys, target)
    return keys


def restore(location: StoreLocation, source: Path, replace_all: bool) -> tuple[str, ...]:
    """Restore all patients of a backup.

    Parameters
    ----------
    location : StoreLocation
    source : Path
        Archive written by `backup`.
    replace_all : bool
        Whether they replace the existing patients; a damaged SQLite file is then renamed.

    Returns
    -------
    tuple of str
        Keys of the patients.

    Raises
    ------
    StoreError
        The backup is damaged; or, without `replace_all`, there are patients or the records are
        damaged.
    """
    try:
        store = Store.open(location, create=True)
    except StoreError:
        if not replace_all or location.database is None or not location.database.is_file():
            raise
        _rename_damaged(location.database)
        store = Store.open(location, create=True)
    with store:
        there = len(store.patients())
        if there and not replace_all:
            raise StoreError(
                f"{location.name} holds {there} patients. A backup is brought back into empty "
                "records; with --replace it takes their place, and they are gone."
            )
        return read_archive(store, source, replace_all=replace_all)


def _rename_damaged(database: Path) -> None:
    """Rename a damaged SQLite file with its journal files."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    for suffix in ("", "-wal", "-shm"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.rename(database.with_name(f"{database.name}.damaged-{stamp}{suffix}"))
