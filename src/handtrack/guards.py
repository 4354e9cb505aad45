"""Reusable conditions on a repetition: each flags it, rejects it, or says it cannot be verified.

What a guard asks is data in the exercise file (`conditions.Guard`); how it looks is here, one
function a kind, each over all repetitions of a trace at once. A guard that could not see says
nothing: blindness is the business of the label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handtrack.conditions import (
    AboveGuard,
    AssistGuard,
    BelowGuard,
    DeedsGuard,
    HoldGuard,
    InFrameGuard,
    IsolateGuard,
    MovesGuard,
    ReturnGuard,
    SteadyGuard,
    StillGuard,
    TempoGuard,
    TogetherGuard,
    ViewGuard,
)
from handtrack.definition import Exercise
from handtrack.events import Action, Count, Finding, Reason
from handtrack.geometry import nan_for_zero
from handtrack.hand import PALM, Floats
from handtrack.measurements.registry import Measurement
from handtrack.quality import MIN_GOOD_SHARE, hand_length_px, palm_px
from handtrack.readings import Threshold, amount
from handtrack.spans import Spans
from handtrack.trace import Trace


@dataclass(frozen=True, slots=True)
class Reps:
    """Repetitions as the guards see them.

    Parameters
    ----------
    trace : Trace
        Holds the frames of all of them.
    spans : Spans
        Where each of the R repetitions lies in it.
    lasted_s, held_s, back_s : ndarray, shape (R,)
        How long each took from its start to its end, how long its peak was held, and how long the
        way back took; NaN where that is not known.
    complete : ndarray of bool, shape (R,)
        Whether the movement went all the way and back.
    done : sequence of tuple of Count
        What was done in each.
    """

    trace: Trace
    spans: Spans
    lasted_s: Floats
    held_s: Floats
    back_s: Floats
    complete: NDArray[np.bool_]
    done: Sequence[tuple[Count, ...]]

    @property
    def mixed(self) -> NDArray[np.bool_]:
        """In which the hand was taken for the other one now and then, shape (R,).

        Which way its depth lies is not known then, not even in the frames with the right name:
        the tracker goes over from one hand to the other.
        """
        named = self.spans.share(self.trace.hand.named, among=self.trace.quality.seen)
        return np.asarray(named < MIN_GOOD_SHARE)

    def swing(self, exercise: Exercise, name: str) -> Floats:
        """The swing of a declared signal, shape (R,); a direction's along the way it went."""
        values, measurement = self.trace.signals[name], exercise.signals[name].measurement
        if measurement.circular:
            values = self.spans.unwrapped(values)
        return self._told(measurement, self.spans.swing(values))

    def swings(self, exercise: Exercise, names: Sequence[str]) -> Floats:
        """The swings of some of them, shape (signals, R)."""
        return np.array([self.swing(exercise, name) for name in names])

    def levels(self, exercise: Exercise, names: Sequence[str]) -> Floats:
        """The middle readings of declared signals, shape (signals, R)."""
        middles = ((name, self.spans.middle(self.trace.signals[name])) for name in names)
        return np.array([self._told(exercise.signals[n].measurement, m) for n, m in middles])

    def _told(self, measurement: Measurement, values: Floats) -> Floats:
        return np.where(self.mixed, np.nan, values) if measurement.mirrored else values


LAGGING = 0.4
"""Provisional: idle is what moves by less than so much of what another does. Little fingers of
whole fists read 0.58 of the longest and more, one left out of a squeeze 0.29."""
CLOSE_LAG = 0.1
"""Provisional: nearer to that a finger left out is not told for certain from one that other fingers
hide: on rendered hands of several makes 0.33 to 0.38 were whole, and 0.33 to 0.41 were not."""
Noticed = Iterator[tuple[int, Finding]]
"""Of which repetition, and what."""


def _amount(exercise: Exercise, name: str, value: float) -> str:
    """A figure of a declared signal in words, with its unit."""
    return amount(value, exercise.signals[name].measurement.unit)


def _where(noticed: ArrayLike) -> list[int]:
    places: list[int] = np.flatnonzero(noticed).tolist()
    return places


def _view(guard: ViewGuard, exercise: Exercise, reps: Reps) -> Noticed:
    share = reps.spans.share(reps.trace.viewed, among=reps.trace.quality.seen)
    for r in _where(share < guard.min_share.value):
        yield r, Finding(Reason.WRONG_VIEW, guard.action, share_in_view(share[r]))


def share_in_view(share: float) -> str:
    """How much of a repetition was in the right view, in words."""
    return f"{share:.0%} of its frames in the right view"


