"""SEQUENCE: the thumb touches the fingers in a given order.

Laws
----
1. A frame is one *symbol*: the hand open, the thumb near or on a finger, in between, or not seen.
   A step that repeats the symbol changes nothing but what a clock rule changes.
2. A *touch* is a stay of the thumb on one finger, told from its neighbours by a margin. A stay
   that comes near without being told apart is an *approach*, and counts only for a finger whose
   touches are known to be read badly.
3. A *pass* is the whole order. It ends valid, partial (stopped early), rejected (another finger)
   or unverifiable (hand lost), and starts anew with a touch of the first finger.

Theory of operation
-------------------
Gaps are divided by the person's own open-hand gap of that finger, so that 1 is open and 0 is
contact at any distance from the camera and on any hand. MediaPipe reads some touches as a
neighbour's (the middle finger as the ring or little finger, 6 of 6 rendered touches at 22° yaw)
or only as an approach. `mistaken_for` lists these known confusions as data. Such a reading is
taken for the finger whose turn it is, labelled *estimated*, and given back when what follows
shows that it had really been the neighbour: index, ring, little is a left-out middle finger,
index, ring, ring, little is not. Two such readings in a row are never believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from handtrack.events import Action, Candidate, Finding, Label, Reason, Status, Touch
from handtrack.hand import FINGERS, Finger, Floats

PASSING = 2.5
"""Provisional: how many times the usual dwell a finger must be stayed at that is reached without
opening the hand. On its way out the thumb passes the neighbour: for 0.1 s on a real hand."""

GAP, OPEN, BETWEEN = -1, 0, 1
_NEAR, _ON = 2, 2 + len(FINGERS)
"""Symbols `_NEAR + i` and `_ON + i` stand for finger number i of `FINGERS`."""


@dataclass(frozen=True, slots=True)
class SequenceRule:
    """The thresholds of one exercise.

    Parameters
    ----------
    order : tuple of Finger
    on, near, open : float
        Shares of the open-hand gap: touching at or below `on`, approaching at or below `near`,
        open again from `open` on. 0 < on <= near < open < 1.
    margin : float
        By how much the touched finger must be nearer than the next one, in the same shares.
    dwell_s : float
        How long a touch or an approach lasts at least.
    pass_s : float
        How long the next touch may be waited for.
    pause_s : float
        How long the hand may be out of sight before the pass is given up.
    mistaken_for : mapping of Finger to tuple of Finger
        For a finger, those its touch is known to be read as.
    """

    order: tuple[Finger, ...]
    on: float
    near: float
    open: float
    margin: float
    dwell_s: float
    pass_s: float = 10.0
    pause_s: float = 1.0
    mistaken_for: Mapping[Finger, tuple[Finger, ...]] = field(default_factory=dict)


def symbols(rule: SequenceRule, share: Floats) -> NDArray[np.int8]:
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
        [np.full(len(share), GAP), np.full(len(share), OPEN), _ON + nearest, _NEAR + nearest],
        BETWEEN,
    ).astype(np.int8)
    return symbol


def symbol(rule: SequenceRule, share: Sequence[float]) -> int:
    """The same for one frame's four gaps: many times as fast as an array of one."""
    if any(s != s for s in share):
        return GAP
    gap, next_gap = sorted(share)[:2]
    if gap >= rule.open:
        return OPEN
    if gap <= rule.on and next_gap - gap >= rule.margin:
        return _ON + share.index(gap)
    return _NEAR + share.index(gap) if gap <= rule.near else BETWEEN


@dataclass(frozen=True, slots=True)
class SequenceState:
    """Where the pass stands. `initial()` is the only one to make by hand."""

    symbol: int | None = None
    since_s: float = 0.0
    stay_s: float | None = None  # when the current stay near a finger began
    slid: bool = False  # it began at another finger, the hand not having opened in between
    on_s: tuple[float, ...] = (0.0,) * len(FINGERS)  # time on each finger in this stay
    near_s: tuple[float, ...] = (0.0,) * len(FINGERS)
    touches: tuple[Touch, ...] = ()
    misread: Finger | None = None  # what the last touch was read as, where it was estimated
    stray: tuple[Touch, ...] = ()  # touches before any pass began
    spoiled: bool = False  # a rejected pass goes on; its further touches are not news
    gap_s: float | None = None


def initial() -> SequenceState:
    """Nothing seen yet."""
    return SequenceState()


Step = tuple[SequenceState, tuple[Candidate, ...]]


def step(rule: SequenceRule, state: SequenceState, time_s: float, symbol: int) -> Step:
    """Advance by one frame; `state` itself comes back where nothing changed."""
    state, found = _clock(rule, state, time_s)
    if symbol == GAP:
        if state.gap_s is None:
            state = replace(_spend(state, time_s), gap_s=time_s)
        return state, found
    if symbol == state.symbol and state.gap_s is None:
        return state, found
    state = _spend(state, time_s)
    turned_to_another = symbol >= _ON and sum(state.on_s) - state.on_s[symbol - _ON] >= rule.dwell_s
    if state.stay_s is not None and (symbol == OPEN or turned_to_another):
        state, more = _stay_over(rule, state, time_s)
        found += more
    if symbol >= _NEAR and state.stay_s is None:
        state = replace(state, stay_s=time_s, slid=turned_to_another)
    return replace(state, symbol=symbol, since_s=time_s, gap_s=None), found


