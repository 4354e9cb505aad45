"""`handtrack tapping`: the finger-tapping test, thumb and index as fast and as wide as possible."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handtrack.cli.clip_options import EndOption, SlowedOption, StartOption, clip_part
from handtrack.cli.options import (
    Clips,
    HandModel,
    OwnHand,
    ResultsAsJson,
    TrackerOption,
    tracker_choice,
)
from handtrack.cli.options import side as given_side

if TYPE_CHECKING:
    from handtrack.assessment.tapping.score_tapping import ScoredTapping
    from handtrack.landmarks.recording import Recording
    from handtrack.sources.clip_part import ClipPart
    from handtrack.tracking.open_tracker import TrackerChoice

NAMES = ("finger-tapping", "finger tapping", "tapping")
"""What somebody may call it who looks for it among the exercises."""
NOT_AN_EXERCISE = (
    "Finger tapping is a test of its own and none of the exercises: give the same files to "
    "`handtrack tapping`."
)


def tapping(
    paths: Clips,
    hand: OwnHand = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FOLDER",
            help="Keep result.json, taps.csv, gap.csv and landmarks there, a folder a file.",
        ),
    ] = None,
    start: StartOption = None,
    end: EndOption = None,
    slowed: SlowedOption = None,
    as_json: ResultsAsJson = False,
    model: HandModel = None,
    tracker: TrackerOption = None,
) -> None:
    """Count taps of thumb and index finger, and measure rate, amplitude and how they change.

    The finger-tapping test (MDS-UPDRS part III, item 3.4), one hand at a time. It gives figures and
    no rating. Fast tapping needs pictures: it says how many there were and what they are enough
    for.
    """
    from handtrack.assessment.tapping.score_tapping import score_tapping
    from handtrack.batch.inputs import result_folders
    from handtrack.cli.batch_options import clips_of
    from handtrack.errors import HandtrackError

    side = given_side(hand) if hand is not None else None
    part = clip_part(start, end, slowed)
    choice = tracker_choice(model, tracker)
    inputs = clips_of(paths, out)
    files = inputs.files
    folders = result_folders(files, out, inputs.below) if out else [None] * len(files)
    several = len(files) > 1 or any(path.is_dir() for path in paths)
    failed = False
    for path, folder in zip(files, folders, strict=True):
        try:
            scored = score_tapping(_recording(path, folder, choice, part), side)
            if folder:
                _keep(scored, folder)
        except HandtrackError as e:
            failed = True
            _tell_failure(path, str(e), as_json and several)
            continue
        _tell(path, scored, as_json, several)
    if out and not failed and not as_json:
        typer.echo(f"\nWritten to {out if several else folders[0]}")
    if failed:
        raise typer.Exit(1)


def _recording(path: Path, folder: Path | None, choice: TrackerChoice, part: ClipPart) -> Recording:
    """The landmarks of a clip: read, or tracked now; kept in the folder, if there is one."""
    from handtrack.batch.exports import RECORDING, make_folder
    from handtrack.batch.jobs import RECORDING_SUFFIXES
    from handtrack.landmarks import recording_file

    if folder:
        make_folder(folder)
    kept = folder / RECORDING if folder else None
    if path.suffix in RECORDING_SUFFIXES:
        recording = part.of(recording_file.read(path), str(path))
        if kept and not (kept.exists() and kept.samefile(path)):
            recording_file.write(kept, recording)
        return recording
    from handtrack.cli.output.progress import frames_bar
    from handtrack.tracking.open_tracker import open_tracker
    from handtrack.tracking.track_video import track_video

    tracker = open_tracker(choice)
    with frames_bar(path.name) as progress:
        return track_video(path, tracker, kept, progress, part=part)


def _keep(scored: ScoredTapping, folder: Path) -> None:
    from handtrack.assessment.tapping.csv_tables import gap_csv, taps_csv
    from handtrack.assessment.tapping.tapping_result import to_json
    from handtrack.batch.exports import RESULT
    from handtrack.files import write_text

    write_text(folder / RESULT, to_json(scored.result))
    write_text(folder / "taps.csv", taps_csv(scored.result))
    write_text(folder / "gap.csv", gap_csv(scored.signal))


def _tell_failure(path: Path, error: str, as_line: bool) -> None:
    if as_line:
        typer.echo(json.dumps({"file": str(path), "error": error, "result": None}))
    else:
        typer.echo(error, err=True)


def _tell(path: Path, scored: ScoredTapping, as_json: bool, several: bool) -> None:
    from handtrack.assessment.tapping.tapping_result import to_json

    if not as_json:
        from handtrack.cli.output.console import stdout
        from handtrack.cli.output.tapping_tables import tapping_view

        stdout().print(tapping_view(scored.result, str(path)))
        return
    text = to_json(scored.result)
    if several:
        line = {"file": str(path), "error": None, "result": json.loads(text)}
        text = json.dumps(line, ensure_ascii=False) + "\n"
    typer.echo(
        text.encode(errors="backslashreplace"), nl=False
    )  # as bytes: UTF-8 whatever the terminal speaks
