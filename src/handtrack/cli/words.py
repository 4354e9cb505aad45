"""An exercise file in words: what to do, what counts, what is noticed, whence its limits."""

from __future__ import annotations

from collections.abc import Sequence

from handtrack.cli.format import share, titles, unit_words, with_unit
from handtrack.conditions import (
    BelowGuard,
    Guard,
    HoldGuard,
    MovesGuard,
    SteadyGuard,
    StillGuard,
    TempoGuard,
    ViewGuard,
)
from handtrack.definition import Exercise
from handtrack.events import SENTENCES, Action
from handtrack.methods import Cycle
from handtrack.methods import Sequence as Touches

Section = tuple[str, list[str]]
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


def sections(exercise: Exercise) -> list[Section]:
    """Headings with their lines, in the order in which a person wants to know."""
    found: list[Section] = [
        ("How the article is read", [exercise.interpretation] if exercise.interpretation else []),
        ("What to do", [f"{i}. {line}" for i, line in enumerate(exercise.what_to_do, 1)]),
        ("Camera", _camera(exercise)),
        ("Dose", [f"{exercise.dose.reps} repetitions ({DOSES[exercise.dose.source]})"]),
        ("What counts", _counts(exercise)),
    ]
    for action, heading in _ACTIONS.items():
        found.append((heading, [_when(g, exercise) for g in exercise.guards if g.action is action]))
    readings = [reading for entry in exercise.rom for reading in entry.readings]
    found += [
        ("Range of motion reported", titles(readings)),
        ("What a camera cannot tell", list(exercise.report.not_verifiable)),
        ("What you are asked instead", list(exercise.report.ask)),
        ("Grade", [f"{exercise.grade}: {GRADES[exercise.grade]}"]),
        ("Where the limits come from", _thresholds(exercise)),
    ]
    return [(heading, lines) for heading, lines in found if lines]


def _camera(exercise: Exercise) -> list[str]:
    lines = [exercise.placement]
    if exercise.views:
        lines.append(f"The right view: {_or(exercise.views)}.")
    if exercise.hands == 2:
        lines.append("Two hands are looked for, because the other one helps.")
    return lines


def _counts(exercise: Exercise) -> list[str]:
    match exercise.method:
        case Cycle() as cycle:
            return _cycle(exercise, cycle)
        case Touches() as rule:
            return _sequence(rule)
        case other:
            raise TypeError(f"there are no words for a {type(other).__name__}")


def _cycle(exercise: Exercise, cycle: Cycle) -> list[str]:
    reading = exercise.signals[cycle.signal]
    unit = reading.measurement.unit
    rest, full = share(cycle.rest.value), share(cycle.full.value)
    lines = [f"Counted by {reading.title} ({unit_words(unit)}), in shares of your own range."]
    if cycle.ends == "both":
        lines.append(
            f"A repetition goes from one end to the other and back: it leaves the first {rest}, "
            f"comes to the last {share(1 - cycle.full.value)}, and comes back."
        )
    else:
        lines.append(f"A repetition leaves the first {rest}, reaches {full}, and comes back.")
    lines += [
        f"Past {share(cycle.attempt.value)} but not to {full}: partial. Back below "
        f"{share(cycle.dip.value)} and out again without a full return: partial.",
        f"Movements smaller than {with_unit(cycle.least.value, unit)} never count.",
    ]
    if cycle.each_way:
        least = with_unit(cycle.each_way.value, unit)
        zero = f" ({with_unit(cycle.neutral.value, unit)})" if cycle.neutral else ""
        known = "" if cycle.neutral else ", where a neutral hold makes that known"
        lines.append(f"It must go at least {least} past neutral{zero} either way{known}.")
    return lines


def _sequence(rule: Touches) -> list[str]:
    lines = [
        f"The thumb touches {_and(rule.order)}, in this order.",
        f"Gaps are shares of your own open-hand gap. A touch is at most {share(rule.on.value)} of "
        f"it, nearer than any other finger by {share(rule.margin.value)}, for at least "
        f"{rule.dwell_s.value:g} s. The hand is open again from {share(rule.open.value)} on.",
    ]
    if rule.cue:
        cue = rule.cue
        lines.append(
            "A beat asks for one finger after the other: the first after "
            f"{cue.lead_in_s.value:g} s, then one every {cue.every_s.value:g} s. A touch is on "
            f"time where the tips meet at most {cue.window_s.value:g} s before or after its beat."
        )
    else:
        lines.append(f"The next touch may be waited for {rule.pass_s.value:g} s.")
    for finger, others in rule.mistaken_for.items():
        lines.append(
            f"A touch of the {finger} finger that reads as {_or(others)} counts as estimated "
            f"({rule.mistaken_source})."
        )
    return lines


def _when(guard: Guard, exercise: Exercise) -> str:
    """The condition of a guard, and what is then said."""
    match guard:
        case ViewGuard():
            return f"less than {share(guard.min_share.value)} of its frames are in the right view"
        case StillGuard():
            text = f"the {guard.point} moves by more than {with_unit(guard.max.value, 'L')}"
        case SteadyGuard():
            text = f"{_any(guard.signals, exercise)} changes by more than {_limit(guard, exercise)}"
        case MovesGuard():
            text = f"{_any(guard.signals, exercise)} changes by less than {_limit(guard, exercise)}"
        case BelowGuard():
            text = f"{_any(guard.signals, exercise)} is mostly above {_limit(guard, exercise)}"
        case TempoGuard():
            return (
                f"it takes less than {guard.min_s.value:g} s or more than {guard.max_s.value:g} s"
            )
        case HoldGuard():
            return f"its peak is held for less than {guard.min_s.value:g} s"
    return f"{text} ({SENTENCES[guard.reason]})"


def _limit(guard: SteadyGuard | MovesGuard | BelowGuard, exercise: Exercise) -> str:
    value = guard.min.value if isinstance(guard, MovesGuard) else guard.max.value
    return with_unit(value, exercise.signals[guard.signals[0]].measurement.unit)


def _any(names: Sequence[str], exercise: Exercise) -> str:
    found = titles(exercise.signals[name] for name in names)
    return found[0] if len(found) == 1 else f"any of {'; '.join(found)}"


def _thresholds(exercise: Exercise) -> list[str]:
    return [f"{trail} = {t.value:g}: {t.source}" for trail, t in exercise.thresholds().items()]


def _or(words: Sequence[str]) -> str:
    return " or ".join(words)


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
