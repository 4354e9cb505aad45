"""Records on a disk that is full, or may only be read: they are read, and a sentence says the rest.

Both are real here: a small file system of its own that is filled up or mounted read-only, in a
namespace of this test's. An administrator may write everything, so permissions would prove nothing.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import warnings
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from handtrack.errors import StoreError
from handtrack.records.store.backup import archive, archive_import
from handtrack.records.store.backup.maintenance import backup, check
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.store import Store
from handtrack.records.values import Source
from tests.helpers.paths import ROOT
from tests.helpers.patients import START, assessment, day, exercise, file, patient

HANDTRACK = f"{sys.executable} -m handtrack"
MOUNT = "mount -t tmpfs -o size=2m tmpfs {disk} && cp -r {records}/. {disk} && cd {disk}"
READ_ONLY = "mount -o remount,ro {disk}"
FULL = "(cat /dev/zero > {disk}/fill 2>/dev/null; true)"


def in_namespace(script: str, disk: Path, records: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell script with a file system of its own in the place of `disk`."""
    text = script.format(disk=disk, records=records)
    return subprocess.run(
        ["unshare", "--mount", "--map-root-user", "bash", "-c", text],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _mounts() -> bool:
    if not shutil.which("unshare"):
        return False
    script = "mount -t tmpfs tmpfs /mnt"
    ran = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "bash", "-c", script],
        capture_output=True,
        check=False,
    )
    return ran.returncode == 0


