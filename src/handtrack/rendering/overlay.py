"""A frame with everything drawn over it, and the graph below it."""

from __future__ import annotations

from bisect import bisect_right

import cv2
import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.events import Label, Status, Touch
from handtrack.landmarks.hand import FINGERS, Landmark
from handtrack.landmarks.recording import Recording
from handtrack.rendering.graph import Graph
from handtrack.rendering.plot_data import FINGER_COLOURS, plot_of
from handtrack.rendering.skeleton import draw_hand, draw_ring
from handtrack.rendering.text import (
    BLACK,
    ORANGE,
    PURPLE,
    STATUS,
    WHITE,
    Image,
    Pen,
    fitting_size,
    wrapped,
)
from handtrack.scoring.score import Scored

MESSAGE_S = 2.0
"""How long the last repetition's status stands."""
COUNTER_SHARE = 0.13
"""Font size of the counter in heights of the picture: its digits are 0.7 of that."""


class Painter:
    """Paints the frames of one clip, which all have one size.

    Parameters
    ----------
    scored : Scored
    recording : Recording
        The same frames, for the hands that were not scored.
    exercise : Exercise
    shape : tuple of int
        Of the pictures to come: height, width and so on.
    """

    def __init__(
        self, scored: Scored, recording: Recording, exercise: Exercise, shape: tuple[int, ...]
    ) -> None:
        self._scored, self._recording, self._exercise = scored, recording, exercise
        self._height, self._width = shape[:2]
        unit = min(self._height, self._width)
        self._margin = round(0.025 * unit)
        self._body = max(14, round(0.042 * unit))
        self._pen = Pen()
        result = scored.result
        self._ends = sorted((r.end_s, r.number) for r in result.repetitions)
        self._by_number = {r.number: r for r in result.repetitions}
        self._scale = self._width / recording.header.frame_size_px[0]
        graph_height = 2 * round(0.17 * unit)
        small = max(11, round(0.029 * unit))
        plot = plot_of(scored, exercise)
        self._graph = Graph(plot, (self._width, graph_height), small, self._pen)

    def paint(self, image: Image, index: int) -> Image:
        """Draw upon a frame.

        Parameters
        ----------
        image : ndarray, shape (H, W, 3)
            Drawn upon, blue green red.
        index : int
            Of the frame in the recording.
        """
        time_s = float(self._scored.signals.time_s[index])
        self._hands(image, index, time_s)
        self._counter(image, time_s)
        self._title(image, time_s)
        self._trouble(image, index, self._message(image, time_s))
        return np.vstack([image, self._graph.draw(time_s)])

    def _hands(self, image: Image, index: int, time_s: float) -> None:
        slots = range(self._recording.header.slots)
        for slot in sorted(slots, key=lambda s: s == self._scored.slot):  # the scored one on top
            points = self._recording.image_px[index, slot, :, :2] * self._scale
            draw_hand(image, points, slot == self._scored.slot)
        points = self._recording.image_px[index, self._scored.slot, :, :2] * self._scale
        touch = self._touch_at(time_s)
        if touch is None or not np.isfinite(points).all():
            return
        colour = FINGER_COLOURS[FINGERS.index(touch.finger)]
        for tip in (Landmark.THUMB_TIP, touch.finger.tip):
            draw_ring(image, points[tip], colour)
        name = f"{touch.finger}?" if touch.label is Label.ESTIMATED else str(touch.finger)
        x, y = (int(v) for v in points[touch.finger.tip])
        self._pen.write(image, name, (x + self._body, y), self._body, colour)

    def _touch_at(self, time_s: float) -> Touch | None:
        touches = (t for r in self._by_number.values() for t in r.touches)
        return next((t for t in touches if t.start_s <= time_s < t.end_s), None)

    def _counter(self, image: Image, time_s: float) -> None:
        over = [self._by_number[n] for end, n in self._ends if end <= time_s]
        counts = {status: sum(r.status is status for r in over) for status in Status}
        size = round(COUNTER_SHARE * self._height)
        y = self._margin + round(0.78 * size)
        valid = str(counts[Status.VALID])
        self._pen.write(image, valid, (self._margin, y), size)
        x = self._margin + self._pen.width(valid, size) + self._margin
        self._pen.write(image, "valid", (x, y - round(1.25 * self._body)), self._body)
        self._pen.write(image, f"of {self._exercise.dose.reps}", (x, y), self._body)
        for status in (Status.PARTIAL, Status.REJECTED, Status.UNVERIFIABLE):
            if counts[status]:
                y += round(1.3 * self._body)
                text = f"{counts[status]} {status}"
                self._pen.write(image, text, (self._margin, y), self._body, STATUS[status])

    def _title(self, image: Image, time_s: float) -> None:
        result = self._scored.result
        side = f"{result.side} hand" + ("" if result.side_source == "given" else " (as seen)")
        room = round(0.62 * self._width)
        y = self._margin
        texts = ((self._exercise.title, WHITE), (side, WHITE), (f"{time_s:.1f} s", WHITE))
        for text, colour in texts:
            size = fitting_size(self._pen, text, self._body, room)
            for line in wrapped(self._pen, text, size, room):
                y += round(1.25 * size)
                at = (self._width - self._margin, y)
                self._pen.write(image, line, at, size, colour, "right")

    def _message(self, image: Image, time_s: float) -> int:
        """Status and reasons of the repetition that ended last, until the next is half done.

        Returns the height above which the picture is still free.
        """
        bottom = self._height - self._margin
        place = bisect_right([end for end, _ in self._ends], time_s) - 1
        if place < 0 or time_s >= self._message_until_s(place):
            return bottom
        repetition = self._by_number[self._ends[place][1]]
        room = self._width - 2 * self._margin
        # Without the figures behind them, which nobody can read in two seconds.
        texts = list(dict.fromkeys(note.words for note in repetition.reasons))[:2]
        lines = [line for text in texts for line in wrapped(self._pen, text, self._body, room)]
        y = bottom - round(1.25 * self._body) * len(lines)
        title = f"Repetition {repetition.number}: {repetition.status}"
        size = fitting_size(self._pen, title, round(1.4 * self._body), room)
        self._pen.write(image, title, (self._margin, y), size, STATUS[repetition.status])
        top = y - round(1.4 * size)
        for line in lines:
            y += round(1.25 * self._body)
            self._pen.write(image, line, (self._margin, y), self._body)
        return top

    def _message_until_s(self, place: int) -> float:
        """When the words about a repetition go, lest they stand beside the one after it."""
        until_s = self._ends[place][0] + MESSAGE_S
        if place + 1 == len(self._ends):
            return until_s
        coming = self._by_number[self._ends[place + 1][1]]
        return min(until_s, (coming.start_s + coming.end_s) / 2)

    def _trouble(self, image: Image, index: int, bottom: int) -> None:
        """A frame and a sentence where the camera sees no hand, or its wrong side."""
        signals = self._scored.signals
        if signals.quality.seen[index] and signals.viewed[index]:
            return
        lost = not signals.quality.seen[index]
        text = "Hand not seen" if lost else "Wrong side of the hand to the camera"
        colour = PURPLE if lost else ORANGE
        edge = max(3, self._margin // 3)
        corners = (
            (edge // 2, edge // 2),
            (self._width - edge // 2 - 1, self._height - edge // 2 - 1),
        )
        cv2.rectangle(image, *corners, BLACK, edge + 4)
        cv2.rectangle(image, *corners, colour, edge)
        room = self._width - 2 * self._margin
        size = fitting_size(self._pen, text, round(1.2 * self._body), room)
        self._pen.write(
            image, text, (self._width // 2, bottom - self._margin), size, colour, "middle"
        )
