"""What a live session has to do with a patient's records: whose it is, and that it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from handtrack.cli.options import store_at

if TYPE_CHECKING:
    from handtrack.live.own_past import OwnPast
    from handtrack.records.patient import Patient


def patient_of(key: str | None, db: str | None, sessions: Path) -> Patient | None:
    """Find the patient for whom sessions are kept; what earlier ones left behind is kept now.

    Parameters
    ----------
    key : str, optional
        The patient's id.
    db : str, optional
        Where records are.
    sessions : Path
        Folder of all sessions.
    """
    if key is None:
        return None
    from handtrack.live.to_records import import_earlier_sessions
    from handtrack.measurements.number_format import count

    with store_at(db) as store:
        known = store.patient(key)
        late = import_earlier_sessions(store, known.key, sessions)
    if late:
        typer.echo(f"Kept for {known.key}: {count(late, 'earlier session')} not kept before.")
    return known


def own_past(patient: Patient | None, library: Path | None, db: str | None) -> OwnPast | None:
    """Read a patient's records; None without a patient, or where they cannot be read now.

    Parameters
    ----------
    patient : Patient, optional
    library : Path, optional
        Where exercise files are.
    db : str, optional
        Where records are.
    """
    from handtrack.errors import HandtrackError
    from handtrack.live.own_past import OwnPast

    if patient is None:
        return None
    try:
        with store_at(db) as store:
            return OwnPast(store.history(patient.key), library)
    except HandtrackError:  # the session ends without kind words, and is told when it is kept
        return None


def note_folder(patient: Patient | None, folder: Path, db: str | None) -> None:
    """Note in the patient's records where a session lies, so that it goes when they go.

    Parameters
    ----------
    patient : Patient, optional
    folder : Path
        Of the session.
    db : str, optional
        Where records are.
    """
    if patient:
        with store_at(db) as store:
            store.add_folder(patient.key, folder)


def keep_session(known: Patient | None, folder: Path, library: Path | None, db: str | None) -> None:
    """Keep a session in the patient's records; where that fails, it stays in its folder.

    Parameters
    ----------
    known : Patient, optional
    folder : Path
        Of the session.
    library : Path, optional
        Where exercise files are.
    db : str, optional
        Where records are.

    Raises
    ------
    RecordError
        It cannot be kept.
    """
    from handtrack.cli.commands.records.sessions import tell
    from handtrack.errors import HandtrackError, RecordError
    from handtrack.live.session_folder.stored_session import read_session
    from handtrack.live.to_records import import_session

    if known is None:
        return
    patient = known.key
    try:
        with store_at(db) as store:
            tell(
                import_session(store, patient, read_session(folder), library), folder.name, patient
            )
    except HandtrackError as e:
        later = f"Keep it later: handtrack sessions keep {folder.name} --patient {patient}"
        raise RecordError(f"{e}\nThe session is safe in {folder}. {later}") from e
