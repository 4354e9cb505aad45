"""Movement quality: smoothness of a repetition, decrement of a set, steadiness of a hold.

Nothing here is a score or a diagnosis; every figure is for comparing a person with themselves.

Smoothness is SPARC, the spectral arc length of a speed profile: negative, and **closer to 0 is
smoother** (a single bell-shaped movement has about -1.4 to -1.6). Source: Balasubramanian et al.
2015, doi:10.1186/s12984-015-0090-9. Deviation: the cut-off is 10 Hz, because at 30 frames a second
nothing above 15 Hz is seen; the settings are stored with every figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from handtrack.events import Candidate, Status
from handtrack.landmarks.hand import Floats
from handtrack.scoring.result_json import OptionalFloat
from handtrack.verifiers.signals import Signals

LEAST_FRAMES = 8
"""Provisional: a movement of fewer frames has no spectrum worth the name."""
REACHED_SHARE = 0.05
"""Provisional: the way out lasts until so much of it is left."""
TIRED = 0.8
"""Domain judgement: a last third below this share of the first third is a decrement."""
BAND_DEG = 5.0
"""A hold is steady within this of its mean: a goniometer's accepted tolerance (PMC8649412)."""


@dataclass(frozen=True, slots=True)
class Sparc:
    """Settings of the smoothness.

    Parameters
    ----------
    padding : int
        The spectrum is padded to 2 to this power times the next power of two.
    threshold : float
        Where the amplitude, as a share of its largest, stays below this, the spectrum has ended.
    cutoff_hz : float
        Nothing above it is looked at.
    """

    padding: int = 4
    threshold: float = 0.05
    cutoff_hz: float = 10.0


SPARC = Sparc()


@dataclass(frozen=True, slots=True)
class Decrement:
    """How a set went on, whether smaller or slower.

    Parameters
    ----------
    per_repetition : float or None
        Slope of the size over the repetitions, in shares of the person's own range.
    seconds_per_repetition : float or None
        Slope of the duration.
    last_to_first : float or None
        Mean size of the last third over that of the first third.
    tired : bool
        Whether that is below `TIRED`.
    """

    per_repetition: OptionalFloat
    seconds_per_repetition: OptionalFloat
    last_to_first: OptionalFloat
    tired: bool


@dataclass(frozen=True, slots=True)
class MovementQuality:
    """How the repetitions of one set went.

    Parameters
    ----------
    median_smoothness : float or None
        Median SPARC of the valid repetitions; None where no repetition has one.
    sparc : Sparc
        The settings of the smoothness.
    decrement : Decrement
    """

    median_smoothness: OptionalFloat
    sparc: Sparc
    decrement: Decrement


class RepetitionFigures(Protocol):
    """A repetition, with the figures that describe a set."""

    @property
    def status(self) -> Status:
        """How it ended."""

    @property
    def duration_s(self) -> float:
        """From onset to offset."""

    @property
    def range_share(self) -> float | None:
        """Its largest movement as a share of the person's own range."""

    @property
    def smoothness(self) -> float | None:
        """SPARC of the way out."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How still a hold was.

    Parameters
    ----------
    sd, spread : float
        Standard deviation, and largest minus smallest reading, in the reading's unit.
    drift_per_s : float
        Slope over the hold, in the reading's unit a second.
    band_share : float
        Share of the readings within `BAND_DEG` of their mean.
    """

    sd: float
    spread: float
    drift_per_s: float
    band_share: float


def sparc(speed: Floats, rate_hz: float, settings: Sparc = SPARC) -> float:
    """Spectral arc length of one movement's speed.

    Parameters
    ----------
    speed : ndarray, shape (N,)
        Not negative, evenly sampled, in any unit.
    rate_hz : float
        Samples a second.
    settings : Sparc
        Padding, threshold and cut-off of the spectrum.

    Returns
    -------
    float
        At most 0; NaN for fewer than `LEAST_FRAMES` samples, a gap among them, or no movement.
    """
    if len(speed) < LEAST_FRAMES or not np.isfinite(speed).all() or not speed.any():
        return float("nan")
    size = 2 ** (int(np.ceil(np.log2(len(speed)))) + settings.padding)
    amplitude = np.abs(np.fft.rfft(speed, size))
    amplitude /= amplitude[0]
    frequency = np.fft.rfftfreq(size, 1 / rate_hz)
    below = frequency <= settings.cutoff_hz
    loud = np.flatnonzero(below & (amplitude >= settings.threshold))
    amplitude, frequency = amplitude[: loud[-1] + 1], frequency[: loud[-1] + 1]
    if len(frequency) < 2:
        return float("nan")
    along = np.diff(frequency) / frequency[-1]
    return -float(np.hypot(along, np.diff(amplitude)).sum())


