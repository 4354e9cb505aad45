"""Other processes, a crash, a lock, a full disk, damage: a sentence, and nothing kept is lost."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from handtrack.errors import HandtrackError, StoreError
from handtrack.records.store.backup.maintenance import check
from handtrack.records.store.location import StoreLocation, find_location
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from tests.helpers.paths import ROOT
from tests.helpers.patients import START, day, exercise, file, long_result, patient

WRITE = """
import sys
from pathlib import Path
from tests.helpers.patients import day, exercise, file
from handtrack.records.values import Source
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store

place, start, count, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
with Store.open(find_location(place)) as store:
    for number in range(start, start + count):
        done = exercise([file(folder, str(number).encode())])
        store.add_session("mk", day(number), Source.RECORDED, [done])
        print(number, flush=True)
"""


def writer(place: StoreLocation, start: int, count: int, folder: Path) -> subprocess.Popen[str]:
    """Start a process that keeps sessions and tells each one after it is kept."""
    name = str(place.database) if place.database else os.environ["HANDTRACK_TEST_DB"]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", WRITE, name, str(start), str(count), str(folder)],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_write_and_nothing_is_lost(place: StoreLocation, tmp_path: Path) -> None:
    with Store.open(place, create=True) as store:
        store.add_patient(patient())
    each = 15
    both = [writer(place, 100 * i, each, tmp_path) for i in range(2)]
    for process in both:
        out, error = process.communicate(timeout=120)
        assert (process.returncode, error) == (0, "")
        assert len(out.splitlines()) == each
    with Store.open(place) as store:
        sessions = store.history("mk").sessions
    assert sorted(s.at for s in sessions) == [
        day(100 * i + n) for i in range(2) for n in range(each)
    ]
    assert all(len(s.exercises[0].repetitions) == 3 for s in sessions)
    assert check(place).faults == ()


@pytest.mark.parametrize("kept", [1, 3, 8])
def test_a_process_that_is_killed_loses_nothing_it_had_kept(
    place: StoreLocation, kept: int, tmp_path: Path
) -> None:
    with Store.open(place, create=True) as store:
        store.add_patient(patient())
    process = writer(place, 0, 10_000, tmp_path)
    assert process.stdout
    told = [process.stdout.readline() for _ in range(kept)]
    time.sleep(random.Random(kept).uniform(0, 0.02))  # somewhere in the middle of a session
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=60)
    least = len(told) + len(rest.splitlines())
    with Store.open(place) as store:
        sessions = store.history("mk").sessions
    assert len(sessions) in (least, least + 1)
    assert all(len(s.exercises[0].repetitions) == 3 for s in sessions)
    assert check(place).faults == ()


def test_a_lock_that_another_program_keeps_is_a_sentence(sqlite: StoreLocation) -> None:
    Store.open(sqlite, create=True).close()
    other = sqlite3.connect(str(sqlite.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(sqlite, wait_s=0.1) as store:
        assert store.patients() == ()  # reading does not wait
        with pytest.raises(StoreError, match=r"in use by another program.* try again"):
            store.add_patient(patient())
        other.execute("COMMIT")
        store.add_patient(patient())
    other.close()


def test_a_lock_that_is_let_go_in_time_is_waited_for(sqlite: StoreLocation) -> None:
    Store.open(sqlite, create=True).close()
    hold = (
        "import sqlite3, sys, time\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True)\n"
        "time.sleep(0.5); c.execute('COMMIT'); c.close()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", hold, str(sqlite.database)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    process.stdout.readline()
    with Store.open(sqlite) as store:
        store.add_patient(patient())
        assert store.patient("mk") == patient()
    process.communicate(timeout=60)


def test_a_database_that_cannot_grow_says_so_and_keeps_what_it_had(sqlite: StoreLocation) -> None:
    with Store.open(sqlite, create=True) as store:
        store.add_patient(patient())
        store.add_session("mk", START, Source.LIVE, [exercise()])

        def limit(connection: sqlite3.Connection, _: object) -> None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages + 2}").close()

        event.listen(store.engine, "connect", limit)
        with pytest.raises(StoreError, match=r"The disk is full.* what was kept before is whole"):
            store.add_session("mk", day(1), Source.LIVE, [exercise(of=long_result(2000))])
        event.remove(store.engine, "connect", limit)
        assert [s.at for s in store.history("mk").sessions] == [START]
        store.add_session("mk", day(2), Source.LIVE, [exercise()])
    assert check(sqlite).faults == ()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    try:
        made = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        made = False
    if not made:
        pytest.skip("a disk can be mounted only by an administrator, on Linux")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill_up(store: Store, folder: Path) -> int:
    """Keep sessions until one cannot be kept; gives how many were."""
    for number in range(200):
        done = exercise([file(folder, bytes([number]) * 20_000)], long_result(30))
        try:
            store.add_session("mk", day(number), Source.RECORDED, [done])
        except StoreError as e:
            assert "The disk is full" in str(e)  # noqa: PT017
            return number
    raise AssertionError("the disk never filled up")


def test_a_disk_that_fills_up_loses_nothing_and_goes_on_once_there_is_room(
    small_disk: Path, tmp_path: Path
) -> None:
    place = find_location(str(small_disk / "handtrack.db"))
    with Store.open(place, create=True) as store:
        store.add_patient(patient())
        kept = fill_up(store, tmp_path)
        assert kept
        assert len(store.history("mk").sessions) == kept
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    with Store.open(place) as store:
        assert len(store.history("mk").sessions) == kept
        store.add_session("mk", day(300), Source.LIVE, [exercise()])
    assert check(place).faults == ()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut off, with a sector of rubbish, or with single bytes changed."""
    broken, kind = bytearray(data), chance.randrange(3)
    if kind == 0:
        return data[: chance.randrange(len(data))]
    if kind == 1:
        start = chance.randrange(len(broken) // 512) * 512
        broken[start : start + 512] = chance.randbytes(512)
        return bytes(broken)
    for _ in range(chance.randint(1, 200)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def use(place: StoreLocation) -> tuple[str, ...]:
    """Read everything, write a little and check; gives what was said."""
    try:
        with Store.open(place) as store:
            for line in store.patients():
                sessions = store.history(line.patient.key).sessions
                for done in (e for session in sessions for e in session.exercises):
                    store.result(done.id)
            store.add_session("mk", day(9), Source.LIVE, [exercise()])
        return check(place).faults
    except HandtrackError as e:
        return (str(e),)


def test_any_damage_to_the_database_is_a_sentence(sqlite: StoreLocation) -> None:
    with Store.open(sqlite, create=True) as store:
        for key in ("mk", "ab"):
            store.add_patient(patient(key))
            for number in range(4):
                store.add_session(key, day(number), Source.LIVE, [exercise()])
    assert sqlite.database is not None
    data, chance = sqlite.database.read_bytes(), random.Random(11)
    troubled = 0
    for _ in range(60):
        for part in sqlite.database.parent.glob("handtrack.db-*"):
            part.unlink()
        sqlite.database.write_bytes(damaged(data, chance))
        faults = use(sqlite)
        assert all(fault.endswith(".") and "\n" not in fault for fault in faults), faults
        troubled += bool(faults)
    assert troubled > 30


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may write everything")
def test_records_that_may_not_be_written_say_so(sqlite: StoreLocation) -> None:
    with Store.open(sqlite, create=True) as store:
        store.add_patient(patient())
    assert sqlite.database is not None
    sqlite.database.chmod(0o400)
    with pytest.raises(StoreError, match="permissions"), Store.open(sqlite) as store:
        store.add_patient(patient("ab"))
