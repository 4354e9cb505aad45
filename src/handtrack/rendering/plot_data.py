"""Data of the graph of a scored clip: the counting signal, its thresholds, the repetitions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.definitions.exercise import Exercise
from handtrack.events import Label, Status, Touch
from handtrack.landmarks.hand import Floats
from handtrack.measurements.number_format import UNITS
from handtrack.rendering.text import GREEN, ORANGE, PURPLE, SKY, YELLOW, Bgr
from handtrack.scoring.score import Scored
from handtrack.verifiers.registry import counter_for

FINGER_COLOURS = (SKY, ORANGE, GREEN, PURPLE)
DASHES_PX = (0, 3, 8)
"""Of the thresholds, the deciding one first: solid, dotted, dashed."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: its name, its colour, and its values, shape (N,), NaN where there is none."""

    name: str
    colour: Bgr
    values: Floats


@dataclass(frozen=True, slots=True)
class ThresholdLine:
    """One or two thresholds of one name; `dash_px` is 0 for a solid line."""

    name: str
    values: tuple[float, ...]
    dash_px: int


@dataclass(frozen=True, slots=True)
class Span:
    """One repetition on the time axis, and marks in it: a time and a letter or two."""

    start_s: float
    end_s: float
    number: int
    status: Status
    marks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """Frames with a fault, shape (N,), and its name."""

    name: str
    colour: Bgr
    frames: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Plot:
    """Data of one graph.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
    curves, levels, spans, bands
        In the order in which they are drawn.
    ticks : tuple of (float, str)
        Heights of the axis and what they are called.
    """

    time_s: Floats
    curves: tuple[Curve, ...]
    levels: tuple[ThresholdLine, ...]
    spans: tuple[Span, ...]
    bands: tuple[Band, ...]
    ticks: tuple[tuple[float, str], ...]

    @property
    def ends(self) -> tuple[float, float]:
        """Range of the vertical axis: from below 0 to above 1, or further where the signal goes."""
        values = np.concatenate([c.values[np.isfinite(c.values)] for c in self.curves])
        low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
        return max(min(float(low), 0.0), -0.6) - 0.05, min(max(float(high), 1.0), 1.7) + 0.05


def plot_of(scored: Scored, exercise: Exercise) -> Plot:
    """Make the graph of a scored clip.

    Parameters
    ----------
    scored : Scored
    exercise : Exercise
        As it was scored.
    """
    signals, quality = scored.signals, scored.signals.quality
    spans = tuple(
        Span(r.start_s, r.end_s, r.number, r.status, tuple(_mark(t) for t in r.touches))
        for r in scored.result.repetitions
    )
    bands = (
        Band("hand not seen", PURPLE, ~quality.seen),
        Band("wrong view", ORANGE, quality.seen & ~signals.viewed),
    )
    counted = counter_for(exercise)
    named, unit = counted.curves(signals.progress), UNITS[counted.unit].name
    if len(named) == 1 and unit:
        named = ((f"{named[0][0]}, {unit}", named[0][1]),)
    colours = FINGER_COLOURS if len(named) > 1 else (YELLOW,)
    curves = tuple(
        Curve(name, colour, values) for (name, values), colour in zip(named, colours, strict=False)
    )
    levels = tuple(
        ThresholdLine(level.name, level.values, dash)
        for level, dash in zip(counted.levels, DASHES_PX, strict=False)
    )
    ticks = counted.ticks(scored.result.calibration)
    return Plot(signals.time_s, curves, levels, spans, bands, ticks)


def _mark(touch: Touch) -> tuple[float, str]:
    """Middle of a touch, and the first letter of its finger."""
    letter = touch.finger[0].upper()
    doubt = "?" if touch.label is Label.ESTIMATED else ""
    return (touch.start_s + touch.end_s) / 2, letter + doubt
