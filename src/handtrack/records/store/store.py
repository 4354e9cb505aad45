"""The store: everything that can be asked of the records, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, delete, func, select, update

from handtrack.assessment.rom_result import Assessment
from handtrack.errors import RecordError, StoreError
from handtrack.records.patient import Patient, PatientLine, Prescription, SelfReport
from handtrack.records.store import content_files as disk
from handtrack.records.store import live_folders, mapping
from handtrack.records.store import queries as reader
from handtrack.records.store.bootstrap import open_engine
from handtrack.records.store.engine import WAIT_S, can_write, empty_log, reading, writing
from handtrack.records.store.file_transactions import keeping, mark_for_removal, purge
from handtrack.records.store.location import StoreLocation
from handtrack.records.store.queries import IN_SESSION, patient_id
from handtrack.records.store.tables import (
    ASSESSMENTS,
    CORRECTIONS,
    EXERCISES,
    FILES,
    PATIENTS,
    PLANS,
    REMOVALS,
    REPORTS,
    SESSIONS,
)
from handtrack.records.values import History, KeptFile, NewExercise, NewFile, Source
from handtrack.scoring.results import ExerciseResult, from_json


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was deleted.

    Parameters
    ----------
    sessions, assessments, files : int
    folders : int
        Of live sessions.
    traces : bool
        Another program had the records open, so the deleted text may still stand in SQLite's
        write-ahead file, until `handtrack db check` is run without it.
    """

    sessions: int
    assessments: int
    files: int
    folders: int
    traces: bool


