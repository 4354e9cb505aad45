"""TRANSPORT: grasp here, carry, let go there.

Laws
----
1. Everything that decides a transition is in `TABLE` or in the clock rules of `_clock`.
2. A frame is a *symbol*: the hand open or closed, and how far it is from where it opened or closed
   last, its *anchor*. The machine sees no object and no picture: what counts as closed (a pinch, or
   a pinch with the pen in it) and where the hand is arrive as two shares.
3. Opening and closing must last `dwell_s`, and opening on the way `slip_s`. A carry begins when
   the hand was last open and ends when it is open again; its way lies between where the hand closed
   and where it opened. A hand that reached out, turned round and is seen to close within `late_s`
   closed where it turned: nothing is grasped in passing, but fingers behind a thing and edge on are
   read late.
4. A step that repeats the symbol changes nothing but what a clock rule changes, and a clock rule's
   event carries the time at which the rule was due.

Theory of operation
-------------------
Two shares arrive: the grip, 0 open and 1 closed, and the position, 0 at one end of the person's own
way and 1 at the other. A carry closes the hand, takes it `full` of the way, and opens it there.
Opened on the way it is *let go too soon*; brought back closed it was *not let go*. An open hand
that crosses by `full` carried nothing: the way back for the next coin in the mode "stack", and
otherwise something pushed or nothing at all. In that mode the first carry says which way counts.
Nothing counts before the hand has been open for `arm_s`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto
from math import isfinite
from typing import TYPE_CHECKING

from handtrack.events import Action, Candidate, Finding, Reason, Status
from handtrack.verifiers.machine import Engine

if TYPE_CHECKING:
    from handtrack.definitions.handling_tables import Carry


class Reach(IntEnum):
    """How far the hand is from its anchor."""

    NEAR = 0
    AWAY = 1
    THERE = 2


class TransportPhase(Enum):
    """What the machine is waiting for."""

    WAITING = auto()  # an open hand, before which nothing counts
    OPEN = auto()  # something to grasp
    CROSSED = auto()  # the same, having gone all the way with an open hand
    CLOSED = auto()  # the way to begin
    CARRYING = auto()  # the far side
    ARRIVED = auto()  # the hand to open


class TransportAct(Enum):
    """What a transition does besides changing the phase."""

    NOTHING = auto()
    EMPTY = auto()
    TOO_SOON = auto()
    COMPLETE = auto()
    KEPT = auto()


Row = Mapping[Reach, tuple[TransportPhase, TransportAct]]
MOVES: Mapping[TransportPhase, Row] = {
    TransportPhase.OPEN: {Reach.THERE: (TransportPhase.CROSSED, TransportAct.EMPTY)},
    TransportPhase.CLOSED: {
        Reach.AWAY: (TransportPhase.CARRYING, TransportAct.NOTHING),
        Reach.THERE: (TransportPhase.ARRIVED, TransportAct.NOTHING),
    },
    TransportPhase.CARRYING: {
        Reach.NEAR: (TransportPhase.CLOSED, TransportAct.NOTHING),
        Reach.THERE: (TransportPhase.ARRIVED, TransportAct.NOTHING),
    },
    TransportPhase.ARRIVED: {Reach.NEAR: (TransportPhase.CLOSED, TransportAct.KEPT)},
}
"""What going so far does in each phase. A reach that is not listed changes nothing."""
TURNS: Mapping[TransportPhase, tuple[TransportPhase, TransportAct]] = {
    TransportPhase.OPEN: (TransportPhase.CLOSED, TransportAct.NOTHING),
    TransportPhase.CROSSED: (TransportPhase.CLOSED, TransportAct.NOTHING),
    TransportPhase.CLOSED: (TransportPhase.OPEN, TransportAct.NOTHING),
    TransportPhase.CARRYING: (TransportPhase.OPEN, TransportAct.TOO_SOON),
    TransportPhase.ARRIVED: (TransportPhase.OPEN, TransportAct.COMPLETE),
}
"""What opening or closing does in each phase; either moves the anchor."""

_SHUT = frozenset({TransportPhase.CLOSED, TransportPhase.CARRYING, TransportPhase.ARRIVED})


@dataclass(frozen=True, slots=True)
class TransportState:
    """Where the machine stands. `initial()` is the only one to make by hand."""

    phase: TransportPhase = TransportPhase.WAITING
    shut: bool | None = None  # what the hand does now; in WAITING None where it is not open
    since_s: float = 0.0  # when that began
    position: float = 0.0  # and where
    open_s: float = 0.0  # when it was last open
    anchor: float = 0.0  # where the phase's grip began
    start_s: float = 0.0  # and when
    far: float = 0.0  # where the open hand was farthest from there
    far_s: float = 0.0  # and when last
    direction: int = 0  # the direction that counts, once there is one
    gap_s: float | None = None

    @property
    def carrying(self) -> bool:
        """Whether something is in the hand and on its way."""
        return self.phase in (TransportPhase.CARRYING, TransportPhase.ARRIVED)


def initial() -> TransportState:
    """Nothing seen yet."""
    return TransportState()


Step = tuple[TransportState, tuple[Candidate, ...]]


def step(rule: Carry, state: TransportState, time_s: float, frame: list[float]) -> Step:
    """Advance by one frame.

    Parameters
    ----------
    rule : Carry
    state : TransportState
    time_s : float
        The frame's time; not before that of the step before.
    frame : list of float
        Grip and position, the two shares; either NaN for a frame that does not show them.
    """
    grip, position = frame
    state, found = _clock(rule, state, time_s)
    if not (isfinite(grip) and isfinite(position)):
        return (state if state.gap_s is not None else replace(state, gap_s=time_s)), found
    state = replace(state, gap_s=None) if state.gap_s is not None else state
    shut = True if grip >= rule.closed.value else False if grip <= rule.open.value else state.shut
    state = replace(state, open_s=time_s) if grip <= rule.open.value else state
    if state.phase is TransportPhase.WAITING:
        return _waiting(state, time_s, shut, position), found
    if shut is not state.shut:
        return replace(state, shut=shut, since_s=time_s, position=position), found
    if shut is not (state.phase in _SHUT):  # it opens or closes: where it goes now is not its way
        return state, found
    state, more = _moved(rule, _reached(rule, state, time_s, position), time_s, position)
    return state, found + more


def _waiting(
    state: TransportState, time_s: float, shut: bool | None, position: float
) -> TransportState:
    """Look for an open hand."""
    if shut is not False:
        return replace(state, shut=None)
    if state.shut is False:
        return state
    return replace(state, shut=False, since_s=time_s, position=position)


def _reached(rule: Carry, state: TransportState, time_s: float, position: float) -> TransportState:
    """Remember how far the open hand has reached."""
    farther = abs(position - state.anchor) - abs(state.far - state.anchor)
    if state.shut or farther < -rule.there_still.value:
        return state
    return replace(state, far=position if farther > 0 else state.far, far_s=time_s)


def _moved(rule: Carry, state: TransportState, time_s: float, position: float) -> Step:
    """The hand, open or closed as it was, elsewhere."""
    moved = abs(position - state.anchor)
    reach = Reach.AWAY if moved >= rule.attempt.value else Reach.NEAR
    reach = Reach.THERE if moved >= rule.full.value else reach
    phase, act = MOVES.get(state.phase, {}).get(reach, (state.phase, TransportAct.NOTHING))
    if phase is state.phase:
        return state, ()
    found = _ended(rule, state, act, time_s, position)
    after = replace(state, phase=phase)
    return (replace(after, start_s=time_s) if found else after), found


def _turned(rule: Carry, state: TransportState) -> Step:
    """The hand has opened or closed, as of when and where it began to."""
    phase, act = TURNS[state.phase]
    found = _ended(rule, state, act, state.since_s, state.position)
    direction, position = state.direction, state.position
    if act is TransportAct.COMPLETE and _one_way(rule) and not direction:
        direction = _sign(state.position - state.anchor)
    start_s = max(state.open_s, state.start_s) if state.shut else state.since_s
    if state.shut and _turned_round(rule, state):
        position, start_s = state.far, state.far_s
    return _anchored(replace(state, direction=direction), phase, position, start_s), found


def _anchored(
    state: TransportState, phase: TransportPhase, position: float, since_s: float
) -> TransportState:
    """Begin a phase here and now: nothing is farther away yet."""
    return replace(
        state, phase=phase, anchor=position, start_s=since_s, far=position, far_s=since_s
    )


def _turned_round(rule: Carry, state: TransportState) -> bool:
    """Whether the hand that closes is on its way back from where it reached to, a moment ago."""
    reached, back = abs(state.far - state.anchor), abs(state.far - state.position)
    late_s, near = state.since_s - state.far_s, rule.there_still.value
    return reached >= rule.attempt.value and near < back < reached and late_s <= rule.late_s.value


def _ended(
    rule: Carry, state: TransportState, act: TransportAct, time_s: float, position: float
) -> tuple[Candidate, ...]:
    """The carry that ends with the transition, if one does."""
    match act:
        case TransportAct.COMPLETE if (
            state.direction and _sign(position - state.anchor) != state.direction
        ):
            return (_failed(state, time_s, Status.REJECTED, Reason.CARRIED_BACK),)
        case TransportAct.COMPLETE:
            return (Candidate(state.start_s, time_s, Status.VALID),)
        case TransportAct.TOO_SOON:
            return (_failed(state, time_s, Status.PARTIAL, Reason.TOO_SMALL),)
        case TransportAct.KEPT:
            return (_failed(state, time_s, Status.REJECTED, Reason.NOT_LET_GO),)
        case TransportAct.EMPTY if not _one_way(rule):
            return (_failed(state, time_s, Status.REJECTED, Reason.NOT_GRASPED),)
        case _:
            return ()


def _clock(rule: Carry, state: TransportState, now_s: float) -> Step:
    """Apply the rules that time alone triggers, at the moment each was due."""
    if state.gap_s is not None:
        if now_s - state.gap_s <= rule.pause_s.value:
            return state, ()
        lost = TransportState(gap_s=state.gap_s, direction=state.direction)
        if not state.carrying:
            return lost, ()
        due_s = state.gap_s + rule.pause_s.value
        return lost, (_failed(state, due_s, Status.UNVERIFIABLE, Reason.HAND_LEFT_VIEW),)
    if state.phase is TransportPhase.WAITING:
        if state.shut is None or now_s - state.since_s < rule.arm_s.value:
            return state, ()
        return _anchored(state, TransportPhase.OPEN, state.position, state.since_s), ()
    turning = state.shut is not (state.phase in _SHUT)
    lasts = rule.slip_s if state.phase is TransportPhase.CARRYING else rule.dwell_s
    if turning and now_s - state.since_s >= lasts.value:
        return _turned(rule, state)
    return state, ()


def finish(rule: Carry, state: TransportState, time_s: float) -> tuple[Candidate, ...]:
    """End the recording.

    What is still in the hand at the far side was not let go; one cut off on its way is no carry.

    Parameters
    ----------
    rule : Carry
    state : TransportState
    time_s : float
        The last frame's time.
    """
    state, found = _clock(rule, state, time_s)
    if state.phase is TransportPhase.ARRIVED and state.start_s < time_s:
        over = _failed(state, time_s, Status.PARTIAL, Reason.NOT_LET_GO, "the recording ended")
        found += (over,)
    return found


def _one_way(rule: Carry) -> bool:
    """Whether the hand goes back empty, and only one direction counts."""
    return rule.mode == "stack"


def _sign(displacement: float) -> int:
    return 1 if displacement > 0 else -1


def _failed(
    state: TransportState, end_s: float, status: Status, reason: Reason, detail: str = ""
) -> Candidate:
    action = Action.UNVERIFIABLE if status is Status.UNVERIFIABLE else Action.REJECT
    return Candidate(state.start_s, end_s, status, (Finding(reason, action, detail),))


def _open_since_s(rule: Carry, state: TransportState, time_s: float) -> float:
    if state.phase is TransportPhase.WAITING:
        return time_s if state.shut is None else state.since_s
    return min(state.start_s, state.since_s)


ENGINE = Engine(initial, step, finish, _open_since_s)