def _spend(state: SequenceState, now_s: float) -> SequenceState:
    """Credit the time since the last change to the finger it was spent at."""
    symbol, spent_s = state.symbol, now_s - state.since_s
    if symbol is None or symbol < _NEAR or state.gap_s is not None:
        return state
    if symbol >= _ON:
        i = symbol - _ON
        return replace(state, on_s=(*state.on_s[:i], state.on_s[i] + spent_s, *state.on_s[i + 1 :]))
    i = symbol - _NEAR
    near_s = (*state.near_s[:i], state.near_s[i] + spent_s, *state.near_s[i + 1 :])
    return replace(state, near_s=near_s)


def _stay_over(rule: SequenceRule, state: SequenceState, now_s: float) -> Step:
    """Turn a finished stay into a touch or an approach, and that into progress of the pass."""
    start_s = state.stay_s if state.stay_s is not None else now_s
    on_s, near_s = state.on_s, state.near_s
    dwell_s = rule.dwell_s * (PASSING if state.slid else 1.0)
    state = replace(state, stay_s=None, on_s=initial().on_s, near_s=initial().near_s)
    if max(on_s) >= dwell_s:
        finger, clear = FINGERS[int(np.argmax(on_s))], True
    elif sum(on_s) + sum(near_s) >= dwell_s:
        nearest = np.add(on_s, near_s)
        finger, clear = FINGERS[int(np.argmax(nearest))], False
    else:
        return state, ()
    return _progress(rule, state, finger, clear, start_s, now_s)


def _progress(
    rule: SequenceRule,
    state: SequenceState,
    finger: Finger,
    clear: bool,
    start_s: float,
    end_s: float,
) -> Step:
    """What one stay means for the pass."""
    touch = Touch(finger, start_s, end_s)
    begins = clear and finger is rule.order[0]
    if state.spoiled and not begins:
        return state, ()
    if state.stray and clear:
        return _strayed(rule, state, touch)
    if clear and finger is rule.order[len(state.touches)]:
        return _accept(rule, replace(state, spoiled=False), touch)
    if not state.touches:
        return (replace(state, stray=(touch,)) if clear else state), ()
    if begins:
        return replace(initial_at(state), touches=(touch,)), _given_up(rule, state)
    return _unexpected(rule, state, touch, clear)


def _unexpected(rule: SequenceRule, state: SequenceState, touch: Touch, clear: bool) -> Step:
    """Within a pass, a stay that is not simply the next finger's touch."""
    done = len(state.touches)
    wanted = rule.order[done]
    if clear and touch.finger is rule.order[done - 1] and state.misread is None:
        return state, ()  # the same finger touched twice
    doubtful = rule.mistaken_for.get(wanted, ())
    unclear = not clear and touch.finger is wanted and bool(doubtful)
    if (touch.finger in doubtful or unclear) and state.misread is None:
        estimated = replace(touch, finger=wanted, label=Label.ESTIMATED)
        return _accept(rule, replace(state, misread=touch.finger), estimated)
    if not clear:
        return state, ()
    touches = state.touches
    if state.misread is not None:  # it had really been the neighbour
        touches = (*touches[:-1], replace(touches[-1], finger=state.misread))
    closed = _rejected(rule, (*touches, touch))
    return replace(initial_at(state), spoiled=True), (closed,)


def _strayed(rule: SequenceRule, state: SequenceState, touch: Touch) -> Step:
    """Follow touches that began with another finger than the first: a pass in another order.

    A single stray touch is no pass and leaves no trace.
    """
    if touch.finger is state.stray[-1].finger:
        return state, ()
    if touch.finger is not rule.order[0]:
        return replace(state, stray=(*state.stray, touch)), ()
    if state.stray[-1].finger is rule.order[1]:  # backwards, ending where a pass would begin
        return initial_at(state), (_rejected(rule, (*state.stray, touch)),)
    closed = (_rejected(rule, state.stray),) if len(state.stray) > 1 else ()
    return replace(initial_at(state), touches=(touch,)), closed


def _accept(rule: SequenceRule, state: SequenceState, touch: Touch) -> Step:
    touches = (*state.touches, touch)
    misread = state.misread if touch.label is Label.ESTIMATED else None
    state = replace(state, touches=touches, misread=misread)
    if len(touches) < len(rule.order):
        return state, ()
    findings: tuple[Finding, ...] = ()
    unclear = ", ".join(t.finger for t in touches if t.label is Label.ESTIMATED)
    if unclear:
        findings = (Finding(Reason.NOT_SEEN_CLEARLY, Action.FLAG, f"{unclear} finger"),)
    whole = Candidate(
        touches[0].start_s, touches[-1].end_s, Status.VALID, findings, _label(touches), touches
    )
    return initial_at(state), (whole,)


