"""What the graph of a scored clip shows: the counting signal, its thresholds, the repetitions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handtrack.calibration import Scale
from handtrack.definition import Exercise
from handtrack.drawing.ink import GREEN, ORANGE, PURPLE, SKY, YELLOW, Colour
from handtrack.events import Label, Status, Touch
from handtrack.hand import FINGERS, Floats
from handtrack.session import Scored

FINGER_COLOURS = (SKY, ORANGE, GREEN, PURPLE)
_UNITS = {"deg": "degrees", "L": "hand lengths", "B": "palm widths"}


@dataclass(frozen=True, slots=True)
class Curve:
    """One line: its name, its colour, and its values, shape (N,), NaN where there is none."""

    name: str
    colour: Colour
    values: Floats


@dataclass(frozen=True, slots=True)
class Level:
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
    """Frames about which something is wrong, shape (N,), and what."""

    name: str
    colour: Colour
    frames: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Plot:
    """All that a graph shows.

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
    levels: tuple[Level, ...]
    spans: tuple[Span, ...]
    bands: tuple[Band, ...]
    ticks: tuple[tuple[float, str], ...]

    @property
    def ends(self) -> tuple[float, float]:
        """The range of heights: from a bit below 0 to a bit above 1, or further if needed."""
        values = np.concatenate([c.values[np.isfinite(c.values)] for c in self.curves])
        low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
        return max(min(float(low), 0.0), -0.6) - 0.05, min(max(float(high), 1.0), 1.7) + 0.05


def plot_of(scored: Scored, exercise: Exercise) -> Plot:
    """The graph of a scored clip."""
    trace, quality = scored.trace, scored.trace.quality
    spans = tuple(
        Span(r.start_s, r.end_s, r.number, r.status, tuple(_mark(t) for t in r.touches))
        for r in scored.result.repetitions
    )
    bands = (
        Band("hand not seen", PURPLE, ~quality.seen),
        Band("wrong view", ORANGE, quality.seen & ~trace.viewed),
    )
    if exercise.sequence:
        rule = exercise.sequence
        curves = tuple(
            Curve(str(finger), colour, trace.progress[:, i])
            for i, (finger, colour) in enumerate(zip(FINGERS, FINGER_COLOURS, strict=True))
        )
        marks = (
            Level("open", (rule.open.value,), 8),
            Level("near", (rule.near.value,), 3),
            Level("touch", (rule.on.value,), 0),
        )
        ticks = ((0.0, "touch"), (1.0, "open"))
        return Plot(trace.time_s, curves, marks, spans, bands, ticks)
    cycle = exercise.cycle
    assert cycle  # an exercise has one or the other
    both = cycle.ends == "both"
    levels = tuple(
        Level(name, (value, 1 - value) if both else (value,), dash)
        for name, value, dash in (
            ("full", cycle.full.value, 0),
            ("attempt", cycle.attempt.value, 3),
            ("rest", cycle.rest.value, 8),
        )
    )
    unit = _UNITS.get(scored.result.signal_unit)
    name = f"{scored.result.signal}, {unit}" if unit else scored.result.signal
    curves = (Curve(name, YELLOW, trace.progress),)
    return Plot(trace.time_s, curves, levels, spans, bands, _ends_in_words(scored, exercise))


def _mark(touch: Touch) -> tuple[float, str]:
    """Middle of a touch, and the first letter of its finger."""
    letter = touch.finger[0].upper()
    doubt = "?" if touch.label is Label.ESTIMATED else ""
    return (touch.start_s + touch.end_s) / 2, letter + doubt


def _ends_in_words(scored: Scored, exercise: Exercise) -> tuple[tuple[float, str], ...]:
    """What 0 and 1 of the person's own range are in the signal's unit."""
    assert exercise.cycle
    scale = Scale.of(exercise.cycle, scored.result.calibration)
    unit = scored.result.signal_unit
    if scale is None:
        return ()
    digits = 0 if unit == "deg" else 2
    return tuple(
        (height, f"{value:.{digits}f}{'°' if unit == 'deg' else ''}")
        for height, value in ((0.0, scale.zero), (1.0, scale.one))
    )
