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

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, auto
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from handtrack.events import Action, Candidate, Finding, Reason, Status
from handtrack.landmarks.hand import Floats
from handtrack.verifiers.machine import GAP, Engine, Framing, at_changes

if TYPE_CHECKING:
    from handtrack.definitions.verifier_tables import Hold


class HoldZone(IntEnum):
    """How far the posture is taken up."""

    REST = 0
    LOW = 1
    NEAR = 2
    RESTLESS = 3  # in the posture, and moving
    IN = 4


class HoldPhase(Enum):
    """What the machine is waiting for."""

    READY = auto()  # an attempt
    TRYING = auto()  # the posture
    HOLDING = auto()  # its end
    SLIPPED = auto()  # the posture again, for as long as the grace lasts


class HoldAct(Enum):
    """What a transition does besides changing the phase."""

    NOTHING = auto()
    START = auto()
    RESUME = auto()
    PAUSE = auto()
    TOO_SMALL = auto()


Row = Mapping[HoldZone, tuple[HoldPhase, HoldAct]]
TABLE: Mapping[HoldPhase, Row] = {
    HoldPhase.READY: {
        HoldZone.NEAR: (HoldPhase.TRYING, HoldAct.START),
        HoldZone.RESTLESS: (HoldPhase.TRYING, HoldAct.START),
        HoldZone.IN: (HoldPhase.HOLDING, HoldAct.START),
    },
    HoldPhase.TRYING: {
        HoldZone.REST: (HoldPhase.READY, HoldAct.TOO_SMALL),
        HoldZone.IN: (HoldPhase.HOLDING, HoldAct.RESUME),
    },
    HoldPhase.HOLDING: {
        HoldZone.REST: (HoldPhase.SLIPPED, HoldAct.PAUSE),
        HoldZone.LOW: (HoldPhase.SLIPPED, HoldAct.PAUSE),
        HoldZone.NEAR: (HoldPhase.SLIPPED, HoldAct.PAUSE),
        HoldZone.RESTLESS: (HoldPhase.SLIPPED, HoldAct.PAUSE),
    },
    HoldPhase.SLIPPED: {
        HoldZone.IN: (HoldPhase.HOLDING, HoldAct.RESUME),
    },
}
"""What each zone does in each phase. A zone that is not listed changes nothing."""


@dataclass(frozen=True, slots=True)
class HoldState:
    """Where the machine stands. `initial()` is the only one to make by hand."""

    phase: HoldPhase = HoldPhase.READY
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


def frames(rule: Hold) -> Framing:
    """Tell how far the posture is taken up: a `HoldZone` for each frame, or `GAP`."""
    return partial(_zones, rule)


def _zones(rule: Hold, progress: Floats) -> NDArray[np.int8]:
    """How far the posture is taken up in each frame, shape (...).

    Parameters
    ----------
    rule : Hold
    progress : ndarray, shape (..., 3)
        The fraction of the own way from rest to the posture; 1 where all further conditions hold,
        less where one does not; the hand's speed in hand lengths a second, NaN where not known yet.

    Returns
    -------
    ndarray of int8, shape (...)
        A `HoldZone` each; `GAP` where the fraction or the second column is NaN.
    """
    fraction, kept, speed = progress.T
    conditions = [
        np.isnan(fraction) | np.isnan(kept),
        fraction < rule.rest.value,
        fraction < rule.attempt.value,
        (fraction < rule.full.value) | (kept < 1),
        speed > rule.still.value,
    ]
    zones = [GAP, HoldZone.REST, HoldZone.LOW, HoldZone.NEAR, HoldZone.RESTLESS]
    return np.select(conditions, zones, HoldZone.IN).astype(np.int8)


