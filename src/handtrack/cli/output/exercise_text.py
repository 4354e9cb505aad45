"""An exercise file in words: what to do, what counts, its criteria, the sources of its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handtrack.cli.output.format import titles
from handtrack.definitions.criteria import (
    AboveCriterion,
    ActivityEventsCriterion,
    AssistCriterion,
    BelowCriterion,
    Criterion,
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
from handtrack.events import Action, plain_words
from handtrack.measurements.number_format import count, limit_words, share
from handtrack.verifiers.registry import counter_for
from handtrack.verifiers.wording import joined

TextSection = tuple[str, list[str]]
GRADES = {
    "A": "the landmarks of the hand suffice",
    "B": "with the object in the hand, judged against your own range",
    "C": "an object or the arm would have to be seen",
    "D": "time only",
}
DOSES = {"article": "as the article asks", "default": "our default; the article gives no number"}
_ACTIONS = {
    Action.FLAG: "Noted, and still counted, when",
    Action.REJECT: "Rejected when",
    Action.UNVERIFIABLE: "Unverifiable when",
}


def sections(exercise: Exercise) -> list[TextSection]:
    """Write the sections about an exercise: headings with their lines."""
    found: list[TextSection] = [
        ("In short", [exercise.summary] if exercise.summary else []),
        ("How the article is read", [exercise.interpretation] if exercise.interpretation else []),
        ("What to do", [f"{i}. {line}" for i, line in enumerate(exercise.what_to_do, 1)]),
        ("Camera", _camera(exercise)),
        ("Dose", [_dose(exercise)]),
        ("What counts", _counts(exercise)),
        ("What counts where the object is followed", _followed(exercise)),
    ]
    for action, heading in _ACTIONS.items():
        found.append((heading, [_when(g, exercise) for g in exercise.guards if g.action is action]))
    report = exercise.report
    readings = [reading for entry in exercise.rom for reading in entry.readings]
    found += [
        ("Range of motion reported", titles(readings)),
        ("Why it is an estimate", [report.estimated] if report.estimated else []),
        ("What may be hidden from the camera", [report.hidden] if report.hidden else []),
        ("What a camera cannot tell", list(report.not_verifiable)),
        ("What you are asked instead", list(report.ask)),
        ("Grade", [f"{exercise.grade}: {GRADES[exercise.grade]}"]),
        ("Where the limits come from", _thresholds(exercise)),
    ]
    return [(heading, lines) for heading, lines in found if lines]


def _camera(exercise: Exercise) -> list[str]:
    lines = [exercise.placement]
    if exercise.views:
        lines.append(f"The right view: {joined(exercise.views, 'or')}.")
    if exercise.hands == 2:
        lines.append("Two hands are looked for, because the other one may help.")
    return lines


def _dose(exercise: Exercise) -> str:
    amount = count(exercise.dose.reps, counter_for(exercise).what)
    return f"{amount} ({DOSES[exercise.dose.source]})"


def _counts(exercise: Exercise) -> list[str]:
    lines = counter_for(exercise).describe()
    if exercise.choice:
        fingers = joined(exercise.choice.fingers, "or")
        lines.append(
            f"You choose {exercise.choice.what}: {fingers}. Without --finger it is the one that "
            "moves most."
        )
    return lines


def _followed(exercise: Exercise) -> list[str]:
    beside, thing = exercise.followed, exercise.object
    if beside is None or thing is None:
        return []
    lines = [
        f"Make the {thing.name} known with --object or --show-object, and this counts instead.",
        *([_dose(beside)] if beside.dose != exercise.dose else []),
        *counter_for(beside).describe(),
    ]
    estimated = beside.report.estimated
    return [*lines, f"Still an estimate: {estimated}"] if estimated else lines


def _thresholds(exercise: Exercise) -> list[str]:
    return [f"{trail} = {t.value:g}: {t.source}" for trail, t in exercise.thresholds().items()]


def _when(guard: Criterion, exercise: Exercise) -> str:
    """The condition of a guard, and what is then said where a reason is chosen in the file."""
    text = _WORDS[type(guard)](guard, exercise)
    reason = getattr(guard, "reason", None)
    return f"{text} ({plain_words(reason)})" if reason else text


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
    return limit_words(limit.value, exercise.signals[guard.signals[0]].measurement.unit)


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
    StillCriterion: lambda g, e: f"the hand travels by more than {limit_words(g.max.value, 'L')}",
    TurnCriterion: lambda g, e: f"the forearm turns by more than {limit_words(g.max.value, 'deg')}",
    DirectionCriterion: lambda g, e: _direction(g),
    SteadyCriterion: _changes("more"),
    MovesCriterion: _changes("less"),
    BelowCriterion: _is("above"),
    AboveCriterion: _is("below"),
    IsolateCriterion: lambda g, e: (
        f"another finger moves by more than {share(g.max.value)} as much"
    ),
    AssistCriterion: lambda g, e: (
        f"the other hand is within {limit_words(g.near.value, 'L')} for {share(g.min_share.value)} "
        "of the time"
    ),
    TogetherCriterion: lambda g, e: (
        f"the two palms are further apart than {limit_words(g.near.value, 'L')}"
    ),
    TempoCriterion: lambda g, e: (
        f"it takes less than {g.min_s.value:g} s or more than {g.max_s.value:g} s"
    ),
    HoldCriterion: lambda g, e: f"its peak is held for less than {g.min_s.value:g} s",
    ReturnCriterion: lambda g, e: f"the way back takes less than {g.min_s.value:g} s",
    InFrameCriterion: lambda g, e: (
        f"less than {share(g.min_share.value)} of its frames show the hand away from the edge"
    ),
    ActivityEventsCriterion: lambda g, e: (
        f"there are fewer than {g.min.value:g} {g.deed} in a minute"
    ),
}
