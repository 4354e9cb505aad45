"""Location of the records: the database, and the folder of its files."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from handtrack.errors import StoreError
from handtrack.files import data_folder

DATABASE_VARIABLE = "HANDTRACK_DB"
FILES_VARIABLE = "HANDTRACK_FILES"
_DATABASE, _FILES = "handtrack.db", ".files"


@dataclass(frozen=True, slots=True)
class StoreLocation:
    """Location of a database and of its files.

    Parameters
    ----------
    files : Path
        Folder of stored files.
    database : Path or None
        SQLite file; None for a server.
    server : str
        URL of the server for SQLAlchemy; "" for a file.
    """

    files: Path
    database: Path | None = None
    server: str = field(default="", repr=False)  # it may hold a password

    @property
    def name(self) -> str:
        """Path or URL for messages, without a password."""
        if self.database:
            return str(self.database)
        from sqlalchemy import make_url

        return make_url(self.server).render_as_string(hide_password=True)


def find_location(chosen: str | None = None) -> StoreLocation:
    """Location from a path or a database URL; by default in the user's data folder.

    Parameters
    ----------
    chosen : str, optional
        Default: the environment's `HANDTRACK_DB`. Files of a server are in `HANDTRACK_FILES`, else
        in the user's data folder; those of an SQLite file are in a folder beside it.

    Returns
    -------
    StoreLocation

    Raises
    ------
    StoreError
        The URL cannot be parsed, or names a database in memory.
    """
    chosen = chosen or os.environ.get(DATABASE_VARIABLE)
    if not chosen:
        return _sqlite(data_folder() / _DATABASE)
    if "://" not in chosen:
        return _sqlite(Path(chosen))
    return _from_url(chosen)


def _from_url(text: str) -> StoreLocation:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as e:
        raise StoreError(
            "The database URL cannot be read; write a file's name, or "
            "postgresql://USER:PASSWORD@HOST/DATABASE."
        ) from e
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:" or url.query:
            raise StoreError("An SQLite database must be a file; give its name.")
        return _sqlite(Path(url.database))
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    named = os.environ.get(FILES_VARIABLE)
    files = Path(named) if named else data_folder() / f"{url.database}{_FILES}"
    return StoreLocation(files, server=url.render_as_string(hide_password=False))


def _sqlite(path: Path) -> StoreLocation:
    path = path.absolute()
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it for the records.")
    return StoreLocation(path.with_name(path.name + _FILES), database=path)
