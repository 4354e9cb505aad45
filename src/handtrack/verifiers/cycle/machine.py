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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np

from handtrack.events import Action, Candidate, Finding, Label, Reason, Status
from handtrack.landmarks.hand import Floats
from handtrack.verifiers.cycle.bands import GAP, Bands, Zone


class Phase(Enum):
    """What the machine is waiting for."""

    WAITING = auto()  # a stay at rest, before which nothing counts
    LOST = auto()  # the same end as before the hand was out of sight
    ARMING = auto()  # at rest, not yet for long enough
    READY = auto()  # a movement away from rest
    LEAVING = auto()  # the attempt threshold
    RISING = auto()  # the full band, or rest again: a partial
    REACHED = auto()  # the return
    DIPPING = auto()  # fallen below the dip threshold, not yet for long enough to be a return
    RETURNING = auto()  # rest


class Act(Enum):
    """What a transition does besides changing the phase."""

    NOTHING = auto()
    START = auto()
    TOO_SMALL = auto()
    TURN = auto()
    COMPLETE = auto()
    NO_RETURN = auto()


FAMILIAR = 1
"""Provisional: who came back from so many came back from the one that the recording cut off."""
Row = Mapping[Zone, tuple[Phase, Act]]
TABLE: Mapping[Phase, Row] = {
    Phase.WAITING: {
        Zone.REST: (Phase.ARMING, Act.NOTHING),
    },
    Phase.LOST: {
        Zone.REST: (Phase.ARMING, Act.NOTHING),
    },
    Phase.ARMING: {
        Zone.LOW: (Phase.WAITING, Act.NOTHING),
        Zone.MIDDLE: (Phase.WAITING, Act.NOTHING),
        Zone.HIGH: (Phase.WAITING, Act.NOTHING),
        Zone.FULL: (Phase.WAITING, Act.NOTHING),
    },
    Phase.READY: {
        Zone.LOW: (Phase.LEAVING, Act.START),
        Zone.MIDDLE: (Phase.RISING, Act.START),
        Zone.HIGH: (Phase.RISING, Act.START),
        Zone.FULL: (Phase.REACHED, Act.START),
    },
    Phase.LEAVING: {
        Zone.REST: (Phase.READY, Act.NOTHING),
        Zone.MIDDLE: (Phase.RISING, Act.NOTHING),
        Zone.HIGH: (Phase.RISING, Act.NOTHING),
        Zone.FULL: (Phase.REACHED, Act.NOTHING),
    },
    Phase.RISING: {
        Zone.REST: (Phase.READY, Act.TOO_SMALL),
        Zone.FULL: (Phase.REACHED, Act.NOTHING),
    },
    Phase.REACHED: {
        Zone.REST: (Phase.DIPPING, Act.TURN),
        Zone.LOW: (Phase.DIPPING, Act.TURN),
        Zone.MIDDLE: (Phase.DIPPING, Act.TURN),
    },
    Phase.DIPPING: {
        Zone.FULL: (Phase.REACHED, Act.NOTHING),
    },
    Phase.RETURNING: {
        Zone.REST: (Phase.READY, Act.COMPLETE),
        Zone.FULL: (Phase.REACHED, Act.NO_RETURN),
    },
}
"""What each zone does in each phase. A zone that is not listed changes nothing."""

_MOVING = frozenset({Phase.RISING, Phase.REACHED, Phase.DIPPING, Phase.RETURNING})


@dataclass(frozen=True, slots=True)
class CycleRule:
    """The thresholds of one exercise: fractions of the person's own range, and times.

    Parameters
    ----------
    rest, attempt, dip, full : float
        0 < rest <= attempt < dip < full <= 1.
    two_ended : bool
    arm_s : float
        How long the first stay at rest must last.
    settle_s : float
        Two-ended only: how long a stop between the ends closes a repetition; longer than a hand
        takes that turns round there.
    pause_s : float
        How long the hand may be out of sight before the repetition is given up.
    blip_s : float
        What falls out of the full band and is back in it within this is a misreading.
    """

    rest: float
    attempt: float
    dip: float
    full: float
    two_ended: bool = False
    arm_s: float = 0.1
    settle_s: float = 1.0
    pause_s: float = 1.0
    blip_s: float = 0.15

    @property
    def bands(self) -> Bands:
        """What the signal is cut into."""
        return Bands.of((self.rest, self.attempt, self.dip, self.full), self.two_ended)