def _still(guard: StillGuard, exercise: Exercise, reps: Reps) -> Noticed:
    hand, spans = reps.trace.hand, reps.spans
    x, y = (spans.swing(hand.image_px[:, guard.landmark, axis]) for axis in (0, 1))
    moved = np.hypot(x, y) / nan_for_zero(spans.middle(hand_length_px(hand)))
    for r in _where(moved > guard.max.value):
        detail = f"moved {moved[r]:.2f} hand lengths, at most {guard.max.value:g}"
        yield r, Finding(guard.reason, guard.action, detail)


def _steady(guard: SteadyGuard, exercise: Exercise, reps: Reps) -> Noticed:
    changes = reps.swings(exercise, guard.signals)
    most: Floats = np.fmax.reduce(changes, axis=0)
    for r in _where(most > guard.max.value):
        name = guard.signals[int(np.nanargmax(changes[:, r]))]
        change, least = (_amount(exercise, name, v) for v in (most[r], guard.max.value))
        detail = f"{_words(name)} changed by {change}, at most {least}"
        yield r, Finding(guard.reason, guard.action, detail)


def _moves(guard: MovesGuard, exercise: Exercise, reps: Reps) -> Noticed:
    swings = reps.swings(exercise, guard.signals)
    # In a small repetition all of them move little.
    least = np.where(reps.complete, guard.min.value, 0.0)
    least = np.fmax(least, LAGGING * np.fmax.reduce(swings, axis=0))
    idle = swings < least
    for r in _where(idle.any(axis=0)):
        names = [name for name, rests in zip(guard.signals, idle[:, r], strict=True) if rests]
        most = _amount(exercise, names[0], np.nanmax(swings[idle[:, r], r]))
        detail = f"{', '.join(map(_words, names))} changed by {most}, at least "
        yield r, Finding(guard.reason, guard.action, detail + _amount(exercise, names[0], least[r]))


def unsure(exercise: Exercise, reps: Reps) -> NDArray[np.bool_]:
    """In which repetitions guards could not tell, or not for certain, shape (R,).

    A finger moved about as little as is idle, or nothing is known of what is read in depth.
    """
    deep = any(reading.measurement.mirrored for reading in exercise.signals.values())
    close = reps.mixed if deep else np.zeros(len(reps.spans), np.bool_)
    for guard in exercise.guards:
        if isinstance(guard, MovesGuard) and len(guard.signals) > 1:
            swings = reps.swings(exercise, guard.signals)
            lag = np.fmin.reduce(swings, axis=0) / nan_for_zero(np.fmax.reduce(swings, axis=0))
            close |= np.abs(lag - LAGGING) <= CLOSE_LAG
    return close


def _below(guard: BelowGuard, exercise: Exercise, reps: Reps) -> Noticed:
    levels = reps.levels(exercise, guard.signals)
    return _beyond(guard, exercise, levels, levels > guard.max.value, "at most", guard.max)


def _above(guard: AboveGuard, exercise: Exercise, reps: Reps) -> Noticed:
    levels = reps.levels(exercise, guard.signals)
    return _beyond(guard, exercise, levels, levels < guard.min.value, "at least", guard.min)


def _beyond(
    guard: BelowGuard | AboveGuard,
    exercise: Exercise,
    levels: Floats,
    wrong: NDArray[np.bool_],
    word: str,
    limit: Threshold,
) -> Noticed:
    """Name the first signal whose level, shape (signals, R), is on the wrong side of the limit."""
    for r in _where(wrong.any(axis=0)):
        first = int(wrong[:, r].argmax())
        name = guard.signals[first]
        level, allowed = (_amount(exercise, name, v) for v in (levels[first, r], limit.value))
        detail = f"{_words(name)} was {level}, {word} {allowed}"
        yield r, Finding(guard.reason, guard.action, detail)


def _isolate(guard: IsolateGuard, exercise: Exercise, reps: Reps) -> Noticed:
    reading = exercise.signals[guard.signal]
    measurement, own = reading.measurement, reps.swing(exercise, guard.signal)
    others = [finger for finger in measurement.fingers if finger is not reading.finger]
    moved = np.array([reps.spans.swing(measurement.read(reps.trace.hand, f)) for f in others])
    most: Floats = np.fmax.reduce(moved, axis=0)
    for r in _where(most > guard.max.value * own):
        finger = others[int(np.nanargmax(moved[:, r]))]
        most_said = f"at most {guard.max.value:.0%}"
        detail = f"{finger} by {most[r] / own[r]:.0%} as much, {most_said}" if own[r] else finger
        yield r, Finding(guard.reason, guard.action, detail)


