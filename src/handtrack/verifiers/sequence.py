"""SEQUENCE: the thumb touches the fingers in a given order.

Laws
----
1. A frame with the hand open changes nothing but what a clock rule changes.
2. A touch is a clear stay. A stay that is not clear is an *approach*.
3. A *pass* is the whole order. It ends valid, partial (stopped early), rejected (another finger)
   or unverifiable (hand lost), and starts anew with a touch of the first finger.

Theory of operation
-------------------
Trackers take the one bent finger for its neighbour, now and then, or see a touch as an approach. So
a stay that reads as something else is still taken for the finger whose turn it is, labelled
*estimated*, as long as the other reading is not much likelier. That doubt is added up over the
pass, and with too much of it the fingers are what they read as: index, ring, little is a left-out
middle finger where the second touch reads as the ring and the third as the little finger; where
only the second is in doubt, it is a pass. What clearly reads as the finger after the one whose turn
it is waits for the next touch: where that reads as the same finger, the first was its neighbour,
for nobody touches one finger twice and leaves out the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from handtrack.events import Action, Candidate, Finding, Label, Reason, Status, Touch
from handtrack.hand import Finger, Floats
from handtrack.verifiers.touching import Stay, TouchRule, TouchState, cut_off, turning
from handtrack.verifiers.touching import step as follow


@dataclass(frozen=True, slots=True)
class SequenceRule:
    """The thresholds of one exercise.

    Parameters
    ----------
    order : tuple of Finger
    touch : TouchRule
    doubt : float
        How much likelier (a logarithm) other readings may be than the order, over a whole pass.
    pass_s : float
        How long the next touch may be waited for.
    pause_s : float
        How long the hand may be out of sight before the pass is given up.
    """

    order: tuple[Finger, ...]
    touch: TouchRule
    doubt: float = 0.0
    pass_s: float = 10.0
    pause_s: float = 1.0


@dataclass(frozen=True, slots=True)
class SequenceState:
    """Where the pass stands. `initial()` is the only one to make by hand."""

    thumb: TouchState = field(default_factory=TouchState)
    touches: tuple[Touch, ...] = ()
    read: tuple[Finger, ...] = ()  # what they read as
    doubt: float = 0.0  # how much likelier that reading is than the order
    held: Stay | None = None  # reads as the finger after the one whose turn it is
    near: tuple[Finger, ...] = ()  # only approached
    stray: tuple[Touch, ...] = ()  # touches before any pass began
    spoiled: bool = False  # a rejected pass goes on; its further touches are not news


def initial() -> SequenceState:
    """Nothing seen yet."""
    return SequenceState()


Step = tuple[SequenceState, tuple[Candidate, ...]]


def step(rule: SequenceRule, state: SequenceState, time_s: float, frame: tuple[float, ...]) -> Step:
    """Advance by one frame; `state` itself comes back where nothing changed.

    Parameters
    ----------
    frame : tuple of float
        How likely the thumb is on each finger.
    """
    state, found = _clock(rule, state, time_s)
    thumb, stays = follow(rule.touch, state.thumb, time_s, frame)
    if thumb is not state.thumb:
        state = replace(state, thumb=thumb)
    for stay in stays:
        state, more = _progress(rule, state, stay)
        found += more
    return state, found


def _progress(rule: SequenceRule, state: SequenceState, stay: Stay) -> Step:
    """What one stay means for the pass."""
    touch, clear = stay.touch, stay.clear
    if state.held is not None:
        if not clear:
            return replace(state, near=(*state.near, touch.finger)), ()
        state, found = _released(rule, state, same=touch.finger is state.held.touch.finger)
        state, more = _progress(rule, state, stay)
        return state, found + more
    begins = clear and touch.finger is rule.order[0]
    if state.spoiled and not begins:
        return state, ()
    if state.stray and clear:
        return _strayed(rule, state, touch)
    if clear and touch.finger is rule.order[len(state.touches)]:
        return _accept(rule, replace(state, spoiled=False), stay)
    if not state.touches:
        return (replace(state, stray=(touch,)) if clear else state), ()
    if begins:
        anew = SequenceState(state.thumb, touches=(touch,), read=(touch.finger,))
        return anew, _given_up(rule, state)
    return _unexpected(rule, state, stay)


def _unexpected(rule: SequenceRule, state: SequenceState, stay: Stay) -> Step:
    """Within a pass, a stay that is not simply the next finger's touch."""
    touch, clear = stay.touch, stay.clear
    if clear and touch.finger is state.read[-1]:
        return _touched_again(state, touch), ()
    if state.doubt + stay.doubt(rule.order[len(state.touches)]) <= rule.doubt:
        return _accept(rule, state, stay)
    if not clear:
        return replace(state, near=(*state.near, touch.finger)), ()
    held = replace(state, held=stay)
    after = rule.order[len(state.touches) + 1 :][:1]
    return (held, ()) if rule.doubt and touch.finger in after else _released(rule, held, same=False)


def _released(rule: SequenceRule, state: SequenceState, same: bool) -> Step:
    """Judge the stay that was held, by whether the next touch reads as the `same` finger."""
    held, state = state.held, replace(state, held=None)
    if held is None:
        return state, ()
    if same:
        return _accept(rule, state, held)
    closed = _rejected(rule, (*_as_read(state), held.touch), state.near)
    return SequenceState(state.thumb, spoiled=True), (closed,)