@dataclass(frozen=True, slots=True)
class CycleState:
    """Where the machine stands. `initial()` is the only one to make by hand."""

    phase: Phase = Phase.WAITING
    band: int | None = None
    flipped: bool = False
    since_s: float = 0.0  # start of the phase, or of the stop between the ends
    start_s: float = 0.0
    turn_s: float = 0.0
    rest_s: float | None = None  # when a dip came to rest
    away_s: float | None = None  # when it left rest again
    gap_s: float | None = None
    whole: int = 0  # repetitions that came back, so far

    @property
    def moving(self) -> bool:
        """Whether a movement away from rest is under way."""
        return self.phase is Phase.LEAVING or self.phase in _MOVING


def initial() -> CycleState:
    """Nothing seen yet."""
    return CycleState()


Step = tuple[CycleState, tuple[Candidate, ...]]


def step(rule: CycleRule, bands: Bands, state: CycleState, time_s: float, band: int) -> Step:
    """Advance by one frame.

    Parameters
    ----------
    time_s : float
        The frame's time; not before that of the step before.
    band : int
        Of `bands`, or `GAP`.

    Returns
    -------
    state, candidates
        `state` itself where nothing changed.
    """
    before, (state, found) = state.whole, _clock(rule, state, time_s)
    if found and state.phase is not Phase.LOST:
        state = replace(state, whole=before + _came_back(found))
    if band == GAP:
        return (state if state.gap_s is not None else replace(state, gap_s=time_s)), found
    if band == state.band and state.gap_s is None:
        return state, found
    flipped = state.flipped
    if state.phase is Phase.WAITING and rule.two_ended:
        flipped = bands.backward[band] is Zone.REST
    zone = (bands.backward if flipped else bands.forward)[band]
    phase, act = TABLE[state.phase].get(zone, (state.phase, Act.NOTHING))
    ended = _ended(act, state, time_s)
    after = CycleState(
        phase=phase,
        band=band,
        flipped=flipped,
        since_s=_since_s(state, phase, time_s),
        start_s=_start_s(act, state, time_s),
        turn_s=time_s if act is Act.TURN else state.turn_s,
        rest_s=_rest_s(phase, zone, state, time_s),
        away_s=_away_s(phase, zone, state, time_s),
        whole=state.whole + _came_back(ended),
    )
    return after, found + ended


def _came_back(found: tuple[Candidate, ...]) -> int:
    return sum(candidate.status is Status.VALID for candidate in found)


def _since_s(state: CycleState, phase: Phase, time_s: float) -> float:
    """When the phase began; on the way back, when the band did, in which the hand may stop."""
    goes_on = phase is state.phase and phase is not Phase.RETURNING
    return state.since_s if goes_on else time_s


def _start_s(act: Act, state: CycleState, time_s: float) -> float:
    """When the movement began that is under way after the transition."""
    if act is Act.START:
        return time_s
    return state.turn_s if act is Act.NO_RETURN else state.start_s


def _rest_s(phase: Phase, zone: Zone, state: CycleState, time_s: float) -> float | None:
    """When a dip came to rest; None where it has not, or there is none."""
    if phase is not Phase.DIPPING or state.rest_s is not None:
        return state.rest_s if phase is Phase.DIPPING else None
    return time_s if zone is Zone.REST else None


def _away_s(phase: Phase, zone: Zone, state: CycleState, time_s: float) -> float | None:
    """When a dip that had come to rest left it; None where it is there, or never was."""
    if phase is not Phase.DIPPING or zone is Zone.REST or state.rest_s is None:
        return None
    return time_s if state.away_s is None else state.away_s


def _ended(act: Act, state: CycleState, time_s: float) -> tuple[Candidate, ...]:
    """The repetition that ends with the transition, if one does."""
    match act:
        case Act.COMPLETE:
            return (_whole(state, time_s),)
        case Act.TOO_SMALL:
            return (_failed(state, time_s, Status.PARTIAL, Reason.TOO_SMALL),)
        case Act.NO_RETURN:
            return (_failed(state, state.turn_s, Status.PARTIAL, Reason.INCOMPLETE_RETURN),)
        case _:
            return ()


