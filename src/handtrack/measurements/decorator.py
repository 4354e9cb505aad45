"""The decorator that makes a measurement from a function on landmarks."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Literal

from handtrack.landmarks.hand import FINGERS, Finger, Floats
from handtrack.landmarks.views import View
from handtrack.measurements.measurement import Measurement, Space, Steady
from handtrack.measurements.number_format import Unit


def measurement(
    *,
    name: str,
    unit: Unit,
    space: Space | Literal["image", "world", "plane", "image and world", "fitted"],
    low: float,
    high: float,
    views: tuple[View, ...],
    source: str,
    per_finger: bool = False,
    fingers: tuple[Finger, ...] = (),
    needs_forearm: bool = False,
    needs_object: bool = False,
    circular: bool = False,
    steady: Steady | None = None,
    all_at_once: bool = False,
    mirrored: bool = False,
    blind: tuple[View, ...] = (),
    over: int = 0,
    beside: bool = False,
    takes: tuple[Finger, ...] = (),
) -> Callable[[Callable[..., Floats]], Measurement]:
    """Turn a function on landmarks into a `Measurement`.

    Parameters
    ----------
    per_finger : bool
        Whether it is taken of each of the four fingers.
    fingers : tuple of Finger
        The fingers it is taken of, where these are not all four.
    steady : Steady, optional
        Default: any turn for spaces with depth, turns in the image plane for the plane.
    name, unit, space, low, high, views, source, needs_forearm, needs_object, circular,
    all_at_once, mirrored, blind, over, beside, takes
        As the attributes of `Measurement`.

    Returns
    -------
    callable
        The decorator. The first line of the function's docstring becomes the summary.

    Notes
    -----
    The function's parameters:

    points : ndarray, shape (..., 21, 3) or, for the plane, (..., 21, 2)
        Landmarks of the space; NaN where the hand was not seen.
    side : Side
    finger : Finger
        For a measurement of one finger; None for all fingers along a last axis, if `all_at_once`.
    fingers : tuple of Finger
        The fingers that the hand has, for a measurement over several (`over`).
    forearm : ForearmLine
        If `needs_forearm`.
    object : ndarray, shape (..., places, 2)
        Points of the object in pixels, NaN where hidden, if `needs_object`.
    palm : PalmFrame
        For the fitted space, and then alone.

    It returns an ndarray of shape (...) in `unit`, within `low` and `high`; NaN where what it reads
    is NaN, or where points coincide.
    """
    chosen = Space(space)
    usual = Steady.TURN_IN_PLANE if chosen is Space.PLANE else Steady.ANY_TURN

    def build(function: Callable[..., Floats]) -> Measurement:
        return Measurement(
            name=name,
            summary=(inspect.getdoc(function) or "").partition("\n")[0],
            unit=unit,
            space=chosen,
            low=low,
            high=high,
            views=views,
            source=source,
            fingers=FINGERS if per_finger else fingers,
            needs_forearm=needs_forearm,
            needs_object=needs_object,
            circular=circular,
            steady=steady or usual,
            function=function,
            all_at_once=all_at_once,
            mirrored=mirrored,
            blind=blind,
            over=over,
            beside=beside,
            takes=takes,
        )

    return build
