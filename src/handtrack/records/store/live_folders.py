"""Folders of live sessions, registered so that they are removed with their patient.

A live session is a folder outside the database. It is registered before anything is written into
it. When a patient is deleted, the entry stays without an owner, and the next process that opens the
records removes the folder: an interrupted deletion is completed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from handtrack.records.store.tables import LIVE_FOLDERS, PATIENTS


def folders_of(connection: Connection, owner: int) -> tuple[Path, ...]:
    """Registered folders of a patient.

    Parameters
    ----------
    connection : Connection
    owner : int
        Row id of the patient.

    Returns
    -------
    tuple of Path
        In the order of registration.
    """
    query = select(LIVE_FOLDERS.c.path).where(LIVE_FOLDERS.c.patient_id == owner)
    return tuple(map(Path, connection.scalars(query.order_by(LIVE_FOLDERS.c.id))))


def owners(connection: Connection) -> dict[Path, str]:
    """Key of the patient of each registered folder, in the order of registration."""
    query = select(LIVE_FOLDERS.c.path, PATIENTS.c.key).join(PATIENTS)
    found = connection.execute(query.order_by(LIVE_FOLDERS.c.id))
    return {Path(path): str(key) for path, key in found}


def assign(connection: Connection, folders: Iterable[Path], owner: int | None) -> None:
    """Register folders, or change their owner.

    Parameters
    ----------
    connection : Connection
        In a write transaction.
    folders : iterable of Path
    owner : int or None
        Row id of the patient; None lists the folders for removal.
    """
    for folder in dict.fromkeys(str(folder.absolute()) for folder in folders):
        known = select(LIVE_FOLDERS.c.id).where(LIVE_FOLDERS.c.path == folder)
        number = connection.scalar(known)
        if number is None:
            connection.execute(insert(LIVE_FOLDERS).values(path=folder, patient_id=owner))
        else:
            own = update(LIVE_FOLDERS).where(LIVE_FOLDERS.c.id == number)
            connection.execute(own.values(patient_id=owner))


def ownerless(connection: Connection) -> list[tuple[int, Path]]:
    """Row id and path of the folders without an owner."""
    query = select(LIVE_FOLDERS.c.id, LIVE_FOLDERS.c.path)
    unowned = query.where(LIVE_FOLDERS.c.patient_id.is_(None))
    return [(int(number), Path(path)) for number, path in connection.execute(unowned)]


def remove_ownerless(connection: Connection) -> int:
    """Remove the folders without an owner, and return their number.

    Raises
    ------
    OSError
        A folder cannot be removed.
    """
    removed = 0
    for number, folder in ownerless(connection):
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
            removed += 1
        connection.execute(delete(LIVE_FOLDERS).where(LIVE_FOLDERS.c.id == number))
    return removed
