"""The conditions of an exercise in words: when a repetition is noted, rejected or unverifiable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handtrack.cli.format import share, titles, with_unit
from handtrack.definitions.criteria import (
    AboveCriterion,
    AssistCriterion,
    BelowCriterion,
    Criterion,
    DeedsCriterion,
    DirectionCriterion,
    HoldCriterion,
    InFrameCriterion,
    IsolateCriterion,
    MovesCriterion,
    ReturnCriterion,
    SteadyCriterion,
    StillCriterion,
    TempoCriterion,
    TogetherCriterion,
    TurnCriterion,
    ViewCriterion,
)
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.fields import Threshold
from handtrack.events import SENTENCES


def when(guard: Criterion, exercise: Exercise) -> str:
    """The condition of a guard, and what is then said where a reason is chosen in the file."""
    text = _WORDS[type(guard)](guard, exercise)
    reason = getattr(guard, "reason", None)
    return f"{text} ({SENTENCES[reason]})" if reason else text


def _changes(word: str) -> Callable[[Any, Exercise], str]:
    def words(guard: SteadyCriterion | MovesCriterion, exercise: Exercise) -> str:
        limit = guard.min if isinstance(guard, MovesCriterion) else guard.max
        what = _any(guard.signals, exercise)
        return f"{what} changes by {word} than {_limit(limit, guard, exercise)}"

    return words


def _is(word: str) -> Callable[[Any, Exercise], str]:
    def words(guard: BelowCriterion | AboveCriterion, exercise: Exercise) -> str:
        limit = guard.min if isinstance(guard, AboveCriterion) else guard.max
        return f"{_any(guard.signals, exercise)} is mostly {word} {_limit(limit, guard, exercise)}"

    return words


def _limit(
    limit: Threshold,
    guard: SteadyCriterion | MovesCriterion | BelowCriterion | AboveCriterion,
    exercise: Exercise,
) -> str:
    return with_unit(limit.value, exercise.signals[guard.signals[0]].measurement.unit)


def _any(names: Sequence[str], exercise: Exercise) -> str:
    found = titles(exercise.signals[name] for name in names)
    return found[0] if len(found) == 1 else f"any of {'; '.join(found)}"


def _direction(guard: DirectionCriterion) -> str:
    asked, other = "bends up and down", "tilts sideways"
    if guard.asks == "deviation":
        asked, other = other, asked
    return f"the hand {other} by more than {guard.max.value:g} times as far as it {asked}"


_WORDS: Mapping[type, Callable[[Any, Exercise], str]] = {
    ViewCriterion: lambda g, e: (
        f"less than {share(g.min_share.value)} of its frames are seen from where it can be read"
    ),
    StillCriterion: lambda g, e: f"the hand travels by more than {with_unit(g.max.value, 'L')}",
    TurnCriterion: lambda g, e: f"the forearm turns by more than {with_unit(g.max.value, 'deg')}",
    DirectionCriterion: lambda g, e: _direction(g),
    SteadyCriterion: _changes("more"),
    MovesCriterion: _changes("less"),
    BelowCriterion: _is("above"),
    AboveCriterion: _is("below"),
    IsolateCriterion: lambda g, e: (
        f"another finger moves by more than {share(g.max.value)} as much"
    ),
    AssistCriterion: lambda g, e: (
        f"the other hand is within {with_unit(g.near.value, 'L')} for {share(g.min_share.value)} "
        "of the time"
    ),
    TogetherCriterion: lambda g, e: (
        f"the two palms are further apart than {with_unit(g.near.value, 'L')}"
    ),
    TempoCriterion: lambda g, e: (
        f"it takes less than {g.min_s.value:g} s or more than {g.max_s.value:g} s"
    ),
    HoldCriterion: lambda g, e: f"its peak is held for less than {g.min_s.value:g} s",
    ReturnCriterion: lambda g, e: f"the way back takes less than {g.min_s.value:g} s",
    InFrameCriterion: lambda g, e: (
        f"less than {share(g.min_share.value)} of its frames show the hand away from the edge"
    ),
    DeedsCriterion: lambda g, e: f"there are fewer than {g.min.value:g} {g.deed} in a minute",
}
