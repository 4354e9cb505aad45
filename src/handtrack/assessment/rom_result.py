"""Result of a range-of-motion assessment: figures with errors, for one hand and one protocol.

The sign of a figure follows its motion: `wrist.extension` is 60 for a wrist extended by 60 degrees,
and a finger joint that lacks 20 degrees of extension has -20. Reports have words instead of signs
(`notation.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handtrack.events import Label
from handtrack.landmarks.hand import Finger, Side
from handtrack.landmarks.views import View
from handtrack.measurements.number_format import Unit
from handtrack.scoring.movement_quality import Steadiness
from handtrack.scoring.result_json import EngineName, OptionalFloat


class AssessmentMode(StrEnum):
    """Active or assisted motion, as declared: a camera cannot distinguish them."""

    ACTIVE = "active"
    """By the person's own muscles."""
    ASSISTED = "assisted"
    """With help of the other hand or of a person."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Value of one motion in one held pose.

    Parameters
    ----------
    number : int
        From 1, in order of time.
    start_s, end_s : float
        Plateau, half-open.
    value : float or None
        Median over the plateau; None if it could not be measured.
    implausible : bool
        Whether it is beyond the physiological limits: reported, excluded from the figure.
    label : Label
    steadiness : Steadiness or None
        Stillness of the hand during the plateau.
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
        """Whether the figure includes the trial."""
        return self.value is not None and not self.implausible


@dataclass(frozen=True, slots=True)
class MotionFigure:
    """Figure of one motion of one hand.

    Parameters
    ----------
    motion : str
        Key, as "index.pip.flexion" (`motions.py`).
    unit : str
    value : float or None
        Median of the trials that count.
    error : float or None
        Half width of the 95 % interval; None if there is no value or the error is unknown.
    label : Label
    view : View or None
        View of the hand in most frames; None if no hand was detected.
    pose : str
        Id of the pose.
    trials : tuple of Trial
        Empty for a figure that is computed from others.
    note : str
        Reason if it is missing or estimated, and the source of the error.
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
    """Versions and conditions of a measurement, which decide whether two can be compared.

    Parameters
    ----------
    rate_hz : float or None
        Median frame rate.
    hand_length_px : float or None
        Median distance of wrist to middle MCP joint in the picture.
    """

    handtrack: str
    engine: EngineName
    model_sha256: str
    protocol: str
    protocol_version: str
    source: str
    source_sha256: str
    rate_hz: OptionalFloat
    hand_length_px: OptionalFloat


@dataclass(frozen=True, slots=True)
class Assessment:
    """Assessment of one hand by a protocol or a part of it.

    Parameters
    ----------
    without : tuple of Finger
        Fingers that were excluded as requested.
    """

    side: Side
    manner: AssessmentMode
    figures: tuple[MotionFigure, ...]
    made_by: AssessmentProvenance
    without: tuple[Finger, ...] = ()

    def figure(self, motion: str) -> MotionFigure | None:
        """Figure of a motion; None if it was not assessed."""
        return next((f for f in self.figures if f.motion == motion), None)
