"""Where a true repetition begins and ends by the project's own convention.

The convention is in `docs/conventions.md`: a cycle begins where its signal leaves the rest band and
ends where it is back in it; a sequence lasts from its first touch to the end of its last, a touch
being where the gap is below the exercise's own share of the open hand's. Both are read here off
the true joints. Every other kind of exercise begins and ends with its movement.
"""

from __future__ import annotations

import numpy as np

from audit.angles import true_angle
from audit.clips import Clip, Made, TrueRep
from audit.matching import Interval
from handtrack.calibration import open_gaps
from handtrack.counting.table import counting
from handtrack.definition import Exercise
from handtrack.hand import FINGERS, Floats, Hand
from handtrack.methods import Cycle, Sequence


def true_edges(clip: Clip, exercise: Exercise, time_s: Floats) -> tuple[Interval, ...]:
    """Begin and end of every true repetition, in seconds."""
    match exercise.method:
        case Cycle() as cycle if clip.count(Made.FULL):
            return _cycles(clip, exercise, cycle, time_s)
        case Sequence() as sequence:
            return _passes(clip, sequence, time_s)
        case _:
            return tuple((rep.start_s, rep.end_s) for rep in clip.reps)


def frames_of(rep: TrueRep, time_s: Floats) -> slice:
    """The frames of a repetition, the one at its end included."""
    i, j = np.searchsorted(time_s, [rep.start_s, rep.end_s])
    return slice(int(i), int(j) + 1)


def _cycles(clip: Clip, exercise: Exercise, cycle: Cycle, time_s: Floats) -> tuple[Interval, ...]:
    """From leaving the rest band of the person's own range to being back in it."""
    signal = true_signal(clip, exercise, cycle, time_s)
    full = [rep for rep in clip.reps if rep.made is Made.FULL]
    rest = float(np.median([np.interp(rep.start_s, time_s, signal) for rep in full]))
    ways = [signal[frames_of(rep, time_s)] - rest for rep in full]
    peak = rest + float(np.median([way[np.argmax(np.abs(way))] for way in ways]))
    edges = []
    for rep in clip.reps:
        where = frames_of(rep, time_s)
        share = (signal[where] - rest) / (peak - rest)
        left = leaves_and_returns(time_s[where], share, cycle.rest.value)
        edges.append(left or (rep.start_s, rep.end_s))
    return tuple(edges)


def true_signal(clip: Clip, exercise: Exercise, cycle: Cycle, time_s: Floats) -> Floats:
    """What the exercise counts by, on the true joints, shape (N,)."""
    reading = exercise.signals[cycle.signal]
    if reading.measurement.needs_forearm or reading.measure == "forearm_rotation":
        return true_angle(reading, clip)[: len(time_s)]
    return counting(exercise).signal(true_hand(clip, time_s), None)


def true_hand(clip: Clip, time_s: Floats) -> Hand:
    """The true joints as a hand, with a depth in pixels as a tracker gives it."""
    joints, px = clip.joints_m[: len(time_s)], clip.px[: len(time_s)]
    scale_px = np.nanmedian(px.std(axis=1) / joints[..., :2].std(axis=1))
    depth = (joints[..., 2:] - joints[:, :1, 2:]) * scale_px
    return Hand(
        time_s=time_s,
        image_px=np.concatenate([px, depth], axis=-1),
        world_m=joints,
        settling=np.zeros(len(time_s), bool),
        side=clip.side,
        frame_size_px=clip.size_px,
    )


def _passes(clip: Clip, sequence: Sequence, time_s: Floats) -> tuple[Interval, ...]:
    """From each first touch to the end of the last."""
    gaps = sequence.measurement.read_each(true_hand(clip, time_s))
    share = gaps / np.array(open_gaps(gaps, sequence.least_open.value))
    edges = []
    for rep in clip.reps:
        touches = [
            stay(time_s, share[:, FINGERS.index(t.finger)], sequence.on.value, (t.start_s, t.end_s))
            for t in rep.touches
        ]
        edges.append((touches[0][0], touches[-1][1]) if touches else (rep.start_s, rep.end_s))
    return tuple(edges)


def leaves_and_returns(time_s: Floats, share: Floats, band: float) -> Interval | None:
    """When a movement leaves the rest band and is back in it, between samples.

    Parameters
    ----------
    time_s, share : ndarray, shape (N,)
        Of one repetition: 0 at rest, 1 at the person's own peak.
    band : float

    Returns
    -------
    tuple of float or None
        None where the movement does not begin and end in the band, or never leaves it.
    """
    out = np.flatnonzero(share > band)
    if not len(out) or out[0] == 0 or out[-1] == len(share) - 1:
        return None
    first, last = int(out[0]), int(out[-1])
    return (
        _crossing(time_s, share, band, first - 1, first),
        _crossing(time_s, share, band, last + 1, last),
    )


def stay(time_s: Floats, share: Floats, level: float, within: Interval) -> Interval:
    """Widen an interval to where a gap is below a level all around it, between samples.

    Parameters
    ----------
    time_s, share : ndarray, shape (N,)
        The gap as a share of the open hand's.
    within : tuple of float
        Where it is surely below; given back as it is where the samples say otherwise.
    """
    middle = int(np.argmin(np.abs(time_s - sum(within) / 2)))
    above = np.flatnonzero(share >= level)
    before, after = above[above < middle], above[above > middle]
    if share[middle] >= level or not len(before) or not len(after):
        return within
    return (
        _crossing(time_s, share, level, int(before[-1]), int(before[-1]) + 1),
        _crossing(time_s, share, level, int(after[0]), int(after[0]) - 1),
    )


def _crossing(time_s: Floats, values: Floats, level: float, one: int, other: int) -> float:
    """When values pass a level between two samples."""
    part = (level - values[one]) / (values[other] - values[one])
    return float(time_s[one] + part * (time_s[other] - time_s[one]))
