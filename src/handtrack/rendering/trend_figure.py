"""Figure of a motion over time: values, the baseline and the band of no change.

Matplotlib is imported when something is drawn: it writes a cache of fonts as soon as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from handtrack.assessment.motions import motion_of, title_of
from handtrack.errors import OutputError
from handtrack.landmarks.hand import Side
from handtrack.measurements.number_format import UNITS
from handtrack.records.time_course import Course
from handtrack.rendering.style import settle

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE_IN = (7.0, 3.6)
_COLOURS = {Side.RIGHT: "#0b5d8f", Side.LEFT: "#b3541e"}
_MARKERS = {Side.RIGHT: "o", Side.LEFT: "s"}


def draw(lines: Sequence[Course], motion: str) -> Figure:
    """Draw a motion over time; sides differ by colour and shape.

    Parameters
    ----------
    lines : sequence of Line
    motion : str
    """
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE_IN, layout="constrained")
    axes = figure.add_subplot()
    for line in lines:
        # Matplotlib's dates are not typed yet.
        days = [point.at.replace(tzinfo=None) for point in line.points]
        at = np.asarray(date2num(days))  # type: ignore[no-untyped-call]
        colour = _COLOURS[line.side]
        baseline = line.points[0].value
        axes.axhspan(baseline - line.mdc, baseline + line.mdc, color=colour, alpha=0.08, lw=0)
        axes.axhline(baseline, color=colour, lw=0.8, ls=":")
        axes.plot(
            at,
            [point.value for point in line.points],
            color=colour,
            marker=_MARKERS[line.side],
            ms=6,
            lw=1.5,
            label=f"{line.side}, {line.manner}",
        )
    axes.set_title(title_of(motion), loc="left", fontsize=11)
    axes.set_ylabel(UNITS[motion_of(motion).unit].name or "of 10")
    locator = AutoDateLocator(minticks=2, maxticks=8)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", lw=0.4, alpha=0.5)
    axes.legend(frameon=False, fontsize=9, loc="best")
    note = "dotted: baseline; band: no change beyond measurement error"
    axes.set_xlabel(note, loc="left", fontsize=7, color="#555555")
    return figure


def write_svg(path: Path, lines: Sequence[Course], motion: str) -> None:
    """Write the picture as SVG.

    Parameters
    ----------
    path : Path
    lines : sequence of Line
    motion : str

    Raises
    ------
    OutputError
        It cannot be written.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    figure = draw(lines, motion)
    FigureCanvasSVG(figure)
    settle(figure)
    try:
        figure.savefig(path, format="svg", metadata={"Date": None})
    except OSError as e:
        raise OutputError(f"Cannot write {path}: {e.strerror}.") from e
