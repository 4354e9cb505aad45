"""What is written of a person is for its owner alone, and gone when it has to go."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handtrack.definitions.library import find
from handtrack.files import temporary_folder
from handtrack.landmarks import recording_file
from handtrack.landmarks.hand import Side
from handtrack.live.session_folder.session_writer import SessionWriter
from handtrack.records.store.location import find_location
from handtrack.records.store.store import Store
from handtrack.scoring.score import score
from handtrack.verifiers.calibration import Calibration
from synthetic_hand.performances.perform import perform
from synthetic_hand.performances.style import Style
from tests.helpers.held_poses import WRIST, held
from tests.helpers.terminals import as_in_a_terminal

pytestmark = pytest.mark.slow

POSIX = pytest.mark.skipif(os.name != "posix", reason="about rights as POSIX systems have them")
SECRET = "Qxzwyq"


class Machine:
    """A user's own machine: a home, a folder for temporary files, and a place for their output."""

    def __init__(self, root: Path) -> None:
        self.root, self.data, self.out = root, root / "home/data", root / "out"
        (root / "tmp").mkdir()
        self.out.mkdir()
        self.environment = os.environ | {
            "HOME": str(root / "home"),
            "TMPDIR": str(root / "tmp"),
            "HANDTRACK_DATA": str(self.data),
            "XDG_CACHE_HOME": str(root / "home/cache"),
            "MPLCONFIGDIR": str(root / "home/mpl"),
        }

    def run(self, *words: str | Path) -> str:
        """One command, as somebody whose files all may read by default."""
        command = [sys.executable, "-m", "handtrack", *map(str, words)]
        done = subprocess.run(
            command, env=self.environment, umask=0o022, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def open_to_others(folder: Path) -> list[Path]:
    found = (folder, *folder.rglob("*"))
    return [path for path in found if path.stat().st_mode & 0o077]


@pytest.fixture(scope="module")
def fist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / f"{SECRET}-fist.npz"
    recording_file.write(path, perform(find("34"), Style(amplitudes=[1.0] * 2)))
    return path


@POSIX
def test_whoever_writes_first_and_wherever_only_the_owner_can_read_it(
    machine: Machine, fist: Path
) -> None:
    machine.data.parent.mkdir()
    own = machine.out / "mine"
    machine.run("patient", "add", "M. K.")
    machine.run("score", fist, "-e", "34", "--patient", "mk", "--out", own / "scored")
    machine.run("report", "--patient", "mk", "-o", own / "report")
    machine.run("db", "backup", own / "backup.zip")
    machine.run("patient", "export", "mk", "-o", own / "mk.zip")
    assert (machine.data / "handtrack.db").is_file()
    assert len(list(own.rglob("*"))) > 6
    assert open_to_others(machine.data) == []
    assert open_to_others(own) == []


@POSIX
def test_a_live_session_that_makes_the_data_folder_makes_it_private(tmp_path: Path) -> None:
    from datetime import datetime

    before = os.umask(0o022)
    try:
        keeper = SessionWriter(tmp_path / "data/sessions", {}, datetime(2026, 3, 2, 10, 30))
        keeper._events.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "data/sessions").stat().st_mode) == 0o700


@POSIX
def test_a_check_closes_what_others_could_read(machine: Machine) -> None:
    machine.run("patient", "add", "M. K.")
    (machine.data / "sessions/2026-03-02T10-30-00").mkdir(parents=True)
    (machine.data / "sessions/2026-03-02T10-30-00/events.jsonl").touch()
    machine.data.chmod(0o755)
    assert "could be read by others; now only you can" in machine.run("db", "check")
    assert open_to_others(machine.data) == []


HELD = """
import sys, time
from handtrack.files import temporary_folder
with temporary_folder() as folder:
    (folder / "copy.npz").write_text("landmarks")
    print(folder, flush=True)
    time.sleep(60)
"""


