"""Geometry of the desk's graphs: a motion over time, the signal of a set, an angle.

Only places and labels are computed here; templates draw them as SVG, and the style sheet colours
them, so that they follow light and dark.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, cos, floor, isfinite, log10, radians, sin

import numpy as np

from handtrack.landmarks.hand import Floats

TREND_SIZE = (270.0, 140.0)
_TREND_EDGES = (10.0, 10.0, 22.0, 36.0)
"""Room above, right, below and left of the area of a trend."""
SIGNAL_SIZE = (1000.0, 250.0)
_SIGNAL_EDGES = (26.0, 10.0, 26.0, 10.0)
MOST_POINTS = 1200
"""A line of more points is thinned: a screen has no more columns."""
_MOST_TICKS = 12
_LABEL_ROOM = 15.0
"""Least height between two names."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point, and what it says when pointed at."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis, and its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class TrendChart:
    """One motion over time.

    Parameters
    ----------
    width, height : float
    left, right, bottom : float
        Edges of the area.
    line : str
        Points of the line, as SVG has them.
    places : tuple of Place
    band : tuple of float, or None
        Top and height of what is no change from the baseline.
    goal : float or None
        Height of the goal.
    rows, columns : tuple of Tick
    """

    width: float
    height: float
    left: float
    right: float
    bottom: float
    line: str
    places: tuple[Place, ...]
    band: tuple[float, float] | None
    goal: float | None
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One figure: when, how large, and what it says in words."""

    at: datetime
    value: float
    title: str
    day: str


def trend_chart(
    points: Sequence[TrendPoint], band: tuple[float, float], goal: float | None = None
) -> TrendChart:
    """Lay out a trend.

    It has no error bars: how far a figure may be from the true one is the same each time, and
    says nothing of a change; the band does.

    Parameters
    ----------
    points : sequence of TrendPoint
        At least one, in order of time.
    band : tuple of float
        Lowest and highest value that is no change.
    goal : float, optional
    """
    width, height = TREND_SIZE
    top, right, below, left = _TREND_EDGES
    ends = [*(p.value for p in points), *band, *([goal] if goal is not None else [])]
    low, high, step = _axis(ends)
    first, last = points[0].at.timestamp(), points[-1].at.timestamp()
    span = last - first

    def x(at: datetime) -> float:
        share = (at.timestamp() - first) / span if span else 0.5
        return round(left + 10 + share * (width - left - right - 20), 1)

    def y(value: float) -> float:
        return round(top + (high - value) / (high - low) * (height - top - below), 1)

    places = tuple(Place(x(p.at), y(p.value), p.title) for p in points)
    shown = [points[0], points[-1]] if span else [points[0]]
    digits = max(0, -floor(log10(step)))
    rows = tuple(
        Tick(y(value), f"{value:.{digits}f}") for value in np.arange(low, high + step / 2, step)
    )
    return TrendChart(
        *(width, height, left, width - right, height - below),
        " ".join(f"{p.x},{p.y}" for p in places),
        places,
        (y(band[1]), round(y(band[0]) - y(band[1]), 1)),
        None if goal is None else y(goal),
        rows,
        tuple(Tick(x(p.at), p.day) for p in shown),
    )


def _axis(values: Sequence[float]) -> tuple[float, float, float]:
    """Round ends and step of an axis that holds all values, three to six steps."""
    low, high = min(values), max(values)
    size = max(high - low, 1e-6)
    power = 10.0 ** floor(log10(size / 4))
    step = next(power * n for n in (1, 2, 5, 10) if size / (power * n) <= 5)
    return floor(low / step) * step, ceil(high / step) * step, step


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


@dataclass(frozen=True, slots=True)
class AngleDial:
    """An angle as two lines and an arc, in a box of 100 by 70.

    Parameters
    ----------
    x, y : float
        End of the line that moved.
    arc : str
        SVG path.
    """

    x: float
    y: float
    arc: str


def angle_dial(value_deg: float) -> AngleDial:
    """Draw an angle from the straight line on, anticlockwise where it is positive.

    Parameters
    ----------
    value_deg : float
        From -180 to 180; more is drawn as a half turn.
    """
    turned = radians(max(-180.0, min(180.0, value_deg)))
    x, y = 50 + 44 * cos(turned), 46 - 44 * sin(turned)
    a, b = 50 + 20 * cos(turned), 46 - 20 * sin(turned)
    sweep = 0 if value_deg >= 0 else 1
    return AngleDial(round(x, 1), round(y, 1), f"M70 46A20 20 0 0 {sweep} {a:.1f} {b:.1f}")
