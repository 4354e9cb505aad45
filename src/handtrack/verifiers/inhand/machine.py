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

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from math import inf, isfinite
from typing import TYPE_CHECKING

from handtrack.events import Action, Candidate, Finding, Reason, Status
from handtrack.verifiers.machine import Engine

if TYPE_CHECKING:
    from handtrack.definitions.handling_tables import Turning

_FULL_TURN_DEG = 360.0


class RotationPhase(Enum):
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


class RotationAct(Enum):
    """What a transition does besides changing the phase."""

    NOTHING = auto()
    START = auto()
    UNIT = auto()
    REST = auto()
    GIVE_UP = auto()


TABLE: Mapping[RotationPhase, Mapping[News, tuple[RotationPhase, RotationAct]]] = {
    RotationPhase.WAITING: {},
    RotationPhase.STILL: {
        News.BEGUN: (RotationPhase.TURNING, RotationAct.START),
        News.LOST: (RotationPhase.WAITING, RotationAct.NOTHING),
        News.MIDDLE: (RotationPhase.WAITING, RotationAct.NOTHING),
    },
    RotationPhase.TURNING: {
        News.FULL: (RotationPhase.TURNING, RotationAct.UNIT),
        News.BACK: (RotationPhase.STILL, RotationAct.REST),
        News.STOPPED: (RotationPhase.STILL, RotationAct.REST),
        News.LOST: (RotationPhase.WAITING, RotationAct.GIVE_UP),
        News.MIDDLE: (RotationPhase.WAITING, RotationAct.REST),
    },
}
"""What each piece of news does in each phase. What is not listed changes nothing."""


@dataclass(frozen=True, slots=True)
class RotationState:
    """Where the machine stands. `initial()` is the only one to make by hand.

    Parameters
    ----------
    angle : float or None
        The last direction seen, and `total` the angle turned since the first.
    anchor, start_s : float
        At which of these angles the unit began, and when it was left.
    far : float
        The farthest of the turn.
    mark, mark_s : float
        Where something moved last, and when.
    direction : int
        +1 or -1 while turning.
    path : tuple of (float, float)
        When and where it went on, for the last `move_deg`.
    """

    phase: RotationPhase = RotationPhase.WAITING
    angle: float | None = None
    total: float = 0.0
    anchor: float = 0.0
    start_s: float = 0.0
    far: float = 0.0
    mark: float = 0.0
    mark_s: float = 0.0
    direction: int = 0
    path: tuple[tuple[float, float], ...] = ()
    gap_s: float | None = None

    @property
    def turning(self) -> bool:
        """Whether a turn is under way."""
        return self.phase is RotationPhase.TURNING


def initial() -> RotationState:
    """Nothing seen yet."""
    return RotationState()


Step = tuple[RotationState, tuple[Candidate, ...]]


def step(rule: Turning, state: RotationState, time_s: float, angle: float) -> Step:
    """Advance by one frame.

    Parameters
    ----------
    rule : Turning
    state : RotationState
    time_s : float
        The frame's time; not before that of the step before.
    angle : float
        In degrees; NaN where it is hidden, infinite where there is none: what winds is at its
        middle, and no way round leads through that.
    """
    state, found = _clock(rule, state, time_s)
    if angle == inf:
        return RotationState(), found + _changed(rule, state, News.MIDDLE, time_s)[1]
    if not isfinite(angle):
        return (state if state.gap_s is not None else replace(state, gap_s=time_s)), found
    if state.angle is None:
        return RotationState(angle=angle, start_s=time_s, mark_s=time_s), found
    turned = (angle - state.angle + 180.0) % _FULL_TURN_DEG - 180.0
    state = replace(state, angle=angle, total=state.total + turned, gap_s=None)
    if state.phase is RotationPhase.WAITING:
        moved = abs(state.total - state.anchor) > rule.move_deg.value
        return (replace(state, anchor=state.total, start_s=time_s) if moved else state), found
    while (news := _news(rule, state)) is not News.SAME:
        state, more = _changed(rule, state, news, time_s)
        found += more
    return _followed(rule, state, time_s), found


def _news(rule: Turning, state: RotationState) -> News:
    """What the angle turned so far means."""
    turned = state.total - state.anchor
    if state.phase is RotationPhase.STILL:
        return News.BEGUN if abs(turned) >= rule.attempt_deg.value else News.SAME
    if turned * state.direction >= rule.unit_deg.value:
        return News.FULL
    return (
        News.BACK
        if (state.far - state.total) * state.direction >= rule.back_deg.value
        else News.SAME
    )


