"""A live session's folder as it is written: each event, frame and result as it happens."""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from handtrack import __version__
from handtrack.errors import OutputError
from handtrack.files import make_private, write_text
from handtrack.landmarks.recording import Recording, TrackedFrame
from handtrack.landmarks.recording_file import Writer
from handtrack.landmarks.recording_header import Header
from handtrack.live.flow.states import Question, State
from handtrack.scoring.results import ExerciseResult, Repetition, to_json
from handtrack.verifiers import calibration_file
from handtrack.verifiers.calibration import Calibration

SCHEMA = 1
SESSION, EVENTS = "session.json", "events.jsonl"
CALIBRATION = ".calibration.json"
TOUCH_S = 5.0
"""How often a session that runs shows that it does."""


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
        """Touch the events, so that others see that the session runs."""
        now_s = time.monotonic()
        if now_s - self._touched_s >= TOUCH_S:
            self._touched_s = now_s
            with contextlib.suppress(OSError):  # it only tells others
                os.utime(self.folder / EVENTS)

    def event(self, kind: str, time_s: float, **more: Any) -> None:
        """Write one line of what happened.

        Parameters
        ----------
        kind : str
        time_s : float
            By the feed's clock.
        **more
            What else the line says, as JSON holds it.

        Raises
        ------
        OutputError
        """
        line = json.dumps({"time_s": round(time_s, 3), "kind": kind, **more}, default=str)
        try:
            self._events.write(line + "\n")
            self._events.flush()
        except OSError as e:
            raise OutputError(
                f"Cannot write {self.folder / EVENTS}: {e.strerror}. What was kept before is there."
            ) from e

    def begin_set(self, name: str, header: Header, calibration: Calibration) -> Path:
        """Begin the landmark recording of a set, and write its calibration beside it.

        Parameters
        ----------
        name : str
            Of its files.
        header : Header
        calibration : Calibration

        Returns
        -------
        Path
            Of the recording.
        """
        path = self.folder / f"{name}.npz"
        calibration_file.write(path.with_suffix(CALIBRATION), calibration)
        self._set_path, self._writer = path, Writer(path, header)
        self._writer.__enter__()
        return path

    def frame(self, tracked: TrackedFrame) -> None:
        """Append a frame to the set under way."""
        assert self._writer
        self._writer.append(tracked)

    def repetition(self, time_s: float, repetition: Repetition) -> None:
        """Write a repetition the moment it ended.

        Parameters
        ----------
        time_s : float
            From the start of the set.
        repetition : Repetition
        """
        self.event("repetition", time_s, **asdict(repetition))

    def answer(self, time_s: float, question: Question, answer: int | None) -> None:
        """Write an answer the moment it is given.

        Parameters
        ----------
        time_s : float
        question : Question
        answer : int or None
            0 to 10; None where the question was skipped.
        """
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
        write_text(self._set_path.with_suffix(".json"), to_json(result))

    def end(self, ended: str, state: State) -> None:
        """Write how the session ended and what was answered: all is done and saved.

        Parameters
        ----------
        ended : str
            "finished", "stopped" or "interrupted".
        state : State
        """
        self._about |= {
            "ended": ended,
            "answers": {str(question): answer for question, answer in state.answers},
            "capped": state.capped,
        }
        self._write_about()

    def close(self, ended: str, state: State, stats: dict[str, Any]) -> None:
        """Close the session.

        Parameters
        ----------
        ended : str
            As for `end`.
        state : State
        stats : dict
            From `LatencyMeter.summary`.
        """
        self._about["stats"] = stats
        self.end(ended, state)
        self.release()

    def release(self) -> None:
        """Close the events' file; of a session that never began, nothing else is written."""
        self._events.close()

    def _write_about(self) -> None:
        write_text(self.folder / SESSION, json.dumps(self._about, indent=2, default=str) + "\n")


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
