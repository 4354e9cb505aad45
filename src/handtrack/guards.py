"""Reusable conditions on a repetition: each flags it, rejects it, or says it cannot be verified.

What a guard asks is data in the exercise file (`definition.Guard`); how it looks is here, one
function a kind, each over the trace of one repetition. A guard that could not see says nothing:
blindness is the business of the label.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy as np

from handtrack.conditions import (
    BelowGuard,
    HoldGuard,
    MovesGuard,
    SteadyGuard,
    StillGuard,
    TempoGuard,
    ViewGuard,
)
from handtrack.definition import Exercise
from handtrack.events import Finding, Reason
from handtrack.hand import Floats
from handtrack.quality import hand_length_px
from handtrack.readings import amount
from handtrack.trace import Trace

EDGE_SHARE = 0.05
"""The share of wild frames at either end of a signal's range that is left out of it."""


@dataclass(frozen=True, slots=True)
class Lasted:
    """How long a repetition took from its start to its end, and how long its peak was held."""

    whole_s: float
    hold_s: float


def swing(signal: Floats) -> float:
    """By how much a signal changed, shape (N,): P95 - P5 of its readings; NaN without any."""
    seen = np.sort(signal[np.isfinite(signal)])
    if not len(seen):
        return float("nan")
    skip = int(EDGE_SHARE * len(seen))
    return float(seen[-1 - skip] - seen[skip])


def middle(signal: Floats) -> float:
    """The middle reading of a signal, shape (N,); NaN without any."""
    seen = np.sort(signal[np.isfinite(signal)])
    return float(seen[len(seen) // 2]) if len(seen) else float("nan")


def _swing(exercise: Exercise, rep: Trace, name: str) -> float:
    """The swing of a declared signal; a direction's along the way it went."""
    values = rep.signals[name]
    if exercise.signals[name].measurement.circular:
        values = np.unwrap(values[np.isfinite(values)], period=360.0)
    return swing(values)


def _amount(exercise: Exercise, name: str, value: float) -> str:
    """A figure of a declared signal in words, with its unit."""
    return amount(value, exercise.signals[name].measurement.unit)


def _view(guard: ViewGuard, exercise: Exercise, rep: Trace, lasted: Lasted) -> Finding | None:
    seen = rep.quality.seen
    if not seen.any():
        return None
    share = float(rep.viewed[seen].mean())
    if share >= guard.min_share.value:
        return None
    detail = f"{share:.0%} of its frames in the right view"
    return Finding(Reason.WRONG_VIEW, guard.action, detail)


def _still(guard: StillGuard, exercise: Exercise, rep: Trace, lasted: Lasted) -> Finding | None:
    xy = rep.hand.image_px[:, guard.landmark, :2]
    length = middle(hand_length_px(rep.hand))
    if not length > 0:
        return None
    moved = hypot(swing(xy[:, 0]), swing(xy[:, 1])) / length
    if moved <= guard.max.value:
        return None
    detail = f"moved {moved:.2f} hand lengths, at most {guard.max.value:g}"
    return Finding(guard.reason, guard.action, detail)


def _steady(guard: SteadyGuard, exercise: Exercise, rep: Trace, lasted: Lasted) -> Finding | None:
    changes = {name: _swing(exercise, rep, name) for name in guard.signals}
    over = {name: change for name, change in changes.items() if change > guard.max.value}
    if not over:
        return None
    name, change = max(over.items(), key=lambda item: item[1])
    least = _amount(exercise, name, guard.max.value)
    detail = f"{_words(name)} changed by {_amount(exercise, name, change)}, at most {least}"
    return Finding(guard.reason, guard.action, detail)


def _moves(guard: MovesGuard, exercise: Exercise, rep: Trace, lasted: Lasted) -> Finding | None:
    idle = [n for n in guard.signals if _swing(exercise, rep, n) < guard.min.value]
    if not idle:
        return None
    least = _amount(exercise, idle[0], guard.min.value)
    detail = f"{', '.join(map(_words, idle))} changed by less than {least}"
    return Finding(guard.reason, guard.action, detail)


def _below(guard: BelowGuard, exercise: Exercise, rep: Trace, lasted: Lasted) -> Finding | None:
    for name in guard.signals:
        level = middle(rep.signals[name])
        if level > guard.max.value:
            most = _amount(exercise, name, guard.max.value)
            detail = f"{_words(name)} was {_amount(exercise, name, level)}, at most {most}"
            return Finding(guard.reason, guard.action, detail)
    return None


def _words(name: str) -> str:
    return name.replace("_", " ")


def _tempo(guard: TempoGuard, exercise: Exercise, rep: Trace, lasted: Lasted) -> Finding | None:
    took_s = lasted.whole_s
    if took_s < guard.min_s.value:
        detail = f"{took_s:.2f} s, at least {guard.min_s.value:g} s"
        return Finding(Reason.TOO_FAST, guard.action, detail)
    if took_s > guard.max_s.value:
        detail = f"{took_s:.2f} s, at most {guard.max_s.value:g} s"
        return Finding(Reason.TOO_SLOW, guard.action, detail)
    return None


def _hold(guard: HoldGuard, exercise: Exercise, rep: Trace, lasted: Lasted) -> Finding | None:
    if lasted.hold_s >= guard.min_s.value:
        return None
    detail = f"{lasted.hold_s:.2f} s, at least {guard.min_s.value:g} s"
    return Finding(Reason.SHORT_HOLD, guard.action, detail)


_LOOK: Mapping[type, Callable[[Any, Exercise, Trace, Lasted], Finding | None]] = {
    ViewGuard: _view,
    StillGuard: _still,
    SteadyGuard: _steady,
    MovesGuard: _moves,
    BelowGuard: _below,
    TempoGuard: _tempo,
    HoldGuard: _hold,
}


_OF_COMPLETE = (MovesGuard, TempoGuard, HoldGuard)
"""Guards that ask only complete repetitions: a partial one is small and short by nature."""


def findings(exercise: Exercise, rep: Trace, lasted: Lasted, complete: bool) -> tuple[Finding, ...]:
    """What the exercise's guards noticed about one repetition, in the file's order.

    Parameters
    ----------
    rep : Trace
        The repetition's frames.
    lasted : Lasted
    complete : bool
        Whether the movement went all the way and back.
    """
    asked = (g for g in exercise.guards if complete or not isinstance(g, _OF_COMPLETE))
    found = (_LOOK[type(guard)](guard, exercise, rep, lasted) for guard in asked)
    return tuple(f for f in found if f)
