"""Sessions on disk: found in a folder, and read whatever stopped them."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from handtrack.errors import RecordingError
from handtrack.files import write_text
from handtrack.live.session_folder.session_writer import EVENTS, SESSION
from handtrack.records.patient import Patient

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
        """When it began; without an offset of its own, in the time zone of this machine."""
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


def sessions(folder: Path) -> Iterator[StoredSession]:
    """Read every session in a folder, the latest first; what cannot be read is left out."""
    found = []
    for place in sorted(folder.glob(f"*/{SESSION}"), reverse=True) if folder.is_dir() else []:
        with contextlib.suppress(RecordingError):
            found.append(read_session(place.parent))
    return iter(sorted(found, key=lambda stored: stored.at, reverse=True))


def read_session(folder: Path) -> StoredSession:
    """Read one session.

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
    sets, valid = tuple(sorted([*whole, *parts])), statuses.count("valid")
    return StoredSession(folder, started, identity, key, ended, sets, len(statuses), valid)


def events(folder: Path) -> Iterator[dict[str, Any]]:
    """Read what happened, in order; a line that was cut short is left out."""
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


def about_session(folder: Path) -> Mapping[str, Any]:
    """Read what was planned in a session, and how it ended."""
    about: Mapping[str, Any] = json.loads((folder / SESSION).read_text(encoding="utf-8"))
    return about


def answers(folder: Path) -> dict[str, int | None]:
    """Read the answers about pain and effort, by question, also of an interrupted session."""
    said = [event for event in events(folder) if event["kind"] == "answer"]
    found = {str(event.get("question")): event.get("answer") for event in said}
    return {question: a if isinstance(a, int) else None for question, a in found.items()}


def assign(stored: StoredSession, patient: Patient) -> None:
    """Write into a session whose it is.

    Parameters
    ----------
    stored : StoredSession
    patient : Patient

    Raises
    ------
    OutputError
    """
    about = dict(about_session(stored.folder)) | {"identity": patient.identity}
    about.pop("patient", None)
    write_text(stored.folder / SESSION, json.dumps(about, indent=2, default=str) + "\n")
