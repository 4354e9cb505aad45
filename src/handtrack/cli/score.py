"""`handtrack score`: the main job. Videos go in; counted repetitions and angles come out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.auto import AUTO, score_auto
from handtrack.cli.clip_parts import EndOption, SlowedOption, StartOption, clip_part
from handtrack.cli.given import (
    Clips,
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
    from handtrack.batch import Job, Outcome, Request
    from handtrack.calibration import Calibration
    from handtrack.cli.keeping import Keeper
    from handtrack.definition import Exercise
    from handtrack.hand import Finger, Side


def score(
    paths: Clips,
    exercise: Annotated[
        str,
        typer.Option(
            "--exercise",
            "-e",
            metavar="ID",
            help="Id, name or .toml file; 'auto' to recognise what is done and score each part.",
            show_default=False,
        ),
    ],
    hand: OwnHand = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FOLDER",
            help="Keep result.json, tables and landmarks there, a folder a file.",
        ),
    ] = None,
    annotate: Annotated[
        bool, typer.Option("--annotate", help="With --out: also a video with it all drawn in.")
    ] = False,
    as_json: ResultsAsJson = False,
    calibration: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The person's own range, kept before. Else from the file itself."
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
            help="index, middle, ring or little, where the exercise leaves the choice. Else the "
            "one that moves most.",
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
    workers: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes for several videos. Else one a core."),
    ] = None,
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
    from handtrack.batch import Request
    from handtrack.cli.told import interval, of_exercise
    from handtrack.inputs import files_of
    from handtrack.library import find

    if exercise.lower() in TAPPING:
        raise typer.BadParameter(NOT_AN_EXERCISE, param_hint="--exercise")
    side = given_side(hand) if hand is not None else None
    part = clip_part(start, end, slowed)
    if exercise.lower() == AUTO:
        known: dict[str, object] = {
            "--annotate": annotate,
            "--calibration": calibration,
            "--finger": finger,
        }
        known |= {"--save-calibration": save_calibration, "--neutral": neutral, "--object": point}
        known |= {"--show-object": show, "--workers": workers, "--patient": patient}
        known |= {"--without": without}
        score_auto(files_of(paths), side, out, as_json, model, library, known, part)
        return
    _refuse_at_odds(annotate, out, neutral, calibration)
    hold_s = interval(neutral, "--neutral") if neutral is not None else None
    files = files_of(paths)
    if save_calibration and len(files) > 1:
        wrong = f"it keeps the range of one file, and there are {len(files)}."
        raise typer.BadParameter(wrong, param_hint="--save-calibration")
    chosen = _with_finger(find(exercise, library), finger)
    own, lacks = _known(chosen, side, calibration, left_out(without), patient, db)
    told = of_exercise(chosen, point, show, files)
    request = Request(
        chosen, own.side if own else side, own, hold_s, model, annotate, told, lacks, part
    )
    said = Said(pain_before, pain, effort, words)
    declared = Declared(assisted, resistance, keep_video, again)
    with keeper_for(patient, db, when, chosen, said, declared) as keeper:
        jobs = _jobs(files, out or (keeper.folder if keeper else None), annotate)
        outcomes = _run(jobs, request, workers, keeper)
    if as_json:
        _print_json(outcomes, several=len(files) > 1 or any(path.is_dir() for path in paths))
    else:
        _print_tables(outcomes, out)
    if save_calibration and outcomes[0].result:
        _keep(outcomes[0].result.calibration, save_calibration)
    if keeper:
        keeper.tell(on_stderr=as_json)
    if any(outcome.result is None for outcome in outcomes) or (keeper and keeper.troubles):
        raise typer.Exit(1)


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
    from handtrack.calibration import read
    from handtrack.errors import ExerciseError
    from handtrack.lacking import without

    if lacks is None and patient is not None:
        lacks = lacks_of(patient, db, side)
    own = read(calibration, exercise, side, lacks) if calibration else None
    lacks = own.without if own else lacks or ()
    try:
        without(exercise, lacks)
    except ExerciseError as e:
        raise typer.BadParameter(str(e), param_hint="--without") from None
    return own, lacks


def _jobs(files: list[Path], place: Path | None, annotate: bool) -> list[Job]:
    from handtrack.batch import Job
    from handtrack.inputs import result_folders

    folders = result_folders(files, place) if place else [None] * len(files)
    jobs = [Job(*pair) for pair in zip(files, folders, strict=True)]
    pictureless = next((job.path for job in jobs if job.is_recording), None)
    if annotate and pictureless:
        wrong = f"{pictureless} holds landmarks and no pictures; name the video."
        raise typer.BadParameter(wrong, param_hint="--annotate")
    return jobs


def _with_finger(exercise: Exercise, text: str | None) -> Exercise:
    from handtrack.hand import Finger

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
    return exercise.of(finger)


def _keep(calibration: Calibration, path: Path) -> None:
    from handtrack.calibration import write
    from handtrack.errors import CalibrationError

    if not calibration.excursions and not calibration.open_gaps:
        raise CalibrationError(
            f"No movement was found, so there is no own range to keep in {path}."
        )
    write(path, calibration)


def _run(
    jobs: list[Job], request: Request, workers: int | None, keeper: Keeper | None
) -> list[Outcome]:
    """All outcomes in the order of the jobs, each kept as it comes, with a bar meanwhile."""
    from handtrack.batch import run
    from handtrack.cli.progress import file_bars
    from handtrack.trackers.model import find_model

    if not all(job.is_recording for job in jobs):
        find_model(request.model)  # one error now, not one a file
    outcomes: dict[Job, Outcome] = {}
    try:
        with file_bars(jobs) as bars:
            for outcome in run(jobs, request, workers, bars.report):
                outcomes[outcome.job] = outcome
                bars.done(outcome.job)
                if keeper:
                    keeper.keep(outcome)
    except KeyboardInterrupt:
        typer.echo(f"Stopped. {len(outcomes)} of {len(jobs)} files are done.", err=True)
        raise typer.Exit(130) from None
    return [outcomes[job] for job in jobs]


def _print_json(outcomes: list[Outcome], several: bool) -> None:
    """One file: its result. Several: one line each with file, error and result."""
    import json

    from handtrack.results import to_json

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
        typer.echo(text.encode(), nl=False)  # as bytes: UTF-8 whatever the terminal speaks


def _print_tables(outcomes: list[Outcome], out: Path | None) -> None:
    """One file: everything about it. Several: one row each."""
    from handtrack.cli.columns import stdout
    from handtrack.cli.tables import outcomes_view, result_view

    first = outcomes[0]
    if len(outcomes) > 1:
        stdout().print(outcomes_view(outcomes))
    elif first.result:
        console = stdout()
        console.print(result_view(first.result, str(first.job.path), console.width))
    else:
        typer.echo(first.error, err=True)
    if out and any(outcome.result for outcome in outcomes):
        where = out if len(outcomes) > 1 else first.job.folder
        typer.echo(f"\nWritten to {where}")
