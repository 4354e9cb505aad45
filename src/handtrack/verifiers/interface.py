"""What every verifier implements, so that nobody else asks which verifier an exercise has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from handtrack.events import Candidate, Finding
from handtrack.landmarks.geometry import ForearmLine
from handtrack.landmarks.hand import Floats, Hand
from handtrack.measurements.filters import OneEuro, SignalFilter
from handtrack.measurements.number_format import Unit
from handtrack.verifiers.calibration import Calibration, Progress, Scaling
from handtrack.verifiers.machine import Machine

if TYPE_CHECKING:
    from handtrack.verifiers.signals import Signals


@dataclass(frozen=True, slots=True)
class Figures:
    """What is measured of one repetition; None where the verifier has no such figure.

    Parameters
    ----------
    peak_s, peak, excursion, range_share, active_s : float or None
        As in `results.Repetition`.
    hold_s, smoothness : callable or None
        Give those of `results.Repetition`, which take longer, where they are asked for.
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
    active_s: float | None = None
    back_s: float | None = None
    hold_s: Callable[[], float | None] | None = None
    smoothness: Callable[[], float | None] | None = None
    close: bool = False
    flags: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgressLevel:
    """A threshold of the progress: its name, and where it lies (twice, counted from both ends)."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LiveProgress:
    """How far the repetition under way has come.

    Parameters
    ----------
    share : float or None
        Position on the person's own range: 0 at rest, 1 at the peak; None where it is not known.
    marks : tuple of float
        Where on that range it counts, the last one at full size; empty without a range.
    timer : tuple of float or None
        Seconds on the verifier's own timer, and how many are asked for; None without one.
    parts : tuple of (str, bool)
        The parts of the repetition in order, and whether each is done; empty without parts.
    """

    share: float | None = None
    marks: tuple[float, ...] = ()
    timer: tuple[float, float] | None = None
    parts: tuple[tuple[str, bool], ...] = ()

    @property
    def full(self) -> bool:
        """Whether the movement or the timer has come as far as it has to."""
        there = bool(self.marks) and self.share is not None and self.share >= self.marks[-1]
        return there or (self.timer is not None and self.timer[0] >= self.timer[1])


class ReadingFilter(Protocol):
    """Takes jitter out of what is read, one frame at a time; causal, with a state of its own."""

    def push(self, time_s: float, reading: float | Floats) -> float | Floats:
        """Filter the next reading.

        Parameters
        ----------
        time_s : float
            Not before that of the reading before.
        reading : float or ndarray, shape (K,)
            NaN stays NaN.
        """
        ...


class Counter(ABC):
    """Everything in which the verifiers differ, for one exercise."""

    what = "repetition"
    """What is counted, in one word."""
    timed = "active"
    """What its timer shows, where it has one: "hold" or "active"."""
    two_ended = False
    """Whether a repetition may begin at either end of the progress."""
    by_movement = False
    """Whether a repetition lasts as long as its movement, and not from event to event."""
    guided = 3
    """Movements from which a session learns the own range; 0 where an open hand shows it."""
    rest: float | None = None
    """Progress up to which the hand is at rest; None where no range of motion can be told."""
    least_range: float | None = None
    """The smallest range of the signal that counts; None where no range of it is taken."""

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

    @property
    def smoothing(self) -> OneEuro | None:
        """The constants of the filter, where it is a One Euro filter."""
        return None

    def filter(self) -> ReadingFilter | None:
        """A fresh filter; None where the readings are taken as they are."""
        return SignalFilter(self.smoothing) if self.smoothing else None

    @abstractmethod
    def read(self, hand: Hand, forearm: ForearmLine | None) -> Floats:
        """Read what is counted by, unfiltered.

        Parameters
        ----------
        hand : Hand
            Of one frame or of N.
        forearm : ForearmLine or None
            None gives NaN where the signal needs one.

        Returns
        -------
        ndarray, shape (...) or (..., K)
            K columns where the verifier looks at several things; NaN where it could not be read.
        """

    def filtered(self, time_s: Floats, raw: Floats) -> Floats:
        """Filter readings through time, the same as frame by frame.

        Parameters
        ----------
        time_s : ndarray, shape (N,)
        raw : ndarray, shape (N,) or (N, K)
            As `read` gives them.
        """
        filter = self.filter()
        if filter is None:
            return raw
        if isinstance(filter, SignalFilter):
            return np.array(filter.run(time_s.tolist(), raw.tolist()))
        filtered = [filter.push(t, r) for t, r in zip(time_s.tolist(), raw, strict=True)]
        return np.array(filtered, dtype=np.float64) if filtered else raw

    @abstractmethod
    def calibrated(self, own: Calibration, time_s: Floats, signal: Floats) -> Calibration:
        """Take the person's own range from a clip's signal.

        Parameters
        ----------
        own : Calibration
            Into which it is written.
        time_s : ndarray, shape (N,)
        signal : ndarray, shape (N,) or (N, K)
            Filtered readings.
        """

    def missing(self, own: Calibration) -> str:
        """What a calibration lacks to count by it, in words; empty where it lacks nothing."""
        return ""

    @abstractmethod
    def scaling(self, own: Calibration) -> Scaling:
        """Tell how readings, of one frame or of N, are put on the person's own scale.

        Their progress has the same shape, or the columns of `columns`; it is NaN where the
        calibration holds no range.
        """

    def progress(self, own: Calibration, signal: Floats) -> Floats:
        """Put readings on the person's own scale.

        Parameters
        ----------
        own : Calibration
        signal : ndarray, shape (N,) or (N, K)
        """
        return np.asarray(self.scaling(own)(signal))

    def displacement(self, progress: Floats) -> Floats:
        """Of the progress, how far the movement goes: shape (N,)."""
        return progress

    def raw_displacement(self, own: Calibration, readings: Floats) -> Floats:
        """Give the displacement by unfiltered readings, which jitter but do not lag.

        Parameters
        ----------
        own : Calibration
        readings : ndarray, shape (N,) or (N, K)
            As `read` gives them.

        Returns
        -------
        ndarray, shape (N,)
        """
        return self.displacement(self.progress(own, readings))

    @abstractmethod
    def describe(self) -> list[str]:
        """Say in sentences what counts, and from which limits on."""

    @abstractmethod
    def machine(self) -> Machine[Any, Any]:
        """A machine with nothing seen yet."""

    def figures(
        self, own: Calibration, candidate: Candidate, signals: Signals, frames: slice
    ) -> Figures:
        """Measure one candidate.

        Parameters
        ----------
        own : Calibration
        candidate : Candidate
        signals : Signals
        frames : slice
            Those of the candidate among the frames of the signals.
        """
        return Figures()

    def may_flag(self, own: Calibration) -> bool:
        """Whether the figures of a complete repetition may carry flags."""
        return False

    def refined(self, finding: Finding, figures: Figures) -> Finding:
        """Say what the machine found more exactly, where the figures allow it.

        Parameters
        ----------
        finding : Finding
            Of the machine.
        figures : Figures
            Of its candidate.
        """
        return finding

    def live_progress(self, machine: Machine[Any, Any], progress: Progress | None) -> LiveProgress:
        """Tell how far the repetition under way has come.

        Parameters
        ----------
        machine : Machine
            After the last frame.
        progress : float or ndarray, shape (K,), or None
            Of that frame; None before the first.
        """
        return LiveProgress()

    def curves(self, progress: Floats) -> tuple[tuple[str, Floats], ...]:
        """What a graph shows of the progress: names, and values of shape (N,)."""
        return ((self.title, progress),)

    @property
    @abstractmethod
    def levels(self) -> tuple[ProgressLevel, ...]:
        """The thresholds of the progress, the deciding one first."""

    def ticks(self, own: Calibration) -> tuple[tuple[float, str], ...]:
        """Heights of the progress, and what they are called."""
        return ()
