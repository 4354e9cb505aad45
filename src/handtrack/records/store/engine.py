"""Database engine: connections, transactions, and translation of errors."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from functools import partial
from json import JSONDecodeError
from typing import Any

from pydantic import ValidationError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, ProgrammingError
from sqlalchemy.pool import NullPool

from handtrack.errors import StoreError
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.sqlite import SqliteConnection, connect

WAIT_S = 20.0
"""Longest wait for the write of another process."""
_WRITERS_LOCK = 7_204_719
"""Key of the advisory lock on a server, which writers take in turn; any number of our own."""
_ROOM = "Free some space and do it again; what was kept before is whole."
_FULL = "The disk is full: {name} could not be written. " + _ROOM
_SENTENCES = {
    "SQLITE_BUSY": "{name} is in use by another program and did not become free. Close that "
    "program, or try again.",
    "SQLITE_LOCKED": "{name} is in use by another program. Close that program, or try again.",
    "SQLITE_FULL": _FULL,
    "SQLITE_CORRUPT": "{name} is damaged. Run 'handtrack db check', and bring back a backup with "
    "'handtrack db restore FILE --replace'.",
    "SQLITE_NOTADB": "{name} is damaged, or no database of handtrack. Bring back a backup with "
    "'handtrack db restore FILE --replace', or name another file with --db.",
    "SQLITE_READONLY": "{name} cannot be written. Change its permissions or those of its folder, "
    "or name another file with --db.",
    "SQLITE_CANTOPEN": "{name} cannot be opened. Look at its permissions and its folder's.",
    "SQLITE_IOERR": "The disk failed while {name} was read or written: {why}. " + _ROOM,
}


def make_engine(location: StoreLocation, wait_s: float = WAIT_S) -> Engine:
    """Engine of a location; no connection is opened yet.

    Parameters
    ----------
    location : StoreLocation
    wait_s : float
        Longest wait for another program's write (SQLite).

    Returns
    -------
    Engine

    Raises
    ------
    StoreError
        The kind of server is unknown, or its driver is not installed.
    """
    if location.database is None:
        try:
            return create_engine(make_url(location.server))
        except (NoSuchModuleError, ImportError) as e:
            raise StoreError(
                f"The database {location.name} needs a driver that is not installed: {e}. For "
                "PostgreSQL run: pip install 'handtrack-therapy[postgresql]'"
            ) from e
    url = URL.create("sqlite", database=str(location.database))
    opened = partial(connect, location.database, wait_s)
    engine = create_engine(url, poolclass=NullPool, creator=opened)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    if writing and (why := _unwritable(connection)):
        raise why
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _unwritable(connection: Connection) -> sqlite3.Error | None:
    """Reason why the database is read-only; None if it is writable as far as is known."""
    driver = connection.connection.driver_connection
    return driver.unwritable if isinstance(driver, SqliteConnection) else None


def can_write(engine: Engine, location: StoreLocation) -> bool:
    """Whether the database is writable.

    Parameters
    ----------
    engine : Engine
    location : StoreLocation

    Returns
    -------
    bool

    Raises
    ------
    StoreError
        It cannot be read either.
    """
    with translate_errors(location), engine.connect() as connection:
        return _unwritable(connection) is None


@contextlib.contextmanager
def read_transaction(engine: Engine, location: StoreLocation) -> Iterator[Connection]:
    """Read transaction: a consistent snapshot of the database.

    Parameters
    ----------
    engine : Engine
    location : StoreLocation

    Yields
    ------
    Connection

    Raises
    ------
    StoreError
        The database cannot be read, or holds values that handtrack does not write.
    """
    with translate_errors(location), engine.connect() as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def write_transaction(engine: Engine, location: StoreLocation) -> Iterator[Connection]:
    """Write transaction: atomic, and exclusive among writers.

    Parameters
    ----------
    engine : Engine
    location : StoreLocation

    Yields
    ------
    Connection

    Raises
    ------
    StoreError
        The database cannot be written.
    """
    with translate_errors(location), engine.connect() as plain:
        connection = plain.execution_options(writing=True)
        with connection.begin():
            if location.database is None:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})"))
            yield connection


def checkpoint(engine: Engine, location: StoreLocation) -> bool:
    """Checkpoint SQLite's write-ahead file and truncate it.

    Parameters
    ----------
    engine : Engine
    location : StoreLocation

    Returns
    -------
    bool
        False if another program is reading.
    """
    with translate_errors(location), contextlib.closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
    return row is not None and not row[0]


@contextlib.contextmanager
def translate_errors(location: StoreLocation) -> Iterator[None]:
    """Translate errors of the database and the disk into StoreError.

    Raises
    ------
    StoreError
        Its message is a sentence for the user.
    """
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # a fault of the program, not of the user
    except DBAPIError as e:
        raise StoreError(_sentence(e.orig, location)) from e
    except sqlite3.Error as e:
        raise StoreError(_sentence(e, location)) from e
    except (UnicodeDecodeError, JSONDecodeError, ValidationError) as e:
        raise StoreError(_SENTENCES["SQLITE_CORRUPT"].format(name=location.name)) from e
    except OSError as e:
        raise StoreError(_of_the_disk(e, location)) from e


def _sentence(error: Any, location: StoreLocation) -> str:
    name = str(getattr(error, "sqlite_errorname", ""))
    for start, sentence in _SENTENCES.items():
        if name.startswith(start):
            return sentence.format(name=location.name, why=_first_line(error))
    if "locked" in str(error):
        return _SENTENCES["SQLITE_BUSY"].format(name=location.name)
    if location.database is None:
        return f"The database {location.name} could not be used: {_first_line(error)}."
    return f"{location.name} could not be used: {_first_line(error)}. Run 'handtrack db check'."


def _of_the_disk(error: OSError, location: StoreLocation) -> str:
    import errno

    if error.errno == errno.ENOSPC:
        return _FULL.format(name=location.files)
    where = error.filename or location.files
    return f"{os.fspath(where)} cannot be read or written: {error.strerror or error}."


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
