"""Clips scored by Dask's workers, of which some are killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handtrack.batch import workers as batch
from handtrack.batch.cluster import run
from handtrack.batch.jobs import Job, Outcome, Request
from handtrack.definitions.library import find
from tests.helpers.terminals import as_in_a_terminal, without_remarks
from tests.helpers.video_files import moving_hand, write_clip

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),  # Dask's own, of workers that are gone
]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("clips")
    return [write_clip(folder / f"{i}.mp4", moving_hand(150)) for i in range(4)]


def jobs(clips: list[Path], out: Path) -> list[Job]:
    request = Request(find("34"))
    return [Job(path, request, out / path.stem) for path in clips]


@contextlib.contextmanager
def two_workers(allowed_failures: int = 3) -> Iterator[Any]:
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": allowed_failures}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            memory_limit=None,
            silence_logs=50,
        ) as cluster,
    ):
        yield cluster


def kill_a_worker_at_work(cluster: Any, out: Path) -> threading.Thread:
    """Kill one as soon as it has begun to track a clip."""

    def kill() -> None:
        with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
            pids = client.run(os.getpid)
            while not list(out.glob("*/recording.npz.part")):
                time.sleep(0.02)
            busy = [address for address, tasks in client.processing().items() if tasks]
            os.kill(pids[busy[0]], signal.SIGKILL)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    return thread


def nothing(*_: object) -> None:
    """Listen to no report."""


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_worker_that_is_killed_costs_its_clip_another_try(
    clips: list[Path], tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    list(batch.run(jobs(clips, here), 1, nothing))
    with two_workers() as cluster:
        killer = kill_a_worker_at_work(cluster, there)
        outcomes = list(run(jobs(clips, there), cluster.scheduler_address, None, nothing))
        killer.join(timeout=60)
    assert not killer.is_alive()
    assert [outcome.error for outcome in outcomes] == [""] * 4
    assert contents(there) == contents(here)


def test_a_clip_that_kills_its_workers_is_an_outcome_and_the_others_go_on(
    clips: list[Path], tmp_path: Path
) -> None:
    with two_workers(allowed_failures=0) as cluster:
        kill_a_worker_at_work(cluster, tmp_path)
        outcomes = list(run(jobs(clips, tmp_path), cluster.scheduler_address, None, nothing))
    failed = [outcome for outcome in outcomes if outcome.result is None]
    assert len(failed) == 1
    assert "each worker that tried it ended unexpectedly" in failed[0].error
    assert len(outcomes) == 4


def test_a_worker_of_another_version_scores_nothing(
    clips: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handtrack.batch.cluster.__version__", "99.0")
    outcomes: list[Outcome] = list(run(jobs(clips[:1], tmp_path), "local", 1, nothing))
    assert "install the same on all" in outcomes[0].error
    assert outcomes[0].result is None


def test_a_cluster_of_this_machine_listens_to_nobody_else(
    clips: list[Path], tmp_path: Path
) -> None:
    psutil = pytest.importorskip("psutil")  # Dask brings it
    heard: set[str] = set()

    def look(*_: object) -> None:
        ours = psutil.Process()
        for process in (ours, *ours.children(recursive=True)):
            heard.update(
                c.laddr.ip for c in process.net_connections("inet") if c.status == "LISTEN"
            )

    list(run(jobs(clips[:1], tmp_path), "local", 1, look))
    assert heard == {"127.0.0.1"}


def test_no_scheduler_is_said_in_a_sentence(clips: list[Path], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "handtrack", "score", str(clips[0]), "-e", "34"]
    command += ["--scheduler", "tcp://127.0.0.1:9", "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("No Dask scheduler answers at tcp://127.0.0.1:9;")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="interrupts a process group")
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_a_cluster_of_this_machine_is_stopped_in_one_line(
    way: signal.Signals, tmp_path: Path
) -> None:
    clips = [str(write_clip(tmp_path / f"{i}.mp4", moving_hand(3000))) for i in range(2)]
    out = tmp_path / "out"
    command = [sys.executable, "-m", "handtrack", "score", *clips, "-e", "34", "--out", str(out)]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    own: dict[str, Any] = {"start_new_session": True, "preexec_fn": as_in_a_terminal}
    run = subprocess.Popen([*command, "--scheduler", "local"], **own, **pipes)
    while not list(out.glob("*/recording.npz.part")):
        assert run.poll() is None
        time.sleep(0.05)
    os.killpg(run.pid, way) if way is signal.SIGINT else run.send_signal(way)
    stdout, stderr = run.communicate(timeout=60)  # ends only when no worker holds the pipes
    assert (run.returncode, stdout) == (130, "")
    assert without_remarks(stderr) == "Stopped. 0 of 2 files are done.\n"
