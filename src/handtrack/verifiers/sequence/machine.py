"""SEQUENCE: the thumb touches the fingers in a given order.

Laws
----
1. A frame with the hand open changes nothing but what a clock rule changes.
2. A touch is a clear stay. A stay that is not clear is an *approach*.
3. A *pass* is the whole order. It ends valid, partial (stopped early), rejected (another finger)
   or unverifiable (hand lost), and starts anew with a touch of the first finger.
4. On the way back after a whole pass nothing is asked: the thumb may go down the fingers again.

Theory of operation
-------------------
Trackers take the one bent finger for its neighbour, now and then, or see a touch as an approach. So
what a pass was is decided by all its stays together. Each way to explain them by the order is kept
(`Way`, the likeliest for each number of fingers touched): a stay is the next finger or the last one
again, and an approach may be no touch at all. It costs by how much, in logarithms, other readings
of its stays are likelier. Against it stands that they are what they read as, and a fault was made:
that costs `doubt`, what a fault is taken to be less likely than none. Touching a finger twice costs
the same on either side, so that ring, ring, little after the index is no left-out middle finger
unless it reads clearly so: nobody leaves a finger out *and* touches the next one twice. Only
where the fault is likelier, and the next touch did not change that, a pass is rejected; a pass of
which not all touches read as what they are taken for is *estimated*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from handtrack.events import Action, Candidate, Finding, Label, Reason, Status, Touch
from handtrack.landmarks.hand import FINGERS, Finger, Floats
from handtrack.verifiers.sequence.contacts import Stay, TouchRule, TouchState, cut_off, turning
from handtrack.verifiers.sequence.contacts import step as follow

ROUNDING = 1e-9
FLICKER_S = 0.3
"""Provisional: a hand that seems open for less than this between two touches of the first finger
never was; a movement to and fro takes longer."""


@dataclass(frozen=True, slots=True)
class SequenceRule:
    """The thresholds of one exercise.

    Parameters
    ----------
    order : tuple of Finger
        Each finger once. One that is not in it is never touched, whatever a frame says.
    touch : TouchRule
    doubt : float
        How much less likely (a logarithm) a fault is than none, before anything is seen.
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

    @property
    def asked(self) -> tuple[bool, ...]:
        """Which of `FINGERS` are in the order."""
        return tuple(finger in self.order for finger in FINGERS)


@dataclass(frozen=True, slots=True)
class Way:
    """The likeliest way to explain the stays by the order, so many fingers having been touched.

    Parameters
    ----------
    cost : float
        How much likelier (a logarithm) other readings of the stays are.
    touches : tuple of Touch
        The stays that are taken for the first fingers of the order.
    approaches : int
        How many of them are not clear.
    """

    cost: float = 0.0
    touches: tuple[Touch, ...] = ()
    approaches: int = 0

    def then(self, stay: Stay, finger: Finger) -> Way:
        """Take a stay for the next finger."""
        touch = _taken_for(stay, finger)
        approaches = self.approaches + (not stay.clear)
        return Way(self.cost + stay.doubt(finger), (*self.touches, touch), approaches)

    def again(self, stay: Stay, finger: Finger, price: float) -> Way:
        """Take a clear stay for the same finger once more: that read rightly stands for it."""
        *before, last = self.touches
        touch = _taken_for(stay, finger)
        surer = touch.label is Label.VERIFIED and last.label is not Label.VERIFIED
        kept = (*before, touch) if surer else self.touches
        return Way(self.cost + stay.doubt(finger) + price, kept, self.approaches)


