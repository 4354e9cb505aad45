"""Score files: one after the other, or many at once with one worker process a core.

Laws
----
1. A file that cannot be scored is an outcome with a sentence; the others go on. So is one that
   takes its whole worker process down with it.
2. A worker makes its tracker once, when it first needs it, and keeps it.
3. Workers never outlive the caller: they are stopped when it is done, fails, or is interrupted,
   and end by themselves when it is gone.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from handtrack import recording_file
from handtrack.calibration import Calibration
from handtrack.clip_part import WHOLE, ClipPart
from handtrack.definition import Exercise
from handtrack.errors import CalibrationError, HandtrackError, OutputError
from handtrack.exports import ANNOTATED, RECORDING, export, make_folder
from handtrack.hand import Finger, Side
from handtrack.objects import Pointed, Shown
from handtrack.recording import Recording
from handtrack.results import SessionResult
from handtrack.session import score
from handtrack.trackers import Tracker

REPORT_EVERY = 10
"""Frames between two reports of a worker."""
RECORDING_SUFFIXES = (".npz", ".part")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of every file.

    Parameters
    ----------
    exercise : Exercise
    side : Side or None
        Which hand; None for the one seen most.
    calibration : Calibration or None
        The person's own range; None to take it from each file itself.
    neutral_s : tuple of float or None
        Half-open interval of a still hold with the wrist straight.
    model : Path or None
        The hand model; None to look for it.
    annotate : bool
        Whether to draw a video beside the tables.
    told : Pointed or Shown or None
        How the object of the exercise is made known in each video; None to follow none.
    without : tuple of Finger
        Fingers that are neither asked for nor read; with a calibration those left out of that.
    part : ClipPart
        Which part of each clip, and by how much it is slow motion; `neutral_s` is on the same
        clock, the player's.
    """

    exercise: Exercise
    side: Side | None = None
    calibration: Calibration | None = None
    neutral_s: tuple[float, float] | None = None
    model: Path | None = None
    annotate: bool = False
    told: Pointed | Shown | None = None
    without: tuple[Finger, ...] = ()
    part: ClipPart = WHOLE


@dataclass(frozen=True, slots=True)
class Job:
    """One video or landmark recording, and the folder for its results, if they are kept."""

    path: Path
    folder: Path | None = None

    @property
    def is_recording(self) -> bool:
        """Whether landmarks are read, not pictures."""
        return self.path.suffix in RECORDING_SUFFIXES


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: a result, or the sentence that says why there is none."""

    job: Job
    result: SessionResult | None
    error: str = ""


Report = Callable[[Job, str, int, int | None], None]
"""Told a job, what is being done to it, and how many frames of how many are done."""
_MakeTracker = Callable[[], Tracker]


def run(
    jobs: Sequence[Job], request: Request, workers: int | None, report: Report
) -> Iterator[Outcome]:
    """Score every file, in the order in which they are done.

    Parameters
    ----------
    workers : int, optional
        How many processes; one a core otherwise. Fewer than two videos need none.
    """
    videos = sum(not job.is_recording for job in jobs)
    count = min(workers or _cores(), videos)
    return _in_workers(jobs, request, count, report) if count > 1 else _here(jobs, request, report)


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(jobs: Sequence[Job], request: Request, report: Report) -> Iterator[Outcome]:
    make = _tracker_maker(request)
    for job in jobs:
        yield _attempt(job, request, make, report)


def _tracker_maker(request: Request) -> _MakeTracker:
    """The same tracker at each call, made at the first."""

    @cache
    def make() -> Tracker:
        from handtrack.trackers.mediapipe_hands import MediaPipeTracker
        from handtrack.trackers.model import find_model

        return MediaPipeTracker(find_model(request.model).path, request.exercise.hands)

    return make


def _attempt(job: Job, request: Request, make: _MakeTracker, report: Report) -> Outcome:
    try:
        return Outcome(job, score_file(job, request, make, report))
    except HandtrackError as e:
        if job.folder:
            with contextlib.suppress(OSError):  # it holds something
                job.folder.rmdir()
        return Outcome(job, None, str(e))


def score_file(job: Job, request: Request, make: _MakeTracker, report: Report) -> SessionResult:
    """Score one file and keep what is asked for.

    Raises
    ------
    HandtrackError
        Something about the file, the model or the folder.
    """
    if job.folder:
        make_folder(job.folder)
    recording = _read(job, make, report, request)
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
    if job.folder:
        export(job.folder, scored, scored.exercise)
        if request.annotate:
            from handtrack.annotate import annotate

            target = job.folder / ANNOTATED
            annotate(job.path, target, scored, recording, scored.exercise, partial(report, job))
    return scored.result


def _in_life_s(request: Request) -> tuple[float, float] | None:
    """The neutral hold on the clock of the recording."""
    if request.neutral_s is None:
        return None
    start_s, end_s = request.neutral_s
    return request.part.life_s(start_s), request.part.life_s(end_s)


def _read(job: Job, make: _MakeTracker, report: Report, request: Request) -> Recording:
    kept = job.folder / RECORDING if job.folder else None
    if not job.is_recording:
        from handtrack.tracking import track_video

        told, forearms = request.told, request.exercise.needs_forearm
        seen = partial(report, job, "tracking")
        return track_video(job.path, make(), kept, seen, told, forearms, request.part)
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
        assert self.job
        try:
            message: Outcome | tuple[Job, str, int, int | None] = self.connection.recv()
        except (EOFError, OSError):
            self.process.join()
            message = Outcome(
                self.job,
                None,
                f"The worker process for {self.job.path} ended unexpectedly (exit code "
                f"{self.process.exitcode}); try this file alone.",
            )
        if isinstance(message, Outcome):
            self.job = None
        return message


def _in_workers(
    jobs: Sequence[Job], request: Request, count: int, report: Report
) -> Iterator[Outcome]:
    waiting = deque(jobs)
    workers = [_hire(request) for _ in range(count)]
    try:
        while waiting or any(worker.job for worker in workers):
            _hand_out(waiting, workers, request)
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


def _hand_out(waiting: deque[Job], workers: list[_Worker], request: Request) -> None:
    """Give every idle worker a job, replacing those that died."""
    for place, worker in enumerate(workers):
        if waiting and worker.job is None:
            if not worker.process.is_alive():
                workers[place] = _hire(request)
            workers[place].begin(waiting.popleft())


def _speaking(workers: Sequence[_Worker]) -> list[_Worker]:
    """Wait until one of them says something, or dies; those that did."""
    ready = wait([worker.connection for worker in workers])
    return [worker for worker in workers if worker.connection in ready]


def _hire(request: Request) -> _Worker:
    """Start a worker. Ctrl-C is the caller's to handle, so the worker never hears of it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, request), daemon=True)
    with _interrupts_ignored():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextlib.contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(connection: Connection, request: Request) -> None:
    """Score what comes until the other end is closed."""
    make = _tracker_maker(request)

    def report(job: Job, stage: str, done: int, total: int | None) -> None:
        if done % REPORT_EVERY == 0:
            connection.send((job, stage, done, total))

    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            connection.send(_attempt(connection.recv(), request, make, report))
