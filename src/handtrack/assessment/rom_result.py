"""What a range-of-motion assessment came to: one hand, one protocol, figures with their errors.

A figure is kept in the motion's own direction: 60 for a wrist that bends 60 degrees back under
`wrist.extension`, and -20 for a finger joint that lacks 20 degrees of extension. People read words
instead of signs (`notation.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handtrack.events import Label
from handtrack.landmarks.hand import Finger, Side
from handtrack.landmarks.views import View
from handtrack.measurements.registry import Unit
from handtrack.scoring.movement_quality import Steadiness
from handtrack.scoring.result_json import OptionalFloat


class AssessmentMode(StrEnum):
    """Who moves the joint. A camera cannot tell, so it is declared."""

    ACTIVE = "active"
    """The person's own muscles."""
    ASSISTED = "assisted"
    """With the other hand's or somebody's help."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One hold of one pose, read for one motion.

    Parameters
    ----------
    number : int
        From 1, in order of time.
    start_s, end_s : float
        The plateau, half-open.
    value : float or None
        Median over the plateau; None where it could not be read.
    implausible : bool
        Beyond what the joint can do: shown, and left out of the figure.
    label : Label
    steadiness : Steadiness or None
        How still the hold was.
    """

    number: int
    start_s: float
    end_s: float
    value: OptionalFloat
    implausible: bool
    label: Label
    steadiness: Steadiness | None

    @property
    def counts(self) -> bool:
        """Whether the figure rests on it."""
        return self.value is not None and not self.implausible


@dataclass(frozen=True, slots=True)
class MotionFigure:
    """One motion of one hand.

    Parameters
    ----------
    motion : str
        Its key, such as "index.pip.flexion" (`motions.py`).
    unit : str
    value : float or None
        Median of the trials that count.
    error : float or None
        Half-width of its 95 % interval. None together with `value`, and where it is unknown.
    label : Label
    view : View or None
        From where most of its frames saw the hand; None where nothing was seen.
    pose : str
        The pose in which it was read.
    trials : tuple of Trial
        Empty for a figure that is computed from others.
    note : str
        Why it is missing or estimated, and the error's source.
    """

    motion: str
    unit: Unit
    value: OptionalFloat
    error: OptionalFloat
    label: Label
    view: View | None
    pose: str
    trials: tuple[Trial, ...]
    note: str


@dataclass(frozen=True, slots=True)
class AssessmentProvenance:
    """What is needed to measure again, and to know whether two assessments may be compared.

    Parameters
    ----------
    rate_hz : float or None
        Frames a second, the median.
    hand_length_px : float or None
        Wrist to middle knuckle in the picture, the median: how near the hand was.
    """

    handtrack: str
    mediapipe: str
    model_sha256: str
    protocol: str
    protocol_version: str
    source: str
    source_sha256: str
    rate_hz: OptionalFloat
    hand_length_px: OptionalFloat


@dataclass(frozen=True, slots=True)
class Assessment:
    """One hand taken through a protocol, or a part of it.

    Parameters
    ----------
    without : tuple of Finger
        Fingers that were left out, as asked, with all that is measured of them.
    """

    side: Side
    manner: AssessmentMode
    figures: tuple[MotionFigure, ...]
    made_by: AssessmentProvenance
    without: tuple[Finger, ...] = ()

    def figure(self, motion: str) -> MotionFigure | None:
        """The figure of one motion, if it was taken."""
        return next((f for f in self.figures if f.motion == motion), None)
