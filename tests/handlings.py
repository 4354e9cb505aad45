"""How the synthetic hand carries something to and fro, and winds its thumb round."""

from __future__ import annotations

from collections.abc import Sequence as Series
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from poses import ends
from scipy.optimize import least_squares
from synthetic import OPEN, PLACE, Angles, synthetic_hand

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling import Carry
from handtrack.landmarks.hand import Floats, Side
from handtrack.measurements import MEASUREMENTS

if TYPE_CHECKING:
    from performances import Besides, Frames, Style

Times = list[tuple[float, float]]
STEPS = 30
"""Poses of one round of the thumb."""
ROUND_L = 0.17
"""How large that round is."""
FASTEST_S = 0.45
"""How long a round takes at least."""
WAY_SHARE = 1.05
"""How much farther a full carry goes than the least that counts."""


def carried(
    exercise: Exercise,
    carry: Carry,
    style: Style,
    amplitudes: Series[float],
    besides: Besides,
) -> tuple[Frames, Times]:
    """Close the hand, take it an amplitude of the whole way, open it there, and so on.

    Moving, it goes forth and back; an open hand that stopped short goes back to where it began.
    Stacking, the open hand always goes back.
    """
    closed, opened = grips(exercise, carry)
    whole_L = whole_way_L(carry)  # noqa: N806  L is the unit
    half_s = style.move_s / 2

    def at(pose: Angles, share: float, more: Angles) -> Angles:
        return {**pose, "right": (share - 0.5) * whole_L, **more}

    here, now_s = 0.0, style.still_s
    frames = [(0.0, at(opened, here, besides.rest)), (now_s, at(opened, here, besides.rest))]
    times_s = []
    for amplitude in amplitudes:
        there = here + amplitude if here < 0.5 else here - amplitude
        start_s = now_s
        for took_s, pose in (
            (half_s, at(closed, here, besides.peak)),
            (style.move_s, at(closed, there, besides.peak)),
            (style.hold_s, at(closed, there, besides.late or besides.peak)),
            (half_s, at(opened, there, besides.rest)),
        ):
            now_s += took_s
            frames.append((now_s, pose))
        times_s.append((start_s, now_s))
        rest_s = max(style.rest_s, 0.4)
        if carry.mode == "stack" or amplitude < 1:
            now_s += style.move_s
            there = here
            frames.append((now_s, at(opened, there, besides.rest)))
        now_s += rest_s
        frames.append((now_s, at(opened, there, besides.rest)))
        here = there
    return [*frames, (now_s + style.still_s, frames[-1][1])], times_s


def whole_way_L(carry: Carry) -> float:  # noqa: N802  L is the unit
    """How far a full transport goes, in hand lengths."""
    return WAY_SHARE * carry.least.value / carry.full.value


def grips(exercise: Exercise, carry: Carry) -> tuple[Angles, Angles]:
    """The closed and the open hand."""
    closed, opened = ends(exercise.signals[carry.grip])
    return {**OPEN, **PLACE, **closed}, {**OPEN, **PLACE, **opened}


def wound(style: Style, amplitudes: Series[float], besides: Besides) -> tuple[Frames, Times]:
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
