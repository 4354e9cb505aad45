"""Records are made, brought up to date, and left alone where they are not ours."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from handtrack.errors import StoreError
from handtrack.landmarks.hand import Finger
from handtrack.records.store import migrations
from handtrack.records.store.location import StoreLocation, find_location
from handtrack.records.store.store import Store
from handtrack.records.store.tables import METADATA
from handtrack.records.values import Source
from tests.helpers.patients import assessment, exercise, file, patient


def test_the_migrations_make_the_tables_the_code_works_with(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_records_stay_when_they_are_opened_again(place: StoreLocation) -> None:
    with Store.open(place, create=True) as store:
        store.add_patient(patient())
    for create in (False, True):
        with Store.open(place, create=create) as store:
            assert store.patient("mk") == patient()


def test_only_their_owner_can_read_them(sqlite: StoreLocation) -> None:
    assert sqlite.database is not None
    with Store.open(sqlite, create=True) as store:
        store.add_patient(patient())
        for path in sqlite.database.parent.glob("handtrack.db*"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    place = find_location(str(tmp_path / "a/b/handtrack.db"))
    Store.open(place, create=True).close()
    assert place.database is not None
    assert stat.S_IMODE(place.database.parent.stat().st_mode) == 0o700


def test_an_empty_file_is_no_records_yet(sqlite: StoreLocation) -> None:
    assert sqlite.database is not None
    sqlite.database.touch()
    with pytest.raises(StoreError, match="There are no records"):
        Store.open(sqlite)
    Store.open(sqlite, create=True).close()


def test_the_database_of_another_program_is_left_alone(sqlite: StoreLocation) -> None:
    assert sqlite.database is not None
    with sqlite3.connect(sqlite.database) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    for create in (False, True):
        with pytest.raises(StoreError, match="is a database of another program"):
            Store.open(sqlite, create=create)


def test_records_of_a_newer_version_are_left_alone(place: StoreLocation) -> None:
    with Store.open(place, create=True) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'v9999'")
    with pytest.raises(StoreError, match=r"newer version of handtrack\. Update handtrack"):
        Store.open(place, create=True)


def test_a_migration_that_is_interrupted_leaves_nothing_half_done(
    sqlite: StoreLocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handtrack.records.store import bootstrap

    whole = bootstrap._migrate

    def interrupted(connection: object) -> None:
        whole(connection)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "_migrate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Store.open(sqlite, create=True)
    assert sqlite.database is not None
    with sqlite3.connect(sqlite.database) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == []
    raw.close()
    monkeypatch.undo()
    Store.open(sqlite, create=True).close()


OPEN = """
import sys
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
Store.open(find_location(sys.argv[1]), create=True).close()
"""


def test_processes_that_begin_the_same_records_at_once_agree(sqlite: StoreLocation) -> None:
    command = [sys.executable, "-c", OPEN, str(sqlite.database)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    errors = [process.communicate(timeout=120)[1] for process in both]
    assert errors == [""] * 4
    Store.open(sqlite).close()


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    pytest.importorskip("psycopg", reason="the driver for PostgreSQL is an extra")
    place = find_location("postgresql://anna:secret@127.0.0.1:1/clinic?connect_timeout=2")
    with pytest.raises(StoreError, match="could not be used") as caught:
        Store.open(place)
    assert "secret" not in str(caught.value)


def test_a_server_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(StoreError, match="needs a driver that is not installed"):
        Store.open(find_location("fantasydb://host/clinic"))


def _take_back(raw: sqlite3.Connection) -> None:
    """From today's tables to those of the second version."""
    for name in ("identity", "pseudonym"):
        raw.execute(f"DROP INDEX ix_patients_{name}")
    for name in ("identity", "pseudonym", "video_consent"):
        raw.execute(f"ALTER TABLE patients DROP COLUMN {name}")
    reviews = ("verdicts", "trial_removals", "notes", "goals")
    for table in ("corrections", "live_folders", *reviews):
        raw.execute(f"DROP TABLE {table}")
    for name in ("rest_s", "pace_s"):
        raw.execute(f"ALTER TABLE plans DROP COLUMN {name}")
    raw.execute("UPDATE alembic_version SET version_num = 'v0002'")


def test_patients_of_older_records_get_an_identity_each(sqlite: StoreLocation) -> None:
    assert sqlite.database is not None
    with Store.open(sqlite, create=True) as store:
        for key in ("mk", "ab"):
            store.add_patient(patient(key))
    with sqlite3.connect(sqlite.database) as raw:
        _take_back(raw)
    raw.close()
    with Store.open(sqlite) as store:
        found = [line.patient for line in store.patients()]
        assert len({p.identity for p in found} | {p.pseudonym for p in found}) == 4
        assert all(p.identity and p.pseudonym for p in found)
        with store.engine.connect() as connection:
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, METADATA) == []


def test_records_of_the_first_version_lack_no_finger(sqlite: StoreLocation, tmp_path: Path) -> None:
    """Made by today's tables, and taken back to those of the first version."""
    assert sqlite.database is not None
    with Store.open(sqlite, create=True) as store:
        store.add_patient(patient())
        store.add_session("mk", patient().added_at, Source.RECORDED, [exercise()])
        store.add_assessment("mk", patient().added_at, assessment(), None, [file(tmp_path)])
        before = store.history("mk")
    with sqlite3.connect(sqlite.database) as raw:
        _take_back(raw)
        for table in ("patients", "exercises", "assessments"):
            raw.execute(f'ALTER TABLE {table} DROP COLUMN "without"')
        raw.execute("UPDATE alembic_version SET version_num = 'v0001'")
    raw.close()
    with Store.open(sqlite) as store:
        assert store.history("mk") == before
        assert store.patient("mk").without == ()
        lacking = replace(patient(), without=(Finger.RING,))
        store.edit_patient(lacking)
        assert store.patient("mk") == lacking
        with store.engine.connect() as connection:
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, METADATA) == []
