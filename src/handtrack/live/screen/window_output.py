"""A session's screens as pictures of OpenCV: painted by a stage, put up on a surface."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from typing_extensions import override

from handtrack.landmarks.hand import Floats, Side
from handtrack.live.flow.states import Pressed
from handtrack.live.screen.demo_drawing import demonstration_of
from handtrack.live.screen.screen_output import ScreenOutput
from handtrack.live.screen.stage import Stage
from handtrack.live.screen.view_model import ScreenModel
from handtrack.live.screen.window import Surface
from handtrack.rendering.text import Image


class WindowOutput(ScreenOutput):
    """Paints each screen; the mirrored picture is made in a thread of its own.

    Parameters
    ----------
    surface : Surface
    stage : Stage
    """

    def __init__(self, surface: Surface, stage: Stage) -> None:
        self._surface, self._stage = surface, stage
        self._pool = ThreadPoolExecutor(1, "handtrack-mirror")
        self._mirrored: Future[Image] | None = None
        self._demo: Floats | None = None

    @override
    def prepare(self, image: Image, exercise: str, side: Side, time_s: float) -> None:
        self._demo = demonstration_of(exercise, side)(time_s)
        self._mirrored = self._pool.submit(self._stage.prepare, image, self._demo)

    @override
    def show(self, model: ScreenModel) -> None:
        picture = self._mirrored.result() if self._mirrored else None
        model = replace(model, picture=picture, demo=self._demo)
        self._mirrored, self._demo = None, None
        self._surface.show(self._stage.paint(model))

    @override
    def pressed(self) -> Pressed:
        return Pressed(*self._surface.pressed())

    @override
    def close(self) -> None:
        self._pool.shutdown()
