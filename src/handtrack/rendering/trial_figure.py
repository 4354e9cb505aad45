"""Figure that explains a count: the counting signal, its thresholds, the criteria, the reasons.

Matplotlib is imported when something is drawn: it writes a cache of fonts as soon as it is.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from handtrack.errors import OutputError
from handtrack.landmarks.hand import Floats
from handtrack.measurements.number_format import UNITS, Unit, bare_figure
from handtrack.rendering.plot_data import Plot, plot_of
from handtrack.rendering.style import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    STATUS,
    STYLE,
    VERMILION,
    settle,
)
from handtrack.rendering.trial_panels import CriterionPanel, panels_of
from handtrack.scoring.intervals import EDGE_SHARE
from handtrack.scoring.score import Scored

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CURVES = (BLACK, VERMILION, GREEN, PURPLE, BLUE)
DASHES = ("-", ":", "--")
WIDTH_IN, FIRST_IN, NEXT_IN, LINE_IN = 10.0, 3.4, 1.2, 0.19
WRAP = 118


def draw(scored: Scored, name: str) -> Figure:
    """Draw the counting signal, below it each signal of a condition, and the reasons.

    Parameters
    ----------
    scored : Scored
    name : str
        Of the clip.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    exercise, plot = scored.exercise, plot_of(scored, scored.exercise)
    conditions = [*panels_of(scored)]
    reasons = [*_reasons(scored)]
    heights = [FIRST_IN, *[NEXT_IN] * len(conditions), 0.3 + LINE_IN * len(reasons)]
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDTH_IN, sum(heights) + 0.6), layout="constrained")
        axes = figure.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        for below in axes[1:-1]:
            below.sharex(axes[0])
        _counted(axes[0], plot)
        axes[0].set_title(f"{name}: {exercise.title}", loc="left", fontsize=10, pad=20)
        for below, panel in zip(axes[1:-1], conditions, strict=True):
            _condition(below, scored, plot, panel)
        axes[-2].tick_params(labelbottom=True)
        axes[-2].set_xlabel("seconds")
        axes[-1].axis("off")
        axes[-1].text(
            0.0, 1.0, "\n".join(reasons), transform=axes[-1].transAxes, va="top", fontsize=8
        )
    return figure


def _counted(axes: Axes, plot: Plot) -> None:
    low, high = plot.ends
    for curve, colour in zip(plot.curves, CURVES, strict=False):
        axes.plot(plot.time_s, curve.values, color=colour, lw=1.3, label=curve.name)
    for level, dash in zip(plot.levels, DASHES, strict=False):
        for value in level.values:
            axes.axhline(value, color="#888888", lw=0.8, ls=dash)
            axes.annotate(
                level.name,
                (1.0, value),
                xycoords=("axes fraction", "data"),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=7,
                color="#555555",
            )
    _spans(axes, plot, named=True)
    for number, band in enumerate(plot.bands):
        if band.frames.any():
            bottom = 0.04 * number
            axes.fill_between(
                plot.time_s,
                bottom,
                bottom + 0.03,
                where=band.frames.tolist(),
                transform=axes.get_xaxis_transform(),
                color=(PURPLE, ORANGE)[number % 2],
                label=band.name,
                lw=0,
            )
    axes.set_ylim(low, high)
    axes.set_xlim(float(plot.time_s[0]), float(plot.time_s[-1]))
    if plot.ticks:
        axes.set_yticks([height for height, _ in plot.ticks], [text for _, text in plot.ticks])
    else:
        axes.set_ylabel("share of the own range")
    axes.legend(frameon=False, fontsize=7, loc="lower right", bbox_to_anchor=(1.0, 1.07), ncols=6)


