"""CYCLE: out and back on one signal.

Laws
----
1. Everything that decides a transition is in `TABLE` or in the four clock rules of `_clock`.
2. The machine sees the signal only as a *band*: which thresholds it lies between. It never sees
   the amplitude, the exercise or the side. A frame without the hand is the band `GAP`.
3. A step whose band is that of the step before changes nothing but what a clock rule changes, and
   a clock rule's event carries the time at which the rule was due, or an earlier one, not the time
   it was noticed.
   So feeding one frame at a time and feeding only the changes of band give the same events.

Theory of operation
-------------------
The signal arrives as a fraction of the person's own range: 0 at one end, 1 at the other. A
repetition leaves the rest band, reaches the full band, and comes all the way back. Between the
two stand the *attempt* threshold (what is smaller is noise) and the *dip* threshold (what falls
below it after the full band is a return; what rises again from there without reaching rest is a
second repetition whose predecessor did not return, and ended where it fell below). A dip that is
back in the full band within `blip_s` is no movement: no hand goes there and back so fast, but a
tracker that takes one finger for another does.

A two-ended exercise (wrist back and forth) has no rest end of its own: the end that is visited
first, and stayed at, becomes the *anchor*, the other one the far end. The repetition is over when
the anchor is reached again, or when the movement settles between the ends; then the next end
visited is the new anchor. A hand that was out of sight is waited for at the anchor it had.
Orientation is the only thing that differs from a one-ended exercise.

Nothing counts before the signal has stayed at rest for `arm_s`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, auto
from typing import TYPE_CHECKING

from handtrack.events import Candidate, Reason, Status
from handtrack.verifiers.cycle.bands import CycleZone, frames, zone
from handtrack.verifiers.cycle.state import (
    CyclePhase,
    CycleState,
    cut_off,
    failed,
    whole,
)
from handtrack.verifiers.machine import GAP, Engine, at_changes

if TYPE_CHECKING:
    from handtrack.definitions.verifier_tables import Cycle


class CycleAct(IntEnum):
    """What a transition does besides changing the phase."""

    NOTHING = auto()
    START = auto()
    TOO_SMALL = auto()
    TURN = auto()
    COMPLETE = auto()
    NO_RETURN = auto()


Row = Mapping[CycleZone, tuple[CyclePhase, CycleAct]]
TABLE: Mapping[CyclePhase, Row] = {
    CyclePhase.WAITING: {
        CycleZone.REST: (CyclePhase.ARMING, CycleAct.NOTHING),
    },
    CyclePhase.LOST: {
        CycleZone.REST: (CyclePhase.ARMING, CycleAct.NOTHING),
    },
    CyclePhase.ARMING: {
        CycleZone.LOW: (CyclePhase.WAITING, CycleAct.NOTHING),
        CycleZone.MIDDLE: (CyclePhase.WAITING, CycleAct.NOTHING),
        CycleZone.HIGH: (CyclePhase.WAITING, CycleAct.NOTHING),
        CycleZone.FULL: (CyclePhase.WAITING, CycleAct.NOTHING),
    },
    CyclePhase.READY: {
        CycleZone.LOW: (CyclePhase.LEAVING, CycleAct.START),
        CycleZone.MIDDLE: (CyclePhase.RISING, CycleAct.START),
        CycleZone.HIGH: (CyclePhase.RISING, CycleAct.START),
        CycleZone.FULL: (CyclePhase.REACHED, CycleAct.START),
    },
    CyclePhase.LEAVING: {
        CycleZone.REST: (CyclePhase.READY, CycleAct.NOTHING),
        CycleZone.MIDDLE: (CyclePhase.RISING, CycleAct.NOTHING),
        CycleZone.HIGH: (CyclePhase.RISING, CycleAct.NOTHING),
        CycleZone.FULL: (CyclePhase.REACHED, CycleAct.NOTHING),
    },
    CyclePhase.RISING: {
        CycleZone.REST: (CyclePhase.READY, CycleAct.TOO_SMALL),
        CycleZone.FULL: (CyclePhase.REACHED, CycleAct.NOTHING),
    },
    CyclePhase.REACHED: {
        CycleZone.REST: (CyclePhase.DIPPING, CycleAct.TURN),
        CycleZone.LOW: (CyclePhase.DIPPING, CycleAct.TURN),
        CycleZone.MIDDLE: (CyclePhase.DIPPING, CycleAct.TURN),
    },
    CyclePhase.DIPPING: {
        CycleZone.FULL: (CyclePhase.REACHED, CycleAct.NOTHING),
    },
    CyclePhase.RETURNING: {
        CycleZone.REST: (CyclePhase.READY, CycleAct.COMPLETE),
        CycleZone.FULL: (CyclePhase.REACHED, CycleAct.NO_RETURN),
    },
}
"""What each zone does in each phase. A zone that is not listed changes nothing."""


def initial() -> CycleState:
    """Nothing seen yet."""
    return CycleState()


Step = tuple[CycleState, tuple[Candidate, ...]]


def step(rule: Cycle, state: CycleState, time_s: float, band: int) -> Step:
    """Advance by one frame.

    Parameters
    ----------
    rule : Cycle
    state : CycleState
    time_s : float
        The frame's time; not before that of the step before.
    band : int
        Of `frames`, or `GAP`.

    Returns
    -------
    state, candidates
        `state` itself where nothing changed.
    """
    before, (state, found) = state.whole, _clock(rule, state, time_s)
    if found and state.phase is not CyclePhase.LOST:
        state = state._replace(whole=before + _came_back(found))
    if band == GAP:
        return (state if state.gap_s is not None else state._replace(gap_s=time_s)), found
    if band == state.band and state.gap_s is None:
        return state, found
    flipped = state.flipped
    if state.phase is CyclePhase.WAITING and rule.ends == "both":
        flipped = zone(band, flipped=True) is CycleZone.REST
    here = zone(band, flipped)
    phase, act = TABLE[state.phase].get(here, (state.phase, CycleAct.NOTHING))
    ended = () if act is CycleAct.NOTHING else _ended(act, state, time_s)
    dips = phase is CyclePhase.DIPPING
    rest_s, away_s = _at_rest_s(here, state, time_s) if dips else (None, None)
    after = CycleState(
        phase=phase,
        band=band,
        flipped=flipped,
        since_s=_since_s(state, phase, time_s),
        start_s=_start_s(act, state, time_s),
        turn_s=time_s if act is CycleAct.TURN else state.turn_s,
        rest_s=rest_s,
        away_s=away_s,
        whole=state.whole + _came_back(ended) if ended else state.whole,
    )
    return after, found + ended


def _came_back(found: tuple[Candidate, ...]) -> int:
    return sum(candidate.status is Status.VALID for candidate in found)


def _since_s(state: CycleState, phase: CyclePhase, time_s: float) -> float:
    """When the phase began; on the way back, when the band did, in which the hand may stop."""
    goes_on = phase is state.phase and phase is not CyclePhase.RETURNING
    return state.since_s if goes_on else time_s


def _start_s(act: CycleAct, state: CycleState, time_s: float) -> float:
    """When the movement began that is under way after the transition."""
    if act is CycleAct.START:
        return time_s
    return state.turn_s if act is CycleAct.NO_RETURN else state.start_s


def _at_rest_s(
    zone: CycleZone, state: CycleState, time_s: float
) -> tuple[float | None, float | None]:
    """When a dip came to rest, and when it left that; None where it has not, or is there."""
    if zone is CycleZone.REST:
        return (time_s if state.rest_s is None else state.rest_s), None
    if state.rest_s is None:
        return None, None
    return state.rest_s, time_s if state.away_s is None else state.away_s


def _ended(act: CycleAct, state: CycleState, time_s: float) -> tuple[Candidate, ...]:
    """The repetition that ends with the transition, if one does."""
    match act:
        case CycleAct.COMPLETE:
            return (whole(state, time_s),)
        case CycleAct.TOO_SMALL:
            return (failed(state, time_s, Status.PARTIAL, Reason.TOO_SMALL),)
        case CycleAct.NO_RETURN:
            return (failed(state, state.turn_s, Status.PARTIAL, Reason.INCOMPLETE_RETURN),)
        case _:
            return ()


def _clock(rule: Cycle, state: CycleState, now_s: float) -> Step:
    """Apply the rules that time alone triggers, at the moment each was due."""
    if state.gap_s is not None:
        return _out_of_sight(rule, state, state.gap_s, now_s)
    if state.phase is CyclePhase.ARMING and now_s - state.since_s >= rule.arm_s.value:
        return state._replace(phase=CyclePhase.READY), ()
    if state.phase is CyclePhase.DIPPING and now_s - state.turn_s >= rule.blip_s.value:
        if state.rest_s is not None:
            return _onward(state), (whole(state, state.rest_s),)
        state = state._replace(phase=CyclePhase.RETURNING, since_s=state.turn_s)
    if rule.settle_s and state.phase is CyclePhase.RETURNING:
        due_s = state.since_s + rule.settle_s.value
        if now_s >= due_s:
            over = CycleState(band=state.band)
            return over, (whole(state, due_s),)
    return state, ()


def _onward(state: CycleState) -> CycleState:
    """After a dip that was a return: at rest, or in the next movement already."""
    if state.away_s is None:
        return CycleState(CyclePhase.READY, state.band, state.flipped, state.turn_s)
    away_s = state.away_s
    return CycleState(CyclePhase.LEAVING, state.band, state.flipped, away_s, start_s=away_s)


def _out_of_sight(rule: Cycle, state: CycleState, since_s: float, now_s: float) -> Step:
    """What becomes of a movement whose hand is not seen: it waits, then it is given up."""
    idle = state.phase in (CyclePhase.WAITING, CyclePhase.LOST)
    if idle or now_s - since_s <= rule.pause_s.value:
        return state, ()
    if state.phase is CyclePhase.ARMING:
        return CycleState(gap_s=since_s), ()
    lost = CycleState(phase=CyclePhase.LOST, flipped=state.flipped, gap_s=since_s)
    if not state.attempted:
        return lost, ()
    if state.rest_s is not None:
        return lost, (whole(state, state.rest_s),)
    reason = Reason.HAND_LEFT_VIEW
    return lost, (failed(state, since_s + rule.pause_s.value, Status.UNVERIFIABLE, reason),)


def finish(rule: Cycle, state: CycleState, time_s: float) -> tuple[Candidate, ...]:
    """End the recording.

    A movement that reached its full size and whose return the recording does not show ends as a
    partial; after `familiar` whole ones it is taken for another one, as an estimate. One cut
    off on its way out is no repetition yet and leaves no trace.

    Parameters
    ----------
    rule : Cycle
    state : CycleState
    time_s : float
        The last frame's time.
    """
    before, (state, found) = state.whole, _clock(rule, state, time_s)
    if state.rest_s is not None:
        return (*found, whole(state, state.rest_s))
    reached = state.phase in (CyclePhase.REACHED, CyclePhase.DIPPING, CyclePhase.RETURNING)
    if reached and state.start_s < time_s:
        found += (cut_off(state, time_s, _familiar(rule, before + _came_back(found))),)
    return found


def _familiar(rule: Cycle, whole: int) -> bool:
    """Whether so many movements came back that one more may be taken to have."""
    return whole >= rule.familiar.value


def _open_since_s(rule: Cycle, state: CycleState, time_s: float) -> float:
    return state.start_s if state.moving else time_s


ENGINE = Engine(initial, step, finish, _open_since_s, frames, at_changes)
