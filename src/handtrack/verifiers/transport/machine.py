"""TRANSPORT: grasp here, carry, let go there.

Laws
----
1. Everything that decides a transition is in `TABLE` or in the clock rules of `_clock`.
2. A frame is a *symbol*: the hand open or closed, and how far it is from where it opened or closed
   last, its *anchor*. The machine sees no object and no picture: what counts as closed (a pinch, or
   a pinch with the pen in it) and where a place lies is told it as two shares.
3. Opening and closing must last `dwell_s`, and opening on the way `slip_s`. A carry begins when
   the hand was last open and ends when it is open again; its way lies between where the hand closed
   and where it opened. A hand that reached out, turned round and is seen to close within `late_s`
   closed where it turned: nothing is grasped in passing, but fingers behind a thing and edge on are
   read late.
4. A step that repeats the symbol changes nothing but what a clock rule changes, and a clock rule's
   event carries the time at which the rule was due.

Theory of operation
-------------------
Two shares arrive: the grip, 0 open and 1 closed, and the place, 0 at one end of the person's own
way and 1 at the other. A carry closes the hand, takes it `full` of the way, and opens it there.
Opened on the way it is *let go too soon*; brought back closed it was *not let go*. An open hand
that crosses by `full` carried nothing: the way back for the next coin where `fetch` says so, and
otherwise something pushed or nothing at all. With `one_way` the first carry says which way counts.

Nothing counts before the hand has been open for `arm_s`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto
from math import isfinite

import numpy as np

from handtrack.events import Action, Candidate, Finding, Reason, Status
from handtrack.landmarks.hand import Floats


class Reach(IntEnum):
    """How far the hand is from its anchor."""

    NEAR = 0
    AWAY = 1
    THERE = 2


class Phase(Enum):
    """What the machine is waiting for."""

    WAITING = auto()  # an open hand, before which nothing counts
    OPEN = auto()  # something to grasp
    CROSSED = auto()  # the same, having gone all the way with an open hand
    CLOSED = auto()  # the way to begin
    CARRYING = auto()  # the far side
    ARRIVED = auto()  # the hand to open


class Act(Enum):
    """What a transition does besides changing the phase."""

    NOTHING = auto()
    EMPTY = auto()
    TOO_SOON = auto()
    COMPLETE = auto()
    KEPT = auto()


Row = Mapping[Reach, tuple[Phase, Act]]
MOVES: Mapping[Phase, Row] = {
    Phase.OPEN: {Reach.THERE: (Phase.CROSSED, Act.EMPTY)},
    Phase.CLOSED: {
        Reach.AWAY: (Phase.CARRYING, Act.NOTHING),
        Reach.THERE: (Phase.ARRIVED, Act.NOTHING),
    },
    Phase.CARRYING: {
        Reach.NEAR: (Phase.CLOSED, Act.NOTHING),
        Reach.THERE: (Phase.ARRIVED, Act.NOTHING),
    },
    Phase.ARRIVED: {Reach.NEAR: (Phase.CLOSED, Act.KEPT)},
}
"""What going so far does in each phase. A reach that is not listed changes nothing."""
TURNS: Mapping[Phase, tuple[Phase, Act]] = {
    Phase.OPEN: (Phase.CLOSED, Act.NOTHING),
    Phase.CROSSED: (Phase.CLOSED, Act.NOTHING),
    Phase.CLOSED: (Phase.OPEN, Act.NOTHING),
    Phase.CARRYING: (Phase.OPEN, Act.TOO_SOON),
    Phase.ARRIVED: (Phase.OPEN, Act.COMPLETE),
}
"""What opening or closing does in each phase; either moves the anchor."""

_THERE_STILL = 0.1
"""Provisional: a hand so near to where it reached to, as a share of its way, is there still."""
_SHUT = frozenset({Phase.CLOSED, Phase.CARRYING, Phase.ARRIVED})


@dataclass(frozen=True, slots=True)
class TransportRule:
    """The thresholds of one exercise.

    Parameters
    ----------
    closed, open : float
        Shares of the grip: closed from the one on, open again at the other or below. 0 < open <
        closed < 1; in between the hand is as it was.
    attempt, full : float
        Shares of the way: less than `attempt` is none, `full` is all of it. 0 < attempt < full.
    dwell_s : float
        How long the hand must stay open or closed to be called so.
    fetch : bool
        Whether the hand goes back empty for the next thing.
    one_way : bool
        Whether only the direction of the first carry counts.
    slip_s : float
        How long it must stay open on its way to have let go: provisional; the reading of a pinch
        that travels flickers for longer than that of one at rest.
    arm_s : float
        How long the hand must be open before anything counts.
    late_s : float
        How long after the hand turned round its closing may be seen: provisional.
    pause_s : float
        How long it may be out of sight before a carry is given up.
    """

    closed: float
    open: float
    attempt: float
    full: float
    dwell_s: float
    fetch: bool = False
    one_way: bool = False
    slip_s: float = 0.3
    arm_s: float = 0.15
    late_s: float = 0.5
    pause_s: float = 1.0


@dataclass(frozen=True, slots=True)
class TransportState:
    """Where the machine stands. `initial()` is the only one to make by hand."""

    phase: Phase = Phase.WAITING
    shut: bool | None = None  # what the hand does now; in WAITING None where it is not open
    since_s: float = 0.0  # when that began
    place: float = 0.0  # and where
    open_s: float = 0.0  # when it was last open
    anchor: float = 0.0  # where the phase's grip began
    start_s: float = 0.0  # and when
    far: float = 0.0  # where the open hand was farthest from there
    far_s: float = 0.0  # and when last
    way: int = 0  # the direction that counts, once there is one
    gap_s: float | None = None

    @property
    def carrying(self) -> bool:
        """Whether something is in the hand and on its way."""
        return self.phase in (Phase.CARRYING, Phase.ARRIVED)


def initial() -> TransportState:
    """Nothing seen yet."""
    return TransportState()


Step = tuple[TransportState, tuple[Candidate, ...]]


def step(
    rule: TransportRule, state: TransportState, time_s: float, grip: float, place: float
) -> Step:
    """Advance by one frame.

    Parameters
    ----------
    time_s : float
        The frame's time; not before that of the step before.
    grip, place : float
        The two shares; either NaN for a frame that does not show them.
    """
    state, found = _clock(rule, state, time_s)
    if not (isfinite(grip) and isfinite(place)):
        return (state if state.gap_s is not None else replace(state, gap_s=time_s)), found
    state = replace(state, gap_s=None) if state.gap_s is not None else state
    shut = True if grip >= rule.closed else False if grip <= rule.open else state.shut
    state = replace(state, open_s=time_s) if grip <= rule.open else state
    if state.phase is Phase.WAITING:
        return _waiting(state, time_s, shut, place), found
    if shut is not state.shut:
        return replace(state, shut=shut, since_s=time_s, place=place), found
    if shut is not (state.phase in _SHUT):  # it opens or closes: where it goes now is not its way
        return state, found
    state, more = _moved(rule, _reached(state, time_s, place), time_s, place)
    return state, found + more


def _waiting(
    state: TransportState, time_s: float, shut: bool | None, place: float
) -> TransportState:
    """Look for an open hand."""
    if shut is not False:
        return replace(state, shut=None)
    return state if state.shut is False else replace(state, shut=False, since_s=time_s, place=place)


def _reached(state: TransportState, time_s: float, place: float) -> TransportState:
    """Remember how far the open hand has reached."""
    farther = abs(place - state.anchor) - abs(state.far - state.anchor)
    if state.shut or farther < -_THERE_STILL:
        return state
    return replace(state, far=place if farther > 0 else state.far, far_s=time_s)


def _moved(rule: TransportRule, state: TransportState, time_s: float, place: float) -> Step:
    """The hand, open or closed as it was, at another place."""
    way = abs(place - state.anchor)
    reach = Reach.THERE if way >= rule.full else Reach.AWAY if way >= rule.attempt else Reach.NEAR
    phase, act = MOVES.get(state.phase, {}).get(reach, (state.phase, Act.NOTHING))
    if phase is state.phase:
        return state, ()
    found = _ended(rule, state, act, time_s, place)
    after = replace(state, phase=phase)
    return (replace(after, start_s=time_s) if found else after), found


def _turned(rule: TransportRule, state: TransportState) -> Step:
    """The hand has opened or closed, as of when and where it began to."""
    phase, act = TURNS[state.phase]
    found = _ended(rule, state, act, state.since_s, state.place)
    way = state.way
    if act is Act.COMPLETE and rule.one_way and not way:
        way = _sign(state.place - state.anchor)
    start_s = max(state.open_s, state.start_s) if state.shut else state.since_s
    place = state.place
    if state.shut and _turned_round(rule, state):
        place, start_s = state.far, state.far_s
    return _anchored(replace(state, way=way), phase, place, start_s), found


def _anchored(state: TransportState, phase: Phase, place: float, since_s: float) -> TransportState:
    """Begin a phase here and now: nothing is farther away yet."""
    return replace(state, phase=phase, anchor=place, start_s=since_s, far=place, far_s=since_s)


def _turned_round(rule: TransportRule, state: TransportState) -> bool:
    """Whether the hand that closes is on its way back from where it reached to, a moment ago."""
    reached, back = abs(state.far - state.anchor), abs(state.far - state.place)
    late_s = state.since_s - state.far_s
    return reached >= rule.attempt and _THERE_STILL < back < reached and late_s <= rule.late_s


def _ended(
    rule: TransportRule, state: TransportState, act: Act, time_s: float, place: float
) -> tuple[Candidate, ...]:
    """The carry that ends with the transition, if one does."""
    match act:
        case Act.COMPLETE if state.way and _sign(place - state.anchor) != state.way:
            return (_failed(state, time_s, Status.REJECTED, Reason.CARRIED_BACK),)
        case Act.COMPLETE:
            return (Candidate(state.start_s, time_s, Status.VALID),)
        case Act.TOO_SOON:
            return (_failed(state, time_s, Status.PARTIAL, Reason.TOO_SMALL),)
        case Act.KEPT:
            return (_failed(state, time_s, Status.REJECTED, Reason.NOT_LET_GO),)
        case Act.EMPTY if not rule.fetch:
            return (_failed(state, time_s, Status.REJECTED, Reason.NOT_GRASPED),)
        case _:
            return ()


def _clock(rule: TransportRule, state: TransportState, now_s: float) -> Step:
    """Apply the rules that time alone triggers, at the moment each was due."""
    if state.gap_s is not None:
        if now_s - state.gap_s <= rule.pause_s:
            return state, ()
        lost = TransportState(gap_s=state.gap_s, way=state.way)
        if not state.carrying:
            return lost, ()
        due_s = state.gap_s + rule.pause_s
        return lost, (_failed(state, due_s, Status.UNVERIFIABLE, Reason.HAND_LEFT_VIEW),)
    if state.phase is Phase.WAITING:
        if state.shut is None or now_s - state.since_s < rule.arm_s:
            return state, ()
        return _anchored(state, Phase.OPEN, state.place, state.since_s), ()
    turning = state.shut is not (state.phase in _SHUT)
    lasts_s = rule.slip_s if state.phase is Phase.CARRYING else rule.dwell_s
    if turning and now_s - state.since_s >= lasts_s:
        return _turned(rule, state)
    return state, ()


def finish(rule: TransportRule, state: TransportState, time_s: float) -> tuple[Candidate, ...]:
    """Close the books at the end of a recording, `time_s` being its last frame's time.

    What is still in the hand at the far side was not let go; one cut off on its way is no carry.
    """
    state, found = _clock(rule, state, time_s)
    if state.phase is Phase.ARRIVED and state.start_s < time_s:
        over = _failed(state, time_s, Status.PARTIAL, Reason.NOT_LET_GO, "the recording ended")
        found += (over,)
    return found


def run(rule: TransportRule, time_s: Floats, shares: Floats) -> Iterator[Candidate]:
    """Follow a whole recording; `shares` has shape (N, 2), grip and place."""
    if not len(time_s):
        return
    state = initial()
    for now_s, (grip, place) in zip(time_s.tolist(), shares[:, :2].tolist(), strict=True):
        state, found = step(rule, state, now_s, grip, place)
        yield from found
    yield from finish(rule, state, float(np.asarray(time_s)[-1]))


def _sign(way: float) -> int:
    return 1 if way > 0 else -1


def _failed(
    state: TransportState, end_s: float, status: Status, reason: Reason, detail: str = ""
) -> Candidate:
    action = Action.UNVERIFIABLE if status is Status.UNVERIFIABLE else Action.REJECT
    return Candidate(state.start_s, end_s, status, (Finding(reason, action, detail),))
