"""The thumb on a finger: from how each frame reads to finished touches.

Laws
----
1. A frame says how likely the thumb is on each finger. Above `on` in all it is on one, above `off`
   it is near; below `off` the hand is open. Not a number: the hand is not seen.
2. A *stay* begins where the thumb comes near and ends where the hand is open again for the dwell,
   or where the thumb has gone over to another finger. It is *clear* where the thumb was on a
   finger for the dwell; else it only came near.
3. Which finger it was is told by the whole stay, and how much less likely each other finger is
   remains known: a tracker takes one bent finger for its neighbour, and the order may tell more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np

from handtrack.events import Touch
from handtrack.landmarks.hand import FINGERS, Finger, Floats

PASSING = 2.5
"""Provisional: how many times the usual dwell a finger must be stayed at that is reached, or left
for another, without opening the hand. On its way the thumb passes the neighbour: for 0.1 s on a
real hand."""
LINGERING = 5.0
"""Provisional: as many times, near or on it, where it was not on it for so long."""
LEAST = 1e-9
"""No finger is taken to be less likely than this."""


@dataclass(frozen=True, slots=True)
class TouchRule:
    """When the thumb is on a finger.

    Parameters
    ----------
    on, off : float
        Likelihood, of all fingers together: touching from `on` on, open below `off`.
        0 < off < on < 1.
    dwell_s : float
        How long a touch, an approach or an opening lasts at least.
    """

    on: float
    off: float
    dwell_s: float


@dataclass(frozen=True, slots=True)
class Part:
    """Some time near one finger, as it goes on.

    Parameters
    ----------
    start_s : float
    contact_s : float or None
        When the thumb was first on a finger.
    on_s, near_s : float
        How long it was on a finger, and only near one.
    weight, logs : float, tuple of float
        Sums over time, weighted by how likely a touch was: of one, and of the logarithms of how
        likely each finger and no finger was.
    """

    start_s: float
    contact_s: float | None = None
    on_s: float = 0.0
    near_s: float = 0.0
    weight: float = 0.0
    logs: tuple[float, ...] = (0.0,) * (len(FINGERS) + 1)

    @property
    def finger(self) -> Finger:
        """The likeliest one."""
        return FINGERS[int(np.argmax(self.logs[:-1]))]

    def reached(self, dwell_s: float) -> bool:
        """Whether it was more than passing by."""
        return self.on_s >= PASSING * dwell_s or self.lasted_s >= LINGERING * dwell_s

    @property
    def lasted_s(self) -> float:
        """How long it was on a finger or near one."""
        return self.on_s + self.near_s

    def doubt(self, finger: Finger, touched: bool) -> float:
        """By how much (a logarithm) another reading is likelier; 0 where this one is likeliest.

        Another reading is another finger, or that none was touched unless `touched` is known.
        """
        best = max(self.logs[:-1] if touched else self.logs)
        return (best - self.logs[FINGERS.index(finger)]) / self.weight if self.weight else 0.0

    def joined(self, later: Part) -> Part:
        """Both, as one."""
        contact_s = later.contact_s if self.contact_s is None else self.contact_s
        logs = tuple(a + b for a, b in zip(self.logs, later.logs, strict=True))
        return Part(
            self.start_s,
            contact_s,
            self.on_s + later.on_s,
            self.near_s + later.near_s,
            self.weight + later.weight,
            logs,
        )


@dataclass(frozen=True, slots=True)
class Stay:
    """The thumb came to a finger and left it.

    Parameters
    ----------
    touch : Touch
        From where the thumb came near until it was away again.
    clear : bool
        Whether it was on the finger, not only near it.
    contact_s : float
        When it was first on a finger; where it never was, when it came near.
    doubts : tuple of float
        For each finger, by how much (a logarithm) another reading is likelier.
    """

    touch: Touch
    clear: bool
    contact_s: float
    doubts: tuple[float, ...]

    def doubt(self, finger: Finger) -> float:
        """See `doubts`."""
        return self.doubts[FINGERS.index(finger)]


@dataclass(frozen=True, slots=True)
class TouchState:
    """Where the thumb is, and for how long."""

    frame: tuple[float, ...] = ()  # the last one near a finger, whose time is still to be counted
    since_s: float = 0.0
    stay: Part | None = None
    turn: Part | None = None  # the end of the stay, where it reads as another finger
    open_s: float | None = None  # since when the hand has been open, with the stay not ended yet
    gap_s: float | None = None  # since when the hand has been out of sight


Followed = tuple[TouchState, tuple[Stay, ...]]


def step(rule: TouchRule, state: TouchState, time_s: float, frame: Sequence[float]) -> Followed:
    """Advance by one frame; `state` itself comes back where nothing changed.

    Parameters
    ----------
    frame : sequence of float
        How likely the thumb is on each finger, in the order of `FINGERS`.
    """
    touched = sum(frame)
    if touched != touched:
        if state.gap_s is None:
            state = replace(_spend(rule, state, time_s), frame=(), gap_s=time_s)
        return state, ()
    if touched < rule.off and state.stay is None and state.gap_s is None:
        return state, ()
    opened = touched < rule.off
    state, found = _gone_over(rule, _spend(rule, state, time_s))
    lasted = state.open_s is not None and time_s - state.open_s >= rule.dwell_s
    if lasted or (opened and state.gap_s is not None):
        state, more = cut_off(rule, state, time_s)
        found += more
    if opened:
        since_s = time_s if state.open_s is None else state.open_s
        open_s = None if state.stay is None else since_s
        return replace(state, frame=(), open_s=open_s, gap_s=None), found
    stay = state.stay or Part(time_s)
    return TouchState(tuple(frame), time_s, stay, state.turn), found


def _spend(rule: TouchRule, state: TouchState, now_s: float) -> TouchState:
    """Count the time of the last frame."""
    if state.stay is None or not state.frame:
        return state
    seconds, likely = now_s - state.since_s, sum(state.frame)
    on = likely >= rule.on
    none = max(1.0 - likely, LEAST)
    weight = seconds * likely
    passed = Part(
        state.since_s,
        state.since_s if on else None,
        seconds if on else 0.0,
        0.0 if on else seconds,
        weight,
        tuple(weight * log(max(p, LEAST)) for p in (*state.frame, none)),
    )
    stay, turn = state.stay, state.turn
    if not stay.reached(rule.dwell_s):
        return replace(state, stay=stay.joined(passed))
    if passed.finger is stay.finger:
        whole = stay.joined(turn) if turn else stay
        return replace(state, stay=whole.joined(passed), turn=None)
    return replace(state, turn=turn.joined(passed) if turn else passed)


def _gone_over(rule: TouchRule, state: TouchState) -> Followed:
    """End the stay where the thumb has gone over to another finger."""
    stay, turn = state.stay, state.turn
    if stay is None or turn is None or not turn.reached(rule.dwell_s):
        return state, ()
    return replace(state, stay=turn, turn=None), _stays(rule, stay, turn.start_s)


def cut_off(rule: TouchRule, state: TouchState, time_s: float) -> Followed:
    """End a stay where the hand opens or is lost, or the recording ends: it counts as it stands."""
    end_s = next((s for s in (state.open_s, state.gap_s) if s is not None), time_s)
    state, found = _gone_over(rule, _spend(rule, state, end_s))
    stay = state.stay
    if stay is None:
        return state, found
    whole = stay.joined(state.turn) if state.turn else stay
    return replace(state, frame=(), stay=None, turn=None, open_s=None), found + _stays(
        rule, whole, end_s
    )


def _stays(rule: TouchRule, part: Part, end_s: float) -> tuple[Stay, ...]:
    """A touch, an approach, or nothing where it was too short."""
    if part.lasted_s < rule.dwell_s:
        return ()
    clear = part.on_s >= rule.dwell_s
    contact_s = part.start_s if part.contact_s is None else part.contact_s
    touch = Touch(part.finger, part.start_s, end_s)
    return (Stay(touch, clear, contact_s, tuple(part.doubt(f, clear) for f in FINGERS)),)


def turning(rule: TouchRule, time_s: Floats, likely: Floats) -> list[int]:
    """Frames of a whole recording at which a step can change anything.

    Parameters
    ----------
    time_s : ndarray, shape (N,)
    likely : ndarray, shape (N, 4)
    """
    with np.errstate(invalid="ignore"):
        open_hand = likely.sum(axis=-1) < rule.off
    before = np.concatenate([[False], open_hand[:-1]])
    frames = np.arange(len(time_s))
    start = np.maximum.accumulate(np.where(open_hand & before, 0, frames))
    over = time_s[frames - 1] - time_s[start] >= rule.dwell_s  # the stay ended before this frame
    return [int(i) for i in np.flatnonzero(~(open_hand & before & over))]
