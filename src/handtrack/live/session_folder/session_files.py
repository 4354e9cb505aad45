"""Names of the files in a live session's folder, and how they are written."""

from __future__ import annotations

import os
from pathlib import Path

from handtrack.errors import OutputError

SESSION, EVENTS = "session.json", "events.jsonl"
CALIBRATION = ".calibration.json"


def write_text(path: Path, text: str) -> None:
    """In one step: a reader sees the old file or the new one."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)
    except OSError as e:
        raise OutputError(f"Cannot write {path}: {e.strerror}.") from e
