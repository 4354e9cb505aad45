"""SEQUENCE: the thumb touches the fingers in a given order.

Laws
----
1. A frame with the hand open changes nothing but what a clock rule changes.
2. A touch is a clear episode. An episode that is not clear is an *approach*.
3. A *pass* is the whole order. It ends valid, partial (stopped early), rejected (another finger)
   or unverifiable (hand lost), and starts anew with a touch of the first finger.
4. On the way back after a whole pass nothing is asked: the thumb may go down the fingers again.

Theory of operation
-------------------
Trackers take the one bent finger for its neighbour, now and then, or see a touch as an approach. So
what a pass was is decided by all its episodes together: by the likeliest ways to explain them by
the order (`explanations`). Against those stands that they are what they read as, and a fault was
made: that costs `doubt`, what a fault is taken to be less likely than none. Touching a finger twice
costs the same on either side, so that ring, ring, little after the index is no left-out middle
finger unless it reads clearly so: nobody leaves a finger out *and* touches the next one twice. Only
where the fault is likelier, and the next touch did not change that, a pass is rejected; a pass of
which not all touches read as what they are taken for is *estimated*.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from handtrack.events import Candidate, Reason, Status, Touch
from handtrack.landmarks.hand import Finger
from handtrack.verifiers.machine import Engine, Framing, unchanged
from handtrack.verifiers.sequence import explanations
from handtrack.verifiers.sequence.candidates import failed, rejected, valid
from handtrack.verifiers.sequence.contacts import ContactEpisode, TouchState, changing, cut_off
from handtrack.verifiers.sequence.contacts import step as follow
from handtrack.verifiers.sequence.explanations import Explanation
from handtrack.verifiers.sequence.touch_classifier import fingers_not_asked

if TYPE_CHECKING:
    from handtrack.definitions.verifier_tables import Sequence


class SequenceState(NamedTuple):
    """Where the pass stands. `initial()` is the only one to make by hand."""

    thumb: TouchState = TouchState()
    ways: tuple[Explanation, ...] = ()  # one each for 1, 2, ... fingers touched
    read: tuple[Touch, ...] = ()  # what the clear episodes read as, a finger twice running once
    twice: int = 0  # how often a finger reads as touched twice running
    near: tuple[Finger, ...] = ()  # only approached
    seen_s: float = 0.0  # when the last episode ended
    unlikely: bool = False  # a fault is likelier, unless the next touch changes that
    back: bool = False  # a whole pass came before, from which the thumb may go back
    turned: bool = False  # it went back to the first finger, which may begin a pass or end there
    spoiled: bool = False  # a rejected pass goes on; its further touches are not news

    @property
    def likeliest(self) -> Explanation:
        """The likeliest of all ways; of equals, the one that is farther."""
        return min(reversed(self.ways), key=lambda way: way.cost, default=Explanation())

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


def frames(rule: Sequence) -> Framing:
    """Take a finger that is not in the order for one that is never touched."""
    others = fingers_not_asked(rule.order)
    return unchanged(rule) if others is None else lambda likely: np.where(others, 0.0, likely)


def step(rule: Sequence, state: SequenceState, time_s: float, frame: list[float]) -> Step:
    """Advance by one frame; `state` itself comes back where nothing changed.

    Parameters
    ----------
    rule : Sequence
    state : SequenceState
    time_s : float
        The frame's time; not before that of the step before.
    frame : list of float
        How likely the thumb is on each finger.
    """
    state, found = _clock(rule, state, time_s)
    thumb, episodes = follow(rule, state.thumb, time_s, frame)
    state, more = _added(rule, state, thumb, episodes)
    return state, found + more


def _added(
    rule: Sequence, state: SequenceState, thumb: TouchState, episodes: tuple[ContactEpisode, ...]
) -> Step:
    """What episodes mean for the pass, one after the other."""
    if thumb is not state.thumb:
        state = SequenceState(thumb, *state[1:])
    found: tuple[Candidate, ...] = ()
    for episode in episodes:
        state, more = _progress(rule, state, episode)
        found += more
    return state, found


def _progress(rule: Sequence, state: SequenceState, episode: ContactEpisode) -> Step:
    """What one episode means for the pass."""
    reads_first = episode.touch.finger is rule.order[0]
    if state.spoiled and not (reads_first and episode.clear):
        return state, ()
    if not episode.clear and not state.ways:
        return (_approached(rule, state, episode) if reads_first else state), ()
    waited = explanations.whole_pass(rule, state.ways, state.twice)
    if waited and episode.clear and episode.touch.finger is not rule.order[-1]:
        state, more = _progress(rule, SequenceState(state.thumb, back=True), episode)
        return state, (valid(waited), *more)
    after = _seen(rule, state, episode)
    again = after.unlikely or len(after.touches) == 1
    if episode.clear and reads_first and (again or not state.begun):
        return _begun_anew(rule, state, episode)
    if state.unlikely and after.unlikely and episode.clear:
        return SequenceState(state.thumb, spoiled=True), _given_up(rule, state)
    return _completed(rule, after, episode)


def _approached(rule: Sequence, state: SequenceState, episode: ContactEpisode) -> SequenceState:
    """Perhaps the first touch of a pass; what follows may show it."""
    if state.read and not _went_back(rule, state):
        return state
    return SequenceState(
        state.thumb,
        ways=explanations.explained(rule, (), episode),
        near=(episode.touch.finger,),
        seen_s=episode.touch.end_s,
        back=state.back,
        turned=bool(state.read),
    )


def _seen(rule: Sequence, state: SequenceState, episode: ContactEpisode) -> SequenceState:
    """Take an episode into account."""
    touch, read, twice, near = episode.touch, state.read, state.twice, state.near
    if not episode.clear:
        near = (*near, touch.finger)
    elif read and read[-1].finger is touch.finger:
        twice += 1
    else:
        read = (*read, touch)
    state = state._replace(read=read, twice=twice, near=near, seen_s=touch.end_s, spoiled=False)
    sure = bool(read) and read[0].finger is rule.order[0]
    if not sure and not state.ways:
        return state
    ways = explanations.explained(rule, state.ways, episode)
    unlikely = min(way.cost for way in ways) > explanations.fault_cost(rule, twice)
    if unlikely and not sure:  # the first finger was approached at most
        return state._replace(ways=(), unlikely=False)
    return state._replace(ways=ways, unlikely=unlikely)


def _completed(rule: Sequence, state: SequenceState, episode: ContactEpisode) -> Step:
    """End the pass where its last finger was touched.

    Where that does not read so and the thumb is already at another finger, which may be the last
    one's touch, that is waited for.
    """
    whole = explanations.whole_pass(rule, state.ways, state.twice)
    if not whole or (episode.clear and state.likeliest is not whole):
        return state, ()
    reads_so = episode.clear and episode.touch.finger is rule.order[-1]
    if not reads_so and state.thumb.contact is not None:
        return state, ()
    return SequenceState(state.thumb, back=True), (valid(whole),)


def _begun_anew(rule: Sequence, state: SequenceState, episode: ContactEpisode) -> Step:
    """The first finger is touched: end what came before, a pass or stray touches."""
    if state.begun:
        found = _given_up(rule, state, anew=True)
        if not found and episode.touch.start_s - state.seen_s < rule.flicker_s.value:
            start_s = state.touches[0].start_s
            episode = replace(episode, touch=replace(episode.touch, start_s=start_s))
        turned = state.turned and len(state.read) == 1
        return _seen(rule, SequenceState(state.thumb, turned=turned), episode), found
    turned = state.turned or _went_back(rule, state)
    anew = _seen(rule, SequenceState(state.thumb, turned=turned), episode)
    if turned or not state.read:
        return anew, ()
    if len(state.read) > 1 and state.read[-1].finger is rule.order[1]:
        # Backwards, ending where a pass would begin.
        return SequenceState(state.thumb), (rejected(rule, (*state.read, episode.touch)),)
    return anew, _given_up(rule, state)


def _went_back(rule: Sequence, state: SequenceState) -> bool:
    """Whether stray touches only lead back from a whole pass."""
    at = [rule.order.index(touch.finger) for touch in state.read]
    return bool(at) and state.back and all(a > b for a, b in pairwise(at))


def _clock(rule: Sequence, state: SequenceState, now_s: float) -> Step:
    """The hand out of sight for too long, or no next touch."""
    gap_s = state.thumb.gap_s
    if gap_s is not None:
        lost = SequenceState(TouchState(gap_s=gap_s), spoiled=state.spoiled)
        if now_s - gap_s <= rule.pause_s.value or state == lost:
            return state, ()
        return _lost(rule, state, gap_s)
    waiting = bool(state.read or state.ways) and state.thumb.contact is None
    if waiting and now_s - state.seen_s > rule.pass_s.value:
        return SequenceState(state.thumb), _given_up(rule, state)
    return state, ()


def _lost(rule: Sequence, state: SequenceState, gap_s: float) -> Step:
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
        found += (failed(state.touches, Status.UNVERIFIABLE, Reason.HAND_LEFT_VIEW),)
    return lost._replace(spoiled=True), found


def _ended(rule: Sequence, state: SequenceState, now_s: float) -> Step:
    """End what the thumb is doing as it stands."""
    return _added(rule, state, *cut_off(rule, state.thumb, now_s))


def _given_up(rule: Sequence, state: SequenceState, anew: bool = False) -> tuple[Candidate, ...]:
    """What remains to be said when no further touch comes.

    Where the first finger is only touched `anew`, or was where the thumb turned on its way back
    from a whole pass, there is nothing to say.
    """
    whole = explanations.whole_pass(rule, state.ways, state.twice)
    if whole and state.likeliest is whole:
        return (valid(whole),)
    other = not state.begun or state.read[0].finger is not rule.order[0]
    if other and (len(state.read) < 2 or _went_back(rule, state)):
        return ()
    if not state.begun or state.unlikely or state.read[-1].finger is rule.order[-1]:
        return (rejected(rule, state.read, state.near),)
    touches = explanations.farthest(rule, state.ways, state.twice).touches
    if len(touches) == 1 and (anew or state.turned):
        return ()
    detail = f"{len(touches)} of {len(rule.order)} touches"
    sure = len(touches) < len(rule.order) - 1
    return (failed(touches, Status.PARTIAL, Reason.INCOMPLETE_SEQUENCE, detail, sure),)


def finish(rule: Sequence, state: SequenceState, time_s: float) -> tuple[Candidate, ...]:
    """End the recording; an episode that it cuts off counts as it stands, as last touches often do.

    Parameters
    ----------
    rule : Sequence
    state : SequenceState
    time_s : float
        The last frame's time.
    """
    state, found = _clock(rule, state, time_s)
    state, more = _ended(rule, state, time_s)
    return (*found, *more, *_given_up(rule, state))


def _open_since_s(rule: Sequence, state: SequenceState, time_s: float) -> float:
    begun = (state.read, *(way.touches for way in state.ways))
    starts = [touches[0].start_s for touches in begun if touches]
    starts += [] if state.thumb.contact is None else [state.thumb.contact.start_s]
    return min(starts, default=time_s)


ENGINE = Engine(initial, step, finish, _open_since_s, frames, changing)
