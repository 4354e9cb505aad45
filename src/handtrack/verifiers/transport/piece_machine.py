"""TRANSPORT of many small things: taken up one by one, or put down one by one.

Laws
----
1. Everything that decides a transition is in `TABLE`; what a change of the count is called there
   depends on the mode of the phase alone.
2. The machine sees two numbers a frame: how many things lie on the table, and when that last
   changed, which is known later than it happens. It never sees them.
3. Changes less than `together_s` apart are one change.
4. A thing counts when fewer (taken up) or more (put down) lie there than ever before in the phase,
   so that one put back and taken up again is not two.
5. Once a thing has counted, time in which the hand was away and after which nothing has changed,
   or nothing more was seen, is an event that cannot be verified: what the hand did there is not
   known.

Theory of operation
-------------------
The first count that stays for `together_s` is where the first phase begins. Each change that stays
is *one*, *many at once*, or *the wrong way*; a change that does not go beyond the mark of the phase
(a thing that comes back) is nothing. When a phase has all its things the next one begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from math import isfinite
from typing import TYPE_CHECKING, Literal, get_args

from handtrack.events import Action, Candidate, Finding, Reason, Status
from handtrack.verifiers.machine import Engine

if TYPE_CHECKING:
    from handtrack.definitions.handling_tables import Items

Direction = Literal["collect", "dispense"]


class PieceChange(Enum):
    """What a new count is, seen from the phase."""

    ONE = auto()
    MANY = auto()
    KNOWN = auto()
    WRONG_WAY = auto()


TABLE: Mapping[tuple[Direction, PieceChange], tuple[Status, Reason | None] | None] = {
    ("collect", PieceChange.ONE): (Status.VALID, None),
    ("collect", PieceChange.MANY): (Status.REJECTED, Reason.MORE_THAN_ONE),
    ("collect", PieceChange.KNOWN): None,
    ("collect", PieceChange.WRONG_WAY): (Status.REJECTED, Reason.PUT_DOWN_EARLY),
    ("dispense", PieceChange.ONE): (Status.VALID, None),
    ("dispense", PieceChange.MANY): (Status.REJECTED, Reason.MORE_THAN_ONE),
    ("dispense", PieceChange.KNOWN): None,
    ("dispense", PieceChange.WRONG_WAY): None,  # one picked up again: its second time down is known
}
"""How a change ends, in each mode; None where it is no event."""


@dataclass(frozen=True, slots=True)
class PieceState:
    """Where the machine stands. `initial()` is the only one to make by hand.

    Parameters
    ----------
    phase : int
        Which of `directions`; as many as there are when all is done.
    count, mark, base : int or None
        What lies there, the farthest it has been in this phase, and where the phase began.
    new, changed_s, since_s : int or None, float, float
        A count not yet believed, when it began to change, and when the last change was known.
    last_s : float
        When the last thing was done, or the phase began.
    gap_s : float or None
        Since when the count is not known.
    left_s : float or None
        When the hand left for a pause that nothing has explained yet.
    back_s : float
        When the hand was last back from a pause.
    """

    phase: int = 0
    count: int | None = None
    mark: int = 0
    base: int = 0
    new: int | None = None
    changed_s: float = 0.0
    since_s: float = 0.0
    last_s: float = 0.0
    gap_s: float | None = None
    left_s: float | None = None
    back_s: float = float("-inf")


def initial() -> PieceState:
    """Nothing seen yet."""
    return PieceState()


Step = tuple[PieceState, tuple[Candidate, ...]]


def directions(rule: Items) -> tuple[Direction, ...]:
    """What is done, one phase after the other."""
    return tuple(d for d in get_args(Direction) if d in rule.mode.split(" and "))


def step(rule: Items, state: PieceState, time_s: float, frame: list[float]) -> Step:
    """Advance by one frame.

    Parameters
    ----------
    rule : Items
    state : PieceState
    time_s : float
        The frame's time; not before that of the step before.
    frame : list of float
        The count, NaN where it is not known, and when it last changed, NaN where that is no earlier
        than it is seen.
    """
    count, changed_s = frame
    state, found = _clock(rule, state, time_s)
    if not isfinite(count):
        return (state if state.gap_s is not None else replace(state, gap_s=time_s)), found
    if state.gap_s is not None:
        state = _back(rule, state, state.gap_s, time_s)
    seen = round(count)
    if state.new is None:
        if seen == state.count:
            return state, found
        began_s = changed_s if state.last_s < changed_s < time_s else time_s
        return replace(state, new=seen, changed_s=began_s, since_s=time_s), found
    if seen == state.count and state.count is not None:  # it was a flicker
        return replace(state, new=None), found
    return (state if seen == state.new else replace(state, new=seen, since_s=time_s)), found


def _back(rule: Items, state: PieceState, gap_s: float, now_s: float) -> PieceState:
    """The hand is there again."""
    if now_s - gap_s <= rule.pause_s.value:
        return replace(state, gap_s=None)
    begun = state.phase > 0 or state.mark != state.base
    left_s = (gap_s if state.left_s is None else state.left_s) if begun else None
    return replace(state, gap_s=None, left_s=left_s, back_s=now_s)


def _clock(rule: Items, state: PieceState, now_s: float) -> Step:
    """Believe a count that has stayed, or that a pause has changed none."""
    if state.new is None:
        return _unchanged(rule, state, now_s)
    if now_s - state.since_s < rule.together_s.value:
        return state, ()
    if state.count is None:
        new = state.new
        first = replace(state, count=new, new=None, mark=new, base=new, last_s=state.changed_s)
        return first, ()
    return _believed(rule, replace(state, left_s=None))


def _unchanged(rule: Items, state: PieceState, now_s: float) -> Step:
    """Tell of a pause after which the count is what it was."""
    known_s = state.back_s + rule.sure_s.value + rule.together_s.value
    if state.left_s is None or state.gap_s is not None or now_s < known_s:
        return state, ()
    away = _away(rule, state, state.left_s, state.back_s)
    return replace(state, left_s=None, last_s=state.back_s), away


def _away(rule: Items, state: PieceState, from_s: float, to_s: float) -> tuple[Candidate, ...]:
    """What can be said of the time in which the hand was away; nothing when all is done."""
    if state.phase >= len(directions(rule)):
        return ()
    unseen = Finding(Reason.HAND_LEFT_VIEW, Action.UNVERIFIABLE)
    return (Candidate(from_s, to_s, Status.UNVERIFIABLE, (unseen,)),)


def _believed(rule: Items, state: PieceState) -> Step:
    """Turn a change that stayed into an event, and that into progress of the phase."""
    assert state.new is not None
    assert state.count is not None
    before, after = state.count, state.new
    state = replace(state, count=after, new=None)
    if state.phase >= len(directions(rule)):
        return state, ()
    mode = directions(rule)[state.phase]
    change, beyond = _change(mode, before, after, state.mark)
    ended = TABLE[mode, change]
    if change in (PieceChange.ONE, PieceChange.MANY):
        state = replace(state, mark=after)
    if ended is None:
        return state, ()
    status, reason = ended
    end_s = state.changed_s
    start_s = max(state.last_s, end_s - rule.item_s.value)
    if state.back_s < end_s:  # it was not done while the hand was away
        start_s = max(start_s, state.back_s)
    found = _candidate(start_s, end_s, status, reason, beyond)
    return _next_phase(rule, replace(state, last_s=end_s)), (found,)


def _change(mode: Direction, before: int, after: int, mark: int) -> tuple[PieceChange, int]:
    """What a change is called, and how many things it is about."""
    outward = -1 if mode == "collect" else 1
    if outward * (after - before) < 0:
        return PieceChange.WRONG_WAY, abs(after - before)
    beyond = outward * (after - mark)
    if beyond <= 0:
        return PieceChange.KNOWN, 0
    return (PieceChange.ONE if beyond == 1 else PieceChange.MANY), beyond


def _next_phase(rule: Items, state: PieceState) -> PieceState:
    """The phase after, where this one has all its things."""
    mode = directions(rule)[state.phase]
    moved = abs(state.mark - state.base)
    if moved < int(rule.items.value) and not (mode == "collect" and state.mark == 0):
        return state
    count = state.count if state.count is not None else state.mark
    return replace(state, phase=state.phase + 1, mark=count, base=count)


def _candidate(
    start_s: float, end_s: float, status: Status, reason: Reason | None, many: int
) -> Candidate:
    if reason is None:
        return Candidate(start_s, end_s, status)
    detail = f"{many} at once" if reason is Reason.MORE_THAN_ONE else ""
    return Candidate(start_s, end_s, status, (Finding(reason, Action.REJECT, detail),))


def finish(rule: Items, state: PieceState, time_s: float) -> tuple[Candidate, ...]:
    """End the recording: what has not stayed by then is not believed.

    Parameters
    ----------
    rule : Items
    state : PieceState
    time_s : float
        The last frame's time.
    """
    state, found = _clock(rule, state, time_s)
    if state.gap_s is not None:
        state = _back(rule, state, state.gap_s, time_s)
    if state.left_s is None or state.new is not None:
        return found
    return (*found, *_away(rule, state, state.left_s, state.back_s))


def _open_since_s(rule: Items, state: PieceState, time_s: float) -> float:
    known_s = rule.hindsight_s.value + rule.sure_s.value + rule.together_s.value
    item_s = max(state.last_s, time_s - rule.item_s.value - known_s)
    away = [s for s in (state.left_s, state.gap_s) if s is not None]
    return min([item_s, *away])


ENGINE = Engine(initial, step, finish, _open_since_s)
