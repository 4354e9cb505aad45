"""The calendar of days and the course of pain on a report's first page.

What a day was is told by its sign as well as by its colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from handtrack.rendering.style import BLUE, GREY, STYLE, VERMILION
from handtrack.reports import phrases
from handtrack.reports.first_page_view import CalendarDay, PainPoint
from handtrack.reports.printed.plots import ImageFormat, Picture, saved
from handtrack.reports.view import HandReport

MOST_WEEKS = 16
"""More are too small to read: the latest are shown, and the caption says so."""
LOWEST_MM, HIGHEST_MM = 36.0, 70.0
_MM = 25.4
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PAIN = {
    "before": ("o", "white", "before"),
    "after": ("s", BLUE, "after"),
    "assessment": ("^", VERMILION, "at assessment"),
    "other": ("D", GREY, "in between"),
}


def days_and_pain(
    report: HandReport, kind: ImageFormat, width_mm: float, room_mm: float
) -> Picture:
    """Draw the days done, missed and free, and beside them the pain.

    Parameters
    ----------
    report : HandReport
    kind : str
        "svg" or "png".
    width_mm, room_mm : float
        Width, and how high it may be.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    days = report.first.adherence.days
    weeks = _weeks(days)
    shown = weeks[-MOST_WEEKS:]
    high = min(HIGHEST_MM, max(LOWEST_MM, room_mm))
    first = shown[0] if shown else date.min
    with rc_context(STYLE):
        figure = Figure(figsize=(width_mm / _MM, high / _MM), layout="constrained")
        FigureCanvasAgg(figure)
        ratio = min(1.6, max(0.55, len(shown) / 9))
        calendar, pain = figure.subplots(1, 2, width_ratios=(ratio, 1.3))
        title = f"Done: {report.first.adherence.short}"
        _calendar(calendar, title, [d for d in days if date.fromisoformat(d.day) >= first], shown)
        _pain(pain, report.first.pain)
        data, aspect = saved(figure, kind)
    partial = len(weeks) > MOST_WEEKS
    part = f" The last {MOST_WEEKS} of {len(weeks)} weeks." if partial else ""
    caption = f"Days done: {report.first.adherence.words}.{part} {report.first.pain_words}"
    return Picture(caption, data, aspect, partial)


def _weeks(days: Sequence[CalendarDay]) -> list[date]:
    """The Mondays of the period."""
    mondays = {_monday(date.fromisoformat(one.day)) for one in days}
    return sorted(mondays)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _calendar(axis: Any, title: str, days: Sequence[CalendarDay], weeks: Sequence[date]) -> None:
    from matplotlib.patches import Rectangle

    for one in days:
        day = date.fromisoformat(one.day)
        x, y = weeks.index(_monday(day)), day.weekday()
        face, edge, sign, ink = _look(one)
        axis.add_patch(
            Rectangle((x - 0.44, y - 0.44), 0.88, 0.88, facecolor=face, edgecolor=edge, lw=0.8)
        )
        axis.text(x, y + 0.02, sign, ha="center", va="center", color=ink, fontsize=6.5)
    axis.set_xlim(-0.6, max(len(weeks), 4) - 0.4)
    axis.set_ylim(6.6, -0.6)
    axis.set_yticks(range(7), _WEEKDAYS, fontsize=6.5)
    step = max(1, -(-len(weeks) // 5))
    ticks = range(0, len(weeks), step)
    axis.set_xticks(ticks, [phrases.day_and_month(weeks[n]) for n in ticks], fontsize=6.5)
    axis.tick_params(length=0)
    for spine in axis.spines.values():
        spine.set_visible(False)
    axis.set_title(title, fontsize=8, loc="left", fontweight="bold")


def _look(one: CalendarDay) -> tuple[str, str, str, str]:
    """Face, edge, sign and the sign's colour of a day."""
    if one.done:
        return (BLUE, BLUE, "✓", "white") if one.prescribed else ("white", BLUE, "+", BLUE)
    if one.prescribed:
        return "white", VERMILION, "✗", VERMILION
    return "white", "#dddddd", "·", GREY


def _pain(axis: Any, points: Sequence[PainPoint]) -> None:
    axis.set_title("Pain, 0 to 10, as said", fontsize=8, loc="left", fontweight="bold")
    axis.set_ylim(-0.4, 10.4)
    axis.set_yticks([0, 2, 4, 6, 8, 10])
    if not points:
        axis.set_xticks([])
        axis.text(0.5, 0.5, "not asked", ha="center", va="center", transform=axis.transAxes)
        return
    for when, (marker, face, label) in _PAIN.items():
        at = [(datetime.fromisoformat(p.at), p.pain) for p in points if p.when == when]
        if at:
            x, y = zip(*at, strict=True)
            axis.plot(
                x, y, marker, ms=3.6, mfc=face, mec=VERMILION if when == "assessment" else BLUE,
                mew=0.8, label=label,
            )  # fmt: skip
    first, last = (datetime.fromisoformat(points[n].at) for n in (0, -1))
    ends = [first] if first.date() == last.date() else [first, last]
    axis.set_xticks(ends, [phrases.day_and_month(d) for d in ends], fontsize=6.5)
    axis.legend(fontsize=6.5, ncols=4, loc="upper right", frameon=False, borderpad=0)
    axis.grid(axis="y", color="#dddddd", linewidth=0.5)
