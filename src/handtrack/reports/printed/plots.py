"""The report's graphs: trends, left-right pairs, the map of the hand, the strip of repetitions.

Status is told by shape as well as by colour.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from handtrack.assessment.notation import missing_word
from handtrack.measurements.number_format import UNITS
from handtrack.rendering.style import BLACK, BLUE, GREY, STATUS, STYLE, VERMILION, settle
from handtrack.reports import phrases
from handtrack.reports.log_view import Strip
from handtrack.reports.view import HandReport, RomRow, Trend

MOST_TRENDS = 9
MOST_MARKS = 2000
"""More repetitions than this are shown as every n-th, and the graph says so."""
UNREAD = -8
"""Where a repetition stands whose size could not be read: below the axis's zero."""
ImageFormat = Literal["svg", "png"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A graph and what it shows, in words.

    Parameters
    ----------
    caption : str
    data : bytes
    aspect : float
        Its height by its width.
    partial : bool
        Whether it shows a part of the time only.
    """

    caption: str
    data: bytes
    aspect: float
    partial: bool = False


def graphs(report: HandReport, kind: ImageFormat) -> Iterator[Picture]:
    """Draw the motions over time, both hands side by side, and the map of the hand.

    Parameters
    ----------
    report : HandReport
    kind : str
        "svg" or "png".
    """
    from matplotlib import rc_context

    with rc_context(STYLE):
        trends = _of_key_motions(report)
        if trends:
            caption = (
                "The key motions over time, as far as they were measured more than once. Grey: the "
                "baseline and the least change that counts."
            )
            yield Picture(caption, *_drawn(_trends, trends, kind))
        keys = {one.motion for one in report.first.motions}
        own = [row for row in report.rom if row.motion in keys and row.right and row.left]
        paired = [row for row in own if row.right and row.right.unit == "deg"]
        if paired:
            caption = "Key motions of the right and left hand at the latest assessment."
            yield Picture(caption, *_drawn(_pairs, paired, kind))
        joints = [row for row in report.rom if row.motion.endswith(".flexion")]
        if any(not row.motion.startswith("wrist") for row in joints):
            caption = "Flexion of each joint at the latest assessment; hatched: not measured."
            yield Picture(caption, *_drawn(_hands, joints, kind))


def strips(report: HandReport, kind: ImageFormat) -> Iterator[Picture]:
    """Draw every repetition of each exercise and hand.

    Parameters
    ----------
    report : HandReport
    kind : str
        "svg" or "png".
    """
    from matplotlib import rc_context

    with rc_context(STYLE):
        for strip in report.strips:
            if not strip.marks:
                continue
            what = " in per cent of the own range" if _read(strip) else ", by how it ended"
            caption = f"{strip.title}, {strip.side} hand: every repetition{what}."
            if _read(strip) and any(mark.percent is None for mark in strip.marks):
                caption += " Below zero: its size could not be read."
            if any(mark.corrected_by for mark in strip.marks):
                caption += " Ringed: corrected by a person."
            if len(strip.marks) > MOST_MARKS:
                caption += f" Every {-(-len(strip.marks) // MOST_MARKS)}th is shown."
            yield Picture(caption, *_drawn(_strip, strip, kind))


def _of_key_motions(report: HandReport) -> list[Trend]:
    """The courses of the first page's motions in the hands that the report is about."""
    keys = [one.motion for one in report.first.motions]
    found = [t for t in report.trends if t.motion in keys and t.side in report.sides]
    return sorted(found, key=lambda trend: keys.index(trend.motion))[:MOST_TRENDS]


def _read(strip: Strip) -> bool:
    """Whether the size of any repetition could be told."""
    return any(mark.percent is not None for mark in strip.marks)


def _drawn(draw: Any, what: Any, kind: ImageFormat) -> tuple[bytes, float]:
    """One figure, the same bytes each time, and its height by its width."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.0, 2.4), layout="constrained")
    FigureCanvasAgg(figure)
    draw(figure, what)
    return saved(figure, kind)


def saved(figure: Any, kind: ImageFormat) -> tuple[bytes, float]:
    """Give a figure's bytes, the same each time, and its height by its width.

    Parameters
    ----------
    figure : Figure
    kind : str
        "svg" or "png".
    """
    settle(figure)
    file = io.BytesIO()
    metadata = {"Date": None} if kind == "svg" else {"Software": None}
    figure.savefig(file, format=kind, dpi=200, metadata=metadata)
    width, height = figure.get_size_inches()
    return file.getvalue(), float(height / width)


def _trends(figure: Any, trends: Sequence[Trend]) -> None:
    columns = min(3, len(trends))
    rows = -(-len(trends) // columns)
    figure.set_size_inches(7.0, 1.75 * rows)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for axis, trend in zip(axes, trends, strict=False):
        days = [datetime.fromisoformat(at) for at in trend.at]
        low, high = trend.baseline - trend.mdc, trend.baseline + trend.mdc
        axis.axhspan(low, high, color=GREY, alpha=0.25, linewidth=0)
        axis.axhline(trend.baseline, color=GREY, linewidth=1)
        errors = [e or 0.0 for e in trend.errors]
        axis.errorbar(days, trend.values, errors, marker="o", color=BLUE, capsize=2, linewidth=1)
        axis.set_title(f"{trend.side} {trend.title}", fontsize=8)
        axis.set_ylabel(UNITS[trend.unit].name)
        axis.set_xticks([days[0], days[-1]], [phrases.short_day(d) for d in (days[0], days[-1])])
        axis.yaxis.set_major_formatter(_tick_words(missing_word(trend.motion)))
    for axis in axes[len(trends) :]:
        axis.set_axis_off()


def _tick_words(below_zero: str) -> Callable[[float, int], str]:
    """Ticks with a word where a minus would stand."""
    return lambda value, _: f"{below_zero} {-value:g}" if value < 0 else f"{value:g}"


def _number(row: RomRow, side: str) -> float | None:
    cell = row.right if side == "right" else row.left
    return cell.number if cell else None


def _pairs(figure: Any, rows: Sequence[RomRow]) -> None:
    figure.set_size_inches(7.0, 0.55 + 0.2 * len(rows))
    axis = figure.subplots()
    for place, row in enumerate(rows):
        for side, shift, colour in (("right", -0.18, BLUE), ("left", 0.18, VERMILION)):
            value = _number(row, side)
            if value is not None:
                hatch = "//" if side == "left" else ""
                axis.barh(place + shift, value, 0.34, color=colour, hatch=hatch, alpha=0.85)
                where = {"va": "center", "ha": "right" if value < 0 else "left"}
                axis.text(value, place + shift, f" {side[0].upper()} ", fontsize=6, **where)
    axis.set_yticks(range(len(rows)), [row.title for row in rows])
    axis.invert_yaxis()
    axis.xaxis.set_major_formatter(_tick_words("lacks"))
    axis.set_xlabel("degrees; right blue (R), left hatched (L)")


_JOINTS = {
    "index": ((2.0, 4.6), (1.9, 6.0), (1.85, 7.0)),
    "middle": ((3.0, 4.8), (3.0, 6.4), (3.0, 7.5)),
    "ring": ((3.9, 4.6), (4.05, 6.0), (4.1, 7.0)),
    "little": ((4.8, 4.2), (5.1, 5.2), (5.2, 6.0)),
    "thumb": ((0.9, 2.6), (0.2, 3.6)),
    "wrist": ((3.0, 0.4),),
}
"""Where the joints of a right hand lie, seen on its back: MCP, PIP, DIP (thumb: MCP, IP)."""
_NAMES = {"thumb": ("mcp", "ip"), "wrist": ("",)}


def _hands(figure: Any, rows: Sequence[RomRow]) -> None:
    from matplotlib import colormaps
    from matplotlib.patches import Circle

    figure.set_size_inches(7.0, 2.5)
    found = {row.motion: row for row in rows}
    for axis, side in zip(figure.subplots(1, 2), ("left", "right"), strict=True):
        axis.set_title(f"{side} hand, flexion in degrees", fontsize=8)
        flip = -1 if side == "left" else 1
        for finger, places in _JOINTS.items():
            joints = _NAMES.get(finger, ("mcp", "pip", "dip"))
            path = [(3.0, 0.4), *places]
            axis.plot([flip * x for x, _ in path], [y for _, y in path], color=GREY, zorder=0)
            for name, (x, y) in zip(joints, places, strict=True):
                key = f"{finger}.{name}.flexion" if name else f"{finger}.flexion"
                value = _number(found[key], side) if key in found else None
                shade = colormaps["viridis"](min(max((value or 0.0) / 110, 0.0), 1.0))
                face = "white" if value is None else shade
                hatch = "////" if value is None else ""
                dot = Circle((flip * x, y), 0.36, facecolor=face, edgecolor=BLACK, hatch=hatch)
                axis.add_patch(dot)
                if value is not None:
                    ink = "white" if value < 60 else "black"
                    axis.text(flip * x, y, f"{value:.0f}", ha="center", va="center", color=ink,
                              fontsize=6)  # fmt: skip
        axis.set_aspect("equal")
        axis.set_axis_off()


def _strip(figure: Any, strip: Strip) -> None:
    from matplotlib.ticker import MaxNLocator

    read = _read(strip)
    figure.set_size_inches(7.0, 1.5 if read else 0.9)
    axis = figure.subplots()
    step = -(-len(strip.marks) // MOST_MARKS)
    shown = [(n, mark) for n, mark in enumerate(strip.marks, 1) if (n - 1) % step == 0]
    for status, style in STATUS.items():
        points = [
            (n, UNREAD if m.percent is None else m.percent) for n, m in shown if m.status is status
        ]
        if points:
            size = 14 if len(shown) < 200 else 8
            axis.scatter(
                *zip(*points, strict=True),
                size,
                style.colour,
                marker=style.marker,
                label=str(status),
            )
    ringed = [(n, UNREAD if m.percent is None else m.percent) for n, m in shown if m.corrected_by]
    if ringed:
        ring = {"facecolors": "none", "edgecolors": BLACK, "linewidths": 0.8}
        axis.scatter(*zip(*ringed, strict=True), 45, marker="o", label="corrected", **ring)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    ends = (datetime.fromisoformat(strip.marks[place].at) for place in (0, -1))
    axis.set_xlabel(f"repetition, {' to '.join(map(phrases.short_day, ends))}")
    if read:
        axis.axhline(100, color=GREY, linewidth=0.8)
        highest = max(m.percent or 0 for m in strip.marks)
        axis.set_ylim(2 * UNREAD, max(115, 1.08 * highest))
        axis.set_yticks([0, 50, 100])
        axis.set_ylabel("% of own range")
    else:
        axis.set_ylim(2 * UNREAD, -UNREAD)
        axis.set_yticks([])
    where = (
        {"loc": "upper left", "bbox_to_anchor": (0.0, 1.0)} if not read else {"loc": "lower left"}
    )
    axis.legend(fontsize=6, ncols=5, **where)
