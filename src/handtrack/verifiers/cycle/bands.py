"""The bands that the thresholds of a cycle cut its signal into, seen from either end."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import IntEnum
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import Floats

GAP = -1
"""The band of a frame in which the signal could not be measured."""


class Zone(IntEnum):
    """Where the signal stands, seen from the rest end."""

    REST = 0
    LOW = 1
    MIDDLE = 2
    HIGH = 3
    FULL = 4


@dataclass(frozen=True, slots=True)
class Bands:
    """The cuts of the fraction axis, and what each band between them means from either end."""

    cuts: tuple[float, ...]
    forward: tuple[Zone, ...]
    backward: tuple[Zone, ...]

    @classmethod
    def of(cls, steps: tuple[float, ...], two_ended: bool) -> Bands:
        """Cut at every threshold, counted from 0 and, for two-ended rules, also from 1."""
        mirrored = tuple(1 - s for s in steps) if two_ended else ()
        cuts = tuple(sorted({*steps, *mirrored}))
        middles = [(a + b) / 2 for a, b in zip((-np.inf, *cuts), (*cuts, np.inf), strict=True)]
        middles[0], middles[-1] = cuts[0] - 1, cuts[-1] + 1
        return cls(
            cuts,
            tuple(Zone(bisect_right(steps, m)) for m in middles),
            tuple(Zone(bisect_right(steps, 1 - m)) for m in middles),
        )

    def band(self, fraction: float) -> int:
        """The band of one value; `GAP` for NaN and the infinities."""
        return bisect_right(self.cuts, fraction) if isfinite(fraction) else GAP

    def bands(self, fraction: Floats) -> NDArray[np.int8]:
        """The same for an array of any length."""
        band = np.searchsorted(np.array(self.cuts), fraction, side="right").astype(np.int8)
        return np.where(np.isfinite(fraction), band, np.int8(GAP)).astype(np.int8)
