"""Accuracy of static poses, and the smallest change between two assessments that is no error.

Rendered hands of people outside the training data held the poses, with every angle known; the
clips went through the whole assessment: tracking, detection, measurement
(`validation/studies/assessments.py`).

MDC95 = 1.96 x sqrt(2) x SEM, where the standard error of measurement (SEM) is the pooled standard
deviation of the trials. It is at least the floor of the motion's kind: trials of one minute agree
better than trials of two days, and handtrack's own repeatability is not known yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from types import MappingProxyType

import numpy as np

from handtrack.assessment.motions import MotionKind, motion_of
from handtrack.assessment.norms import ALL_FINGERS
from handtrack.assessment.rom_result import MotionFigure
from handtrack.files import packaged_toml
from handtrack.landmarks.hand import FINGERS
from handtrack.measurements.error_model import WANTED_DEG, WANTED_OTHER_DEG, Z95


@dataclass(frozen=True, slots=True)
class ChangeFloor:
    """Lower limit of the smallest detectable change, with its source."""

    value: float
    source: str


_POLICY = "provisional: domain judgement, until the tool's own repeatability is known"
_OWN = "provisional: domain judgement, twice the residual measured on a rendered hand"
CHANGE_FLOORS: Mapping[MotionKind, ChangeFloor] = MappingProxyType(
    {
        MotionKind.EXTENSION: ChangeFloor(10.0, _POLICY),
        MotionKind.FLEXION: ChangeFloor(15.0, _POLICY),
        MotionKind.WRIST: ChangeFloor(12.0, _POLICY),
        MotionKind.TURN: ChangeFloor(15.0, f"{_POLICY}; as for flexion"),
        MotionKind.TOTAL: ChangeFloor(35.0, _POLICY),
        MotionKind.DISTANCE: ChangeFloor(0.2, f"{_OWN}, hand lengths"),
        MotionKind.SCORE: ChangeFloor(
            1.5, "provisional: one step more or less is a matter of one touch"
        ),
    }
)


def sem(trials: Iterable[Sequence[float]]) -> float | None:
    """Standard error of measurement: pooled standard deviation of sets of trials.

    Parameters
    ----------
    trials : iterable of sequence of float
        One set for each occasion; sets of one trial have no weight.

    Returns
    -------
    float or None
        None if no set has two trials.
    """
    squares, freedom = 0.0, 0
    for values in trials:
        if len(values) > 1:
            squares += float(np.var(values)) * len(values)
            freedom += len(values) - 1
    return sqrt(squares / freedom) if freedom else None


def mdc95(sem: float | None, floor: float) -> float:
    """Smallest detectable change at 95 % confidence.

    Parameters
    ----------
    sem : float or None
        Standard error of measurement.
    floor : float
        Lower limit, in the same unit; the result if `sem` is None.

    Returns
    -------
    float
    """
    return max(floor, Z95 * sqrt(2) * sem) if sem is not None else floor


def counted_values(figure: MotionFigure) -> list[float]:
    """Values of the trials that count."""
    return [t.value for t in figure.trials if t.value is not None and t.counts]


LEAST_FIGURES = 6
"""Provisional: least number of figures for a mean error."""


@dataclass(frozen=True, slots=True)
class StaticError:
    """Error of one motion in static poses, over all fingers.

    Parameters
    ----------
    mae_deg : float
        Mean absolute error.
    wanted_deg : float
        Largest mean error of a verified figure.
    figures : int
        Number of figures in the mean.
    """

    mae_deg: float
    wanted_deg: float
    figures: int

    @property
    def good_enough(self) -> bool:
        """Whether a figure may have the label *verified*."""
        return self.mae_deg <= self.wanted_deg and self.figures >= LEAST_FIGURES


def motion_class(key: str) -> str:
    """Key without the finger: "fingers.pip.flexion@hook"."""
    name, at, pose = key.partition("@")
    first, _, rest = name.partition(".")
    return f"{ALL_FINGERS}{rest}{at}{pose}" if first in FINGERS else key


def wanted_deg(key: str) -> float:
    """Largest mean error of a verified figure, in degrees."""
    return WANTED_DEG.get(motion_of(key).measure, WANTED_OTHER_DEG)


def static_error(key: str) -> StaticError | None:
    """Error of a key, else of its motion in the usual pose; None if neither was measured."""
    known, sort = _known(), motion_class(key)
    found = known.get(sort) or known.get(sort.partition("@")[0])
    return None if found is None else StaticError(found[0], wanted_deg(key), found[1])


@cache
def _known() -> Mapping[str, tuple[float, int]]:
    held = packaged_toml("assessment/accuracy.toml").get("held", ())
    return MappingProxyType({e["motion"]: (float(e["mae_deg"]), int(e["figures"])) for e in held})