def _apart(trace: Trace) -> Floats:
    """From palm to palm in hand lengths, shape (N,); NaN where either hand was not seen."""
    if trace.hand.other_px is None:
        return np.full(len(trace.time_s), np.nan)
    x_px, y_px, length_px = np.moveaxis(palm_px(trace.hand), -1, 0)
    other = trace.hand.other_px[..., PALM, :2].mean(axis=-2)
    apart: Floats = np.hypot(x_px - other[:, 0], y_px - other[:, 1]) / nan_for_zero(length_px)
    return apart


def _assist(guard: AssistGuard, exercise: Exercise, reps: Reps) -> Noticed:
    share = reps.spans.share(_apart(reps.trace) <= guard.near.value)
    for r in _where(share >= guard.min_share.value):
        yield r, Finding(guard.reason, guard.action, f"for {share[r]:.0%} of the time")


def _together(guard: TogetherGuard, exercise: Exercise, reps: Reps) -> Noticed:
    apart = _apart(reps.trace)
    known, gap = reps.spans.share(np.isfinite(apart)), reps.spans.middle(apart)
    blind = known < guard.min_share.value
    for r in _where(blind):
        detail = f"in {1 - known[r]:.0%} of the time"
        yield r, Finding(Reason.HANDS_MERGED, Action.UNVERIFIABLE, detail)
    for r in _where(~blind & (gap > guard.near.value)):
        detail = f"{gap[r]:.1f} hand lengths, at most {guard.near.value:g}"
        yield r, Finding(guard.reason, guard.action, detail)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _tempo(guard: TempoGuard, exercise: Exercise, reps: Reps) -> Noticed:
    for r in _where(reps.lasted_s < guard.min_s.value):
        detail = f"{reps.lasted_s[r]:.2f} s, at least {guard.min_s.value:g} s"
        yield r, Finding(Reason.TOO_FAST, guard.action, detail)
    for r in _where(reps.lasted_s > guard.max_s.value):
        detail = f"{reps.lasted_s[r]:.2f} s, at most {guard.max_s.value:g} s"
        yield r, Finding(Reason.TOO_SLOW, guard.action, detail)


def _hold(guard: HoldGuard, exercise: Exercise, reps: Reps) -> Noticed:
    for r in _where(reps.held_s < guard.min_s.value):
        detail = f"{reps.held_s[r]:.2f} s, at least {guard.min_s.value:g} s"
        yield r, Finding(Reason.SHORT_HOLD, guard.action, detail)


def _return(guard: ReturnGuard, exercise: Exercise, reps: Reps) -> Noticed:
    for r in _where(reps.back_s < guard.min_s.value):
        detail = f"in {reps.back_s[r]:.2f} s, at least {guard.min_s.value:g} s"
        yield r, Finding(Reason.LET_FALL, guard.action, detail)


def _in_frame(guard: InFrameGuard, exercise: Exercise, reps: Reps) -> Noticed:
    quality = reps.trace.quality
    share = reps.spans.share(~quality.near_edge, among=quality.seen)
    for r in _where(share < guard.min_share.value):
        detail = f"in {1 - share[r]:.0%} of its frames"
        yield r, Finding(Reason.NEAR_FRAME_EDGE, guard.action, detail)


def _deeds(guard: DeedsGuard, exercise: Exercise, reps: Reps) -> Noticed:
    numbers = [sum(c.number for c in done if c.deed is guard.deed) for done in reps.done]
    for r in _where(np.array(numbers) < guard.min.value):
        detail = f"{numbers[r]} {guard.deed}, at least {guard.min.value:g}"
        yield r, Finding(Reason.NOTHING_DONE, guard.action, detail)


_LOOK: Mapping[type, Callable[[Any, Exercise, Reps], Noticed]] = {
    ViewGuard: _view,
    StillGuard: _still,
    SteadyGuard: _steady,
    MovesGuard: _moves,
    BelowGuard: _below,
    AboveGuard: _above,
    IsolateGuard: _isolate,
    AssistGuard: _assist,
    TogetherGuard: _together,
    TempoGuard: _tempo,
    HoldGuard: _hold,
    ReturnGuard: _return,
    InFrameGuard: _in_frame,
    DeedsGuard: _deeds,
}


_OF_COMPLETE = (IsolateGuard, TempoGuard, HoldGuard, ReturnGuard, DeedsGuard)
"""Guards that ask only complete repetitions: a partial one is small and short by nature."""


def findings(exercise: Exercise, reps: Reps) -> list[list[Finding]]:
    """What the exercise's guards noticed about each repetition, in the file's order."""
    found: list[list[Finding]] = [[] for _ in reps.spans]
    for guard in exercise.guards:
        for r, finding in _LOOK[type(guard)](guard, exercise, reps):
            if reps.complete[r] or not isinstance(guard, _OF_COMPLETE):
                found[r].append(finding)
    return found