class Store:
    """The records of one place. Use it as a context manager.

    Every method raises StoreError where the database or the disk cannot do what is asked, and
    RecordError where the patient is not there or what is given cannot be kept.
    """

    def __init__(self, place: StoreLocation, engine: Engine) -> None:
        self.place = place
        self.engine = engine

    @classmethod
    def open(cls, place: StoreLocation, create: bool = False, wait_s: float = WAIT_S) -> Self:
        """Open the records, bring them up to date, and finish what was interrupted.

        Parameters
        ----------
        create : bool
            Whether to begin new records where there are none.
        wait_s : float
            How long to wait for another program's write.
        """
        store = cls(place, open_engine(place, create, wait_s))
        with reading(store.engine, place) as connection:
            interrupted = bool(
                connection.scalar(select(func.count()).select_from(REMOVALS))
                or live_folders.waiting(connection)
            )
        if interrupted and can_write(store.engine, place):
            store.tidy()
        return store

    def close(self) -> None:
        """Let go of the database."""
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

    # Patients

    def add_patient(self, patient: Patient) -> None:
        """Keep a new patient, under an identity that nobody has had before."""
        with writing(self.engine, self.place) as connection:
            refuse_taken(connection, patient.key)
            mapping.add_patient(connection, patient)

    def edit_patient(self, patient: Patient) -> None:
        """Replace what is known of the patient with this key."""
        with writing(self.engine, self.place) as connection:
            number = patient_id(connection, patient.key)
            known = {k: v for k, v in mapping.plain(patient).items() if k not in mapping.RANDOM}
            connection.execute(update(PATIENTS).where(PATIENTS.c.id == number).values(known))

    def patient(self, key: str) -> Patient:
        """The patient with this key."""
        with reading(self.engine, self.place) as connection:
            return reader.patient(connection, patient_id(connection, key))

    def patients(self) -> tuple[PatientLine, ...]:
        """Every patient by key."""
        with reading(self.engine, self.place) as connection:
            return reader.patients(connection)

    def delete_patient(self, key: str, folders: Iterable[Path] = ()) -> Deletion:
        """Delete a patient with everything of theirs, files and live sessions included.

        Parameters
        ----------
        folders : iterable of Path
            Live sessions of theirs, beside those that were noted.
        """
        with writing(self.engine, self.place) as connection:
            number = patient_id(connection, key)
            sessions, assessments = (
                connection.scalar(
                    select(func.count()).select_from(t).where(t.c.patient_id == number)
                )
                or 0
                for t in (SESSIONS, ASSESSMENTS)
            )
            mark_for_removal(connection, reader.files(connection, number))
            live_folders.assign(connection, folders, number)
            # Why something was moved between them and somebody else may name them.
            elsewhere = update(CORRECTIONS).where(CORRECTIONS.c.other_id == number)
            connection.execute(elsewhere.values(why=""))
            connection.execute(delete(PATIENTS).where(PATIENTS.c.id == number))
        files, removed = self.tidy()
        return Deletion(sessions, assessments, files, removed, traces=not self.wipe())

    # Live sessions

    def add_folder(self, key: str, folder: Path) -> None:
        """Note that a folder is a live session of a patient."""
        with writing(self.engine, self.place) as connection:
            live_folders.assign(connection, [folder], patient_id(connection, key))

    def folders(self) -> dict[Path, str]:
        """Whose the folders are that were noted as live sessions: keys, the first noted first."""
        with reading(self.engine, self.place) as connection:
            return live_folders.owners(connection)

    # What happens to them

    def add_plan(self, key: str, plan: Prescription) -> int:
        """Prescribe an exercise; gives the plan's id."""
        with writing(self.engine, self.place) as connection:
            owner = {"patient_id": patient_id(connection, key)}
            return mapping.add(connection, PLANS, mapping.plain(plan) | owner)

    def end_plan(self, key: str, plan_id: int, last_day: date) -> Prescription:
        """Let a plan end with this day."""
        with writing(self.engine, self.place) as connection:
            own = (PLANS.c.patient_id == patient_id(connection, key)) & (PLANS.c.id == plan_id)
            found = mapping.mappings(connection, select(PLANS).where(own))
            if not found:
                raise RecordError(f"{key} has no plan {plan_id}. See: handtrack plan list {key}.")
            plan = replace(mapping.value(Prescription, found[0]), until_day=last_day)
            connection.execute(update(PLANS).where(own).values(until_day=last_day.isoformat()))
        return plan

    def add_session(
        self,
        key: str,
        at: datetime,
        source: Source,
        exercises: Sequence[NewExercise] = (),
        reports: Sequence[SelfReport] = (),
        again: bool = False,
    ) -> int:
        """Keep a session; gives its id, by which exercises can be added.

        Parameters
        ----------
        again : bool
            Whether a recording may be kept for an exercise and day for which it is already kept.
        """
        with keeping(self.engine, self.place, (file for e in exercises for file in e.files)) as (
            connection,
            kept,
        ):
            owner = patient_id(connection, key)
            row = {"patient_id": owner, "source": str(source), **mapping.time_columns(at)}
            session = mapping.add(connection, SESSIONS, row)
            for exercise in exercises:
                _add_exercise(connection, session, exercise, kept, again)
            for report in reports:
                add_report(connection, owner, report, session)
        return session

    def has_session(self, key: str, at: datetime, source: Source) -> bool:
        """Whether a session of this source is kept that began at this moment.

        Parameters
        ----------
        at : datetime
            One without an offset, as old session folders hold, is what a clock on the wall showed
            somewhere.
        """
        if at.tzinfo is None:
            then = SESSIONS.c.at.startswith(at.isoformat())
        else:
            then = SESSIONS.c.at_s == at.timestamp()
        with reading(self.engine, self.place) as connection:
            same = select(SESSIONS.c.id).where(
                SESSIONS.c.patient_id == patient_id(connection, key),
                SESSIONS.c.source == str(source),
                then,
            )
            return connection.scalar(same) is not None

    def add_exercise(self, session_id: int, exercise: NewExercise, again: bool = False) -> int:
        """Keep one more exercise of a session; gives its id."""
        with keeping(self.engine, self.place, exercise.files) as (connection, kept):
            return _add_exercise(connection, session_id, exercise, kept, again)

    def add_assessment(
        self,
        key: str,
        at: datetime,
        assessment: Assessment,
        pain: int | None = None,
        files: Sequence[NewFile] = (),
    ) -> int:
        """Keep an assessment; gives its id."""
        with keeping(self.engine, self.place, files) as (connection, kept):
            owner = patient_id(connection, key)
            own = [kept[file] for file in files]
            return mapping.add_assessment(connection, owner, at, pain, assessment, own)

    def add_report(self, key: str, report: SelfReport, session_id: int | None = None) -> None:
        """Keep what the person said, of a session or by itself."""
        with writing(self.engine, self.place) as connection:
            add_report(connection, patient_id(connection, key), report, session_id)

    # Reading

    def history(
        self, key: str, since: datetime | None = None, until: datetime | None = None
    ) -> History:
        """Everything of one patient in a half-open interval of time; plans are always all."""
        with reading(self.engine, self.place) as connection:
            return reader.history(connection, patient_id(connection, key), since, until)

    def result(self, exercise_id: int) -> ExerciseResult:
        """The whole result of a kept exercise."""
        with reading(self.engine, self.place) as connection:
            wanted = select(EXERCISES.c.result).where(EXERCISES.c.id == exercise_id)
            found = connection.scalar(wanted)
        if found is None:
            raise RecordError(f"There is no kept exercise {exercise_id}.")
        return from_json(str(found))

    def file(self, kept: KeptFile) -> Path:
        """Where a kept file is."""
        path = disk.place_of(self.place.files, kept.sha256, kept.kind)
        if not path.is_file():
            raise StoreError(f"The kept file {path} is gone. Run 'handtrack db check'.")
        return path

    # Housekeeping

    def tidy(self) -> tuple[int, int]:
        """Remove the files that no record names, and nobody's live sessions; gives how many."""
        with writing(self.engine, self.place) as connection:
            return purge(connection, self.place), live_folders.finish(connection)

    def wipe(self) -> bool:
        """Empty SQLite's write-ahead file, which may hold deleted text; False if it is in use."""
        return self.place.database is None or empty_log(self.engine, self.place)


