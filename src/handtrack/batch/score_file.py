"""Score one file: track it or read its recording, score it, and keep what is asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import cache, partial

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
from handtrack.tracking.open_tracker import TrackerChoice, open_tracker
from handtrack.tracking.tracker import Tracker

ProgressReport = Callable[[Job, str, int, int | None], None]
"""Called with a job, what is being done to it, and how many frames of how many are done."""
TrackerFor = Callable[[Request], Tracker]


def trackers(threads: int | None = None) -> TrackerFor:
    """Make a function that gives the same tracker for the same choice and number of hands.

    `threads` are the cores that each may use, by default those of `open_tracker`.
    """

    @cache
    def make(choice: TrackerChoice, hands: int) -> Tracker:
        return open_tracker(choice, hands, threads)

    return lambda request: make(request.tracker, request.exercise.hands)


def attempt(job: Job, tracker_for: TrackerFor, report: ProgressReport) -> Outcome:
    """Score one file; what is wrong with it is the sentence of its outcome.

    Parameters
    ----------
    job : Job
    tracker_for : callable
        Gives the tracker for a request.
    report : callable
        Called with the progress.
    """
    try:
        with claimed(job.folder) if job.folder else contextlib.nullcontext():
            return _attempt(job, tracker_for, report)
    except HandtrackError as e:  # the folder is not ours
        return Outcome(job, None, str(e))


def _attempt(job: Job, tracker_for: TrackerFor, report: ProgressReport) -> Outcome:
    try:
        return score_file(job, tracker_for, report)
    except HandtrackError as e:
        if job.folder:
            keep_failure(job, str(e))
        return Outcome(job, None, str(e))


def score_file(job: Job, tracker_for: TrackerFor, report: ProgressReport) -> Outcome:
    """Score one file and keep what is asked for.

    Parameters
    ----------
    job : Job
    tracker_for : callable
        Gives the tracker for a request.
    report : callable
        Called with the progress.

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


def _read(job: Job, tracker_for: TrackerFor, report: ProgressReport) -> Recording:
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
