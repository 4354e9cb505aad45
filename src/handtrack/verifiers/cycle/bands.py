"""The bands that the thresholds of a cycle cut its signal into, seen from either end."""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.verifiers.machine import GAP

if TYPE_CHECKING:
    from handtrack.definitions.verifier_tables import Cycle


class CycleZone(IntEnum):
    """Where the signal stands, seen from one end."""

    REST = 0
    LOW = 1
    MIDDLE = 2
    HIGH = 3
    FULL = 4


_ZONES = tuple(CycleZone)


def frames(rule: Cycle, progress: Floats) -> NDArray[np.int8]:
    """Cut the fraction axis into bands at every threshold, two-ended rules from either end.

    Parameters
    ----------
    rule : Cycle
        What may have come back is proposed: the margin belongs to the rest band.
    progress : ndarray, shape (N,)
        Fractions of the person's own range.

    Returns
    -------
    ndarray of int8, shape (N,)
        A band each; `GAP` for NaN and the infinities.
    """
    rest = rule.rest.value + rule.rest.margin
    steps, from_high = _steps(rest, rule.attempt.value, rule.dip.value, rule.full.value)
    band = steps.searchsorted(progress, side="right")
    if rule.ends == "both":
        beyond = from_high.searchsorted(progress, side="right")
        band = band + len(_ZONES) * (len(steps) - beyond)
    return np.where(np.isfinite(progress), band, GAP).astype(np.int8)


@cache
def _steps(rest: float, attempt: float, dip: float, full: float) -> tuple[Floats, Floats]:
    """The thresholds in order, and the same counted from the other end."""
    steps = np.array([rest, max(attempt, rest), dip, full])
    return steps, np.sort(1 - steps)


def zone(band: int, flipped: bool) -> CycleZone:
    """Tell what a band means.

    Parameters
    ----------
    band : int
        Of `frames`; not `GAP`.
    flipped : bool
        Whether it is looked at from the high end of the signal.
    """
    return _ZONES[band // len(_ZONES) if flipped else band % len(_ZONES)]
