"""What a session is shown on: a window that is painted, or a page in the browser."""

from __future__ import annotations

from typing import Protocol

from handtrack.landmarks.hand import Side
from handtrack.live.flow.states import Pressed
from handtrack.live.screen.view_model import ScreenModel
from handtrack.rendering.text import Image


class ScreenOutput(Protocol):
    """Puts up screens, and gives what the person chose on them."""

    def prepare(self, image: Image, exercise: str, side: Side, time_s: float) -> None:
        """Begin what needs no hand, while the hand is still being found.

        Parameters
        ----------
        image : ndarray of uint8, shape (height, width, 3)
            BGR, unmirrored.
        exercise : str
            Its id.
        side : Side
            The hand that is demonstrated.
        time_s : float
            Time of the picture.
        """
        ...

    def show(self, model: ScreenModel) -> None:
        """Put up a screen, over the picture that was prepared, if any."""
        ...

    def pressed(self) -> Pressed:
        """Take what was chosen since the last time; puts up what was shown."""
        ...

    def close(self) -> None:
        """Take the screen away."""
        ...
