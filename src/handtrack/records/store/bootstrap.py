"""Opening the records: making them where there are none, bringing older ones up to date."""

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


def open_engine(place: StoreLocation, create: bool, wait_s: float = WAIT_S) -> Engine:
    """An engine whose tables are those of this version.

    Parameters
    ----------
    create : bool
        Whether to make a database where there is none.
    wait_s : float
        How long to wait for another program's write.

    Raises
    ------
    StoreError
        There are no records, or they cannot be used.
    """
    if place.database and (not place.database.exists() or not place.database.stat().st_size):
        if not create:
            raise _no_records(place)
        _make_private(place.database)
    engine = make_engine(place, wait_s)
    try:
        _bring_up_to_date(engine, place, create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _bring_up_to_date(engine: Engine, place: StoreLocation, create: bool) -> None:
    with read_transaction(engine, place) as connection:
        version = _version(connection, place)
    if version == HEAD:
        return
    if version is None and not create:
        raise _no_records(place)
    with write_transaction(engine, place) as connection:
        if _version(connection, place) != HEAD:  # unless somebody else did it meanwhile
            _migrate(connection)


def _no_records(place: StoreLocation) -> StoreError:
    return StoreError(
        f"There are no records in {place.name} yet. Add a patient first: handtrack patient add."
    )


def _make_private(path: Path) -> None:
    """An empty file that only its owner can read; SQLite gives its own files the same rights."""
    with translate_errors(StoreLocation(path.parent)):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _version(connection: Connection, place: StoreLocation) -> str | None:
    """The version of the tables; None for an empty database."""
    names = inspect(connection).get_table_names()
    if _VERSION_TABLE not in names:
        if names and place.database:
            raise StoreError(
                f"{place.name} is a database of another program; name another file with --db."
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
            f"{place.name} was written by a newer version of handtrack. Update handtrack to use it."
        )
    raise StoreError(
        f"{place.name} is damaged: it does not say of which version its tables are. Bring back a "
        "backup with 'handtrack db restore FILE --replace', or name another file with --db."
    )


def _known() -> set[str]:
    """The versions from which the tables can be brought up to date."""
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
