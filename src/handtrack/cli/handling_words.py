"""What counts as carrying something, and as turning it in the hand, in words."""

from __future__ import annotations

from handtrack.cli.format import share, unit_words, with_unit
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Carry, Items, Turning


def carry(exercise: Exercise, rule: Carry) -> list[str]:
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
        f"A way below {with_unit(rule.least.value, 'L')} never counts, nor does a closing below "
        f"{with_unit(rule.least_grip.value, unit)}.",
    ]
    if rule.widest:
        lines.append(f"Wider than {with_unit(rule.widest.value, unit)} the hand holds nothing.")
    if rule.near:
        near = with_unit(rule.near.value, "L")
        lines.append(f"A hand is closed only with the object within {near} of its fingertips.")
    return lines


def items(rule: Items) -> list[str]:
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


def turning(exercise: Exercise, rule: Turning) -> list[str]:
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
        least = with_unit(rule.least_radius.value, "L")
        lines.append(f"A round is at least {least} from its middle to its edge.")
    return lines
