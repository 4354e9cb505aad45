"""Whether a window can be shown here: Qt, which OpenCV's wheels bring, aborts where it cannot.

An abort cannot be caught, so on Linux the window is tried in a process of its own first. The wheels
know X alone: a Wayland desktop shows their window through its own X server, if Qt is told so.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from handtrack.errors import OutputError

ANSWER_S = 15.0
"""A screen that does not answer for this long shows nothing either."""
PLATFORM = "QT_QPA_PLATFORM"
_ELSE = "Videos that were recorded need no window: handtrack score CLIP"


def require_display() -> None:
    """Make sure that a window can be shown, before the first one.

    Raises
    ------
    OutputError
        None can: there is no screen, or it does not answer.
    """
    if not sys.platform.startswith("linux"):
        return
    platform = platform_for(os.environ)
    if platform is not None:
        os.environ[PLATFORM] = platform
    failure = _tried()
    if failure is not None:
        raise OutputError(f"No window can be shown: {failure} {_advice(os.environ)} {_ELSE}")


def platform_for(environment: Mapping[str, str]) -> str | None:
    """Choose the platform of Qt; None where Qt or the user chooses it.

    Raises
    ------
    OutputError
        There is no screen at all.
    """
    told = environment.get(PLATFORM, "")
    on_wayland = told.startswith("wayland")
    if environment.get("DISPLAY"):
        return "xcb" if not told or on_wayland else None
    if not environment.get("WAYLAND_DISPLAY") and told in ("", "xcb", "wayland"):
        raise OutputError(
            "No display: neither DISPLAY nor WAYLAND_DISPLAY is set, so there is no screen to show "
            f"a window on. {_advice(environment)} {_ELSE}"
        )
    return None


def _advice(environment: Mapping[str, str]) -> str:
    if environment.get("DISPLAY"):
        return (
            f"DISPLAY is {environment['DISPLAY']!r}. Start handtrack in a terminal on the desktop "
            "of the machine that has the screen."
        )
    if environment.get("WAYLAND_DISPLAY"):
        return (
            "There is a Wayland screen, but no X: switch on or install XWayland, which sets "
            "DISPLAY, and log in again."
        )
    return (
        "Start handtrack in a terminal on the desktop; from another machine connect with 'ssh -X'."
    )


def _tried() -> str | None:
    """Why no window comes up in a process of its own; None where one does."""
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as place:
        said = Path(place) / "said"
        process = context.Process(target=_try, args=(said,), daemon=True)
        process.start()
        process.join(ANSWER_S)
        if process.is_alive():
            process.kill()
            process.join()
            return f"the screen did not answer in {ANSWER_S:.0f} s."
        if process.exitcode == 0:
            return None
        return f"{_reason(said)}."


def _reason(said: Path) -> str:
    """The sentence in what Qt and OpenCV said that tells most."""
    try:
        lines = said.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    telling = [line for line in lines if "could not" in line.lower() or "error:" in line]
    found = (telling or ["the program that was to show it was aborted by its own libraries"])[0]
    return found.removeprefix("qt.qpa.xcb: ").strip().rstrip(".")


def _try(said: Path) -> None:
    """In the child: show a small window, and keep what the libraries say of it."""
    descriptor = os.open(said, os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(descriptor, 2)
    import cv2

    cv2.namedWindow("handtrack", cv2.WINDOW_NORMAL)
    cv2.pollKey()
    cv2.destroyAllWindows()
    os._exit(0)  # how the libraries take leave says nothing
