"""Sessions on disk: everything is written as it happens, so that a crash loses a second at most.

A session is a folder named by its start::

    2026-11-22T10-57-02/
      session.json      what was planned and how it ended; `ended` is missing while it runs and
                        stands there as soon as the person has read that all is saved
      events.jsonl      a line each: screens, repetitions, answers, camera trouble; touched every
                        few seconds as long as the session runs
      01-33-right-1.npz     landmarks of the first set (…npz.part while it is being written)
      01-33-right-1.json    its result
      01-33-right-1.mp4     its video, with --record only

Whatever stopped it, the folder can be listed, scored again and reported.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from handtrack import __version__
from handtrack.definitions.library import find
from handtrack.errors import HandtrackError, OutputError, RecordingError
from handtrack.files import make_private
from handtrack.landmarks.hand import Side
from handtrack.landmarks.recording import Header, Recording, TrackedFrame
from handtrack.landmarks.recording_file import Writer, read
from handtrack.live.flow.states import Question, State
from handtrack.live.session_plan import with_dose, with_hold_time
from handtrack.records.patient import Patient
from handtrack.scoring.results import ExerciseResult, Repetition, from_json, to_json
from handtrack.scoring.score import score
from handtrack.verifiers import calibration_file
from handtrack.verifiers.calibration import Calibration

SCHEMA = 1
SESSION, EVENTS = "session.json", "events.jsonl"
_RANGE = ".calibration.json"


EARLIER_S = 8 * 86400
"""How far back "last week" goes."""
TOUCH_S = 5.0
"""How often a session that runs shows that it does."""
RUNNING_S = 60.0
"""A session without an end that was touched so lately may still be going on."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session as found on disk.

    Parameters
    ----------
    folder : Path
    started : datetime
        With its offset from UTC; older sessions have none.
    identity : str
        Of the patient it belongs to; "" where it is nobody's.
    key : str
        What older sessions hold instead: it may be another person's by now.
    ended : str or None
        "finished", "stopped" or "interrupted"; None where it runs, or its end was not written.
    sets : tuple of Path
        Landmark recordings, complete or interrupted.
    repetitions : int
        That were reported, of any status.
    valid : int
    """

    folder: Path
    started: datetime
    identity: str
    key: str
    ended: str | None
    sets: tuple[Path, ...]
    repetitions: int
    valid: int

    @property
    def at(self) -> datetime:
        """When it began; without an offset of its own, by the clock of this machine."""
        return self.started if self.started.tzinfo else self.started.astimezone()

    def belongs_to(self, patient: Patient | None) -> bool:
        """Whether it is a session of this patient; of nobody where None is given.

        One that only holds a key is taken for the patient's if they were there when it began:
        whoever had the key before them is gone.
        """
        if patient is None:
            return not self.identity and not self.key
        if self.identity:
            return self.identity == patient.identity
        return self.key == patient.key and self.at >= patient.added_at

    @property
    def runs(self) -> bool:
        """Whether it may still be going on."""
        if self.ended is not None:
            return False
        latest_s = max(path.stat().st_mtime for path in self.folder.iterdir())
        return time.time() - latest_s < RUNNING_S

    @property
    def status(self) -> str:
        """How it ended, in a word, or that it runs."""
        return self.ended or ("running" if self.runs else "interrupted")


class SessionWriter:
    """Writes one session.

    Parameters
    ----------
    sessions : Path
        Folder of all sessions; it is made.
    about : mapping
        What else to keep about the session: plan, camera, the patient's `identity`, options.
    now : datetime
        Local time, with or without its offset.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """

    def __init__(self, sessions: Path, about: dict[str, Any], now: datetime) -> None:
        self._about = {
            "schema": SCHEMA,
            "handtrack": __version__,
            "started": now.astimezone().isoformat(timespec="seconds"),
            **about,
        }
        try:
            make_private(sessions)
            self.folder = _new_folder(sessions, now)
            self._write_about()
            self._events: IO[str] = (self.folder / EVENTS).open("a", encoding="utf-8")
        except OSError as e:
            raise OutputError(
                f"Cannot keep the session in {sessions}: {e.strerror}. Make room or permit "
                "writing there, or name another folder with HANDTRACK_DATA."
            ) from e
        self._writer: Writer | None = None
        self._set_path: Path | None = None
        self._touched_s = time.monotonic()

    def touch(self) -> None:
        """Show that the session runs, also where nothing happens in it."""
        now_s = time.monotonic()
        if now_s - self._touched_s >= TOUCH_S:
            self._touched_s = now_s
            with contextlib.suppress(OSError):  # it only tells others
                os.utime(self.folder / EVENTS)

    def event(self, kind: str, time_s: float, **more: Any) -> None:
        """One line of what happened."""
        line = json.dumps({"time_s": round(time_s, 3), "kind": kind, **more}, default=str)
        try:
            self._events.write(line + "\n")
            self._events.flush()
        except OSError as e:
            raise OutputError(
                f"Cannot write {self.folder / EVENTS}: {e.strerror}. What was kept before is there."
            ) from e

    def begin_set(self, name: str, header: Header, range_of: Calibration) -> Path:
        """Start the landmark recording of a set, beside its calibration; gives its path."""
        path = self.folder / f"{name}.npz"
        calibration_file.write(path.with_suffix(_RANGE), range_of)
        self._set_path, self._writer = path, Writer(path, header)
        self._writer.__enter__()
        return path

    def frame(self, tracked: TrackedFrame) -> None:
        """Add a frame to the set that runs."""
        assert self._writer
        self._writer.append(tracked)

    def repetition(self, time_s: float, repetition: Repetition) -> None:
        """Note a repetition the moment it ended."""
        self.event("repetition", time_s, **asdict(repetition))

    def answer(self, time_s: float, question: Question, answer: int | None) -> None:
        """Note an answer the moment it is given; None where the question was left out."""
        self.event("answer", time_s, question=str(question), answer=answer)

    def end_set(self, header: Header) -> Recording:
        """Close the set's recording."""
        assert self._writer
        recording = self._writer.finish(header)
        self._writer.__exit__(None, None, None)
        self._writer = None
        return recording

    def result(self, result: ExerciseResult) -> None:
        """Write the result of the set that was closed last."""
        assert self._set_path
        _write(self._set_path.with_suffix(".json"), to_json(result))

    def end(self, ended: str, state: State) -> None:
        """All is done and saved: how it ended, and what was answered."""
        self._about |= {
            "ended": ended,
            "answers": {str(question): answer for question, answer in state.answers},
            "capped": state.capped,
        }
        self._write_about()

    def close(self, ended: str, state: State, stats: dict[str, Any]) -> None:
        """The session is over."""
        self._about["stats"] = stats
        self.end(ended, state)
        self._events.close()

    def _write_about(self) -> None:
        _write(self.folder / SESSION, json.dumps(self._about, indent=2, default=str) + "\n")


