"""Why a clip counted as it did: the counting signal, its thresholds, the conditions, the reasons.

Matplotlib is imported when something is drawn: it writes a cache of fonts as soon as it is.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from handtrack.definitions.criteria import (
    AboveCriterion,
    BelowCriterion,
    Criterion,
    IsolateCriterion,
    MovesCriterion,
    SteadyCriterion,
    StillCriterion,
)
from handtrack.errors import OutputError
from handtrack.events import Status
from handtrack.landmarks.hand import Floats, Landmark
from handtrack.landmarks.quality import hand_length_px
from handtrack.rendering.plot import Plot, plot_of
from handtrack.rendering.style import STYLE, settle
from handtrack.scoring.criteria.criteria_checks import IDLE_SHARE
from handtrack.scoring.criteria.repetition_signals import RepetitionSignals
from handtrack.scoring.intervals import EDGE_SHARE, Intervals
from handtrack.scoring.score import Scored

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = {
    Status.VALID: "#0072B2",
    Status.PARTIAL: "#E69F00",
    Status.REJECTED: "#D55E00",
    Status.UNVERIFIABLE: "#777777",
}
"""Okabe and Ito's; each stands beside the word it means."""
CURVES = ("#000000", "#D55E00", "#009E73", "#CC79A7", "#0072B2")
DASHES = ("-", ":", "--")
WIDTH_IN, FIRST_IN, NEXT_IN, LINE_IN = 10.0, 3.4, 1.2, 0.19
WRAP = 118
_UNITS = {"deg": "degrees", "L": "hand lengths", "B": "palm widths", "1": ""}


def draw(scored: Scored, name: str) -> Figure:
    """The counting signal above, each signal of a condition below it, reasons under all."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    exercise, plot = scored.exercise, plot_of(scored, scored.exercise)
    conditions = [*_panels(scored)]
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
                color=("#CC79A7", "#E69F00")[number % 2],
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
        colour = COLOURS[span.status]
        axes.axvspan(span.start_s, span.end_s, color=colour, alpha=0.16, lw=0)
        if named:
            wide = span.end_s - span.start_s > (plot.time_s[-1] - plot.time_s[0]) / 12
            axes.text(
                (span.start_s + span.end_s) / 2,
                1.02,
                f"{span.number} {span.status}" if wide else str(span.number),
                transform=axes.get_xaxis_transform(),
                ha="center",
                color=colour,
                fontsize=8,
            )
            for time_s, text in span.marks:
                axes.text(time_s, 0.02, text, transform=axes.get_xaxis_transform(), ha="center")


@dataclass(frozen=True, slots=True)
class _Panel:
    """One thing that conditions look at.

    Parameters
    ----------
    title : str
        What it is, and what is asked of it.
    values : ndarray, shape (N, K)
        One curve, or across and down the picture.
    limit : float
        The largest change any condition speaks of; 0 where none does.
    figures : ndarray, shape (R,)
        What was held against the limit in each repetition.
    """

    title: str
    unit: str
    values: Floats
    limit: float
    figures: Floats


def _panels(scored: Scored) -> Iterator[_Panel]:
    """The wrist where it must stay, then each signal of a condition."""
    exercise, reps = scored.exercise, _reps(scored)
    for guard in exercise.guards:
        if isinstance(guard, StillCriterion):
            asked = f"travels by at most {guard.max.value:g}, else {guard.action}"
            title = f"wrist, across (solid) and down (dotted) the picture: the hand {asked}"
            place = _from_its_place(scored)
            yield _Panel(title, _UNITS["L"], place, guard.max.value, reps.travel_L)
    for name in dict.fromkeys(name for guard in exercise.guards for name in guard.wanted):
        asking = [guard for guard in exercise.guards if name in guard.wanted]
        reading = exercise.signals[name]
        title = f"{name} ({reading.title}): {'; '.join(map(_asked, asking))}"
        limits = [g.max.value for g in asking if isinstance(g, SteadyCriterion)]
        limits += [g.min.value for g in asking if isinstance(g, MovesCriterion)]
        values = scored.trace.signals[name][:, None]
        by_level = all(isinstance(guard, BelowCriterion | AboveCriterion) for guard in asking)
        figures = reps.levels(exercise, [name])[0] if by_level else reps.amplitude(exercise, name)
        unit = _UNITS[reading.measurement.unit]
        yield _Panel(title, unit, values, max(limits, default=0.0), figures)


def _reps(scored: Scored) -> RepetitionSignals:
    """The repetitions as the conditions looked at them: their durations are asked of none here."""
    intervals = Intervals.of(scored.trace.time_s, scored.result.repetitions)
    unasked = np.full(len(intervals), np.nan)
    done = np.ones(len(intervals), dtype=np.bool_)
    return RepetitionSignals(scored.trace, intervals, unasked, unasked, unasked, done, ())


def _from_its_place(scored: Scored) -> Floats:
    """How far the wrist is from its middle place, across and down, in hand lengths."""
    hand = scored.trace.hand
    points = hand.image_px[:, Landmark.WRIST, :2]
    with np.errstate(invalid="ignore"):
        length_px = np.nanmedian(hand_length_px(hand))
        middle = np.nanmedian(points, axis=0)
        away: Floats = (points - middle) / length_px
    return away


def _asked(guard: Criterion) -> str:
    """A condition in a few words."""
    said = str(guard.action)
    match guard:
        case SteadyCriterion():
            return f"changes by at most {guard.max.value:g}, else {said}"
        case MovesCriterion():
            beside = (
                f" and by {IDLE_SHARE:.0%} of what moves most" if len(guard.signals) > 1 else ""
            )
            return f"changes by at least {guard.min.value:g}{beside}, else {said}"
        case BelowCriterion():
            return f"middle at most {guard.max.value:g}, else {said}"
        case AboveCriterion():
            return f"middle at least {guard.min.value:g}, else {said}"
        case IsolateCriterion():
            return f"other fingers at most {guard.max.value:.0%} of it, else {said}"
    return f"{guard.kind}, else {said}"


def _condition(axes: Axes, scored: Scored, plot: Plot, panel: _Panel) -> None:
    """What a condition looks at, on a scale on which its limit can be seen."""
    for curve, dash in zip(panel.values.T, DASHES, strict=False):
        axes.plot(plot.time_s, curve, color="#000000", lw=1.0, ls=dash)
    _spans(axes, plot, named=False)
    axes.set_title(panel.title, loc="left", fontsize=8, pad=2)
    axes.set_ylabel(panel.unit, fontsize=7)
    axes.tick_params(labelbottom=False)
    seen = panel.values[np.isfinite(panel.values)]
    if len(seen):
        low, high = float(seen.min()), float(seen.max())
        room = max(panel.limit - (high - low), 0.1 * (high - low), 1e-6) / 2
        axes.set_ylim(low - 1.1 * room, high + 1.1 * room)
    for repetition, figure in zip(scored.result.repetitions, panel.figures.tolist(), strict=True):
        first, last = np.searchsorted(plot.time_s, [repetition.start_s, repetition.end_s])
        middle_s = (repetition.start_s + repetition.end_s) / 2
        _way(axes, middle_s, panel.values[first:last], figure)


def _way(axes: Axes, middle_s: float, values: Floats, figure: float) -> None:
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
        f"{figure:.3g}",
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
