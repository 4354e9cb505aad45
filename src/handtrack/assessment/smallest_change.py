"""The smallest change that can be told from measurement error.

MDC95 = 1.96 x sqrt(2) x SEM, where the standard error of measurement (SEM) is the pooled standard
deviation of the trials, and never less than the floor of its kind. Trials of one minute agree
better than those of two days, so the floors carry the policy until the tool's own repeatability is
known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType

import numpy as np

from handtrack.assessment.motions import MotionKind
from handtrack.assessment.rom_result import MotionFigure

Z95 = 1.96


@dataclass(frozen=True, slots=True)
class ChangeFloor:
    """The least that counts as a change, whatever the trials say."""

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
    """Standard error of measurement: the pooled standard deviation of sets of trials.

    Sets of one trial say nothing; None where there are no others.
    """
    squares, freedom = 0.0, 0
    for values in trials:
        if len(values) > 1:
            squares += float(np.var(values)) * len(values)
            freedom += len(values) - 1
    return sqrt(squares / freedom) if freedom else None


def mdc95(sem: float | None, floor: float) -> float:
    """Smallest detectable change, 95 %."""
    return max(floor, Z95 * sqrt(2) * sem) if sem is not None else floor


def counted_values(figure: MotionFigure) -> list[float]:
    """The trials a figure rests on."""
    return [t.value for t in figure.trials if t.value is not None and t.counts]
