"""An exercise file in words: what to do, what counts, what is noticed, whence its limits."""

from __future__ import annotations

from collections.abc import Sequence

from handtrack.cli import handling_words
from handtrack.cli.conditions import when
from handtrack.cli.format import count, share, titles, unit_words, with_unit
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Carry, Items, Turning
from handtrack.definitions.verifier_tables import Activity, Cycle, Hold
from handtrack.definitions.verifier_tables import Sequence as Touches
from handtrack.events import Action, Deed
from handtrack.verifiers.registry import counter_for

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
        ("In short", [exercise.summary] if exercise.summary else []),
        ("How the article is read", [exercise.interpretation] if exercise.interpretation else []),
        ("What to do", [f"{i}. {line}" for i, line in enumerate(exercise.what_to_do, 1)]),
        ("Camera", _camera(exercise)),
        ("Dose", [_dose(exercise)]),
        ("What counts", _counts(exercise)),
        ("What counts where the object is followed", _followed(exercise)),
    ]
    for action, heading in _ACTIONS.items():
        found.append((heading, [when(g, exercise) for g in exercise.guards if g.action is action]))
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
        lines.append(f"The right view: {_or(exercise.views)}.")
    if exercise.hands == 2:
        lines.append("Two hands are looked for, because the other one may help.")
    return lines


def _dose(exercise: Exercise) -> str:
    amount = count(exercise.dose.reps, counter_for(exercise).what)
    return f"{amount} ({DOSES[exercise.dose.source]})"


def _counts(exercise: Exercise) -> list[str]:
    lines = _counted(exercise)
    if exercise.choice:
        fingers = _or(exercise.choice.fingers)
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
        *_counted(beside),
    ]
    estimated = beside.report.estimated
    return [*lines, f"Still an estimate: {estimated}"] if estimated else lines


def _counted(exercise: Exercise) -> list[str]:
    match exercise.method:
        case Hold() as hold:
            return _hold(exercise, hold)
        case Activity() as activity:
            return _activity(activity)
        case Cycle() as cycle:
            return _cycle(exercise, cycle)
        case Touches() as rule:
            return _sequence(rule)
        case Carry() as carry:
            return handling_words.carry(exercise, carry)
        case Items() as items:
            return handling_words.items(items)
        case Turning() as turning:
            return handling_words.turning(exercise, turning)
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
        "Which finger the thumb is on is told from its gaps to all four, in shares of those of "
        f"your own open hand. A touch is at least {share(rule.on.value)} likely for "
        f"{rule.dwell_s.value:g} s; below {share(rule.off.value)} the hand is open again.",
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
    lines.append(
        "A touch that reads as another finger, or as none, counts as estimated as long as that is "
        f"at most {rule.doubt.value:g} times as likely; over a whole pass the factors multiply."
    )
    return lines


def _hold(exercise: Exercise, hold: Hold) -> list[str]:
    reading = exercise.signals[hold.signal]
    unit = reading.measurement.unit
    lines = [
        f"Counted by {reading.title} ({unit_words(unit)}), in shares of your own way from rest to "
        "the posture.",
        f"A hold leaves the first {share(hold.rest.value)}, reaches {share(hold.full.value)}, and "
        f"stays there for {hold.seconds.value:g} s, or up to {hold.slack_s.value:g} s less.",
        "The timer runs only while the hand is there and moves by no more than "
        f"{hold.still.value:g} hand lengths a second.",
        f"Left for up to {hold.grace_s.value:g} s it goes on; then it is over, and a partial if it "
        "was too short. What lasts less than "
        f"{hold.attempt_s.value:g} s is no hold.",
        f"A way smaller than {with_unit(hold.least.value, unit)} never counts.",
    ]
    for kept in hold.also:
        title = exercise.signals[kept.signal].title
        unit = exercise.signals[kept.signal].measurement.unit
        limits = [
            f"{word} {with_unit(limit.value, unit)}"
            for word, limit in (("at least", kept.at_least), ("at most", kept.at_most))
            if limit
        ]
        lines.append(f"Meanwhile {title} must be {_and(limits)}.")
    return lines


def _activity(rule: Activity) -> list[str]:
    lines = [
        "Counted by minutes of activity: 60 s in which the hand does something, with whatever "
        "pauses between.",
        f"The hand is active while the palm moves by more than {rule.move.value:g} hand lengths a "
        f"second, and for {rule.linger_s.value:g} s after {_or(rule.deeds)}.",
    ]
    if Deed.TAP in rule.deeds:
        lines.append(
            f"A tap: a fingertip goes down by {rule.tap.value:g} hand lengths and comes back by "
            f"half of it within {rule.tap_s.value:g} s."
        )
    if {Deed.PINCH, Deed.CARRY} & set(rule.deeds):
        lines.append(
            "A pinch: the gap from the thumb to a fingertip closes to "
            f"{share(rule.on.value)} of your own open-hand gap and opens to "
            f"{share(rule.off.value)} again. A carry: it opens {rule.carry.value:g} hand lengths "
            "or more from where it closed."
        )
    return [*lines, f"Less than {rule.least_s.value:g} s of activity leaves no trace."]


def _thresholds(exercise: Exercise) -> list[str]:
    return [f"{trail} = {t.value:g}: {t.source}" for trail, t in exercise.thresholds().items()]


def _or(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
