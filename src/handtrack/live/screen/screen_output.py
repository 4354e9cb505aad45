"""What a session is shown on: a page in the browser, or a script of the tests."""

from __future__ import annotations

from typing import Protocol

from handtrack.live.flow.states import Pressed
from handtrack.live.screen.view_model import ScreenModel


class ScreenOutput(Protocol):
    """Puts up screens, and gives what the person chose on them."""

    def show(self, model: ScreenModel) -> None:
        """Put up a screen."""
        ...

    def pressed(self) -> Pressed:
        """Take what was chosen since the last time."""
        ...
