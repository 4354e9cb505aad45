"""The poses of an exercise: at rest, at the far end, and what it asks to keep."""

from __future__ import annotations

from handtrack.definitions.criteria import AboveCriterion, BelowCriterion
from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Carry, Turning
from handtrack.definitions.verifier_tables import Cycle, Hold
from handtrack.landmarks.hand import Floats
from synthetic_hand.measure_poses import FLAT_PINCH, ends
from synthetic_hand.performances.inhand import thumb_round
from synthetic_hand.performances.transport import grips
from synthetic_hand.pose import OPEN, PLACE, Angles


def rest_pose(exercise: Exercise) -> Angles:
    """Give the pose the exercise begins with."""
    match exercise.method:
        case Cycle() | Hold():
            return between(exercise, 0.0)
        case Carry() as carry:
            return grips(exercise, carry)[1]
        case Turning():
            return {**OPEN, **thumb_round(0)}
    return OPEN


def peak_pose(exercise: Exercise) -> Angles:
    """Give the pose at the far end of a cycle, or the posture of a hold."""
    return between(exercise, 1.0)


def between(exercise: Exercise, share: float) -> Angles:
    """Part of the way from rest to the peak of a cycle, or to the posture of a hold."""
    method = exercise.method
    assert isinstance(method, Cycle | Hold)
    low, high = _ends(exercise, method)
    start, end = (high, low) if method.ends == "low" else (low, high)
    usual = {**OPEN, **PLACE, **kept_pose(exercise)}
    a, b = {**usual, **start}, {**usual, **end}
    return {name: a[name] + share * (b[name] - a[name]) for name in a}


def _ends(exercise: Exercise, method: Cycle | Hold) -> tuple[Angles, Angles]:
    """Give the poses of a small and a large reading; fingers that must be straight pinch flat."""
    reading = exercise.signals[method.signal]
    kept = {
        n for guard in exercise.guards if isinstance(guard, BelowCriterion) for n in guard.signals
    }
    if reading.measure == "pinch_gap" and "pip_flexion" in {
        exercise.signals[name].measure for name in kept
    }:
        return FLAT_PINCH, {joint: OPEN[joint] for joint in FLAT_PINCH}
    return ends(reading)


def kept_pose(exercise: Exercise) -> Angles:
    """Give what the conditions ask to be so all the time, as far as the movement leaves it free."""
    pose: dict[str, float | Floats] = {}
    for guard in exercise.guards:
        if isinstance(guard, AboveCriterion | BelowCriterion):
            end = 1 if isinstance(guard, AboveCriterion) else 0
            for name in guard.signals:
                pose |= ends(exercise.signals[name])[end]
    return {joint: angle for joint, angle in pose.items() if joint not in moved(exercise)}


def moved(exercise: Exercise) -> set[str]:
    """Give the joints that the exercise itself moves."""
    method = exercise.method
    if isinstance(method, Carry):
        return {"right"} | set(ends(exercise.signals[method.grip])[0])
    if isinstance(method, Turning):
        return set(thumb_round(0))
    if not isinstance(method, Cycle | Hold):
        return set()
    low, high = ({**OPEN, **PLACE, **end} for end in _ends(exercise, method))
    return {joint for joint in low if low[joint] != high[joint]}
