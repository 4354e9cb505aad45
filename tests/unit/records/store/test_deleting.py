"""Deleting a patient deletes everything of theirs, and nothing of anybody else."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from handtrack.errors import RecordError
from handtrack.records.patient import Prescription, ReportTime, SelfReport
from handtrack.records.review import REPETITIONS, Goal, PersonVerdict
from handtrack.records.store import corrections
from handtrack.records.store.corrections import Author
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.reviews import add_note, correct_verdict, remove_trial, set_goal
from handtrack.records.store.store import Store
from handtrack.records.store.tables import METADATA
from handtrack.records.values import RecordKind, Source
from tests.helpers.patients import START, assessment, day, exercise, file, long_result, patient

SECRET = "Qxzwyq"
"""A word that stands in everything of the deleted patient and nowhere else."""


def fill(store: Store, folder: Path, key: str, word: str) -> None:
    """Give a patient one of everything."""
    from dataclasses import replace

    store.add_patient(
        replace(
            patient(key, word),
            diagnosis=word * 50,
            goal=word,
            onset=word,
            precautions=word,
            therapist=word,
        )
    )
    store.add_plan(key, Prescription("11", START.date(), resistance=word, note=word))
    many = replace(long_result(60), title=word)
    for number in range(5):
        done = exercise([file(folder, f"{word}{number}".encode(), word)], many)
        store.add_session(
            key, day(number), Source.RECORDED, [replace(done, resistance=word)],
            [SelfReport(day(number), ReportTime.AFTER, pain=2, words=word)],
        )  # fmt: skip
        measured = assessment()
        measured = replace(measured, made_by=replace(measured.made_by, source=word))
        store.add_assessment(key, day(number), measured, 1, [file(folder, f"{word}a".encode())])
    store.add_report(key, SelfReport(START, words=word))
    live = folder / f"live-{key}/2026-09-01T10-30-00"
    live.mkdir(parents=True)
    (live / "session.json").write_text(word)
    store.add_folder(key, live)
    again = store.add_session(key, day(9), Source.RECORDED)
    corrections.remove_record(store, key, RecordKind.SESSION, again, Author(word, day(9), word))
    review(store, key, word)
    assert len(store.history(key).sessions) == 5


def review(store: Store, key: str, word: str) -> None:
    """Give a patient one of every review."""
    author = Author(word, day(9), word)
    done, taken = store.history(key).sessions[0].exercises[0], store.history(key).assessments[0]
    correct_verdict(store, key, done.id, 1, PersonVerdict.REJECTED, author)
    remove_trial(store, key, taken.id, "wrist.extension", 1, author)
    add_note(store, key, word, author)
    set_goal(store, key, Goal(word, None, 10, REPETITIONS, START.date()))


def rows(store: Store) -> dict[str, int]:
    with store.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
        }


def on_disk(store: Store) -> list[Path]:
    return [path for path in store.location.files.rglob("*") if path.is_file()]


def test_nothing_of_a_deleted_patient_is_left_in_any_table_or_file(
    store: Store, tmp_path: Path
) -> None:
    fill(store, tmp_path, "mk", SECRET)
    assert all(count for name, count in rows(store).items() if name != "removals")
    assert len(on_disk(store)) == 6
    gone = store.delete_patient("mk")
    assert (gone.sessions, gone.assessments, gone.files) == (5, 5, 6)
    assert (gone.folders, gone.traces) == (1, False)
    assert not (tmp_path / "live-mk/2026-09-01T10-30-00").exists()
    assert set(rows(store).values()) == {0}
    assert list(store.location.files.rglob("*")) == []
    with pytest.raises(RecordError):
        store.patient("mk")


def test_everybody_else_keeps_everything(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path, "ab", "other")
    before, files, history = rows(store), on_disk(store), store.history("ab")
    fill(store, tmp_path, "mk", SECRET)
    store.delete_patient("mk")
    assert rows(store) == before
    assert sorted(on_disk(store)) == sorted(files)
    assert store.history("ab") == history


def test_a_file_that_two_patients_share_stays_until_both_are_gone(
    store: Store, tmp_path: Path
) -> None:
    for key in ("mk", "ab"):
        store.add_patient(patient(key))
        store.add_session(key, START, Source.RECORDED, [exercise([file(tmp_path)])])
    assert store.delete_patient("mk").files == 0
    (kept,) = store.history("ab").sessions[0].exercises[0].files
    assert store.file(kept).read_bytes() == b"landmarks"
    assert store.delete_patient("ab").files == 1
    assert on_disk(store) == []


def bytes_beside(place: StoreLocation) -> bytes:
    assert place.database is not None
    parts = sorted(place.database.parent.glob("handtrack.db*"))
    return b"".join(path.read_bytes() for path in parts if path.is_file())


def test_the_raw_bytes_of_the_database_hold_nothing_of_a_deleted_patient(
    sqlite: StoreLocation, tmp_path: Path
) -> None:
    with Store.open(sqlite, create=True) as store:
        fill(store, tmp_path, "ab", "Other")
        fill(store, tmp_path, "mk", SECRET)
        assert SECRET.encode() in bytes_beside(sqlite)
        assert not store.delete_patient("mk").traces
        assert SECRET.encode() not in bytes_beside(sqlite)
        assert b"Other" in bytes_beside(sqlite)
    assert SECRET.encode() not in bytes_beside(sqlite)


def test_what_was_overwritten_is_gone_too(sqlite: StoreLocation) -> None:
    from dataclasses import replace

    with Store.open(sqlite, create=True) as store:
        store.add_patient(replace(patient(), diagnosis=SECRET * 300))
        store.edit_patient(replace(patient(), diagnosis=""))
        assert store.checkpoint()
        assert SECRET.encode() not in bytes_beside(sqlite)


def test_a_reader_in_the_way_is_told_and_a_check_wipes_the_rest(
    sqlite: StoreLocation, tmp_path: Path
) -> None:
    from handtrack.records.store.backup.maintenance import check

    with Store.open(sqlite, create=True, wait_s=0.2) as store:
        fill(store, tmp_path, "mk", SECRET)
        reader = sqlite3.connect(str(sqlite.database), isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM patients").fetchall()
        assert store.delete_patient("mk").traces
        reader.execute("COMMIT")
        reader.close()
    assert check(sqlite).faults == ()
    assert SECRET.encode() not in bytes_beside(sqlite)


CRASH = """
import os, sys
from handtrack.records.store import stored_files
from handtrack.records.store.location import find_location
from handtrack.records.store.reviews import add_note, correct_verdict, remove_trial, set_goal
from handtrack.records.store.store import Store
stored_files.remove = lambda *_: os._exit(9)
Store.open(find_location(sys.argv[1])).delete_patient("mk")
"""


def test_a_deletion_that_crashed_is_finished_at_the_next_opening(
    sqlite: StoreLocation, tmp_path: Path
) -> None:
    with Store.open(sqlite, create=True) as store:
        fill(store, tmp_path, "mk", SECRET)
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(sqlite.database)], check=False, timeout=60
    )
    assert done.returncode == 9
    assert len([p for p in sqlite.files.rglob("*") if p.is_file()]) == 6
    with Store.open(sqlite) as store:
        assert store.patients() == ()
        assert on_disk(store) == []
        assert rows(store)["removals"] == 0


def test_a_file_copied_before_a_crash_is_removed_at_the_next_opening(
    sqlite: StoreLocation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(sqlite, create=True) as store:
        store.add_patient(patient())

        def crash(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("handtrack.records.store.stored_files.os.replace", crash)
        with pytest.raises(KeyboardInterrupt):
            store.add_session("mk", START, Source.RECORDED, [exercise([file(tmp_path)])])
        monkeypatch.undo()
        assert on_disk(store) != []
    with Store.open(sqlite) as store:
        assert on_disk(store) == []
        assert store.history("mk").sessions == ()
