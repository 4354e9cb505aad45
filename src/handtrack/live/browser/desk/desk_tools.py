"""What the desk works with: the records, exercises and protocols, and who sits at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from handtrack.assessment.protocol import Protocol
from handtrack.definitions.exercise import Exercise
from handtrack.records.store.store import Store


@dataclass(frozen=True, slots=True)
class DeskTools:
    """What the desk works with.

    Parameters
    ----------
    store : callable
        Opens the records, and makes them where there are none.
    folder : Path
        The user's data folder.
    exercises : tuple of Exercise
        That can be prescribed and drawn.
    protocols : tuple of Protocol
        By which hands are measured.
    author : str
        Who is logged in at this computer: offered as the author of what is written.
    now : callable
        The time, with its offset from UTC.
    """

    store: Callable[[], Store]
    folder: Path
    exercises: tuple[Exercise, ...]
    protocols: tuple[Protocol, ...]
    author: str
    now: Callable[[], datetime]

    @property
    def sessions(self) -> Path:
        """Folder of all live sessions."""
        return self.folder / "sessions"

    def exercise(self, number: str) -> Exercise | None:
        """Exercise with this id; None if it is not known any more."""
        return next((one for one in self.exercises if one.id == number), None)

    def protocol(self, name: str) -> Protocol | None:
        """Protocol with this id; None if it is not known any more."""
        return next((one for one in self.protocols if one.id == name), None)
