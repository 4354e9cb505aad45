"""Geometry of the graph of a set: its counting signal with thresholds and repetitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite

import numpy as np

from handtrack.landmarks.hand import Floats
from handtrack.live.browser.desk.desk_charts import Tick

SIGNAL_SIZE = (1000.0, 250.0)
_SIGNAL_EDGES = (26.0, 10.0, 26.0, 10.0)
MOST_POINTS = 1200
"""A line of more points is thinned: a screen has no more columns."""
_MOST_TICKS = 12
_LABEL_ROOM = 15.0
"""Least height between two names."""


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One line: its name, and the path that draws it."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A threshold: its height, its name, and where that is written."""

    at: float
    label: str
    label_at: float


@dataclass(frozen=True, slots=True)
class SignalSpan:
    """Where one repetition lies."""

    number: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class SignalChart:
    """The counting signal of a set with its repetitions.

    Parameters
    ----------
    width, height, top, bottom : float
    lines : tuple of SignalLine
    levels : tuple of LevelLine
    spans : tuple of SignalSpan
    seconds : tuple of Tick
    start_s, left, per_s : float
        Of the time axis, for a script that marks a moment.
    """

    width: float
    height: float
    top: float
    bottom: float
    lines: tuple[SignalLine, ...]
    levels: tuple[LevelLine, ...]
    spans: tuple[SignalSpan, ...]
    seconds: tuple[Tick, ...]
    start_s: float
    left: float
    per_s: float


def signal_chart(
    time_s: Floats,
    curves: Sequence[tuple[str, Floats]],
    levels: Sequence[tuple[str, float]],
    spans: Sequence[tuple[int, float, float]],
) -> SignalChart:
    """Lay out the signal of a set.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
        Empty where the signal is not known.
    curves : sequence of (str, ndarray of shape (N,))
    levels : sequence of (str, float)
    spans : sequence of (int, float, float)
        Number, start and end of each repetition.
    """
    width, height = SIGNAL_SIZE
    top, right, below, left = _SIGNAL_EDGES
    ends = [*time_s[[0, -1]].tolist()] if len(time_s) else []
    ends += [at for _, start_s, end_s in spans for at in (start_s, end_s)]
    start_s, end_s = (min(ends), max(ends)) if ends else (0.0, 1.0)
    per_s = (width - left - right) / max(end_s - start_s, 0.1)
    known = [v[np.isfinite(v)] for _, v in curves] + [np.array([level for _, level in levels])]
    values = np.concatenate(known) if known else np.array([0.0, 1.0])
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    pad = 0.06 * max(high - low, 1e-6)
    low, high = low - pad, high + pad

    def x(at_s: float) -> float:
        return round(left + (at_s - start_s) * per_s, 1)

    def y(value: float) -> float:
        return round(top + (high - value) / (high - low) * (height - top - below), 1)

    step_s = next(n for n in (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 3600)
                  if (end_s - start_s) / n <= _MOST_TICKS or n == 3600)  # fmt: skip
    whole = range(ceil(start_s / step_s) * step_s, floor(end_s) + 1, step_s)
    thin = max(1, len(time_s) // MOST_POINTS)
    return SignalChart(
        *(width, height, top, height - below),
        tuple(SignalLine(name, _path(time_s[::thin], v[::thin], x, y)) for name, v in curves),
        _levels(levels, y),
        tuple(SignalSpan(n, x(a), round(max((b - a) * per_s, 2.0), 1)) for n, a, b in spans),
        tuple(Tick(x(s), f"{s} s") for s in whole),
        *(start_s, left, per_s),
    )


def _levels(
    levels: Sequence[tuple[str, float]], y: Callable[[float], float]
) -> tuple[LevelLine, ...]:
    """Thresholds with their names above them, or below where there is no room above."""
    lines: list[LevelLine] = []
    for name, level in sorted(levels, key=lambda one: -one[1]):
        at = y(level)
        crowded = bool(lines) and at - lines[-1].at < _LABEL_ROOM
        lines.append(LevelLine(at, name, at + 12 if crowded else at - 4))
    return tuple(lines)


def _path(
    time_s: Floats, values: Floats, x: Callable[[float], float], y: Callable[[float], float]
) -> str:
    """SVG path of a line with gaps where the values are missing."""
    parts, drawn = [], False
    for at_s, value in zip(time_s.tolist(), values.tolist(), strict=True):
        if isfinite(value):
            parts.append(f"{'L' if drawn else 'M'}{x(at_s)} {y(value)}")
        drawn = isfinite(value)
    return "".join(parts)
