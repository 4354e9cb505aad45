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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto
from math import hypot, isnan
from typing import NamedTuple

from handtrack.events import Action, Candidate, Count, Deed, Finding, Reason, Status
from handtrack.landmarks.hand import FINGERS, Finger, Floats


class Zone(IntEnum):
    """How far a switch is thrown."""

    OFF = 0
    BETWEEN = 1
    ON = 2


class Phase(Enum):
    """Which way a switch stands."""

    UP = auto()
    DOWN = auto()


class Act(Enum):
    """What a transition does besides changing the phase."""

    NOTHING = auto()
    PRESS = auto()
    RELEASE = auto()


Row = Mapping[Zone, tuple[Phase, Act]]
TABLE: Mapping[Phase, Row] = {
    Phase.UP: {Zone.ON: (Phase.DOWN, Act.PRESS)},
    Phase.DOWN: {Zone.OFF: (Phase.UP, Act.RELEASE)},
}
"""What each zone does in each phase. A zone that is not listed changes nothing."""


class Sample(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class ActivityRule:
    """The thresholds of one exercise.

    Parameters
    ----------
    deeds : frozenset of Deed
        What is looked for.
    move_L_s : float
        A palm faster than this is active.
    linger_s : float
        How long a tap or a grip keeps the hand active.
    on, off : float
        Shares of the open-hand gap: gripping at or below `on`, open again from `off` on.
    grip_s : float
        A grip lasts at least so long.
    carry_L : float
        A grip that ends so far from where it began was a carry.
    tap_L : float
        A fingertip goes down by at least so much, and comes back by half of it ...
    tap_s : float
        ... within so long.
    least_s : float
        Less activity than this at the end leaves no trace.
    minute_s : float
    pause_s : float
        How long the hand may be out of sight in a tap or a grip.
    """

    deeds: frozenset[Deed]
    move_L_s: float  # noqa: N815
    linger_s: float
    on: float = 0.45
    off: float = 0.68
    grip_s: float = 0.1
    carry_L: float = 1.0  # noqa: N815
    tap_L: float = 0.08  # noqa: N815
    tap_s: float = 0.6
    least_s: float = 5.0
    minute_s: float = 60.0
    pause_s: float = 0.3

    def zones(self, sample: Sample) -> tuple[Zone, ...]:
        """How far the grip and each finger are thrown."""
        grip = _zone(-sample.gap, -self.on, -self.off)
        return (grip, *(_zone(press, self.tap_L, self.tap_L / 2) for press in sample.presses_L))


def _zone(value: float, on: float, off: float) -> Zone:
    return Zone.ON if value >= on else Zone.OFF if value <= off else Zone.BETWEEN


@dataclass(frozen=True, slots=True)
class Switch:
    """One finger, or the grip: which way it stands, since when, and where the palm was then."""

    phase: Phase = Phase.UP
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


def step(rule: ActivityRule, state: ActivityState, time_s: float, sample: Sample) -> Step:
    """Advance by one frame, which is not before that of the step before."""
    state, found = _credit(rule, state, time_s)
    if isnan(sample.x_L):
        return replace(state, seen=False), found
    switches, until_s, done = state.switches, state.until_s, state.done
    if time_s - state.time_s > rule.pause_s and not state.seen:
        switches = _AT_REST
    for i, (switch, zone) in enumerate(zip(switches, rule.zones(sample), strict=True)):
        phase, act = TABLE[switch.phase].get(zone, (switch.phase, Act.NOTHING))
        if act is Act.NOTHING:
            continue
        finger = FINGERS[i - 1] if i else None
        deeds = _deeds(rule, switch, finger, time_s, sample) if act is Act.RELEASE else []
        if deeds:
            done, until_s = counted(done, deeds, finger), time_s + rule.linger_s
        now = Switch(phase, time_s, sample.x_L, sample.y_L)
        switches = (*switches[:i], now, *switches[i + 1 :])
    after = ActivityState(
        time_s=time_s,
        seen=True,
        moving=sample.speed_L_s > rule.move_L_s,
        until_s=until_s,
        switches=switches,
        start_s=state.start_s,
        active_s=state.active_s,
        done=done,
    )
    return after, found


def _deeds(
    rule: ActivityRule, switch: Switch, finger: Finger | None, now_s: float, sample: Sample
) -> list[Deed]:
    """What a switch that was released had been."""
    lasted_s = now_s - switch.since_s
    if finger is not None:
        return [Deed.TAP] if Deed.TAP in rule.deeds and lasted_s <= rule.tap_s else []
    if lasted_s < rule.grip_s:
        return []
    carried = hypot(sample.x_L - switch.x_L, sample.y_L - switch.y_L) >= rule.carry_L
    deeds = [Deed.PINCH, Deed.CARRY] if carried else [Deed.PINCH]
    return [deed for deed in deeds if deed in rule.deeds]


def counted(done: tuple[Count, ...], deeds: list[Deed], finger: Finger | None) -> tuple[Count, ...]:
    """One more of each of these deeds, in the order in which they first came."""
    numbers = {(c.deed, c.finger): c.number for c in done}
    for deed in deeds:
        numbers[deed, finger] = numbers.get((deed, finger), 0) + 1
    return tuple(Count(deed, number, finger) for (deed, finger), number in numbers.items())


def _credit(rule: ActivityRule, state: ActivityState, now_s: float) -> Step:
    """Credit the time since the last frame, and close each minute that it fills."""
    if not state.seen:
        return state, ()
    from_s, to_s = state.time_s, now_s if state.moving else min(now_s, state.until_s)
    found: tuple[Candidate, ...] = ()
    start_s, active_s, done = state.start_s, state.active_s, state.done
    while to_s > from_s:
        start_s = from_s if start_s is None else start_s
        due_s = from_s + rule.minute_s - active_s
        if due_s > to_s:
            active_s += to_s - from_s
            break
        found += (Candidate(start_s, due_s, Status.VALID, counts=done, timed_s=rule.minute_s),)
        from_s, start_s, active_s, done = due_s, None, 0.0, ()
    if start_s == state.start_s and active_s == state.active_s:
        return state, found
    return replace(state, start_s=start_s, active_s=active_s, done=done), found


def finish(rule: ActivityRule, state: ActivityState, time_s: float) -> tuple[Candidate, ...]:
    """Close the books at the end of a recording, `time_s` being its last frame's time."""
    state, found = _credit(rule, state, time_s)
    if state.start_s is None or state.active_s < rule.least_s:
        return found
    detail = f"{state.active_s:.0f} s of {rule.minute_s:g} s"
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


def run(rule: ActivityRule, time_s: Floats, samples: Floats) -> Iterator[Candidate]:
    """Follow a whole recording: `step` frame by frame.

    Parameters
    ----------
    samples : ndarray, shape (N, 4 + number of fingers)
        The fields of `Sample` side by side.
    """
    state, now_s = initial(), None
    for now_s, row in zip(time_s.tolist(), samples.tolist(), strict=True):
        state, found = step(rule, state, now_s, sample_of(row))
        yield from found
    if now_s is not None:
        yield from finish(rule, state, now_s)


def sample_of(row: list[float]) -> Sample:
    """One frame's numbers side by side as a `Sample`."""
    speed, x, y, gap, *presses = row
    return Sample(speed, x, y, gap, tuple(presses))
