"""The conditions of an exercise in words: when a repetition is noted, rejected or unverifiable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handtrack.cli.output.format import titles
from handtrack.definitions.conditions import (
    AboveGuard,
    AssistGuard,
    BelowGuard,
    DeedsGuard,
    DirectionGuard,
    Guard,
    HoldGuard,
    InFrameGuard,
    IsolateGuard,
    MovesGuard,
    ReturnGuard,
    SteadyGuard,
    StillGuard,
    TempoGuard,
    TogetherGuard,
    TurnGuard,
    ViewGuard,
)
from handtrack.definitions.definition import Exercise
from handtrack.definitions.readings import Threshold
from handtrack.events import plain_words
from handtrack.measurements.number_format import limit_words, share


def when(guard: Guard, exercise: Exercise) -> str:
    """The condition of a guard, and what is then said where a reason is chosen in the file."""
    text = _WORDS[type(guard)](guard, exercise)
    reason = getattr(guard, "reason", None)
    return f"{text} ({plain_words(reason)})" if reason else text


def _changes(word: str) -> Callable[[Any, Exercise], str]:
    def words(guard: SteadyGuard | MovesGuard, exercise: Exercise) -> str:
        limit = guard.min if isinstance(guard, MovesGuard) else guard.max
        what = _any(guard.signals, exercise)
        return f"{what} changes by {word} than {_limit(limit, guard, exercise)}"

    return words


def _is(word: str) -> Callable[[Any, Exercise], str]:
    def words(guard: BelowGuard | AboveGuard, exercise: Exercise) -> str:
        limit = guard.min if isinstance(guard, AboveGuard) else guard.max
        return f"{_any(guard.signals, exercise)} is mostly {word} {_limit(limit, guard, exercise)}"

    return words


def _limit(
    limit: Threshold, guard: SteadyGuard | MovesGuard | BelowGuard | AboveGuard, exercise: Exercise
) -> str:
    return limit_words(limit.value, exercise.signals[guard.signals[0]].measurement.unit)


def _any(names: Sequence[str], exercise: Exercise) -> str:
    found = titles(exercise.signals[name] for name in names)
    return found[0] if len(found) == 1 else f"any of {'; '.join(found)}"


def _direction(guard: DirectionGuard) -> str:
    asked, other = "bends up and down", "tilts sideways"
    if guard.asks == "deviation":
        asked, other = other, asked
    return f"the hand {other} by more than {guard.max.value:g} times as far as it {asked}"


_WORDS: Mapping[type, Callable[[Any, Exercise], str]] = {
    ViewGuard: lambda g, e: (
        f"less than {share(g.min_share.value)} of its frames are seen from where it can be read"
    ),
    StillGuard: lambda g, e: f"the hand travels by more than {limit_words(g.max.value, 'L')}",
    TurnGuard: lambda g, e: f"the forearm turns by more than {limit_words(g.max.value, 'deg')}",
    DirectionGuard: lambda g, e: _direction(g),
    SteadyGuard: _changes("more"),
    MovesGuard: _changes("less"),
    BelowGuard: _is("above"),
    AboveGuard: _is("below"),
    IsolateGuard: lambda g, e: f"another finger moves by more than {share(g.max.value)} as much",
    AssistGuard: lambda g, e: (
        f"the other hand is within {limit_words(g.near.value, 'L')} for {share(g.min_share.value)} "
        "of the time"
    ),
    TogetherGuard: lambda g, e: (
        f"the two palms are further apart than {limit_words(g.near.value, 'L')}"
    ),
    TempoGuard: lambda g, e: (
        f"it takes less than {g.min_s.value:g} s or more than {g.max_s.value:g} s"
    ),
    HoldGuard: lambda g, e: f"its peak is held for less than {g.min_s.value:g} s",
    ReturnGuard: lambda g, e: f"the way back takes less than {g.min_s.value:g} s",
    InFrameGuard: lambda g, e: (
        f"less than {share(g.min_share.value)} of its frames show the hand away from the edge"
    ),
    DeedsGuard: lambda g, e: f"there are fewer than {g.min.value:g} {g.deed} in a minute",
}
