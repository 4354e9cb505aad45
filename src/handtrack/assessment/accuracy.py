"""The two errors of a figure: its accuracy, and the smallest detectable change.

- *Accuracy* (the ±) is how far a figure may be from a goniometer: half the width of its 95 %
  interval. Most of it is a bias that stays with person, view and protocol.
- The *smallest detectable change* (MDC95) is how far two figures of the same hand, measured the
  same way, may differ although nothing has changed: 1.96 x sqrt(2) x SEM, where the standard error
  of measurement (SEM) is the standard deviation of repeated assessments. The bias cancels in it, so
  it may be less than the ±.

A figure whose accuracy is worse than a bound is neither verified nor compared with norms
(`accurate_enough`). No ± is smaller than what repeats of one hand differ by (`least_error`). A
change is told only beyond the smallest detectable one (`smallest_change`), which is the larger of
what repeated assessments of rendered hands showed (`validation/repeats`, `repeats.toml`) and what
the person's own trials do.

How far held poses of rendered hands of people outside the training data are from their known angles
stands in `accuracy.toml` (`validation/studies/assessments.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from types import MappingProxyType
from typing import Any

import numpy as np

from handtrack.assessment.motions import MotionKind, motion_of
from handtrack.assessment.norms import ALL_FINGERS
from handtrack.assessment.notation import digits
from handtrack.assessment.rom_result import MotionFigure
from handtrack.files import packaged_toml
from handtrack.landmarks.hand import FINGERS
from handtrack.measurements.error_model import (
    MOST_VERIFIED,
    WANTED_DEG,
    WANTED_OTHER_DEG,
    WIDER_ON_REAL,
    Z95,
)

JOINTS_OF_TOTAL = 6
"""Angles that a total active motion is the sum of."""


@dataclass(frozen=True, slots=True)
class Repeatability:
    """How far repeated assessments of one hand differ, for motions of one kind.

    Parameters
    ----------
    smallest_change : float
        Smallest detectable change, in the motion's unit.
    source : str
    """

    smallest_change: float
    source: str


_OPPOSITION = Repeatability(1.0, "provisional: domain judgement, one touch missed or invented")


def repeatability(key: str) -> Repeatability:
    """Repeatability of a motion.

    Raises
    ------
    KeyError
        It was never measured repeatedly.
    """
    if motion_of(key).kind is MotionKind.SCORE:
        return _OPPOSITION
    return _repeats()[motion_class(key).partition("@")[0]]


def smallest_change(key: str, sets: Iterable[Sequence[float]] = ()) -> float:
    """Smallest detectable change of a motion: a change counts if it is larger.

    Parameters
    ----------
    key : str
        Motion.
    sets : iterable of sequence of float
        Trials of this motion and hand, a set each occasion.

    Returns
    -------
    float
        Rounded up to what is printed, so that no change counts that looks like the smallest one.
    """
    scale = 10.0 ** digits(key)
    least = mdc95(sem(sets), repeatability(key).smallest_change)
    return ceil(round(least * scale, 6)) / scale


def least_error(key: str) -> float:
    """Smallest half width of a figure's 95 % interval: what repeats of one hand show."""
    return repeatability(key).smallest_change / sqrt(2)


def held_error(key: str) -> float | None:
    """Accuracy of a pose that was held where the motion shows; None if it was not measured.

    Measured, in the motion's unit, for distances and for motions counted from a pose held before,
    on rendered hands. On pictures of a real hand errors are larger (`WIDER_ON_REAL`): by as much as
    of the joint where that was most, since for these motions it was not measured.
    """
    error = _measured()["held_error"].get(motion_class(key).partition("@")[0])
    return None if error is None else float(error) * max(WIDER_ON_REAL.values())


def most_verified(key: str) -> float:
    """Bound of the accuracy of a figure that is verified or compared with norms.

    The bound of a total active motion is that of its six angles, if their errors are independent.
    """
    motion = motion_of(key)
    joints = JOINTS_OF_TOTAL if motion.kind is MotionKind.TOTAL else 1
    return sqrt(joints) * MOST_VERIFIED[motion.unit]


def accurate_enough(key: str, error: float | None) -> bool:
    """Whether a figure may be verified and compared with norms.

    Parameters
    ----------
    key : str
        Motion.
    error : float or None
        Its accuracy; unknown is not enough.
    """
    return error is not None and error <= most_verified(key)


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


@cache
def _repeats() -> Mapping[str, Repeatability]:
    return MappingProxyType(
        {
            motion: Repeatability(float(group["smallest_change"]), group["source"])
            for group in _measured()["group"]
            for motion in group["motions"]
        }
    )


@cache
def _measured() -> Mapping[str, Any]:
    return MappingProxyType(packaged_toml("assessment/repeats.toml"))