def _rejected(rule: SequenceRule, touches: tuple[Touch, ...]) -> Candidate:
    """A pass in which another finger was touched than the next in order."""
    seen = [rule.order.index(t.finger) for t in touches if t.finger in rule.order]
    ascending = all(a < b for a, b in pairwise(seen))
    left_out = [f for i, f in enumerate(rule.order[: max(seen, default=0)]) if i not in seen]
    if ascending and left_out:
        reason, detail = Reason.SKIPPED_FINGER, ", ".join(left_out)
    else:
        reason = Reason.WRONG_FINGER if len(seen) < len(touches) else Reason.OUT_OF_ORDER
        detail = " → ".join(t.finger for t in touches)
    return _ended(touches, Status.REJECTED, reason, detail)


def initial_at(state: SequenceState) -> SequenceState:
    """A new pass with the hand where it is."""
    return replace(initial(), symbol=state.symbol, since_s=state.since_s, gap_s=state.gap_s)


def _closed(state: SequenceState, status: Status, reason: Reason, detail: str = "") -> Candidate:
    return _ended(state.touches, status, reason, detail)


def _ended(touches: tuple[Touch, ...], status: Status, reason: Reason, detail: str) -> Candidate:
    action = Action.UNVERIFIABLE if status is Status.UNVERIFIABLE else Action.REJECT
    finding = Finding(reason, action, detail)
    return Candidate(
        touches[0].start_s, touches[-1].end_s, status, (finding,), _label(touches), touches
    )


def _label(touches: tuple[Touch, ...]) -> Label:
    estimated = any(t.label is Label.ESTIMATED for t in touches)
    return Label.ESTIMATED if estimated else Label.VERIFIED


def _clock(rule: SequenceRule, state: SequenceState, now_s: float) -> Step:
    """The hand out of sight for too long, or no next touch."""
    if state.gap_s is not None:
        lost = SequenceState(gap_s=state.gap_s, spoiled=state.spoiled)
        if now_s - state.gap_s <= rule.pause_s or state == lost:
            return state, ()
        return _lost(rule, state, state.gap_s)
    touched = state.touches or state.stray
    if touched and state.stay_s is None and now_s - touched[-1].end_s > rule.pass_s:
        return initial_at(state), _given_up(rule, state)
    return state, ()


def _lost(rule: SequenceRule, state: SequenceState, gap_s: float) -> Step:
    """Give the pass up at the time the hand went out of sight.

    What of it comes after the gap is not news either: the fingers touched meanwhile are unknown.
    """
    found: tuple[Candidate, ...] = ()
    if state.stay_s is not None:
        state, found = _stay_over(rule, state, gap_s)
    if state.touches:
        found += (_closed(state, Status.UNVERIFIABLE, Reason.HAND_LEFT_VIEW),)
    return SequenceState(gap_s=gap_s, spoiled=state.spoiled or bool(state.touches)), found


def _given_up(rule: SequenceRule, state: SequenceState) -> tuple[Candidate, ...]:
    """What remains to be said when no further touch comes."""
    if state.misread is rule.order[-1] and len(state.touches) == len(rule.order) - 1:
        really = replace(state.touches[-1], finger=state.misread)  # the pass ended there
        return (_rejected(rule, (*state.touches[:-1], really)),)
    if state.touches:
        detail = f"{len(state.touches)} of {len(rule.order)} touches"
        return (_closed(state, Status.PARTIAL, Reason.INCOMPLETE_SEQUENCE, detail),)
    return (_rejected(rule, state.stray),) if len(state.stray) > 1 else ()


def finish(rule: SequenceRule, state: SequenceState, time_s: float) -> tuple[Candidate, ...]:
    """Close the books at the end of a recording, `time_s` being its last frame's time.

    A stay that the recording cuts off counts as it stands: the last touch of a clip often does.
    """
    state, found = _clock(rule, state, time_s)
    if state.stay_s is not None:
        end_s = time_s if state.gap_s is None else state.gap_s
        state, more = _stay_over(rule, _spend(state, end_s), end_s)
        found += more
    return (*found, *_given_up(rule, state))


def run(rule: SequenceRule, time_s: Floats, share: Floats) -> Iterator[Candidate]:
    """Follow a whole recording: the same events as `step` frame by frame, without the waiting."""
    if not len(time_s):
        return
    symbol = symbols(rule, share)
    turning = np.flatnonzero(np.diff(symbol, prepend=symbol[0] + 1) | (symbol == GAP))
    state = initial()
    for i in turning.tolist():
        state, found = step(rule, state, float(time_s[i]), int(symbol[i]))
        yield from found
    yield from finish(rule, state, float(time_s[-1]))
