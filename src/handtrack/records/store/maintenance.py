"""Looking after the records: are they whole, backing them up, bringing them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text

from handtrack.errors import StoreError
from handtrack.records.store import archive
from handtrack.records.store import content_files as disk
from handtrack.records.store.engine import can_write, read_transaction
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.store import Store
from handtrack.records.store.tables import FILES, PATIENTS
from handtrack.records.values import FileKind

MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Health:
    """What a check found.

    Parameters
    ----------
    patients, files : int
    faults : tuple of str
        Sentences; empty where all is well.
    """

    patients: int
    files: int
    faults: tuple[str, ...]


def check(place: StoreLocation) -> Health:
    """Look at every page of the database and every file, and wipe what deletions left behind.

    Raises
    ------
    StoreError
        The database cannot even be opened.
    """
    with Store.open(place) as store:
        writes = can_write(store.engine, place)
        if writes:
            store.purge()
        faults = [*_faults_of_database(store), *_faults_of_files(store)]
        if writes and not store.checkpoint():
            faults.append(
                f"Another program has {place.name} open, so deleted text may still stand beside "
                "it. Close that program and check again."
            )
        with read_transaction(store.engine, place) as connection:
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
        path = disk.content_path(folder, sha256, kind)
        known.add(path)
        if not path.is_file():
            yield f"The kept file {path} is gone; bring it back from a backup."
        elif disk.hash_of(path) != sha256:
            yield f"The kept file {path} is damaged; bring it back from a backup."
    for path in disk.all_files(folder):
        if path not in known:
            yield f"{path} belongs to no record; look at it, and remove it if it is nothing."


def backup(place: StoreLocation, target: Path) -> tuple[str, ...]:
    """Write all patients into one new file; gives their keys.

    Raises
    ------
    StoreError
    """
    with Store.open(place) as store:
        keys = tuple(line.patient.key for line in store.patients())
        archive.write_archive(store, keys, target)
    return keys


def restore(place: StoreLocation, source: Path, instead: bool) -> tuple[str, ...]:
    """Bring all patients of a backup into empty records; gives their keys.

    Parameters
    ----------
    instead : bool
        Whether they take the place of what is there. A damaged SQLite file is put aside then.

    Raises
    ------
    StoreError
        There are patients, the records are damaged and `instead` is False, or the backup is.
    """
    try:
        store = Store.open(place, create=True)
    except StoreError:
        if not instead or place.database is None or not place.database.is_file():
            raise
        _put_aside(place.database)
        store = Store.open(place, create=True)
    with store:
        there = len(store.patients())
        if there and not instead:
            raise StoreError(
                f"{place.name} holds {there} patients. A backup is brought back into empty records;"
                " with --replace it takes their place, and they are gone."
            )
        return archive.read_archive(store, source, instead=instead)


def _put_aside(database: Path) -> None:
    """Give a damaged SQLite file, and what SQLite wrote beside it, another name."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    for suffix in ("", "-wal", "-shm"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.rename(database.with_name(f"{database.name}.damaged-{stamp}{suffix}"))
