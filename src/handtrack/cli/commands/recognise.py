"""`handtrack recognise`: which exercises are done in a clip, and when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handtrack.cli.clip_options import EndOption, SlowedOption, StartOption, clip_part, tell_source
from handtrack.cli.options import AsJson, HandModel, Library, TrackerOption, tracker_choice

if TYPE_CHECKING:
    from handtrack.definitions.exercise import Exercise
    from handtrack.landmarks.recording import Recording
    from handtrack.landmarks.recording_header import Header
    from handtrack.recognition.segments import Guess, Recognition, Segment
    from handtrack.sources.clip_part import ClipPart
    from handtrack.tracking.open_tracker import TrackerChoice


def recognise(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="CLIP", help="A video, or a landmark recording (.npz).", show_default=False
        ),
    ],
    hands: Annotated[
        int,
        typer.Option(
            min=1,
            max=2,
            metavar="N",
            help="How many hands to look for in a video; 2 finds exercises of both hands as well.",
        ),
    ] = 1,
    start: StartOption = None,
    end: EndOption = None,
    slowed: SlowedOption = None,
    model: HandModel = None,
    tracker: TrackerOption = None,
    library: Library = None,
    as_json: AsJson = False,
) -> None:
    """Say which exercises are done in a clip, and when.

    The usual answer is none of them: one is named only where such an answer is right often enough
    on people it never met, and a lesser candidate is told as perhaps. Also says what it could be
    where exercises differ by an object only.
    """
    from handtrack.definitions.library import load_all

    exercises = load_all(library)
    choice = tracker_choice(model, tracker)
    recording = recording_of(path, hands, choice, clip_part(start, end, slowed))
    found = recognised(recording, exercises)
    if as_json:
        from handtrack.cli.output.format import json_text

        plain = as_plain(path, found, recording.header)
        typer.echo(json_text(plain))
        return
    tell_source(str(path), recording)
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.recognition_tables import recognition_view

    stdout().print(recognition_view(str(path), found, exercises))


def recording_of(
    path: Path, hands: int, choice: TrackerChoice, part: ClipPart | None = None
) -> Recording:
    """Read the landmarks of a clip, or track it now.

    Parameters
    ----------
    path : Path
        A landmark recording or a video.
    hands : int
        Number of hands to track, 1 or 2.
    choice : TrackerChoice
        The hand model and what runs it.
    part : ClipPart or None
        The part of the clip; None for all of it.

    Returns
    -------
    Recording
    """
    from handtrack.batch.jobs import RECORDING_SUFFIXES
    from handtrack.landmarks.recording_file import read

    if path.suffix in RECORDING_SUFFIXES:
        return read(path) if part is None else part.of(read(path), str(path))
    from handtrack.cli.output.progress import frames_bar
    from handtrack.sources.clip_part import WHOLE
    from handtrack.tracking.open_tracker import open_tracker
    from handtrack.tracking.track_video import track_video

    tracker = open_tracker(choice, hands)
    with frames_bar(path.name) as progress:
        return track_video(path, tracker, None, progress, forearms=True, part=part or WHOLE)


def recognised(recording: Recording, exercises: list[Exercise]) -> Recognition:
    """Recognise exercises in a recording by handtrack's own prototypes.

    Parameters
    ----------
    recording : Recording
    exercises : list of Exercise
        The exercises that may be named.

    Returns
    -------
    Recognition
    """
    from handtrack.recognition import prototypes
    from handtrack.recognition.segments import recognise

    return recognise(recording, exercises, prototypes.packaged())


def as_plain(path: Path, found: Recognition, source: Header) -> dict[str, Any]:
    """Give a recognition as values that JSON can hold.

    Parameters
    ----------
    path : Path
        The clip.
    found : Recognition
    source : Header
        The recording's header, for what the clip lacks.

    Returns
    -------
    dict
        Times in seconds, confidences from 0 to 1, rounded to 0.001.
    """
    return {
        "file": str(path),
        "complete": source.complete,
        "note": source.note,
        "warnings": list(source.warnings),
        "segments": [_row(segment) for segment in found.segments],
        "not_looked_for": list(found.unknown),
    }


def _row(segment: Segment) -> dict[str, Any]:
    return {
        "start_s": round(segment.start_s, 3),
        "end_s": round(segment.end_s, 3),
        "exercise": segment.exercise,
        "could_be": list(segment.could_be),
        "confidence": round(segment.confidence, 3),
        "hand": segment.side,
        "valid": segment.counted,
        "attempts": segment.attempts,
        "perhaps": _perhaps(segment.suggestion) if segment.suggestion else None,
    }


def _perhaps(guess: Guess) -> dict[str, Any]:
    return {
        "exercise": guess.exercise,
        "could_be": list(guess.could_be),
        "confidence": round(guess.confidence, 3),
    }
