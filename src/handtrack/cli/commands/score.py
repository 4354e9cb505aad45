"""`handtrack score`: the main job. Videos go in; counted repetitions and angles come out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.batch_options import (
    Manifest,
    Resume,
    Scheduler,
    ShardOption,
    Workers,
    batch_of,
    clips_of,
    refuse_beside_manifest,
    scored,
)
from handtrack.cli.clip_options import EndOption, SlowedOption, StartOption, clip_part
from handtrack.cli.commands.auto import AUTO, score_auto
from handtrack.cli.object_options import PointOption, ShowOption
from handtrack.cli.options import (
    Db,
    Effort,
    HandModel,
    Library,
    OwnHand,
    ResultsAsJson,
    TrackerOption,
    When,
    Without,
    Words,
    left_out,
    tracker_choice,
)
from handtrack.cli.options import side as given_side
from handtrack.cli.output.outcomes import print_outcomes
from handtrack.cli.save_to_records import (
    After,
    Again,
    Assisted,
    Before,
    Declared,
    KeepVideo,
    PatientOption,
    Resistance,
    SelfReportOptions,
    keeper_for,
)
from handtrack.cli.score_jobs import (
    exercise_name,
    jobs_of_files,
    jobs_of_list,
    range_and_missing_fingers,
    refuse_at_odds,
    with_finger,
)

if TYPE_CHECKING:
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
    tracker: TrackerOption = None,
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
    from handtrack.cli.object_options import interval, of_exercise
    from handtrack.definitions.library import find

    side = given_side(hand) if hand is not None else None
    part = clip_part(start, end, slowed)
    choice = tracker_choice(model, tracker)
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
        missing = left_out(without) or ()
        jobs = jobs_of_list(
            manifest, exercise, library, side, missing, choice, annotate, batch, part
        )
        print_outcomes(scored(batch, jobs, None), as_json, True, out)
        return
    name = exercise_name(exercise, paths)
    if name.lower() == AUTO:
        whole: dict[str, object] = {"--annotate": annotate, "--workers": workers}
        whole |= {"--resume": resume, "--shard": shard, "--scheduler": scheduler}
        files = list(clips_of(paths or [], out).files)
        known = own | whole | {"--without": without}
        score_auto(files, side, out, as_json, choice, library, known, part)
        return
    refuse_at_odds(annotate, out, neutral, calibration)
    hold_s = interval(neutral, "--neutral") if neutral is not None else None
    inputs = clips_of(paths or [], out)
    if save_calibration and len(inputs.files) > 1:
        wrong = f"it keeps the range of one file, and there are {len(inputs.files)}."
        raise typer.BadParameter(wrong, param_hint="--save-calibration")
    chosen = with_finger(find(name, library), finger)
    range_, missing = range_and_missing_fingers(
        chosen, side, calibration, left_out(without), patient, db
    )
    told = of_exercise(chosen, point, show, list(inputs.files))
    side = range_.side if range_ else side
    request = Request(chosen, side, range_, hold_s, choice, annotate, told, missing, part)
    said = SelfReportOptions(pain_before, pain, effort, words)
    declared = Declared(assisted, resistance, keep_video, again)
    with keeper_for(patient, db, when, said, declared) as keeper:
        jobs = jobs_of_files(inputs, request, out or (keeper.folder if keeper else None))
        outcomes = scored(batch, jobs, keeper)
    several = len(jobs) > 1 or any(path.is_dir() for path in paths or [])
    if save_calibration and outcomes and outcomes[0].result:
        _save_calibration(outcomes[0].result.calibration, save_calibration)
    if keeper:
        keeper.tell(on_stderr=as_json)
    print_outcomes(outcomes, as_json, several, out, failed=bool(keeper and keeper.troubles))


def _save_calibration(calibration: Calibration, path: Path) -> None:
    from handtrack.errors import CalibrationError
    from handtrack.verifiers.calibration_file import write

    if not calibration.excursions and not calibration.open_gaps:
        raise CalibrationError(
            f"No movement was found, so there is no own range to keep in {path}."
        )
    write(path, calibration)
