"""Jobs of `handtrack score` from named files and from a list, with checks of its options."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from handtrack.cli.batch_options import Batch, exercise_named, listed_jobs
from handtrack.cli.commands.auto import AUTO
from handtrack.cli.commands.tapping import NAMES as TAPPING
from handtrack.cli.commands.tapping import NOT_AN_EXERCISE
from handtrack.cli.save_to_records import missing_fingers_of

if TYPE_CHECKING:
    from handtrack.batch.inputs import Inputs
    from handtrack.batch.jobs import Job, Request
    from handtrack.batch.manifest import ManifestRow
    from handtrack.definitions.exercise import Exercise
    from handtrack.landmarks.hand import Finger, Side
    from handtrack.sources.clip_part import ClipPart
    from handtrack.tracking.open_tracker import TrackerChoice
    from handtrack.verifiers.calibration import Calibration


def exercise_name(exercise: str | None, paths: list[Path] | None) -> str:
    """Name the exercise to score.

    Parameters
    ----------
    exercise : str, optional
        As given.
    paths : list of Path, optional
        The clips.

    Raises
    ------
    typer.BadParameter
        None is named, there are no clips, or it is the tapping test.
    """
    if not paths:
        wrong = "name a video or a folder of videos, or a list of them with --manifest."
        raise typer.BadParameter(wrong, param_hint="PATH")
    if exercise is None:
        wrong = "name the exercise that is done, or 'auto'; `handtrack exercises list` shows all."
        raise typer.BadParameter(wrong, param_hint="--exercise")
    _refuse_tapping(exercise)
    return exercise


def _refuse_tapping(exercise: str) -> None:
    if exercise.lower() in TAPPING:
        raise typer.BadParameter(NOT_AN_EXERCISE, param_hint="--exercise")


def jobs_of_list(
    manifest: Path,
    exercise: str | None,
    library: Path | None,
    side: Side | None,
    missing: tuple[Finger, ...],
    choice: TrackerChoice,
    annotate: bool,
    batch: Batch,
    part: ClipPart,
) -> list[Job]:
    """Make a job of each row of a list of clips.

    Parameters
    ----------
    manifest : Path
        The list.
    exercise : str, optional
        For rows that name none.
    library : Path, optional
        Where exercise files are.
    side : Side, optional
        For rows that name none.
    missing : tuple of Finger
        Left out.
    choice : TrackerChoice
        The hand model and what runs it.
    annotate : bool
        Whether to draw a video for each.
    batch : Batch
    part : ClipPart
        Gives how much slower than life the clips are.
    """
    from handtrack.batch.jobs import Request
    from handtrack.definitions.missing_fingers import without_fingers
    from handtrack.sources.clip_part import ClipPart

    known: dict[str, Exercise] = {}

    def request_for(name: str, row: ManifestRow) -> Request:
        _refuse_tapping(name)
        if name.lower() == AUTO:
            raise typer.BadParameter("'auto' is not for lists; name the exercise.")
        chosen = exercise_named(name, library, known)
        without_fingers(chosen, missing)
        request = Request(
            chosen, row.side or side, tracker=choice, annotate=annotate, without=missing
        )
        return replace(request, part=ClipPart(row.start_s, row.end_s, part.slowed))

    refuse_at_odds(annotate, batch.out, None, None)
    return _with_pictures(listed_jobs(manifest, request_for, exercise, batch.out))


def refuse_at_odds(
    annotate: bool, out: Path | None, neutral: str | None, calibration: Path | None
) -> None:
    """Refuse options that contradict each other.

    Parameters
    ----------
    annotate : bool
        Whether a video is to be drawn.
    out : Path, optional
        Where results are kept.
    neutral : str, optional
        The neutral hold, as given.
    calibration : Path, optional
        The own range kept before.

    Raises
    ------
    typer.BadParameter
    """
    if annotate and out is None:
        wrong = "it draws a video into a folder; name that with --out."
        raise typer.BadParameter(wrong, param_hint="--annotate")
    if neutral is not None and calibration:
        wrong = "a calibration holds its own forearm line; leave out one of the two."
        raise typer.BadParameter(wrong, param_hint="--neutral with --calibration")


def range_and_missing_fingers(
    exercise: Exercise,
    side: Side | None,
    calibration: Path | None,
    missing: tuple[Finger, ...] | None,
    patient: str | None,
    db: str | None,
) -> tuple[Calibration | None, tuple[Finger, ...]]:
    """Read the own range kept before, and find the fingers to leave out.

    Those given, or those of the patient's record, or those that the own range was made without.

    Parameters
    ----------
    exercise : Exercise
    side : Side, optional
    calibration : Path, optional
        The own range kept before.
    missing : tuple of Finger, optional
        Those given.
    patient, db : str, optional
        Whose record says which fingers are missing, and where records are.

    Raises
    ------
    typer.BadParameter
        The exercise cannot be done without one of them.
    """
    from handtrack.definitions.missing_fingers import without_fingers
    from handtrack.errors import ExerciseError
    from handtrack.verifiers.calibration_file import read

    if missing is None and patient is not None:
        missing = missing_fingers_of(patient, db, side)
    own = read(calibration, exercise, side, missing) if calibration else None
    missing = own.without if own else missing or ()
    try:
        without_fingers(exercise, missing)
    except ExerciseError as e:
        raise typer.BadParameter(str(e), param_hint="--without") from None
    return own, missing


def jobs_of_files(inputs: Inputs, request: Request, place: Path | None) -> list[Job]:
    """Make a job of each file.

    Parameters
    ----------
    inputs : Inputs
    request : Request
        What is asked of each.
    place : Path, optional
        Below which each file has a folder of results.

    Raises
    ------
    typer.BadParameter
        A video is to be drawn and a file holds no pictures.
    """
    from handtrack.batch.inputs import result_folders
    from handtrack.batch.jobs import Job

    files = inputs.files
    folders = result_folders(files, place, inputs.below) if place else [None] * len(files)
    return _with_pictures(
        [Job(file, request, folder) for file, folder in zip(files, folders, strict=True)]
    )


def _with_pictures(jobs: list[Job]) -> list[Job]:
    """Refuse to draw into a clip that has none."""
    pictureless = (job.path for job in jobs if job.is_recording and job.request.annotate)
    if first := next(pictureless, None):
        wrong = f"{first} holds landmarks and no pictures; name the video."
        raise typer.BadParameter(wrong, param_hint="--annotate")
    return jobs


def with_finger(exercise: Exercise, text: str | None) -> Exercise:
    """Choose the finger of an exercise, where one is named.

    Parameters
    ----------
    exercise : Exercise
    text : str, optional
        The finger's name, as given.

    Raises
    ------
    typer.BadParameter
        It is no finger, or the exercise leaves no choice.
    """
    from handtrack.landmarks.hand import Finger

    if text is None:
        return exercise
    try:
        finger = Finger(text.lower())
    except ValueError:
        wrong = f"'{text}' is none of {', '.join(Finger)}."
        raise typer.BadParameter(wrong, param_hint="--finger") from None
    if exercise.choice is None:
        wrong = f"{exercise.title} leaves no choice of finger."
        raise typer.BadParameter(wrong, param_hint="--finger")
    return exercise.with_finger(finger)
