"""HOLD: a posture is taken up, kept for so many seconds, and given up.

Laws
----
1. Everything that decides a transition is in `TABLE` or in the two clock rules of `_clock`.
2. The machine sees a frame as one *zone*: how far the posture is taken up, whether the hand is
   still in it, or that there is no hand (`GAP`).
3. The timer runs only between a frame in the posture and the next frame. A dropout no longer than
   `bridge_s` with the posture on both sides counts as posture; a longer one does not, and neither
   does what was only nearly the posture. What is not counted is not made up for.
4. A clock rule's event carries the time at which the rule was due, not the time it was noticed.

Theory of operation
-------------------
The signal arrives as a fraction of the person's own way from rest to the posture. Leaving the
posture for no longer than `grace_s`, to find a better grip or to breathe, pauses the timer. After
that the hold is over and is told with the seconds it lasted, at the time it was left. A hand that
went for the posture, stayed nearly there for `attempt_s` and never reached it, made a hold that
was too small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from handtrack.events import Action, Candidate, Finding, Reason, Status
from handtrack.landmarks.hand import Floats

GAP = -1
"""The zone of a frame in which the posture could not be seen."""


class Zone(IntEnum):
    """How far the posture is taken up."""

    REST = 0
    LOW = 1
    NEAR = 2
    RESTLESS = 3  # in the posture, and moving
    IN = 4


class Phase(Enum):
    """What the machine is waiting for."""

    READY = auto()  # an attempt
    TRYING = auto()  # the posture
    HOLDING = auto()  # its end
    SLIPPED = auto()  # the posture again, for as long as the grace lasts


class Act(Enum):
    """What a transition does besides changing the phase."""

    NOTHING = auto()
    START = auto()
    RESUME = auto()
    PAUSE = auto()
    TOO_SMALL = auto()


Row = Mapping[Zone, tuple[Phase, Act]]
TABLE: Mapping[Phase, Row] = {
    Phase.READY: {
        Zone.NEAR: (Phase.TRYING, Act.START),
        Zone.RESTLESS: (Phase.TRYING, Act.START),
        Zone.IN: (Phase.HOLDING, Act.START),
    },
    Phase.TRYING: {
        Zone.REST: (Phase.READY, Act.TOO_SMALL),
        Zone.IN: (Phase.HOLDING, Act.RESUME),
    },
    Phase.HOLDING: {
        Zone.REST: (Phase.SLIPPED, Act.PAUSE),
        Zone.LOW: (Phase.SLIPPED, Act.PAUSE),
        Zone.NEAR: (Phase.SLIPPED, Act.PAUSE),
        Zone.RESTLESS: (Phase.SLIPPED, Act.PAUSE),
    },
    Phase.SLIPPED: {
        Zone.IN: (Phase.HOLDING, Act.RESUME),
    },
}
"""What each zone does in each phase. A zone that is not listed changes nothing."""


@dataclass(frozen=True, slots=True)
class HoldRule:
    """The thresholds of one exercise: fractions of the person's own way, and times.

    Parameters
    ----------
    rest, attempt, full : float
        0 < rest <= attempt < full <= 1.
    still_L_s : float
        In the posture the hand moves at most so many hand lengths a second.
    seconds : float
        How long the posture is to be kept.
    grace_s : float
        How long it may be left.
    attempt_s : float
        What lasts shorter than this is no hold and leaves no trace.
    unseen : Reason
        What is said when the hand was lost.
    bridge_s : float
        Up to how long a dropout counts as posture.
    """

    rest: float
    attempt: float
    full: float
    still_L_s: float  # noqa: N815  L is the unit
    seconds: float
    grace_s: float = 1.5
    attempt_s: float = 2.0
    unseen: Reason = Reason.HAND_LEFT_VIEW
    bridge_s: float = 0.3

    def zone(self, fraction: float, kept: float, speed_L_s: float) -> int:  # noqa: N803
        """What one frame shows.

        Parameters
        ----------
        fraction : float
            Of the own way from rest to the posture.
        kept : float
            1 where all further conditions hold, less where one does not.
        speed_L_s : float
            Hand lengths a second. A speed not known yet is none.

        Returns
        -------
        int
            A `Zone`, or `GAP` where `fraction` or `kept` is NaN.
        """
        if fraction != fraction or kept != kept:
            return GAP
        if fraction < self.rest:
            return Zone.REST
        if fraction < self.attempt:
            return Zone.LOW
        if fraction < self.full or kept < 1:
            return Zone.NEAR
        return Zone.RESTLESS if speed_L_s > self.still_L_s else Zone.IN

    def zones(self, progress: Floats) -> NDArray[np.int8]:
        """The same for frames of shape (N, 3)."""
        return np.array([self.zone(*row) for row in progress.tolist()], dtype=np.int8)


@dataclass(frozen=True, slots=True)
class HoldState:
    """Where the machine stands. `initial()` is the only one to make by hand."""

    phase: Phase = Phase.READY
    zone: int | None = None
    start_s: float = 0.0
    since_s: float = 0.0  # since when the posture is kept without a break
    held_s: float = 0.0  # before that
    left_s: float = 0.0  # when the posture was left
    gap_s: float | None = None


def initial() -> HoldState:
    """Nothing seen yet."""
    return HoldState()


Step = tuple[HoldState, tuple[Candidate, ...]]


def step(rule: HoldRule, state: HoldState, time_s: float, zone: int) -> Step:
    """Advance by one frame.

    Parameters
    ----------
    time_s : float
        The frame's time; not before that of the step before.
    zone : int
        Of `HoldRule.zone`.

    Returns
    -------
    state, candidates
        `state` itself where nothing changed.
    """
    state, found = _clock(rule, state, time_s)
    if zone == GAP:
        return (state if state.gap_s is not None else replace(state, gap_s=time_s)), found
    if zone == state.zone and state.gap_s is None:
        return state, found
    phase, act = TABLE[state.phase].get(Zone(zone), (state.phase, Act.NOTHING))
    until_s = time_s if state.gap_s is None else state.gap_s  # how long the last zone was seen
    after = replace(state, phase=phase, zone=zone, gap_s=None)
    match act:
        case Act.START:
            after = replace(after, start_s=time_s, since_s=time_s, held_s=0.0)
        case Act.RESUME:
            after = replace(after, since_s=time_s)
        case Act.PAUSE:
            held_s = state.held_s + until_s - state.since_s
            after = replace(after, held_s=held_s, left_s=until_s)
        case Act.TOO_SMALL:
            found += _too_small(rule, state, time_s)
        case Act.NOTHING if phase is Phase.HOLDING and time_s - until_s > rule.bridge_s:
            held_s = state.held_s + until_s - state.since_s
            after = replace(after, held_s=held_s, since_s=time_s)
    return after, found


def _clock(rule: HoldRule, state: HoldState, now_s: float) -> Step:
    """Apply the rules that time alone triggers: the posture left, or unseen, for too long."""
    over = HoldState(zone=state.zone, gap_s=state.gap_s)
    if state.phase is Phase.SLIPPED and now_s - state.left_s > rule.grace_s:
        return over, _over(rule, state, state.left_s, unseen=False)
    if state.gap_s is not None and now_s - state.gap_s > rule.grace_s:
        if state == over:
            return state, ()
        return over, _over(rule, state, state.gap_s, unseen=True)
    return state, ()


def _over(rule: HoldRule, state: HoldState, end_s: float, unseen: bool) -> tuple[Candidate, ...]:
    """The hold that ends at `end_s`, if one was under way."""
    if state.phase in (Phase.READY, Phase.TRYING) or end_s - state.start_s < rule.attempt_s:
        return ()
    held_s = held(state, end_s)
    if held_s >= rule.seconds:
        return (Candidate(state.start_s, end_s, Status.VALID, timed_s=held_s),)
    if unseen:
        finding = Finding(rule.unseen, Action.UNVERIFIABLE, f"after {held_s:.1f} s")
        return (Candidate(state.start_s, end_s, Status.UNVERIFIABLE, (finding,), timed_s=held_s),)
    detail = f"{held_s:.1f} s, at least {rule.seconds:g} s"
    reason = Reason.NOT_STILL if state.zone == Zone.RESTLESS else Reason.SHORT_HOLD
    finding = Finding(reason, Action.REJECT, detail)
    return (Candidate(state.start_s, end_s, Status.PARTIAL, (finding,), timed_s=held_s),)


def _too_small(rule: HoldRule, state: HoldState, end_s: float) -> tuple[Candidate, ...]:
    """A try that never came to the posture."""
    if end_s - state.start_s < rule.attempt_s:
        return ()
    finding = Finding(Reason.TOO_SMALL, Action.REJECT)
    return (Candidate(state.start_s, end_s, Status.PARTIAL, (finding,), timed_s=0.0),)


def held(state: HoldState, now_s: float) -> float:
    """Seconds for which the posture has been kept in the hold under way."""
    if state.phase is not Phase.HOLDING:
        return state.held_s if state.phase is Phase.SLIPPED else 0.0
    return state.held_s + (now_s if state.gap_s is None else state.gap_s) - state.since_s


def finish(rule: HoldRule, state: HoldState, time_s: float) -> tuple[Candidate, ...]:
    """Close the books at the end of a recording, `time_s` being its last frame's time.

    A hold that the recording cuts off counts as it stands.
    """
    state, found = _clock(rule, state, time_s)
    if state.phase is Phase.TRYING:
        return found + _too_small(rule, state, time_s)
    if state.gap_s is not None:
        return found + _over(rule, state, state.gap_s, unseen=True)
    end_s = state.left_s if state.phase is Phase.SLIPPED else time_s
    return found + _over(rule, state, end_s, unseen=False)


def run(rule: HoldRule, time_s: Floats, progress: Floats) -> Iterator[Candidate]:
    """Follow a whole recording: the same events as `step` frame by frame, without the waiting."""
    if not len(time_s):
        return
    zone = rule.zones(progress)
    turning = np.flatnonzero(np.diff(zone, prepend=zone[0] + 1) | (zone == GAP))
    state = initial()
    for i in turning.tolist():
        state, found = step(rule, state, float(time_s[i]), int(zone[i]))
        yield from found
    yield from finish(rule, state, float(time_s[-1]))