def _add_exercise(
    connection: Connection,
    session_id: int,
    exercise: NewExercise,
    kept: dict[NewFile, KeptFile],
    again: bool,
) -> int:
    files = [kept[file] for file in exercise.files]
    if not again:
        _refuse_double(connection, session_id, exercise, files)
    return mapping.add_exercise(connection, session_id, exercise, files)


def _refuse_double(
    connection: Connection, session_id: int, exercise: NewExercise, files: Sequence[KeptFile]
) -> None:
    """Refuse a recording that is kept already for the same patient, exercise and day.

    Its repetitions would count twice.
    """
    session = select(SESSIONS.c.patient_id, SESSIONS.c.at).where(SESSIONS.c.id == session_id)
    owner, at = connection.execute(session).one()
    day = str(at)[: len("2026-01-01")]
    for file in files:
        same = (
            select(FILES.c.name)
            .join_from(FILES, EXERCISES)
            .join(SESSIONS, IN_SESSION)
            .where(SESSIONS.c.patient_id == owner, SESSIONS.c.at.startswith(day))
            .where(EXERCISES.c.exercise == exercise.result.exercise)
            .where(FILES.c.sha256 == file.sha256)
        )
        if connection.scalar(same) is not None:
            raise RecordError(
                f"{file.name} is kept already for exercise {exercise.result.exercise} on {day}. "
                "Give --again to keep it once more, or another --date."
            )


def refuse_taken(connection: Connection, key: str) -> None:
    """Refuse a key that somebody has.

    Raises
    ------
    RecordError
    """
    if connection.scalar(select(PATIENTS.c.id).where(PATIENTS.c.key == key)) is not None:
        raise RecordError(f"There is a patient '{key}' already; give another --id.")


def add_report(
    connection: Connection, owner: int, report: SelfReport, session_id: int | None
) -> None:
    """Insert what a patient said."""
    row = mapping.plain(report) | mapping.time_columns(report.at)
    mapping.add(connection, REPORTS, row | {"patient_id": owner, "session_id": session_id})
