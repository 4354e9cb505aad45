"""Options that several commands share, and readers of their texts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handtrack.landmarks.hand import Finger, Side
    from handtrack.records.store.store import Store
    from handtrack.tracking.open_tracker import TrackerChoice

Db = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|URL",
        help="The records, if not those in your data folder; also from HANDTRACK_DB.",
    ),
]
KeyArgument = Annotated[
    str, typer.Argument(metavar="PATIENT", help="The patient's id.", show_default=False)
]
When = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="DATE",
        help="When it was, as 2026-09-01 or 2026-09-01T10:30. Default: now.",
    ),
]
Pain = Annotated[
    int | None, typer.Option(min=0, max=10, metavar="0-10", help="Pain, 10 the worst imaginable.")
]
Effort = Annotated[
    int | None, typer.Option(min=0, max=10, metavar="0-10", help="Effort, 10 the most possible.")
]
Words = Annotated[str, typer.Option(metavar="TEXT", help="What the person said, in their words.")]
Library = Annotated[
    Path | None,
    typer.Option(
        "--library", metavar="FOLDER", help="Exercise files to use instead of handtrack's own."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
ResultsAsJson = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Print the result alone as JSON; for several files or a folder one line a file.",
    ),
]
Clips = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="Videos, folders of videos, or landmark recordings (.npz).",
        show_default=False,
    ),
]
OwnHand = Annotated[
    str | None,
    typer.Option(
        metavar="left|right",
        help="Which hand is exercised, the person's left or right. Default: detected.",
    ),
]
HandModel = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The hand model, if not the installed one.")
]
TrackerOption = Annotated[
    str | None,
    typer.Option(
        "--tracker",
        metavar="litert|mediapipe",
        help="What runs the hand model. Default: litert, or mediapipe where LiteRT is not to be "
        "had; also from HANDTRACK_TRACKER.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option(metavar="en|de", help="Of everything said and written. Default: as before."),
]
NoBrowser = Annotated[
    bool,
    typer.Option("--no-browser", help="Open no browser; only print the address for one."),
]
Port = Annotated[
    int,
    typer.Option(
        min=0, max=65535, metavar="N", help="Where the browser finds it. Default: a free one."
    ),
]
NewFileArgument = Annotated[
    Path,
    typer.Option("--out", "-o", metavar="FILE", help="The file to write.", show_default=False),
]

Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="FINGER",
        help="A finger that is missing, splinted or bandaged, and neither asked for nor read: "
        "index, middle, ring or little. May be given several times, or as ring,little; 'none' for "
        "none. Default: as the patient's record says.",
    ),
]

NOON = time(12)
"""A day given without a time stays that day in every zone people live in."""


def store_at(db: str | None, create: bool = False) -> Store:
    """Open the records.

    Parameters
    ----------
    db : str, optional
        File or address; by default the user's own.
    create : bool
        Whether to make them where there are none.
    """
    from handtrack.records.store.location import find_location
    from handtrack.records.store.store import Store

    return Store.open(find_location(db), create)


def moment(text: str | None, option: str = "--date") -> datetime:
    """Read a date or a time, in this machine's zone unless it says another.

    Parameters
    ----------
    text : str, optional
        By default now.
    option : str
        Which option it was given by.
    """
    now = datetime.now().astimezone()
    if text is None:
        return now
    try:
        if len(text) == len("2026-09-01"):
            found = datetime.combine(date.fromisoformat(text), NOON)
        else:
            found = datetime.fromisoformat(text)
        found = found if found.tzinfo else found.astimezone()
        later = found - now
    except (ValueError, OverflowError, OSError):
        wrong = f"'{text}' is no date; write 2026-09-01 or 2026-09-01T10:30."
        raise typer.BadParameter(wrong, param_hint=option) from None
    if later > timedelta(days=1):
        raise typer.BadParameter(f"{text} is still to come.", param_hint=option)
    return found


def day(text: str, option: str) -> date:
    """Read a day, also one to come.

    Parameters
    ----------
    text : str
    option : str
        Which option it was given by.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"'{text}' is no day; write it as 2026-09-01.", param_hint=option
        ) from None


def choice(text: str, allowed: tuple[str, ...], option: str) -> str:
    """Read one of a few words.

    Parameters
    ----------
    text : str
        In capital or small letters.
    allowed : tuple of str
        In small letters.
    option : str
        Which option it was given by.
    """
    if text.lower() not in allowed:
        words = ", ".join(allowed)
        raise typer.BadParameter(f"'{text}' is none of: {words}.", param_hint=option)
    return text.lower()


def left_out(texts: list[str] | None) -> tuple[Finger, ...] | None:
    """Read the fingers of --without, thumb side first; None where it was not given."""
    from handtrack.landmarks.hand import FINGERS

    if texts is None:
        return None
    words = [word.strip() for text in texts for word in text.split(",") if word.strip()]
    chosen = [choice(word, (*FINGERS, "none"), "--without") for word in words]
    if "none" in chosen and len(set(chosen)) > 1:
        raise typer.BadParameter("give fingers or none, not both.", param_hint="--without")
    return tuple(finger for finger in FINGERS if finger in chosen)


def tracker_choice(model: Path | None, tracker: str | None) -> TrackerChoice:
    """Read which tracker is wanted.

    Parameters
    ----------
    model : Path, optional
        The hand model's file.
    tracker : str, optional
        Name of the engine that runs it.
    """
    from handtrack.tracking.open_tracker import LandmarkEngine, TrackerChoice

    if tracker is None:
        return TrackerChoice(model)
    return TrackerChoice(model, LandmarkEngine(choice(tracker, tuple(LandmarkEngine), "--tracker")))


def side(text: str, option: str = "--hand") -> Side:
    """Read left or right.

    Parameters
    ----------
    text : str
    option : str
        Which option it was given by.
    """
    from handtrack.landmarks.hand import Side

    try:
        return Side(text.lower())
    except ValueError:
        wrong = f"'{text}' is neither left nor right."
        raise typer.BadParameter(wrong, param_hint=option) from None
