"""The places that the tests of the store run in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from handtrack.records.store.engine import make_engine
from handtrack.records.store.location import StoreLocation, find_location
from handtrack.records.store.store import Store
from handtrack.records.store.tables import METADATA

SERVER = "HANDTRACK_TEST_DB"


@pytest.fixture(params=["sqlite", "server"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> StoreLocation:
    """An empty place: an SQLite file, and the server that the environment names."""
    if request.param == "sqlite":
        return find_location(str(tmp_path / "handtrack.db"))
    if SERVER not in os.environ:
        pytest.skip(f"{SERVER} names no server")
    monkeypatch.setenv("HANDTRACK_FILES", str(tmp_path / "files"))
    server = find_location(os.environ[SERVER])
    engine = make_engine(server)
    with engine.begin() as connection:
        METADATA.drop_all(connection)
        if "alembic_version" in inspect(connection).get_table_names():
            connection.exec_driver_sql("DROP TABLE alembic_version")
    engine.dispose()
    return server


@pytest.fixture
def store(place: StoreLocation) -> Iterator[Store]:
    """An open store without a patient."""
    with Store.open(place, create=True) as opened:
        yield opened


@pytest.fixture
def sqlite(tmp_path: Path) -> StoreLocation:
    """A place for what only files can suffer."""
    return find_location(str(tmp_path / "handtrack.db"))
