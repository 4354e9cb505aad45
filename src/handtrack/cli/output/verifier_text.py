"""How an exercise is counted, in words."""

from __future__ import annotations

from collections.abc import Sequence

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Carry, Items, Turning
from handtrack.definitions.verifier_tables import Activity, Cycle, Hold
from handtrack.definitions.verifier_tables import Sequence as Touches
from handtrack.events import Deed
from handtrack.measurements.number_format import limit_words, share, unit_words


def how_it_counts(exercise: Exercise) -> list[str]:
    """Say how an exercise is counted, and from which limits on."""
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
            return _carry(exercise, carry)
        case Items() as items:
            return _items(items)
        case Turning() as turning:
            return _turning(exercise, turning)
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
        f"Movements smaller than {limit_words(cycle.least.value, unit)} never count.",
    ]
    if cycle.each_way:
        least = limit_words(cycle.each_way.value, unit)
        zero = f" ({limit_words(cycle.neutral.value, unit)})" if cycle.neutral else ""
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
        f"A way smaller than {limit_words(hold.least.value, unit)} never counts.",
    ]
    for kept in hold.also:
        title = exercise.signals[kept.signal].title
        unit = exercise.signals[kept.signal].measurement.unit
        limits = [
            f"{word} {limit_words(limit.value, unit)}"
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
        f"second, and for {rule.linger_s.value:g} s after {either_of(rule.deeds)}.",
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


def _carry(exercise: Exercise, rule: Carry) -> list[str]:
    """Grasp, way and release."""
    grip = exercise.signals[rule.grip]
    unit = grip.measurement.unit
    ways = {
        "move": "Each way across is one, forth and back, always with something in the hand.",
        "stack": "Each way to one and the same side is one; the hand goes back empty.",
    }
    lines = [
        f"A transport: the hand closes, goes {share(rule.full.value)} of your own way, and opens "
        f"there. {ways[rule.mode]}",
        f"Closed from {share(rule.closed.value)} of your own closing on, open again at "
        f"{share(rule.open.value)}, each for {rule.dwell_s.value:g} s; by {grip.title} "
        f"({unit_words(unit)}).",
        f"Opened on the way: partial. Ways below {share(rule.attempt.value)} leave no trace.",
        f"A way below {limit_words(rule.least.value, 'L')} never counts, nor does a closing below "
        f"{limit_words(rule.least_grip.value, unit)}.",
    ]
    if rule.widest:
        lines.append(f"Wider than {limit_words(rule.widest.value, unit)} the hand holds nothing.")
    if rule.near:
        near = limit_words(rule.near.value, "L")
        lines.append(f"A hand is closed only with the object within {near} of its fingertips.")
    return lines


def _items(rule: Items) -> list[str]:
    """Counting what lies on the table."""
    many = f"{rule.items.value:g}"
    ways = {
        "collect": f"{many} leave the table, one at a time.",
        "dispense": f"{many} come to lie on the table, one at a time.",
        "collect and dispense": f"{many} leave the table one at a time, and then {many} come back.",
    }
    return [
        f"Counted by how many pieces lie on the table in sight: {ways[rule.mode]}",
        f"What changes within {rule.together_s.value:g} s is more than one at a time and rejected.",
    ]


def _turning(exercise: Exercise, rule: Turning) -> list[str]:
    """Rotation and winding."""
    what = (
        "the tip of the thumb round the middle of its own way"
        if rule.mode == "winding"
        else exercise.signals[rule.signal].title
    )
    lines = [
        f"Counted by {what} (degrees), either way round.",
        f"One is {rule.unit_deg.value:g}°. Where the turning stops for {rule.stop_s.value:g} s or "
        f"goes back by {rule.back_deg.value:g}°, what is left counts from "
        f"{rule.least_deg.value:g}° on, and is a partial from {rule.attempt_deg.value:g}° on.",
    ]
    if rule.least_radius:
        least = limit_words(rule.least_radius.value, "L")
        lines.append(f"A round is at least {least} from its middle to its edge.")
    return lines


def either_of(words: Sequence[str]) -> str:
    """Join words: "palm, side or oblique"."""
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
