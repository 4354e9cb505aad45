"""Score files: one after the other, or many at once with one worker process a core.

Laws
----
1. A file that cannot be scored is an outcome with a sentence; the others go on. So is one that
   takes its whole worker process down with it.
2. A worker makes its tracker once, when it first needs it, and keeps it.
3. Workers never outlive the caller: they are stopped when it is done, fails, or is interrupted,
   and end by themselves the moment it is gone.
4. What is kept of a file is whole once its `outcome.json` is there, which is written last
   (`result_store`).

Notes
-----
`concurrent.futures.ProcessPoolExecutor` was tried and keeps neither law 1 nor law 3. When one of
its processes dies, every job that runs or waits ends with `BrokenProcessPool`, and nothing tells
which of them it was; an interrupt waits until the jobs that run are done. A pool of one process
for each worker would keep law 1, but still needs the pipes for progress, the replacement of dead
workers and the end of living ones that stand below, and loses the exit code.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from handtrack.batch.jobs import Job, Outcome
from handtrack.batch.result_store import keep_failure
from handtrack.batch.score_file import ProgressReport, attempt, trackers
from handtrack.tracking.open_tracker import cores

REPORT_EVERY = 10
"""Frames between two reports of a worker."""


def run(jobs: Sequence[Job], workers: int | None, report: ProgressReport) -> Iterator[Outcome]:
    """Score every file.

    Parameters
    ----------
    jobs : sequence of Job
    workers : int, optional
        How many processes; by default one a core. Fewer than two videos need none.
    report : callable
        Called with the progress of each job.

    Yields
    ------
    Outcome
        In the order in which the jobs are done.
    """
    videos = sum(not job.is_recording for job in jobs)
    count = min(workers or cores(), videos)
    return _in_workers(jobs, count, report) if count > 1 else _here(jobs, report)


def _here(jobs: Sequence[Job], report: ProgressReport) -> Iterator[Outcome]:
    tracker_for = trackers()
    for job in jobs:
        yield attempt(job, tracker_for, report)


@dataclass(slots=True, eq=False)
class _Worker:
    process: SpawnProcess
    connection: Connection
    job: Job | None = None

    def begin(self, job: Job) -> None:
        """Hand over a job."""
        self.job = job
        with contextlib.suppress(OSError):  # it died; `hear` will tell
            self.connection.send(job)

    def hear(self) -> Outcome | tuple[Job, str, int, int | None]:
        """Receive the next report, or the outcome of its job, which may be that it died."""
        job = self.job
        assert job
        try:
            message: Outcome | tuple[str, int, int | None] = self.connection.recv()
        except (EOFError, OSError):
            self.process.join()
            sentence = (
                f"The worker process for {job.path} ended unexpectedly (exit code "
                f"{self.process.exitcode}); try this file alone."
            )
            if job.folder:
                keep_failure(job, sentence)
            message = Outcome(job, None, sentence)
        if not isinstance(message, Outcome):
            return (job, *message)
        self.job = None
        return replace(message, job=job)  # ours, not its copy


def _in_workers(jobs: Sequence[Job], count: int, report: ProgressReport) -> Iterator[Outcome]:
    waiting = deque(jobs)
    workers = [_hire() for _ in range(count)]
    try:
        while waiting or any(worker.job for worker in workers):
            _hand_out(waiting, workers)
            for worker in _speaking([worker for worker in workers if worker.job]):
                message = worker.hear()
                if isinstance(message, Outcome):
                    yield message
                else:
                    report(*message)
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.process.join()


def _hand_out(waiting: deque[Job], workers: list[_Worker]) -> None:
    """Give every idle worker a job, replacing those that died."""
    for place, worker in enumerate(workers):
        if waiting and worker.job is None:
            if not worker.process.is_alive():
                workers[place] = _hire()
            workers[place].begin(waiting.popleft())


def _speaking(workers: Sequence[_Worker]) -> list[_Worker]:
    """Wait until a worker sends something or dies."""
    ready = wait([worker.connection for worker in workers])
    return [worker for worker in workers if worker.connection in ready]


def _hire() -> _Worker:
    """Start a worker. Ctrl-C and a closed terminal are the caller's to handle."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    with _interrupts_ignored():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    of_a_terminal = [getattr(signal, name, None) for name in ("SIGINT", "SIGHUP")]
    before = {number: signal.signal(number, signal.SIG_IGN) for number in of_a_terminal if number}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _work(connection: Connection) -> None:
    """Score what comes until the other end is closed."""
    threading.Thread(target=_end_with_the_caller, daemon=True).start()
    tracker_for = trackers(threads=1)  # the other cores have workers of their own

    def report(job: Job, stage: str, done: int, total: int | None) -> None:
        if done % REPORT_EVERY == 0:
            connection.send((stage, done, total))

    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            connection.send(attempt(connection.recv(), tracker_for, report))


def _end_with_the_caller() -> None:
    """Leave no time in which a killed caller's worker writes beside that of its successor."""
    caller = multiprocessing.parent_process()
    if caller is not None:
        wait([caller.sentinel])
        os._exit(1)
