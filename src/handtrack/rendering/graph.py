"""The counting signal as a graph through time: thresholds, repetitions and where the camera failed.

A short clip is shown whole, with the future dimmed; a long one scrolls past.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from handtrack.events import Status
from handtrack.landmarks.hand import Floats
from handtrack.rendering.plot_data import Curve, Plot, Span
from handtrack.rendering.text import BLACK, DARK, GREY, STATUS, WHITE, Bgr, Image, Pen

WHOLE_S = 30.0
"""Clips up to this long are shown whole."""
WINDOW_S = 15.0
"""How much of a longer clip is shown at a time."""
NOW_AT = 0.75
"""Where the present stands in that window."""
_DIM = 0.4
_FRACTION_BITS = 4
_SAMPLE_PX = 18


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the legend."""

    name: str
    colour: Bgr
    thickness: int
    dash_px: int = 0


def _entries(plot: Plot) -> list[_Entry]:
    """The legend: several curves are named where they are, bands only where there are any."""
    curves = [_Entry(c.name, c.colour, 3) for c in plot.curves if len(plot.curves) == 1]
    levels = [_Entry(level.name, GREY, 1, level.dash_px) for level in plot.levels]
    bands = [_Entry(band.name, band.colour, 4) for band in plot.bands if band.frames.any()]
    return curves + levels + bands


