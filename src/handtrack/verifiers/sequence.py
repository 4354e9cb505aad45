"""SEQUENCE: the thumb touches the fingers in a given order.

Laws
----
1. A step that repeats the symbol of `touching` changes nothing but what a clock rule changes.
2. A touch is a clear stay. A stay that is not clear is an *approach*, and counts only for a finger
   whose touches are known to be read badly.
3. A *pass* is the whole order. It ends valid, partial (stopped early), rejected (another finger)
   or unverifiable (hand lost), and starts anew with a touch of the first finger.

Theory of operation
-------------------
MediaPipe reads some touches as a neighbour's (the middle finger as the ring or little finger, 6
of 6 rendered touches at 22° yaw) or only as an approach. `mistaken_for` lists these known
confusions as data. Such a reading is taken for the finger whose turn it is, labelled *estimated*,
and given back when what follows shows that it had really been the neighbour: index, ring, little
is a left-out middle finger, index, ring, ring, little is not. Two such readings in a row are never
believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from handtrack.events import Action, Candidate, Finding, Label, Reason, Status, Touch
from handtrack.hand import Finger, Floats
from handtrack.verifiers.touching import (
    Stay,
    TouchRule,
    TouchState,
    cut_off,
    symbols,
    turning,
)
from handtrack.verifiers.touching import step as follow


@dataclass(frozen=True, slots=True)
class SequenceRule:
    """The thresholds of one exercise.

    Parameters
    ----------
    order : tuple of Finger
    touch : TouchRule
    pass_s : float
        How long the next touch may be waited for.
    pause_s : float
        How long the hand may be out of sight before the pass is given up.
    mistaken_for : mapping of Finger to tuple of Finger
        For a finger, those its touch is known to be read as.
    """

    order: tuple[Finger, ...]
    touch: TouchRule
    pass_s: float = 10.0
    pause_s: float = 1.0
    mistaken_for: Mapping[Finger, tuple[Finger, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SequenceState:
    """Where the pass stands. `initial()` is the only one to make by hand."""

    thumb: TouchState = field(default_factory=TouchState)
    touches: tuple[Touch, ...] = ()
    misread: Finger | None = None  # what the last touch was read as, where it was estimated
    stray: tuple[Touch, ...] = ()  # touches before any pass began
    spoiled: bool = False  # a rejected pass goes on; its further touches are not news


def initial() -> SequenceState:
    """Nothing seen yet."""
    return SequenceState()


Step = tuple[SequenceState, tuple[Candidate, ...]]


def step(rule: SequenceRule, state: SequenceState, time_s: float, symbol: int) -> Step:
    """Advance by one frame; `state` itself comes back where nothing changed."""
    state, found = _clock(rule, state, time_s)
    thumb, stay = follow(rule.touch, state.thumb, time_s, symbol)
    if thumb is not state.thumb:
        state = replace(state, thumb=thumb)
    if stay is None:
        return state, found
    state, more = _progress(rule, state, stay)
    return state, found + more


def _progress(rule: SequenceRule, state: SequenceState, stay: Stay) -> Step:
    """What one stay means for the pass."""
    touch, clear = stay.touch, stay.clear
    begins = clear and touch.finger is rule.order[0]
    if state.spoiled and not begins:
        return state, ()
    if state.stray and clear:
        return _strayed(rule, state, touch)
    if clear and touch.finger is rule.order[len(state.touches)]:
        return _accept(rule, replace(state, spoiled=False), touch)
    if not state.touches:
        return (replace(state, stray=(touch,)) if clear else state), ()
    if begins:
        return SequenceState(state.thumb, touches=(touch,)), _given_up(rule, state)
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
    return SequenceState(state.thumb, spoiled=True), (closed,)


def _strayed(rule: SequenceRule, state: SequenceState, touch: Touch) -> Step:
    """Follow touches that began with another finger than the first: a pass in another order.

    A single stray touch is no pass and leaves no trace.
    """
    if touch.finger is state.stray[-1].finger:
        return state, ()
    if touch.finger is not rule.order[0]:
        return replace(state, stray=(*state.stray, touch)), ()
    if state.stray[-1].finger is rule.order[1]:  # backwards, ending where a pass would begin
        return SequenceState(state.thumb), (_rejected(rule, (*state.stray, touch)),)
    closed = (_rejected(rule, state.stray),) if len(state.stray) > 1 else ()
    return SequenceState(state.thumb, touches=(touch,)), closed


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
    return SequenceState(state.thumb), (whole,)


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
    return _candidate(touches, Status.REJECTED, reason, detail)


def _closed(state: SequenceState, status: Status, reason: Reason, detail: str = "") -> Candidate:
    return _candidate(state.touches, status, reason, detail)


def _candidate(
    touches: tuple[Touch, ...], status: Status, reason: Reason, detail: str
) -> Candidate:
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
    gap_s = state.thumb.gap_s
    if gap_s is not None:
        lost = SequenceState(TouchState(gap_s=gap_s), spoiled=state.spoiled)
        if now_s - gap_s <= rule.pause_s or state == lost:
            return state, ()
        return _lost(rule, state, gap_s)
    touched = state.touches or state.stray
    if touched and state.thumb.stay_s is None and now_s - touched[-1].end_s > rule.pass_s:
        return SequenceState(state.thumb), _given_up(rule, state)
    return state, ()


def _lost(rule: SequenceRule, state: SequenceState, gap_s: float) -> Step:
    """Give the pass up at the time the hand went out of sight.

    What of it comes after the gap is not news either: the fingers touched meanwhile are unknown.
    """
    state, found = _ended(rule, state, gap_s)
    if state.touches:
        found += (_closed(state, Status.UNVERIFIABLE, Reason.HAND_LEFT_VIEW),)
    spoiled = state.spoiled or bool(state.touches)
    return SequenceState(TouchState(gap_s=gap_s), spoiled=spoiled), found


def _ended(rule: SequenceRule, state: SequenceState, now_s: float) -> Step:
    """End what the thumb is doing as it stands."""
    thumb, stay = cut_off(rule.touch, state.thumb, now_s)
    state = replace(state, thumb=thumb)
    return _progress(rule, state, stay) if stay else (state, ())


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
    state, more = _ended(rule, state, time_s)
    return (*found, *more, *_given_up(rule, state))


def run(rule: SequenceRule, time_s: Floats, share: Floats) -> Iterator[Candidate]:
    """Follow a whole recording: the same events as `step` frame by frame, without the waiting."""
    if not len(time_s):
        return
    symbol = symbols(rule.touch, share)
    state = initial()
    for i in turning(symbol):
        state, found = step(rule, state, float(time_s[i]), int(symbol[i]))
        yield from found
    yield from finish(rule, state, float(time_s[-1]))
