"""Changes of a review: verdicts on repetitions, removed trials, notes and goals.

Verdicts and removals are never deleted: undoing one records who did it, and when.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from handtrack.errors import RecordError
from handtrack.records.review import (
    Goal,
    PersonVerdict,
    TherapistNote,
    TrialRemoval,
    VerdictCorrection,
    holding,
)
from handtrack.records.store import mapping, review_rows
from handtrack.records.store.corrections import Author
from handtrack.records.store.engine import write_transaction
from handtrack.records.store.queries import IN_SESSION, patient_id
from handtrack.records.store.store import Store
from handtrack.records.store.tables import (
    ASSESSMENTS,
    EXERCISES,
    GOALS,
    NOTES,
    REPETITIONS,
    SESSIONS,
    TRIAL_REMOVALS,
    VERDICTS,
)


def correct_verdict(
    store: Store, key: str, exercise_id: int, number: int, verdict: PersonVerdict, author: Author
) -> int:
    """Give a person's verdict on a repetition; the machine's stays beside it.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    exercise_id : int
        Id of the exercise record.
    number : int
        Repetition in the exercise, from 1.
    verdict : PersonVerdict
    author : Author
        With a reason.

    Returns
    -------
    int
        Id of the correction.

    Raises
    ------
    StoreError, RecordError
        The patient, the exercise or the repetition is not there, the author or the reason is
        missing, or the same verdict holds already.
    """
    made = VerdictCorrection(0, number, verdict, author.by, author.at, author.why)
    with write_transaction(store.engine, store.location) as connection:
        review_rows.check_exercise(connection, key, exercise_id)
        of_it = select(REPETITIONS.c.number).where(REPETITIONS.c.exercise_id == exercise_id)
        known = connection.scalars(of_it).all()
        if number not in known:
            there = f"it has 1 to {max(known)}" if known else "it has none"
            raise RecordError(f"The exercise has no repetition {number}; {there}.")
        earlier = select(VERDICTS).where(VERDICTS.c.exercise_id == exercise_id)
        rows = mapping.rows_of(connection, earlier)
        held = holding(mapping.from_row(VerdictCorrection, row) for row in rows).get(number)
        if held and held.verdict is verdict:
            raise RecordError(
                f"Repetition {number} is corrected to '{verdict}' already, by {held.by}. Undo that "
                "first to give another reason."
            )
        return mapping.insert_timed(connection, VERDICTS, made, {"exercise_id": exercise_id})


def undo_verdict(store: Store, key: str, correction_id: int, author: Author) -> VerdictCorrection:
    """Undo a correction: what held before it holds again.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    correction_id : int
    author : Author

    Returns
    -------
    VerdictCorrection
        The undone one.

    Raises
    ------
    StoreError, RecordError
        There is no such correction of the patient, or it was undone.
    """
    with write_transaction(store.engine, store.location) as connection:
        own = (
            select(VERDICTS)
            .join_from(VERDICTS, EXERCISES)
            .join(SESSIONS, IN_SESSION)
            .where(SESSIONS.c.patient_id == patient_id(connection, key))
        )
        row = review_rows.undo(
            connection, VERDICTS, own, correction_id, author, f"{key} has no correction"
        )
    return mapping.from_row(VerdictCorrection, row)


def remove_trial(
    store: Store, key: str, assessment_id: int, motion: str, trial: int, author: Author
) -> int:
    """Remove one trial from one figure of an assessment.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    assessment_id : int
    motion : str
        Key of the figure.
    trial : int
        Number of the trial, from 1.
    author : Author
        With a reason.

    Returns
    -------
    int
        Id of the removal.

    Raises
    ------
    StoreError, RecordError
        The patient, the assessment, the figure or the trial is not there, the trial is removed
        already, or the author or the reason is missing.
    """
    with write_transaction(store.engine, store.location) as connection:
        value = review_rows.value_of_trial(connection, key, assessment_id, motion, trial)
        made = TrialRemoval(0, motion, trial, author.by, author.at, author.why, value=value)
        same = select(TRIAL_REMOVALS.c.by).where(
            TRIAL_REMOVALS.c.assessment_id == assessment_id,
            TRIAL_REMOVALS.c.motion == motion,
            TRIAL_REMOVALS.c.trial == trial,
            TRIAL_REMOVALS.c.undone_at.is_(None),
        )
        by = connection.scalar(same)
        if by is not None:
            raise RecordError(f"Trial {trial} of {motion} is removed already, by {by}.")
        return mapping.insert_timed(
            connection, TRIAL_REMOVALS, made, {"assessment_id": assessment_id}
        )


def restore_trial(store: Store, key: str, removal_id: int, author: Author) -> TrialRemoval:
    """Restore a removed trial.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    removal_id : int
    author : Author

    Returns
    -------
    TrialRemoval
        The undone one.

    Raises
    ------
    StoreError, RecordError
        There is no such removal of the patient, or it was undone.
    """
    with write_transaction(store.engine, store.location) as connection:
        own = (
            select(TRIAL_REMOVALS)
            .join_from(TRIAL_REMOVALS, ASSESSMENTS)
            .where(ASSESSMENTS.c.patient_id == patient_id(connection, key))
        )
        absent = f"{key} has no removed trial"
        row = review_rows.undo(connection, TRIAL_REMOVALS, own, removal_id, author, absent)
    return mapping.from_row(TrialRemoval, row)


def add_note(store: Store, key: str, text: str, author: Author) -> int:
    """Add a note about a patient.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    text : str
    author : Author

    Returns
    -------
    int
        Id of the note.

    Raises
    ------
    StoreError, RecordError
        The patient is not there, or the text or the author is blank.
    """
    note = TherapistNote(0, author.at, author.by, text)
    with write_transaction(store.engine, store.location) as connection:
        owner = {"patient_id": patient_id(connection, key)}
        return mapping.insert_timed(connection, NOTES, note, owner)


def remove_note(store: Store, key: str, note_id: int) -> None:
    """Remove a note for good.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    note_id : int

    Raises
    ------
    StoreError, RecordError
        The patient or the note is not there.
    """
    review_rows.remove(store, key, NOTES, note_id, "note")


def set_goal(store: Store, key: str, goal: Goal) -> int:
    """Set a goal; it replaces the goal for the same motion or exercise and side.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    goal : Goal

    Returns
    -------
    int
        Id of the goal.

    Raises
    ------
    StoreError, RecordError
        The patient is not there.
    """
    row = mapping.to_row(goal)
    with write_transaction(store.engine, store.location) as connection:
        owner = patient_id(connection, key)
        same = (
            (GOALS.c.patient_id == owner)
            & (GOALS.c.motion_or_exercise == goal.motion_or_exercise)
            & GOALS.c.side.is_not_distinct_from(row["side"])
        )
        connection.execute(delete(GOALS).where(same))
        return mapping.insert_row(connection, GOALS, row | {"patient_id": owner})


def remove_goal(store: Store, key: str, goal_id: int) -> None:
    """Remove a goal.

    Parameters
    ----------
    store : Store
    key : str
        Of the patient.
    goal_id : int

    Raises
    ------
    StoreError, RecordError
        The patient or the goal is not there.
    """
    review_rows.remove(store, key, GOALS, goal_id, "goal")