def _clock(rule: CycleRule, state: CycleState, now_s: float) -> Step:
    """Apply the rules that time alone triggers, at the moment each was due."""
    if state.gap_s is not None:
        return _out_of_sight(rule, state, state.gap_s, now_s)
    if state.phase is Phase.ARMING and now_s - state.since_s >= rule.arm_s:
        return replace(state, phase=Phase.READY), ()
    if state.phase is Phase.DIPPING and now_s - state.turn_s >= rule.blip_s:
        if state.rest_s is not None:
            return _onward(state), (_whole(state, state.rest_s),)
        state = replace(state, phase=Phase.RETURNING, since_s=state.turn_s)
    if rule.two_ended and state.phase is Phase.RETURNING:
        due_s = state.since_s + rule.settle_s
        if now_s >= due_s:
            over = CycleState(band=state.band)
            return over, (_whole(state, due_s),)
    return state, ()


def _onward(state: CycleState) -> CycleState:
    """After a dip that was a return: at rest, or in the next movement already."""
    if state.away_s is None:
        return CycleState(Phase.READY, state.band, state.flipped, state.turn_s)
    away_s = state.away_s
    return CycleState(Phase.LEAVING, state.band, state.flipped, away_s, start_s=away_s)


def _out_of_sight(rule: CycleRule, state: CycleState, since_s: float, now_s: float) -> Step:
    """What becomes of a movement whose hand is not seen: it waits, then it is given up."""
    if now_s - since_s <= rule.pause_s or state.phase in (Phase.WAITING, Phase.LOST):
        return state, ()
    if state.phase is Phase.ARMING:
        return CycleState(gap_s=since_s), ()
    lost = CycleState(phase=Phase.LOST, flipped=state.flipped, gap_s=since_s)
    if state.phase not in _MOVING:
        return lost, ()
    if state.rest_s is not None:
        return lost, (_whole(state, state.rest_s),)
    reason = Reason.HAND_LEFT_VIEW
    return lost, (_failed(state, since_s + rule.pause_s, Status.UNVERIFIABLE, reason),)


def finish(rule: CycleRule, state: CycleState, time_s: float) -> tuple[Candidate, ...]:
    """Close the books at the end of a recording, `time_s` being its last frame's time.

    A movement that reached its full size and whose return the recording does not show ends as a
    partial; after `FAMILIAR` whole ones it is taken for another one, as an estimate. One cut
    off on its way out is no repetition yet and leaves no trace.
    """
    whole, (state, found) = state.whole, _clock(rule, state, time_s)
    if state.rest_s is not None:
        return (*found, _whole(state, state.rest_s))
    reached = state.phase in (Phase.REACHED, Phase.DIPPING, Phase.RETURNING)
    if reached and state.start_s < time_s:
        familiar = whole + _came_back(found) >= FAMILIAR
        found += (_cut_off(state, time_s, familiar),)
    return found


def _cut_off(state: CycleState, time_s: float, familiar: bool) -> Candidate:
    """The movement during which the recording ended, at its full size."""
    action, status = (Action.FLAG, Status.VALID) if familiar else (Action.REJECT, Status.PARTIAL)
    why = (Finding(Reason.INCOMPLETE_RETURN, action, "the recording ended"),)
    return Candidate(state.start_s, time_s, status, why, Label.ESTIMATED, flipped=state.flipped)


def run(rule: CycleRule, time_s: Floats, fraction: Floats) -> Iterator[Candidate]:
    """Follow a whole recording: the same events as `step` frame by frame, without the waiting.

    Only the frames at which the band changes, and those without the hand, reach the machine.
    """
    if not len(time_s):
        return
    bands = rule.bands
    band = bands.bands(fraction)
    turning = np.flatnonzero(np.diff(band, prepend=band[0] + 1) | (band == GAP))
    state = initial()
    for i in turning.tolist():
        state, found = step(rule, bands, state, float(time_s[i]), int(band[i]))
        yield from found
    yield from finish(rule, state, float(time_s[-1]))


def _whole(state: CycleState, end_s: float) -> Candidate:
    return Candidate(state.start_s, end_s, Status.VALID, flipped=state.flipped)


def _failed(
    state: CycleState, end_s: float, status: Status, reason: Reason, detail: str = ""
) -> Candidate:
    action = Action.UNVERIFIABLE if status is Status.UNVERIFIABLE else Action.REJECT
    why = (Finding(reason, action, detail),)
    return Candidate(state.start_s, end_s, status, why, flipped=state.flipped)
