"""Options for times and places in a clip: intervals, and where an object is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handtrack.definitions.exercise import Exercise
    from handtrack.landmarks.tracked_object import ObjectKind, PointPrompt, ShowPrompt

PointOption = Annotated[
    list[str] | None,
    typer.Option(
        "--object",
        metavar="X,Y@T",
        help="Where the object is: pixels, and the second, as 320,240@0.5. A pen with two "
        "coloured ends: give both, tip first.",
    ),
]
ShowOption = Annotated[
    str | None,
    typer.Option(
        "--show-object",
        metavar="FROM-TO",
        help="Seconds in which the object is held in the hand for the camera, as 0-1.",
    ),
]


def interval(text: str, option: str) -> tuple[float, float]:
    """Read two times in seconds, written as 0-2.

    Parameters
    ----------
    text : str
    option : str
        Which option they were given by.
    """
    start, _, end = text.partition("-")
    try:
        found = float(start), float(end)
    except ValueError:
        found = (0.0, 0.0)
    if not 0 <= found[0] < found[1] < float("inf"):
        wrong = f"'{text}' is no interval; write it in seconds, as 0-2."
        raise typer.BadParameter(wrong, param_hint=option)
    return found


def of_exercise(
    exercise: Exercise, points: list[str] | None, show: str | None, files: list[Path]
) -> PointPrompt | ShowPrompt | None:
    """Read how the object of an exercise is made known; None where it is not.

    Parameters
    ----------
    exercise : Exercise
    points : list of str, optional
        Pixels and a second, as 320,240@0.5.
    show : str, optional
        Seconds in which it is shown, as 0-2.
    files : list of Path
        What is scored; landmark recordings show no object.
    """
    if not points and show is None:
        return None
    option = "--object" if points else "--show-object"
    if exercise.object is None:
        wrong = f"exercise {exercise.id} is judged by the hand alone."
        raise typer.BadParameter(wrong, param_hint=option)
    if points and len(files) > 1:
        wrong = f"it is a place in one clip, and there are {len(files)}; use --show-object."
        raise typer.BadParameter(wrong, param_hint=option)
    return object_prompt(exercise.object.kind, points, show)


def object_prompt(
    kind: ObjectKind, points: list[str] | None, show: str | None
) -> PointPrompt | ShowPrompt | None:
    """Read how an object is made known; None where it is not.

    Parameters
    ----------
    kind : ObjectKind
    points : list of str, optional
        Pixels and a second, as 320,240@0.5.
    show : str, optional
        Seconds in which it is shown, as 0-2.
    """
    from handtrack.landmarks.tracked_object import ObjectKind, PointPrompt, ShowPrompt

    if points and show is not None:
        wrong = "point at the object or show it, not both."
        raise typer.BadParameter(wrong, param_hint="--object with --show-object")
    if show is not None:
        return ShowPrompt(kind, *interval(show, "--show-object"))
    if not points:
        return None
    most = 2 if kind is ObjectKind.ROD else 1
    if len(points) > most:
        wrong = f"a {kind} is known by {most} point{'s' * (most > 1)}; found {len(points)}."
        raise typer.BadParameter(wrong, param_hint="--object")
    places = [_place(text) for text in points]
    if len({time_s for _, _, time_s in places}) > 1:
        wrong = "both ends must be pointed at in one picture, at one time."
        raise typer.BadParameter(wrong, param_hint="--object")
    return PointPrompt(kind, tuple((x, y) for x, y, _ in places), places[0][2])


def _place(text: str) -> tuple[float, float, float]:
    """X, y and time of "X,Y@T"; the time may be left out for the first picture."""
    where, _, when = text.partition("@")
    x, _, y = where.partition(",")
    try:
        place = float(x), float(y), float(when or 0)
    except ValueError:
        place = (-1.0, -1.0, -1.0)
    if not all(0 <= value < float("inf") for value in place):
        wrong = f"'{text}' is no place; write pixels and seconds, as 320,240@0.5."
        raise typer.BadParameter(wrong, param_hint="--object")
    return place
