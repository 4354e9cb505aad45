"""INHAND: something goes round and round in the hand: a pen about a finger, a thumb over a ball.

Laws
----
1. Everything that decides a transition is in `TABLE` or in the clock rules of `_clock`.
2. The machine sees a direction, in degrees, that may jump by full turns: how far it went is counted
   from frame to frame and belongs to the state. It never sees hand, object or side.
3. Whole units are repetitions as soon as they are full. What is left when the turning stops, turns
   back, or ends counts if it is at least `least`.
4. A gap longer than `bridge_s` ends the turning: what was turned meanwhile cannot be known. So does
   the middle: to and fro through it is no way round.
5. A repetition ends no later than at its own mean pace: what drifts on at rest is no turning.

Theory of operation
-------------------
From rest, a way of `attempt` begins a turn. It is under way until it stops for `stop_s` or goes
back by `back`; every `unit` on the way is one repetition. To-and-fro of less than `attempt` is
nothing, whatever its sum. Rubbing and shifting, which go to and fro, are a CYCLE.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from math import inf, isfinite

import numpy as np

from handtrack.events import Action, Candidate, Finding, Reason, Status
from handtrack.landmarks.hand import Floats

_FULL_TURN_DEG = 360.0


class Phase(Enum):
    """What the machine is waiting for."""

    WAITING = auto()  # a still start
    STILL = auto()  # a turn to begin
    TURNING = auto()  # a unit to be full, or the turn to end


class News(Enum):
    """What a frame brings."""

    SAME = auto()
    BEGUN = auto()
    FULL = auto()
    BACK = auto()
    STOPPED = auto()
    LOST = auto()
    MIDDLE = auto()


class Act(Enum):
    """What a transition does besides changing the phase."""

    NOTHING = auto()
    START = auto()
    UNIT = auto()
    REST = auto()
    GIVE_UP = auto()


TABLE: Mapping[Phase, Mapping[News, tuple[Phase, Act]]] = {
    Phase.WAITING: {},
    Phase.STILL: {
        News.BEGUN: (Phase.TURNING, Act.START),
        News.LOST: (Phase.WAITING, Act.NOTHING),
        News.MIDDLE: (Phase.WAITING, Act.NOTHING),
    },
    Phase.TURNING: {
        News.FULL: (Phase.TURNING, Act.UNIT),
        News.BACK: (Phase.STILL, Act.REST),
        News.STOPPED: (Phase.STILL, Act.REST),
        News.LOST: (Phase.WAITING, Act.GIVE_UP),
        News.MIDDLE: (Phase.WAITING, Act.REST),
    },
}
"""What each piece of news does in each phase. What is not listed changes nothing."""


@dataclass(frozen=True, slots=True)
class TurnRule:
    """The thresholds of one exercise, in degrees and seconds.

    Parameters
    ----------
    unit, least, attempt, back : float
        One repetition; what of it counts where the turning ends; what is no turn yet; how far back
        ends one. 0 < back <= attempt < least <= unit.
    stop_s : float
        How long without going on is a stop.
    move_deg, step_deg : float
        What is no moving at rest; what is no going on in a turn.
    arm_s : float
        How long the first stillness must last.
    drift_s : float
        How long a move of `move_deg` may take that is none of drifting at rest.
    bridge_s : float
        How long the direction may be hidden.
    """

    unit: float
    least: float
    attempt: float
    back: float
    stop_s: float
    move_deg: float = 15.0
    step_deg: float = 3.0
    arm_s: float = 0.15
    drift_s: float = 2.0
    bridge_s: float = 0.3


@dataclass(frozen=True, slots=True)
class TurnState:
    """Where the machine stands. `initial()` is the only one to make by hand.

    Parameters
    ----------
    angle : float or None
        The last direction seen, and `total` the way turned since the first.
    anchor, start_s : float
        Where on that way the unit began, and when it was left.
    far : float
        The farthest of the turn.
    mark, mark_s : float
        Where something moved last, and when.
    way : int
        +1 or -1 while turning.
    path : tuple of (float, float)
        When and where it went on, for the last `move_deg` of the way.
    """

    phase: Phase = Phase.WAITING
    angle: float | None = None
    total: float = 0.0
    anchor: float = 0.0
    start_s: float = 0.0
    far: float = 0.0
    mark: float = 0.0
    mark_s: float = 0.0
    way: int = 0
    path: tuple[tuple[float, float], ...] = ()
    gap_s: float | None = None

    @property
    def turning(self) -> bool:
        """Whether a turn is under way."""
        return self.phase is Phase.TURNING


def initial() -> TurnState:
    """Nothing seen yet."""
    return TurnState()


Step = tuple[TurnState, tuple[Candidate, ...]]


def step(rule: TurnRule, state: TurnState, time_s: float, angle: float) -> Step:
    """Advance by one frame.

    `angle` in degrees, NaN where it is hidden, infinite where there is none: what winds is at its
    middle, and no way round leads through that.
    """
    state, found = _clock(rule, state, time_s)
    if angle == inf:
        return TurnState(), found + _changed(rule, state, News.MIDDLE, time_s)[1]
    if not isfinite(angle):
        return (state if state.gap_s is not None else replace(state, gap_s=time_s)), found
    if state.angle is None:
        return TurnState(angle=angle, start_s=time_s, mark_s=time_s), found
    turned = (angle - state.angle + 180.0) % _FULL_TURN_DEG - 180.0
    state = replace(state, angle=angle, total=state.total + turned, gap_s=None)
    if state.phase is Phase.WAITING:
        moved = abs(state.total - state.anchor) > rule.move_deg
        return (replace(state, anchor=state.total, start_s=time_s) if moved else state), found
    while (news := _news(rule, state)) is not News.SAME:
        state, more = _changed(rule, state, news, time_s)
        found += more
    return _followed(rule, state, time_s), found


def _news(rule: TurnRule, state: TurnState) -> News:
    """What the way turned so far means."""
    way = state.total - state.anchor
    if state.phase is Phase.STILL:
        return News.BEGUN if abs(way) >= rule.attempt else News.SAME
    if way * state.way >= rule.unit:
        return News.FULL
    return News.BACK if (state.far - state.total) * state.way >= rule.back else News.SAME


def _followed(rule: TurnRule, state: TurnState, time_s: float) -> TurnState:
    """The state after a frame without news."""
    moved = state.total - state.mark
    if state.phase is Phase.STILL:
        if abs(moved) > rule.move_deg:
            return replace(state, mark=state.total, mark_s=time_s)
        near = abs(state.total - state.anchor) <= rule.move_deg
        return replace(state, start_s=time_s) if near else state
    if (state.total - state.far) * state.way > 0:
        state = replace(state, far=state.total)
    if (state.total - state.anchor) * state.way <= rule.move_deg:  # between two units
        state = replace(state, start_s=time_s)
    if moved * state.way < rule.step_deg:
        return state
    late = (p for p in state.path if (state.total - p[1]) * state.way <= rule.move_deg)
    path = (*late, (time_s, state.total))
    return replace(state, mark=state.total, mark_s=time_s, path=path)


def _changed(rule: TurnRule, state: TurnState, news: News, time_s: float) -> Step:
    """Look the news up and do what the table says."""
    phase, act = TABLE[state.phase].get(news, (state.phase, Act.NOTHING))
    match act:
        case Act.START:
            way = 1 if state.total > state.anchor else -1
            state = replace(state, phase=phase, way=way, far=state.total, path=())
            return replace(state, mark=state.total, mark_s=time_s), ()
        case Act.UNIT:
            anchor = state.anchor + state.way * rule.unit
            whole = Candidate(state.start_s, _end_s(rule, state, anchor, time_s), Status.VALID)
            return replace(state, anchor=anchor, start_s=time_s), (whole,)
        case Act.REST:
            since_s = max(state.start_s, state.mark_s)
            rested = replace(state, phase=phase, anchor=state.far, way=0, start_s=since_s)
            return rested, _remainder(rule, state)
        case Act.GIVE_UP:
            return TurnState(gap_s=state.gap_s), _given_up(rule, state, time_s)
        case _:
            return TurnState(gap_s=state.gap_s), ()


def _end_s(rule: TurnRule, state: TurnState, total: float, at_s: float) -> float:
    """When a unit that is at `total` at a time was there if it kept its mean pace; not later."""
    for time_s, passed in state.path:
        left, turned = (total - passed) * state.way, (passed - state.anchor) * state.way
        if left <= rule.move_deg < turned and time_s > state.start_s:
            pace = (turned - rule.move_deg) / (time_s - state.start_s)  # it starts with `move_deg`
            return min(at_s, time_s + max(left, 0.0) / pace)
    return at_s


def _remainder(rule: TurnRule, state: TurnState) -> tuple[Candidate, ...]:
    """What is left of a unit when the turning ends."""
    way = (state.far - state.anchor) * state.way
    if way < rule.attempt or state.mark_s <= state.start_s:
        return ()
    end_s = _end_s(rule, state, state.far, state.mark_s)
    if way >= rule.least:
        return (Candidate(state.start_s, end_s, Status.VALID),)
    return (_failed(state.start_s, end_s, Status.PARTIAL, Reason.TOO_SMALL),)


def _given_up(rule: TurnRule, state: TurnState, due_s: float) -> tuple[Candidate, ...]:
    if (state.far - state.anchor) * state.way < rule.attempt:
        return ()
    reason = Reason.HAND_LEFT_VIEW
    return (_failed(state.start_s, due_s, Status.UNVERIFIABLE, reason),)


def _clock(rule: TurnRule, state: TurnState, now_s: float) -> Step:
    """Apply the rules that time alone triggers, at the moment each was due."""
    if state.gap_s is not None:
        if state.angle is None or now_s - state.gap_s <= rule.bridge_s:
            return state, ()
        return _changed(rule, state, News.LOST, state.gap_s + rule.bridge_s)
    if state.phase is Phase.WAITING:
        if state.angle is None or now_s - state.start_s < rule.arm_s:
            return state, ()
        return replace(state, phase=Phase.STILL), ()
    turning = state.phase is Phase.TURNING
    if now_s - state.mark_s < (rule.stop_s if turning else rule.drift_s):
        return state, ()
    if turning:
        return _changed(rule, state, News.STOPPED, state.mark_s + rule.stop_s)
    return replace(state, anchor=state.total, start_s=now_s), ()


def finish(rule: TurnRule, state: TurnState, time_s: float) -> tuple[Candidate, ...]:
    """Close the books at the end of a recording, `time_s` being its last frame's time."""
    state, found = _clock(rule, state, time_s)
    return (*found, *_remainder(rule, state)) if state.turning else found


def run(rule: TurnRule, time_s: Floats, angle: Floats) -> Iterator[Candidate]:
    """Follow a whole recording; `angle` has shape (N,), in degrees."""
    if not len(time_s):
        return
    state = initial()
    for now_s, seen in zip(time_s.tolist(), np.asarray(angle).tolist(), strict=True):
        state, found = step(rule, state, now_s, seen)
        yield from found
    yield from finish(rule, state, float(np.asarray(time_s)[-1]))


def _failed(start_s: float, end_s: float, status: Status, reason: Reason) -> Candidate:
    action = Action.UNVERIFIABLE if status is Status.UNVERIFIABLE else Action.REJECT
    return Candidate(start_s, end_s, status, (Finding(reason, action),))
