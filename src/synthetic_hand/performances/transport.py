"""The hand takes something, carries it to and fro, and lets it go."""

from __future__ import annotations

from collections.abc import Sequence

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Carry
from synthetic_hand.measure_poses import ends
from synthetic_hand.performances.style import Besides, Style
from synthetic_hand.pose import OPEN, PLACE, Angles
from synthetic_hand.time_course import Frames, Times

WAY_SHARE = 1.05
"""How much farther a full carry goes than the least that counts."""


def carried(
    exercise: Exercise,
    carry: Carry,
    style: Style,
    amplitudes: Sequence[float],
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