def _spans(axes: Axes, plot: Plot, named: bool) -> None:
    """Repetitions as fields; where there is room for it, number and status above."""
    for span in plot.spans:
        colour = STATUS[span.status].colour
        axes.axvspan(span.start_s, span.end_s, color=colour, alpha=0.16, lw=0)
        if named:
            wide = span.end_s - span.start_s > (plot.time_s[-1] - plot.time_s[0]) / 12
            axes.text(
                (span.start_s + span.end_s) / 2,
                1.02,
                f"{span.number} {span.status}" if wide else str(span.number),
                transform=axes.get_xaxis_transform(),
                ha="center",
                fontsize=8,
            )
            for time_s, text in span.marks:
                axes.text(time_s, 0.02, text, transform=axes.get_xaxis_transform(), ha="center")


def _condition(axes: Axes, scored: Scored, plot: Plot, panel: CriterionPanel) -> None:
    """What a condition looks at, on a scale on which its limit can be seen."""
    for curve, dash in zip(panel.values.T, DASHES, strict=False):
        axes.plot(plot.time_s, curve, color=BLACK, lw=1.0, ls=dash)
    _spans(axes, plot, named=False)
    axes.set_title(panel.title, loc="left", fontsize=8, pad=2)
    axes.set_ylabel(UNITS[panel.unit].name, fontsize=7)
    axes.tick_params(labelbottom=False)
    seen = panel.values[np.isfinite(panel.values)]
    if len(seen):
        low, high = float(seen.min()), float(seen.max())
        room = max(panel.limit - (high - low), 0.1 * (high - low), 1e-6) / 2
        axes.set_ylim(low - 1.1 * room, high + 1.1 * room)
    for repetition, figure in zip(scored.result.repetitions, panel.figures.tolist(), strict=True):
        first, last = np.searchsorted(plot.time_s, [repetition.start_s, repetition.end_s])
        middle_s = (repetition.start_s + repetition.end_s) / 2
        _way(axes, middle_s, panel.values[first:last], figure, panel.unit)


def _way(axes: Axes, middle_s: float, values: Floats, figure: float, unit: Unit) -> None:
    """From where to where the curves went in a repetition, and what was held against the limit.

    The wild frames at either end are left out, as they are where it is judged.
    """
    part = values[np.isfinite(values).all(axis=1)]
    if not len(part) or not np.isfinite(figure):
        return
    low, high = np.quantile(part, [EDGE_SHARE, 1 - EDGE_SHARE], axis=0)
    ends = [float(low.min()), float(high.max())]
    axes.plot([middle_s, middle_s], ends, color="#555555", lw=0.8, marker="_", ms=5)
    axes.annotate(
        bare_figure(figure, unit),
        (middle_s, sum(ends) / 2),
        xytext=(3, 0),
        textcoords="offset points",
        va="center",
        fontsize=7,
        color="#555555",
        bbox={"facecolor": "white", "alpha": 0.7, "lw": 0, "pad": 0.5},
    )


def _reasons(scored: Scored) -> Iterator[str]:
    """A line or more a repetition: what it came to, and why."""
    if not scored.result.repetitions:
        yield "Nothing was found: the signal never left the rest band far enough."
    for repetition in scored.result.repetitions:
        notes = "; ".join(note.sentence for note in repetition.reasons)
        line = f"{repetition.number}  {repetition.status}" + (f": {notes}" if notes else "")
        yield from textwrap.wrap(line, WRAP, subsequent_indent="      ")


def write(path: Path, scored: Scored, name: str) -> None:
    """Write the picture, as SVG or PNG by the path's ending.

    Parameters
    ----------
    path : Path
    scored : Scored
    name : str
        Of the clip.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    figure = draw(scored, name)
    svg = path.suffix == ".svg"
    (FigureCanvasSVG if svg else FigureCanvasAgg)(figure)
    try:
        with rc_context(STYLE):
            settle(figure)
            figure.savefig(path, dpi=130, metadata={"Date": None} if svg else None)
    except OSError as e:
        raise OutputError(f"Cannot write {path}: {e.strerror}.") from e
