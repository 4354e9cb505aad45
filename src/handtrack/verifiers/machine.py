"""One machine for all verifiers: feeds frames to the pure functions of an engine.

A whole recording and one frame at a time give the same candidates. Of a whole recording only those
frames reach `step` at which something can change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from handtrack.events import Candidate
from handtrack.landmarks.hand import Floats

Rule = TypeVar("Rule")
State = TypeVar("State")
Which = slice | NDArray[np.intp]
"""Some of the frames of a recording."""
GAP = -1
"""The symbol of a frame in which what is counted could not be read."""


Framing = Callable[[Floats], NDArray[Any]]
"""From progress, shape (...) or (..., K), to what `Engine.step` is given of each frame."""


def unchanged(rule: object) -> Framing:
    """Take the progress itself for the frames, by any rule."""
    return lambda progress: progress


def every(rule: object, time_s: Floats, frames: NDArray[Any]) -> Which:
    """Feed every frame.

    Parameters
    ----------
    rule : object
        Unused.
    time_s, frames : ndarray, shape (N, ...)
        Unused.
    """
    return slice(None)


def at_changes(rule: object, time_s: Floats, frames: NDArray[np.int8]) -> Which:
    """Feed the frames whose symbol is not that of the frame before, and those without the hand.

    Parameters
    ----------
    rule : object
        Unused.
    time_s : ndarray, shape (N,)
        Unused.
    frames : ndarray of int8, shape (N,)
        Symbols, or `GAP`; one at least.
    """
    return np.flatnonzero((np.diff(frames, prepend=frames[0] + 1) != 0) | (frames == GAP))


@dataclass(frozen=True, slots=True)
class Engine(Generic[Rule, State]):
    """The pure functions of one verifier; a rule is the table of an exercise file.

    Parameters
    ----------
    initial : callable
        The state with nothing seen yet.
    step : callable
        Rule, state, the frame's time and the frame to the state after it and the candidates that
        ended. Times do not decrease.
    finish : callable
        Rule, state and the last frame's time to the candidates that end with the recording.
    open_since_s : callable
        Rule, state and the last frame's time to the time before which no candidate to come starts.
    frames : callable
        Rule to what makes frames of the progress.
    changing : callable
        Rule, times and frames to those of N frames at which a step may change anything.
    """

    initial: Callable[[], State]
    step: Callable[[Rule, State, float, Any], tuple[State, tuple[Candidate, ...]]]
    finish: Callable[[Rule, State, float], tuple[Candidate, ...]]
    open_since_s: Callable[[Rule, State, float], float]
    frames: Callable[[Rule], Framing] = unchanged
    changing: Callable[[Rule, Floats, NDArray[Any]], Which] = every


def run(
    engine: Engine[Rule, State], rule: Rule, time_s: Floats, progress: Floats
) -> Iterator[Candidate]:
    """Follow a whole recording.

    Parameters
    ----------
    engine : Engine
    rule : Rule
        The table of an exercise file.
    time_s : ndarray, shape (N,)
        Seconds, not decreasing.
    progress : ndarray, shape (N,) or (N, K)
        What is counted, on the person's own scale; NaN where it could not be read.

    Returns
    -------
    iterator of Candidate
        In the order in which they end.
    """
    if not len(time_s):
        return
    frames = engine.frames(rule)(progress)
    which = engine.changing(rule, time_s, frames)
    state = engine.initial()
    for now_s, frame in zip(time_s[which].tolist(), frames[which].tolist(), strict=True):
        state, found = engine.step(rule, state, now_s, frame)
        yield from found
    yield from engine.finish(rule, state, float(time_s[-1]))


class Machine(Generic[Rule, State]):
    """An engine with the rule of one exercise, fed frame by frame or with whole recordings.

    Parameters
    ----------
    engine : Engine
    rule : Rule

    Attributes
    ----------
    rule : Rule
    state : State
        After the last frame pushed.
    time_s : float
        Of that frame; minus infinity before the first.
    """

    def __init__(self, engine: Engine[Rule, State], rule: Rule) -> None:
        self.engine, self.rule = engine, rule
        self._frames = engine.frames(rule)
        self.state = engine.initial()
        self.time_s = float("-inf")

    def run(self, time_s: Floats, progress: Floats) -> Iterator[Candidate]:
        """Follow a whole recording; the frame-by-frame state stays as it is.

        Parameters
        ----------
        time_s, progress : ndarray
            As of `run`.
        """
        return run(self.engine, self.rule, time_s, progress)

    def push(self, time_s: float, progress: ArrayLike) -> tuple[Candidate, ...]:
        """Advance by one frame.

        Parameters
        ----------
        time_s : float
            Not before that of the frame before.
        progress : float or ndarray, shape (K,)

        Returns
        -------
        tuple of Candidate
            Those that are known from this frame on.
        """
        frame = self._frames(np.asarray(progress, dtype=np.float64))
        self.time_s = time_s
        self.state, found = self.engine.step(self.rule, self.state, time_s, frame.tolist())
        return found

    def finish(self) -> tuple[Candidate, ...]:
        """End the recording after the last frame pushed."""
        return self.engine.finish(self.rule, self.state, self.time_s)

    @property
    def open_since_s(self) -> float:
        """No candidate still to come starts before this time."""
        return self.engine.open_since_s(self.rule, self.state, self.time_s)
