"""One picture of a session: the person in a mirror, and beside it a panel of large words.

Nothing is said by colour alone: each state has its word and its mark. Colours are those of
`rendering.text`, on a panel dark enough that every text has a contrast above 7 to 1. Words and the
drawing of the movement are drawn when they change and not with every picture; what needs no hand
is prepared while the hand is still being found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import cv2
import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.events import Reason, Status
from handtrack.landmarks.hand import Floats
from handtrack.live.flow.menu import Menu
from handtrack.live.flow.states import Screen
from handtrack.live.language.texts import Texts
from handtrack.live.screen import panel
from handtrack.live.screen.headings import placement
from handtrack.live.screen.layout import LAMP, TextLayout
from handtrack.live.screen.mirror import FRAMED, draw_mirror
from handtrack.live.screen.view_model import ScreenModel
from handtrack.rendering.skeleton import draw_hand
from handtrack.rendering.text import (
    DARK,
    ORANGE,
    SKY,
    STATUS,
    WHITE,
    YELLOW,
    Bgr,
    Image,
    Pen,
    fitting_size,
    wrapped,
)

Dock = Literal["left", "right"]
PANEL_SHARE = 0.38
"""Of the window's width, for the panel, in the usual size of text."""
WIDEST = 0.58
"""Of the window's width, for the panel, in the largest one."""
SMALLER, SMALLEST = 0.92, 0.5
"""What does not fit is written smaller, step by step, down to this share of the size asked for."""
BAND_SHARE = 0.2
"""Of the window's height, for the cue below the picture."""
BAR_SHARE = 0.05
"""Of the window's height, for the bar."""
CUE_SHARE = 0.075
LISTED = 5
LONGEST = 1.1
"""Where the bar ends, in own ranges."""
_WITH_DEMO = (*FRAMED, Screen.GUIDE, Screen.WORK)
_SILENT = (Screen.SUMMARY, Screen.QUESTION, Screen.REST, Screen.OFFER)


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
    """

    def __init__(
        self,
        texts: Texts,
        size_px: tuple[int, int] = (1280, 720),
        dock: Dock = "right",
        text_scale: float = 1.0,
    ) -> None:
        self._texts, self._size_px = texts, size_px
        width, height = size_px
        wide = round(min(PANEL_SHARE * max(text_scale, 1.0), WIDEST) * width)
        self._panel = slice(0, wide) if dock == "left" else slice(width - wide, width)
        self._view = slice(wide, width) if dock == "left" else slice(0, width - wide)
        self._unit, self._band = text_scale * height, round(BAND_SHARE * height)
        self._pen = Pen()
        self._drawn: dict[str, tuple[object, Image]] = {}
        self._up: dict[str, tuple[Image, object]] = {}
        self._canvas = np.empty((height, width, 3), np.uint8)
        self._bar_high = round(BAR_SHARE * height)
        self._free = (0, 0)
        self._side = 0

    def prepare(self, picture: Image, demo: Floats | None) -> Image:
        """Prepare what needs no hand: the mirrored picture and the demonstration.

        Parameters
        ----------
        picture : ndarray of uint8, shape (height, width, 3)
            BGR, unmirrored.
        demo : ndarray, shape (21, 2), or None

        Returns
        -------
        ndarray of uint8
            The mirrored picture.
        """
        if demo is not None and self._side:
            self._demo(demo, self._side)
        return self.mirror(picture)

    def paint(self, model: ScreenModel) -> Image:
        """One picture, BGR; it is painted over by the next one."""
        canvas, picture = self._canvas, model.picture
        view, words = canvas[:, self._view], canvas[:, self._panel]
        cue = self._cue_of(model)
        below = self._kept("cue", cue, lambda: self._cue(cue))
        if self._is_new("view", below, None if picture is None else picture.shape):
            view[:] = below
        draw_mirror(view, model)
        beside = self._kept("panel", panel.depends_on(model), lambda: self._words(model))
        if self._is_new("panel", beside, (bool(model.marks), model.demo is None)):
            words[:] = beside
        self._moving(words, model)
        return canvas

    def paint_list(self, exercises: list[Exercise], menu: Menu, picture: Image | None) -> Image:
        """Paint the list to choose from, a few exercises at a time.

        Parameters
        ----------
        exercises : list of Exercise
        menu : Menu
        picture : ndarray of uint8, shape (height, width, 3), or None
            BGR, unmirrored.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3)
        """
        layout = self._fitting(self._size_px, lambda layout: self._list(layout, exercises, menu))
        if picture is not None:
            high = self._size_px[1] // 4
            size = (high * picture.shape[1] // picture.shape[0], high)
            small = cv2.flip(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), 1)
            layout.image[-high:, -size[0] :] = small
        return layout.image

    def _list(self, layout: TextLayout, exercises: list[Exercise], menu: Menu) -> int:
        say, lit = self._texts.say, menu.lit
        layout.words(say("screen", "choose"), panel.HEADING)
        layout.gap(0.02)
        first = min(max(lit - LISTED // 2, 0), max(len(exercises) - LISTED, 0))
        for place, exercise in enumerate(exercises[first : first + LISTED], first):
            title = self._texts.exercise(exercise.id, "title", exercise.title_clinical)
            layout.option(f"{exercise.id}  {title}", panel.LARGE, place == lit)
        top = layout.y
        keys = (("go", "pick"), ("next", "next"), ("stop", "stop"))
        said = panel.DOT.join(f"{say('key', key)}: {say('action', what)}" for key, what in keys)
        hint = say("hint", "menu" if menu.free else "menu_lower")
        return layout.at_bottom([hint, said], panel.WORDS, WHITE) - top

    def _fitting(self, size_px: tuple[int, int], write: Callable[[TextLayout], int]) -> TextLayout:
        """A sheet in the largest words that fit; `write` gives the height that is left."""
        unit = self._unit
        while True:
            layout = TextLayout(self._pen, size_px, unit)
            if write(layout) >= 0 or unit < SMALLEST * self._unit:
                return layout
            unit *= SMALLER

    def _kept(self, name: str, key: object, draw: Callable[[], Image]) -> Image:
        """What was drawn the last time, where nothing about it has changed."""
        if name not in self._drawn or self._drawn[name][0] != key:
            self._drawn[name] = (key, draw())
        return self._drawn[name][1]

    def _is_new(self, name: str, image: Image, layout: object) -> bool:
        """Whether this part of the canvas holds another image, or is covered otherwise."""
        before, self._up[name] = self._up.get(name), (image, layout)
        return before is None or before[0] is not image or before[1] != layout

    def mirror(self, picture: Image) -> Image:
        """The camera's picture as in a mirror, all of it, as large as it fits."""
        height, width = picture.shape[:2]
        wide, high = self._view.stop - self._view.start, self._size_px[1] - self._band
        scale = min(wide / width, high / height)
        size = (round(width * scale), round(height * scale))
        fitting = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
        return cv2.flip(fitting, 1).view(dtype=np.uint8)

    def _cue_of(self, model: ScreenModel) -> tuple[str, Bgr]:
        """The one sentence that matters most now, and its colour."""
        say, state = self._texts.say, model.state
        if state.screen in _SILENT:
            return "", WHITE
        if model.trouble:
            return self._texts.translate(model.trouble), ORANGE
        if model.last is not None and state.screen is Screen.WORK:
            return self._last(model.last, model.reason), STATUS[model.last]
        if wrong := placement(model):
            return self._texts.translate(wrong), YELLOW
        fine = model.cue is None and state.screen in FRAMED
        return (say("hint", "fine"), WHITE) if fine else ("", WHITE)

    def _last(self, status: Status, reason: str) -> str:
        """What became of the last repetition, and why."""
        say = self._texts.say
        if reason == Reason.INCOMPLETE_SEQUENCE:
            return say("message", "unfinished")
        text = say("message", status)
        if not reason or status is Status.VALID:
            return text
        return f"{text}: {say('reason', reason)}"

    def _cue(self, told: tuple[str, Bgr]) -> Image:
        """That sentence below the picture, in the largest words that fit there."""
        text, colour = told
        wide = self._view.stop - self._view.start
        layout = TextLayout(self._pen, (wide, self._size_px[1]), self._unit)
        share = CUE_SHARE
        while share > CUE_SHARE / 3:
            size = layout.size(share)
            lines = wrapped(self._pen, text, size, layout.room)
            if len(lines) * 1.2 * size <= self._band - layout.margin:
                break
            share *= 0.9
        y = self._size_px[1] - layout.margin - round(1.2 * size * (len(lines) - 1))
        for line in lines:
            fitting = fitting_size(self._pen, line, size, layout.room)
            self._pen.write(layout.image, line, (wide // 2, y), fitting, colour, "middle")
            y += round(1.2 * size)
        return layout.image

    def _words(self, model: ScreenModel) -> Image:
        def write(layout: TextLayout) -> int:
            self._free = top, bottom = panel.write(layout, model, self._texts)
            bar = self._bar_high + layout.margin if _has_bar(model) else 0
            return bottom - top - bar

        wide = self._panel.stop - self._panel.start
        return self._fitting((wide, self._size_px[1]), write).image

    def _moving(self, words: Image, model: ScreenModel) -> None:
        """What changes with every picture: the bar, and the drawing of the movement."""
        (top, bottom), margin = self._free, round(0.03 * self._size_px[1])
        if _has_bar(model):
            bar = words[top : top + self._bar_high, margin : words.shape[1] - margin]
            _draw_bar(bar, model)
            top += self._bar_high + margin
        side = min(bottom - top, words.shape[1] - 2 * margin)
        fits = model.state.screen in _WITH_DEMO and side >= 4 * margin
        self._side = side if fits else 0
        if model.demo is not None and fits:
            left = (words.shape[1] - side) // 2
            words[bottom - side : bottom, left : left + side] = self._demo(model.demo, side)

    def _demo(self, pose: Floats, side: int) -> Image:
        """One moment of the movement's drawing."""

        def drawn() -> Image:
            square = np.empty((side, side, 3), np.uint8)
            cv2.rectangle(square, (0, 0), (side, side), LAMP, -1)
            draw_hand(square, pose * side, scored=True, unit=side / 260)
            return square

        return self._kept("demo", (pose.tobytes(), side), drawn)


def _has_bar(model: ScreenModel) -> bool:
    return model.state.screen is Screen.WORK and bool(model.marks)


def _draw_bar(bar: Image, model: ScreenModel) -> None:
    """How far this movement is, from rest to the person's own full movement and a little on."""
    high, wide = bar.shape[:2]
    bar[:] = LAMP
    share = 0.0 if model.share is None else float(np.clip(model.share, 0.0, LONGEST))
    full = share >= model.marks[-1]
    end = round(wide * share / LONGEST)
    bar[:, :end] = SKY if full else WHITE
    for mark in model.marks:
        x = round(wide * mark / LONGEST)
        cv2.line(bar, (x, 0), (x, high), YELLOW, max(2, high // 10))
    if full:  # a mark, so that colour does not say it alone
        cv2.circle(bar, (end - high // 2, high // 2), high // 4, DARK, -1, cv2.LINE_AA)