@POSIX
def test_a_temporary_copy_lies_in_the_data_folder_and_survives_no_kill(machine: Machine) -> None:
    machine.run("patient", "add", "M. K.")

    def begin() -> tuple[subprocess.Popen[str], Path]:
        process = subprocess.Popen(
            [sys.executable, "-c", HELD],
            env=machine.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        return process, Path(process.stdout.readline().strip())

    (dead, left), (alive, used) = begin(), begin()
    try:
        assert left.is_relative_to(machine.data)
        dead.kill()
        dead.wait(timeout=30)
        assert (left / "copy.npz").is_file()
        machine.run("patient", "list")
        assert not left.exists()
        assert (used / "copy.npz").is_file()
    finally:
        alive.kill()
        for process in (dead, alive):
            process.communicate(timeout=30)


def test_a_temporary_folder_is_gone_when_it_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDTRACK_DATA", str(tmp_path / "data"))
    seen: list[Path] = []

    def stop() -> None:
        with temporary_folder() as folder:
            (folder / "copy").touch()
            seen.append(folder)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert not seen[0].exists()


def _live_session(machine: Machine, identity: str, own: Calibration) -> Path:
    """A session that was interrupted, with a range, an answer and a video."""
    from datetime import datetime

    about = {"identity": identity, "plan": [], "source": SECRET}
    keeper = SessionWriter(machine.data / "sessions", about, datetime(2026, 9, 2, 10, 30))
    keeper.event("answer", 1.0, question="pain_before", answer=3, words=SECRET)
    recording = perform(find("34"), Style(amplitudes=[1.0]))
    keeper.begin_set("01-34-right-1", recording.header, own)
    (keeper.folder / "01-34-right-1.mp4").write_text(SECRET)
    assert keeper._writer
    keeper._writer.__exit__(None, None, None)
    keeper._events.close()
    return keeper.folder


def test_no_word_of_a_deleted_patient_is_left_anywhere(machine: Machine, fist: Path) -> None:
    """Everything a machine can hold of a person is there, then nothing is."""
    wrist = machine.root / f"{SECRET}-wrist.npz"
    recording_file.write(wrist, held([*WRIST] * 3))
    machine.run("patient", "add", SECRET, "--id", "sx", "--diagnosis", SECRET)
    machine.run("patient", "add", "Other", "--id", "ab")
    kept = ("--patient", "sx", "--date", "2026-09-01")
    machine.run("score", fist, "-e", "34", *kept)
    machine.run("measure", "--source", wrist, "--only", "wrist", "--hand", "right", *kept)
    machine.run("patient", "say", "sx", "--pain", "3", "--words", SECRET)
    with Store.open(find_location(str(machine.data / "handtrack.db"))) as store:
        known = store.patient("sx")
        (session,) = store.history("sx").sessions
    own = score(recording_file.read(fist), find("34"), Side.RIGHT).result.calibration
    folder = _live_session(machine, known.identity, own)
    machine.run("patient", "session", "move", "sx", str(session.id), "--to", "ab", "--why", SECRET)
    machine.run("patient", "session", "move", "ab", str(session.id), "--to", "sx")
    words = [word.encode() for word in (SECRET, known.identity, known.pseudonym)]
    assert all(found_in(machine.data, word) for word in words)
    machine.run("patient", "delete", "sx", "--yes")
    assert not folder.exists()
    assert {str(word): found_in(machine.root / "home", word) for word in words} == {
        str(word): [] for word in words
    }
    assert list((machine.root / "tmp").iterdir()) == []
    assert "1 patient" in machine.run("db", "check")


def found_in(folder: Path, word: bytes) -> list[Path]:
    """The files that hold a word in their name or as it stands."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [
        p for p in files if word in str(p.relative_to(folder)).encode() or word in p.read_bytes()
    ]


WAITS = """
import sys, time
from handtrack import cli
from handtrack.cli.commands import doctor
def wait(*_, **__):
    print("waiting", flush=True)
    time.sleep(60)
from handtrack.records.store import location
location.find_location = wait
sys.argv = ["handtrack", "patient", "list"]
cli.main()
"""


@POSIX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_other_requests_to_stop_end_a_command_as_ctrl_c_does(
    machine: Machine, number: signal.Signals
) -> None:
    waiting = subprocess.Popen(
        [sys.executable, "-c", WAITS],
        env=machine.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=as_in_a_terminal,
    )
    assert waiting.stdout
    assert waiting.stdout.readline() == "waiting\n"
    began_s = time.monotonic()
    waiting.send_signal(number)
    _, said = waiting.communicate(timeout=30)
    assert (waiting.returncode, said) == (130, "Stopped.\n")
    assert time.monotonic() - began_s < 20


def test_the_id_of_an_anonymous_report_tells_nothing_and_stays(machine: Machine) -> None:
    pages = []
    for db in ("one.db", "two.db"):
        where = ("--db", machine.root / db)
        machine.run("patient", "add", "M. K.", *where)
        for again in ("first", "second"):
            out = machine.out / db / again
            machine.run("report", "--patient", "mk", "--anonymous", "-f", "json", "-o", out, *where)
            pages.append(next(out.glob("*.json")).read_text())
    with Store.open(find_location(str(machine.root / "one.db"))) as store:
        known = store.patient("mk")
    assert f"anonymous {known.pseudonym}" in pages[0]
    assert known.identity not in pages[0]
    assert f"anonymous {known.pseudonym}" in pages[1]
    assert all(f"anonymous {known.pseudonym}" not in page for page in pages[2:])
