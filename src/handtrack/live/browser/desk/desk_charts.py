"""Geometry of the desk's graphs: a motion over time, and an angle.

Only places and labels are computed here; templates draw them as SVG, and the style sheet colours
them, so that they follow light and dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, cos, floor, log10, radians, sin

import numpy as np

TREND_SIZE = (270.0, 140.0)
_TREND_EDGES = (10.0, 10.0, 22.0, 36.0)
"""Room above, right, below and left of the area of a trend."""


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