needs_mounts = pytest.mark.skipif(not _mounts(), reason="no file system can be mounted here")


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    where = tmp_path / "disk"
    where.mkdir()
    return where


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Records of two patients in a folder."""
    folder = tmp_path / "records"
    folder.mkdir()
    with Store.open(StoreLocation(folder / "h.db.files", folder / "h.db"), create=True) as store:
        for key in ("mk", "ab"):
            store.add_patient(patient(key))
            store.add_session(key, day(1), Source.RECORDED, [exercise([file(tmp_path)])])
            store.add_assessment(key, day(2), assessment(), 2, [file(tmp_path)])
    return folder


def left_open(folder: Path) -> None:
    """Write something more, and leave it in the log as a crash would."""
    script = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute(\"UPDATE patients SET name = 'Late' WHERE key = 'mk'\"); c.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, folder / "h.db"], check=True)
    assert (folder / "h.db-wal").stat().st_size


@needs_mounts
@pytest.mark.parametrize("state", [READ_ONLY, FULL], ids=["read-only", "full"])
def test_records_that_cannot_be_written_are_read(state: str, records: Path, disk: Path) -> None:
    backed_up = records.parent / "b.zip"
    script = (
        f"{MOUNT} && {state} && {HANDTRACK} patient list --db {{disk}}/h.db"
        f" && {HANDTRACK} patient show mk --json --db {{disk}}/h.db >/dev/null"
        f" && {HANDTRACK} db check --db {{disk}}/h.db"
        f" && {HANDTRACK} db backup {backed_up} --db {{disk}}/h.db"
    )
    ran = in_namespace(script, disk, records)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "mk" in ran.stdout
    assert "OK, 2 patients, 1 file." in ran.stdout
    with zipfile.ZipFile(backed_up) as whole:
        assert len([n for n in whole.namelist() if n.startswith("patients/")]) == 2


@needs_mounts
@pytest.mark.parametrize(
    ("state", "said"),
    [(READ_ONLY, "cannot be written"), (FULL, "The disk")],
    ids=["read-only", "full"],
)
def test_what_cannot_be_written_is_said_and_nothing_is_lost(
    state: str, said: str, records: Path, disk: Path
) -> None:
    script = (
        f"{MOUNT} && {state}; {HANDTRACK} patient add --id xy --db {{disk}}/h.db;"
        f"echo $?; {HANDTRACK} patient list --db {{disk}}/h.db"
    )
    ran = in_namespace(script, disk, records)
    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1, ran.stderr
    assert ran.stdout.startswith("1\n")
    assert "mk" in ran.stdout
    assert "xy" not in ran.stdout


@needs_mounts
def test_what_stands_in_the_log_is_read_on_a_full_disk(records: Path, disk: Path) -> None:
    left_open(records)
    rest = f"{FULL} && {HANDTRACK} patient list --db {{disk}}/h.db"
    script = f"{MOUNT} && rm -f {{disk}}/h.db-shm && {rest}"
    ran = in_namespace(script, disk, records)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Late" in ran.stdout


@needs_mounts
def test_what_stands_in_the_log_is_never_left_out_in_silence(records: Path, disk: Path) -> None:
    left_open(records)
    script = (
        f"{MOUNT} && rm -f {{disk}}/h.db-shm && {READ_ONLY} && "
        f"{HANDTRACK} patient list --db {{disk}}/h.db"
    )
    ran = in_namespace(script, disk, records)
    assert "Late" in ran.stdout or (ran.returncode == 1 and ran.stderr.endswith(".\n"))
    assert "Traceback" not in ran.stderr


@needs_mounts
def test_a_backup_onto_a_full_disk_leaves_nothing_half_done(records: Path, disk: Path) -> None:
    script = (
        f"{MOUNT} && {FULL}; {HANDTRACK} db backup {{disk}}/b.zip --db {records}/h.db; echo $?; ls"
    )
    ran = in_namespace(script, disk, records)
    assert ran.stdout.startswith("1\n")
    assert "b.zip" not in ran.stdout
    assert ran.stderr.count("\n") == 1, ran.stderr
    assert "No space left" in ran.stderr


@pytest.mark.parametrize("version", ["", "x", "v", "v0000", "\x1b[31m", None])
def test_a_version_that_is_none_is_a_sentence(version: str | None, sqlite: StoreLocation) -> None:
    assert sqlite.database is not None
    with Store.open(sqlite, create=True) as store:
        store.add_patient(patient())
    with sqlite3.connect(sqlite.database) as raw:
        raw.execute("DELETE FROM alembic_version")
        if version is not None:
            raw.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    raw.close()
    for create in (False, True):
        with pytest.raises(StoreError, match="does not say of which version its tables are"):
            Store.open(sqlite, create=create)
    with sqlite3.connect(sqlite.database) as raw:
        assert raw.execute("SELECT count(*) FROM patients").fetchone() == (1,)
    raw.close()


def test_a_recording_kept_on_several_days_is_backed_up_once(store: Store, tmp_path: Path) -> None:
    store.add_patient(patient())
    for number in range(3):
        kept = file(tmp_path, name=f"clip{number}.npz")
        store.add_session("mk", day(number), Source.RECORDED, [exercise([kept])])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        archive.write_archive(store, ["mk"], tmp_path / "mk.zip")
        backup(store.location, tmp_path / "all.zip")
    for name in ("mk.zip", "all.zip"):
        with zipfile.ZipFile(tmp_path / name) as written:
            names = written.namelist()
        assert len(names) == len(set(names)) == 3
    before = store.history("mk")
    store.delete_patient("mk")
    archive_import.read_archive(store, tmp_path / "mk.zip")
    assert [s.exercises[0].files for s in store.history("mk").sessions] == [
        s.exercises[0].files for s in before.sessions
    ]


WRITE = """
import sys
from datetime import timedelta
from pathlib import Path
from tests.helpers.patients import START, exercise, file
from handtrack.records.values import Source
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
number, folder = int(sys.argv[2]), Path(sys.argv[3])
for turn in range(10):
    with Store.open(find_location(sys.argv[1]), create=True) as store:
        done = exercise([file(folder, f"{number} {turn}".encode())])
        at = START + timedelta(days=number, minutes=turn)
        store.add_session("mk", at, Source.RECORDED, [done], again=True)
"""


def test_eight_write_at_once_and_nothing_is_lost(sqlite: StoreLocation, tmp_path: Path) -> None:
    with Store.open(sqlite, create=True) as store:
        store.add_patient(patient())
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(sqlite.database), str(n), str(tmp_path)],
            env=os.environ | {"PYTHONPATH": path},
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(8)
    ]
    for process in writers:
        _, error = process.communicate(timeout=300)
        assert (process.returncode, error) == (0, "")
    with Store.open(sqlite) as store:
        sessions = store.history("mk").sessions
    wanted = [START + timedelta(days=n, minutes=t) for n in range(8) for t in range(10)]
    assert sorted(s.at for s in sessions) == wanted
    assert all(len(s.exercises[0].files) == 1 for s in sessions)
    assert check(sqlite).faults == ()