class Graph:
    """The graph of a clip, drawn for one frame after the other.

    Parameters
    ----------
    plot : Plot
    size_px : tuple of int
        Width and height.
    text_px : int
        Size of the font.
    """

    def __init__(self, plot: Plot, size_px: tuple[int, int], text_px: int, pen: Pen) -> None:
        self._plot, self._size, self._text, self._pen = plot, size_px, text_px, pen
        width, height = size_px
        self._left = max((pen.width(text, text_px) for _, text in plot.ticks), default=0) + text_px
        self._right = width - text_px
        self._legend_at = self._flowed(_entries(plot))
        lines = 1 + max((line for _, _, line in self._legend_at), default=0)
        self._top = round(1.7 * text_px)
        self._bottom = height - round((0.9 + 1.2 * lines) * text_px)
        self._ends = plot.ends
        self._whole = lru_cache(maxsize=1)(self._render)

    def draw(self, now_s: float) -> Image:
        """Draw the graph at a time, shape (height, width, 3)."""
        time_s = self._plot.time_s
        first_s, last_s = float(time_s[0]), float(time_s[-1])
        if last_s - first_s <= WHOLE_S:
            start_s, end_s = first_s, max(last_s, first_s + 0.1)
            image = self._whole(start_s, end_s).copy()
        else:
            start_s = now_s - NOW_AT * WINDOW_S
            end_s = start_s + WINDOW_S
            image = self._render(start_s, end_s)
        x = int(self._x(np.array(now_s), start_s, end_s))
        future = image[: self._bottom + self._text // 2, min(x + 1, self._right) : self._right]
        future[:] = future * _DIM + np.array(DARK) * (1 - _DIM)
        cv2.line(image, (x, self._top - 4), (x, self._bottom), BLACK, 4)
        cv2.line(image, (x, self._top - 4), (x, self._bottom), WHITE, 2)
        self._name_curves(image, now_s, x)
        return image

    def _render(self, start_s: float, end_s: float) -> Image:
        width, height = self._size
        image = np.full((height, width, 3), DARK, np.uint8)
        free = self._left - self._text
        for span in self._plot.spans:
            free = self._span(image, span, start_s, end_s, free)
        for level in self._plot.levels:
            for value in level.values:
                self._level(image, self._y(np.array(value)), level.dash_px)
        for curve in self._plot.curves:
            self._curve(image, curve, start_s, end_s)
        for height_at, text in self._plot.ticks:
            y = int(self._y(np.array(height_at))) + self._text // 3
            x = self._left - self._text // 2
            self._pen.write(image, text, (x, y), self._text, GREY, "right")
        for time_s, text in (mark for span in self._plot.spans for mark in span.marks):
            at = (int(self._x(np.array(time_s), start_s, end_s)), self._bottom - 2)
            self._pen.write(image, text, at, self._text, WHITE, "middle")
        self._bands(image, start_s, end_s)
        self._legend(image)
        return image

    def _x(self, time_s: Floats, start_s: float, end_s: float) -> Floats:
        share = (time_s - start_s) / (end_s - start_s)
        x: Floats = self._left + np.clip(share, -1.0, 2.0) * (self._right - self._left)
        return x

    def _y(self, value: Floats) -> Floats:
        low, high = self._ends
        share = (np.clip(value, low, high) - low) / (high - low)
        height: Floats = self._bottom - share * (self._bottom - self._top)
        return height

    def _span(self, image: Image, span: Span, start_s: float, end_s: float, free: int) -> int:
        """A tinted field with a bar above it: filled only where the repetition counts.

        Its name is left out where it would run into what stands left of `free`; returns the new
        end of that.
        """
        ends = self._x(np.array([span.start_s, span.end_s]), start_s, end_s)
        left, right = (int(x) for x in np.clip(ends, self._left, self._right))
        if right <= left:
            return free
        colour = STATUS[span.status]
        field = image[self._top : self._bottom, left:right]
        field[:] = field * 0.78 + np.array(colour) * 0.22
        corners = ((left + 1, self._top - 5), (right - 1, self._top - 2))
        cv2.rectangle(image, *corners, colour, -1 if span.status is Status.VALID else 1)
        middle = (left + right) // 2
        for text, room in (
            (f"{span.number} {span.status}", right - left),
            (str(span.number), 1000),
        ):
            width = self._pen.width(text, self._text)
            if width <= room + self._text and middle - width // 2 >= free:
                at = (middle, self._top - 8)
                self._pen.write(image, text, at, self._text, colour, "middle")
                return middle + width // 2
        return free

    def _level(self, image: Image, y: Floats, dash_px: int) -> None:
        step = 2 * dash_px or self._right - self._left
        for x in range(self._left, self._right, step):
            end = min(x + (dash_px or step), self._right)
            cv2.line(image, (x, int(y)), (end, int(y)), GREY, 1)

    def _curve(self, image: Image, curve: Curve, start_s: float, end_s: float) -> None:
        time_s = self._plot.time_s
        i, j = np.searchsorted(time_s, [start_s, end_s])
        shown = slice(max(int(i) - 1, 0), int(j) + 1)
        values = curve.values[shown]
        seen = np.isfinite(values)
        x = self._x(time_s[shown], start_s, end_s)
        points = np.stack([x, self._y(np.where(seen, values, 0.0))], axis=-1)
        points = np.rint(points * 2**_FRACTION_BITS).astype(np.int32)
        cuts = np.flatnonzero(np.diff(seen)) + 1
        parts = zip(np.split(points, cuts), np.split(seen, cuts), strict=True)
        runs = [run for run, fine in parts if len(run) and fine[0]]
        inside = image[:, self._left : self._right]
        shift = np.array([self._left << _FRACTION_BITS, 0], np.int32)
        runs = [run - shift for run in runs]
        cv2.polylines(inside, runs, False, curve.colour, 2, cv2.LINE_AA, _FRACTION_BITS)

    def _bands(self, image: Image, start_s: float, end_s: float) -> None:
        """A thin row under the graph for each kind of trouble."""
        time_s = self._plot.time_s
        i, j = np.searchsorted(time_s, [start_s, end_s], side="left")
        edges = self._x(np.append(time_s[i:j], time_s[j - 1 : j]), start_s, end_s).astype(int)
        row = max(2, self._text // 5)
        for number, band in enumerate(self._plot.bands):
            top = self._bottom + 3 + number * (row + 1)
            for frame in np.flatnonzero(band.frames[i:j]).tolist():
                left, right = edges[frame], max(edges[frame + 1], edges[frame] + 2)
                image[top : top + row, left : min(right, self._right)] = band.colour

    def _flowed(self, entries: list[_Entry]) -> list[tuple[_Entry, int, int]]:
        """Where each entry of the legend begins, and in which line."""
        placed = []
        x, line = self._left, 0
        for entry in entries:
            width = _SAMPLE_PX + 6 + self._pen.width(entry.name, self._text)
            if x + width > self._right and x > self._left:
                x, line = self._left, line + 1
            placed.append((entry, x, line))
            x += width + 12
        return placed

    def _legend(self, image: Image) -> None:
        """What the lines mean: drawn samples with their names."""
        lines = max((line for _, _, line in self._legend_at), default=0)
        for entry, x, line in self._legend_at:
            y = self._size[1] - round((0.45 + 1.2 * (lines - line)) * self._text)
            step = entry.dash_px or _SAMPLE_PX
            for start in range(x, x + _SAMPLE_PX, 2 * step):
                ends = (
                    (start, y - self._text // 3),
                    (min(start + step, x + _SAMPLE_PX), y - self._text // 3),
                )
                cv2.line(image, *ends, entry.colour, entry.thickness)
            self._pen.write(image, entry.name, (x + _SAMPLE_PX + 6, y), self._text, entry.colour)

    def _name_curves(self, image: Image, now_s: float, x: int) -> None:
        """With several curves: a dot and a name at each, where it is now."""
        if len(self._plot.curves) < 2:
            return
        i = min(int(np.searchsorted(self._plot.time_s, now_s)), len(self._plot.time_s) - 1)
        known = [c for c in self._plot.curves if np.isfinite(c.values[i])]
        heights = [int(self._y(c.values[i])) for c in known]
        text_y = _apart(heights, self._text, self._top, self._bottom)
        widest = max((self._pen.width(c.name, self._text) for c in known), default=0)
        fits = x + widest + 10 < self._right
        for curve, y, at_y in zip(known, heights, text_y, strict=True):
            cv2.circle(image, (x, y), 4, curve.colour, -1, cv2.LINE_AA)
            at = (x + 8 if fits else x - 8, at_y + self._text // 3)
            self._pen.write(
                image, curve.name, at, self._text, curve.colour, "left" if fits else "right"
            )


def _apart(wanted: list[int], least: int, low: int, high: int) -> list[int]:
    """Move heights so that they are `least` apart and keep their order, within two limits."""
    placed = [0] * len(wanted)
    at = low - least
    for i in sorted(range(len(wanted)), key=lambda i: wanted[i]):
        at = placed[i] = max(wanted[i], at + least)
    over = max(0, max(placed, default=high) - high)
    return [p - over for p in placed]
