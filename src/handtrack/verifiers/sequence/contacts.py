"""The thumb on a finger: from how each frame reads to finished touches.

Laws
----
1. A frame says how likely the thumb is on each finger. Above `on` in all it is on one, above `off`
   it is near; below `off` the hand is open. Not a number: the hand is not seen.
2. An *episode* begins where the thumb comes near and ends where the hand is open again for the
   dwell, or where the thumb has gone over to another finger. It is *clear* where the thumb was on a
   finger for the dwell; else it only came near.
3. Which finger it was is told by the whole episode, and how much less likely each other finger is
   remains known: a tracker takes one bent finger for its neighbour, and the order may tell more.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from operator import add
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handtrack.events import Touch
from handtrack.landmarks.hand import FINGERS, Finger, Floats

if TYPE_CHECKING:
    from handtrack.definitions.verifier_tables import Sequence

LEAST = 1e-9
"""No finger is taken to be less likely than this."""
_LOG_LEAST = log(LEAST)


class Contact(NamedTuple):
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
        each = self.logs[:-1]
        return FINGERS[each.index(max(each))]

    def reached(self, rule: Sequence) -> bool:
        """Whether it was more than passing by."""
        dwell_s = rule.dwell_s.value
        long = self.lasted_s >= rule.lingering.value * dwell_s
        return long or self.on_s >= rule.passing.value * dwell_s

    @property
    def lasted_s(self) -> float:
        """How long it was on a finger or near one."""
        return self.on_s + self.near_s

    def doubt(self, finger: Finger, touched: bool) -> float:
        """By how much (a logarithm) another reading is likelier; 0 where this one is likeliest.

        Parameters
        ----------
        finger : Finger
        touched : bool
            Whether a touch is known: if not, that there was none is another reading, too.
        """
        best = max(self.logs[:-1] if touched else self.logs)
        return (best - self.logs[FINGERS.index(finger)]) / self.weight if self.weight else 0.0

    def joined(self, later: Contact) -> Contact:
        """Both, as one."""
        start_s, contact_s, on_s, near_s, weight, logs = self
        return Contact(
            start_s,
            later.contact_s if contact_s is None else contact_s,
            on_s + later.on_s,
            near_s + later.near_s,
            weight + later.weight,
            tuple(map(add, logs, later.logs)),
        )


@dataclass(frozen=True, slots=True)
class ContactEpisode:
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
        """Log-likelihood ratio of another reading of this finger; positive: it is likelier."""
        return self.doubts[FINGERS.index(finger)]


class TouchState(NamedTuple):
    """Where the thumb is, and for how long."""

    frame: tuple[float, ...] = ()  # the last one near a finger, whose time is still to be counted
    since_s: float = 0.0
    contact: Contact | None = None
    turn: Contact | None = None  # the end of the episode, where it reads as another finger
    open_s: float | None = None  # since when the hand has been open, with the episode not ended yet
    gap_s: float | None = None  # since when the hand has been out of sight


Followed = tuple[TouchState, tuple[ContactEpisode, ...]]
Parts = tuple[Contact | None, Contact | None]
"""An episode that goes on, and the end of it that reads as another finger."""


def step(rule: Sequence, state: TouchState, time_s: float, frame: list[float]) -> Followed:
    """Advance by one frame; `state` itself comes back where nothing changed.

    Parameters
    ----------
    rule : Sequence
    state : TouchState
    time_s : float
        The frame's time; not before that of the step before.
    frame : list of float
        How likely the thumb is on each finger, in the order of `FINGERS`.
    """
    touched = sum(frame)
    if touched != touched:
        if state.gap_s is None:
            contact, turn = _spent(rule, state, time_s)
            state = TouchState((), state.since_s, contact, turn, state.open_s, time_s)
        return state, ()
    opened = touched < rule.off.value
    if opened and state.contact is None and state.gap_s is None:
        return state, ()
    contact, turn, found = _gone_over(rule, *_spent(rule, state, time_s))
    open_s = state.open_s
    lasted = open_s is not None and time_s - open_s >= rule.dwell_s.value
    if contact is not None and (lasted or (opened and state.gap_s is not None)):
        found += _ended(rule, contact, turn, _left_s(state, time_s))
        contact = turn = open_s = None
    if opened:
        since_s = time_s if open_s is None else open_s
        open_s = None if contact is None else since_s
        return TouchState((), state.since_s, contact, turn, open_s), found
    return TouchState(tuple(frame), time_s, contact or Contact(time_s), turn), found


def _spent(rule: Sequence, state: TouchState, now_s: float) -> Parts:
    """Count the time of the last frame: the episode, and its end that reads as another finger."""
    frame, since_s, contact, turn, _, _ = state
    if contact is None or not frame:
        return contact, turn
    seconds, likely = now_s - since_s, sum(frame)
    weight = seconds * likely
    logs = tuple([weight * (log(p) if p > LEAST else _LOG_LEAST) for p in (*frame, 1.0 - likely)])
    passed = (
        Contact(since_s, since_s, seconds, 0.0, weight, logs)
        if likely >= rule.on.value
        else Contact(since_s, None, 0.0, seconds, weight, logs)
    )
    if not contact.reached(rule):
        return contact.joined(passed), turn
    if passed.finger is contact.finger:
        return (contact.joined(turn) if turn else contact).joined(passed), None
    return contact, turn.joined(passed) if turn else passed


def _gone_over(
    rule: Sequence, contact: Contact | None, turn: Contact | None
) -> tuple[Contact | None, Contact | None, tuple[ContactEpisode, ...]]:
    """End the episode where the thumb has gone over to another finger."""
    if contact is None or turn is None or not turn.reached(rule):
        return contact, turn, ()
    return turn, None, _episodes(rule, contact, turn.start_s)


def cut_off(rule: Sequence, state: TouchState, time_s: float) -> Followed:
    """End an episode where the hand is lost or the recording ends; it counts as it is.

    Parameters
    ----------
    rule : Sequence
    state : TouchState
    time_s : float
        When, unless the hand opened or was lost before.
    """
    end_s = _left_s(state, time_s)
    contact, turn, found = _gone_over(rule, *_spent(rule, state, end_s))
    if contact is None:
        return state, found
    over = state._replace(frame=(), contact=None, turn=None, open_s=None)
    return over, found + _ended(rule, contact, turn, end_s)


def _left_s(state: TouchState, time_s: float) -> float:
    """When the thumb left the finger: when the hand opened, or was lost; else now."""
    return next((s for s in (state.open_s, state.gap_s) if s is not None), time_s)


def _ended(
    rule: Sequence, contact: Contact, turn: Contact | None, end_s: float
) -> tuple[ContactEpisode, ...]:
    """End an episode, with what of it reads as another finger."""
    return _episodes(rule, contact.joined(turn) if turn else contact, end_s)


def _episodes(rule: Sequence, part: Contact, end_s: float) -> tuple[ContactEpisode, ...]:
    """A touch, an approach, or nothing where it was too short."""
    if part.lasted_s < rule.dwell_s.value:
        return ()
    clear = part.on_s >= rule.dwell_s.value
    contact_s = part.start_s if part.contact_s is None else part.contact_s
    touch = Touch(part.finger, part.start_s, end_s)
    return (ContactEpisode(touch, clear, contact_s, tuple(part.doubt(f, clear) for f in FINGERS)),)


def changing(rule: Sequence, time_s: Floats, likely: Floats) -> NDArray[np.intp]:
    """Tell the frames of a whole recording at which a step can change anything.

    Parameters
    ----------
    rule : Sequence
    time_s : ndarray, shape (N,)
    likely : ndarray, shape (N, 4)
        How likely the thumb is on each finger.
    """
    with np.errstate(invalid="ignore"):
        open_hand = likely.sum(axis=-1) < rule.off.value
    before = np.concatenate([[False], open_hand[:-1]])
    frames = np.arange(len(time_s))
    start = np.maximum.accumulate(np.where(open_hand & before, 0, frames))
    # Whether the episode ended before the frame.
    over = time_s[frames - 1] - time_s[start] >= rule.dwell_s.value
    return np.flatnonzero(~(open_hand & before & over))
