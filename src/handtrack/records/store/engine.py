"""The connection to the database: how it is opened, what a transaction is, what its errors mean."""

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
"""How long a process waits for another one's write to end."""
_WRITERS_LOCK = 7_204_719
"""Any number of our own: writers on a server take the lock of this number in turn."""
_ROOM = "Free some space and do it again; what was kept before is whole."
_FULL = "The disk is full: {place} could not be written. " + _ROOM
_SENTENCES = {
    "SQLITE_BUSY": "{place} is in use by another program and did not become free. Close that "
    "program, or try again.",
    "SQLITE_LOCKED": "{place} is in use by another program. Close that program, or try again.",
    "SQLITE_FULL": _FULL,
    "SQLITE_CORRUPT": "{place} is damaged. Run 'handtrack db check', and bring back a backup with "
    "'handtrack db restore FILE --replace'.",
    "SQLITE_NOTADB": "{place} is damaged, or no database of handtrack. Bring back a backup with "
    "'handtrack db restore FILE --replace', or name another file with --db.",
    "SQLITE_READONLY": "{place} cannot be written. Change its permissions or those of its folder, "
    "or name another file with --db.",
    "SQLITE_CANTOPEN": "{place} cannot be opened. Look at its permissions and its folder's.",
    "SQLITE_IOERR": "The disk failed while {place} was read or written: {why}. " + _ROOM,
}


def make_engine(place: StoreLocation, wait_s: float = WAIT_S) -> Engine:
    """An engine for the place; nothing is opened yet.

    Raises
    ------
    StoreError
        The kind of server is unknown, or the driver for it is not installed.
    """
    if place.database is None:
        try:
            return create_engine(make_url(place.server))
        except (NoSuchModuleError, ImportError) as e:
            raise StoreError(
                f"The database {place.name} needs a driver that is not installed: {e}. For "
                "PostgreSQL run: pip install 'handtrack[postgresql]'"
            ) from e
    url = URL.create("sqlite", database=str(place.database))
    opened = partial(connect, place.database, wait_s)
    engine = create_engine(url, poolclass=NullPool, creator=opened)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    if writing and (why := _unwritable(connection)):
        raise why
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _unwritable(connection: Connection) -> sqlite3.Error | None:
    """Why nothing can be written; None where it can, as far as is known before."""
    driver = connection.connection.driver_connection
    return driver.unwritable if isinstance(driver, SqliteConnection) else None


def can_write(engine: Engine, place: StoreLocation) -> bool:
    """Whether the records can be written at all, or only be read.

    Raises
    ------
    StoreError
        They cannot be read either.
    """
    with translate_errors(place), engine.connect() as connection:
        return _unwritable(connection) is None


@contextlib.contextmanager
def read_transaction(engine: Engine, place: StoreLocation) -> Iterator[Connection]:
    """One consistent look at the records.

    Raises
    ------
    StoreError
        They cannot be read, or hold what handtrack never wrote.
    """
    with translate_errors(place), engine.connect() as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def write_transaction(engine: Engine, place: StoreLocation) -> Iterator[Connection]:
    """One change, whole or not at all; others that write wait for its end.

    Raises
    ------
    StoreError
    """
    with translate_errors(place), engine.connect() as plain:
        connection = plain.execution_options(writing=True)
        with connection.begin():
            if place.database is None:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})"))
            yield connection


def checkpoint(engine: Engine, place: StoreLocation) -> bool:
    """Empty SQLite's write-ahead file into the database; False if another program is reading."""
    with translate_errors(place), contextlib.closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
    return row is not None and not row[0]


@contextlib.contextmanager
def translate_errors(place: StoreLocation) -> Iterator[None]:
    """Turn what the database or the disk says into a sentence.

    Raises
    ------
    StoreError
    """
    try:
        yield
    except (IntegrityError, ProgrammingError):
        raise  # ours to mend, not the user's
    except DBAPIError as e:
        raise StoreError(_sentence(e.orig, place)) from e
    except sqlite3.Error as e:
        raise StoreError(_sentence(e, place)) from e
    except (UnicodeDecodeError, JSONDecodeError, ValidationError) as e:
        raise StoreError(_SENTENCES["SQLITE_CORRUPT"].format(location=place.name)) from e
    except OSError as e:
        raise StoreError(_of_the_disk(e, place)) from e


def _sentence(error: Any, place: StoreLocation) -> str:
    name = str(getattr(error, "sqlite_errorname", ""))
    for start, sentence in _SENTENCES.items():
        if name.startswith(start):
            return sentence.format(location=place.name, why=_first_line(error))
    if "locked" in str(error):
        return _SENTENCES["SQLITE_BUSY"].format(location=place.name)
    if place.database is None:
        return f"The database {place.name} could not be used: {_first_line(error)}."
    return f"{place.name} could not be used: {_first_line(error)}. Run 'handtrack db check'."


def _of_the_disk(error: OSError, place: StoreLocation) -> str:
    import errno

    if error.errno == errno.ENOSPC:
        return _FULL.format(location=place.files)
    where = error.filename or place.files
    return f"{os.fspath(where)} cannot be read or written: {error.strerror or error}."


def _first_line(error: object) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
