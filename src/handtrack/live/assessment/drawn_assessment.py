"""A guided assessment as pictures of OpenCV: the person in a mirror, and beside it what to do."""

from __future__ import annotations

import cv2
import numpy as np
from typing_extensions import override

from handtrack.assessment.protocol import Protocol
from handtrack.landmarks.hand import Floats
from handtrack.live.assessment.assessment_flow import AssessmentPrompt
from handtrack.live.assessment.assessment_output import AssessmentModel, AssessmentOutput
from handtrack.live.assessment.pose_words import (
    instructions,
    placement,
    rejection,
    section_title,
)
from handtrack.live.flow.states import Key
from handtrack.live.language.texts import Sentence, Texts
from handtrack.live.screen import panel
from handtrack.live.screen.layout import TextLayout
from handtrack.live.screen.window import Surface
from handtrack.rendering.skeleton import draw_hand
from handtrack.rendering.text import DARK, GREEN, ORANGE, YELLOW, Image, Pen

PANEL_SHARE = 0.42


class DrawnAssessment(AssessmentOutput):
    """Paints what is asked for, and puts it up on a surface.

    Parameters
    ----------
    surface : Surface
    protocol : Protocol
    texts : Texts
    size_px : tuple of int
        Of the window.
    """

    def __init__(
        self,
        surface: Surface,
        protocol: Protocol,
        texts: Texts,
        size_px: tuple[int, int] = (1280, 720),
    ) -> None:
        self.places = False
        self._surface, self._protocol, self._texts = surface, protocol, texts
        self._size_px, self._pen = size_px, Pen()
        self._drawn: tuple[tuple[AssessmentPrompt, Sentence | None], Image] | None = None

    @override
    def show(self, model: AssessmentModel) -> None:
        width, height = self._size_px
        wide = round(PANEL_SHARE * width)
        canvas = np.full((height, width, 3), DARK, np.uint8)
        if model.image is not None:
            _mirror(canvas[:, : width - wide], model.image, model.points)
        # Words are drawn when they change; how long the hand has been still is no word.
        said = (model.prompt, model.trouble)
        if self._drawn is None or _words_of(self._drawn[0]) != _words_of(said):
            self._drawn = said, self._words(model, (wide, height))
        canvas[:, width - wide :] = self._drawn[1]
        self._surface.show(canvas)

    @override
    def pressed(self) -> Key | None:
        return self._surface.pressed()[0]

    def _words(self, model: AssessmentModel, size_px: tuple[int, int]) -> Image:
        layout = TextLayout(self._pen, size_px, size_px[1])
        now, texts, protocol = model.prompt, self._texts, self._protocol
        say, section = texts.say, now.request.section
        title = section_title(protocol, section, texts)
        layout.words(say("measure", "section", title=title, trial=now.request.trial), panel.SMALL)
        layout.words(placement(protocol, section, texts), panel.SMALL, YELLOW)
        layout.gap(0.03)
        for line in instructions(protocol, now.request.pose, texts):
            layout.words(line, panel.HEADING)
        layout.gap(0.03)
        wrong = model.trouble or rejection(now.rejected)
        if wrong:
            layout.words(texts.translate(wrong), panel.LARGE, ORANGE)
        elif now.left_s is not None:
            beside = (say("measure", "hold"), say("measure", "still"))
            layout.number(str(now.left_s), panel.COUNTER, beside, panel.LARGE)
        else:
            layout.words(say("measure", "then"), panel.LARGE, GREEN)
        poses = say("measure", "poses", done=now.done, of=now.of)
        layout.at_bottom([poses, say("measure", "keys")], panel.SMALL, YELLOW)
        return layout.image


def _words_of(said: tuple[AssessmentPrompt, Sentence | None]) -> tuple[object, ...]:
    """Everything that the words depend on."""
    now, trouble = said
    return now.done, now.left_s, now.rejected, trouble


def _mirror(place: Image, image: Image, points: Floats | None) -> None:
    """Put the person into the place, as in a mirror."""
    height, width = place.shape[:2]
    scale = min(width / image.shape[1], height / image.shape[0])
    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    view = place[(height - size[1]) // 2 :, : size[0]][: size[1]]
    view[:] = cv2.resize(cv2.flip(image, 1), size, interpolation=cv2.INTER_LINEAR)
    if points is not None:
        mirrored = np.array([size[0], 0.0]) + points * size * np.array([-1.0, 1.0])
        draw_hand(view, mirrored, scored=True)
