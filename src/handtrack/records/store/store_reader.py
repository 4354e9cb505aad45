"""Open records: connection, queries, and removal of what no record names."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, func, select

from handtrack.errors import RecordError, StoreError
from handtrack.records.agreement import AgreementRow
from handtrack.records.attention import RecentRecords
from handtrack.records.patient import Patient, PatientSummary
from handtrack.records.store import live_folders, queries, stored_files
from handtrack.records.store.bootstrap import open_engine
from handtrack.records.store.engine import (
    WAIT_S,
    can_write,
    checkpoint,
    read_transaction,
    write_transaction,
)
from handtrack.records.store.history.agreement_query import agreement_rows
from handtrack.records.store.history.history_query import history
from handtrack.records.store.history.recent_query import recent_records
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.queries import patient_id
from handtrack.records.store.stored_files import purge
from handtrack.records.store.tables import (
    EXERCISES,
    REMOVALS,
    SESSIONS,
)
from handtrack.records.values import History, Source, StoredFile
from handtrack.scoring.results import ExerciseResult, from_json


class StoreReader:
    """Open records of one location, as a context manager.

    Every method raises StoreError if the database or the disk fails, and RecordError if a patient
    or record does not exist or a value cannot be stored.

    Parameters
    ----------
    location : StoreLocation
    engine : Engine
        With the current schema; `open` makes it.
    """

    def __init__(self, location: StoreLocation, engine: Engine) -> None:
        self.location = location
        self.engine = engine

    @classmethod
    def open(cls, location: StoreLocation, create: bool = False, wait_s: float = WAIT_S) -> Self:
        """Open the records, migrate them, and complete interrupted deletions.

        Parameters
        ----------
        location : StoreLocation
        create : bool
            Whether to create a database if there is none.
        wait_s : float
            Longest wait for another program's write.

        Returns
        -------
        StoreReader
        """
        store = cls(location, open_engine(location, create, wait_s))
        with read_transaction(store.engine, location) as connection:
            interrupted = bool(
                connection.scalar(select(func.count()).select_from(REMOVALS))
                or live_folders.ownerless(connection)
            )
        if interrupted and can_write(store.engine, location):
            store.purge()
        return store

    def close(self) -> None:
        """Close the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def patient(self, key: str) -> Patient:
        """Patient with this key; upper and lower case are equal."""
        with read_transaction(self.engine, self.location) as connection:
            return queries.patient(connection, patient_id(connection, key))

    def patients(self) -> tuple[PatientSummary, ...]:
        """Patients in order of their keys."""
        with read_transaction(self.engine, self.location) as connection:
            return queries.patients(connection)

    def folders(self) -> dict[Path, str]:
        """Key of the patient of each registered live session, in the order of registration."""
        with read_transaction(self.engine, self.location) as connection:
            return live_folders.owners(connection)

    def has_session(self, key: str, at: datetime, source: Source) -> bool:
        """Whether there is a session with this time and source.

        Parameters
        ----------
        key : str
            Of the patient.
        at : datetime
            Without an offset (old session folders) it is compared with the local time.
        source : Source

        Returns
        -------
        bool
        """
        if at.tzinfo is None:
            then = SESSIONS.c.at.startswith(at.isoformat())
        else:
            then = SESSIONS.c.at_s == at.timestamp()
        with read_transaction(self.engine, self.location) as connection:
            same = select(SESSIONS.c.id).where(
                SESSIONS.c.patient_id == patient_id(connection, key),
                SESSIONS.c.source == str(source),
                then,
            )
            return connection.scalar(same) is not None

    def history(
        self, key: str, since: datetime | None = None, until: datetime | None = None
    ) -> History:
        """Records of one patient in a half-open interval of time.

        Parameters
        ----------
        key : str
        since, until : datetime, optional
            Prescriptions, corrections, notes and goals are always complete.

        Returns
        -------
        History
        """
        with read_transaction(self.engine, self.location) as connection:
            return history(connection, patient_id(connection, key), since, until)

    def recent_records(self, since: datetime) -> tuple[RecentRecords, ...]:
        """What `attention.by_attention` asks of every patient, in order of their keys.

        Parameters
        ----------
        since : datetime
            Sessions and self-reports from then on.

        Returns
        -------
        tuple of RecentRecords
        """
        with read_transaction(self.engine, self.location) as connection:
            return recent_records(connection, since)

    def agreement_rows(self, key: str | None = None) -> tuple[AgreementRow, ...]:
        """Repetitions with a verdict of a person, of one patient or of all."""
        with read_transaction(self.engine, self.location) as connection:
            owner = None if key is None else patient_id(connection, key)
            return agreement_rows(connection, owner)

    def result(self, exercise_id: int) -> ExerciseResult:
        """Complete result of a stored exercise."""
        with read_transaction(self.engine, self.location) as connection:
            wanted = select(EXERCISES.c.result).where(EXERCISES.c.id == exercise_id)
            found = connection.scalar(wanted)
        if found is None:
            raise RecordError(f"There is no kept exercise {exercise_id}.")
        return from_json(str(found))

    def file(self, stored: StoredFile) -> Path:
        """Path of a stored file."""
        path = stored_files.content_path(self.location.files, stored.sha256, stored.kind)
        if not path.is_file():
            raise StoreError(f"The kept file {path} is gone. Run 'handtrack db check'.")
        return path

    def purge(self) -> tuple[int, int]:
        """Remove files and live sessions without a record, and return the number of each."""
        with write_transaction(self.engine, self.location) as connection:
            return purge(connection, self.location), live_folders.remove_ownerless(connection)

    def checkpoint(self) -> bool:
        """Empty SQLite's write-ahead file, which may hold deleted text; False if in use."""
        return self.location.database is None or checkpoint(self.engine, self.location)
