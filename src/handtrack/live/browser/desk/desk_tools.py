"""What the desk works with: the records, exercises and protocols, and who sits at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from handtrack.assessment.protocol import Protocol
from handtrack.definitions.exercise import Exercise
from handtrack.records.store.corrections import record_time
from handtrack.records.store.store import Store
from handtrack.records.values import History, RecordKind

_MOMENT = timedelta(milliseconds=1)
"""Shorter than between two records."""


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


def history_of(store: Store, key: str, kind: RecordKind, number: int) -> History:
    """What is kept of a patient at the time of one record: that record, without the years around.

    Parameters
    ----------
    store : Store
    key : str
    kind : RecordKind
    number : int
        Id of the record.

    Raises
    ------
    RecordError, StoreError
        The patient or the record is not there.
    """
    at = record_time(store, key, kind, number)
    return store.history(key, at - _MOMENT, at + _MOMENT)
