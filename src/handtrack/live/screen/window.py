"""The window and its large keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import cv2
import numpy as np

from handtrack.errors import OutputError
from handtrack.live.flow.states import Key
from handtrack.live.screen.display import require_display
from handtrack.rendering.text import Image
from handtrack.sources.native import stderr_aside

TITLE = "handtrack"
_PLAIN = cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL
_KEYS = {
    **dict.fromkeys((" ", "\r", "\n"), Key.GO),
    "r": Key.REPEAT,
    "s": Key.SKIP,
    **dict.fromkeys(("q", "\x1b"), Key.STOP),
    **dict.fromkeys(("n", "\t"), Key.NEXT),
    "b": Key.BACK,
}
_DIGITS = {**{str(n): n for n in range(10)}, "t": 10}
"""T for ten, as one key must be enough."""


class Surface(Protocol):
    """What a session is shown on."""

    def show(self, image: Image) -> None:
        """Put up a picture."""
        ...

    def pressed(self) -> tuple[Key | None, int | None]:
        """What was pressed since the last time: a key or a number."""
        ...

    def close(self) -> None:
        """Take the surface away."""
        ...


class Window:
    """A window of OpenCV; closing it stops the session as the stop key does."""

    def __init__(self, size_px: tuple[int, int], full_screen: bool) -> None:
        require_display()
        try:
            with stderr_aside():  # Qt looks for fonts that this window does not use
                cv2.namedWindow(TITLE, _PLAIN)
                cv2.resizeWindow(TITLE, *size_px)
                cv2.imshow(TITLE, np.zeros((size_px[1], size_px[0], 3), np.uint8))
                cv2.pollKey()
            if full_screen:
                cv2.setWindowProperty(TITLE, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_FULLSCREEN)
        except cv2.error as e:
            raise OutputError(
                "No window can be shown: this OpenCV was built without windows, or there is no "
                "screen. 'handtrack doctor' tells; recorded videos need none."
            ) from e
        self._shown = False

    def show(self, image: Image) -> None:
        """Put up a picture."""
        cv2.imshow(TITLE, image)

    def pressed(self) -> tuple[Key | None, int | None]:
        """What was pressed; the window's own events are handled here, too."""
        code = cv2.pollKey()
        visible = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) >= 1
        if self._shown and not visible:
            return Key.STOP, None
        self._shown = self._shown or visible
        return meaning(code)

    def close(self) -> None:
        """Close it."""
        if self._shown:
            cv2.destroyWindow(TITLE)
            cv2.waitKey(1)


class ScriptedWindow:
    """A surface for tests and demonstrations: keys come from a function, pictures go to one."""

    def __init__(
        self,
        keys: Callable[[], tuple[Key | None, int | None]],
        see: Callable[[Image], None],
    ) -> None:
        self._keys, self.show = keys, see

    def pressed(self) -> tuple[Key | None, int | None]:
        """What the script presses now."""
        return self._keys()

    def close(self) -> None:
        """Nothing to do."""


def meaning(code: int) -> tuple[Key | None, int | None]:
    """What a key code of OpenCV stands for."""
    if code < 0:
        return None, None
    letter = chr(code & 0xFF).lower()
    return _KEYS.get(letter), _DIGITS.get(letter)
