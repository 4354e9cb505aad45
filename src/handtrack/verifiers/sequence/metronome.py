"""SEQUENCE cued to a beat: each beat asks for one finger, and the thumb touches it in time.

Laws
----
1. A *beat* owns the time nearer to it than to its neighbours. What begins there is judged by it.
2. Each beat ends once: valid (the asked finger, within the window), rejected (early, late, another
   finger, or none), partial (came near, without a touch) or unverifiable (hand out of sight).
3. Nothing is asked of a hand that has not begun: beats before the first touch leave no trace.

The clock starts with the first frame, so that a live session can show the beats it will judge by.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import floor, log
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from handtrack.events import Action, Candidate, Finding, Label, Reason, Status
from handtrack.landmarks.hand import Finger, Floats
from handtrack.verifiers.machine import Engine
from handtrack.verifiers.sequence.contacts import ContactEpisode, TouchState, changing, cut_off
from handtrack.verifiers.sequence.contacts import step as follow

if TYPE_CHECKING:
    from handtrack.definitions.verifier_tables import BeatCue, Sequence


@dataclass(frozen=True, slots=True)
class Beat:
    """One finger asked for, so many seconds after the first frame."""

    number: int
    finger: Finger
    at_s: float


@dataclass(frozen=True, slots=True)
class Metronome:
    """The beats of one exercise, and how near to them a touch must begin.

    Parameters
    ----------
    touch : Sequence
        The exercise's table; its order is what is asked for in turn, over and over.
    cue : BeatCue
        Its beat.
    beats : int
        How many there are.
    """

    touch: Sequence
    cue: BeatCue
    beats: int

    def beat(self, number: int) -> Beat:
        """Beat number 0 and up."""
        at_s = self.cue.lead_in_s.value + number * self.cue.every_s.value
        return Beat(number, self.touch.order[number % len(self.touch.order)], at_s)

    def owner(self, time_s: float) -> int:
        """Which beat a time belongs to; below 0 before the first."""
        return floor((time_s - self.cue.lead_in_s.value) / self.cue.every_s.value + 0.5)

    @property
    def window_s(self) -> float:
        """How long before or after its beat the tips may meet."""
        return self.cue.window_s.value


@dataclass(frozen=True, slots=True)
class BeatState:
    """Where the beat stands. `initial()` is the only one to make by hand."""

    thumb: TouchState = field(default_factory=TouchState)
    start_s: float | None = None  # the first frame's time
    next: int = 0  # the first beat that is not judged yet
    begun: bool = False  # the thumb has touched something
    wrong: ContactEpisode | None = None  # what came instead in this beat's time
    unseen_s: float = 0.0  # how long the hand was out of sight in this beat's window
    end_s: float = float("-inf")  # of the last candidate


def initial() -> BeatState:
    """Nothing seen yet."""
    return BeatState()


Step = tuple[BeatState, tuple[Candidate, ...]]


def step(rule: Metronome, state: BeatState, time_s: float, frame: list[float]) -> Step:
    """Advance by one frame; `state` itself comes back where nothing changed.

    Parameters
    ----------
    rule : Metronome
    state : BeatState
    time_s : float
        The frame's time; not before that of the step before.
    frame : list of float
        How likely the thumb is on each finger.
    """
    if state.start_s is None:
        state = replace(state, start_s=time_s)
    state, found = _clock(rule, state, time_s)
    before = state.thumb
    thumb, episodes = follow(rule.touch, before, time_s, frame)
    if before.gap_s is not None and thumb.gap_s is None:
        state = replace(state, unseen_s=_unseen_s(rule, state, time_s))
    if thumb is not before:
        state = replace(state, thumb=thumb)
    for episode in episodes:
        state, more = _added(rule, state, episode)
        found += more
    return state, found


def _at_s(rule: Metronome, state: BeatState) -> float:
    """When the next beat is, on the recording's clock."""
    return (state.start_s or 0.0) + rule.beat(state.next).at_s


def open_since_s(rule: Metronome, state: BeatState, time_s: float) -> float:
    """No candidate still to come starts before this time.

    Parameters
    ----------
    rule : Metronome
    state : BeatState
    time_s : float
        The last frame's time, after which none starts if none is under way.
    """
    starts = [time_s]
    starts += [state.thumb.contact.start_s] if state.thumb.contact else []
    starts += [state.wrong.touch.start_s] if state.wrong else []
    if state.next < rule.beats and state.start_s is not None:
        starts.append(_at_s(rule, state) - rule.window_s)
    return min(starts)


def _unseen_s(rule: Metronome, state: BeatState, now_s: float) -> float:
    """How much of the next beat's window the hand was out of sight for, up to now."""
    if state.thumb.gap_s is None:
        return state.unseen_s
    at_s = _at_s(rule, state)
    start_s = max(state.thumb.gap_s, at_s - rule.window_s)
    return state.unseen_s + max(0.0, min(now_s, at_s + rule.window_s) - start_s)