@dataclass(frozen=True, slots=True)
class SequenceState:
    """Where the pass stands. `initial()` is the only one to make by hand."""

    thumb: TouchState = field(default_factory=TouchState)
    ways: tuple[Way, ...] = ()  # one each for 1, 2, ... fingers touched
    read: tuple[Touch, ...] = ()  # what the clear stays read as, a finger twice running once
    twice: int = 0  # how often a finger reads as touched twice running
    near: tuple[Finger, ...] = ()  # only approached
    seen_s: float = 0.0  # when the last stay ended
    unlikely: bool = False  # a fault is likelier, unless the next touch changes that
    back: bool = False  # a whole pass came before, from which the thumb may go back
    turned: bool = False  # it went back to the first finger, which may begin a pass or end there
    spoiled: bool = False  # a rejected pass goes on; its further touches are not news

    @property
    def likeliest(self) -> Way:
        """The likeliest of all ways; of equals, the one that is farther."""
        return min(reversed(self.ways), key=lambda way: way.cost, default=Way())

    @property
    def begun(self) -> bool:
        """Whether a pass is under way; touches without the first finger before are *stray*."""
        return bool(self.read) and bool(self.ways)

    @property
    def touches(self) -> tuple[Touch, ...]:
        """What the pass under way consists of."""
        return self.likeliest.touches if self.begun else ()


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
    if len(rule.order) < len(FINGERS):
        frame = tuple(p if asked else 0.0 for p, asked in zip(frame, rule.asked, strict=True))
    thumb, stays = follow(rule.touch, state.thumb, time_s, frame)
    if thumb is not state.thumb:
        state = replace(state, thumb=thumb)
    for stay in stays:
        state, more = _progress(rule, state, stay)
        found += more
    return state, found


def _progress(rule: SequenceRule, state: SequenceState, stay: Stay) -> Step:
    """What one stay means for the pass."""
    reads_first = stay.touch.finger is rule.order[0]
    if state.spoiled and not (reads_first and stay.clear):
        return state, ()
    if not stay.clear and not state.ways:
        return (_approached(rule, state, stay) if reads_first else state), ()
    waited = _whole(rule, state)
    if waited and stay.clear and stay.touch.finger is not rule.order[-1]:
        state, more = _progress(rule, SequenceState(state.thumb, back=True), stay)
        return state, (_valid(waited), *more)
    after = _seen(rule, state, stay)
    again = after.unlikely or len(after.touches) == 1
    if stay.clear and reads_first and (again or not state.begun):
        return _begun_anew(rule, state, stay)
    if state.unlikely and after.unlikely and stay.clear:
        return SequenceState(state.thumb, spoiled=True), _given_up(rule, state)
    return _completed(rule, after, stay)


def _approached(rule: SequenceRule, state: SequenceState, stay: Stay) -> SequenceState:
    """Perhaps the first touch of a pass; what follows may show it."""
    if state.read and not _went_back(rule, state):
        return state
    return SequenceState(
        state.thumb,
        ways=_ways(rule, (), stay),
        near=(stay.touch.finger,),
        seen_s=stay.touch.end_s,
        back=state.back,
        turned=bool(state.read),
    )


def _seen(rule: SequenceRule, state: SequenceState, stay: Stay) -> SequenceState:
    """Take a stay into account."""
    touch, read, twice, near = stay.touch, state.read, state.twice, state.near
    if not stay.clear:
        near = (*near, touch.finger)
    elif read and read[-1].finger is touch.finger:
        twice += 1
    else:
        read = (*read, touch)
    state = replace(state, read=read, twice=twice, near=near, seen_s=touch.end_s, spoiled=False)
    sure = bool(read) and read[0].finger is rule.order[0]
    if not sure and not state.ways:
        return state
    ways = _ways(rule, state.ways, stay)
    unlikely = min(way.cost for way in ways) > _fault(rule, twice)
    if unlikely and not sure:  # the first finger was approached at most
        return replace(state, ways=(), unlikely=False)
    return replace(state, ways=ways, unlikely=unlikely)


def _fault(rule: SequenceRule, twice: int) -> float:
    """The cost of the stays' being what they read as, with a fault made."""
    return rule.doubt * (1 + twice) + ROUNDING