def _write(path: Path, text: str) -> None:
    """In one step: a reader sees the old file or the new one."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    except OSError as e:
        raise OutputError(f"Cannot write {path}: {e.strerror}.") from e


def _new_folder(sessions: Path, now: datetime) -> Path:
    name = now.strftime("%Y-%m-%dT%H-%M-%S")
    for number in range(1, 1000):
        folder = sessions / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise OSError(17, f"there are too many sessions of {name}")


def sessions(folder: Path) -> Iterator[StoredSession]:
    """Every session kept in a folder, the latest first; what cannot be read is left out."""
    found = []
    for place in sorted(folder.glob(f"*/{SESSION}"), reverse=True) if folder.is_dir() else []:
        with contextlib.suppress(RecordingError):
            found.append(read_session(place.parent))
    return iter(sorted(found, key=lambda stored: stored.at, reverse=True))


def read_session(folder: Path) -> StoredSession:
    """One session.

    Raises
    ------
    RecordingError
        The folder holds no session, or its description is damaged.
    """
    try:
        about = about_session(folder)
        started, ended = datetime.fromisoformat(about["started"]), about.get("ended")
        identity, key = str(about.get("identity") or ""), str(about.get("patient") or "")
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise RecordingError(f"{folder} holds no session that can be read.") from e
    statuses = [event.get("status") for event in events(folder) if event["kind"] == "repetition"]
    whole = list(folder.glob("*.npz"))
    parts = [p for p in folder.glob("*.npz.part") if p.with_suffix("") not in whole]
    return StoredSession(
        folder,
        started,
        identity,
        key,
        ended,
        tuple(sorted([*whole, *parts])),
        len(statuses),
        statuses.count("valid"),
    )


def events(folder: Path) -> Iterator[dict[str, Any]]:
    """What happened, in order; a line that was being written when it stopped is left out."""
    try:
        lines = (folder / EVENTS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and "kind" in event:
            yield event


def assign(stored: StoredSession, patient: Patient) -> None:
    """Write into a session whose it is.

    Raises
    ------
    OutputError
    """
    about = dict(about_session(stored.folder)) | {"identity": patient.identity}
    about.pop("patient", None)
    _write(stored.folder / SESSION, json.dumps(about, indent=2, default=str) + "\n")


def about_session(folder: Path) -> Mapping[str, Any]:
    """What the session says of itself."""
    about: Mapping[str, Any] = json.loads((folder / SESSION).read_text(encoding="utf-8"))
    return about


def answers(folder: Path) -> dict[str, int | None]:
    """What was said of pain and effort, by question; also of a session that was interrupted."""
    said = [event for event in events(folder) if event["kind"] == "answer"]
    found = {str(event.get("question")): event.get("answer") for event in said}
    return {question: a if isinstance(a, int) else None for question, a in found.items()}


def results(stored: StoredSession) -> Iterator[ExerciseResult]:
    """Results of a session's sets; an interrupted set is scored from what reached the disk."""
    return (result for _, result in scored_sets(stored))


