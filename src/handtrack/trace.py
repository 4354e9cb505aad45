"""Everything that was read off one hand, frame by frame.

A trace of a whole recording is built once and cut into repetitions; live, the frames of one
repetition are gathered and traced when it ends. Both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from handtrack.calibration import Calibration, Scale
from handtrack.definition import Exercise
from handtrack.filters import OneEuro, smoothed
from handtrack.geometry import ForearmLine
from handtrack.hand import FINGERS, Floats, Hand
from handtrack.quality import Quality, in_view, quality
from handtrack.readings import Reading
from handtrack.views import facing

UNKNOWN_FOREARM = ForearmLine(np.full(2, np.nan), float("nan"), float("nan"))


@dataclass(frozen=True, slots=True)
class Trace:
    """One hand through time with all that the exercise asks of it.

    Parameters
    ----------
    hand : Hand
        Of N frames.
    signals : mapping of str to ndarray, shape (N,)
        The exercise's declared signals, unsmoothed.
    progress : ndarray
        What is counted. Cycle: shape (N,), the smoothed fraction of the person's own range.
        Sequence: shape (N, 4), gaps as shares of the open hand's.
    facing : ndarray, shape (N,)
    viewed : ndarray of bool, shape (N,)
        Whether one of the exercise's views is kept.
    quality : Quality
    """

    hand: Hand
    signals: Mapping[str, Floats]
    progress: Floats
    facing: Floats
    viewed: NDArray[np.bool_]
    quality: Quality

    @property
    def time_s(self) -> Floats:
        """Shape (N,)."""
        return np.asarray(self.hand.time_s)

    def between(self, start_s: float, end_s: float) -> Trace:
        """The frames of a half-open interval."""
        return self.cut(slice(*self.place(start_s, end_s)))

    def place(self, start_s: float, end_s: float) -> tuple[int, int]:
        """Where the frames of a half-open interval begin and end."""
        i, j = np.searchsorted(self.time_s, [start_s, end_s])
        return int(i), int(j)

    def cut(self, which: slice) -> Trace:
        """Some of the frames."""
        return Trace(
            cut_hand(self.hand, which),
            {name: values[which] for name, values in self.signals.items()},
            self.progress[which],
            self.facing[which],
            self.viewed[which],
            Quality(*(getattr(self.quality, f.name)[which] for f in fields(Quality))),
        )


def cut_hand(hand: Hand, which: slice | NDArray[np.intp]) -> Hand:
    """Some of the frames of a hand."""
    return replace(
        hand,
        time_s=np.asarray(hand.time_s)[which],
        image_px=hand.image_px[which],
        world_m=hand.world_m[which],
        settling=np.asarray(hand.settling)[which],
    )


def read_signal(reading: Reading, hand: Hand, forearm: ForearmLine | None) -> Floats:
    """One measurement of a hand, against the forearm where it is taken against it."""
    measurement = reading.measurement
    line = (forearm or UNKNOWN_FOREARM) if measurement.needs_forearm else None
    return measurement.read(hand, reading.finger, line)


def read_counting_signal(exercise: Exercise, hand: Hand, forearm: ForearmLine | None) -> Floats:
    """What the exercise counts by: shape (...) for a cycle, (..., 4) for a sequence; unsmoothed."""
    if exercise.cycle:
        return read_signal(exercise.signals[exercise.cycle.signal], hand, forearm)
    assert exercise.sequence
    return exercise.sequence.measurement.read_each(hand)


def smoothing(exercise: Exercise) -> OneEuro | None:
    """The filter of the counting signal, if it has one."""
    smooth = exercise.signals[exercise.cycle.signal].smooth if exercise.cycle else None
    return smooth.filter if smooth else None


def counting_signal(exercise: Exercise, hand: Hand, forearm: ForearmLine | None) -> Floats:
    """The same through time, smoothed as the exercise says."""
    signal = read_counting_signal(exercise, hand, forearm)
    filter = smoothing(exercise)
    return smoothed(filter, np.asarray(hand.time_s), signal) if filter else signal


def progress(exercise: Exercise, calibration: Calibration, signal: Floats | float) -> Floats:
    """The counting signal on the person's own scale; NaN where the calibration holds none."""
    if exercise.cycle:
        scale = Scale.of(exercise.cycle, calibration)
        return scale.fraction(np.asarray(signal)) if scale else np.asarray(signal) * np.nan
    shares: Floats = signal / np.array(calibration.open_gaps or (np.nan,) * len(FINGERS))
    return shares


def trace(exercise: Exercise, hand: Hand, calibration: Calibration, signal: Floats) -> Trace:
    """Read everything the exercise asks for.

    Parameters
    ----------
    hand : Hand
        Through time.
    signal : ndarray
        Its counting signal, smoothed.
    """
    forearm = calibration.forearm.line if calibration.forearm else None
    turned = facing(hand)
    return Trace(
        hand,
        {name: read_signal(s, hand, forearm) for name, s in exercise.signals.items()},
        progress(exercise, calibration, signal),
        turned,
        in_view(exercise.views, turned),
        quality(hand),
    )
