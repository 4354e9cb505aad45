"""`handtrack score`: the main job. Videos go in; counted repetitions and angles come out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.auto import AUTO, score_auto
from handtrack.cli.batch_options import (
    Batch,
    Manifest,
    Resume,
    Scheduler,
    ShardOption,
    Workers,
    batch_of,
    clips_of,
    exercise_named,
    listed_jobs,
    refuse_beside_manifest,
    scored,
)
from handtrack.cli.clip_parts import EndOption, SlowedOption, StartOption, clip_part
from handtrack.cli.given import (
    Db,
    Effort,
    HandModel,
    Library,
    OwnHand,
    ResultsAsJson,
    When,
    Without,
    Words,
    left_out,
)
from handtrack.cli.given import side as given_side
from handtrack.cli.keeping import (
    After,
    Again,
    Assisted,
    Before,
    Declared,
    KeepVideo,
    PatientOption,
    Resistance,
    Said,
    keeper_for,
    lacks_of,
)
from handtrack.cli.tapping import NAMES as TAPPING
from handtrack.cli.tapping import NOT_AN_EXERCISE
from handtrack.cli.told import PointOption, ShowOption

if TYPE_CHECKING:
    from handtrack.batch.inputs import Inputs
    from handtrack.batch.jobs import Job, Outcome, Request
    from handtrack.batch.manifest import Row
    from handtrack.definitions.exercise import Exercise
    from handtrack.landmarks.hand import Finger, Side
    from handtrack.sources.clip_part import ClipPart
    from handtrack.verifiers.calibration import Calibration


def score(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Videos, landmark recordings (.npz), or folders of them.",
            show_default=False,
        ),
    ] = None,
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise",
            "-e",
            metavar="ID",
            help="Id, name or .toml file; 'auto' to recognise what is done and score each part.",
        ),
    ] = None,
    manifest: Manifest = None,
    hand: OwnHand = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FOLDER",
            help="Keep result.json, tables and landmarks there, a folder a file, and summary.csv.",
        ),
    ] = None,
    annotate: Annotated[
        bool, typer.Option("--annotate", help="With --out: also a video with it all drawn in.")
    ] = False,
    as_json: ResultsAsJson = False,
    calibration: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The person's own range, kept before. Default: from the file itself.",
        ),
    ] = None,
    save_calibration: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Keep the own range found in this one file."),
    ] = None,
    neutral: Annotated[
        str | None,
        typer.Option(
            metavar="FROM-TO", help="Seconds of a still hold with the wrist straight, as 0-2."
        ),
    ] = None,
    finger: Annotated[
        str | None,
        typer.Option(
            metavar="FINGER",
            help="index, middle, ring or little, where the exercise leaves the choice. Default: "
            "the one that moves most.",
        ),
    ] = None,
    without: Without = None,
    start: StartOption = None,
    end: EndOption = None,
    slowed: SlowedOption = None,
    point: PointOption = None,
    show: ShowOption = None,
    model: HandModel = None,
    library: Library = None,
    workers: Workers = None,
    resume: Resume = False,
    shard: ShardOption = None,
    scheduler: Scheduler = None,
    patient: PatientOption = None,
    when: When = None,
    pain_before: Before = None,
    pain: After = None,
    effort: Effort = None,
    words: Words = "",
    assisted: Assisted = False,
    resistance: Resistance = "",
    keep_video: KeepVideo = False,
    again: Again = False,
    db: Db = None,
) -> None:
    """Count valid repetitions in videos and measure angles.

    Each repetition is valid, partial, rejected or unverifiable, with the reason; angles come with
    their error.
    """
    from handtrack.batch.jobs import Request
    from handtrack.cli.told import interval, of_exercise
    from handtrack.definitions.library import find

    side = given_side(hand) if hand is not None else None
    part = clip_part(start, end, slowed)
    batch = batch_of(out, resume, shard, scheduler, workers)
    own: dict[str, object] = {
        "--calibration": calibration,
        "--finger": finger,
        "--save-calibration": save_calibration,
        "--neutral": neutral,
        "--object": point,
        "--show-object": show,
        "--patient": patient,
    }
    if manifest is not None:
        refuse_beside_manifest(
            {"PATH": paths, **own, "--date": when, "--start": start, "--end": end}
        )
        lacks = left_out(without) or ()
        jobs = _listed(manifest, exercise, library, side, lacks, model, annotate, batch, part)
        _tell(scored(batch, jobs, None), as_json, True, out)
        return
    name = _named(exercise, paths)
    if name.lower() == AUTO:
        whole: dict[str, object] = {"--annotate": annotate, "--workers": workers}
        whole |= {"--resume": resume, "--shard": shard, "--scheduler": scheduler}
        files = list(clips_of(paths or [], out).files)
        known = own | whole | {"--without": without}
        score_auto(files, side, out, as_json, model, library, known, part)
        return
    _refuse_at_odds(annotate, out, neutral, calibration)
    hold_s = interval(neutral, "--neutral") if neutral is not None else None
    inputs = clips_of(paths or [], out)
    if save_calibration and len(inputs.files) > 1:
        wrong = f"it keeps the range of one file, and there are {len(inputs.files)}."
        raise typer.BadParameter(wrong, param_hint="--save-calibration")
    chosen = _with_finger(find(name, library), finger)
    range_, lacks = _known(chosen, side, calibration, left_out(without), patient, db)
    told = of_exercise(chosen, point, show, list(inputs.files))
    side = range_.side if range_ else side
    request = Request(chosen, side, range_, hold_s, model, annotate, told, lacks, part)
    said = Said(pain_before, pain, effort, words)
    declared = Declared(assisted, resistance, keep_video, again)
    with keeper_for(patient, db, when, said, declared) as keeper:
        jobs = _jobs(inputs, request, out or (keeper.folder if keeper else None))
        outcomes = scored(batch, jobs, keeper)
    several = len(jobs) > 1 or any(path.is_dir() for path in paths or [])
    if save_calibration and outcomes and outcomes[0].result:
        _keep(outcomes[0].result.calibration, save_calibration)
    if keeper:
        keeper.tell(on_stderr=as_json)
    _tell(outcomes, as_json, several, out, failed=bool(keeper and keeper.troubles))


def _named(exercise: str | None, paths: list[Path] | None) -> str:
    """The exercise, if one is named that clips are given for."""
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


def _listed(
    manifest: Path,
    exercise: str | None,
    library: Path | None,
    side: Side | None,
    lacks: tuple[Finger, ...],
    model: Path | None,
    annotate: bool,
    batch: Batch,
    part: ClipPart,
) -> list[Job]:
    """The jobs of a list of clips."""
    from handtrack.batch.jobs import Request
    from handtrack.definitions.missing_fingers import without_fingers
    from handtrack.sources.clip_part import ClipPart

    known: dict[str, Exercise] = {}

    def request_for(name: str, row: Row) -> Request:
        _refuse_tapping(name)
        if name.lower() == AUTO:
            raise typer.BadParameter("'auto' is not for lists; name the exercise.")
        chosen = exercise_named(name, library, known)
        without_fingers(chosen, lacks)
        request = Request(chosen, row.side or side, model=model, annotate=annotate, without=lacks)
        return replace(request, part=ClipPart(row.start_s, row.end_s, part.slowed))

    _refuse_at_odds(annotate, batch.out, None, None)
    return _with_pictures(listed_jobs(manifest, request_for, exercise, batch.out))


def _refuse_at_odds(
    annotate: bool, out: Path | None, neutral: str | None, calibration: Path | None
) -> None:
    if annotate and out is None:
        wrong = "it draws a video into a folder; name that with --out."
        raise typer.BadParameter(wrong, param_hint="--annotate")
    if neutral is not None and calibration:
        wrong = "a calibration holds its own forearm line; leave out one of the two."
        raise typer.BadParameter(wrong, param_hint="--neutral with --calibration")


def _known(
    exercise: Exercise,
    side: Side | None,
    calibration: Path | None,
    lacks: tuple[Finger, ...] | None,
    patient: str | None,
    db: str | None,
) -> tuple[Calibration | None, tuple[Finger, ...]]:
    """The own range kept before, and the fingers to leave out, which the exercise can do without.

    Those given, or those of the patient's record, or those that the own range was made without.
    """
    from handtrack.definitions.missing_fingers import without_fingers
    from handtrack.errors import ExerciseError
    from handtrack.verifiers.calibration_file import read

    if lacks is None and patient is not None:
        lacks = lacks_of(patient, db, side)
    own = read(calibration, exercise, side, lacks) if calibration else None
    lacks = own.without if own else lacks or ()
    try:
        without_fingers(exercise, lacks)
    except ExerciseError as e:
        raise typer.BadParameter(str(e), param_hint="--without") from None
    return own, lacks


def _jobs(inputs: Inputs, request: Request, place: Path | None) -> list[Job]:
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


def _with_finger(exercise: Exercise, text: str | None) -> Exercise:
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


def _keep(calibration: Calibration, path: Path) -> None:
    from handtrack.errors import CalibrationError
    from handtrack.verifiers.calibration_file import write

    if not calibration.excursions and not calibration.open_gaps:
        raise CalibrationError(
            f"No movement was found, so there is no own range to keep in {path}."
        )
    write(path, calibration)


def _tell(
    outcomes: list[Outcome], as_json: bool, several: bool, out: Path | None, failed: bool = False
) -> None:
    """Print what came out; the command fails where a file did."""
    if as_json:
        _print_json(outcomes, several)
    elif outcomes:
        _print_tables(outcomes, out)
    if failed or any(outcome.result is None for outcome in outcomes):
        raise typer.Exit(1)


def _print_json(outcomes: list[Outcome], several: bool) -> None:
    """One file: its result. Several: one line each with file, error and result."""
    import json

    from handtrack.scoring.results import to_json

    for outcome in outcomes:
        text = to_json(outcome.result) if outcome.result else ""
        if several:
            line = {
                "file": str(outcome.job.path),
                "error": outcome.error or None,
                "result": json.loads(text) if text else None,
            }
            text = json.dumps(line, ensure_ascii=False) + "\n"
        elif outcome.error:
            typer.echo(outcome.error, err=True)
        typer.echo(
            text.encode(errors="backslashreplace"), nl=False
        )  # as bytes: UTF-8 whatever the terminal speaks


def _print_tables(outcomes: list[Outcome], out: Path | None) -> None:
    """One file: everything about it. Several: one row each."""
    from handtrack.cli.columns import stdout
    from handtrack.cli.tables import outcomes_view, result_view

    first = outcomes[0]
    if len(outcomes) > 1:
        console = stdout()
        console.print(outcomes_view(outcomes, console.width))
    elif first.result:
        console = stdout()
        console.print(result_view(first.result, str(first.job.path), console.width))
    else:
        typer.echo(first.error, err=True)
    if out and any(outcome.result for outcome in outcomes):
        where = out if len(outcomes) > 1 else first.job.folder
        typer.echo(f"\nWritten to {where}")
