"""Store of patient records: changes, each in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, delete, func, select, update

from handtrack.assessment.rom_result import Assessment
from handtrack.errors import RecordError
from handtrack.records.patient import Patient, Prescription, SelfReport
from handtrack.records.store import live_folders, mapping, queries
from handtrack.records.store.engine import (
    write_transaction,
)
from handtrack.records.store.queries import patient_id
from handtrack.records.store.store_reader import StoreReader
from handtrack.records.store.stored_files import file_transaction, mark_for_removal
from handtrack.records.store.tables import (
    ASSESSMENTS,
    CORRECTIONS,
    PATIENTS,
    PLANS,
    SESSIONS,
)
from handtrack.records.values import NewExercise, NewFile, Source, StoredFile


@dataclass(frozen=True, slots=True)
class Deletion:
    """Result of the deletion of a patient.

    Parameters
    ----------
    sessions, assessments, files : int
        Number of each.
    folders : int
        Number of folders of live sessions.
    traces : bool
        Whether deleted text may remain in SQLite's write-ahead file, because another program had
        the records open; `handtrack db check` removes it later.
    """

    sessions: int
    assessments: int
    files: int
    folders: int
    traces: bool


class Store(StoreReader):
    """Records of one location that can be changed, as a context manager.

    Errors are those of `StoreReader`. Each method is one transaction.
    """

    def add_patient(self, patient: Patient) -> None:
        """Add a patient, with a new identity unless it has one."""
        with write_transaction(self.engine, self.location) as connection:
            queries.refuse_taken_key(connection, patient.key)
            mapping.add_patient(connection, patient)

    def edit_patient(self, patient: Patient) -> None:
        """Replace the data of the patient with this key; its random ids stay."""
        with write_transaction(self.engine, self.location) as connection:
            number = patient_id(connection, patient.key)
            known = {k: v for k, v in mapping.to_row(patient).items() if k not in mapping.RANDOM}
            connection.execute(update(PATIENTS).where(PATIENTS.c.id == number).values(known))

    def delete_patient(self, key: str, folders: Iterable[Path] = ()) -> Deletion:
        """Delete a patient with all records, files and live sessions.

        Parameters
        ----------
        key : str
        folders : iterable of Path
            Live sessions of the patient that are not registered.

        Returns
        -------
        Deletion
        """
        with write_transaction(self.engine, self.location) as connection:
            number = patient_id(connection, key)
            sessions, assessments = (
                connection.scalar(
                    select(func.count()).select_from(t).where(t.c.patient_id == number)
                )
                or 0
                for t in (SESSIONS, ASSESSMENTS)
            )
            mark_for_removal(connection, queries.files_of_patient(connection, number))
            live_folders.assign(connection, folders, number)
            # The reason of a move between the patient and another one may name the patient.
            elsewhere = update(CORRECTIONS).where(CORRECTIONS.c.other_id == number)
            connection.execute(elsewhere.values(why=""))
            connection.execute(delete(PATIENTS).where(PATIENTS.c.id == number))
        files, removed = self.purge()
        return Deletion(sessions, assessments, files, removed, traces=not self.checkpoint())

    def add_folder(self, key: str, folder: Path) -> None:
        """Register the folder of a live session.

        Parameters
        ----------
        key : str
            Of the patient.
        folder : Path
        """
        with write_transaction(self.engine, self.location) as connection:
            live_folders.assign(connection, [folder], patient_id(connection, key))

    def add_plan(self, key: str, plan: Prescription) -> int:
        """Add a prescription.

        Parameters
        ----------
        key : str
            Of the patient.
        plan : Prescription

        Returns
        -------
        int
            Id of the prescription.
        """
        return self.add_plans(key, [plan])[0]

    def add_plans(self, key: str, plans: Iterable[Prescription]) -> tuple[int, ...]:
        """Add several prescriptions, all or none.

        Parameters
        ----------
        key : str
            Of the patient.
        plans : iterable of Prescription

        Returns
        -------
        tuple of int
            Id of each.
        """
        with write_transaction(self.engine, self.location) as connection:
            owner = {"patient_id": patient_id(connection, key)}
            rows = [mapping.to_row(plan) | owner for plan in plans]
            return tuple(mapping.insert_row(connection, PLANS, row) for row in rows)

    def end_plan(self, key: str, plan_id: int, last_day: date) -> Prescription:
        """Set the last day of a prescription.

        Parameters
        ----------
        key : str
            Of the patient.
        plan_id : int
        last_day : date

        Returns
        -------
        Prescription
            With its new last day.
        """
        with write_transaction(self.engine, self.location) as connection:
            own = (PLANS.c.patient_id == patient_id(connection, key)) & (PLANS.c.id == plan_id)
            found = mapping.rows_of(connection, select(PLANS).where(own))
            if not found:
                raise RecordError(f"{key} has no plan {plan_id}. See: handtrack plan list {key}.")
            plan = replace(mapping.from_row(Prescription, found[0]), until_day=last_day)
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
        """Add a session.

        Parameters
        ----------
        key : str
            Of the patient.
        at : datetime
        source : Source
        exercises : sequence of NewExercise
        reports : sequence of SelfReport
        again : bool
            Whether a recording may be stored twice for one exercise and day.

        Returns
        -------
        int
            Id of the session.
        """
        with file_transaction(
            self.engine, self.location, (file for e in exercises for file in e.files)
        ) as (
            connection,
            stored,
        ):
            owner = patient_id(connection, key)
            row = {"patient_id": owner, "source": str(source), **mapping.time_columns(at)}
            session = mapping.insert_row(connection, SESSIONS, row)
            for exercise in exercises:
                _add_exercise(connection, session, exercise, stored, again)
            for report in reports:
                mapping.add_report(connection, owner, report, session)
        return session

    def add_exercise(self, session_id: int, exercise: NewExercise, again: bool = False) -> int:
        """Add an exercise to a session.

        Parameters
        ----------
        session_id : int
        exercise : NewExercise
        again : bool
            Whether a recording may be stored twice for one exercise and day.

        Returns
        -------
        int
            Id of the exercise.
        """
        with file_transaction(self.engine, self.location, exercise.files) as (connection, stored):
            return _add_exercise(connection, session_id, exercise, stored, again)

    def add_assessment(
        self,
        key: str,
        at: datetime,
        assessment: Assessment,
        pain: int | None = None,
        files: Sequence[NewFile] = (),
    ) -> int:
        """Add an assessment.

        Parameters
        ----------
        key : str
            Of the patient.
        at : datetime
        assessment : Assessment
        pain : int or None
            During it, 0 to 10.
        files : sequence of NewFile

        Returns
        -------
        int
            Id of the assessment.
        """
        with file_transaction(self.engine, self.location, files) as (connection, stored):
            owner = patient_id(connection, key)
            own = [stored[file] for file in files]
            return mapping.add_assessment(connection, owner, at, pain, assessment, own)

    def add_report(self, key: str, report: SelfReport, session_id: int | None = None) -> None:
        """Add a self-report.

        Parameters
        ----------
        key : str
            Of the patient.
        report : SelfReport
        session_id : int or None
            None for a report outside of sessions.
        """
        with write_transaction(self.engine, self.location) as connection:
            mapping.add_report(connection, patient_id(connection, key), report, session_id)


def _add_exercise(
    connection: Connection,
    session_id: int,
    exercise: NewExercise,
    stored: dict[NewFile, StoredFile],
    again: bool,
) -> int:
    files = [stored[file] for file in exercise.files]
    if not again:
        queries.refuse_duplicate_recording(connection, session_id, exercise, files)
    return mapping.add_exercise(connection, session_id, exercise, files)
