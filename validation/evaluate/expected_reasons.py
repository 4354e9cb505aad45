"""Which verdicts are right for a repetition that must not count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handtrack.definitions.criteria import Criterion, HoldCriterion
from handtrack.definitions.exercise import Exercise
from handtrack.events import Action, Reason, Status
from handtrack.scoring.results import Repetition
from validation.evaluate.clips import Clip, Made, TrueRep, TruthError

PARTIAL_REASONS = frozenset(
    {Reason.TOO_SMALL, Reason.BELOW_MINIMUM, Reason.INCOMPLETE_SEQUENCE, Reason.ONE_DIRECTION_ONLY}
)
SPOILED: Mapping[str, frozenset[Reason]] = {
    "wrong_finger": frozenset({Reason.WRONG_FINGER, Reason.OUT_OF_ORDER, Reason.SKIPPED_FINGER}),
    "skipped_finger": frozenset({Reason.SKIPPED_FINGER, Reason.WRONG_FINGER, Reason.OUT_OF_ORDER}),
    "idle_finger": frozenset({Reason.FINGER_IDLE}),
    "fingers_bend": frozenset({Reason.FINGERS_BENT, Reason.FINGERS_ONLY}),
    "forearm_moves": frozenset({Reason.FOREARM_MOVED}),
    "forearm_turns": frozenset({Reason.FOREARM_TURNED, Reason.WRONG_VIEW}),
    "thumb_moves": frozenset({Reason.THUMB_MOVED}),
    "other_fingers_move": frozenset({Reason.OTHER_FINGERS_MOVED}),
    "palm_wrong_way": frozenset({Reason.PALM_WRONG_WAY}),
    "wrist_bends": frozenset({Reason.WRIST_BENT}),
    "short_hold": frozenset({Reason.SHORT_HOLD}),
    "half_turn": frozenset({Reason.TOO_SMALL, Reason.BELOW_MINIMUM, Reason.ONE_DIRECTION_ONLY}),
    "out_of_frame": frozenset({Reason.HAND_LEFT_VIEW, Reason.NEAR_FRAME_EDGE}),
    "no_return": frozenset({Reason.INCOMPLETE_RETURN}),
}
"""What may be said of each way to spoil a repetition: any sentence that tells the person what to
change. A finger left out is also another finger than the next in order, and a forearm that turns
turns the hand out of its view."""
WHOLE = frozenset(
    {"fingers_bend", "forearm_moves", "forearm_turns", "idle_finger", "other_fingers_move"}
    | {"short_hold", "thumb_moves", "wrist_bends"}
)
"""Spoiled ways in which the movement itself may be whole."""
COUNTS = (Made.FULL, Made.FLAGGED)
"""Repetitions that shall be counted."""
NOT_SEEN = frozenset({Reason.HANDS_MERGED, Reason.HAND_LEFT_VIEW, Reason.LET_GO})
"""What may be said of a repetition that cannot be verified because something hides it."""

RIGHT_STATUS: Mapping[Made, frozenset[Status]] = {
    Made.FULL: frozenset({Status.VALID}),
    Made.PARTIAL: frozenset({Status.PARTIAL}),
    Made.SPOILED: frozenset({Status.REJECTED, Status.UNVERIFIABLE, Status.PARTIAL}),
    Made.FLAGGED: frozenset({Status.VALID}),
    Made.HIDDEN: frozenset({Status.VALID, Status.UNVERIFIABLE}),
}
"""A spoiled one must not count; under which heading it does not is a matter of its reason. A hidden
one counts or is told as unverifiable, and is never turned down."""


def right_reason(true: TrueRep, found: Repetition | None) -> bool:
    """Whether a fault was told, and a repetition that must not count for it was turned down.

    Of a hidden one: whether it counted, or what hid it was told.

    Raises
    ------
    TruthError
        The truth names a way to spoil that has no right reason yet.
    """
    if true.made is Made.HIDDEN:
        return found is not None and (found.status is Status.VALID or admits_not_seen(found))
    wanted = PARTIAL_REASONS if true.made is Made.PARTIAL else _wanted(true.spoiled)
    if found is None or found.status not in RIGHT_STATUS[true.made]:
        return False
    told = found.notes if true.made is Made.FLAGGED else found.reasons[:1]
    return any(note.reason in wanted for note in told)


def admits_not_seen(found: Repetition) -> bool:
    """Whether a repetition was told as unverifiable because it could not be seen."""
    told = [n.reason for n in found.notes if n.action is Action.UNVERIFIABLE]
    return found.status is Status.UNVERIFIABLE and not NOT_SEEN.isdisjoint(told)


def as_asked_for(clip: Clip, exercise: Exercise) -> Clip:
    """The clip as this exercise sees it.

    A whole movement whose fault it only flags shall count. Where its file says that the movement
    hides itself, a whole one may be unverifiable instead.
    """
    flags = {_fault(guard) for guard in exercise.guards if guard.action is Action.FLAG}
    # An arm that moves instead of the wrist is no whole movement, and how far a wrist bent that was
    # turned out of the picture's plane no camera sees.
    whole_in = WHOLE - ({"forearm_moves", "forearm_turns"} if exercise.needs_forearm else set())

    def seen(rep: TrueRep) -> TrueRep:
        if exercise.report.hidden and rep.made is Made.FULL:
            return replace(rep, made=Made.HIDDEN)
        whole = rep.made is Made.SPOILED and rep.spoiled in whole_in
        return replace(rep, made=Made.FLAGGED) if whole and flags & _wanted(rep.spoiled) else rep

    return replace(clip, reps=tuple(map(seen, clip.reps)))


def _fault(guard: Criterion) -> Reason | None:
    """What a guard says, where it says one thing only."""
    if isinstance(guard, HoldCriterion):
        return Reason.SHORT_HOLD
    reason: Reason | None = getattr(guard, "reason", None)
    return reason


def _wanted(kind: str) -> frozenset[Reason]:
    if kind not in SPOILED:
        known = ", ".join(SPOILED)
        raise TruthError(f"A repetition is spoiled by '{kind}'; known are {known}.")
    return SPOILED[kind]
