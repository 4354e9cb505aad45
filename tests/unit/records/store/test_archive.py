"""A patient as one file comes back the same, elsewhere too; a bad file changes nothing."""

from __future__ import annotations

import json
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handtrack.errors import HandtrackError, RecordError, StoreError
from handtrack.records.patient import Prescription, ReportTime, SelfReport
from handtrack.records.store.backup import archive, archive_import
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.records.values import History, Source
from tests.helpers.patients import HOSTILE, START, assessment, day, exercise, file, patient


def fill(store: Store, folder: Path, key: str = "mk") -> None:
    store.add_patient(patient(key, HOSTILE))
    store.add_plan(key, Prescription("11", START.date()))
    done = exercise([file(folder), file(folder, b"more", "b.npz")])
    said = SelfReport(START, ReportTime.AFTER, effort=4)
    store.add_session(key, START, Source.RECORDED, [done, exercise()], [said])
    store.add_session(key, day(1), Source.LIVE)
    store.add_assessment(key, day(2), assessment(), 2, [file(folder)])
    store.add_report(key, SelfReport(day(3), words=HOSTILE))


def without_numbers(history: History) -> History:
    """The same, whatever numbers the database gave its rows."""
    sessions = [
        replace(s, id=0, exercises=tuple(replace(e, id=0) for e in s.exercises))
        for s in history.sessions
    ]
    return replace(
        history,
        plans=tuple(replace(p, id=0) for p in history.plans),
        sessions=tuple(sessions),
        assessments=tuple(replace(a, id=0) for a in history.assessments),
    )


@pytest.fixture
def written(store: Store, tmp_path: Path) -> Path:
    fill(store, tmp_path)
    target = tmp_path / "mk.zip"
    archive.write_archive(store, ["mk"], target)
    return target


def elsewhere(tmp_path: Path) -> Store:
    return Store.open(find_location(str(tmp_path / "elsewhere/handtrack.db")), create=True)


def test_a_patient_comes_back_the_same_in_another_place(
    store: Store, written: Path, tmp_path: Path
) -> None:
    with elsewhere(tmp_path) as other:
        assert archive_import.read_archive(other, written) == ("mk",)
        ours, theirs = store.history("mk"), other.history("mk")
        assert without_numbers(theirs) == without_numbers(ours)
        pairs = zip(ours.sessions[0].exercises, theirs.sessions[0].exercises, strict=True)
        for mine, copied in pairs:
            assert other.result(copied.id) == store.result(mine.id)
            for kept in copied.files:
                assert other.file(kept).read_bytes() == store.file(kept).read_bytes()


def test_a_deleted_patient_comes_back(store: Store, written: Path) -> None:
    before = without_numbers(store.history("mk"))
    store.delete_patient("mk")
    archive_import.read_archive(store, written)
    assert without_numbers(store.history("mk")) == before


def test_a_key_that_is_taken_needs_another_one(store: Store, written: Path) -> None:
    with pytest.raises(RecordError, match="'mk' already; give another --id"):
        archive_import.read_archive(store, written)
    assert archive_import.read_archive(store, written, key="mk2") == ("mk2",)
    assert store.patient("mk2") == replace(patient(name=HOSTILE), key="mk2")
    with pytest.raises(RecordError, match="no patient id"):
        archive_import.read_archive(store, written, key="M K")


def test_it_never_writes_over_a_file(store: Store, written: Path) -> None:
    before = written.read_bytes()
    with pytest.raises(StoreError, match="exists already"):
        archive.write_archive(store, ["mk"], written)
    assert written.read_bytes() == before


def test_a_patient_who_is_not_there_leaves_no_file(store: Store, tmp_path: Path) -> None:
    with pytest.raises(RecordError):
        archive.write_archive(store, ["mk"], tmp_path / "mk.zip")
    assert [p.name for p in tmp_path.glob("mk.zip*")] == []


def test_a_folder_that_is_not_there_is_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Cannot write"):
        archive.write_archive(store, [], tmp_path / "nowhere/mk.zip")


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with elsewhere(tmp_path) as other, pytest.raises(StoreError, match="Cannot read"):
        archive_import.read_archive(other, tmp_path / "mk.zip")


def tampered(written: Path, target: Path, change: Any) -> Path:
    """Write the archive again with its JSON changed."""
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith(".json"):
                data = json.dumps(change(name, json.loads(data))).encode()
            new.writestr(name, data)
    return target