def scored_sets(
    stored: StoredSession, library: Path | None = None
) -> Iterator[tuple[Path, ExerciseResult]]:
    """The recording of each set and its result; what can neither be read nor scored is left out."""
    for path in stored.sets:
        whole = path.with_suffix("") if path.suffix == ".part" else path
        written = whole.with_suffix(".json")
        try:
            if written.exists():
                yield path, from_json(written.read_bytes())
                continue
            number = whole.stem.split("-")[1]
            planned = _planned(stored.folder, number)
            exercise = with_hold_time(find(number, library), planned.get("hold_s"))
            own = calibration_file.read(whole.with_suffix(_RANGE), exercise, None)
            result = score(read(path), exercise, own.side, own).result
            yield path, with_dose(result, planned.get("reps"))
        except HandtrackError:
            continue


def _planned(folder: Path, exercise: str) -> Mapping[str, Any]:
    """What the session's plan says of this exercise; nothing where it cannot be read."""
    try:
        told: Iterator[Mapping[str, Any]] = (
            dict(item) for item in about_session(folder)["plan"] if item["exercise"] == exercise
        )
        return next(told, {})
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def earlier_results(
    folder: Path, patient: Patient | None, now: datetime | None = None
) -> list[ExerciseResult]:
    """Results of a patient's sessions of the last week, today's left out, the latest first."""
    today = (now or datetime.now()).astimezone()
    found: list[ExerciseResult] = []
    for stored in sessions(folder):
        then = stored.at.astimezone()
        lately = then.date() < today.date() and (today - then).total_seconds() <= EARLIER_S
        if lately and stored.belongs_to(patient):
            found += results(stored)
    return found


def saved_ranges(folder: Path, patient: Patient | None) -> dict[tuple[str, Side], Calibration]:
    """The latest own range of each exercise and side that a session of this patient took.

    Parameters
    ----------
    patient : Patient or None
        None for the sessions that are nobody's.
    """
    theirs = [stored.folder for stored in sessions(folder) if stored.belongs_to(patient)]
    found: dict[tuple[str, Side], Calibration] = {}
    for path in (p for place in reversed(theirs) for p in sorted(place.glob(f"*{_RANGE}"))):
        try:
            exercise = find(path.name.split("-")[1])
            own = calibration_file.read(path, exercise, None)
        except HandtrackError:
            continue
        found[own.exercise, own.side] = own
    return found
