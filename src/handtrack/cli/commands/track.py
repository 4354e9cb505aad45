"""`handtrack track`: landmarks of a video, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handtrack.cli.clip_options import EndOption, SlowedOption, StartOption, clip_part
from handtrack.cli.object_options import PointOption, ShowOption
from handtrack.cli.options import HandModel, TrackerOption, tracker_choice

if TYPE_CHECKING:
    from handtrack.landmarks.recording import Recording
    from handtrack.landmarks.tracked_object import ObjectKind


def track(
    video: Annotated[
        Path, typer.Argument(metavar="VIDEO", help="The video file.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The recording, an .npz; beside the video if not given.",
        ),
    ] = None,
    hands: Annotated[
        int,
        typer.Option(
            min=1,
            max=2,
            metavar="N",
            help="How many hands to look for: 1 or 2, which is half as fast.",
        ),
    ] = 1,
    start: StartOption = None,
    end: EndOption = None,
    slowed: SlowedOption = None,
    point: PointOption = None,
    show: ShowOption = None,
    kind: Annotated[
        str,
        typer.Option(
            "--object-kind",
            metavar="ball|rod|bottle|pieces",
            help="What the object is: a rod has two coloured ends, pieces are coins or beans.",
        ),
    ] = "ball",
    model: HandModel = None,
    tracker: TrackerOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Track the hands of a video, and an object beside them, and write where they were."""
    from handtrack.cli.object_options import object_prompt
    from handtrack.cli.output.progress import frames_bar
    from handtrack.landmarks.recording_file import part_path
    from handtrack.tracking.open_tracker import open_tracker
    from handtrack.tracking.track_video import track_video

    part = clip_part(start, end, slowed)
    known = object_prompt(_kind(kind), point, show)
    choice = tracker_choice(model, tracker)
    target = output or video.with_suffix(".npz")
    try:
        opened = open_tracker(choice, hands)
        with frames_bar(video.name) as progress:
            recording = track_video(
                video, opened, target, progress, known, forearms=True, part=part
            )
    except KeyboardInterrupt:
        kept = part_path(target)
        rest = f" What was tracked so far is in {kept}." if kept.exists() else ""
        typer.echo(f"Stopped.{rest}", err=True)
        raise typer.Exit(130) from None
    summary = _summary(target, recording)
    typer.echo(json.dumps(summary) if as_json else _sentence(summary))


def _kind(text: str) -> ObjectKind:
    from handtrack.landmarks.tracked_object import ObjectKind

    try:
        return ObjectKind(text.lower())
    except ValueError:
        wrong = f"'{text}' is none of {', '.join(ObjectKind)}."
        raise typer.BadParameter(wrong, param_hint="--object-kind") from None


def _summary(target: Path, recording: Recording) -> dict[str, Any]:
    seen = [
        {"side": side, "seen": round(float((labels >= 0).mean()), 4)}
        for side, labels in zip(recording.slot_sides(), recording.is_right.T, strict=True)
    ]
    return {
        "recording": str(target),
        "frames": len(recording),
        "duration_s": round(recording.duration_s, 3),
        "hands": seen,
        "object": _object(recording),
        "times_repaired": recording.header.times_repaired,
        "complete": recording.header.complete,
        "note": recording.header.note,
        "warnings": list(recording.header.warnings),
    }


def _object(recording: Recording) -> dict[str, Any] | None:
    """What was followed, and the share of frames in which some of it was in sight."""
    from handtrack.landmarks.tracked_object import visible_count

    if recording.object_px is None:
        return None
    seen = visible_count(recording.object_px) > 0
    share = round(float(seen.mean()), 4) if len(seen) else 0.0
    return {"kind": recording.header.object_kind, "seen": share}


def _sentence(summary: dict[str, Any]) -> str:
    hands = [f"{h['side']} hand in {h['seen']:.0%} of them" for h in summary["hands"] if h["side"]]
    text = (
        f"{summary['recording']}: {summary['frames']} frames, {summary['duration_s']:.1f} s, "
        f"{' and '.join(hands) or 'no hand found'}."
    )
    if summary["object"]:
        text += " The {kind} was in sight in {seen:.0%} of them.".format(**summary["object"])
    if not summary["complete"]:
        text += f" Incomplete: {summary['note']}"
    return " ".join([text, *summary["warnings"]])
