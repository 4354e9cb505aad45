"""Connection to an SQLite file: for writing if possible, else read-only.

The records may be on a full or read-only disk: a USB stick, a mounted backup, another user's
folder. Even for reading, SQLite writes a small file beside the database; where it cannot, the
database is opened in a mode that needs none.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

_SETTINGS = (
    "foreign_keys = ON",
    "secure_delete = ON",  # deleted content is overwritten with zeros
    "synchronous = FULL",  # a commit has reached the disk
)
_NO_ROOM = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR")
"""Prefixes of errors that a failed write can have."""


class SqliteConnection(sqlite3.Connection):
    """Connection with the reason why it is read-only.

    Attributes
    ----------
    unwritable : sqlite3.Error or None
        None if it is writable.
    """

    unwritable: sqlite3.Error | None = None


def connect(path: Path, wait_s: float) -> SqliteConnection:
    """Open an SQLite file, read-only if it cannot be written.

    Parameters
    ----------
    path : Path
    wait_s : float
        Longest wait for a lock.

    Returns
    -------
    SqliteConnection

    Raises
    ------
    sqlite3.Error
        The file cannot be read either.
    """
    try:
        return _opened(_write_mode, path, wait_s)
    except sqlite3.Error as e:
        if not str(getattr(e, "sqlite_errorname", "")).startswith(_NO_ROOM):
            raise
        why = e
    for mode_setup in _read_modes(path):
        with contextlib.suppress(sqlite3.Error):
            connection = _opened(mode_setup, path, wait_s)
            connection.unwritable = _write_error(connection) or why
            return connection
    raise why


def _write_error(connection: SqliteConnection) -> sqlite3.Error | None:
    """Error of a write on a read-only disk; None if the disk is writable."""
    if not _is_read_only(connection):
        return None
    try:
        connection.execute("PRAGMA user_version = 0").close()
    except sqlite3.Error as e:
        return e
    return None


def _read_modes(path: Path) -> Iterator[Callable[[SqliteConnection], None]]:
    yield _read_mode
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        yield _exclusive_mode  # the last commits are in the log, which must be read
    else:
        yield _immutable_mode


def _opened(
    mode_setup: Callable[[SqliteConnection], None], path: Path, wait_s: float
) -> SqliteConnection:
    mode = (
        "?mode=ro"
        if mode_setup is _read_mode
        else "?immutable=1"
        if mode_setup is _immutable_mode
        else ""
    )
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
        mode_setup(connection)
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}").close()
        connection.execute("SELECT count(*) FROM sqlite_master").close()
    except BaseException:
        connection.close()
        raise
    return connection


def _write_mode(connection: SqliteConnection) -> None:
    """Open for writing, with a write-ahead log: readers and a writer do not wait for each other."""
    connection.execute("PRAGMA journal_mode = WAL").close()
    if why := _write_error(connection):
        raise why


def _is_read_only(connection: SqliteConnection) -> bool:
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    return not os.access(path, os.W_OK)


def _read_mode(connection: SqliteConnection) -> None:
    """Open read-only, beside other connections."""


def _exclusive_mode(connection: SqliteConnection) -> None:
    """Open exclusively, with the index of the log in memory."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE").close()


def _immutable_mode(connection: SqliteConnection) -> None:
    """Open as immutable: without a lock and without a file beside it."""