def _touched_again(state: SequenceState, touch: Touch) -> SequenceState:
    """The same finger twice: what was taken for its touch had only been an approach to it."""
    last = state.touches[-1]
    if last.finger is not touch.finger or last.label is Label.VERIFIED:
        return state
    return replace(state, touches=(*state.touches[:-1], touch))


def _as_read(state: SequenceState) -> tuple[Touch, ...]:
    """The touches as they read, without the help of the order."""
    return tuple(replace(t, finger=f) for t, f in zip(state.touches, state.read, strict=True))


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
    return SequenceState(state.thumb, touches=(touch,), read=(touch.finger,)), closed


def _accept(rule: SequenceRule, state: SequenceState, stay: Stay) -> Step:
    """Take a stay for the finger whose turn it is."""
    wanted = rule.order[len(state.touches)]
    doubt = 0.0 if stay.clear and stay.touch.finger is wanted else stay.doubt(wanted)
    sure = stay.clear and stay.touch.finger is wanted
    label = Label.VERIFIED if sure else Label.ESTIMATED
    touches = (*state.touches, replace(stay.touch, finger=wanted, label=label))
    read = (*state.read, stay.touch.finger)
    state = replace(state, touches=touches, read=read, doubt=state.doubt + doubt)
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


def _rejected(
    rule: SequenceRule, touches: tuple[Touch, ...], near: tuple[Finger, ...] = ()
) -> Candidate:
    """A pass in which another finger was touched than the next in order."""
    seen = [rule.order.index(t.finger) for t in touches if t.finger in rule.order]
    ascending = all(a < b for a, b in pairwise(seen))
    left_out = [f for i, f in enumerate(rule.order[: max(seen, default=0)]) if i not in seen]
    if ascending and left_out:
        missed = set(left_out) <= set(near)
        reason = Reason.NEAR_MISS if missed else Reason.SKIPPED_FINGER
        detail = ", ".join(left_out)
    else:
        reason = Reason.WRONG_FINGER if len(seen) < len(touches) else Reason.OUT_OF_ORDER
        detail = " → ".join(t.finger for t in touches)
    return _candidate(touches, Status.REJECTED, reason, detail)


def _candidate(
    touches: tuple[Touch, ...], status: Status, reason: Reason, detail: str = ""
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
    if touched and state.thumb.stay is None and now_s - touched[-1].end_s > rule.pass_s:
        state, found = _released(rule, state, same=False)
        return SequenceState(state.thumb), found + _given_up(rule, state)
    return state, ()


def _lost(rule: SequenceRule, state: SequenceState, gap_s: float) -> Step:
    """Give the pass up at the time the hand went out of sight.

    What of it comes after the gap is not news either: the fingers touched meanwhile are unknown.
    """
    state, found = _ended(rule, state, gap_s)
    if state.touches:
        found += (_candidate(state.touches, Status.UNVERIFIABLE, Reason.HAND_LEFT_VIEW),)
    spoiled = state.spoiled or bool(state.touches)
    return SequenceState(TouchState(gap_s=gap_s), spoiled=spoiled), found


def _ended(rule: SequenceRule, state: SequenceState, now_s: float) -> Step:
    """End what the thumb is doing as it stands."""
    thumb, stays = cut_off(rule.touch, state.thumb, now_s)
    state = replace(state, thumb=thumb)
    found: tuple[Candidate, ...] = ()
    for stay in stays:
        state, more = _progress(rule, state, stay)
        found += more
    state, more = _released(rule, state, same=False)
    return state, found + more


def _given_up(rule: SequenceRule, state: SequenceState) -> tuple[Candidate, ...]:
    """What remains to be said when no further touch comes."""
    touches = state.touches
    if touches and state.read[-1] is rule.order[-1] and len(touches) == len(rule.order) - 1:
        return (_rejected(rule, _as_read(state), state.near),)  # the pass ended there
    if touches:
        detail = f"{len(touches)} of {len(rule.order)} touches"
        return (_candidate(state.touches, Status.PARTIAL, Reason.INCOMPLETE_SEQUENCE, detail),)
    return (_rejected(rule, state.stray),) if len(state.stray) > 1 else ()


def finish(rule: SequenceRule, state: SequenceState, time_s: float) -> tuple[Candidate, ...]:
    """Close the books at the end of a recording, `time_s` being its last frame's time.

    A stay that the recording cuts off counts as it stands: the last touch of a clip often does.
    """
    state, found = _clock(rule, state, time_s)
    state, more = _ended(rule, state, time_s)
    return (*found, *more, *_given_up(rule, state))


def run(rule: SequenceRule, time_s: Floats, likely: Floats) -> Iterator[Candidate]:
    """Follow a whole recording: the same events as `step` frame by frame, without the waiting.

    Parameters
    ----------
    likely : ndarray, shape (N, 4)
        How likely the thumb is on each finger.
    """
    if not len(time_s):
        return
    state = initial()
    for i in turning(rule.touch, time_s, likely):
        state, found = step(rule, state, float(time_s[i]), tuple(likely[i].tolist()))
        yield from found
    yield from finish(rule, state, float(time_s[-1]))
