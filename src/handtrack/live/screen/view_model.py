"""Everything that a session shows at one picture of the camera."""

from __future__ import annotations

from dataclasses import dataclass, field

from handtrack.events import Status
from handtrack.landmarks.hand import Floats, Side
from handtrack.live.camera_guidance import PlacementCue
from handtrack.live.flow.states import State
from handtrack.live.language.texts import Sentence
from handtrack.live.performance import SessionSpeed
from handtrack.live.session_end import SessionEnd


@dataclass(frozen=True, slots=True)
class ScreenModel:
    """Everything that is shown at one picture.

    Parameters
    ----------
    state : State
    now_s : float
    aspect : float or None
        Width by height of the camera's picture; None where it gives none.
    points : ndarray, shape (21, 2), or None
        The hand's landmarks as shares of the camera picture's width and height, unmirrored.
    cue : PlacementCue or None
        What to change about the picture.
    share : float or None
        How far the movement is on the person's own range; None where there is no such figure.
    marks : tuple of float
        Where on it a movement begins to count: back at rest, partial, full.
    timer_s : tuple of float or None
        What the exercise's own timer shows, and what it runs up to, in seconds.
    parts : tuple of (str, bool)
        Names of the parts of what is under way, as texts have them, and whether each is done.
    last : Status or None
        Of the repetition that ended last, if that was just now.
    reason : str
        Name of the reason why it did not count.
    trouble : Sentence or None
        About the camera or the computer.
    guided, guided_of : int
        Guided movements so far, and how many are asked for; 0 where an open hand is.
    summary : tuple of Sentence
        What the set or the session came to.
    end : SessionEnd
        What the end of the session says beside that.
    fingers : int or None
        How many are held up.
    speed : SessionSpeed or None
        Figures for a helper.
    side : Side or None
        Which hand is seen.
    still_s : float
        For how long the hand has been still.
    """

    state: State
    now_s: float
    aspect: float | None = None
    points: Floats | None = None
    cue: PlacementCue | None = None
    share: float | None = None
    marks: tuple[float, ...] = ()
    timer_s: tuple[float, float] | None = None
    parts: tuple[tuple[str, bool], ...] = ()
    last: Status | None = None
    reason: str = ""
    trouble: Sentence | None = None
    guided: int = 0
    guided_of: int = 3
    summary: tuple[Sentence, ...] = ()
    end: SessionEnd = field(default_factory=SessionEnd)
    fingers: int | None = None
    speed: SessionSpeed | None = None
    side: Side | None = None
    still_s: float = 0.0