def test_a_file_of_a_newer_version_says_so(written: Path, tmp_path: Path) -> None:
    def newer(name: str, data: Any) -> Any:
        return {"schema": 3, "handtrack": "9.9"} if name == "archive.json" else data

    source = tampered(written, tmp_path / "newer.zip", newer)
    with elsewhere(tmp_path) as other, pytest.raises(StoreError, match=r"handtrack 9\.9, which is"):
        archive_import.read_archive(other, source)


def older(name: str, data: Any) -> Any:
    """As of a version without reviews, whose results did not hold the movement quality."""
    if "schema" in data:
        data["schema"] = 1
    for name in ("notes", "goals"):
        data.get("history", {}).pop(name, None)
    for result in data.get("results", {}).values():
        del result["movement"]
        for repetition in result["repetitions"]:
            del repetition["smoothness"]
    return data


def test_an_older_file_keeps_the_smoothness_of_its_records(
    store: Store, written: Path, tmp_path: Path
) -> None:
    source = tampered(written, tmp_path / "older.zip", older)
    with elsewhere(tmp_path) as other:
        archive_import.read_archive(other, source)
        assert without_numbers(other.history("mk")) == without_numbers(store.history("mk"))


def no_results(name: str, data: Any) -> Any:
    return data | {"results": {}} if "results" in data else data


def wrong_pain(name: str, data: Any) -> Any:
    if "history" in data:
        data["history"]["assessments"][0]["pain"] = "much"
    return data


def other_hash(name: str, data: Any) -> Any:
    if "history" in data:
        data["history"]["assessments"][0]["files"][0]["sha256"] = "../../../etc/passwd"
    return data


def no_repetition(name: str, data: Any) -> Any:
    if "history" in data:
        correction = {"id": 1, "number": 99, "verdict": "valid", "by": "anna", "why": "seen"}
        at = {"at": "2026-09-01T10:30:00Z"}
        data["history"]["sessions"][0]["exercises"][0]["corrections"] = [correction | at]
    return data


@pytest.mark.parametrize("change", [no_results, wrong_pain, other_hash, no_repetition])
def test_a_file_that_was_changed_is_not_taken_in(
    change: Any, written: Path, tmp_path: Path
) -> None:
    source = tampered(written, tmp_path / "changed.zip", change)
    with elsewhere(tmp_path) as other:
        with pytest.raises(StoreError, match="is damaged, or no file that handtrack wrote"):
            archive_import.read_archive(other, source)
        assert other.patients() == ()


def test_an_entry_that_swallows_the_others_is_damage(written: Path, tmp_path: Path) -> None:
    broken = bytearray(written.read_bytes())
    broken[broken.index(b"PK\1\2") + 33] = (
        3  # the first member's comment, in the list, of 768 bytes
    )
    source = tmp_path / "damaged.zip"
    source.write_bytes(bytes(broken))
    with zipfile.ZipFile(source) as archive:
        assert archive.namelist() == ["archive.json"]
    with elsewhere(tmp_path) as other:
        with pytest.raises(StoreError, match="is damaged, or no file that handtrack wrote"):
            archive_import.read_archive(other, source)
        assert other.patients() == ()


def test_any_damage_is_a_sentence_and_takes_nothing_in(written: Path, tmp_path: Path) -> None:
    data, chance = written.read_bytes(), random.Random(7)
    source = tmp_path / "damaged.zip"
    refused = 0
    with elsewhere(tmp_path) as other:
        for _ in range(60):
            broken = bytearray(data)
            for _ in range(chance.randint(1, 30)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            source.write_bytes(bytes(broken[: chance.choice((None, chance.randrange(len(data))))]))
            try:
                archive_import.read_archive(other, source)
            except HandtrackError as e:
                refused += 1
                assert str(e).endswith(".")  # noqa: PT017
                assert other.patients() == ()
            else:  # the damage was in what nobody reads, such as a time in the zip
                assert other.patient("mk") == patient(name=HOSTILE)
                other.delete_patient("mk")
            assert [p for p in other.location.files.rglob("*") if p.is_file()] == []
    assert refused > 30


def test_a_damaged_name_does_not_make_a_patient_vanish(written: Path, tmp_path: Path) -> None:
    source = tmp_path / "damaged.zip"
    source.write_bytes(written.read_bytes().replace(b"patients/", b"qatients/"))
    with elsewhere(tmp_path) as other:
        other.add_patient(patient("there"))
        with pytest.raises(StoreError, match="is damaged"):
            archive_import.read_archive(other, source, replace_all=True)
        assert [line.patient.key for line in other.patients()] == ["there"]
