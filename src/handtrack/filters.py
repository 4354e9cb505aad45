"""Smoothing with real time steps and explicit state.

The One Euro filter: little lag while the hand moves, little jitter while it rests. It removes
jitter only: on rendered hands smoothing changed the angle error by 0.3 degrees or less.

Source: Casiez, Roussel and Vogel 2012, doi:10.1145/2207676.2208639. Deviations: the time step is
each frame's own; a frame without a reading leaves the state alone and reads NaN; after a gap
longer than `GAP_S` the filter starts afresh, so that it never drags an old value along.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import tau

import numpy as np

from handtrack.hand import Floats

GAP_S = 0.3
"""Provisional, domain judgement: gaps up to this long are bridged."""
SPEED_CUTOFF_HZ = 1.0
"""Cut-off of the speed estimate, as in the original."""


@dataclass(frozen=True, slots=True)
class OneEuro:
    """The filter's constants.

    Parameters
    ----------
    min_cutoff_hz : float
        Cut-off at rest. Lower is steadier.
    beta : float
        How much the cut-off rises per unit of speed (in the signal's unit a second). Higher lags
        less.
    """

    min_cutoff_hz: float
    beta: float


@dataclass(slots=True)
class OneEuroState:
    """What one filter remembers: its last output, that output's speed, and when."""

    time_s: float = float("nan")
    value: float = float("nan")
    speed: float = 0.0


def smooth(filter: OneEuro, state: OneEuroState, time_s: float, value: float) -> float:
    """Filter one value and advance `state`; NaN gives NaN and changes nothing."""
    if value != value:
        return value
    step_s = time_s - state.time_s
    if not step_s <= GAP_S:  # also the first value, whose step is NaN
        state.time_s, state.value, state.speed = time_s, value, 0.0
        return value
    turn = tau * step_s
    share = turn * SPEED_CUTOFF_HZ
    speed = state.speed
    speed += share / (share + 1.0) * ((value - state.value) / step_s - speed)
    share = turn * (filter.min_cutoff_hz + filter.beta * abs(speed))
    value = state.value + share / (share + 1.0) * (value - state.value)
    state.time_s, state.value, state.speed = time_s, value, speed
    return value


def smoothed(filter: OneEuro, time_s: Floats, values: Floats) -> Floats:
    """Filter a whole signal, shape (N,): `smooth` value by value."""
    state = OneEuroState()
    pairs = zip(time_s.tolist(), values.tolist(), strict=True)
    return np.array([smooth(filter, state, t, v) for t, v in pairs], dtype=np.float64)
