"""The thumb's tip goes round over the palm, as when something is turned in the hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import MappingProxyType

import numpy as np
from scipy.optimize import least_squares

from handtrack.landmarks.hand import Floats, Side
from handtrack.measurements import MEASUREMENTS
from synthetic_hand.landmarks import synthetic_hand
from synthetic_hand.performances.style import Besides, Style
from synthetic_hand.pose import OPEN, PLACE, Angles
from synthetic_hand.time_course import Frames, Times

STEPS = 30
"""Poses of one round of the thumb."""
ROUND_L = 0.17
"""How large that round is."""
FASTEST_S = 0.45
"""How long a round takes at least."""


def wound(style: Style, amplitudes: Sequence[float], besides: Besides) -> tuple[Frames, Times]:
    """The thumb's tip goes round, an amplitude of a full turn each time, and rests between."""
    now_s, at = style.still_s, 0
    frames = [(0.0, _round(at, besides.rest)), (now_s, _round(at, besides.rest))]
    times_s = []
    for amplitude in amplitudes:
        steps = round(amplitude * STEPS) + (amplitude >= 1)  # a little more than a whole round
        start_s, turn_s = now_s, max(2 * style.move_s, FASTEST_S) * amplitude
        for step in range(1, steps + 1):
            eased = np.arccos(1 - 2 * step / steps) / np.pi
            more = besides.rest if step < 5 else besides.peak
            frames.append((start_s + turn_s * float(eased), _round(at + step, more)))
        now_s, at = start_s + turn_s, at + steps
        times_s.append((start_s, now_s))
        for took_s, more in (
            (style.hold_s, besides.late or besides.peak),
            (style.rest_s, besides.rest),
        ):
            now_s += took_s
            frames.append((now_s, _round(at, more)))
    return [*frames, (now_s + style.still_s, frames[-1][1])], times_s


def _round(step: int, more: Angles) -> Angles:
    return {**OPEN, **PLACE, **thumb_round(step % STEPS), **more}


@cache
def thumb_round(step: int) -> Angles:
    """Give a pose in which the thumb's tip is so far round over the palm."""
    names = ("thumb_radial", "thumb_palmar", "thumb_mcp", "thumb_ip")
    natural = np.array([15.0, 25.0, 35.0, 40.0])
    middle = tip_place(dict(zip(names, natural, strict=True)))
    turn = 2 * np.pi * step / STEPS
    wanted = middle + ROUND_L * np.array([np.cos(turn), np.sin(turn)])

    def residual(values: Floats) -> Floats:
        miss = tip_place(dict(zip(names, values, strict=True))) - wanted
        return np.append(0.001 * (values - natural) / 30.0, 10.0 * miss)

    solution = least_squares(residual, natural).x
    return MappingProxyType(dict(zip(names, map(float, solution), strict=True)))


def tip_place(pose: Angles) -> Floats:
    """Where the thumb's tip is on the palm, across and along, in hand lengths."""
    image, _ = synthetic_hand(pose)
    plane = image[:, :2]
    place = [MEASUREMENTS[n].function(plane, Side.RIGHT) for n in ("thumb_ulnar", "thumb_distal")]
    return np.array(place, dtype=np.float64)
