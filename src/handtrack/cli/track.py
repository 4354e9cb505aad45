"""`handtrack track`: landmarks of a video, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from handtrack.recording import Recording


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
    model: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The hand model, if not the installed one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Track the hands of a video and write their landmarks."""
    from handtrack.cli.progress import frames_bar
    from handtrack.recording import part_path
    from handtrack.trackers.mediapipe_hands import MediaPipeTracker
    from handtrack.trackers.model import find_model
    from handtrack.tracking import track_video

    target = output or video.with_suffix(".npz")
    try:
        tracker = MediaPipeTracker(find_model(model).path, hands)
        with frames_bar(video.name) as progress:
            recording = track_video(video, tracker, target, progress)
    except KeyboardInterrupt:
        kept = part_path(target)
        rest = f" What was tracked so far is in {kept}." if kept.exists() else ""
        typer.echo(f"Stopped.{rest}", err=True)
        raise typer.Exit(130) from None
    summary = _summary(target, recording)
    typer.echo(json.dumps(summary) if as_json else _sentence(summary))


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
        "times_repaired": recording.header.times_repaired,
        "complete": recording.header.complete,
        "note": recording.header.note,
    }


def _sentence(summary: dict[str, Any]) -> str:
    hands = [f"{h['side']} hand in {h['seen']:.0%} of them" for h in summary["hands"] if h["side"]]
    text = (
        f"{summary['recording']}: {summary['frames']} frames, {summary['duration_s']:.1f} s, "
        f"{' and '.join(hands) or 'no hand found'}."
    )
    return f"{text} Incomplete: {summary['note']}" if not summary["complete"] else text
