"""One face for all verifiers, so that no one else asks which verifier an exercise has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import numpy as np

from handtrack.events import Candidate, Finding
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.measurements.filters import OneEuro, SignalFilter
from handtrack.measurements.number_format import Unit
from handtrack.verifiers.calibration import Calibration

if TYPE_CHECKING:
    from handtrack.verifiers.trace import Trace

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Figures:
    """What is measured of one repetition; None where the verifier has no such figure.

    Parameters
    ----------
    peak_s, peak, excursion, range_share, hold_s, active_s : float or None
        As in `results.Repetition`.
    back_s : float or None
        How long the way back took: from where the movement was last at its full size to its end.
    close : bool
        Whether its size, or how far it came back, is no farther from its limit than such readings
        err: it may lie on the other side of it.
    flags : tuple of Finding
        What is told of a complete repetition for that.
    """

    peak_s: float | None = None
    peak: float | None = None
    excursion: float | None = None
    range_share: float | None = None
    hold_s: float | None = None
    active_s: float | None = None
    back_s: float | None = None
    close: bool = False
    flags: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A threshold of the progress: its name, and where it lies (twice, counted from both ends)."""

    name: str
    values: tuple[float, ...]


class Machine(ABC, Generic[State]):
    """Turns progress into candidates, a whole recording at once or frame by frame.

    Parameters
    ----------
    state : object
        Where the engine begins: nothing seen yet.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._time_s = float("-inf")

    @abstractmethod
    def _step(
        self, state: State, time_s: float, progress: float | Floats
    ) -> tuple[State, tuple[Candidate, ...]]:
        """Advance the engine by one frame."""

    @abstractmethod
    def _finish(self, state: State, time_s: float) -> tuple[Candidate, ...]:
        """Close the engine's books."""

    @abstractmethod
    def _since_s(self, state: State) -> float | None:
        """When what is under way began; None where nothing is."""

    @abstractmethod
    def run(self, time_s: Floats, progress: Floats) -> Iterable[Candidate]:
        """Follow a whole recording; leaves the frame-by-frame state alone."""

    def push(self, time_s: float, progress: float | Floats) -> tuple[Candidate, ...]:
        """Advance by one frame."""
        self._time_s = time_s
        self._state, found = self._step(self._state, time_s, progress)
        return found

    def finish(self) -> tuple[Candidate, ...]:
        """Close the books after the last frame pushed."""
        return self._finish(self._state, self._time_s)

    @property
    def timer_s(self) -> float | None:
        """Seconds on the verifier's own timer for what is under way; None where it has none."""
        return None

    @property
    def parts_done(self) -> int | None:
        """How many parts of what is under way are done; None where it has no parts."""
        return None

    @property
    def open_since_s(self) -> float:
        """No candidate still to come starts before this time."""
        since_s = self._since_s(self._state)
        return self._time_s if since_s is None else since_s


class Filter(Protocol):
    """Takes jitter out of what is read, one frame at a time; causal, with a state of its own."""

    def push(self, time_s: float, reading: float | Floats) -> float | Floats:
        """The next reading, filtered; NaN stays NaN."""
        ...


class Counting(ABC):
    """Everything in which the verifiers differ, for one exercise."""

    what = "repetition"
    """What is counted, in one word."""
    two_ended = False
    """Whether a repetition may begin at either end of the progress."""
    by_movement = False
    """Whether a repetition lasts as long as its movement, and not from event to event."""
    guided = 3
    """Movements from which a session learns the own range; 0 where an open hand shows it."""
    rest: float | None = None
    """Progress up to which the hand is at rest; None where no range of motion can be told."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What is counted by, in words."""

    @property
    @abstractmethod
    def unit(self) -> Unit:
        """The unit of that."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the progress' columns in a table, with their units; one where it has none."""
        return ("progress_share",)

    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        """What a graph shows of the progress: names, and values of shape (N,)."""
        return ((self.title, progress),)

    def way(self, progress: Floats) -> Floats:
        """Of the progress, how far the movement goes: shape (N,)."""
        return progress

    def way_of(self, own: Calibration, readings: Floats) -> Floats:
        """The same of readings as they are, which jitter but do not lag: shape (N,)."""
        return self.way(self.progress(own, readings))

    @property
    def smoothing(self) -> OneEuro | None:
        """The constants of the filter, where it is a One Euro filter."""
        return None

    def filter(self) -> Filter | None:
        """A fresh filter; None where the readings are taken as they are."""
        return SignalFilter(self.smoothing) if self.smoothing else None

    @abstractmethod
    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """What is counted by, unfiltered: shape (...), or (..., K) where it has K columns."""

    def signal(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """The same of a hand through time, filtered as frame by frame."""
        return self.filtered(np.asarray(hand.time_s), self.read(hand, forearm))

    def filtered(self, time_s: Floats, raw: Floats) -> Floats:
        """Readings through time, filtered as frame by frame."""
        filter = self.filter()
        if filter is None:
            return raw
        times = time_s.tolist()
        readings = raw.tolist() if raw.ndim == 1 else raw
        filtered = [filter.push(t, r) for t, r in zip(times, readings, strict=True)]
        return np.array(filtered, dtype=np.float64) if filtered else raw

    @abstractmethod
    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        """The person's own range, from a clip's signal, written into `own`."""

    @abstractmethod
    def progress(self, own: Calibration, signal: Floats | float) -> Floats:
        """The signal on the person's own scale; NaN where the calibration holds none."""

    @abstractmethod
    def machine(self) -> Machine[Any]:
        """A machine with nothing seen yet."""

    def figures(
        self, own: Calibration, candidate: Candidate, trace: Trace, frames: slice
    ) -> Figures:
        """Measure one candidate by its frames of the trace."""
        return Figures()

    def reworded(self, finding: Finding, figures: Figures) -> Finding:
        """What the engine found, said more exactly where the figures allow it."""
        return finding

    def noticed(self, own: Calibration, trace: Trace, frames: slice) -> tuple[Finding, ...]:
        """What else is asked of a complete repetition, besides the guards."""
        return ()

    @property
    @abstractmethod
    def levels(self) -> tuple[Level, ...]:
        """The thresholds of the progress, the deciding one first."""

    def ticks(self, own: Calibration) -> tuple[tuple[float, str], ...]:
        """Heights of the progress, and what they are called."""
        return ()
