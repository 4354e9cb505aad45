"""One connection to an SQLite file: to write where that can be done, and else to read.

Records lie on a disk that is full or may only be read now and then: a stick, a backup that was
mounted, a folder of somebody else. SQLite needs room for a small file beside them even to read
them. Where it gets none, they are opened in a way that needs none.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

_SETTINGS = (
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted is overwritten with zeros
    "synchronous = FULL",  # a commit has reached the disk
)
_NO_ROOM = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR")
"""Errors with which SQLite says that it could not write, among others."""


class SqliteConnection(sqlite3.Connection):
    """A connection that knows whether it can write.

    Attributes
    ----------
    unwritable : sqlite3.Error or None
        Why it cannot, where it was opened to read alone.
    """

    unwritable: sqlite3.Error | None = None


def connect(path: Path, wait_s: float) -> SqliteConnection:
    """Open the file; to read alone where it cannot be written.

    Raises
    ------
    sqlite3.Error
        It cannot be read either.
    """
    try:
        return _opened(_to_write, path, wait_s)
    except sqlite3.Error as e:
        if not str(getattr(e, "sqlite_errorname", "")).startswith(_NO_ROOM):
            raise
        why = e
    for way in _ways_to_read(path):
        with contextlib.suppress(sqlite3.Error):
            connection = _opened(way, path, wait_s)
            connection.unwritable = _only_read(connection) or why
            return connection
    raise why


def _only_read(connection: SqliteConnection) -> sqlite3.Error | None:
    """What SQLite says to a write where the disk may only be read."""
    if not _read_only(connection):
        return None
    try:
        connection.execute("PRAGMA user_version = 0").close()
    except sqlite3.Error as e:
        return e
    return None


def _ways_to_read(path: Path) -> Iterator[Callable[[SqliteConnection], None]]:
    yield _to_read
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        yield _alone  # its end is in the log, without which it is not what was kept
    else:
        yield _as_it_stands


def _opened(way: Callable[[SqliteConnection], None], path: Path, wait_s: float) -> SqliteConnection:
    mode = "?mode=ro" if way is _to_read else "?immutable=1" if way is _as_it_stands else ""
    # The driver must not begin transactions by itself: it would leave table changes outside, and
    # would begin a write as a read, which fails at once when somebody else has written meanwhile.
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}{mode}",
        timeout=wait_s,
        isolation_level=None,
        check_same_thread=False,
        uri=True,
        factory=SqliteConnection,
    )
    try:
        way(connection)
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}").close()
        connection.execute("SELECT count(*) FROM sqlite_master").close()
    except BaseException:
        connection.close()
        raise
    return connection


def _to_write(connection: SqliteConnection) -> None:
    """Readers and a writer do not wait for each other."""
    connection.execute("PRAGMA journal_mode = WAL").close()
    if why := _only_read(connection):
        raise why


def _read_only(connection: SqliteConnection) -> bool:
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    return not os.access(path, os.W_OK)


def _to_read(connection: SqliteConnection) -> None:
    """Beside others that have it open."""


def _alone(connection: SqliteConnection) -> None:
    """With the index of the log in memory, which nobody else may use meanwhile."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE").close()


def _as_it_stands(connection: SqliteConnection) -> None:
    """Without a lock and without a file beside it; the disk does not change it."""