def _ways(rule: SequenceRule, ways: tuple[Way, ...], stay: Stay) -> tuple[Way, ...]:
    """Go on with every way by one stay."""
    if not ways:
        return (Way().then(stay, rule.order[0]),)
    found = []
    for number, finger in enumerate(rule.order[: len(ways) + 1]):
        choices = []
        if number:
            choices.append(ways[number - 1].then(stay, finger))
        if number < len(ways):
            choices.append(ways[number].again(stay, finger, rule.doubt))
            if not stay.clear:
                choices.append(ways[number])
        found.append(min(choices, key=lambda way: way.cost))
    return tuple(found)


def _taken_for(stay: Stay, finger: Finger) -> Touch:
    sure = stay.clear and stay.touch.finger is finger
    return replace(stay.touch, finger=finger, label=Label.VERIFIED if sure else Label.ESTIMATED)


def _completed(rule: SequenceRule, state: SequenceState, stay: Stay) -> Step:
    """End the pass where its last finger was touched.

    Where that does not read so and the thumb is already at another finger, which may be the last
    one's touch, that is waited for.
    """
    whole = _whole(rule, state)
    if not whole or (stay.clear and state.likeliest is not whole):
        return state, ()
    reads_so = stay.clear and stay.touch.finger is rule.order[-1]
    if not reads_so and state.thumb.stay is not None:
        return state, ()
    return SequenceState(state.thumb, back=True), (_valid(whole),)


def _whole(rule: SequenceRule, state: SequenceState) -> Way | None:
    """The way to explain the stays by a whole pass, where no fault is likelier.

    Half of its touches at least are clear.
    """
    if len(state.ways) < len(rule.order):
        return None
    whole = state.ways[-1]
    enough = 2 * whole.approaches <= len(rule.order)
    return whole if enough and whole.cost <= _fault(rule, state.twice) else None


def _valid(whole: Way) -> Candidate:
    touches = whole.touches
    findings: tuple[Finding, ...] = ()
    unclear = ", ".join(t.finger for t in touches if t.label is Label.ESTIMATED)
    if unclear:
        findings = (Finding(Reason.NOT_SEEN_CLEARLY, Action.FLAG, f"{unclear} finger"),)
    return Candidate(
        touches[0].start_s, touches[-1].end_s, Status.VALID, findings, _label(touches), touches
    )


def _begun_anew(rule: SequenceRule, state: SequenceState, stay: Stay) -> Step:
    """The first finger is touched: end what came before, a pass or stray touches."""
    if state.begun:
        found = _given_up(rule, state, anew=True)
        if not found and stay.touch.start_s - state.seen_s < FLICKER_S:
            touch = replace(stay.touch, start_s=state.touches[0].start_s)
            stay = replace(stay, touch=touch)
        turned = state.turned and len(state.read) == 1
        return _seen(rule, SequenceState(state.thumb, turned=turned), stay), found
    turned = state.turned or _went_back(rule, state)
    anew = _seen(rule, SequenceState(state.thumb, turned=turned), stay)
    if turned or not state.read:
        return anew, ()
    if len(state.read) > 1 and state.read[-1].finger is rule.order[1]:
        # Backwards, ending where a pass would begin.
        return SequenceState(state.thumb), (_rejected(rule, (*state.read, stay.touch)),)
    return anew, _given_up(rule, state)


def _went_back(rule: SequenceRule, state: SequenceState) -> bool:
    """Whether stray touches only lead back from a whole pass."""
    at = [rule.order.index(touch.finger) for touch in state.read]
    return bool(at) and state.back and all(a > b for a, b in pairwise(at))


def _rejected(
    rule: SequenceRule, touches: tuple[Touch, ...], near: tuple[Finger, ...] = ()
) -> Candidate:
    """A pass in which another finger was touched than the next in order."""
    seen = [rule.order.index(t.finger) for t in touches]
    ascending = all(a < b for a, b in pairwise(seen))
    left_out = [f for i, f in enumerate(rule.order[: max(seen)]) if i not in seen]
    if ascending and left_out:
        missed = set(left_out) <= set(near)
        reason = Reason.NEAR_MISS if missed else Reason.SKIPPED_FINGER
        detail = ", ".join(left_out)
    else:
        reason = Reason.OUT_OF_ORDER
        detail = " → ".join(t.finger for t in touches)
    sure = not ascending or (len(left_out) > 1 and reason is not Reason.NEAR_MISS)
    return _candidate(touches, Status.REJECTED, reason, detail, sure)


