"""`handtrack exercises new, learn, try`: tools of those who write exercise files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handtrack.cli.options import HandModel, Library, TrackerOption, tracker_choice

Target = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="The file to write. Default: NAME.toml here."),
]


def new(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Its id: small letters, digits and hyphens.", show_default=False
        ),
    ],
    like: Annotated[
        str,
        typer.Option(
            metavar="HOW|ID",
            help="cycle, sequence, hold, activity, transport or inhand; or the exercise that "
            "comes nearest.",
        ),
    ] = "cycle",
    out: Target = None,
    library: Library = None,
) -> None:
    """Begin an exercise file: commented, with thresholds to look at and texts to fill in."""
    from handtrack.definitions.library import load_all
    from handtrack.definitions.template import nearest, new_from

    text = new_from(name, nearest(like, load_all(library)))
    path = _write(out or Path(f"{name}.toml"), text)
    typer.echo(f"Wrote {path}. Fill in what is empty, then: handtrack exercises check {path}")


def learn(
    demo: Annotated[
        Path,
        typer.Argument(
            metavar="CLIP",
            help="A video or landmark recording of the exercise done well.",
            show_default=False,
        ),
    ],
    like: Annotated[
        str,
        typer.Option(
            metavar="cycle|hold|sequence",
            help="Out and back; a posture kept; the thumb on one finger after the other.",
        ),
    ] = "cycle",
    reps: Annotated[int, typer.Option(min=1, metavar="N", help="How often it is shown.")] = 3,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Its id. Default: the clip's name.")
    ] = None,
    out: Target = None,
    model: HandModel = None,
    tracker: TrackerOption = None,
    library: Library = None,
) -> None:
    """Propose an exercise file from a demonstration: rest, three repetitions, rest.

    Signal, thresholds and view come from the demonstration, and scored with the file it counts as
    often as it was shown. Read the file and correct it.
    """
    import re

    from handtrack.cli.commands.recognise import recording_of
    from handtrack.definitions.library import load_all
    from handtrack.recognition.learn_exercise import (
        LEARNABLE_VERIFIERS,
        exercise_text,
        learn_exercise,
    )

    if like.lower() not in LEARNABLE_VERIFIERS:
        known = ", ".join(LEARNABLE_VERIFIERS)
        wrong = f"only {known} can be learned; for others begin with 'exercises new'."
        raise typer.BadParameter(wrong, param_hint="--like")
    id = name or re.sub(r"[^a-z0-9]+", "-", demo.stem.lower()).strip("-")[:40].strip("-")
    target = out or Path(f"{id}.toml")
    choice = tracker_choice(model, tracker)
    _must_be_free(target)
    recording = recording_of(demo, 1, choice)
    exercise = learn_exercise(recording, like.lower(), id, reps, load_all(library), demo.name)
    path = _write(target, exercise_text(exercise, reps, demo.name))
    for name_, signal in exercise.signals.items():
        typer.echo(f"{name_}: {signal.title}")
    views = ", ".join(exercise.views) or "any"
    typer.echo(f"Seen from: {views}. The demonstration counts {reps}.")
    typer.echo(f"Wrote {path}. Read it, correct it, then: handtrack exercises try {path} {demo}")


def try_(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="An exercise file, an id or a name.", show_default=False
        ),
    ],
    clip: Annotated[
        Path,
        typer.Argument(
            metavar="CLIP", help="A video, or a landmark recording (.npz).", show_default=False
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where the pictures go.")
    ] = Path(),
    model: HandModel = None,
    tracker: TrackerOption = None,
    library: Library = None,
) -> None:
    """Score a clip and draw why: signal, thresholds, conditions and reasons, as SVG and PNG."""
    from handtrack.batch.exports import make_folder
    from handtrack.cli.commands.recognise import recording_of
    from handtrack.cli.output.console import stdout
    from handtrack.cli.output.result_tables import result_view
    from handtrack.definitions.library import find
    from handtrack.errors import SourceError
    from handtrack.rendering import trial_figure
    from handtrack.scoring.score import score

    choice = tracker_choice(model, tracker)
    exercise = find(file, library)
    recording = recording_of(clip, exercise.hands, choice)
    if len(recording) < 2:
        raise SourceError(f"{clip} holds {len(recording)} frames; there is nothing to draw.")
    scored = score(recording, exercise)
    make_folder(out)
    paths = [out / f"{clip.stem}-{exercise.slug}{ending}" for ending in (".svg", ".png")]
    for path in paths:
        trial_figure.write(path, scored, clip.name)
    console = stdout()
    console.print(result_view(scored.result, str(clip), console.width))
    typer.echo(f"\nWrote {paths[0]} and {paths[1].name}")


def _write(path: Path, text: str) -> Path:
    from handtrack.files import write_text

    _must_be_free(path)
    write_text(path, text)
    return path


def _must_be_free(path: Path) -> None:
    from handtrack.errors import OutputError

    if path.exists():
        raise OutputError(f"There is a file {path} already; name another with --out.")
