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
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from handtrack.batch.clip_row import scored_row
from handtrack.batch.exports import ANNOTATED, RECORDING, export
from handtrack.batch.jobs import Job, Outcome, Request
from handtrack.batch.result_store import (
    claimed,
    clear,
    forget,
    keep_failure,
    keep_result,
    tracked_before,
)
from handtrack.errors import CalibrationError, HandtrackError, OutputError
from handtrack.landmarks import recording_file
from handtrack.landmarks.recording import Recording
from handtrack.scoring.score import score
from handtrack.sources.clip_part import WHOLE
from handtrack.tracking.tracker import Tracker

REPORT_EVERY = 10
"""Frames between two reports of a worker."""


Report = Callable[[Job, str, int, int | None], None]
"""Told a job, what is being done to it, and how many frames of how many are done."""
TrackerFor = Callable[[Request], Tracker]


def run(jobs: Sequence[Job], workers: int | None, report: Report) -> Iterator[Outcome]:
    """Score every file, in the order in which they are done.

    Parameters
    ----------
    workers : int, optional
        How many processes; one a core otherwise. Fewer than two videos need none.
    """
    videos = sum(not job.is_recording for job in jobs)
    count = min(workers or cores(), videos)
    return _in_workers(jobs, count, report) if count > 1 else _here(jobs, report)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(jobs: Sequence[Job], report: Report) -> Iterator[Outcome]:
    tracker_for = trackers()
    for job in jobs:
        yield attempt(job, tracker_for, report)


def trackers() -> TrackerFor:
    """What gives the same tracker for the same model and number of hands, made when first asked."""

    @cache
    def make(model: Path | None, hands: int) -> Tracker:
        from handtrack.tracking.mediapipe_hands import MediaPipeTracker
        from handtrack.tracking.model_file import find_model

        return MediaPipeTracker(find_model(model).path, hands)

    return lambda request: make(request.model, request.exercise.hands)


def attempt(job: Job, tracker_for: TrackerFor, report: Report) -> Outcome:
    """Score one file; what is wrong with it is the sentence of its outcome."""
    try:
        with claimed(job.folder) if job.folder else contextlib.nullcontext():
            return _attempt(job, tracker_for, report)
    except HandtrackError as e:  # the folder is not ours
        return Outcome(job, None, str(e))


def _attempt(job: Job, tracker_for: TrackerFor, report: Report) -> Outcome:
    try:
        return score_file(job, tracker_for, report)
    except HandtrackError as e:
        if job.folder:
            keep_failure(job, str(e))
        return Outcome(job, None, str(e))


def score_file(job: Job, tracker_for: TrackerFor, report: Report) -> Outcome:
    """Score one file and keep what is asked for.

    Raises
    ------
    HandtrackError
        Something about the file, the model or the folder.
    """
    request = job.request
    if job.folder:
        forget(job)
        clear(job)
    recording = _read(job, tracker_for, report)
    scored = score(
        recording,
        request.exercise,
        request.side,
        request.calibration,
        _in_life_s(request),
        request.without,
    )
    if (
        request.neutral_s
        and request.exercise.needs_forearm
        and not scored.result.calibration.forearm
    ):
        start_s, end_s = request.neutral_s
        raise CalibrationError(
            f"In {job.path} no hand was seen from {start_s:g} to {end_s:g} s, so there is no "
            "neutral hold; give --neutral another interval."
        )
    row = scored_row(job, scored, recording)
    if job.folder:
        export(job.folder, scored, scored.exercise)
        if request.annotate:
            from handtrack.batch.annotate import annotate

            target = job.folder / ANNOTATED
            annotate(job.path, target, scored, recording, scored.exercise, partial(report, job))
        keep_result(job, row, recording)
    return Outcome(job, scored.result, look=str(row["look"]))


def _in_life_s(request: Request) -> tuple[float, float] | None:
    """The neutral hold on the clock of the recording."""
    if request.neutral_s is None:
        return None
    start_s, end_s = request.neutral_s
    return request.part.life_s(start_s), request.part.life_s(end_s)


def _read(job: Job, tracker_for: TrackerFor, report: Report) -> Recording:
    request = job.request
    kept = job.folder / RECORDING if job.folder else None
    if not job.is_recording:
        known = tracked_before(job) if job.reuse else None
        if known is not None:
            return known
        from handtrack.tracking.track_video import track_video

        told, forearms = request.prompt, request.exercise.needs_forearm
        seen = partial(report, job, "tracking")
        tracker, part = tracker_for(request), request.part
        return track_video(job.path, tracker, kept, seen, told, forearms, part)
    recording = request.part.of(recording_file.read(job.path), str(job.path))
    if kept and not (kept.exists() and kept.samefile(job.path)):
        recording_file.write(kept, recording)
    elif kept and request.part != WHOLE:
        raise OutputError(f"{kept} would be replaced by a part of itself; choose another --out.")
    return recording


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
        """The next report, or the outcome of its job, which may be that it died on it."""
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


def _in_workers(jobs: Sequence[Job], count: int, report: Report) -> Iterator[Outcome]:
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
    """Wait until one of them says something, or dies; those that did."""
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
    tracker_for = trackers()

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