def _candidate(
    touches: tuple[Touch, ...], status: Status, reason: Reason, detail: str = "", sure: bool = True
) -> Candidate:
    """A pass that does not count.

    That one finger alone was not touched is never `sure`: one touch in fifteen does not show.
    """
    label = _label(touches) if sure else Label.ESTIMATED
    action = Action.UNVERIFIABLE if status is Status.UNVERIFIABLE else Action.REJECT
    finding = Finding(reason, action, detail)
    return Candidate(touches[0].start_s, touches[-1].end_s, status, (finding,), label, touches)


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
    waiting = bool(state.read or state.ways) and state.thumb.stay is None
    if waiting and now_s - state.seen_s > rule.pass_s:
        return SequenceState(state.thumb), _given_up(rule, state)
    return state, ()


def _lost(rule: SequenceRule, state: SequenceState, gap_s: float) -> Step:
    """Give the pass up at the time the hand went out of sight.

    What of it comes after the gap is not news either: the fingers touched meanwhile are unknown.
    """
    state, found = _ended(rule, state, gap_s)
    lost = SequenceState(TouchState(gap_s=gap_s), spoiled=state.spoiled)
    if not state.begun or (state.turned and len(state.read) == 1):
        return lost, found
    if state.unlikely:
        found += _given_up(rule, state)
    else:
        found += (_candidate(state.touches, Status.UNVERIFIABLE, Reason.HAND_LEFT_VIEW),)
    return replace(lost, spoiled=True), found


def _ended(rule: SequenceRule, state: SequenceState, now_s: float) -> Step:
    """End what the thumb is doing as it stands."""
    thumb, stays = cut_off(rule.touch, state.thumb, now_s)
    state = replace(state, thumb=thumb)
    found: tuple[Candidate, ...] = ()
    for stay in stays:
        state, more = _progress(rule, state, stay)
        found += more
    return state, found


def _given_up(
    rule: SequenceRule, state: SequenceState, anew: bool = False
) -> tuple[Candidate, ...]:
    """What remains to be said when no further touch comes.

    Where the first finger is only touched `anew`, or was where the thumb turned on its way back
    from a whole pass, there is nothing to say.
    """
    whole = _whole(rule, state)
    if whole and state.likeliest is whole:
        return (_valid(whole),)
    if not state.begun or state.read[0].finger is not rule.order[0]:
        if len(state.read) < 2 or _went_back(rule, state):
            return ()
        if not state.begun:
            return (_rejected(rule, state.read, state.near),)
    ended = state.read[-1].finger is rule.order[-1]
    if state.unlikely or ended:
        return (_rejected(rule, state.read, state.near),)
    touches = _farthest(rule, state).touches
    if len(touches) == 1 and (anew or state.turned):
        return ()
    detail = f"{len(touches)} of {len(rule.order)} touches"
    sure = len(touches) < len(rule.order) - 1
    return (_candidate(touches, Status.PARTIAL, Reason.INCOMPLETE_SEQUENCE, detail, sure),)


def _farthest(rule: SequenceRule, state: SequenceState) -> Way:
    """How far a pass may have come: what is undecided counts, as an estimate."""
    likely = [way for way in state.ways if way.cost <= _fault(rule, state.twice)]
    return likely[-1]


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
    for i in turning(rule.touch, time_s, np.where(rule.asked, likely, 0.0)):
        state, found = step(rule, state, float(time_s[i]), tuple(likely[i].tolist()))
        yield from found
    yield from finish(rule, state, float(time_s[-1]))