def _clock(rule: Metronome, state: BeatState, now_s: float) -> Step:
    """The hand out of sight for too long, or a beat's time gone by."""
    found: tuple[Candidate, ...] = ()
    gap_s = state.thumb.gap_s
    if gap_s is not None and now_s - gap_s > rule.touch.pause_s.value:
        state, found = _cut(rule, state, now_s)
    open_s = now_s if state.thumb.contact is None else state.thumb.contact.start_s
    while state.next < rule.beats and _at_s(rule, state) + rule.cue.every_s.value / 2 <= open_s:
        state, more = _over(rule, state, now_s)
        found += more
    return state, found


def _cut(rule: Metronome, state: BeatState, now_s: float) -> Step:
    """End what the thumb is doing as it stands."""
    thumb, episodes = cut_off(rule.touch, state.thumb, now_s)
    state = replace(state, thumb=thumb)
    found: tuple[Candidate, ...] = ()
    for episode in episodes:
        state, more = _added(rule, state, episode)
        found += more
    return state, found


def _added(rule: Metronome, state: BeatState, episode: ContactEpisode) -> Step:
    """What one episode means for the beat in whose time it began."""
    state = replace(state, begun=True)
    owner = rule.owner(episode.touch.start_s - (state.start_s or 0.0))
    if state.next >= rule.beats or owner < state.next:
        return state, ()  # the beat has been answered, or none is asked
    beat, at_s = rule.beat(state.next), _at_s(rule, state)
    if episode.doubt(beat.finger) > log(rule.touch.doubt.value):
        better = state.wrong is None or (episode.clear and not state.wrong.clear)
        return (replace(state, wrong=episode) if better else state), ()
    late_s = episode.contact_s - at_s
    sure = episode.clear and episode.touch.finger is beat.finger
    label = Label.VERIFIED if sure else Label.ESTIMATED
    touch = replace(episode.touch, finger=beat.finger, label=label, late_s=late_s)
    unclear = Finding(Reason.NOT_SEEN_CLEARLY, Action.FLAG, f"{beat.finger} finger")
    findings: tuple[Finding, ...] = () if sure else (unclear,)
    status = Status.VALID
    if abs(late_s) > rule.window_s:
        status = Status.REJECTED
        reason = Reason.EARLY if late_s < 0 else Reason.LATE
        detail = f"by {abs(late_s):.2f} s, at most {rule.window_s:g} s"
        findings = (Finding(reason, Action.REJECT, detail),)
    elif state.wrong is not None and state.wrong.clear:
        first = f"{state.wrong.touch.finger} first"
        findings = (Finding(Reason.WRONG_FINGER, Action.FLAG, first), *findings)
    hit = Candidate(touch.start_s, touch.end_s, status, findings, touch.label, (touch,))
    return _judged(state, hit)


def _over(rule: Metronome, state: BeatState, now_s: float) -> Step:
    """A beat's time is over without the finger it asked for."""
    beat, at_s = rule.beat(state.next), _at_s(rule, state)
    if not state.begun:
        return replace(state, next=state.next + 1, unseen_s=0.0), ()
    start_s = max(at_s - rule.window_s, state.end_s)
    end_s = max(at_s + rule.window_s, start_s)
    wrong = state.wrong
    if wrong is not None:
        start_s, end_s = wrong.touch.start_s, wrong.touch.end_s
    if wrong is not None and wrong.clear:
        touch = replace(wrong.touch, late_s=wrong.contact_s - at_s)
        detail = f"{touch.finger} instead of {beat.finger}"
        finding = Finding(Reason.WRONG_FINGER, Action.REJECT, detail)
        missed = Candidate(start_s, end_s, Status.REJECTED, (finding,), touch.label, (touch,))
    elif wrong is not None:
        finding = Finding(Reason.NEAR_MISS, Action.REJECT, f"{beat.finger} was asked")
        missed = Candidate(start_s, end_s, Status.PARTIAL, (finding,))
    elif _unseen_s(rule, state, now_s) > rule.window_s:
        finding = Finding(Reason.HAND_LEFT_VIEW, Action.UNVERIFIABLE)
        missed = Candidate(start_s, end_s, Status.UNVERIFIABLE, (finding,), Label.ESTIMATED)
    else:
        finding = Finding(Reason.MISSED_BEAT, Action.REJECT, f"{beat.finger} was asked")
        missed = Candidate(start_s, end_s, Status.REJECTED, (finding,))
    return _judged(state, missed)


def _judged(state: BeatState, candidate: Candidate) -> Step:
    state = replace(state, next=state.next + 1, wrong=None, unseen_s=0.0, end_s=candidate.end_s)
    return state, (candidate,)


def finish(rule: Metronome, state: BeatState, time_s: float) -> tuple[Candidate, ...]:
    """End the recording; the last beat is asked for where its whole window was recorded.

    Parameters
    ----------
    rule : Metronome
    state : BeatState
    time_s : float
        The last frame's time.
    """
    state, found = _clock(rule, state, time_s)
    state, more = _cut(rule, state, time_s)
    found += more
    asked = state.next < rule.beats and _at_s(rule, state) + rule.window_s <= time_s
    if state.begun and (asked or state.wrong is not None):
        found += _over(rule, state, time_s)[1]
    return found


def _changing(rule: Metronome, time_s: Floats, likely: Floats) -> NDArray[np.intp]:
    return changing(rule.touch, time_s, likely)


ENGINE = Engine(initial, step, finish, open_since_s, changing=_changing)
