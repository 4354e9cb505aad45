"""Bootstrap of the database: creation and migration to the current schema."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from handtrack.errors import StoreError
from handtrack.records.store.engine import (
    WAIT_S,
    make_engine,
    read_transaction,
    translate_errors,
    write_transaction,
)
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.migrations import HEAD

_VERSION_TABLE = "alembic_version"


def open_engine(location: StoreLocation, create: bool, wait_s: float = WAIT_S) -> Engine:
    """Engine of a database that has the current schema, after migration if necessary.

    Parameters
    ----------
    location : StoreLocation
    create : bool
        Whether to create a database if there is none.
    wait_s : float
        Longest wait for another program's write.

    Returns
    -------
    Engine

    Raises
    ------
    StoreError
        There is no database, or it cannot be used.
    """
    if location.database and (
        not location.database.exists() or not location.database.stat().st_size
    ):
        if not create:
            raise _no_records(location)
        _make_private(location.database)
    engine = make_engine(location, wait_s)
    try:
        _migrate_if_needed(engine, location, create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _migrate_if_needed(engine: Engine, location: StoreLocation, create: bool) -> None:
    with read_transaction(engine, location) as connection:
        version = _version(connection, location)
    if version == HEAD:
        return
    if version is None and not create:
        raise _no_records(location)
    with write_transaction(engine, location) as connection:
        if _version(connection, location) != HEAD:  # unless another process did it meanwhile
            _migrate(connection)


def _no_records(location: StoreLocation) -> StoreError:
    return StoreError(
        f"There are no records in {location.name} yet. Add a patient first: handtrack patient add."
    )


def _make_private(path: Path) -> None:
    """Create an empty file with owner-only access; SQLite's own files inherit the permissions."""
    with translate_errors(StoreLocation(path.parent)):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _version(connection: Connection, location: StoreLocation) -> str | None:
    """Schema version; None for an empty database."""
    names = inspect(connection).get_table_names()
    if _VERSION_TABLE not in names:
        if names and location.database:
            raise StoreError(
                f"{location.name} is a database of another program; name another file with --db."
            )
        return None
    found = connection.scalars(text(f"SELECT version_num FROM {_VERSION_TABLE}")).all()
    version = str(found[0]) if len(found) == 1 else ""
    if version in _known():
        return version
    if not found and names == [_VERSION_TABLE]:
        return None
    if re.fullmatch(r"v[0-9]{4}", version) and version > HEAD:
        raise StoreError(
            f"{location.name} was written by a newer version of handtrack. Update handtrack to use "
            "it."
        )
    raise StoreError(
        f"{location.name} is damaged: it does not say of which version its tables are. Bring back "
        "a backup with 'handtrack db restore FILE --replace', or name another file with --db."
    )


def _known() -> set[str]:
    """Schema versions that can be migrated."""
    steps = (Path(__file__).parent / "migrations/versions").glob("v*.py")
    return {step.name.partition("_")[0] for step in steps}


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
