"""Where a true repetition begins and ends.

It lasts from the first to the last moment of its movement; a hold from the first moment of going
there to the last of coming back. Where one signal is counted, these are the moments at which what
the exact joints show of it moves faster than `ONSET` of that repetition's own fastest: a hand that
eases into a movement, and fingers that are straight and begin to bend, show nothing of it for a
while. Otherwise they are what the clip tells. Touches cued to a beat are each a repetition of their
own, and last as long as the true gap is below a share of the open hand's. A minute of activity is
full when sixty seconds are credited, by what the exercise file credits: the hand may rest in
between. Its edges are those that the true joints give. A piece that is counted on the table lasts
from the one before it, or from where the hand came back into the picture, to where it leaves the
table, or lies there.
"""

from __future__ import annotations

import numpy as np

from handtrack.definitions.exercise import Exercise
from handtrack.definitions.handling_tables import Items
from handtrack.definitions.verifier_tables import Activity, Cycle, Hold, Sequence
from handtrack.events import Status
from handtrack.landmarks.geometry import distance
from handtrack.landmarks.hand import FINGERS, PALM, Floats, Hand
from handtrack.measurements import MEASUREMENTS
from handtrack.verifiers.calibration import Calibration
from handtrack.verifiers.endpoints import open_gaps
from handtrack.verifiers.registry import counter_for
from validation.evaluate.clips import Clip, Made, TrueRep
from validation.evaluate.event_matching import COLLAR_S, Interval
from validation.evaluate.object_prompt import things_of
from validation.evaluate.true_angles import true_angle

GAP = MEASUREMENTS["pinch_gap"]
ONSET = 0.02
"""The usual sign of onset and offset in movement analysis, of a glass taken to be drunk from
(10.1186/s12984-021-00895-3)."""
TOUCHING = 0.45
"""A touch lasts while the gap between the true tips' joints is at most this share of the open one:
joints lie inside the tips, so that they never meet."""

OFF_PX = 3.0
"""A piece so far from where it lay does not lie there."""


def true_edges(clip: Clip, exercise: Exercise, time_s: Floats) -> tuple[Interval, ...]:
    """Begin and end of every true repetition, in seconds."""
    method = exercise.method
    told = tuple((rep.start_s, rep.end_s) for rep in clip.reps)
    if isinstance(method, Sequence) and method.cue:
        return _touches(clip, method, time_s)
    if isinstance(method, Activity):
        minutes = _minutes(clip, exercise, time_s)
        return minutes if len(minutes) == len(told) else told
    if isinstance(method, Items):
        return _pieces(clip, method)
    if not isinstance(method, Cycle | Hold):
        return told
    if exercise.choice:
        exercise = exercise.with_finger(exercise.choice.fingers[0])
    signal = true_angle(exercise.signals[method.signal], clip)[: len(time_s)]
    return tuple(_moving(rep, time_s[: len(signal)], signal) for rep in clip.reps)


def collar_s(exercise: Exercise) -> float:
    """How far an edge may be off.

    A minute of activity is sixty seconds credited, with pauses of up to `linger_s` in them: it is
    not known more closely when it began.
    """
    method = exercise.method
    return method.linger_s.value if isinstance(method, Activity) else COLLAR_S


def _moving(rep: TrueRep, time_s: Floats, signal: Floats) -> Interval:
    """From the first to the last frame in which a movement that is whole, or small, shows."""
    frames = frames_of(rep, time_s)
    if rep.made is Made.SPOILED or frames.stop - frames.start < 3:
        return rep.start_s, rep.end_s
    speed = np.abs(np.gradient(signal[frames], time_s[frames]))
    if not np.isfinite(speed).all():
        return rep.start_s, rep.end_s
    fast = np.flatnonzero(speed >= ONSET * speed.max())
    return float(time_s[frames][fast[0]]), float(time_s[frames][fast[-1]])


def frames_of(rep: TrueRep, time_s: Floats) -> slice:
    """The frames of a repetition, the one at its end included."""
    i, j = np.searchsorted(time_s, [rep.start_s, rep.end_s])
    return slice(int(i), int(j) + 1)


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


def _minutes(clip: Clip, exercise: Exercise, time_s: Floats) -> tuple[Interval, ...]:
    """The full minutes of activity that the true joints show."""
    counted = counter_for(exercise)
    signal = counted.filtered(time_s, counted.read(true_hand(clip, time_s), None))
    own = counted.calibrated(Calibration(exercise.id, clip.side, clip.name), time_s, signal)
    minutes = counted.machine().run(time_s, counted.progress(own, signal))
    return tuple((m.start_s, m.end_s) for m in minutes if m.status is Status.VALID)


def _pieces(clip: Clip, items: Items) -> tuple[Interval, ...]:
    """Each whole one from the end of the one before, or as long before its own end as is looked."""
    pieces = things_of(clip)[0][:, :, 1]
    edges, last_s, whole = [], 0.0, 0
    for rep in clip.reps:
        start_s, end_s = rep.start_s, rep.end_s
        if rep.made in (Made.FULL, Made.FLAGGED):
            if len(pieces):  # they are taken, or put down, in the order of their names
                taken = "collect" in items.mode and whole < len(pieces)
                end_s = _handed_over_s(clip, pieces[whole % len(pieces)], rep, taken)
            start_s = max(last_s, end_s - items.item_s.value, _came_back_s(clip, end_s))
            last_s = end_s
            whole += 1
        edges.append((start_s, end_s))
    return tuple(edges)


def _came_back_s(clip: Clip, before_s: float) -> float:
    """When the palm last came into the picture before a time; 0 where it was never out of it."""
    palm = clip.px[: round(before_s * clip.fps), PALM].mean(axis=1)
    outside = np.flatnonzero(((palm < 0) | (palm > clip.size_px)).any(axis=-1))
    return float((outside[-1] + 1) / clip.fps) if len(outside) else 0.0


def _handed_over_s(clip: Clip, piece: Floats, rep: TrueRep, taken: bool) -> float:
    """When a piece, shape (N, 2), leaves the table in a repetition, or comes to rest there."""
    time_s = np.arange(len(clip.px)) / clip.fps
    frames = frames_of(rep, time_s)
    which = 0 if taken else -1
    away = np.flatnonzero(distance(piece[frames], piece[frames][which]) > OFF_PX)
    return float(time_s[frames][away[which]]) if len(away) else rep.end_s


def _touches(clip: Clip, sequence: Sequence, time_s: Floats) -> tuple[Interval, ...]:
    """From the first touch of each repetition to the end of its last."""
    gaps = GAP.read_each(true_hand(clip, time_s))
    share = gaps / np.array(open_gaps(gaps, sequence.least_open.value))
    edges = []
    for rep in clip.reps:
        touches = [
            stay(time_s, share[:, FINGERS.index(t.finger)], TOUCHING, (t.start_s, t.end_s))
            for t in rep.touches
        ]
        edges.append((touches[0][0], touches[-1][1]) if touches else (rep.start_s, rep.end_s))
    return tuple(edges)


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
