"""The thumb on a finger: from gaps, frame by frame, to finished touches.

Laws
----
1. A frame is one *symbol*: the hand open, the thumb near or on a finger, in between, or not seen.
   A step that repeats the symbol changes nothing.
2. A *stay* begins where the thumb comes near a finger and ends where the hand is open again, or
   where the thumb is on another finger. It is *clear* where the thumb was on the finger, told from
   its neighbours by a margin, for the dwell; else it only came near.

Gaps are divided by the person's own open-hand gap of that finger, so that 1 is open and 0 is
contact at any distance from the camera and on any hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handtrack.events import Touch
from handtrack.hand import FINGERS, Finger, Floats

PASSING = 2.5
"""Provisional: how many times the usual dwell a finger must be stayed at that is reached without
opening the hand. On its way out the thumb passes the neighbour: for 0.1 s on a real hand."""

GAP, OPEN, BETWEEN = -1, 0, 1
NEAR, ON = 2, 2 + len(FINGERS)
"""Symbols `NEAR + i` and `ON + i` stand for finger number i of `FINGERS`."""


@dataclass(frozen=True, slots=True)
class TouchRule:
    """When the thumb is on a finger.

    Parameters
    ----------
    on, near, open : float
        Shares of the open-hand gap: touching at or below `on`, approaching at or below `near`,
        open again from `open` on. 0 < on <= near < open < 1.
    margin : float
        By how much the touched finger must be nearer than the next one, in the same shares.
    dwell_s : float
        How long a touch or an approach lasts at least.
    """

    on: float
    near: float
    open: float
    margin: float
    dwell_s: float


def symbols(rule: TouchRule, share: Floats) -> NDArray[np.int8]:
    """What each frame shows.

    Parameters
    ----------
    share : ndarray, shape (N, 4)
        Thumb-to-fingertip gaps over the open-hand gaps, in the order of `FINGERS`.

    Returns
    -------
    ndarray of int8, shape (N,)
        `GAP` where any share is NaN.
    """
    nearest = np.argmin(share, axis=-1)
    ordered = np.sort(share, axis=-1)
    gap, next_gap = ordered[:, 0], ordered[:, 1]
    on = (gap <= rule.on) & (next_gap - gap >= rule.margin)
    symbol: NDArray[np.int8] = np.select(
        [np.isnan(share).any(axis=-1), gap >= rule.open, on, gap <= rule.near],
        [np.full(len(share), GAP), np.full(len(share), OPEN), ON + nearest, NEAR + nearest],
        BETWEEN,
    ).astype(np.int8)
    return symbol


def symbol(rule: TouchRule, share: Sequence[float]) -> int:
    """The same for one frame's four gaps: many times as fast as an array of one."""
    if any(s != s for s in share):
        return GAP
    gap, next_gap = sorted(share)[:2]
    if gap >= rule.open:
        return OPEN
    if gap <= rule.on and next_gap - gap >= rule.margin:
        return ON + share.index(gap)
    return NEAR + share.index(gap) if gap <= rule.near else BETWEEN


def turning(symbol: NDArray[np.int8]) -> list[int]:
    """Frames of a whole recording at which a step can change anything."""
    if not len(symbol):
        return []
    news = np.diff(symbol, prepend=symbol[0] + 1) | (symbol == GAP)
    return [int(i) for i in np.flatnonzero(news)]


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
    """

    touch: Touch
    clear: bool
    contact_s: float


@dataclass(frozen=True, slots=True)
class TouchState:
    """Where the thumb is, and for how long."""

    symbol: int | None = None
    since_s: float = 0.0
    stay_s: float | None = None  # when the current stay near a finger began
    contact_s: float | None = None  # when the thumb was first on a finger in this stay
    slid: bool = False  # it began at another finger, the hand not having opened in between
    on_s: tuple[float, ...] = (0.0,) * len(FINGERS)  # time on each finger in this stay
    near_s: tuple[float, ...] = (0.0,) * len(FINGERS)
    gap_s: float | None = None  # since when the hand has been out of sight


Followed = tuple[TouchState, Stay | None]


def step(rule: TouchRule, state: TouchState, time_s: float, symbol: int) -> Followed:
    """Advance by one frame; `state` itself comes back where nothing changed."""
    if symbol == GAP:
        if state.gap_s is None:
            state = replace(_spend(state, time_s), gap_s=time_s)
        return state, None
    if symbol == state.symbol and state.gap_s is None:
        return state, None
    state, stay = _spend(state, time_s), None
    turned_to_another = symbol >= ON and sum(state.on_s) - state.on_s[symbol - ON] >= rule.dwell_s
    if state.stay_s is not None and (symbol == OPEN or turned_to_another):
        state, stay = _over(rule, state, time_s)
    if symbol >= NEAR and state.stay_s is None:
        state = replace(state, stay_s=time_s, slid=turned_to_another)
    if symbol >= ON and state.contact_s is None:
        state = replace(state, contact_s=time_s)
    return replace(state, symbol=symbol, since_s=time_s, gap_s=None), stay


def cut_off(rule: TouchRule, state: TouchState, time_s: float) -> Followed:
    """End a stay where the hand is lost or the recording ends: it counts as it stands."""
    end_s = time_s if state.gap_s is None else state.gap_s
    return _over(rule, _spend(state, end_s), end_s)


def _spend(state: TouchState, now_s: float) -> TouchState:
    """Credit the time since the last change to the finger it was spent at."""
    symbol, spent_s = state.symbol, now_s - state.since_s
    if symbol is None or symbol < NEAR or state.gap_s is not None:
        return state
    if symbol >= ON:
        i = symbol - ON
        return replace(state, on_s=(*state.on_s[:i], state.on_s[i] + spent_s, *state.on_s[i + 1 :]))
    i = symbol - NEAR
    near_s = (*state.near_s[:i], state.near_s[i] + spent_s, *state.near_s[i + 1 :])
    return replace(state, near_s=near_s)


def _over(rule: TouchRule, state: TouchState, now_s: float) -> Followed:
    """Turn a finished stay into a touch, an approach, or nothing where it was too short."""
    start_s, on_s, near_s = state.stay_s, state.on_s, state.near_s
    dwell_s = rule.dwell_s * (PASSING if state.slid else 1.0)
    fresh = TouchState()
    contact_s = start_s if state.contact_s is None else state.contact_s
    state = replace(state, stay_s=None, contact_s=None, on_s=fresh.on_s, near_s=fresh.near_s)
    if start_s is None or contact_s is None:
        return state, None
    if max(on_s) >= dwell_s:
        return state, Stay(Touch(_most(on_s), start_s, now_s), True, contact_s)
    if sum(on_s) + sum(near_s) >= dwell_s:
        touch = Touch(_most(np.add(on_s, near_s)), start_s, now_s)
        return state, Stay(touch, False, contact_s)
    return state, None


def _most(spent_s: Sequence[float] | Floats) -> Finger:
    return FINGERS[int(np.argmax(spent_s))]
