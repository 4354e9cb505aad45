"""One picture of a session: the person in a mirror, and beside it a panel of large words.

Nothing is said by colour alone: each state has its word and its mark. Colours are those of
`drawing.ink`, on a panel dark enough that every text has a contrast above 7 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from handtrack.definition import Exercise
from handtrack.drawing.hand import draw_hand
from handtrack.drawing.ink import (
    DARK,
    GREEN,
    GREY,
    ORANGE,
    SKY,
    STATUS,
    WHITE,
    YELLOW,
    Colour,
    Image,
    Pen,
    fitting_size,
    wrapped,
)
from handtrack.events import Status
from handtrack.hand import Floats
from handtrack.live.flow import AFTER, Screen, State
from handtrack.live.sight import Cue
from handtrack.live.texts import Texts

Dock = Literal["left", "right"]
PANEL_SHARE = 0.38
"""Of the window's width, for the panel."""
MESSAGE_S = 3.0
"""Provisional: how long the last repetition's status stands."""
COUNTER_SHARE = 0.24
"""Height of the counter's font in heights of the window: its digits are 0.7 of that."""
CUE_SHARE = 0.075
LAMP = (92, 84, 78)
_LEAST_PX = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that one picture shows.

    Parameters
    ----------
    state : State
    now_s : float
    picture : ndarray of uint8 or None
        The camera's, unmirrored; None without one.
    points : ndarray, shape (21, 2), or None
        The hand's landmarks as shares of the picture's width and height.
    cue : Cue or None
        What to change about the picture.
    share : float or None
        How far the movement is on the person's own range; None where there is no such figure.
    marks : tuple of float
        Where on it a movement begins to count: back at rest, partial, full.
    held_s : float or None
        For how long it has been held.
    last : Status or None
        Of the repetition that ended last, if that was just now.
    reason : str
        Name of the reason why it did not count.
    trouble : str
        A sentence about the camera or the computer; "" for none.
    guided : int
        Guided movements so far.
    demo : ndarray, shape (21, 2), or None
        The movement's drawing now, in a square of side 1.
    summary : tuple of str
        Sentences of the summary.
    fingers : int or None
        How many are held up.
    stats : str
        Figures for a helper; "" for none.
    """

    state: State
    now_s: float
    picture: Image | None = None
    points: Floats | None = None
    cue: Cue | None = None
    share: float | None = None
    marks: tuple[float, ...] = ()
    held_s: float | None = None
    last: Status | None = None
    reason: str = ""
    trouble: str = ""
    guided: int = 0
    demo: Floats | None = None
    summary: tuple[str, ...] = ()
    fingers: int | None = None
    stats: str = ""


class Stage:
    """Paints pictures of one size.

    Parameters
    ----------
    texts : Texts
    size_px : tuple of int
        Width and height.
    dock : "left" or "right"
        Where the panel stands; for people who overlook one side.
    text_scale : float
        Size of all texts, 1 for the usual one.
    guided : int
        How many guided movements are asked for.
    """

    def __init__(
        self,
        texts: Texts,
        size_px: tuple[int, int] = (1280, 720),
        dock: Dock = "right",
        text_scale: float = 1.0,
        guided: int = 3,
    ) -> None:
        self._texts, self._guided = texts, guided
        self._width, self._height = size_px
        panel = round(PANEL_SHARE * self._width)
        self._left = 0 if dock == "left" else self._width - panel
        self._panel = panel
        self._view_left = panel if dock == "left" else 0
        self._view = self._width - panel
        self._unit = text_scale * self._height
        self._margin = round(0.03 * self._height)
        self._pen = Pen()

    def paint(self, shown: Shown) -> Image:
        """One picture, BGR."""
        canvas = np.full((self._height, self._width, 3), DARK, np.uint8)
        self._mirror(canvas, shown)
        self._cue(canvas, shown)
        self._head(canvas, shown)
        _BODIES.get(shown.state.screen, Stage._plain)(self, canvas, shown)
        self._keys(canvas, shown)
        return canvas

    def paint_list(self, exercises: list[Exercise], lit: int, picture: Image | None) -> Image:
        """The list to choose from, five at a time, in large type."""
        canvas = np.full((self._height, self._width, 3), DARK, np.uint8)
        say, size = self._texts.say, self._size(0.05)
        left, right = self._margin, self._width - self._margin
        y = self._margin + self._size(0.06)
        self._pen.write(canvas, say("screen", "choose"), (left, y), self._size(0.06))
        y += self._margin
        first = min(max(lit - 2, 0), max(len(exercises) - 5, 0))
        for place, exercise in enumerate(exercises[first : first + 5], first):
            title = self._texts.exercise(exercise.id, "title", exercise.title_clinical)
            self._option(canvas, f"{exercise.id}  {title}", place == lit, (left, right, y), size)
            y += 2 * size
        if picture is not None:
            small = cv2.flip(
                cv2.resize(picture, (self._height // 4 * 4 // 3, self._height // 4)), 1
            )
            canvas[-small.shape[0] :, -small.shape[1] :] = small
        small_size, keys = self._size(0.036), ("pick", "next", "stop")
        text = "   ".join(
            f"{say('key', key)}: {say('action', what)}"
            for key, what in zip(("go", "next", "stop"), keys, strict=True)
        )
        for line in (say("hint", "menu"), text):
            y += round(1.3 * small_size)
            self._pen.write(canvas, line, (left, y), small_size, WHITE)
        return canvas

    # The mirror ---------------------------------------------------------------------------

    def _mirror(self, canvas: Image, shown: Shown) -> None:
        """The picture as in a mirror, all of it, as large as it fits."""
        if shown.picture is None:
            return
        height, width = shown.picture.shape[:2]
        scale = min(self._view / width, self._height / height)
        size = (round(width * scale), round(height * scale))
        picture = cv2.flip(cv2.resize(shown.picture, size, interpolation=cv2.INTER_AREA), 1)
        x = self._view_left + (self._view - size[0]) // 2
        y = (self._height - size[1]) // 2
        window = canvas[y : y + size[1], x : x + size[0]]
        window[:] = picture
        if shown.state.screen in (Screen.PLACE, Screen.SHOW, Screen.READY):
            self._outline(window, shown)
        if shown.points is not None and np.isfinite(shown.points).all():
            mirrored = np.array([1.0, 0.0]) + shown.points * np.array([-1.0, 1.0])
            draw_hand(window, mirrored * np.array(size), scored=True)

    def _outline(self, window: Image, shown: Shown) -> None:
        """Where the hand is to be: a ghost of the resting hand in a dashed frame."""
        height, width = window.shape[:2]
        side = round(0.72 * height)
        left, top = (width - side) // 2, (height - side) // 2
        colour, word = (GREEN, "hint.fine") if shown.cue is None else (WHITE, "hint.place")
        for start in range(0, side, side // 12):
            end = min(start + side // 24, side)
            for a, b in (
                ((left + start, top), (left + end, top)),
                ((left + start, top + side), (left + end, top + side)),
                ((left, top + start), (left, top + end)),
                ((left + side, top + start), (left + side, top + end)),
            ):
                cv2.line(window, a, b, colour, max(2, side // 150), cv2.LINE_AA)
        if shown.demo is not None and shown.points is None:
            ghost = window.copy()
            draw_hand(ghost, np.array([left, top]) + shown.demo * side, scored=False)
            cv2.addWeighted(ghost, 0.6, window, 0.4, 0, window)
        table, key = word.split(".")
        size = self._size(0.04)
        self._pen.write(
            window, self._texts.say(table, key), (width // 2, size + 8), size, colour, "middle"
        )

    def _cue(self, canvas: Image, shown: Shown) -> None:
        """The one current cue, in the largest words there are."""
        text, colour = self._cue_text(shown)
        if not text:
            return
        size = self._size(CUE_SHARE)
        room = self._view - 2 * self._margin
        lines = wrapped(self._pen, text, size, room)
        y = self._height - self._margin - round(1.2 * size * (len(lines) - 1))
        for line in lines:
            at = (self._view_left + self._view // 2, y)
            self._pen.write(
                canvas, line, at, fitting_size(self._pen, line, size, room), colour, "middle"
            )
            y += round(1.2 * size)

    def _cue_text(self, shown: Shown) -> tuple[str, Colour]:
        say, state = self._texts.say, shown.state
        if state.screen in (Screen.SUMMARY, Screen.QUESTION, Screen.REST, Screen.OFFER):
            return "", WHITE
        if shown.trouble:
            return shown.trouble, ORANGE
        if shown.last is not None and state.screen is Screen.WORK:
            text = say("message", shown.last)
            if shown.reason and shown.last is not Status.VALID:
                text += f": {say('reason', shown.reason)}"
            return text, STATUS[shown.last]
        if shown.cue is Cue.OTHER_HAND and state.current.side is None:
            return "", WHITE
        if shown.cue is not None:
            side = say("side", state.current.side) if state.current.side else ""
            return say("cue", shown.cue, side=side), YELLOW
        return "", WHITE

    # The panel ----------------------------------------------------------------------------

    def _head(self, canvas: Image, shown: Shown) -> None:
        """Which exercise, which hand, which set."""
        state, say = shown.state, self._texts.say
        exercise = state.current.exercise
        size = self._size(0.036)
        title = self._texts.exercise(exercise.id, "title", exercise.title_clinical)
        lines = wrapped(self._pen, title, size, self._room)[:2]
        parts = [say("side", state.current.side)] if state.current.side else []
        if state.current.sets > 1:
            parts.append(say("hint", "again", set=state.set, sets=state.current.sets))
        y = self._margin + size
        for line in [*lines, "   ".join(parts)]:
            self._line(canvas, line, y, size, WHITE)
            y += round(1.25 * size)

    def _heading(self, canvas: Image, text: str) -> int:
        """The name of the screen; gives the height below it."""
        size = self._size(0.06)
        y = round(0.24 * self._height)
        for line in wrapped(self._pen, text, size, self._room):
            self._line(canvas, line, y, size, WHITE)
            y += round(1.15 * size)
        return y

    def _plain(self, canvas: Image, shown: Shown) -> None:
        state, say = shown.state, self._texts.say
        side = state.current.side
        sequence = state.current.exercise.sequence is not None
        names = {
            Screen.PLACE: say("screen", "place"),
            Screen.SHOW: say("screen", "show", side=say("side", side))
            if side
            else say("screen", "show_any"),
            Screen.GUIDE: say("screen", "guide_open")
            if sequence
            else say("screen", "guide", least=self._guided),
            Screen.READY: say("screen", "ready"),
        }
        y = self._heading(canvas, names.get(state.screen, ""))
        if state.screen is Screen.GUIDE and not sequence:
            self._dots(canvas, y, min(shown.guided, self._guided), self._guided)
            y += self._size(0.07)
        exercise = state.current.exercise
        size = self._size(0.034)
        for number, step in enumerate(exercise.what_to_do, 1):
            said = self._texts.exercise(exercise.id, f"step_{number}", step)
            for line in wrapped(self._pen, said, size, self._room):
                self._line(canvas, line, y, size, WHITE)
                y += round(1.2 * size)
            y += size // 3
        self._demo(canvas, shown, y)

    def _work(self, canvas: Image, shown: Shown) -> None:
        state, say = shown.state, self._texts.say
        size = self._size(COUNTER_SHARE)
        y = round(0.17 * self._height) + round(0.75 * size)
        number = str(state.valid)
        self._pen.write(canvas, number, (self._left + self._margin, y), size)
        x = self._left + 2 * self._margin + self._pen.width(number, size)
        word = self._size(0.045)
        self._pen.write(canvas, say("count", "of", reps=state.current.reps), (x, y), word)
        self._pen.write(canvas, say("count", "valid"), (x, y - round(1.3 * word)), word)
        y += self._size(0.05)
        for status in (Status.PARTIAL, Status.REJECTED, Status.UNVERIFIABLE):
            count = sum(r.status is status for r in state.repetitions)
            if count:
                self._line(
                    canvas, f"{count} {say('count', status)}", y, self._size(0.032), STATUS[status]
                )
                y += self._size(0.042)
        y = self._bar(canvas, shown, max(y, round(0.52 * self._height)))
        if shown.held_s is not None:
            text = say("count", "hold", seconds=f"{shown.held_s:.1f}")
            self._line(canvas, text, y + self._size(0.04), self._size(0.045), YELLOW)
            y += self._size(0.06)
        self._demo(canvas, shown, y + self._margin)

    def _bar(self, canvas: Image, shown: Shown, y: int) -> int:
        """How far this movement is, from rest to the person's own full movement."""
        if not shown.marks:
            return y
        left, right = self._left + self._margin, self._left + self._panel - self._margin
        high, longest = self._size(0.05), 1.1
        cv2.rectangle(canvas, (left, y), (right, y + high), LAMP, -1)
        share = float(np.clip(shown.share, 0, longest)) if shown.share is not None else 0.0
        full = shown.share is not None and share >= shown.marks[-1]
        end = left + round((right - left) * share / longest)
        cv2.rectangle(canvas, (left, y), (end, y + high), SKY if full else WHITE, -1)
        for mark in shown.marks:
            x = left + round((right - left) * mark / longest)
            cv2.line(canvas, (x, y - 6), (x, y + high + 6), YELLOW, max(2, high // 12))
        if full:  # a mark, so that colour does not say it alone
            cv2.circle(canvas, (end - high // 2, y + high // 2), high // 4, DARK, -1, cv2.LINE_AA)
        return y + high + self._margin

    def _choice(self, canvas: Image, shown: Shown) -> None:
        """Options, of which one is lit: by a frame and a pointer, not by its colour alone."""
        menu = shown.state.menu
        assert menu
        y = self._heading(canvas, self._texts.say("screen", shown.state.screen))
        y += self._margin
        size = self._size(0.048)
        across = self._left + self._margin, self._left + self._panel - self._margin
        for number, option in enumerate(menu.options):
            text = self._texts.say("menu", option)
            y += self._option(canvas, text, number == menu.lit, (*across, y), size) + size // 3
        self._hint(canvas, self._texts.say("hint", "menu"), y + self._size(0.05))

    def _option(
        self, canvas: Image, text: str, lit: bool, across: tuple[int, int, int], size: int
    ) -> int:
        """One option between two edges from a height on; gives how high it is."""
        left, right, y = across
        lines = wrapped(self._pen, text, size, right - left - 2 * size)
        high = round(1.25 * size) * len(lines) + size // 2
        if lit:
            cv2.rectangle(canvas, (left, y), (right, y + high), LAMP, -1)
            cv2.rectangle(canvas, (left, y), (right, y + high), YELLOW, max(3, size // 10))
            middle = y + high // 2
            tip = [[left + size // 3, middle - size // 3], [left + size // 3, middle + size // 3]]
            pointer = np.array([*tip, [left + size, middle]])
            cv2.fillPoly(canvas, [pointer], YELLOW, cv2.LINE_AA)
        for row, line in enumerate(lines, 1):
            at = (left + round(1.4 * size), y + round(1.2 * size * row))
            self._pen.write(canvas, line, at, size, WHITE if lit else GREY)
        return high

    def _rest(self, canvas: Image, shown: Shown) -> None:
        state, say = shown.state, self._texts.say
        y = self._heading(canvas, say("screen", "rest"))
        size = self._size(0.16)
        seconds = f"{state.rest_left_s(shown.now_s):.0f}"
        self._line(canvas, say("hint", "rest", seconds=seconds), y + size // 2, size, WHITE)
        y += size
        if state.set < state.current.sets:
            text = say("hint", "again", set=state.set + 1, sets=state.current.sets)
        else:
            coming = state.plan.items[state.item + 1].exercise
            title = self._texts.exercise(coming.id, "title", coming.title_clinical)
            text = say("hint", "next", title=title)
        self._hint(canvas, text, y)
        self._sentences(canvas, shown, y + self._size(0.1))

    def _question(self, canvas: Image, shown: Shown) -> None:
        say, question = self._texts.say, shown.state.question
        assert question
        heading = "question_after" if question in AFTER else "question"
        y = self._heading(canvas, say("screen", heading))
        size = self._size(0.05)
        for line in wrapped(self._pen, say("question", question), size, self._room):
            self._line(canvas, line, y + size // 2, size, YELLOW)
            y += round(1.2 * size)
        y += self._margin + size // 2
        for scale in ("scale_0", "scale_10"):
            y = self._hint(canvas, say("question", scale), y)
        y = self._hint(canvas, say("hint", "question"), y + self._margin)
        if shown.fingers is not None and shown.state.resting_fingers == -1:
            text = say("hint", "shows", number=2 * shown.fingers)
            self._line(canvas, text, y + self._size(0.1), self._size(0.08), YELLOW)

    def _summary(self, canvas: Image, shown: Shown) -> None:
        y = self._heading(canvas, self._texts.say("screen", "summary"))
        self._sentences(canvas, shown, y)

    def _sentences(self, canvas: Image, shown: Shown, y: int) -> None:
        for text in shown.summary:
            y = self._hint(canvas, text, y) + self._size(0.012)

    def _hint(self, canvas: Image, text: str, y: int) -> int:
        size = self._size(0.036)
        for line in wrapped(self._pen, text, size, self._room):
            self._line(canvas, line, y, size, WHITE)
            y += round(1.25 * size)
        return y

    def _dots(self, canvas: Image, y: int, done: int, of: int) -> None:
        """Numbers as dots: filled ones are done."""
        radius = self._size(0.02)
        for number in range(of):
            centre = (self._left + self._margin + radius + 3 * radius * number, y)
            filled = -1 if number < done else max(2, radius // 5)
            cv2.circle(canvas, centre, radius, WHITE, filled, cv2.LINE_AA)

    def _demo(self, canvas: Image, shown: Shown, top: int) -> None:
        """The movement, drawn over and over."""
        bottom = self._height - self._margin - 3 * self._size(0.04)
        side = min(bottom - top, self._panel - 2 * self._margin)
        if shown.demo is None or side < 0.12 * self._height:
            return
        left = self._left + (self._panel - side) // 2
        square = canvas[bottom - side : bottom, left : left + side]
        square[:] = LAMP
        draw_hand(square, shown.demo * side, scored=True)

    def _keys(self, canvas: Image, shown: Shown) -> None:
        """What each large key does here, and how it goes without keys."""
        say, size = self._texts.say, self._size(0.03)
        leave = (("skip", "skip"), ("stop", "stop"))
        named = {
            Screen.WORK: (
                ("go", "pause"),
                ("repeat", "repeat"),
                ("skip", "skip"),
                ("stop", "stop"),
            ),
            Screen.PAUSED: (("go", "pick"), ("next", "next"), ("stop", "stop")),
            Screen.OFFER: (("go", "pick"), ("next", "next"), ("stop", "stop")),
            Screen.REST: (("go", "go"), ("stop", "stop")),
            Screen.SUMMARY: (("go", "close"),),
            Screen.PLACE: (("go", "go"), *leave),
        }.get(shown.state.screen, leave)
        text = "   ".join(f"{say('key', key)}: {say('action', what)}" for key, what in named)
        lines = wrapped(self._pen, text, size, self._room)
        if shown.state.screen is Screen.WORK:
            lines.append(say("hint", "pause_palm" if shown.state.palm_pauses else "pause_away"))
        if shown.stats:
            lines.insert(0, shown.stats)
        y = self._height - self._margin - round(1.25 * size) * (len(lines) - 1)
        for line in lines:
            self._line(canvas, line, y, size, GREY)
            y += round(1.25 * size)

    @property
    def _room(self) -> int:
        return self._panel - 2 * self._margin

    def _size(self, share: float) -> int:
        return max(_LEAST_PX, round(share * self._unit))

    def _line(self, canvas: Image, text: str, y: int, size: int, colour: Colour) -> None:
        fitting = fitting_size(self._pen, text, size, self._room)
        self._pen.write(canvas, text, (self._left + self._margin, y), fitting, colour)


_BODIES = {
    Screen.WORK: Stage._work,
    Screen.PAUSED: Stage._choice,
    Screen.OFFER: Stage._choice,
    Screen.REST: Stage._rest,
    Screen.QUESTION: Stage._question,
    Screen.SUMMARY: Stage._summary,
}
