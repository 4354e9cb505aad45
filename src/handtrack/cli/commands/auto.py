"""`handtrack score --exercise auto`: a routine is cut into its exercises, and each is scored."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from handtrack.cli.commands.recognise import as_plain, recognised, recording_of

if TYPE_CHECKING:
    from handtrack.definitions.exercise import Exercise
    from handtrack.landmarks.hand import Side
    from handtrack.landmarks.recording_header import Header
    from handtrack.recognition.segments import Recognition, Segment
    from handtrack.scoring.score import Scored
    from handtrack.sources.clip_part import ClipPart
    from handtrack.tracking.open_tracker import TrackerChoice

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Routine:
    """What was found in a file, and what each exercise of it came to."""

    path: Path
    source: Header
    found: Recognition
    scored: tuple[tuple[Segment, Scored], ...]


def score_auto(
    files: Sequence[Path],
    side: Side | None,
    out: Path | None,
    as_json: bool,
    choice: TrackerChoice,
    library: Path | None,
    known: Mapping[str, object],
    part: ClipPart,
) -> None:
    """Recognise and score each file.

    Parameters
    ----------
    known : mapping of str to object
        Options for an exercise known beforehand, and what was given for each.
    part : ClipPart
        Which part of each file.
    """
    from handtrack.definitions.library import load_all
    from handtrack.errors import HandtrackError

    told = [name for name, given in known.items() if given]
    if told:
        wrong = "this needs to know the exercise beforehand; name it instead of 'auto'."
        raise typer.BadParameter(wrong, param_hint=told[0])
    exercises = load_all(library)
    folders = _folders(files, out)
    failed = False
    for path, folder in zip(files, folders, strict=True):
        try:
            routine = _routine(path, exercises, side, choice, part)
            if folder:
                _keep(routine, folder)
        except HandtrackError as e:
            failed = True
            typer.echo(str(e), err=True)
            continue
        if as_json:
            typer.echo(json.dumps(_plain(routine), ensure_ascii=False))
        else:
            _show(routine, exercises, folder)
    if failed:
        raise typer.Exit(1)


def _folders(files: Sequence[Path], out: Path | None) -> list[Path | None]:
    from handtrack.batch.inputs import result_folders

    return [*result_folders(files, out)] if out else [None] * len(files)


def _routine(
    path: Path,
    exercises: list[Exercise],
    side: Side | None,
    choice: TrackerChoice,
    part: ClipPart,
) -> Routine:
    from handtrack.scoring.score import score

    recording = recording_of(path, 1, choice, part)
    found = recognised(recording, exercises)
    known = {exercise.id: exercise for exercise in exercises}
    scored = [
        (segment, score(recording.between(*segment.stretch_s), known[segment.exercise], side))
        for segment in found.segments
        if segment.exercise is not None
    ]
    return Routine(path, recording.header, found, tuple(scored))


def _keep(routine: Routine, folder: Path) -> None:
    """A folder for each exercise, numbered in the order in which they were done."""
    from handtrack.batch.exports import export, make_folder

    for number, (_, scored) in enumerate(routine.scored, 1):
        place = folder / f"{number:02d}-{scored.exercise.slug}"
        make_folder(place)
        export(place, scored, scored.exercise)


def _plain(routine: Routine) -> dict[str, Any]:
    from handtrack.scoring.results import to_json

    results = [json.loads(to_json(scored.result)) for _, scored in routine.scored]
    return {**as_plain(routine.path, routine.found, routine.source), "results": results}


def _show(routine: Routine, exercises: list[Exercise], folder: Path | None) -> None:
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.recognition_tables import recognition_view
    from handtrack.cli.output.result_tables import result_view

    console = stdout()
    console.print(recognition_view(str(routine.path), routine.found, exercises))
    for segment, scored in routine.scored:
        when = f"{segment.start_s:.1f} to {segment.end_s:.1f} s"
        console.print()
        console.print(result_view(scored.result, when, console.width))
    if folder and routine.scored:
        typer.echo(f"\nWritten to {folder}")
