"""Results in a clip's folder, and whether they are those that would be made now.

Laws
----
1. `outcome.json` is written last and forgotten first: where it stands, all that it speaks of is
   whole. A run that is killed leaves a clip without it.
2. It says what the results were made from. They are made again when any of that has changed.
3. Nothing in it depends on when or where the results were made.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from handtrack import __version__
from handtrack.batch.clip_row import ClipRow, failed, finite, labels_of
from handtrack.batch.exports import (
    ANNOTATED,
    RECORDING,
    REPETITIONS,
    RESULT,
    SIGNALS,
    make_folder,
)
from handtrack.batch.jobs import Job, Outcome
from handtrack.errors import HandtrackError, OutputError, RecordingError
from handtrack.files import write_text
from handtrack.landmarks import recording_file
from handtrack.landmarks.free_text import printable_name
from handtrack.landmarks.recording import Recording
from handtrack.landmarks.recording_header import engine_name
from handtrack.scoring.results import from_json
from handtrack.sources.clip_part import part_of
from handtrack.sources.file_check import file_sha256
from handtrack.tracking.model_file import MODEL_SHA256

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

OUTCOME = "outcome.json"
SCHEMA = 1
CLAIM_S = 30.0
"""How long to wait for another who writes into a clip's folder."""


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Lock a clip's folder: a worker that was believed dead may still write.

    The system lets go of it when a process ends, however. A disk that knows no locks has none.

    Raises
    ------
    OutputError
        Somebody else has been writing into it for a while, or it cannot be made.
    """
    make_folder(folder)
    if fcntl is None:
        yield
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        deadline = time.monotonic() + CLAIM_S
        while not _locked(place):
            if time.monotonic() > deadline:
                raise OutputError(
                    f"Another run is writing into {folder}; wait for it to end, or choose another "
                    "--out folder."
                )
            time.sleep(0.1)
        yield
    finally:
        os.close(place)


def _locked(place: int) -> bool:
    """Whether the lock is ours now, or none is to be had."""
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def forget(job: Job) -> None:
    """Remove the outcome of an earlier run."""
    if job.folder:
        with contextlib.suppress(OSError):  # writing will tell
            (job.folder / OUTCOME).unlink(missing_ok=True)


def clear(job: Job) -> None:
    """Remove half-written files of an interrupted run, but never the file to be scored."""
    assert job.folder
    with contextlib.suppress(OSError):
        for left in (*job.folder.glob("*.tmp"), *job.folder.glob("*.part")):
            if not (job.path.exists() and left.samefile(job.path)):
                left.unlink(missing_ok=True)


def keep_result(job: Job, row: ClipRow, recording: Recording) -> None:
    """Write the outcome that says that all results are there, and what they were made from.

    Parameters
    ----------
    job : Job
        With a folder.
    row : dict
        The clip's row in the summary.
    recording : Recording

    Raises
    ------
    OutputError
        It cannot be written.
    """
    known = "" if job.is_recording else recording.header.source_sha256
    made_from = _made_from(job, known or file_sha256(job.path))
    _write(job, {"made_from": made_from, "error": "", "row": row})


def keep_failure(job: Job, error: str) -> None:
    """Write the outcome that says why a clip has no results, and remove older results.

    Parameters
    ----------
    job : Job
        With a folder.
    error : str
        In a sentence.
    """
    assert job.folder
    with contextlib.suppress(OSError, HandtrackError):  # the first error says more
        if not job.path.exists():
            job.folder.rmdir()
            return
        for name in (RESULT, REPETITIONS, SIGNALS):
            (job.folder / name).unlink(missing_ok=True)
        _write(job, {"made_from": None, "error": error, "row": failed(job, error)})


def _write(job: Job, outcome: dict[str, Any]) -> None:
    assert job.folder
    write_text(job.folder / OUTCOME, _as_text({"schema": SCHEMA, **outcome}))


def _as_text(plain: object) -> str:
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def kept_row(path: Path) -> ClipRow | None:
    """Read the row of a kept outcome; None where the file is damaged or of another program."""
    outcome = _read(path)
    return outcome["row"] if outcome else None


def _read(path: Path) -> dict[str, Any] | None:
    try:
        outcome = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    ours = isinstance(outcome, dict) and outcome.get("schema") == SCHEMA
    return outcome if ours and isinstance(outcome.get("row"), dict) else None


def kept_outcome(job: Job) -> Outcome | None:
    """Read the outcome of an earlier run; None where another one would be made now.

    Labels that have changed since (patient, date, the file's name) are kept anew.

    Raises
    ------
    OutputError
        They cannot be written.
    """
    if job.folder is None or not all((job.folder / name).exists() for name in _names(job)):
        return None
    outcome = _read(job.folder / OUTCOME)
    made_from = outcome and outcome.get("made_from")
    if not outcome or not isinstance(made_from, dict) or not _is_what_was_made(job, made_from):
        return None
    try:
        result = from_json((job.folder / RESULT).read_bytes())
    except (OSError, RecordingError):
        return None
    clear(job)
    labels = {name: labels_of(job)[name] for name in ("file", "patient", "date")}
    if any(outcome["row"].get(name) != label for name, label in labels.items()):
        _write(job, outcome | {"row": outcome["row"] | labels})
    return Outcome(job, result, look=str(outcome["row"].get("look", "")), before=True)


def _names(job: Job) -> tuple[str, ...]:
    drawn = (ANNOTATED,) if job.request.annotate else ()
    return (RESULT, REPETITIONS, SIGNALS, RECORDING, *drawn)


def _is_what_was_made(job: Job, made_from: dict[str, Any]) -> bool:
    """Whether the results are those that would be made now; the clip is read only if need be."""
    sha256 = str(made_from.get("file_sha256"))
    made_from.setdefault("engine", engine_name(str(made_from.pop("mediapipe", ""))))
    asked = json.loads(json.dumps(_made_from(job, sha256)))
    try:
        return bool(asked == made_from and file_sha256(job.path) == sha256)
    except OSError:
        return False


def _made_from(job: Job, sha256: str) -> dict[str, Any]:
    """All that decides what the results are."""
    request = job.request
    return {
        "file_name": printable_name(job.path.name),
        "file_sha256": sha256,
        "exercise": request.exercise.id,
        "exercise_sha256": _sha256(request.exercise.model_dump_json(by_alias=True)),
        "hand": request.side,
        "without": request.without,
        "calibration": asdict(request.calibration) if request.calibration else None,
        "neutral_s": request.neutral_s,
        "object": asdict(request.prompt) if request.prompt else None,
        "start_s": request.part.start_s,
        "end_s": finite(request.part.end_s),
        "slowed": request.part.slowed,
        "annotated": request.annotate,
        "handtrack": __version__,
        "engine": "" if job.is_recording else request.tracker.engine.version,
        "model_sha256": "" if job.is_recording else MODEL_SHA256,
    }


def tracked_before(job: Job) -> Recording | None:
    """Read the kept landmarks; None unless tracking the clip now would give the same.

    They serve where only the exercise or its settings changed, or where a run was killed after it
    had tracked the clip.
    """
    exercise = job.request.exercise
    path = job.folder / RECORDING if job.folder else None
    if path is None or job.request.prompt or not path.exists():
        return None
    try:
        recording = recording_file.read(path)
        sha256 = file_sha256(job.path)
    except (OSError, RecordingError):
        return None
    header = recording.header
    kept = (header.source, header.source_sha256, header.handtrack, header.engine)
    kept_too = (header.model_sha256, header.slots, header.forearms, header.object_kind)
    now = (job.path.name, sha256, __version__, job.request.tracker.engine.version)
    same = kept == now and kept_too == (MODEL_SHA256, exercise.hands, exercise.needs_forearm, "")
    return recording if same and part_of(header) == job.request.part else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