def _followed(rule: Turning, state: RotationState, time_s: float) -> RotationState:
    """The state after a frame without news."""
    moved = state.total - state.mark
    if state.phase is RotationPhase.STILL:
        if abs(moved) > rule.move_deg.value:
            return replace(state, mark=state.total, mark_s=time_s)
        near = abs(state.total - state.anchor) <= rule.move_deg.value
        return replace(state, start_s=time_s) if near else state
    if (state.total - state.far) * state.direction > 0:
        state = replace(state, far=state.total)
    if (state.total - state.anchor) * state.direction <= rule.move_deg.value:  # between two units
        state = replace(state, start_s=time_s)
    if moved * state.direction < rule.step_deg.value:
        return state
    late = (p for p in state.path if (state.total - p[1]) * state.direction <= rule.move_deg.value)
    path = (*late, (time_s, state.total))
    return replace(state, mark=state.total, mark_s=time_s, path=path)


def _changed(rule: Turning, state: RotationState, news: News, time_s: float) -> Step:
    """Look the news up and do what the table says."""
    phase, act = TABLE[state.phase].get(news, (state.phase, RotationAct.NOTHING))
    match act:
        case RotationAct.START:
            direction = 1 if state.total > state.anchor else -1
            state = replace(state, phase=phase, direction=direction, far=state.total, path=())
            return replace(state, mark=state.total, mark_s=time_s), ()
        case RotationAct.UNIT:
            anchor = state.anchor + state.direction * rule.unit_deg.value
            whole = Candidate(state.start_s, _end_s(rule, state, anchor, time_s), Status.VALID)
            return replace(state, anchor=anchor, start_s=time_s), (whole,)
        case RotationAct.REST:
            since_s = max(state.start_s, state.mark_s)
            rested = replace(state, phase=phase, anchor=state.far, direction=0, start_s=since_s)
            return rested, _remainder(rule, state)
        case RotationAct.GIVE_UP:
            return RotationState(gap_s=state.gap_s), _given_up(rule, state, time_s)
        case _:
            return RotationState(gap_s=state.gap_s), ()


def _end_s(rule: Turning, state: RotationState, total: float, at_s: float) -> float:
    """When a unit that is at `total` at a time was there if it kept its mean pace; not later."""
    for time_s, passed in state.path:
        left, turned = (total - passed) * state.direction, (passed - state.anchor) * state.direction
        if left <= rule.move_deg.value < turned and time_s > state.start_s:
            pace = (turned - rule.move_deg.value) / (
                time_s - state.start_s
            )  # it starts with `move_deg`
            return min(at_s, time_s + max(left, 0.0) / pace)
    return at_s


def _remainder(rule: Turning, state: RotationState) -> tuple[Candidate, ...]:
    """What is left of a unit when the turning ends."""
    turned = (state.far - state.anchor) * state.direction
    if turned < rule.attempt_deg.value or state.mark_s <= state.start_s:
        return ()
    end_s = _end_s(rule, state, state.far, state.mark_s)
    if turned >= rule.least_deg.value:
        return (Candidate(state.start_s, end_s, Status.VALID),)
    return (_failed(state.start_s, end_s, Status.PARTIAL, Reason.TOO_SMALL),)


def _given_up(rule: Turning, state: RotationState, due_s: float) -> tuple[Candidate, ...]:
    if (state.far - state.anchor) * state.direction < rule.attempt_deg.value:
        return ()
    reason = Reason.HAND_LEFT_VIEW
    return (_failed(state.start_s, due_s, Status.UNVERIFIABLE, reason),)


def _clock(rule: Turning, state: RotationState, now_s: float) -> Step:
    """Apply the rules that time alone triggers, at the moment each was due."""
    if state.gap_s is not None:
        if state.angle is None or now_s - state.gap_s <= rule.bridge_s.value:
            return state, ()
        return _changed(rule, state, News.LOST, state.gap_s + rule.bridge_s.value)
    if state.phase is RotationPhase.WAITING:
        if state.angle is None or now_s - state.start_s < rule.arm_s.value:
            return state, ()
        return replace(state, phase=RotationPhase.STILL), ()
    turning = state.phase is RotationPhase.TURNING
    if now_s - state.mark_s < (rule.stop_s.value if turning else rule.drift_s.value):
        return state, ()
    if turning:
        return _changed(rule, state, News.STOPPED, state.mark_s + rule.stop_s.value)
    return replace(state, anchor=state.total, start_s=now_s), ()


def finish(rule: Turning, state: RotationState, time_s: float) -> tuple[Candidate, ...]:
    """End the recording.

    Parameters
    ----------
    rule : Turning
    state : RotationState
    time_s : float
        The last frame's time.
    """
    state, found = _clock(rule, state, time_s)
    return (*found, *_remainder(rule, state)) if state.turning else found


def _failed(start_s: float, end_s: float, status: Status, reason: Reason) -> Candidate:
    action = Action.UNVERIFIABLE if status is Status.UNVERIFIABLE else Action.REJECT
    return Candidate(start_s, end_s, status, (Finding(reason, action),))


def _open_since_s(rule: Turning, state: RotationState, time_s: float) -> float:
    return time_s if state.angle is None else state.start_s


ENGINE = Engine(initial, step, finish, _open_since_s)
