"""ACTIVITY: time on task, minute by minute, with what the hand did in it.

Laws
----
1. A finger that taps and a hand that grips are *switches*: `TABLE` holds all their transitions.
2. A frame is *active* while the palm moves, and for `linger_s` after a switch was thrown. Time is
   credited from one frame to the next, and never while the hand is out of the picture.
3. A *minute* is `minute_s` of credited time, however many pauses lie in it. Nothing is judged but
   that.

Theory of operation
-------------------
No camera can tell a good move from a bad one, so the exercise is time. Clock time would reward a
hand that lies there; what counts is the time in which the hand does something. Each full minute
of it ends a candidate at the moment it is full, with the taps, grips and carries that fell into
it. What remains at the end is a minute that was not filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto
from math import hypot, isnan
from typing import TYPE_CHECKING, NamedTuple

from handtrack.events import Action, ActivityEvent, Candidate, Count, Finding, Reason, Status
from handtrack.landmarks.hand import FINGERS, Finger
from handtrack.verifiers.machine import Engine

if TYPE_CHECKING:
    from handtrack.definitions.verifier_tables import Activity


class SwitchZone(IntEnum):
    """How far a switch is thrown."""

    OFF = 0
    BETWEEN = 1
    ON = 2


class SwitchPhase(Enum):
    """Which way a switch stands."""

    UP = auto()
    DOWN = auto()


class SwitchAct(Enum):
    """What a transition does besides changing the phase."""

    NOTHING = auto()
    PRESS = auto()
    RELEASE = auto()


Row = Mapping[SwitchZone, tuple[SwitchPhase, SwitchAct]]
TABLE: Mapping[SwitchPhase, Row] = {
    SwitchPhase.UP: {SwitchZone.ON: (SwitchPhase.DOWN, SwitchAct.PRESS)},
    SwitchPhase.DOWN: {SwitchZone.OFF: (SwitchPhase.UP, SwitchAct.RELEASE)},
}
"""What each zone does in each phase. A zone that is not listed changes nothing."""


class ActivityFrame(NamedTuple):
    """One frame. All are NaN where the hand was not seen.

    Parameters
    ----------
    speed_L_s : float
        Of the palm, in hand lengths a second; NaN where not known yet.
    x_L, y_L : float
        Where the palm is, in hand lengths.
    gap : float
        The smallest thumb-to-fingertip gap as a share of the open hand's.
    presses_L : tuple of float
        How far each fingertip is down from where it was lifted to, beyond the least pressed one, in
        the order of `FINGERS`.
    """

    speed_L_s: float  # noqa: N815  L is the unit
    x_L: float  # noqa: N815
    y_L: float  # noqa: N815
    gap: float
    presses_L: tuple[float, ...]  # noqa: N815


def zones(rule: Activity, frame: ActivityFrame) -> tuple[SwitchZone, ...]:
    """Tell how far the grip and each finger are thrown.

    Parameters
    ----------
    rule : Activity
    frame : ActivityFrame
        A NaN leaves its switch as it is.
    """
    down = rule.tap.value
    grip = _zone(-frame.gap, -rule.on.value, -rule.off.value)
    return (grip, *(_zone(press, down, down / 2) for press in frame.presses_L))


def _zone(value: float, on: float, off: float) -> SwitchZone:
    return SwitchZone.ON if value >= on else SwitchZone.OFF if value <= off else SwitchZone.BETWEEN


@dataclass(frozen=True, slots=True)
class Switch:
    """One finger, or the grip: which way it stands, since when, and where the palm was then."""

    phase: SwitchPhase = SwitchPhase.UP
    since_s: float = 0.0
    x_L: float = 0.0  # noqa: N815
    y_L: float = 0.0  # noqa: N815


_UP = Switch()
_AT_REST = (_UP,) * (1 + len(FINGERS))


@dataclass(frozen=True, slots=True)
class ActivityState:
    """Where the minute stands. `initial()` is the only one to make by hand."""

    time_s: float = float("-inf")  # of the last frame that showed the hand
    seen: bool = False  # the frame before showed it
    moving: bool = False
    until_s: float = float("-inf")  # how long the last deed lingers
    switches: tuple[Switch, ...] = _AT_REST
    start_s: float | None = None  # of the minute
    active_s: float = 0.0  # credited to it
    done: tuple[Count, ...] = ()


def initial() -> ActivityState:
    """Nothing seen yet."""
    return ActivityState()


Step = tuple[ActivityState, tuple[Candidate, ...]]


def step(rule: Activity, state: ActivityState, time_s: float, row: list[float]) -> Step:
    """Advance by one frame.

    Parameters
    ----------
    rule : Activity
    state : ActivityState
    time_s : float
        The frame's time; not before that of the step before.
    row : list of float
        The fields of `ActivityFrame` side by side.
    """
    speed, x, y, gap, *presses = row
    frame = ActivityFrame(speed, x, y, gap, tuple(presses))
    state, found = _credit(rule, state, time_s)
    if isnan(frame.x_L):
        return replace(state, seen=False), found
    switches, until_s, done = state.switches, state.until_s, state.done
    if time_s - state.time_s > rule.pause_s.value and not state.seen:
        switches = _AT_REST
    for i, (switch, zone) in enumerate(zip(switches, zones(rule, frame), strict=True)):
        phase, act = TABLE[switch.phase].get(zone, (switch.phase, SwitchAct.NOTHING))
        if act is SwitchAct.NOTHING:
            continue
        finger = FINGERS[i - 1] if i else None
        deeds = _deeds(rule, switch, finger, time_s, frame) if act is SwitchAct.RELEASE else []
        if deeds:
            done, until_s = counted(done, deeds, finger), time_s + rule.linger_s.value
        now = Switch(phase, time_s, frame.x_L, frame.y_L)
        switches = (*switches[:i], now, *switches[i + 1 :])
    after = ActivityState(
        time_s=time_s,
        seen=True,
        moving=frame.speed_L_s > rule.move.value,
        until_s=until_s,
        switches=switches,
        start_s=state.start_s,
        active_s=state.active_s,
        done=done,
    )
    return after, found


def _deeds(
    rule: Activity, switch: Switch, finger: Finger | None, now_s: float, frame: ActivityFrame
) -> list[ActivityEvent]:
    """What a switch that was released had been."""
    lasted_s = now_s - switch.since_s
    if finger is not None:
        return (
            [ActivityEvent.TAP]
            if ActivityEvent.TAP in rule.deeds and lasted_s <= rule.tap_s.value
            else []
        )
    if lasted_s < rule.grip_s.value:
        return []
    carried = hypot(frame.x_L - switch.x_L, frame.y_L - switch.y_L) >= rule.carry.value
    deeds = [ActivityEvent.PINCH, ActivityEvent.CARRY] if carried else [ActivityEvent.PINCH]
    return [deed for deed in deeds if deed in rule.deeds]


def counted(
    done: tuple[Count, ...], deeds: list[ActivityEvent], finger: Finger | None
) -> tuple[Count, ...]:
    """Count one more of each of these deeds, in the order in which they first came.

    Parameters
    ----------
    done : tuple of Count
        What was counted before.
    deeds : list of ActivityEvent
    finger : Finger or None
        Whose they are; None for the hand's.
    """
    numbers = {(c.deed, c.finger): c.number for c in done}
    for deed in deeds:
        numbers[deed, finger] = numbers.get((deed, finger), 0) + 1
    return tuple(Count(deed, number, finger) for (deed, finger), number in numbers.items())


def _credit(rule: Activity, state: ActivityState, now_s: float) -> Step:
    """Credit the time since the last frame, and close each minute that it fills."""
    if not state.seen:
        return state, ()
    from_s, to_s = state.time_s, now_s if state.moving else min(now_s, state.until_s)
    found: tuple[Candidate, ...] = ()
    start_s, active_s, done = state.start_s, state.active_s, state.done
    while to_s > from_s:
        start_s = from_s if start_s is None else start_s
        due_s = from_s + rule.minute_s.value - active_s
        if due_s > to_s:
            active_s += to_s - from_s
            break
        found += (
            Candidate(start_s, due_s, Status.VALID, counts=done, timed_s=rule.minute_s.value),
        )
        from_s, start_s, active_s, done = due_s, None, 0.0, ()
    if start_s == state.start_s and active_s == state.active_s:
        return state, found
    return replace(state, start_s=start_s, active_s=active_s, done=done), found


def finish(rule: Activity, state: ActivityState, time_s: float) -> tuple[Candidate, ...]:
    """End the recording.

    Parameters
    ----------
    rule : Activity
    state : ActivityState
    time_s : float
        The last frame's time.
    """
    state, found = _credit(rule, state, time_s)
    if state.start_s is None or state.active_s < rule.least_s.value:
        return found
    detail = f"{state.active_s:.0f} s of {rule.minute_s.value:g} s"
    finding = Finding(Reason.SHORT_ACTIVITY, Action.REJECT, detail)
    cut_off = Candidate(
        state.start_s,
        time_s,
        Status.PARTIAL,
        (finding,),
        counts=state.done,
        timed_s=state.active_s,
    )
    return (*found, cut_off)


def _open_since_s(rule: Activity, state: ActivityState, time_s: float) -> float:
    return time_s if state.start_s is None else state.start_s


ENGINE = Engine(initial, step, finish, _open_since_s)
