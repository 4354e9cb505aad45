"""A hand drawn on a picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from handtrack.landmarks.hand import BONES, Floats
from handtrack.rendering.text import BLACK, GREY, WHITE, YELLOW, Bgr, Image

_FRACTION_BITS = 4


def draw_hand(image: Image, points_px: Floats, scored: bool) -> None:
    """Draw bones and joints; nothing where the hand was not seen.

    Parameters
    ----------
    points_px : ndarray, shape (21, 2)
        On this picture.
    scored : bool
        The hand that does the exercise: bright on a dark edge. Another hand: thin and grey.
    """
    if not np.isfinite(points_px).all():
        return
    unit = max(image.shape[:2]) / 640
    at = _fixed(points_px)
    if not scored:
        _bones(image, at, GREY, max(1, round(unit)))
        return
    _bones(image, at, BLACK, max(3, round(5 * unit)))
    _bones(image, at, WHITE, max(1, round(2.5 * unit)))
    for x, y in at:
        _dot(image, (x, y), 3.5 * unit, BLACK)
        _dot(image, (x, y), 2.5 * unit, YELLOW)


def draw_ring(image: Image, point_px: Floats, colour: Bgr) -> None:
    """Ring a point, to show that it is touched.

    Parameters
    ----------
    image : ndarray, shape (H, W, 3)
        Drawn upon.
    point_px : ndarray, shape (2,)
    colour : tuple of int
        Blue, green, red.
    """
    if not np.isfinite(point_px).all():
        return
    unit = max(image.shape[:2]) / 640
    (x, y), radius = _fixed(point_px), round(9 * unit * 2**_FRACTION_BITS)
    for ink, thickness in ((BLACK, 5 * unit), (colour, 2.5 * unit)):
        cv2.circle(
            image, (int(x), int(y)), radius, ink, max(1, round(thickness)), cv2.LINE_AA,
            _FRACTION_BITS,
        )  # fmt: skip


def _fixed(points_px: Floats) -> NDArray[np.int32]:
    """Coordinates as OpenCV takes parts of a pixel; far outside the picture is far enough."""
    fixed: NDArray[np.int32] = np.rint(np.clip(points_px, -1e4, 1e4) * 2**_FRACTION_BITS).astype(
        np.int32
    )
    return fixed


def _bones(image: Image, at: NDArray[np.int32], colour: Bgr, thickness: int) -> None:
    lines = [at[[start, end]] for start, end in BONES]
    cv2.polylines(image, lines, False, colour, thickness, cv2.LINE_AA, _FRACTION_BITS)


def _dot(image: Image, at: tuple[int, int], radius_px: float, colour: Bgr) -> None:
    radius = round(radius_px * 2**_FRACTION_BITS)
    centre = (int(at[0]), int(at[1]))
    cv2.circle(image, centre, radius, colour, -1, cv2.LINE_AA, _FRACTION_BITS)
