"""The bands that the thresholds of a cycle cut its signal into, seen from either end."""

from __future__ import annotations

from bisect import bisect_right
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats
from handtrack.verifiers.machine import GAP, Framing

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
LARGEST = float(np.finfo(np.float64).max)
"""Of the finite numbers: only an infinity lies beyond it."""


def frames(rule: Cycle) -> Framing:
    """Cut the fraction axis into bands at every threshold, two-ended rules from either end.

    Each fraction of the person's own range then has its band, or `GAP` for NaN and the infinities.
    What may have come back is proposed: the margin belongs to the rest band.
    """
    rest = rule.rest.value + rule.rest.margin
    two_ended = rule.ends == "both"
    steps = (rest, max(rule.attempt.value, rest), rule.dip.value, rule.full.value)
    edges, bands = _bands(steps, two_ended)
    return lambda progress: bands[edges.searchsorted(progress, side="right")]


def _bands(steps: tuple[float, ...], two_ended: bool) -> tuple[Floats, NDArray[np.int8]]:
    """Edges in ascending order, and the band below the first one and from each one on."""
    from_high = sorted(1 - step for step in steps)

    def band(fraction: float) -> int:
        zone = bisect_right(steps, fraction)
        beyond = bisect_right(from_high, fraction)
        return zone + len(_ZONES) * (len(steps) - beyond) if two_ended else zone

    edges = [-LARGEST, *sorted({*steps, *from_high} if two_ended else steps)]
    # NaN is sorted behind infinity.
    return np.array([*edges, np.inf]), np.array([GAP, *map(band, edges), GAP], dtype=np.int8)


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
