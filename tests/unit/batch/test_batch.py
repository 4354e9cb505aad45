from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handtrack.batch.jobs import Job, Outcome, Request
from handtrack.batch.result_store import claimed
from handtrack.batch.workers import run
from handtrack.definitions.library import find
from tests.helpers.video_files import moving_hand, write_clip


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("clips")
    return [write_clip(folder / f"{name}.mp4", moving_hand(40)) for name in "abc"]


@pytest.fixture(scope="module")
def request_34() -> Request:
    return Request(find("34"))


def nothing(*_: object) -> None:
    """Listen to no report."""


def results(outcomes: list[Outcome]) -> dict[str, object]:
    return {outcome.job.path.name: outcome.result for outcome in outcomes}


def test_workers_give_the_same_results_as_one_process(
    clips: list[Path], request_34: Request
) -> None:
    jobs = [Job(path, request_34) for path in clips]
    alone = results(list(run(jobs, 1, nothing)))
    together = results(list(run(jobs, 2, nothing)))
    assert together == alone
    assert None not in alone.values()
    assert multiprocessing.active_children() == []


def test_a_file_that_fails_stops_nobody(clips: list[Path], request_34: Request) -> None:
    jobs = [Job(Path("missing.mp4"), request_34), *(Job(path, request_34) for path in clips)]
    outcomes = {o.job.path.name: o for o in run(jobs, 2, nothing)}
    assert outcomes["missing.mp4"].error.startswith("There is no file missing.mp4")
    assert all(outcomes[path.name].result for path in clips)


def test_a_worker_that_dies_costs_its_own_file_alone(
    clips: list[Path], request_34: Request
) -> None:
    killed: list[Path] = []

    def kill_the_first(job: Job, stage: str, done: int, total: int | None) -> None:
        if not killed:
            killed.append(job.path)
            for child in multiprocessing.active_children():
                child.kill()
                child.join()

    jobs = [Job(path, request_34) for path in clips]
    outcomes = {o.job.path: o for o in run(jobs, 2, kill_the_first)}
    assert set(outcomes) == set(clips)
    assert "ended unexpectedly (exit code -9)" in outcomes[killed[0]].error
    assert outcomes[clips[2]].result is not None


def test_an_interrupt_leaves_no_worker(clips: list[Path], request_34: Request) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(run([Job(path, request_34) for path in clips], 2, interrupt))
    assert multiprocessing.active_children() == []


def test_a_caller_that_stops_listening_leaves_no_worker(
    clips: list[Path], request_34: Request
) -> None:
    outcomes = run([Job(path, request_34) for path in clips], 2, nothing)
    assert next(outcomes).result is not None
    outcomes.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_workers_end_when_their_caller_is_gone() -> None:
    from handtrack.batch import workers as batch

    worker = batch._hire()
    worker.connection.close()
    worker.process.join(timeout=30)
    assert worker.process.exitcode == 0


def test_progress_is_told_by_file_and_stage(clips: list[Path], request_34: Request) -> None:
    told: set[tuple[str, str]] = set()
    list(run([Job(clips[0], request_34)], None, lambda j, s, *_: told.add((j.path.name, s))))
    assert told == {("a.mp4", "tracking")}


def test_two_runs_never_write_into_one_folder_at_once(
    clips: list[Path], request_34: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handtrack.batch.result_store.CLAIM_S", 0.3)
    job = Job(clips[0], request_34, tmp_path / "a")
    (first,) = run([job], 1, nothing)
    assert first.result
    kept = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    with claimed(tmp_path / "a"):
        (second,) = run([job], 1, nothing)
    assert "Another run is writing into" in second.error
    assert {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()} == kept
    (third,) = run([job], 1, nothing)
    assert third.result == first.result


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_a_worker_ends_at_once_when_its_caller_is_killed(
    tmp_path: Path,
) -> None:
    """Also one that is deep in a file: here it waits for a pipe that nobody writes into."""
    os.mkfifo(tmp_path / "pipe.npz")
    script = tmp_path / "caller.py"
    script.write_text(
        "import sys, time\n"
        "from pathlib import Path\n"
        "from handtrack.batch import workers as batch\n"
        "from handtrack.batch.jobs import Job, Request\n"
        "from handtrack.definitions.library import find\n"
        "if __name__ == '__main__':\n"
        "    worker = batch._hire()\n"
        "    worker.begin(Job(Path(sys.argv[1]), Request(find('34'))))\n"
        "    print(worker.process.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, str(script), str(tmp_path / "pipe.npz")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as caller:
        assert caller.stdout
        worker = Path("/proc") / caller.stdout.readline().strip()
        time.sleep(5)  # it has begun
        assert (worker / "cmdline").read_bytes()
        caller.kill()
    deadline = time.monotonic() + 10
    while worker.exists() and (worker / "cmdline").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.05)