def movement_quality(repetitions: Sequence[RepetitionFigures]) -> MovementQuality:
    """Summarise the smoothness and the decrement of one set, its repetitions in order of time."""
    smooth = [r.smoothness for r in repetitions if r.status is Status.VALID]
    known = [s for s in smooth if s is not None]
    return MovementQuality(
        median_smoothness=float(np.median(known)) if known else None,
        sparc=SPARC,
        decrement=decrement(repetitions),
    )


def smoothness(signals: Signals, repetition: Candidate, two_ended: bool) -> float:
    """SPARC of the way out: from the onset of a repetition until it is nearly at its largest.

    Parameters
    ----------
    signals : Signals
        Holds the frames of the repetition.
    repetition : Candidate
        A repetition of a cycle.
    two_ended : bool
        Whether it may begin at either end of the range.

    Returns
    -------
    float
        At most 0; NaN where a frame of the repetition was not read, or its way out has fewer than
        `LEAST_FRAMES` frames.
    """
    first, end = signals.frame_range(repetition.start_s, repetition.end_s)
    way, time_s = signals.progress[first:end], signals.time_s[first:end]
    if len(way) < LEAST_FRAMES or not np.isfinite(way).all():
        return float("nan")
    if two_ended and way[0] > 0.5:
        way = 1 - way
    peak = float(way.max())
    rest = float(way[: int(way.argmax()) + 1].min())
    reached = int(np.argmax(way >= peak - REACHED_SHARE * (peak - rest)))
    even_s = np.arange(time_s[0], time_s[reached], np.median(np.diff(time_s)))
    if len(even_s) < LEAST_FRAMES:
        return float("nan")
    rate_hz = 1 / float(even_s[1] - even_s[0])
    path = np.interp(even_s, time_s, way)
    return sparc(np.abs(np.gradient(path, 1 / rate_hz)), rate_hz)


def decrement(repetitions: Sequence[RepetitionFigures]) -> Decrement:
    """Whether a set gets smaller or slower, by its valid and partial repetitions in order."""
    moved = [r for r in repetitions if r.status in (Status.VALID, Status.PARTIAL)]
    size = np.array([np.nan if r.range_share is None else r.range_share for r in moved])
    took_s = np.array([r.duration_s for r in moved])
    third = len(moved) // 3
    ratio = float("nan")
    if third:
        ratio = float(size[-third:].mean() / size[:third].mean())
    return Decrement(
        per_repetition=_figure(_slope(size)),
        seconds_per_repetition=_figure(_slope(took_s)),
        last_to_first=_figure(ratio),
        tired=ratio < TIRED,
    )


def steadiness(time_s: Floats, values: Floats) -> Steadiness | None:
    """Measure how still a hold was.

    Parameters
    ----------
    time_s, values : ndarray, shape (N,)
        NaN values are left out.

    Returns
    -------
    Steadiness or None
        None for fewer than three readings.
    """
    seen = np.isfinite(values)
    time_s, values = time_s[seen], values[seen]
    if len(values) < 3:
        return None
    mean = float(values.mean())
    return Steadiness(
        sd=float(values.std(ddof=1)),
        spread=float(np.ptp(values)),
        drift_per_s=_line(time_s, values),
        band_share=float((np.abs(values - mean) <= BAND_DEG).mean()),
    )


def _slope(values: Floats) -> float:
    """Change a repetition by least squares; NaN for fewer than three, or where one is missing."""
    if len(values) < 3 or not np.isfinite(values).all():
        return float("nan")
    return _line(np.arange(len(values), dtype=np.float64), values)


def _line(x: Floats, y: Floats) -> float:
    x = x - x.mean()
    return float(x @ y / (x @ x))


def _figure(value: float) -> float | None:
    return value if np.isfinite(value) else None
