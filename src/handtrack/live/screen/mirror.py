"""The person as in a mirror, with the tracked hand and the frame that it is to fill."""

from __future__ import annotations

import cv2
import numpy as np

from handtrack.live.flow.states import Screen
from handtrack.live.screen.view_model import ScreenModel
from handtrack.rendering.skeleton import draw_hand
from handtrack.rendering.text import GREEN, WHITE, Image

FRAMED = (Screen.PLACE, Screen.SHOW, Screen.READY)


def draw_mirror(view: Image, model: ScreenModel) -> None:
    """Draw the mirrored picture, the hand's landmarks, and the frame where the hand is to be.

    Parameters
    ----------
    view : ndarray of uint8, shape (height, width, 3)
        Where the picture goes, BGR; written in place.
    model : ScreenModel
    """
    if model.picture is None:
        return
    high, wide = model.picture.shape[:2]
    x = (view.shape[1] - wide) // 2
    window = view[:high, x : x + wide]
    window[:] = model.picture
    if model.state.screen in FRAMED:
        _outline(window, model)
    if model.points is not None and np.isfinite(model.points).all():
        mirrored = np.array([1.0, 0.0]) + model.points * np.array([-1.0, 1.0])
        draw_hand(window, mirrored * np.array((wide, high)), scored=True)


def _outline(window: Image, model: ScreenModel) -> None:
    """Where the hand is to be: a ghost of the resting hand in a dashed frame."""
    height, width = window.shape[:2]
    side = round(0.8 * height)
    left, top = (width - side) // 2, (height - side) // 2
    if model.demo is not None and model.points is None:
        ghost = window.copy()
        draw_hand(ghost, np.array([left, top]) + model.demo * side, scored=False, unit=side / 160)
        cv2.addWeighted(ghost, 0.6, window, 0.4, 0, window)
    colour = GREEN if model.cue is None else WHITE
    dash, thick = side // 12, max(2, side // 150)
    for start in range(0, side, dash):
        end = min(start + dash // 2, side)
        for far in (0, side):
            a, b = (left + start, top + far), (left + end, top + far)
            cv2.line(window, a, b, colour, thick, cv2.LINE_AA)
            a, b = (left + far, top + start), (left + far, top + end)
            cv2.line(window, a, b, colour, thick, cv2.LINE_AA)
