"""What a guided assessment is shown on: a page in the browser, or a script of the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from handtrack.landmarks.hand import Floats, Side
from handtrack.live.assessment.assessment_flow import AssessmentPrompt
from handtrack.live.camera_guidance import PlacementCue
from handtrack.live.flow.states import Pressed
from handtrack.live.language.texts import Sentence


@dataclass(frozen=True, slots=True)
class AssessmentModel:
    """Everything that is shown at one picture of a guided assessment.

    Parameters
    ----------
    prompt : AssessmentPrompt
    now_s : float
    aspect : float or None
        Width by height of the camera's picture; None where it gives none.
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
    aspect: float | None = None
    points: Floats | None = None
    cue: PlacementCue | None = None
    side: Side | None = None
    trouble: Sentence | None = None


class AssessmentOutput(Protocol):
    """Puts up what is asked for, and gives the keys that were pressed."""

    def show(self, model: AssessmentModel) -> None:
        """Put it up."""
        ...

    def pressed(self) -> Pressed:
        """Take what was chosen since the last time, on the screen that is shown."""
        ...
