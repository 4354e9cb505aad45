"""A trend drawn with letters, for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from math import ceil, floor

from handtrack.landmarks.hand import Side
from handtrack.records.time_course import Course

HEIGHT = 12
_MARGIN = 8
_MARKS = {Side.RIGHT: "R", Side.LEFT: "L"}
_BOTH = "*"


def plot(lines: Sequence[Course], width: int) -> str:
    """Values over time: R and L are the hands, `-` their baselines, `.` where no change is told.

    Parameters
    ----------
    width : int
        Columns, the scale's included.
    """
    values = [p.value for line in lines for p in line.points]
    baselines = [line.points[0].value for line in lines]
    bands = [(b - line.mdc, b + line.mdc) for b, line in zip(baselines, lines, strict=True)]
    low, high = _ends([*values, *(end for band in bands for end in band)])
    times = [p.at.timestamp() for line in lines for p in line.points]
    first_s, last_s = min(times), max(times)
    columns = width - _MARGIN - 1

    def row(value: float) -> int:
        return round((high - value) / (high - low) * (HEIGHT - 1))

    def column(at_s: float) -> int:
        share = (at_s - first_s) / (last_s - first_s) if last_s > first_s else 0.5
        return round(share * (columns - 1))

    grid = [[" "] * columns for _ in range(HEIGHT)]
    for bottom, top in bands:
        for y in range(row(top), row(bottom) + 1):
            grid[y] = [c if c != " " else "." for c in grid[y]]
    for baseline in baselines:
        grid[row(baseline)] = ["-"] * columns
    for line in lines:
        for point in line.points:
            x, y = column(point.at.timestamp()), row(point.value)
            taken = grid[y][x] in {_MARKS[s] for s in Side} - {_MARKS[line.side]}
            grid[y][x] = _BOTH if taken else _MARKS[line.side]
    scale = {0: high, HEIGHT - 1: low} | {row(b): b for b in baselines}
    digits = 0 if high - low > 5 else 2
    rows = [
        f"{f'{scale[y]:.{digits}f}' if y in scale else '':>{_MARGIN}}|{''.join(cells)}".rstrip()
        for y, cells in enumerate(grid)
    ]
    days = [p.at for line in lines for p in line.points]
    start, end = f"{min(days):%Y-%m-%d}", f"{max(days):%Y-%m-%d}"
    axis = f"{'':>{_MARGIN}} {start}{end:>{columns - len(start)}}" if start != end else start
    return "\n".join([*rows, axis, _legend(lines, width)])


def _ends(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if high - low < 5:
        return low, high if high > low else low + 1
    return floor(low / 5) * 5.0, ceil(high / 5) * 5.0


def _legend(lines: Sequence[Course], width: int) -> str:
    hands = ", ".join(dict.fromkeys(f"{_MARKS[line.side]} {line.side}" for line in lines))
    text = f"{hands}; - baseline; . no change beyond measurement error"
    return textwrap.fill(text, width)
