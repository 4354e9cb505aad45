"""The criteria of an exercise, put to repetitions: one function a kind of guard.

What a guard asks is data in the exercise file (`criteria.Criterion`); how it is measured is here,
over all repetitions of a recording at once. Each gives a `Check`, whose one rule for what is met,
not met, undecided or unreadable is in `decision_rule.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from handtrack.definitions.criteria import (
    AboveCriterion,
    AssistCriterion,
    BelowCriterion,
    DirectionCriterion,
    InFrameCriterion,
    IsolateCriterion,
    MovesCriterion,
    SteadyCriterion,
    StillCriterion,
    TogetherCriterion,
    TurnCriterion,
    ViewCriterion,
)
from handtrack.definitions.exercise import Exercise
from handtrack.events import Action, Reason
from handtrack.landmarks.geometry import nan_for_zero
from handtrack.landmarks.hand import Floats
from handtrack.measurements.number_format import figure_words, limit_words
from handtrack.scoring.criteria.decision_rule import Check
from handtrack.scoring.criteria.duration_checks import DURATION_CHECKS, Checks, PutToRepetitions
from handtrack.scoring.criteria.repetition_signals import RepetitionSignals

IDLE_SHARE = 0.4
"""Provisional: idle is what moves by less than so much of what another does. Little fingers of
whole fists read 0.58 of the longest and more, one left out of a squeeze 0.29."""
IDLE_MARGIN = 0.1
"""Provisional: nearer to that a finger left out is not told for certain from one that other fingers
hide: on rendered hands of several makes 0.33 to 0.38 were whole, and 0.33 to 0.41 were not."""


def _amount(exercise: Exercise, name: str, value: float) -> str:
    """A figure of a declared signal in words, with its unit."""
    return figure_words(value, exercise.signals[name].measurement.unit)


def _limit(exercise: Exercise, name: str, value: float) -> str:
    """A limit of a declared signal as its file has it, with its unit."""
    return limit_words(value, exercise.signals[name].measurement.unit)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _view(guard: ViewCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    share = reps.intervals.share(reps.signals.readable, among=reps.signals.quality.seen)
    yield Check(
        Reason.WRONG_VIEW,
        guard.action,
        guard.min_share.value - share,
        lambda r: share_in_view(share[r]),
        guard.min_share.margin,
    )


def share_in_view(share: float) -> str:
    """How much of a repetition was seen from where it can be read, in words."""
    return f"{share:.0%} of its frames from where it can be read"


def _still(guard: StillCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    moved = reps.travel_L

    def detail(r: int) -> str:
        return f"moved {moved[r]:.2f} hand lengths, at most {guard.max.value:g}"

    limit = guard.max
    yield Check(guard.reason, guard.action, moved - limit.value, detail, limit.margin)


def _turn(guard: TurnCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    found = reps.turns
    turned = found.knuckle_line_deg if guard.axis == "knuckles" else found.normal_deg

    def detail(r: int) -> str:
        return f"by {turned[r]:.0f}°, at most {guard.max.value:g}°"

    limit = guard.max
    excess = turned - limit.value
    yield Check(guard.reason, guard.action, excess, detail, limit.margin, reps.depth_readable)


def _direction(guard: DirectionCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    bent, tilted = reps.turns.normal_deg, reps.turns.knuckle_line_deg
    asked, other = (bent, tilted) if guard.asks == "flexion" else (tilted, bent)
    ways = ("up or down", "sideways")
    names = ways if guard.asks == "flexion" else ways[::-1]

    def detail(r: int) -> str:
        return f"{names[1]} by {other[r]:.0f}°, {names[0]} by {asked[r]:.0f}°"

    limit = guard.max
    excess = other / nan_for_zero(asked) - limit.value
    yield Check(guard.reason, guard.action, excess, detail, limit.margin, reps.depth_readable)


def _steady(guard: SteadyCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    changes, limit = reps.amplitudes(exercise, guard.signals), guard.max
    most: Floats = np.fmax.reduce(changes, axis=0)

    def detail(r: int) -> str:
        name = guard.signals[int(np.nanargmax(changes[:, r]))]
        change, least = _amount(exercise, name, most[r]), _limit(exercise, name, limit.value)
        return f"{_words(name)} changed by {change}, at most {least}"

    readable = reps.readable(exercise, guard.signals)
    yield Check(guard.reason, guard.action, most - limit.value, detail, limit.margin, readable)


def _moves(guard: MovesCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    """Each signal against the least asked, and against the one that moved most."""
    amplitudes, readable = (
        reps.amplitudes(exercise, guard.signals),
        reps.readable(exercise, guard.signals),
    )
    most: Floats = np.fmax.reduce(amplitudes, axis=0)
    idlest: Floats = np.fmin.reduce(amplitudes, axis=0)

    def told(least: Floats) -> Callable[[int], str]:
        def detail(r: int) -> str:
            idle = amplitudes[:, r] < least[r]
            idle = idle if idle.any() else amplitudes[:, r] == idlest[r]
            names = [name for name, rests in zip(guard.signals, idle, strict=True) if rests]
            found = _amount(exercise, names[0], float(np.nanmax(amplitudes[idle, r])))
            asked = _amount(exercise, names[0], least[r])
            return f"{', '.join(map(_words, names))} changed by {found}, at least {asked}"

        return detail

    # In a small repetition all of them move little.
    least = np.full(len(reps.intervals), guard.min.value)
    yield Check(
        guard.reason, guard.action, least - idlest, told(least), guard.min.margin, readable,
        asked=reps.complete,
    )  # fmt: skip
    if len(guard.signals) > 1:
        share = idlest / nan_for_zero(most)
        yield Check(
            guard.reason, guard.action, IDLE_SHARE - share, told(IDLE_SHARE * most), IDLE_MARGIN,
            readable,
        )  # fmt: skip


def _below(guard: BelowCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    excess = reps.levels(exercise, guard.signals) - guard.max.value
    yield _beyond(guard, exercise, reps, excess)


def _above(guard: AboveCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    excess = guard.min.value - reps.levels(exercise, guard.signals)
    yield _beyond(guard, exercise, reps, excess)


def _beyond(
    guard: BelowCriterion | AboveCriterion,
    exercise: Exercise,
    reps: RepetitionSignals,
    excess: Floats,
) -> Check:
    """The signal whose level, by its excess of shape (signals, R), is farthest beyond the limit."""
    limit, word = (
        (guard.max, "at most") if isinstance(guard, BelowCriterion) else (guard.min, "at least")
    )
    sign = 1 if isinstance(guard, BelowCriterion) else -1
    farthest: Floats = np.fmax.reduce(excess, axis=0)

    def detail(r: int) -> str:
        name = guard.signals[int(np.nanargmax(excess[:, r]))]
        level = _amount(exercise, name, limit.value + sign * farthest[r])
        allowed = _limit(exercise, name, limit.value)
        return f"{_words(name)} was {level}, {word} {allowed}"

    readable = reps.readable(exercise, guard.signals)
    return Check(guard.reason, guard.action, farthest, detail, limit.margin, readable)


def _isolate(guard: IsolateCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    reading = exercise.signals[guard.signal]
    measurement, own = reading.measurement, reps.amplitude(exercise, guard.signal)
    there = [f for f in measurement.fingers if measurement.readable(f, reps.signals.hand.without)]
    others = [finger for finger in there if finger is not reading.finger]
    if not others:
        return
    readings = np.array([measurement.read(reps.signals.hand, finger) for finger in others])
    moved = reps.intervals.p95_p5_range(readings)
    most: Floats = np.fmax.reduce(moved, axis=0)
    share = most / nan_for_zero(own)

    def detail(r: int) -> str:
        finger = others[int(np.nanargmax(moved[:, r]))]
        return f"{finger} by {share[r]:.0%} as much, at most {guard.max.value:.0%}"

    limit = guard.max
    excess = share - limit.value
    yield Check(guard.reason, guard.action, excess, detail, limit.margin, asked=reps.complete)


def _assist(guard: AssistCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    share = reps.intervals.share(reps.palm_distance_L <= guard.near.value)
    yield Check(
        guard.reason,
        guard.action,
        np.where(share >= guard.min_share.value, 1.0, -1.0),
        lambda r: f"for {share[r]:.0%} of the time",
    )


def _together(guard: TogetherCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    apart = reps.palm_distance_L
    known, gap = reps.intervals.share(np.isfinite(apart)), reps.intervals.middle(apart)
    yield Check(
        Reason.HANDS_MERGED,
        Action.UNVERIFIABLE,
        guard.min_share.value - known,
        lambda r: f"in {1 - known[r]:.0%} of the time",
    )
    yield Check(
        guard.reason,
        guard.action,
        gap - guard.near.value,
        lambda r: f"{gap[r]:.1f} hand lengths, at most {guard.near.value:g}",
        guard.near.margin,
        asked=known >= guard.min_share.value,
    )


def _in_frame(guard: InFrameCriterion, exercise: Exercise, reps: RepetitionSignals) -> Checks:
    quality = reps.signals.quality
    share = reps.intervals.share(~quality.near_edge, among=quality.seen)
    yield Check(
        Reason.NEAR_FRAME_EDGE,
        guard.action,
        guard.min_share.value - share,
        lambda r: f"in {1 - share[r]:.0%} of its frames",
    )


_CHECKS: Mapping[type, PutToRepetitions] = {
    ViewCriterion: _view,
    StillCriterion: _still,
    TurnCriterion: _turn,
    DirectionCriterion: _direction,
    SteadyCriterion: _steady,
    MovesCriterion: _moves,
    BelowCriterion: _below,
    AboveCriterion: _above,
    IsolateCriterion: _isolate,
    AssistCriterion: _assist,
    TogetherCriterion: _together,
    InFrameCriterion: _in_frame,
    **DURATION_CHECKS,
}


def checks(exercise: Exercise, reps: RepetitionSignals) -> list[Check]:
    """Put the criteria of an exercise to repetitions.

    Parameters
    ----------
    exercise : Exercise
        Resolved for the person.
    reps : RepetitionSignals
        The R repetitions.

    Returns
    -------
    list of Check
        In the order of the exercise file.
    """
    return [
        check for guard in exercise.guards for check in _CHECKS[type(guard)](guard, exercise, reps)
    ]
