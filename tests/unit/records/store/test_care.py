"""Checking, backing up and bringing back."""

from __future__ import annotations

from pathlib import Path

import pytest

from handtrack.errors import StoreError
from handtrack.records.store.backup.maintenance import backup, check, restore
from handtrack.records.store.location import StoreLocation, find_location
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from tests.helpers.patients import START, assessment, exercise, file, patient


def fill(place: StoreLocation, folder: Path, *keys: str) -> None:
    with Store.open(place, create=True) as store:
        for key in keys:
            store.add_patient(patient(key))
            done = exercise([file(folder, key.encode())])
            store.add_session(key, START, Source.RECORDED, [done])
            store.add_assessment(key, START, assessment())


def test_sound_records_pass(place: StoreLocation, tmp_path: Path) -> None:
    fill(place, tmp_path, "mk", "ab")
    health = check(place)
    assert (health.patients, health.files, health.faults) == (2, 2, ())


def test_a_lost_a_damaged_and_a_stray_file_are_found(place: StoreLocation, tmp_path: Path) -> None:
    fill(place, tmp_path, "mk", "ab")
    first, second = sorted(p for p in place.files.rglob("*") if p.is_file())
    first.unlink()
    second.write_bytes(b"something else")
    stray = place.files / "stray.npz"
    stray.write_bytes(b"")
    lost, damaged, odd = check(place).faults
    assert str(first) in lost
    assert "is gone" in lost
    assert str(second) in damaged
    assert "is damaged" in damaged
    assert odd.startswith(f"{stray} belongs to no record")


def test_a_damaged_page_is_found(sqlite: StoreLocation, tmp_path: Path) -> None:
    fill(sqlite, tmp_path, *(f"p{i}" for i in range(40)))
    assert sqlite.database is not None
    data = bytearray(sqlite.database.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    sqlite.database.write_bytes(data)
    try:
        faults = check(sqlite).faults
    except StoreError as e:
        faults = (str(e),)
    assert any("damaged" in fault for fault in faults)


def test_a_backup_brings_everybody_back(place: StoreLocation, tmp_path: Path) -> None:
    fill(place, tmp_path, "mk", "ab")
    with Store.open(place) as store:
        before = [store.history(key).sessions[0].exercises[0].repetitions for key in ("mk", "ab")]
    target = tmp_path / "backup.zip"
    assert backup(place, target) == ("ab", "mk")
    fresh = find_location(str(tmp_path / "fresh/handtrack.db"))
    assert restore(fresh, target, replace_all=False) == ("ab", "mk")
    assert check(fresh).faults == ()
    with Store.open(fresh) as store:
        after = [store.history(key).sessions[0].exercises[0].repetitions for key in ("mk", "ab")]
    assert after == before


def test_a_backup_takes_the_place_of_patients_only_when_asked(
    place: StoreLocation, tmp_path: Path
) -> None:
    fill(place, tmp_path, "mk")
    backup(place, tmp_path / "backup.zip")
    fill(place, tmp_path, "new")
    with pytest.raises(StoreError, match=r"holds 2 patients.* with --replace"):
        restore(place, tmp_path / "backup.zip", replace_all=False)
    with Store.open(place) as store:
        assert len(store.patients()) == 2
    restore(place, tmp_path / "backup.zip", replace_all=True)
    with Store.open(place) as store:
        assert [line.patient.key for line in store.patients()] == ["mk"]
    assert check(place).faults == ()


def test_a_damaged_backup_leaves_the_patients_alone(place: StoreLocation, tmp_path: Path) -> None:
    fill(place, tmp_path, "mk")
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\x03\x04 no zip at all")
    with pytest.raises(StoreError, match="nothing was taken in"):
        restore(place, bad, replace_all=True)
    with Store.open(place) as store:
        assert [line.patient.key for line in store.patients()] == ["mk"]


def test_damaged_records_are_put_aside_and_not_thrown_away(
    sqlite: StoreLocation, tmp_path: Path
) -> None:
    fill(sqlite, tmp_path, "mk")
    backup(sqlite, tmp_path / "backup.zip")
    assert sqlite.database is not None
    rubbish = b"this was a database once " * 500
    sqlite.database.write_bytes(rubbish)
    with pytest.raises(StoreError, match="db restore FILE --replace"):
        check(sqlite)
    with pytest.raises(StoreError, match="damaged"):
        restore(sqlite, tmp_path / "backup.zip", replace_all=False)
    assert sqlite.database.read_bytes() == rubbish
    assert restore(sqlite, tmp_path / "backup.zip", replace_all=True) == ("mk",)
    assert check(sqlite).faults == ()
    (aside,) = sqlite.database.parent.glob("handtrack.db.damaged-*")
    assert aside.read_bytes() == rubbish
