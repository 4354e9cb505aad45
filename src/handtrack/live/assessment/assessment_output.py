"""What a guided assessment is shown on: a window that is painted, or a page in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from handtrack.landmarks.hand import Floats, Side
from handtrack.live.assessment.assessment_flow import AssessmentPrompt
from handtrack.live.camera_guidance import PlacementCue
from handtrack.live.flow.states import Key
from handtrack.live.language.texts import Sentence
from handtrack.rendering.text import Image


@dataclass(frozen=True, slots=True)
class AssessmentModel:
    """Everything that one picture of a guided assessment shows.

    Parameters
    ----------
    prompt : AssessmentPrompt
    now_s : float
    image : ndarray of uint8, shape (height, width, 3), or None
        BGR, unmirrored; None where the camera gives none.
    points : ndarray, shape (21, 2), or None
        Landmarks as shares of the picture's width and height; None without a hand.
    cue : PlacementCue or None
        What to change about the picture.
    side : Side or None
        The hand that is measured, where that is known.
    trouble : Sentence or None
        About the camera.
    """

    prompt: AssessmentPrompt
    now_s: float
    image: Image | None = None
    points: Floats | None = None
    cue: PlacementCue | None = None
    side: Side | None = None
    trouble: Sentence | None = None


class AssessmentOutput(Protocol):
    """Puts up what is asked for, and gives the keys that were pressed.

    Attributes
    ----------
    places : bool
        Whether the person says on it that the camera stands.
    """

    places: bool

    def show(self, model: AssessmentModel) -> None:
        """Put it up."""
        ...

    def pressed(self) -> Key | None:
        """Take the key that was pressed since the last time, for the screen that is shown."""
        ...