def step(rule: Hold, state: HoldState, time_s: float, zone: int) -> Step:
    """Advance by one frame.

    Parameters
    ----------
    rule : Hold
    state : HoldState
    time_s : float
        The frame's time; not before that of the step before.
    zone : int
        Of `frames`.

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
    phase, act = TABLE[state.phase].get(HoldZone(zone), (state.phase, HoldAct.NOTHING))
    until_s = time_s if state.gap_s is None else state.gap_s  # how long the last zone was seen
    after = replace(state, phase=phase, zone=zone, gap_s=None)
    match act:
        case HoldAct.START:
            after = replace(after, start_s=time_s, since_s=time_s, held_s=0.0)
        case HoldAct.RESUME:
            after = replace(after, since_s=time_s)
        case HoldAct.PAUSE:
            held_s = state.held_s + until_s - state.since_s
            after = replace(after, held_s=held_s, left_s=until_s)
        case HoldAct.TOO_SMALL:
            found += _too_small(rule, state, time_s)
        case HoldAct.NOTHING if (
            phase is HoldPhase.HOLDING and time_s - until_s > rule.bridge_s.value
        ):
            held_s = state.held_s + until_s - state.since_s
            after = replace(after, held_s=held_s, since_s=time_s)
    return after, found


def _clock(rule: Hold, state: HoldState, now_s: float) -> Step:
    """Apply the rules that time alone triggers: the posture left, or unseen, for too long."""
    over = HoldState(zone=state.zone, gap_s=state.gap_s)
    if state.phase is HoldPhase.SLIPPED and now_s - state.left_s > rule.grace_s.value:
        return over, _over(rule, state, state.left_s, unseen=False)
    if state.gap_s is not None and now_s - state.gap_s > rule.grace_s.value:
        if state == over:
            return state, ()
        return over, _over(rule, state, state.gap_s, unseen=True)
    return state, ()


def _over(rule: Hold, state: HoldState, end_s: float, unseen: bool) -> tuple[Candidate, ...]:
    """The hold that ends at `end_s`, if one was under way."""
    if (
        state.phase in (HoldPhase.READY, HoldPhase.TRYING)
        or end_s - state.start_s < rule.attempt_s.value
    ):
        return ()
    held_s = held(state, end_s)
    least_s = rule.seconds.value - rule.slack_s.value
    if held_s >= least_s:
        return (Candidate(state.start_s, end_s, Status.VALID, timed_s=held_s),)
    if unseen:
        finding = Finding(Reason.HAND_LEFT_VIEW, Action.UNVERIFIABLE, f"after {held_s:.1f} s")
        return (Candidate(state.start_s, end_s, Status.UNVERIFIABLE, (finding,), timed_s=held_s),)
    detail = f"{held_s:.1f} s, at least {least_s:g} s"
    reason = Reason.NOT_STILL if state.zone == HoldZone.RESTLESS else Reason.SHORT_HOLD
    finding = Finding(reason, Action.REJECT, detail)
    return (Candidate(state.start_s, end_s, Status.PARTIAL, (finding,), timed_s=held_s),)


def _too_small(rule: Hold, state: HoldState, end_s: float) -> tuple[Candidate, ...]:
    """A try that never came to the posture."""
    if end_s - state.start_s < rule.attempt_s.value:
        return ()
    finding = Finding(Reason.TOO_SMALL, Action.REJECT)
    return (Candidate(state.start_s, end_s, Status.PARTIAL, (finding,), timed_s=0.0),)


def held(state: HoldState, now_s: float) -> float:
    """Seconds for which the posture has been kept in the hold under way.

    Parameters
    ----------
    state : HoldState
    now_s : float
        Not before the last frame's time.
    """
    if state.phase is not HoldPhase.HOLDING:
        return state.held_s if state.phase is HoldPhase.SLIPPED else 0.0
    return state.held_s + (now_s if state.gap_s is None else state.gap_s) - state.since_s


def finish(rule: Hold, state: HoldState, time_s: float) -> tuple[Candidate, ...]:
    """End the recording; a hold that it cuts off counts as it stands.

    Parameters
    ----------
    rule : Hold
    state : HoldState
    time_s : float
        The last frame's time.
    """
    state, found = _clock(rule, state, time_s)
    if state.phase is HoldPhase.TRYING:
        return found + _too_small(rule, state, time_s)
    if state.gap_s is not None:
        return found + _over(rule, state, state.gap_s, unseen=True)
    end_s = state.left_s if state.phase is HoldPhase.SLIPPED else time_s
    return found + _over(rule, state, end_s, unseen=False)


def _open_since_s(rule: Hold, state: HoldState, time_s: float) -> float:
    return time_s if state.phase is HoldPhase.READY else state.start_s


ENGINE = Engine(initial, step, finish, _open_since_s, frames, at_changes)
