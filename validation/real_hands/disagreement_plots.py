"""A picture of a counted clip for a person to look at: what was read, seen and found, through time.

These are not published: they show recordings that are not part of the project.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from handtrack.events import Status
from handtrack.rendering.plot import Plot, plot_of
from handtrack.scoring.results import Repetition
from validation.real_hands.event_matching import moment_s
from validation.real_hands.score_clips import Scoring

COLOURS = {
    Status.VALID: "#009e73",
    Status.PARTIAL: "#e69f00",
    Status.REJECTED: "#d55e00",
    Status.UNVERIFIABLE: "#8c8c8c",
}
CURVES = ("#1b1b1b", "#0072b2", "#56b4e9", "#cc79a7", "#7a5195")
SECONDS_AN_INCH, LEAST_INCHES, MOST_INCHES = 1.2, 10.0, 40.0
SIGNAL_INCHES, LINE_INCHES = 4.5, 0.18


def draw_clip(scoring: Scoring, path: Path) -> None:
    """Draw one clip into a PNG file."""
    plot = plot_of(scoring.scored, scoring.scored.exercise)
    found = scoring.scored.result.repetitions
    length_s = float(plot.time_s[-1] - plot.time_s[0])
    width = float(np.clip(length_s / SECONDS_AN_INCH, LEAST_INCHES, MOST_INCHES))
    lines = LINE_INCHES * (len(found) + 1)
    figure = Figure(figsize=(width, SIGNAL_INCHES + lines), layout="constrained")
    signal, told = figure.subplots(2, 1, height_ratios=(SIGNAL_INCHES, lines))
    _signal(signal, plot)
    for line, repetition in enumerate(found):
        _repetition(signal, repetition)
        _told(told, line, repetition)
    _seen(signal, scoring)
    signal.set_title(_title(scoring), loc="left", fontsize=10)
    signal.set_xlim(plot.time_s[0] - 0.01 * length_s, plot.time_s[-1] + 0.01 * length_s)
    signal.set_ylim(*plot.ends)
    signal.set_xlabel("s")
    told.set_ylim(len(found) + 0.5, -0.5)
    told.set_axis_off()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90)


def _signal(axes: Axes, plot: Plot) -> None:
    """The curves with their thresholds, and where the camera failed."""
    for i, curve in enumerate(plot.curves):
        axes.plot(plot.time_s, curve.values, CURVES[i % len(CURVES)], lw=1.2, label=curve.name)
    for level, dashes in zip(plot.levels, ("-", ":", "--", "-."), strict=False):
        for value in level.values:
            axes.axhline(value, color="#8c8c8c", lw=0.8, ls=dashes)
    low = plot.ends[0]
    for i, band in enumerate(b for b in plot.bands if b.frames.any()):
        at = np.where(band.frames, low + 0.04 * (i + 1), np.nan)
        axes.plot(plot.time_s, at, lw=4, color=("#cc79a7", "#e69f00")[i % 2], label=band.name)
    axes.set_yticks([at for at, _ in plot.ticks], [text for _, text in plot.ticks])
    axes.legend(loc="upper left", fontsize=7, ncols=4, bbox_to_anchor=(0.0, -0.08))


def _repetition(axes: Axes, found: Repetition) -> None:
    """Its interval in the colour of its status, its number, and its far end."""
    colour = COLOURS[found.status]
    axes.axvspan(found.start_s, found.end_s, color=colour, alpha=0.18, lw=0)
    axes.axvline(moment_s(found), color=colour, lw=1.0, ls="--")
    at = (moment_s(found), 0.02)
    axes.annotate(str(found.number), at, xycoords=("data", "axes fraction"), color=colour)


def _told(axes: Axes, line: int, found: Repetition) -> None:
    """What is said of it, a line each."""
    words = "; ".join(note.sentence for note in found.reasons)
    text = f"{found.number} {found.status.value}, {found.label.value}: {words or 'nothing'}"
    colour = COLOURS[found.status]
    written = axes.text(0.0, line, text, color=colour, fontsize=7, va="center")
    written.set_in_layout(False)


def _seen(axes: Axes, scoring: Scoring) -> None:
    """The moments that the eye noted, and the part that is the exercise."""
    for number, event_s in enumerate(scoring.clip.events_s, 1):
        axes.axvline(event_s, color="#0072b2", lw=2.0, ymin=0.9)
        at = (event_s, 0.88)
        axes.annotate(
            str(number), at, xycoords=("data", "axes fraction"), color="#0072b2", ha="center"
        )
    for edge_s in (scoring.clip.start_s, scoring.clip.end_s):
        if np.isfinite(edge_s):
            axes.axvline(edge_s, color="#0072b2", lw=1.0, ls=":")


def _title(scoring: Scoring) -> str:
    clip = scoring.clip
    fair = " or ".join(str(n) for n in (clip.reps, *(n for n in clip.fair if n != clip.reps)))
    return (
        f"{clip.name}: {scoring.exercise.title}\nby eye {fair}, counted {len(scoring.valid)} "
        f"({scoring.bounds.words})" + ("; blue: far ends noted by eye" if clip.events_s else "")
    )
