"""Where the live sessions of patients lie, so that they can be removed with them.

A live session is a folder outside the database. Each is noted here before anything is written into
it. When a patient is deleted, the notes stay without an owner, and whoever opens the records next
removes such folders: a deletion that was interrupted is finished.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from handtrack.records.store.tables import LIVE_FOLDERS, PATIENTS


def folders_of(connection: Connection, owner: int) -> tuple[Path, ...]:
    """The folders noted for a patient, in the order of their notes."""
    query = select(LIVE_FOLDERS.c.path).where(LIVE_FOLDERS.c.patient_id == owner)
    return tuple(map(Path, connection.scalars(query.order_by(LIVE_FOLDERS.c.id))))


def owners(connection: Connection) -> dict[Path, str]:
    """The key of the patient of each noted folder, in the order of their notes."""
    query = select(LIVE_FOLDERS.c.path, PATIENTS.c.key).join(PATIENTS)
    found = connection.execute(query.order_by(LIVE_FOLDERS.c.id))
    return {Path(path): str(key) for path, key in found}


def assign(connection: Connection, folders: Iterable[Path], owner: int | None) -> None:
    """Note whose these folders are; nobody's are removed by `finish`."""
    for folder in dict.fromkeys(str(folder.absolute()) for folder in folders):
        known = select(LIVE_FOLDERS.c.id).where(LIVE_FOLDERS.c.path == folder)
        number = connection.scalar(known)
        if number is None:
            connection.execute(insert(LIVE_FOLDERS).values(path=folder, patient_id=owner))
        else:
            own = update(LIVE_FOLDERS).where(LIVE_FOLDERS.c.id == number)
            connection.execute(own.values(patient_id=owner))


def ownerless(connection: Connection) -> list[tuple[int, Path]]:
    """Number and path of the folders that are nobody's."""
    query = select(LIVE_FOLDERS.c.id, LIVE_FOLDERS.c.path)
    nobodys = query.where(LIVE_FOLDERS.c.patient_id.is_(None))
    return [(int(number), Path(path)) for number, path in connection.execute(nobodys)]


def remove_ownerless(connection: Connection) -> int:
    """Remove the folders that are nobody's; gives how many there were.

    Raises
    ------
    OSError
        One cannot be removed.
    """
    removed = 0
    for number, folder in ownerless(connection):
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
            removed += 1
        connection.execute(delete(LIVE_FOLDERS).where(LIVE_FOLDERS.c.id == number))
    return removed
